/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the boxes and lines of the page's picture are, in slots and lanes. */
#ifndef VT_RENDER_PICTURE_LAYOUT_H
#define VT_RENDER_PICTURE_LAYOUT_H

#include "render/picture/picture.h"

#define VT_LANE_NONE UINT32_MAX

/* Lines that meet between two columns: all that go out of one node on its
 * right, or all that go into one on its left. They share an upright lane. */
struct vt_bundle {
	uint32_t hub;         /* the node they meet at */
	bool out;             /* they leave it, else they enter it */
	uint32_t gap;         /* right of the column of that number */
	uint32_t lane;        /* in that gap from the left, VT_LANE_NONE = a straight line */
	uint32_t first, last; /* slots */
	bool level;           /* one of them has its other end in the hub's slot */
};

/**
 * struct vt_layout - columns from left to right, slots from top to bottom
 * @slot:    of each node
 * @bundle:  of each edge, VT_NONE = it does not go from left to right
 * @lanes:   in the gap behind each column
 * @used:    the column has nodes
 *
 * Zero it, release with vt_layout_done().
 */
struct vt_layout {
	uint32_t *slot, *bundle;
	VT_VEC(struct vt_bundle) bundles;
	uint32_t lanes[VT_COLUMNS];
	bool used[VT_COLUMNS];
	uint32_t slots;
};

/** vt_layout_make - the same for the same picture */
void vt_layout_make(struct vt_layout *l, const struct vt_picture *p);
void vt_layout_done(struct vt_layout *l);

static inline void vt_layout_cleanup(struct vt_layout *l)
{
	vt_layout_done(l);
}

#endif
