/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The VMs of a connection, with state and XML. */
#ifndef VT_COLLECT_LIBVIRT_DOMAINS_ACQUIRE_H
#define VT_COLLECT_LIBVIRT_DOMAINS_ACQUIRE_H

#include "collect/libvirt/virapi.h"
#include "collect/raw.h"
#include "collect/subjects.h"

/**
 * struct vt_libvirt_question - what is asked of a connection
 * @subjects: the XML of VMs that are shut off and are none of them is left out
 * @deadline: of vt_clock_ms(), for all VMs together
 * @timeout_ms: the scan's
 */
struct vt_libvirt_question {
	struct vt_subjects subjects;
	int64_t deadline;
	int timeout_ms;
};

/**
 * vt_libvirt_domains - list them, and get state and XML of each, into @c
 *
 * One that does not answer in time, or whose XML is too large, has no XML, and
 * says why. Returns 0, or -1 with @c->error where they cannot be listed.
 *
 * @conn is replaced by another connection where a thread hangs with it, and is
 * NULL where there can be no other one: that is an error, too.
 */
int vt_libvirt_domains(virConnectPtr *conn, struct vt_raw_conn *c,
		       const struct vt_libvirt_question *q);

#endif
