/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and addresses that orchestrators leave in the XML of their VMs. */
#ifndef VT_COLLECT_LIBVIRT_METADATA_H
#define VT_COLLECT_LIBVIRT_METADATA_H

#include "collect/libvirt/xml.h"
#include "model/facts.h"
#include "util/str.h"

/* Rows of a document being read: the NIC is its position among the interfaces. */
struct vt_metadata {
	struct vt_arena *arena; /* borrowed */
	VT_VEC(struct vt_label) labels;
	VT_VEC(struct vt_address) addresses;
	struct vt_buf text;
	uint32_t ports; /* of Nova, so far */
};

/** vt_metadata_start, _text, _end - as vt_xml_handler's; paths count from <domain> */
void vt_metadata_start(struct vt_metadata *m, const char *path, const struct vt_xml_elem *e);
void vt_metadata_text(struct vt_metadata *m, const char *path, const char *text, size_t len);
void vt_metadata_end(struct vt_metadata *m, const char *path);
/** vt_metadata_port - the port UUID of interface @nic; NULL = none */
void vt_metadata_port(struct vt_metadata *m, uint32_t nic, const char *uuid);
/** vt_metadata_add - the rows as those of @domain, whose NICs begin at @first_nic, @n of them */
void vt_metadata_add(const struct vt_metadata *m, struct vt_facts *f, uint32_t domain,
		     uint32_t first_nic, uint32_t n);
void vt_metadata_done(struct vt_metadata *m);

#endif
