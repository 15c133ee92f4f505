/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far those are trusted whom a finding rests on. */
#ifndef VT_ANALYZE_WEIGH_H
#define VT_ANALYZE_WEIGH_H

#include "analyze/hidden.h"
#include "analyze/mapping.h"

/** vt_says - what tells how a VM's NIC should be: "its XML" and the like; static */
const char *vt_says(const struct vt_facts *f, uint32_t domain);

/**
 * vt_claimed_by_self_only - nothing but a VMM's own command line claims the device, if anything:
 * what is wrong with it is about the VMM itself
 */
bool vt_claimed_by_self_only(const struct vt_seen *v, const struct vt_device *d);

/**
 * vt_weigh - lower a finding's severity by how far its VM's manager is trusted
 *
 * To info if a user made the thing, see users_own() there.
 * Returns what to append to the finding's text, unless @text says it already; static.
 */
const char *vt_weigh(const struct vt_seen *v, struct vt_finding *row, const char *text);

#endif
