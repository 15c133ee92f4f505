/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two layouts of "show" share: the brief one, and all of it with -v. */
#ifndef VT_RENDER_SHOW_H
#define VT_RENDER_SHOW_H

#include "render/shared.h"

/* struct vt_view - a report being shown; @ascii: names outside ASCII are escaped */
struct vt_view {
	const struct vt_report *r;
	const struct vt_render_opts *o;
	struct vt_buf *out;
	bool ascii;
};

/* Where values stand, in columns. */
#define VT_SHOW_LABEL_WIDTH 14

/** vt_show_label - begin a line: the label, and space up to where values stand */
void vt_show_label(const struct vt_view *v, const char *label);

/** vt_show_path - lines of a device's path, and where it is cut, in words */
void vt_show_path(const struct vt_view *v, uint32_t device);
/** vt_show_traffic - a line of its counters; none where they were not read */
void vt_show_traffic(const struct vt_view *v, const struct vt_link *link);
/** vt_show_learned - a line for each foreign MAC address that a bridge knows behind the port */
void vt_show_learned(const struct vt_view *v, const struct vt_link *link);

/** vt_show_since - ", since 2026-11-25 20:59:48", in local time; nothing where it is not known */
void vt_show_since(const struct vt_view *v, const struct vt_proc *p);
/** vt_show_block - begin a block about what is called @name */
void vt_show_block(const struct vt_view *v, const char *name);
/** vt_show_link - the block of a link, a row of facts */
void vt_show_link(const struct vt_view *v, uint32_t row);

/** vt_show_nic_line - a line about a NIC among others */
void vt_show_nic_line(const struct vt_view *v, const struct vt_mapping *m);
/** vt_show_ovs - the block of a port of Open vSwitch's, a row, or the bridge of that name */
void vt_show_ovs(const struct vt_view *v, uint32_t row);
/* The device of a mapping is on what @row is, a link or a port of Open vSwitch. */
typedef bool vt_show_is_on(const struct vt_report *r, const struct vt_mapping *m, uint32_t row);

/** vt_show_missing - NICs whose claims name the bridge, and that findings say are not on it */
void vt_show_missing(const struct vt_view *v, const char *bridge, vt_show_is_on *is_on,
		     uint32_t row);

/** vt_show_brief - the layout without -v */
void vt_show_brief(const struct vt_view *v, const struct vt_scope *s);

#endif
