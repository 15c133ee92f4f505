/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that nobody claims and nobody holds: left behind, or waiting for somebody. */
#ifndef VT_ANALYZE_LEFTOVER_H
#define VT_ANALYZE_LEFTOVER_H

#include "analyze/index.h"
#include "analyze/mapping.h"

/* What a device without claim and holder is. */
enum vt_left {
	VT_LEFT_NOT,   /* somebody claims or holds it, or it goes away by itself */
	VT_LEFT_STRAY, /* nothing says that it is meant to be there */
	VT_LEFT_WAITS, /* a shut-off VM names it, or it has an owner set */
};

/**
 * vt_left - of row @device of the inventory
 * @ret_domain: the shut-off VM, VT_NONE = none; may be NULL
 */
enum vt_left vt_left(const struct vt_facts *f, const struct vt_index *ix,
		     const struct vt_inventory *inv, uint32_t device, uint32_t *ret_domain);

#endif
