/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions: from the kernel's message about a card to text, and from that to NICs. */
#ifndef VT_COLLECT_KERNEL_VF_DECODE_H
#define VT_COLLECT_KERNEL_VF_DECODE_H

#include <stddef.h>

#include "model/facts.h"
#include "util/str.h"

/* More than any card has. */
#define VT_VFS_MAX 1024

/** vt_vf_place - the PCI address of VF @number into @ret; false where it is not known */
typedef bool vt_vf_place(void *arg, uint32_t number, char *ret, size_t size);

/**
 * vt_vf_lines - the VFs that a card's RTM_NEWLINK message tells of
 * @pf: PCI address of the card's physical function
 * @ret: a line each is appended: "VF PF number=0 mac=... vlan=...", as far as the card says
 *
 * Returns 0, or -EBADMSG with @ret as it was.
 */
int vt_vf_lines(const void *message, size_t len, const char *pf, vt_vf_place *place, void *arg,
		struct vt_buf *ret);

/**
 * vt_vfs_attach - give NICs that are VFs what @text, lines of vt_vf_lines(), says of them
 *
 * After the links and VMs are in @facts.
 */
void vt_vfs_attach(struct vt_facts *facts, const char *text);

#endif
