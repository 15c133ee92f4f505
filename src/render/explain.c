/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of the findings table for people and programs. */
#include <config.h>

#include "render/explain.h"

#include <errno.h>

#include "util/json.h"

/* Lines of at most @width columns, each behind @indent. */
static void wrap(struct vt_buf *out, const char *indent, const char *text, size_t width)
{
	while (*text) {
		size_t n = strlen(text);

		if (n > width) {
			n = width;
			while (n && text[n] != ' ')
				n--;
			if (!n)
				n = strcspn(text, " ");
		}
		vt_buf_fmt(out, "%s%.*s\n", indent, (int)n, text);
		text += n;
		text += strspn(text, " ");
	}
}

static void explain_one(struct vt_buf *out, const struct vt_class *c, size_t width)
{
	vt_buf_fmt(out, "%s (%s)\n", c->code, vt_severity_name(c->severity));
	wrap(out, "  ", c->summary, width - 2);
	vt_buf_str(out, "\n");
	wrap(out, "  ", c->explanation, width - 2);
	vt_buf_str(out, "\n  What to do:\n");
	wrap(out, "    ", c->remedy, width - 4);
}

static void explain_json(struct vt_json *list, const struct vt_class *c)
{
	struct vt_json *o = vt_json_object();

	vt_json_set_str(o, "code", c->code);
	vt_json_set_str(o, "severity", vt_severity_name(c->severity));
	vt_json_set_str(o, "summary", c->summary);
	vt_json_set_str(o, "explanation", c->explanation);
	vt_json_set_str(o, "remedy", c->remedy);
	vt_json_add(list, o);
}

int vt_explain(const char *const *codes, size_t n_codes, bool json, const struct vt_render_opts *o,
	       struct vt_buf *out, struct vt_err *err)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *list = vt_json_array();
	size_t n = n_codes ? n_codes : VT_CODE_N, len;

	for (size_t i = 0; i < n; i++) {
		const struct vt_class *c = n_codes ? vt_class_by_code(codes[i]) :
						     vt_class((enum vt_code)i);

		if (!c)
			return vt_err_set(err, EINVAL, "explain: no finding has the code '%s'",
					  codes[i]);
		if (json)
			explain_json(list, c);
		else if (n_codes) {
			vt_buf_str(out, i ? "\n" : "");
			explain_one(out, c,
				    o->width > 40 && o->width < 100 ? (size_t)o->width : 80);
		} else
			vt_buf_fmt(out, "%-20s %-8s  %s\n", c->code, vt_severity_name(c->severity),
				   c->summary);
	}
	if (json) {
		const char *text = vt_json_text(list, true, &len);

		vt_buf_add(out, text, len);
		vt_buf_str(out, "\n");
	}
	return 0;
}
