/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The managers beside libvirt: sources of VMs, their NICs, and their claims. */
#ifndef VT_COLLECT_MANAGERS_MANAGER_H
#define VT_COLLECT_MANAGERS_MANAGER_H

#include "model/facts.h"

/** vt_manager_row - the row of facts.managers of that name, which is added where there is none
 * @name: static or of the arena of @f
 */
uint32_t vt_manager_row(struct vt_facts *f, const char *name, enum vt_basis basis);

#endif
