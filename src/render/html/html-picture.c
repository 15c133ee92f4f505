/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The picture of the page as inline SVG: boxes of one line each, and lines
 * that go level, and upright in the lanes between the columns.
 */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "render/html/html-parts.h"
#include "render/html/html-sections.h"
#include "render/picture/layout.h"
#include "render/safe-text.h"
#include "util/cleanup.h"

#define MAX_ROWS 250
#define BOX_H 26
#define STEP_Y 32
#define LANE_W 12
#define GAP_W 30 /* of a gap without lanes; each lane adds to it */
#define HOP_MAX_W 200
#define MARGIN 8
#define TOP 26 /* headings */
#define CURVE 6
/* Where lines enter a box that another one's line may pass at half its height. */
#define LOW_PORT 6
/* Slots from which on what a line leads to is out of sight. */
#define FAR 12
/* In tenths of a pixel, of the fonts of html.css. */
#define NAME_CHAR 72
#define NOTE_CHAR 66

/* Colors that page.css has for what devices are on. */
#define HUES 5

/* Marks that are named in the picture's description. */
#define MAX_NAMED 12

/* struct canvas - a picture with the pixels of its columns */
struct canvas {
	const struct vt_report *r;
	const struct vt_picture *p;
	struct vt_layout l;
	struct vt_buf *out;
	uint32_t x[VT_COLUMNS], room[VT_COLUMNS], width, height;
	uint32_t *hue; /* of each node, 0 = none */
};

static inline void vt_canvas_cleanup(struct canvas *c)
{
	vt_layout_done(&c->l);
	free(c->hue);
}

/* "tap in side", "paused 1234", safe to look at, markup as it is. */
static void make_note(const struct canvas *c, const struct vt_node *node, bool brief,
		      struct vt_buf *note)
{
	const char *netns = vt_netns_name(c->r->facts, node->netns);
	VT_BUF_OF(raw);

	vt_buf_str(note, "");
	vt_node_note(&raw, node, brief);
	vt_text_add(note, raw.p, false);
	if (!node->netns || node->netns == c->r->facts->own_netns)
		return;
	vt_buf_str(note, " in ");
	if (netns)
		vt_text_add(note, netns, false);
	else
		vt_buf_fmt(note, "%" PRIu64, node->netns);
}

/* What several lines lead to has a color, from the top. */
static void set_hues(struct canvas *c)
{
	uint32_t n = 0, *lines = vt_xrealloc(NULL, c->p->nodes.n + 1, sizeof(*lines));

	c->hue = vt_xrealloc(NULL, c->p->nodes.n + 1, sizeof(*c->hue));
	memset(c->hue, 0, (c->p->nodes.n + 1) * sizeof(*c->hue));
	memset(lines, 0, (c->p->nodes.n + 1) * sizeof(*lines));
	for (size_t i = 0; i < c->p->edges.n; i++)
		lines[c->p->edges.v[i].to]++;
	for (uint32_t slot = 0; slot < c->l.slots; slot++)
		for (size_t i = 0; i < c->p->nodes.n; i++)
			if (c->l.slot[i] == slot && lines[i] > 1 &&
			    c->p->nodes.v[i].column >= VT_COLUMN_HOP)
				c->hue[i] = n++ % HUES + 1;
	free(lines);
}

static const struct {
	const char *name;
	uint32_t width;
} columns[] = {
	[VT_COLUMN_OWNER] = { "VM or process", 210 },
	[VT_COLUMN_NIC] = { "NIC", 120 },
	[VT_COLUMN_DEVICE] = { "Device", 190 },
	[VT_COLUMN_HOP] = { "Path to the wire", 130 },
};

/* Of hops as wide as what is in them, within limits. */
static void set_rooms(struct canvas *c)
{
	for (size_t i = 0; i < VT_COLUMNS; i++)
		c->room[i] = columns[i < VT_COLUMN_HOP ? i : VT_COLUMN_HOP].width;
	for (size_t i = 0; i < c->p->nodes.n; i++) {
		const struct vt_node *node = &c->p->nodes.v[i];
		uint32_t *room = &c->room[node->column];
		VT_BUF_OF(note);
		size_t need;

		if (node->column < VT_COLUMN_HOP)
			continue;
		make_note(c, node, true, &note);
		need = (node->bad ? 45 : 28) +
		       ((node->name ? strlen(node->name) : 1) * NAME_CHAR + note.len * NOTE_CHAR) /
			       10;
		need = need < HOP_MAX_W ? need : HOP_MAX_W;
		*room = need > *room ? (uint32_t)need : *room;
	}
}

/* Some line goes round the right side of boxes. */
static bool has_loops(const struct canvas *c)
{
	for (size_t i = 0; i < c->p->edges.n; i++)
		if (c->l.bundle[i] == VT_NONE)
			return true;
	return false;
}

static void place_columns(struct canvas *c)
{
	uint32_t x = MARGIN, right = has_loops(c) ? GAP_W : MARGIN;

	for (size_t i = 0; i < VT_COLUMNS; i++) {
		c->x[i] = x;
		if (!c->l.used[i])
			continue;
		c->width = x + c->room[i] + right;
		x += c->room[i] + GAP_W + c->l.lanes[i] * LANE_W;
	}
	c->height = TOP + c->l.slots * STEP_Y + MARGIN;
}

static uint32_t box_y(const struct canvas *c, uint32_t node)
{
	return TOP + c->l.slot[node] * STEP_Y;
}

/* --- boxes ---------------------------------------------------------------- */

/* At most @room characters of @text, which is cut. */
static void add_cut(struct vt_buf *out, struct vt_buf *text, uint32_t room)
{
	size_t end = 0, last = 0;
	uint32_t n = 0, cp;

	for (; text->p[end] && n < room; n++) {
		last = end;
		end += vt_utf8_next(text->p + end, &cp);
	}
	if (text->p[end]) {
		text->p[last] = '\0';
		text->len = last;
		vt_buf_str(text, "\xe2\x80\xa6");
	}
	vt_html_escape(out, text->p);
}

static void add_class(struct vt_buf *out, bool bad, bool faint, uint32_t hue)
{
	VT_BUF_OF(words);

	vt_buf_fmt(&words, "%s%s", bad ? " bad" : "", faint ? " faint" : "");
	if (hue)
		vt_buf_fmt(&words, " c%" PRIu32, hue);
	if (words.len)
		vt_buf_fmt(out, " class=\"%s\"", words.p + 1);
}

/* A name on the left, a note on the right; where both are too long the note
 * gets half of the room, or more if the name leaves it. */
static void add_texts(const struct canvas *c, struct vt_buf *name, struct vt_buf *note,
		      uint32_t left, uint32_t right)
{
	uint32_t room = (right - left - 8) * 10;
	uint32_t for_name = (uint32_t)name->len * NAME_CHAR;
	uint32_t for_note = (uint32_t)note->len * NOTE_CHAR;

	if (for_name + for_note > room) {
		uint32_t rest = for_name < room / 2 ? room - for_name : room / 2;

		for_note = for_note < rest ? for_note : rest;
	}
	vt_buf_fmt(c->out, "<text x=\"%" PRIu32 "\" y=\"17\">", left);
	add_cut(c->out, name, (room - for_note) / NAME_CHAR);
	vt_buf_fmt(c->out, "</text><text class=\"t\" x=\"%" PRIu32 "\" y=\"17\">", right);
	add_cut(c->out, note, for_note / NOTE_CHAR);
	vt_buf_str(c->out, "</text>");
}

static void add_box(const struct canvas *c, const struct vt_node *node, uint32_t width)
{
	VT_BUF_OF(name);
	VT_BUF_OF(note);
	VT_BUF_OF(full);

	vt_buf_str(&name, "");
	vt_text_add(&name, node->name ? node->name : "-", false);
	make_note(c, node, true, &note);
	make_note(c, node, false, &full);
	vt_buf_str(c->out, "<title>");
	vt_html_escape(c->out, name.p);
	vt_buf_str(c->out, ", ");
	vt_html_escape(c->out, full.p);
	vt_buf_fmt(c->out, "%s</title><rect x=\"1\" y=\"1\" width=\"%" PRIu32 "\" height=\"%d\"/>",
		   node->bad && !node->cut ? ", with findings" : "", width - 2, BOX_H - 2);
	if (node->bad)
		vt_buf_str(c->out, "<path class=\"m\" d=\"M15 5.5l7.5 14h-15z\"/>"
				   "<text class=\"m\" x=\"15\" y=\"18\">!</text>");
	add_texts(c, &name, &note, node->bad ? 26 : 9, width - 9);
}

static void add_node(const struct canvas *c, uint32_t i)
{
	const struct vt_node *node = &c->p->nodes.v[i];
	uint32_t width = c->room[c->p->nodes.v[i].column];

	vt_buf_fmt(c->out,
		   "<svg x=\"%" PRIu32 "\" y=\"%" PRIu32 "\" width=\"%" PRIu32 "\" height=\"%d\"",
		   c->x[c->p->nodes.v[i].column], box_y(c, i), width, BOX_H);
	add_class(c->out, node->bad, node->faint, c->hue[i]);
	vt_buf_fmt(c->out, " data-n=\"%" PRIu32 "\"", i);
	if (node->mapping != VT_NONE)
		vt_buf_fmt(c->out, " data-m=\"%" PRIu32 "\"", node->mapping);
	vt_buf_str(c->out, ">");
	add_box(c, node, width);
	vt_buf_str(c->out, "</svg>\n");
}

/* --- lines ---------------------------------------------------------------- */

/* The few that do not go from left to right: round the right sides. */
static void add_loop(const struct canvas *c, const struct vt_edge *e)
{
	uint32_t a = c->p->nodes.v[e->from].column, b = c->p->nodes.v[e->to].column;

	vt_buf_fmt(c->out,
		   " d=\"M%" PRIu32 " %" PRIu32 "C%" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32
		   " %" PRIu32 " %" PRIu32 "\"/>\n",
		   c->x[a] + c->room[a], box_y(c, e->from) + BOX_H / 2,
		   c->x[a] + c->room[a] + GAP_W, box_y(c, e->from) + BOX_H / 2,
		   c->x[b] + c->room[b] + GAP_W, box_y(c, e->to) + BOX_H / 2, c->x[b] + c->room[b],
		   box_y(c, e->to) + BOX_H / 2);
}

/* Level to the lane, round a corner, upright, round another one, level. */
static void add_bent(const struct canvas *c, uint32_t x1, uint32_t y1, uint32_t lane, uint32_t x2,
		     uint32_t y2)
{
	int sign = y2 > y1 ? CURVE : -CURVE;
	uint32_t up = y1 + (uint32_t)sign, down = y2 - (uint32_t)sign;

	vt_buf_fmt(c->out,
		   " d=\"M%" PRIu32 " %" PRIu32 "H%" PRIu32 "Q%" PRIu32 " %" PRIu32 " %" PRIu32
		   " %" PRIu32 "V%" PRIu32 "Q%" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32
		   "H%" PRIu32 "\"/>\n",
		   x1, y1, lane - CURVE, lane, y1, lane, up, down, lane, y2, lane + CURVE, y2, x2);
}

static void add_edge(const struct canvas *c, size_t i)
{
	const struct vt_edge *e = &c->p->edges.v[i];
	const struct vt_bundle *b = c->l.bundle[i] == VT_NONE ? NULL :
								&c->l.bundles.v[c->l.bundle[i]];
	uint32_t from = c->p->nodes.v[e->from].column, to = c->p->nodes.v[e->to].column;
	uint32_t y1 = box_y(c, e->from) + BOX_H / 2, y2 = box_y(c, e->to) + BOX_H / 2;
	uint32_t x1 = c->x[from] + c->room[from], x2 = c->x[to];

	vt_buf_str(c->out, "<path");
	add_class(c->out, e->bad, e->faint, c->hue[e->to] ? c->hue[e->to] : c->hue[e->from]);
	vt_buf_fmt(c->out, " data-e=\"%" PRIu32 " %" PRIu32 "\"", e->from, e->to);
	if (!b) {
		add_loop(c, e);
		return;
	}
	if (b->lane != VT_LANE_NONE && !b->level) {
		y1 += b->out ? LOW_PORT : 0;
		y2 += b->out ? 0 : LOW_PORT;
	}
	if (y1 == y2)
		vt_buf_fmt(c->out, " d=\"M%" PRIu32 " %" PRIu32 "H%" PRIu32 "\"/>\n", x1, y1, x2);
	else
		add_bent(c, x1, y1,
			 c->x[b->gap] + c->room[b->gap] + GAP_W / 2 + b->lane * LANE_W + LANE_W / 2,
			 x2, y2);
}

/* Far from where a lane leads to, and where there is room: the name of that, in
 * the row of each line that joins the lane. */
static void add_signs(const struct canvas *c)
{
	size_t n = (size_t)c->l.slots * VT_COLUMNS;
	VT_CLEANUP(vt_free) unsigned char *taken = vt_xrealloc(NULL, n + 1, 1);

	memset(taken, 0, n + 1);
	for (size_t i = 0; i < c->p->nodes.n; i++)
		taken[c->l.slot[i] * VT_COLUMNS + c->p->nodes.v[i].column] = 1;
	for (size_t i = 0; i < c->p->edges.n; i++) {
		const struct vt_edge *e = &c->p->edges.v[i];
		uint32_t slot = c->l.slot[e->from], column = c->p->nodes.v[e->to].column;

		if (c->p->nodes.v[e->from].column != VT_COLUMN_DEVICE ||
		    column <= VT_COLUMN_DEVICE || slot < c->l.slot[e->to] + FAR ||
		    taken[slot * VT_COLUMNS + VT_COLUMN_HOP])
			continue;
		vt_buf_fmt(c->out,
			   "<text class=\"f\" data-n=\"%" PRIu32 "\" x=\"%" PRIu32 "\" y=\"%" PRIu32
			   "\">",
			   e->from, c->x[VT_COLUMN_HOP] + 9, TOP + slot * STEP_Y + 17);
		vt_html_text(c->out, c->p->nodes.v[e->to].name ? c->p->nodes.v[e->to].name : "-");
		vt_buf_str(c->out, "</text>\n");
	}
}

/* --- the whole ------------------------------------------------------------ */

/* What a listener gets instead of the picture. */
static void add_description(const struct canvas *c)
{
	uint32_t named = 0, bad = 0;

	for (size_t i = 0; i < c->p->nodes.n; i++)
		bad += c->p->nodes.v[i].bad && c->p->nodes.v[i].column == VT_COLUMN_DEVICE;
	vt_buf_fmt(c->out, "<desc id=\"p-d\">%" PRIu32 " rows; %" PRIu32 " devices are marked%s",
		   c->p->rows, bad, bad ? ": " : "");
	for (size_t i = 0; i < c->p->nodes.n && named < MAX_NAMED; i++) {
		const struct vt_node *node = &c->p->nodes.v[i];

		if (!node->bad || node->column != VT_COLUMN_DEVICE)
			continue;
		vt_buf_str(c->out, named++ ? ", " : "");
		vt_html_text(c->out, node->name ? node->name : "-");
	}
	vt_buf_fmt(c->out, "%s. The tables say the same.</desc>\n",
		   bad > named ? " and others" : "");
}

static void add_svg(const struct canvas *c)
{
	vt_buf_fmt(c->out,
		   "<div class=\"scroll tall\" role=\"group\" tabindex=\"0\" "
		   "aria-label=\"Picture\">\n<svg class=\"picture\" role=\"img\" "
		   "aria-labelledby=\"p-t p-d\" viewBox=\"0 0 %" PRIu32 " %" PRIu32
		   "\" width=\"%" PRIu32 "\" height=\"%" PRIu32 "\">\n"
		   "<title id=\"p-t\">VMs, NICs, devices and bridges</title>\n",
		   c->width, c->height, c->width, c->height);
	add_description(c);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		if (c->l.used[i])
			vt_buf_fmt(c->out,
				   "<text class=\"h\" x=\"%" PRIu32 "\" y=\"16\">%s</text>\n",
				   c->x[i], columns[i].name);
	/* what is bad lies above what is not */
	for (int bad = 0; bad <= 1; bad++)
		for (size_t i = 0; i < c->p->edges.n; i++)
			if (c->p->edges.v[i].bad == bad)
				add_edge(c, i);
	add_signs(c);
	for (uint32_t i = 0; i < c->p->nodes.n; i++)
		add_node(c, i);
	vt_buf_str(c->out, "</svg></div>\n");
}

void vt_html_picture(const struct vt_report *r, struct vt_buf *out)
{
	VT_CLEANUP(vt_picture) struct vt_picture p = { 0 };
	VT_CLEANUP(vt_canvas) struct canvas c = { .r = r, .p = &p, .out = out };

	vt_picture_make(&p, r, MAX_ROWS);
	vt_buf_str(out, "<section id=\"picture\" aria-labelledby=\"picture-h\">\n"
			"<h2 id=\"picture-h\">Picture</h2>\n");
	if (!p.nodes.n) {
		vt_buf_str(out, "<p>There is nothing to draw.</p>\n</section>\n");
		return;
	}
	vt_buf_str(out, "<p class=\"sub\">Red with an exclamation mark: a finding is about it, or "
			"the way to the wire is cut there. Dashed: not there, not needed or not "
			"certain. Lines that meet have the color of what they lead to.");
	if (p.left_out)
		vt_buf_fmt(out,
			   " %" PRIu32 " rows are left out, those without trouble first; the "
			   "mapping has all.",
			   p.left_out);
	vt_buf_str(out, "</p>\n");
	vt_layout_make(&c.l, &p);
	set_rooms(&c);
	place_columns(&c);
	set_hues(&c);
	add_svg(&c);
	vt_buf_str(out, "</section>\n");
}
