/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt's domain XML, into NIC rows. */
#ifndef VT_COLLECT_LIBVIRT_DOMXML_H
#define VT_COLLECT_LIBVIRT_DOMXML_H

#include "collect/libvirt/metadata.h"
#include "collect/libvirt/xml.h"
#include "model/facts.h"
#include "util/str.h"

#define VT_DOMXML_MAX_NICS 4096

/**
 * vt_domxml_decode - add a row for every /domain/devices/interface
 * @domain: row of the domain they are of
 *
 * Rows are as the public live XML says: an <actual> inside the interface
 * (status files) is followed. Nothing is added on failure.
 *
 * Returns 0, -EBADMSG (no domain XML) or -E2BIG (over a limit).
 */
int vt_domxml_decode(const char *xml, size_t len, struct vt_facts *facts, uint32_t domain,
		     struct vt_err *err);

/**
 * struct vt_domxml_identity - whose XML it is
 * @name, @uuid: NULL when absent; the UUID in lower case
 * @id: of a live domain, else -1
 */
struct vt_domxml_identity {
	const char *name, *uuid;
	int32_t id;
};

/**
 * vt_domxml_identity - name, UUID and id of a domain XML
 * @arena: for the strings of @ret
 *
 * Returns 0, -EBADMSG or -E2BIG; then @ret is untouched.
 */
int vt_domxml_identity(const char *xml, size_t len, struct vt_arena *arena,
		       struct vt_domxml_identity *ret, struct vt_err *err);

/*
 * The <domain> of a document while it is read; for statusxml.c, where it lies
 * one level deeper. Paths count from <domain>: "/domain/devices/interface".
 */
struct vt_domreader {
	struct vt_arena *arena; /* borrowed, for the strings of the rows */
	VT_VEC(struct vt_nic) nics;
	struct vt_nic nic, actual; /* in the making: the interface, its <actual> */
	struct vt_buf vlan, actual_vlan, parameters, name, uuid;
	struct vt_metadata metadata;
	int32_t id;
	bool in_nic, in_actual, has_domain, has_name, has_uuid;
};

/** vt_domreader_start - as vt_xml_handler's, with an @path of its own */
int vt_domreader_start(struct vt_domreader *r, const char *path, const struct vt_xml_elem *e,
		       struct vt_err *err);
/** vt_domreader_text - as vt_xml_handler's */
void vt_domreader_text(struct vt_domreader *r, const char *path, const char *text, size_t len);
/** vt_domreader_end - as vt_xml_handler's */
void vt_domreader_end(struct vt_domreader *r, const char *path);
/** vt_domreader_identity - what has been read; strings copied into @arena */
struct vt_domxml_identity vt_domreader_identity(const struct vt_domreader *r,
						struct vt_arena *arena);
/** vt_domreader_add - add the rows read as NICs of @domain */
void vt_domreader_add(const struct vt_domreader *r, struct vt_facts *facts, uint32_t domain);
/** vt_domreader_done - frees what is in @r */
void vt_domreader_done(struct vt_domreader *r);

#endif
