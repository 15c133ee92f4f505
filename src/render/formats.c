/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of formats. */
#include <config.h>

#include "render/formats.h"

#include <string.h>

static const struct vt_format formats[] = {
	{ "table", "columns for people (default)", vt_render_table },
	{ "json", "one object with everything, see virt-taps-json(5)", vt_render_json },
	{ "ndjson", "one object per line: mappings, findings, gaps, summary", vt_render_ndjson },
	{ "csv", "the columns of the table, RFC 4180", vt_render_csv },
	{ "prometheus", "metrics for the textfile collector", vt_render_prometheus },
	{ "dot", "a picture for graphviz", vt_render_dot },
	{ "html", "one self-contained page", vt_render_html },
	{ "monitoring", "audit only: status line with perfdata", vt_render_monitoring },
	{ "script", "audit only: commands that cure, each a comment", vt_render_script },
	{ "accept", "audit only: rules that accept what is found", vt_render_accept },
};

#define N_FORMATS (sizeof(formats) / sizeof(*formats))

const struct vt_format *vt_format_by_name(const char *name)
{
	for (size_t i = 0; i < N_FORMATS; i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

const struct vt_format *vt_format_at(size_t i)
{
	return i < N_FORMATS ? &formats[i] : NULL;
}
