/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that nobody claims or holds: left behind, or waiting to be used. */
#ifndef VT_ANALYZE_LEFTOVER_H
#define VT_ANALYZE_LEFTOVER_H

#include "analyze/index.h"
#include "analyze/mapping.h"

/* What a device without claim or holder is. */
enum vt_left {
	VT_LEFT_NOT,   /* it is claimed or held, or goes away by itself */
	VT_LEFT_STRAY, /* nothing suggests that it is meant to be there */
	VT_LEFT_WAITS, /* a shut-off VM names it, or it has an owner set */
};

/**
 * vt_left - which of these row @device of the inventory is
 * @ret_domain: the shut-off VM, VT_NONE = none; may be NULL
 */
enum vt_left vt_left(const struct vt_facts *f, const struct vt_index *ix,
		     const struct vt_inventory *inv, uint32_t device, uint32_t *ret_domain);

#endif
