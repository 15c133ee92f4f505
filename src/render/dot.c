/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dot format: the picture of a report for graphviz, a cluster for each network
 * namespace, what a finding is about and where a way is cut red in a double line, what is
 * not there or not wanted dashed. Names go into quoted strings, never into HTML-like labels.
 */
#include <config.h>

#include <inttypes.h>
#include <stdint.h>

#include "render/shared.h"
#include "render/picture/picture.h"
#include "render/safe-text.h"
#include "util/cleanup.h"

/* In a label a backslash is special beyond \" and \\: "\N", "\G", "\l". */
static void add_quoted(struct vt_buf *out, const char *s)
{
	VT_BUF_OF(text);

	vt_buf_str(&text, "");
	vt_text_add(&text, s, false);
	for (const char *p = text.p; *p;) {
		size_t n = vt_plain(p);

		if (*p == '"' || *p == '\\')
			vt_buf_str(out, "\\");
		n += !n;
		/* graphviz expands entities in labels; "&amp;" is "&" again */
		if (*p == '&')
			vt_buf_str(out, "&amp;");
		else
			vt_buf_add(out, p, n);
		p += n;
	}
}

static void add_node(struct vt_buf *out, const struct vt_node *node, uint32_t i)
{
	const char *shape = node->joins                   ? "hexagon" :
			    node->column == VT_COLUMN_NIC ? "oval" :
							    "box";
	VT_BUF_OF(note);

	vt_buf_fmt(out, "n%" PRIu32 " [shape=%s label=\"", i, shape);
	add_quoted(out, node->name ? node->name : "-");
	vt_node_note(&note, node, false);
	if (note.len) {
		vt_buf_str(out, "\\n");
		add_quoted(out, note.p);
	}
	vt_buf_str(out, "\"");
	if (node->bad)
		vt_buf_str(out, " color=red fontcolor=red peripheries=2");
	if (node->faint)
		vt_buf_str(out, " style=\"filled,dashed\"");
	vt_buf_str(out, "];\n");
}

static void add_namespace(struct vt_buf *out, const struct vt_facts *f, uint64_t netns)
{
	const char *name = vt_netns_name(f, netns);

	vt_buf_fmt(out, "network namespace %" PRIu64, netns);
	if (!name)
		return;
	vt_buf_str(out, " (");
	add_quoted(out, name);
	vt_buf_str(out, ")");
}

/* It skips the column of the NICs: devices are to stand below each other. */
static bool is_long(const struct vt_picture *p, const struct vt_edge *e)
{
	return p->nodes.v[e->from].column == VT_COLUMN_OWNER &&
	       p->nodes.v[e->to].column == VT_COLUMN_DEVICE;
}

static void add_edge(struct vt_buf *out, const struct vt_picture *p, const struct vt_edge *e)
{
	VT_BUF_OF(how);

	if (e->bad)
		vt_buf_str(&how, " color=red penwidth=2");
	if (e->faint)
		vt_buf_str(&how, " style=dashed");
	if (is_long(p, e))
		vt_buf_str(&how, " minlen=2");
	/* an edge that closes a ring must not push the others apart */
	if (p->nodes.v[e->from].column >= p->nodes.v[e->to].column)
		vt_buf_str(&how, " constraint=false");
	vt_buf_fmt(out, "\tn%" PRIu32 " -> n%" PRIu32, e->from, e->to);
	if (how.len)
		vt_buf_fmt(out, " [%s]", how.p + 1);
	vt_buf_str(out, ";\n");
}

/* The namespaces in the order in which the nodes bring them. */
static void add_clusters(struct vt_buf *out, const struct vt_facts *f, const struct vt_picture *p)
{
	VT_VEC(uint64_t) done = { 0 };

	for (size_t i = 0; i < p->nodes.n; i++) {
		uint64_t netns = p->nodes.v[i].netns;
		bool again = !netns;

		for (size_t k = 0; k < done.n && !again; k++)
			again = done.v[k] == netns;
		if (again)
			continue;
		vt_vec_push(&done, netns);
		vt_buf_fmt(out, "\tsubgraph cluster_%" PRIu64 " {\n\t\tlabel=\"", netns);
		add_namespace(out, f, netns);
		vt_buf_str(out, "\";\n");
		for (uint32_t k = 0; k < p->nodes.n; k++) {
			if (p->nodes.v[k].netns != netns)
				continue;
			vt_buf_str(out, "\t\t");
			add_node(out, &p->nodes.v[k], k);
		}
		vt_buf_str(out, "\t}\n");
	}
	vt_vec_done(&done);
}

int vt_render_dot(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		  struct vt_err *err)
{
	VT_CLEANUP(vt_picture) struct vt_picture p = { 0 };

	(void)o;
	(void)err;
	vt_picture_make(&p, r, SIZE_MAX);
	vt_buf_str(out, "digraph \"virt-taps\" {\n\tcharset=\"UTF-8\";\n\trankdir=LR;\n"
			"\tgraph [fontname=\"sans-serif\" fontsize=10 nodesep=0.12 ranksep=0.5 "
			"style=\"rounded,filled\" color=gray70 fillcolor=gray96];\n"
			"\tnode [fontname=\"sans-serif\" fontsize=10 height=0.4 style=filled "
			"fillcolor=white];\n\tedge [dir=none color=gray40];\n");
	if (r->facts->gaps.n) {
		vt_buf_str(out, "\tlabel=\"coverage: ");
		vt_coverage_line(out, r);
		vt_buf_str(out, "\";\n");
	}
	for (uint32_t i = 0; i < p.nodes.n; i++) {
		if (p.nodes.v[i].netns)
			continue;
		vt_buf_str(out, "\t");
		add_node(out, &p.nodes.v[i], i);
	}
	add_clusters(out, r->facts, &p);
	for (size_t i = 0; i < p.edges.n; i++)
		add_edge(out, &p, &p.edges.v[i]);
	vt_buf_str(out, "}\n");
	return 0;
}
