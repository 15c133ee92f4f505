/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the walk share. */
#ifndef VT_ANALYZE_PATH_PARTS_H
#define VT_ANALYZE_PATH_PARTS_H

#include "analyze/path.h"

/**
 * vt_link_cut - what a link does by itself to frames that have to pass it
 * @master: whose port it is, NULL = of none
 * @vlan:   that frames are in on the bridge of a port; 0 = none is used
 */
enum vt_cut vt_link_cut(const struct vt_facts *f, const struct vt_link *l,
			const struct vt_link *master, enum vt_hop_role role, uint32_t vlan);

/** vt_link_is_tunnel - VXLAN and the like */
bool vt_link_is_tunnel(const struct vt_link *l);
/** vt_link_leads_nowhere - made of software, and nothing is behind it */
bool vt_link_leads_nowhere(const struct vt_link *l);

#endif
