/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the walk share. */
#ifndef VT_ANALYZE_PATH_PARTS_H
#define VT_ANALYZE_PATH_PARTS_H

#include "analyze/path.h"

/**
 * struct vt_passage - how frames are on a bridge
 * @vlan:     0 = none is used
 * @isolated: they came in by an isolated port, and reach no other such
 */
struct vt_passage {
	uint32_t vlan;
	bool isolated;
};

/**
 * vt_link_cut - what a link does by itself to frames that have to pass it
 * @master:  whose port it is, NULL = of none
 * @passage: on the bridge whose port it is
 */
enum vt_cut vt_link_cut(const struct vt_facts *f, const struct vt_link *l,
			const struct vt_link *master, enum vt_hop_role role,
			const struct vt_passage *passage);

/** vt_link_is_tunnel - VXLAN and the like */
bool vt_link_is_tunnel(const struct vt_link *l);
/** vt_link_leads_nowhere - made of software, and nothing is behind it */
bool vt_link_leads_nowhere(const struct vt_link *l);

#endif
