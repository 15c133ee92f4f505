/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of the findings table for people and programs. */
#include <config.h>

#include "render/explain.h"

#include <string.h>
#include <strings.h>

#include "util/json.h"
#include "util/nearest.h"

struct classes {
	const struct vt_class **v;
	size_t n, cap;
};

static void classes_done(struct classes *c)
{
	vt_vec_done(c);
}

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

static bool begins(const char *code, const char *word)
{
	return !strncasecmp(code, word, strlen(word));
}

/* The classes that @word means: that code in any case, else all that begin so. */
static int find_classes(const char *word, struct classes *ret, struct vt_err *err)
{
	struct vt_nearest near = { .word = word };
	size_t before = ret->n;

	for (unsigned int i = 0; i < VT_CODE_N; i++) {
		const struct vt_class *c = vt_class((enum vt_code)i);

		if (!strcasecmp(c->code, word)) {
			ret->n = before;
			vt_vec_push(ret, c);
			return 0;
		}
		if (*word && begins(c->code, word))
			vt_vec_push(ret, c);
		vt_nearest_offer(&near, c->code);
	}
	if (ret->n > before)
		return 0;
	return vt_nearest_error(&near, "", "virt-taps explain", err,
				"explain: no finding has the code '%s'", word);
}

static int all_classes(const char *const *codes, size_t n_codes, struct classes *ret,
		       struct vt_err *err)
{
	int r = 0;

	for (unsigned int i = 0; !n_codes && i < VT_CODE_N; i++)
		vt_vec_push(ret, vt_class((enum vt_code)i));
	for (size_t i = 0; i < n_codes && r == 0; i++)
		r = find_classes(codes[i], ret, err);
	return r;
}

static void explain_all_json(const struct classes *list, struct vt_buf *out)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *array = vt_json_array();
	const char *text;
	size_t len;

	for (size_t i = 0; i < list->n; i++)
		explain_json(array, list->v[i]);
	text = vt_json_text(array, true, &len);
	vt_buf_add(out, text, len);
	vt_buf_str(out, "\n");
}

int vt_explain(const char *const *codes, size_t n_codes, bool json, const struct vt_render_opts *o,
	       struct vt_buf *out, struct vt_err *err)
{
	__attribute__((cleanup(classes_done))) struct classes list = { 0 };
	int r = all_classes(codes, n_codes, &list, err);

	if (r == 0 && json)
		explain_all_json(&list, out);
	for (size_t i = 0; r == 0 && !json && i < list.n; i++) {
		const struct vt_class *c = list.v[i];

		if (!n_codes) {
			vt_buf_fmt(out, "%-20s %-8s  %s\n", c->code, vt_severity_name(c->severity),
				   c->summary);
			continue;
		}
		vt_buf_str(out, i ? "\n" : "");
		explain_one(out, c, o->width > 40 && o->width < 100 ? (size_t)o->width : 80);
	}
	return r;
}
