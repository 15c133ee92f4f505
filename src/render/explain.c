/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of the tables of findings and gaps, for people and programs. */
#include <config.h>

#include "render/explain.h"

#include <string.h>
#include <strings.h>

#include "model/gap.h"
#include "render/json-parts.h"
#include "render/safe-text.h"
#include "util/nearest.h"

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

/* A row of either table. */
struct entry {
	const char *code, *severity, *summary, *explanation, *remedy, *uncured;
	uint32_t hides;
};

struct entries {
	VT_VEC(struct entry) rows;
};

static void entries_done(struct entries *e)
{
	vt_vec_done(&e->rows);
}

static struct entry of_finding(const struct vt_class *c)
{
	return (struct entry){ .code = c->code,
			       .severity = vt_severity_name(c->severity),
			       .summary = c->summary,
			       .explanation = c->explanation,
			       .remedy = c->remedy,
			       .uncured = *c->uncured ? c->uncured : NULL };
}

static struct entry of_gap(const struct vt_gap_class *c)
{
	return (struct entry){ .code = c->code,
			       .summary = c->summary,
			       .explanation = c->explanation,
			       .remedy = c->remedy,
			       .hides = c->hides };
}

/* In the list of all. */
#define SUMMARY_AT 32

#define N_ENTRIES ((size_t)VT_CODE_N + VT_GAP_CODE_N)

/* Every finding, then every gap. */
static struct entry entry_at(size_t i)
{
	return i < VT_CODE_N ? of_finding(vt_class((enum vt_code)i)) :
			       of_gap(vt_gap_class((enum vt_gap_code)(i - VT_CODE_N)));
}

static void explain_one(struct vt_buf *out, const struct entry *e, size_t width)
{
	const char *name;

	vt_buf_fmt(out, "%s (%s)\n", e->code, e->severity ? e->severity : "gap");
	wrap(out, "  ", e->summary, width - 2);
	vt_buf_str(out, "\n");
	wrap(out, "  ", e->explanation, width - 2);
	if (e->hides)
		vt_buf_str(out, "\n  Hides:");
	for (unsigned int bit = 0; e->hides && (name = vt_need_name(bit)) != NULL; bit++)
		if (e->hides & (1u << bit))
			vt_buf_fmt(out, " %s", name);
	vt_buf_str(out, e->hides ? "\n\n  What to do:\n" : "\n  What to do:\n");
	wrap(out, "    ", e->remedy, width - 4);
	if (!e->uncured)
		return;
	vt_buf_str(out, "\n  No command does it:\n");
	wrap(out, "    ", e->uncured, width - 4);
}

static void explain_json(struct vt_json *list, const struct entry *e)
{
	struct vt_json *o = vt_json_object();

	vt_json_set_str(o, "code", e->code);
	vt_json_set_str(o, "kind", e->severity ? "finding" : "gap");
	vt_json_set_str(o, "severity", e->severity);
	vt_json_set_str(o, "summary", e->summary);
	vt_json_set_str(o, "explanation", e->explanation);
	vt_json_set_str(o, "remedy", e->remedy);
	vt_json_set_str(o, "uncured", e->uncured);
	vt_json_set(o, "hides", vt_json_needs(e->hides));
	vt_json_add(list, o);
}

static bool begins(const char *code, const char *word)
{
	return !strncasecmp(code, word, strlen(word));
}

/* The entries that @word means: that code in any case, else all that begin so. */
static int find_entries(const char *word, struct entries *ret, struct vt_err *err)
{
	struct vt_nearest near = { .word = word };
	size_t before = ret->rows.n;

	for (size_t i = 0; i < N_ENTRIES; i++) {
		struct entry e = entry_at(i);

		if (!strcasecmp(e.code, word)) {
			ret->rows.n = before;
			vt_vec_push(&ret->rows, e);
			return 0;
		}
		if (*word && begins(e.code, word))
			vt_vec_push(&ret->rows, e);
		vt_nearest_offer(&near, e.code);
	}
	if (ret->rows.n > before)
		return 0;
	return vt_nearest_error(&near, "", "virt-taps explain", err,
				"explain: no finding and no gap has the code '%s'", word);
}

static int all_entries(const char *const *codes, size_t n_codes, struct entries *ret,
		       struct vt_err *err)
{
	int r = 0;

	for (size_t i = 0; !n_codes && i < N_ENTRIES; i++)
		vt_vec_push(&ret->rows, entry_at(i));
	for (size_t i = 0; i < n_codes && r == 0; i++)
		r = find_entries(codes[i], ret, err);
	return r;
}

static void explain_all_json(const struct entries *list, struct vt_buf *out)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *array = vt_json_array();
	const char *text;
	size_t len;

	for (size_t i = 0; i < list->rows.n; i++)
		explain_json(array, &list->rows.v[i]);
	text = vt_json_text(array, true, &len);
	vt_buf_add(out, text, len);
	vt_buf_str(out, "\n");
}

int vt_explain(const char *const *codes, size_t n_codes, bool json, const struct vt_render_opts *o,
	       struct vt_buf *out, struct vt_err *err)
{
	__attribute__((cleanup(entries_done))) struct entries list = { 0 };
	int r = all_entries(codes, n_codes, &list, err);
	size_t from = out->len;

	if (r == 0 && json)
		explain_all_json(&list, out);
	for (size_t i = 0; r == 0 && !json && i < list.rows.n; i++) {
		const struct entry *e = &list.rows.v[i];

		if (!n_codes) {
			vt_buf_fmt(out, "%-21s %-8s  %s\n", e->code,
				   e->severity ? e->severity : "gap", e->summary);
			continue;
		}
		vt_buf_str(out, i ? "\n" : "");
		explain_one(out, e, o->width > 40 && o->width < 100 ? (size_t)o->width : 80);
	}
	if (r == 0 && !n_codes && !json)
		vt_text_fit_lines(out, from, SUMMARY_AT, SUMMARY_AT, NULL, o->width);
	return r;
}
