/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen of watch as text: a title, headings, as many rows as there is room
 * for, what the selected one is about, and the keys.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "analyze/status.h"
#include "commands/screen-parts.h"
#include "render/grid.h"
#include "render/safe-text.h"
#include "render/table.h"
#include "util/cleanup.h"
#include "util/clock.h"

#define REVERSE "\033[7m"
#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

/* Lines that are no rows: title, headings, two of the selected row, keys. */
#define FRAME 5

size_t vt_screen_page(const struct vt_screen *s)
{
	return s->height > FRAME ? s->height - FRAME : 1;
}

/* --- rows ---------------------------------------------------------------- */

static void add_age(struct vt_buf *out, const struct vt_screen_row *x, int64_t now)
{
	int64_t seconds = (now - x->since) / 1000;

	vt_buf_str(out, x->gone ? "-" : x->before ? ">" : "");
	if (seconds < 60)
		vt_buf_fmt(out, "%" PRId64 " s", seconds);
	else if (seconds < 3600)
		vt_buf_fmt(out, "%" PRId64 " min", seconds / 60);
	else if (seconds < 48 * 3600)
		vt_buf_fmt(out, "%" PRId64 " h", seconds / 3600);
	else
		vt_buf_fmt(out, "%" PRId64 " d", seconds / 86400);
}

/* A row that has just changed. */
static bool is_fresh(const struct vt_screen_row *x, int64_t now)
{
	return !x->before && !x->gone && now - x->since < VT_SCREEN_MARK_MS;
}

static struct vt_grid *new_grid(const struct vt_columns *cols)
{
	VT_VEC(struct vt_grid_column) list = { 0 };
	struct vt_grid *g;

	vt_vec_push(&list,
		    ((struct vt_grid_column){ .heading = "AGE", .right = true, .gives = 19 }));
	for (size_t i = 0; i < cols->list.n; i++) {
		struct vt_grid_column *c = vt_vec_add(&list);

		*c = vt_table_column(cols->list.v[i]);
		/* A row is a line here. */
		c->wrap = false;
	}
	g = vt_grid_new(list.v, list.n);
	vt_vec_done(&list);
	return g;
}

static const char *cell_of(const struct vt_screen_row *x, const struct vt_column *c)
{
	for (size_t i = 0; i < x->cells.n; i++)
		if (x->cells.v[i].column == c)
			return x->cells.v[i].text;
	return "-";
}

/* What it was, and that it is gone. */
static void add_gone(struct vt_grid *g, const struct vt_columns *cols,
		     const struct vt_screen_row *x)
{
	for (size_t i = 0; i < cols->list.n; i++) {
		const struct vt_column *c = cols->list.v[i];
		VT_BUF_OF(text);

		if (strcmp(c->key, "status") != 0) {
			vt_grid_cell(g, cell_of(x, c), NULL, DIM);
			continue;
		}
		vt_buf_fmt(&text, "gone (was %s)", cell_of(x, c));
		vt_grid_cell(g, text.p, "gone", DIM);
	}
}

static void find_lines(struct vt_screen *s)
{
	s->line_at.n = 0;
	for (size_t at = 0; at < s->lines.len; at += strcspn(s->lines.p + at, "\n") + 1)
		vt_vec_push(&s->line_at, at);
	vt_vec_push(&s->line_at, s->lines.len);
}

void vt_screen_lay_out(struct vt_screen *s, int64_t now)
{
	VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
	VT_CLEANUP(vt_grid) struct vt_grid *g = NULL;
	const struct vt_grid_style style = { .width = s->width,
					     .headings = true,
					     .color = s->how->color,
					     .ascii = vt_text_ascii() };
	struct vt_err err = { 0 };
	VT_BUF_OF(age);

	s->lines.len = 0;
	vt_buf_str(&s->lines, "");
	if (vt_columns_parse(VT_CMD_LIST, VT_FOR_PEOPLE, s->report, s->columns, &cols, &err) < 0)
		return;
	g = new_grid(&cols);
	for (size_t i = 0; i < s->seen.n; i++) {
		const struct vt_screen_row *x = &s->all.v[s->seen.v[i]];

		age.len = 0;
		vt_buf_str(&age, is_fresh(x, now) ? "*" : "");
		add_age(&age, x, now);
		vt_grid_cell(g, age.p, NULL, is_fresh(x, now) ? BOLD : x->gone ? DIM : NULL);
		if (x->gone)
			add_gone(g, &cols, x);
		else
			vt_table_add_row(g, &cols, &x->row);
	}
	vt_grid_print(g, &style, &s->lines, NULL);
	find_lines(s);
}

/* --- lines --------------------------------------------------------------- */

/* What is drawn so far, a line below the other. */
struct canvas {
	struct vt_buf *out;
	size_t width, rows, used;
	bool color;
};

/* Lines are cleared before they are written: a cursor that has reached the
 * margin would clear what stands there. */
static void add_line(struct canvas *c, const char *text, size_t n, const char *style)
{
	size_t fit = vt_text_fit(text, n, c->width);

	if (c->used == c->rows)
		return;
	vt_buf_str(c->out, c->used++ ? "\r\n\033[K" : "\033[K");
	vt_buf_str(c->out, style ? style : "");
	/* A color inside of it would end the style of the line. */
	for (size_t i = 0; i < fit;) {
		if (style && text[i] == '\033') {
			i += strcspn(text + i, "m") + 1;
			continue;
		}
		vt_buf_add(c->out, text + i++, 1);
	}
	if (style)
		for (size_t used = vt_text_width(text, fit); used < c->width; used++)
			vt_buf_str(c->out, " ");
	vt_buf_str(c->out, style || c->color ? PLAIN : "");
}

static void add_text_line(struct canvas *c, const struct vt_buf *text, const char *style)
{
	add_line(c, text->p, text->len, style);
}

static const char *plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}

/* "  2 critical  1 warning", or that there is nothing */
static void add_counts(struct vt_buf *out, const struct vt_summary *s, bool color)
{
	bool some = false;

	for (int i = VT_CRITICAL; i >= VT_INFO; i--) {
		const char *word = vt_severity_name((enum vt_severity)i);
		VT_BUF_OF(text);

		if (!s->findings[i])
			continue;
		some = true;
		vt_buf_fmt(&text, "%" PRIu32 " %s%s", s->findings[i], word,
			   i == VT_WARNING ? plural(s->findings[i]) : "");
		vt_buf_str(out, "  ");
		vt_text_colored(out, word, text.p, color);
	}
	vt_buf_str(out, some ? "" : "  no findings");
}

/* Two texts at both ends of a line; of the left one as much as there is room for. */
static void add_ends(struct canvas *c, struct vt_buf *left, const struct vt_buf *right,
		     const char *style)
{
	size_t at_right = vt_text_width(right->p, right->len);
	size_t room = c->width > at_right + 2 ? c->width - at_right - 2 : 0;

	left->len = vt_text_fit(left->p, left->len, room);
	left->p[left->len] = '\0';
	vt_buf_str(left, c->color ? PLAIN : "");
	vt_text_pad(left, 0, c->width > at_right ? c->width - at_right : 0);
	vt_buf_str(left, right->p);
	add_text_line(c, left, style);
}

static void add_title(const struct vt_screen *s, struct canvas *c)
{
	const struct vt_report *r = s->report;
	const struct vt_summary *sum = &r->summary;
	VT_BUF_OF(left);
	char clock[VT_CLOCK_TEXT];
	VT_BUF_OF(right);

	vt_text_add(&left, r->facts->host.hostname ? r->facts->host.hostname : "?",
		    vt_text_ascii());
	vt_buf_fmt(&left, "  %" PRIu32 " VM%s  %" PRIu32 " device%s", sum->domains,
		   plural(sum->domains), sum->devices, plural(sum->devices));
	add_counts(&left, sum, s->how->color);
	if (r->facts->gaps.n)
		vt_buf_fmt(&right, "%zu gap%s  ", r->facts->gaps.n,
			   plural((uint32_t)r->facts->gaps.n));
	vt_clock_local(clock);
	vt_buf_str(&right, clock);
	add_ends(c, &left, &right, NULL);
}

static void add_rows(struct vt_screen *s, struct canvas *c)
{
	size_t page = vt_screen_page(s), shown = 0;

	if (s->cursor < s->top)
		s->top = s->cursor;
	if (s->cursor >= s->top + page)
		s->top = s->cursor - page + 1;
	if (s->top + page > s->seen.n)
		s->top = s->seen.n > page ? s->seen.n - page : 0;
	for (size_t i = 0; i < 1 && s->line_at.n > 1; i++)
		add_line(c, s->lines.p, s->line_at.v[1] - 1, BOLD);
	for (; shown < page && s->top + shown < s->seen.n; shown++) {
		size_t line = s->top + shown + 1;
		size_t at = s->line_at.v[line], end = s->line_at.v[line + 1] - 1;

		add_line(c, s->lines.p + at, end - at,
			 s->top + shown == s->cursor ? REVERSE : NULL);
	}
	for (; shown < page; shown++)
		add_line(c, "", 0, NULL);
}

/* The findings about the selected row, in two lines. */
static void add_about(const struct vt_screen *s, struct canvas *c)
{
	const struct vt_screen_row *x = vt_screen_selected(s);
	const struct vt_findings *all = s->report->findings;
	const char *rest;
	size_t n;
	VT_BUF_OF(text);

	vt_buf_str(&text, "");
	for (size_t i = 0; x && !x->gone && i < all->rows.n; i++) {
		const struct vt_finding *f = &all->rows.v[i];

		if (x->row.f ? x->row.f != f :
			       !vt_finding_is_about(s->report->facts, s->report->inventory, f,
						    x->row.m))
			continue;
		vt_buf_str(&text, text.len ? "; " : "");
		vt_text_add(&text, f->message ? f->message : vt_class(f->code)->summary,
			    vt_text_ascii());
	}
	if (x && x->gone)
		vt_buf_str(&text, "This is gone; the row stays for half a minute.");
	if (!s->seen.n)
		vt_buf_str(&text,
			   s->problems || s->search.len ? "no such rows" : "no VMs and no taps");
	n = vt_text_line(text.p, c->width);
	add_line(c, text.p, n, NULL);
	rest = text.p + n + strspn(text.p + n, " ");
	text.len = 0;
	if (*rest) {
		VT_BUF_OF(second);

		vt_text_shorten(&second, rest, c->width, vt_text_ascii());
		add_text_line(c, &second, NULL);
	} else
		add_line(c, "", 0, NULL);
}

static void add_keys(const struct vt_screen *s, struct canvas *c)
{
	VT_BUF_OF(left);
	VT_BUF_OF(right);

	if (s->mode == VT_MODE_SEARCH)
		vt_buf_fmt(&left, "search: %s_  (Enter keeps it, Esc ends it)", s->search.p);
	else if (s->mode == VT_MODE_TEXT)
		vt_buf_str(&left, "q back  Up/Down scroll");
	else
		vt_buf_fmt(&left, "q quit  / search  p %s  s sort: %s  Enter show  ? help",
			   s->problems ? "all" : "problems", vt_screen_order_name(s));
	if (s->mode == VT_MODE_ROWS && s->search.len)
		vt_buf_fmt(&right, "/%s  ", s->search.p);
	if (s->waiting[0])
		vt_buf_str(&right, s->waiting);
	else
		vt_buf_fmt(&right, "%zu/%zu", s->seen.n ? s->cursor + 1 : 0, s->seen.n);
	add_ends(c, &left, &right, REVERSE);
}

/* The lines of a text that fit, from the one that it is scrolled to; long ones are broken. */
static void add_text(struct vt_screen *s, struct canvas *c)
{
	size_t page = s->height > 2 ? s->height - 2 : 1, line = 0, shown = 0, n;

	for (const char *p = s->text.p; *p; p += n, p += *p == '\n') {
		n = strcspn(p, "\n");
		n = vt_text_fit(p, n, c->width);
		if (!n && *p != '\n')
			n = strcspn(p, "\n");
		if (line++ >= s->text_top && shown < page) {
			add_line(c, p, n, NULL);
			shown++;
		}
	}
	if (s->text_top && s->text_top + page > line)
		s->text_top = line > page ? line - page : 0;
	for (; shown < page; shown++)
		add_line(c, "", 0, NULL);
}

void vt_screen_draw(struct vt_screen *s, size_t columns, size_t rows, int64_t now,
		    struct vt_buf *out)
{
	struct canvas c = { .out = out, .width = columns, .rows = rows, .color = s->how->color };

	vt_buf_str(out, "\033[H");
	s->width = columns;
	s->height = rows;
	if (!s->report) {
		add_line(&c, s->waiting, strlen(s->waiting), NULL);
		vt_buf_str(out, "\r\n\033[J");
		return;
	}
	/* Ages change by themselves. */
	vt_screen_forget(s, now);
	vt_screen_lay_out(s, now);
	add_title(s, &c);
	if (s->mode == VT_MODE_TEXT)
		add_text(s, &c);
	else {
		add_rows(s, &c);
		add_about(s, &c);
	}
	add_keys(s, &c);
}
