/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt's status files (/run/libvirt/qemu/NAME.xml), into domain and NIC rows. */
#ifndef VT_COLLECT_LIBVIRT_STATUSXML_H
#define VT_COLLECT_LIBVIRT_STATUSXML_H

#include "model/facts.h"
#include "util/err.h"

/**
 * vt_statusxml_decode - add the live domain of a status file, and its NICs
 * @conn: row of the connection whose daemon wrote it
 *
 * Nothing is added on failure. A file whose domain has no id or no name is
 * of no live domain.
 *
 * Returns 0, -EBADMSG (no status file) or -E2BIG (over a limit).
 */
int vt_statusxml_decode(const char *xml, size_t len, struct vt_facts *facts, uint32_t conn,
			struct vt_err *err);

#endif
