/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines and blocks of "show". */
#include <config.h>

#include <time.h>

#include "render/safe-text.h"
#include "render/show.h"

void vt_show_label(const struct vt_view *v, const char *label)
{
	size_t from = v->out->len;

	vt_buf_str(v->out, "  ");
	vt_buf_str(v->out, label);
	vt_buf_str(v->out, " ");
	vt_text_pad(v->out, from, VT_SHOW_LABEL_WIDTH);
}

void vt_show_since(const struct vt_view *v, const struct vt_proc *p)
{
	time_t when = (time_t)vt_proc_started(v->r->facts, p);
	char text[32];
	struct tm tm;

	if (!when || !localtime_r(&when, &tm))
		return;
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	vt_buf_fmt(v->out, ", since %s", text);
}

void vt_show_block(const struct vt_view *v, const char *name)
{
	vt_buf_str(v->out, v->out->len ? "\n" : "");
	vt_text_add(v->out, name, v->ascii);
	vt_buf_str(v->out, "  ");
}
