/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The MAC addresses that matter to a scan, so that tables of thousands are not kept whole. */
#ifndef VT_COLLECT_MACS_H
#define VT_COLLECT_MACS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/vec.h"

/** struct vt_mac - six bytes as on the wire */
struct vt_mac {
	unsigned char b[6];
};

/**
 * struct vt_macs - each once, ascending after vt_macs_sort(); release with vt_macs_done()
 * @functions: a VM's text speaks of a PCI function as a NIC, too
 */
struct vt_macs {
	VT_VEC(struct vt_mac) list;
	bool functions;
};

/** vt_mac_parse - "52:54:00:12:34:56" at the start of @text; false when it is none */
bool vt_mac_parse(const char *text, struct vt_mac *ret);

/**
 * vt_macs_add_text - every address that follows the word "mac" in @len bytes
 *
 * XML, command lines and configurations alike: what is taken for one and is
 * none costs a question to the kernel, and nothing else. At most VT_MACS_MAX.
 */
void vt_macs_add_text(struct vt_macs *m, const char *text, size_t len);
/** vt_macs_add - the address of twelve hex digits; nothing for text of another length */
void vt_macs_add(struct vt_macs *m, const char *digits);
void vt_macs_sort(struct vt_macs *m);
/** vt_macs_has - @mac is among them; after vt_macs_sort() */
bool vt_macs_has(const struct vt_macs *m, const void *mac);
void vt_macs_done(struct vt_macs *m);

#define VT_MACS_MAX 65536

#endif
