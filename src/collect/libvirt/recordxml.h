/* SPDX-License-Identifier: GPL-2.0-or-later */
/* XML of libvirt's records beside domains, into leftover rows. */
#ifndef VT_COLLECT_LIBVIRT_RECORDXML_H
#define VT_COLLECT_LIBVIRT_RECORDXML_H

#include "model/facts.h"
#include "util/err.h"

/**
 * vt_leftxml_nwfilter - add the row of a network filter binding (<filterbinding>)
 *
 * Its id is the name of the filter. Returns 0, -EBADMSG (also when it names
 * no device) or -E2BIG; then nothing is added.
 */
int vt_leftxml_nwfilter(const char *xml, size_t len, struct vt_facts *facts, uint32_t conn,
			struct vt_err *err);

/**
 * vt_leftxml_port - add the row of a port of a virtual network (<networkport>)
 *
 * Its id is its UUID; it names no device. Returns as vt_leftxml_nwfilter(),
 * -EBADMSG also without a UUID.
 */
int vt_leftxml_port(const char *xml, size_t len, struct vt_facts *facts, uint32_t conn,
		    struct vt_err *err);

#endif
