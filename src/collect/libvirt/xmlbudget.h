/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much XML of one daemon's VMs is kept: users can make it large, for hundreds of VMs. */
#ifndef VT_COLLECT_LIBVIRT_XMLBUDGET_H
#define VT_COLLECT_LIBVIRT_XMLBUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "util/arena.h"

/* This much is usual; what goes beyond it is kept up to a limit for all VMs together. */
#define VT_XML_USUAL ((size_t)128 << 10)
#define VT_XML_EXCESS ((size_t)6 << 20)

/** vt_xml_spend - may a VM's XML of so many bytes be kept? @excess: spent so far, 0 at first */
static inline bool vt_xml_spend(size_t *excess, size_t bytes)
{
	size_t more = bytes > VT_XML_USUAL ? bytes - VT_XML_USUAL : 0;

	if (more > VT_XML_EXCESS - *excess)
		return false;
	*excess += more;
	return true;
}

/** vt_xml_too_large - why it was not, in words */
static inline const char *vt_xml_too_large(struct vt_arena *arena, size_t bytes)
{
	return vt_arena_fmt(arena,
			    "it has %zu KiB; of all XML beyond %zu KiB a VM, %zu MiB are kept",
			    bytes >> 10, VT_XML_USUAL >> 10, VT_XML_EXCESS >> 20);
}

#endif
