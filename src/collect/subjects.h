/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a look can leave out because only some subjects will be shown. */
#ifndef VT_COLLECT_SUBJECTS_H
#define VT_COLLECT_SUBJECTS_H

#include "collect/raw.h"

/**
 * struct vt_subjects - a name, UUID, ID, device, PID or MAC address each
 *
 * None at all: everything will be shown.
 */
struct vt_subjects {
	const char *const *v;
	size_t n;
};

/** vt_subjects_name - is one of them @name (@fold: in any case); false for NULL */
bool vt_subjects_name(const struct vt_subjects *s, const char *name, bool fold);

/** vt_subjects_address - is one of them a MAC address, of whatever domain */
bool vt_subjects_address(const struct vt_subjects *s);

/**
 * vt_subjects_unheld - one of them may be a device that waits for a guest
 *
 * Only what nobody holds, and what does not go away by itself, can be left over
 * or be a shut-off domain's; then the XML of those is wanted. Names and MAC
 * addresses are compared with @raw's links, namespaces with its descriptors.
 */
bool vt_subjects_unheld(const struct vt_subjects *s, const struct vt_raw *raw);

#endif
