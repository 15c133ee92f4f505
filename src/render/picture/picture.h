/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as boxes and lines, for dot and for the page's picture. */
#ifndef VT_RENDER_PICTURE_PICTURE_H
#define VT_RENDER_PICTURE_PICTURE_H

#include "render/formats.h"
#include "util/vec.h"

/* Columns from left to right; from VT_COLUMN_HOP on hops of paths, one behind the other. */
enum {
	VT_COLUMN_OWNER, /* a domain, or a process that is nobody's */
	VT_COLUMN_NIC,
	VT_COLUMN_DEVICE,
	VT_COLUMN_HOP,
	VT_COLUMNS = 32, /* what is further away stands in the last */
};

/**
 * struct vt_node - a box
 * @name, @note: borrowed, may be NULL, raw bytes; @pid is shown beside @name, 0 = none
 * @state:  of a hop where a way ends, or is cut; static, NULL = it goes on
 * @netns:  0 = unknown
 * @row:    position of the mapping that brought it, from 0
 * @mapping: row of vt_report.mappings that it belongs to alone, VT_NONE = to several or none
 * @joins:  a bridge or the like, on which several meet
 * @cut:    no frame of some device gets past it
 * @bad:    that, or a finding of severity warning or critical is about it
 * @faint:  it does not exist, or nobody wants it
 */
struct vt_node {
	uint32_t column;
	const char *name, *note, *state;
	int32_t pid;
	uint64_t netns;
	uint32_t row, mapping;
	bool joins, cut, bad, faint;
};

/* struct vt_edge - a line between two nodes, left to right but for some that close a ring */
struct vt_edge {
	uint32_t from, to;
	bool bad, faint;
};

/**
 * struct vt_picture - VMs and devices with trouble, then the others, both by the
 * bridge that they are on first, so that few lines cross, and else in the order
 * of the report: equal reports give equal pictures
 * @rows: mappings shown; @left_out: mappings that are not, those without
 *         trouble before the others
 *
 * Zero it, release with vt_picture_done().
 */
struct vt_picture {
	VT_VEC(struct vt_node) nodes;
	VT_VEC(struct vt_edge) edges;
	uint32_t rows, left_out;
};

/**
 * vt_picture_make - boxes and lines of the mappings of a report
 * @limit: at most so many mappings, those with trouble before the others
 */
void vt_picture_make(struct vt_picture *p, const struct vt_report *r, size_t limit);
void vt_picture_done(struct vt_picture *p);

/**
 * vt_node_note - "running 1234", "veth, routed", "bridge, cut: down"; raw bytes
 * @brief: that something runs goes without saying
 */
void vt_node_note(struct vt_buf *out, const struct vt_node *node, bool brief);

static inline void vt_picture_cleanup(struct vt_picture *p)
{
	vt_picture_done(p);
}

#endif
