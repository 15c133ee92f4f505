/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The picture of the page: inline SVG in plain columns. A NIC and its device
 * stand in the mapping's row, everything else level with what it is tied to.
 */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "render/html.h"
#include "render/picture.h"
#include "render/text.h"
#include "util/cleanup.h"

#define MAX_ROWS 250
#define BOX_W 172
#define BOX_H 36
#define STEP_X (BOX_W + 44)
#define STEP_Y 46
#define MARGIN 8
#define MAX_CHARS 22

/* What a node's neighbours on the other side say about its height. */
struct pull {
	uint64_t sum;
	uint32_t n;
};

static void pull_nodes(const struct vt_picture *p, const uint32_t *y, enum vt_layer layer,
		       struct pull *pulls)
{
	for (size_t i = 0; i < p->edges.n; i++) {
		uint32_t from = p->edges.v[i].from, to = p->edges.v[i].to;
		/* owners follow their NICs; the right half follows the left */
		uint32_t node = layer == VT_LAYER_OWNER ? from : to;
		uint32_t other = layer == VT_LAYER_OWNER ? to : from;

		if (p->nodes.v[node].layer != layer || p->nodes.v[other].layer == layer)
			continue;
		pulls[node].sum += y[other];
		pulls[node].n++;
	}
}

/* From top to bottom, without overlap. */
static void place_layer(const struct vt_picture *p, uint32_t *y, enum vt_layer layer,
			struct pull *pulls)
{
	uint32_t next = 0;

	if (layer != VT_LAYER_NIC && layer != VT_LAYER_DEVICE)
		pull_nodes(p, y, layer, pulls);
	for (size_t i = 0; i < p->nodes.n; i++) {
		uint32_t want = p->nodes.v[i].row * STEP_Y;

		if (p->nodes.v[i].layer != layer)
			continue;
		if (pulls[i].n)
			want = (uint32_t)(pulls[i].sum / pulls[i].n);
		y[i] = want > next ? want : next;
		next = y[i] + STEP_Y;
	}
}

static void place_nodes(const struct vt_picture *p, uint32_t *y)
{
	static const enum vt_layer order[] = {
		VT_LAYER_NIC,    VT_LAYER_DEVICE, VT_LAYER_OWNER,
		VT_LAYER_MASTER, VT_LAYER_UPLINK, VT_LAYER_LOWER,
	};
	VT_CLEANUP(vt_free) void *pulls = calloc(p->nodes.n + 1, sizeof(struct pull));

	for (size_t i = 0; pulls && i < sizeof(order) / sizeof(*order); i++)
		place_layer(p, y, order[i], pulls);
}

static uint32_t node_x(const struct vt_node *node)
{
	return MARGIN + (uint32_t)node->layer * STEP_X;
}

/* A line of a box, cut at MAX_CHARS characters. */
static void add_line(struct vt_buf *out, const char *s, int y, const char *class)
{
	VT_BUF_OF(text);
	size_t n = 0, end = 0;
	uint32_t cp;

	vt_buf_str(&text, "");
	vt_text_add(&text, s, false);
	while (text.p[end] && n++ < MAX_CHARS)
		end += vt_utf8_next(text.p + end, &cp);
	if (text.p[end]) {
		text.p[end] = '\0';
		text.len = end;
		vt_buf_str(&text, "\xe2\x80\xa6");
	}
	vt_buf_fmt(out, "<text x=\"8\" y=\"%d\"%s>", y, class);
	vt_html_escape(out, text.p);
	vt_buf_str(out, "</text>");
}

static void add_node(struct vt_buf *out, const struct vt_node *node, uint32_t y)
{
	VT_BUF_OF(name);
	VT_BUF_OF(note);

	if (node->more)
		vt_buf_fmt(&name, "%" PRIu32 " more", node->more);
	else
		vt_buf_str(&name, node->name ? node->name : "-");
	vt_buf_str(&note, node->note ? node->note : "");
	if (node->pid)
		vt_buf_fmt(&note, " %" PRId32, node->pid);
	vt_buf_fmt(out,
		   "<svg x=\"%" PRIu32 "\" y=\"%" PRIu32 "\" width=\"%d\" height=\"%d\" "
		   "class=\"%s%s\"><title>",
		   node_x(node), y + MARGIN, BOX_W, BOX_H, node->bad ? "bad " : "",
		   node->faint ? "faint" : "");
	vt_html_text(out, name.p);
	vt_buf_str(out, ", ");
	vt_html_text(out, note.p);
	vt_buf_fmt(out, "</title><rect x=\"1\" y=\"1\" width=\"%d\" height=\"%d\"/>", BOX_W - 2,
		   BOX_H - 2);
	add_line(out, name.p, 15, "");
	add_line(out, note.p, 29, " class=\"t\"");
	vt_buf_str(out, "</svg>\n");
}

static void add_edge(struct vt_buf *out, const struct vt_picture *p, const struct vt_edge *e,
		     const uint32_t *y)
{
	uint32_t x1 = node_x(&p->nodes.v[e->from]) + BOX_W, x2 = node_x(&p->nodes.v[e->to]);
	uint32_t y1 = y[e->from] + MARGIN + BOX_H / 2, y2 = y[e->to] + MARGIN + BOX_H / 2;

	vt_buf_fmt(out,
		   "<path class=\"%s%s\" d=\"M%" PRIu32 " %" PRIu32 "C%" PRIu32 " %" PRIu32
		   " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 "\"/>\n",
		   e->bad ? "bad " : "", e->faint ? "faint" : "", x1, y1, x1 + 22, y1, x2 - 22, y2,
		   x2, y2);
}

static void add_svg(struct vt_buf *out, const struct vt_picture *p, const uint32_t *y)
{
	uint32_t width = 0, height = 0;

	for (size_t i = 0; i < p->nodes.n; i++) {
		uint32_t right = node_x(&p->nodes.v[i]) + BOX_W + MARGIN;
		uint32_t bottom = y[i] + STEP_Y + MARGIN;

		width = right > width ? right : width;
		height = bottom > height ? bottom : height;
	}
	vt_buf_fmt(out,
		   "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
		   "aria-label=\"Picture\">\n<svg class=\"picture\" role=\"img\" "
		   "aria-labelledby=\"p-t p-d\" width=\"%" PRIu32 "\" height=\"%" PRIu32 "\">\n"
		   "<title id=\"p-t\">Domains, NICs, devices and bridges</title>\n"
		   "<desc id=\"p-d\">The same is in the tables below.</desc>\n",
		   width, height);
	for (size_t i = 0; i < p->edges.n; i++)
		add_edge(out, p, &p->edges.v[i], y);
	for (size_t i = 0; i < p->nodes.n; i++)
		add_node(out, &p->nodes.v[i], y[i]);
	vt_buf_str(out, "</svg></div>\n");
}

void vt_html_picture(const struct vt_report *r, struct vt_buf *out)
{
	VT_CLEANUP(vt_picture) struct vt_picture p = { 0 };
	uint32_t *y;

	vt_picture_make(&p, r, MAX_ROWS);
	vt_buf_str(out, "<section id=\"picture\" aria-labelledby=\"picture-h\">\n"
			"<h2 id=\"picture-h\">Picture</h2>\n"
			"<p class=\"sub\">Domain or holder, NIC, device, bridge, uplink. Red: a "
			"finding is about it. Dashed: not there, not needed or not certain.");
	if (p.left_out)
		vt_buf_fmt(out, " %" PRIu32 " rows are left out, those without trouble first.",
			   p.left_out);
	vt_buf_str(out, "</p>\n");
	if (p.nodes.n) {
		y = vt_xrealloc(NULL, p.nodes.n, sizeof(*y));
		memset(y, 0, p.nodes.n * sizeof(*y));
		place_nodes(&p, y);
		add_svg(out, &p, y);
		free(y);
	}
	vt_buf_str(out, "</section>\n");
}
