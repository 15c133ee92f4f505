/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cells in columns. Where the terminal is too narrow, in this order: names are
 * shortened to a comfortable width; cells are said in fewer words; ornamental
 * columns are left out; names are shortened as far as they may be; more columns
 * are left out. A cell that may not be shortened is whole or not there.
 */
#include <config.h>

#include "render/grid.h"

#include <string.h>

#include "render/safe-text.h"
#include "util/vec.h"

/* Names of this width are still easily told from each other. */
#define COMFORTABLE 24

/* Texts are found by their offsets; 0 = none. */
struct cell {
	size_t text, brief;
	size_t width, brief_width;
	const char *color;
};

struct note {
	size_t row, text;
};

struct vt_grid {
	struct vt_grid_column *columns;
	size_t n;
	struct vt_buf texts;
	VT_VEC(struct cell) cells;
	VT_VEC(struct note) notes;
};

/* What was decided for a column. */
struct place {
	size_t width;
	bool shown;
};

struct layout {
	const struct vt_grid *g;
	const struct vt_grid_style *style;
	struct place *places;
	size_t last; /* column that is shown */
	bool brief;
};

struct vt_grid *vt_grid_new(const struct vt_grid_column *columns, size_t n)
{
	struct vt_grid *g = vt_xrealloc(NULL, 1, sizeof(*g));

	memset(g, 0, sizeof(*g));
	g->columns = vt_xrealloc(NULL, n + 1, sizeof(*columns));
	memcpy(g->columns, columns, n * sizeof(*columns));
	g->n = n;
	/* so that no text has the offset 0 */
	vt_buf_add(&g->texts, "", 1);
	return g;
}

void vt_grid_free(struct vt_grid *g)
{
	if (!g)
		return;
	free(g->columns);
	vt_buf_done(&g->texts);
	vt_vec_done(&g->cells);
	vt_vec_done(&g->notes);
	free(g);
}

static size_t keep(struct vt_grid *g, const char *text)
{
	size_t at = g->texts.len;

	vt_buf_add(&g->texts, text, strlen(text) + 1);
	return at;
}

void vt_grid_cell(struct vt_grid *g, const char *text, const char *brief, const char *color)
{
	struct cell *cell = vt_vec_add(&g->cells);

	cell->text = keep(g, text);
	cell->width = cell->brief_width = vt_text_width(text, strlen(text));
	if (brief) {
		cell->brief = keep(g, brief);
		cell->brief_width = vt_text_width(brief, strlen(brief));
	}
	cell->color = color;
}

void vt_grid_note(struct vt_grid *g, const char *lines)
{
	struct note *note = vt_vec_add(&g->notes);

	note->row = g->cells.n / g->n;
	note->text = keep(g, lines);
}

/* --- how wide ------------------------------------------------------------ */

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void measure(struct layout *l)
{
	const struct vt_grid *g = l->g;

	for (size_t i = 0; i < g->n; i++) {
		const char *heading = l->style->headings ? g->columns[i].heading : "";

		l->places[i].width = strlen(heading);
	}
	for (size_t i = 0; g->n && i < g->cells.n; i++) {
		const struct cell *c = &g->cells.v[i];
		size_t *width = &l->places[i % g->n].width;

		*width = larger(*width, l->brief ? c->brief_width : c->width);
	}
}

static size_t total(const struct layout *l)
{
	size_t sum = 0, shown = 0;

	for (size_t i = 0; i < l->g->n; i++) {
		sum += l->places[i].shown ? l->places[i].width : 0;
		shown += l->places[i].shown;
	}
	return sum + (shown ? shown - 1 : 0);
}

static bool fits(const struct layout *l)
{
	return total(l) <= l->style->width;
}

/* How narrow names become: comfortable, as far as they may, or whatever it takes. */
enum squeeze { COMFORT, LEAST, DESPERATE };

static size_t limit_of(const struct vt_grid_column *c, enum squeeze how)
{
	if (how == DESPERATE)
		return c->wrap ? 12 : 1;
	return how == LEAST || c->wrap ? c->least : larger(c->least, COMFORTABLE);
}

/* The widest of the columns that may become narrower; NULL = none. */
static struct place *widest(const struct layout *l, enum squeeze how)
{
	struct place *best = NULL;

	for (size_t i = 0; i < l->g->n; i++) {
		const struct vt_grid_column *c = &l->g->columns[i];
		struct place *p = &l->places[i];

		if (!p->shown || !c->least || p->width <= limit_of(c, how))
			continue;
		/* Text is the first to become narrower, as nothing of it gets lost. */
		if (c->wrap)
			return p;
		if (!best || p->width > best->width)
			best = p;
	}
	return best;
}

static void squeeze(struct layout *l, enum squeeze how)
{
	struct place *p;

	while (!fits(l) && (p = widest(l, how)) != NULL)
		p->width--;
}

/* As wide as it wants to be, then as narrow as @how allows; in full words where these leave
 * room for comfortable names. */
static void again(struct layout *l, enum squeeze how)
{
	l->brief = false;
	measure(l);
	squeeze(l, COMFORT);
	if (fits(l))
		return;
	l->brief = true;
	measure(l);
	squeeze(l, how);
}

/* Leaves out columns, the next in the order first, until the others fit. */
static void leave_out(struct layout *l, unsigned int first, unsigned int last, enum squeeze how)
{
	for (unsigned int turn = first; turn <= last && !fits(l); turn++)
		for (size_t i = 0; i < l->g->n && !fits(l); i++) {
			if (l->g->columns[i].gives != turn || !l->places[i].shown)
				continue;
			l->places[i].shown = false;
			again(l, how);
		}
}

static void lay_out(struct layout *l)
{
	for (size_t i = 0; i < l->g->n; i++)
		l->places[i].shown = true;
	measure(l);
	l->last = l->g->n - 1;
	if (!l->style->width)
		return;
	again(l, COMFORT);
	leave_out(l, 1, VT_GRID_ORNAMENT, COMFORT);
	if (!fits(l))
		again(l, LEAST);
	leave_out(l, VT_GRID_ORNAMENT + 1, VT_GRID_GIVES_MAX, LEAST);
	squeeze(l, DESPERATE);
	for (size_t i = 0; i < l->g->n; i++)
		if (l->places[i].shown)
			l->last = i;
}

/* --- printing ------------------------------------------------------------ */

/* @text at its column, in its color; no blanks behind the last. */
static void put(const struct layout *l, size_t column, const char *text, const char *color,
		struct vt_buf *out)
{
	const struct vt_grid_column *c = &l->g->columns[column];
	size_t width = l->places[column].width, used = vt_text_width(text, strlen(text));
	size_t from = out->len;

	if (c->right && used < width)
		vt_buf_fmt(out, "%*s", (int)(width - used), "");
	if (color && l->style->color)
		vt_buf_str(out, color);
	vt_text_shorten(out, text, width, l->style->ascii);
	if (color && l->style->color)
		vt_buf_str(out, "\033[0m");
	if (column != l->last)
		vt_text_pad(out, from, width);
	vt_buf_str(out, column == l->last ? "\n" : " ");
}

static void trim(struct vt_buf *out)
{
	while (out->len > 1 && out->p[out->len - 1] == '\n' && out->p[out->len - 2] == ' ') {
		out->p[out->len - 2] = '\n';
		out->p[--out->len] = '\0';
	}
}

/* A line of the row: of wrapped cells the next part, of the others all of it in the first. */
static bool put_line(const struct layout *l, size_t row, const char **rest, bool first,
		     struct vt_buf *out)
{
	bool more = false;

	for (size_t i = 0; i < l->g->n; i++) {
		const struct cell *c = &l->g->cells.v[row * l->g->n + i];
		const char *text = l->g->texts.p + (l->brief && c->brief ? c->brief : c->text);
		VT_BUF_OF(part);

		if (!l->places[i].shown)
			continue;
		if (!l->g->columns[i].wrap || !l->style->width) {
			put(l, i, first ? text : "", first ? c->color : NULL, out);
			continue;
		}
		if (first)
			rest[i] = text;
		vt_buf_str(&part, "");
		vt_buf_add(&part, rest[i], vt_text_line(rest[i], l->places[i].width));
		rest[i] += part.len;
		rest[i] += strspn(rest[i], " ");
		more = more || *rest[i];
		put(l, i, part.p, c->color, out);
	}
	trim(out);
	return more;
}

static void put_headings(const struct layout *l, struct vt_buf *out)
{
	for (size_t i = 0; i < l->g->n; i++)
		if (l->places[i].shown)
			put(l, i, l->g->columns[i].heading, NULL, out);
	trim(out);
}

static void name_left_out(const struct layout *l, struct vt_buf *left_out)
{
	for (size_t i = 0; i < l->g->n; i++)
		if (!l->places[i].shown)
			vt_buf_fmt(left_out, "%s%s", left_out->len ? ", " : "",
				   l->g->columns[i].heading);
}

void vt_grid_print(const struct vt_grid *g, const struct vt_grid_style *style, struct vt_buf *out,
		   struct vt_buf *left_out)
{
	struct layout l = { .g = g, .style = style };
	const char **rest = vt_xrealloc(NULL, g->n + 1, sizeof(*rest));
	size_t note = 0;

	l.places = vt_xrealloc(NULL, g->n + 1, sizeof(*l.places));
	lay_out(&l);
	if (style->headings)
		put_headings(&l, out);
	for (size_t row = 0; row < g->cells.n / g->n; row++) {
		bool first = true;

		while (put_line(&l, row, rest, first, out))
			first = false;
		for (; note < g->notes.n && g->notes.v[note].row == row + 1; note++)
			vt_buf_str(out, g->texts.p + g->notes.v[note].text);
	}
	if (left_out)
		name_left_out(&l, left_out);
	free(l.places);
	free(rest);
}
