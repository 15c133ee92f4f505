/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as text. Everything is built in memory; nothing here sorts,
 * decides, prints or looks at the world.
 */
#ifndef VT_RENDER_FORMATS_H
#define VT_RENDER_FORMATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/mapping.h"
#include "util/err.h"
#include "util/str.h"

/* What is shown; the names are the commands'. */
enum vt_command {
	VT_CMD_LIST,
	VT_CMD_SHOW,
	VT_CMD_AUDIT,
	VT_CMD_WATCH,
	VT_CMD_DIFF,
	VT_CMD_EXPLAIN,
	VT_CMD_HELP,
	VT_CMD_VERSION,
	VT_CMD_N
};

/**
 * struct vt_render_opts - how a report is shown
 * @command:  with VT_CMD_SHOW only what mappings and findings refer to is
 *            shown in domains, devices and processes; else all of the facts
 * @columns:  argument of -o, checked by vt_columns_check(); NULL = the default
 * @color:    only status and severity are colored
 * @width:    columns of the terminal, 0 = not a terminal
 * @domains:  VT_CMD_SHOW: rows of facts.domains that are shown though no
 *            mapping may refer to them, @n_domains of them; may be NULL
 */
struct vt_render_opts {
	enum vt_command command;
	const char *columns;
	bool headings;
	bool color;
	int width;
	int verbose;
	const uint32_t *domains;
	size_t n_domains;
};

/**
 * struct vt_format - a row of the table of formats
 * @render: appends to @out. Returns 0, or -EINVAL for a column that does not
 *          exist and for a command that the format cannot show
 *
 * Names outside ASCII are shown as they are where LC_CTYPE is UTF-8, so that
 * the caller has called setlocale() before.
 */
struct vt_format {
	const char *name, *help;
	int (*render)(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		      struct vt_err *err);
};

/** vt_format_by_name - NULL when there is no such format; static */
const struct vt_format *vt_format_by_name(const char *name);

/** vt_format_at - the formats in the order of --help, NULL at the end; static */
const struct vt_format *vt_format_at(size_t i);

/**
 * vt_columns_check - is @spec an argument of -o: names, comma-separated, in any
 * case; "+" in front of the first adds to the default columns
 *
 * Every column is good for every command. Returns 0, or -EINVAL with the name
 * in question in @err.
 */
int vt_columns_check(const char *spec, struct vt_err *err);

/** vt_columns_list - append what --list-columns prints, a line each */
void vt_columns_list(struct vt_buf *out);

/** vt_render_* - the render function of the format of that name */
int vt_render_table(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		    struct vt_err *err);
int vt_render_json(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		   struct vt_err *err);
int vt_render_ndjson(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err);
int vt_render_csv(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		  struct vt_err *err);
int vt_render_prometheus(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out, struct vt_err *err);
int vt_render_dot(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		  struct vt_err *err);
int vt_render_html(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		   struct vt_err *err);
int vt_render_monitoring(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out, struct vt_err *err);
int vt_render_script(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err);
int vt_render_accept(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err);

#endif
