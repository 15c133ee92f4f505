/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a NIC has that needs no device of the host's. */
#ifndef VT_ANALYZE_BACKING_H
#define VT_ANALYZE_BACKING_H

#include "model/facts.h"
#include "util/str.h"

/** vt_nic_wants_device - a NIC of this type has a network interface on the host */
bool vt_nic_wants_device(const struct vt_nic *nic);

/**
 * struct vt_backing - borrowed from the facts; NULL and VT_NONE where there is no such thing
 * @kind:   "pci", "vdpa", "vhost-user", "passt", else the XML's own type ("user", "mcast",
 *          ...); NULL for a NIC that needs a device
 * @pci:    address of the function; @vf: where that is a card's VF
 * @device: of vDPA, "/dev/vhost-vdpa-0"
 * @socket: of vhost-user; @ovs_port: row of Open vSwitch's port at its other end
 * @proc:   row of passt's process
 */
struct vt_backing {
	const char *kind, *pci, *device, *socket;
	const struct vt_vf *vf;
	uint32_t ovs_port, proc;
};

/** vt_nic_backing - of the NIC; NULL for what is not known */
struct vt_backing vt_nic_backing(const struct vt_facts *f, const struct vt_nic *nic);

/** vt_backing_words - append what people call it, "VF 3 of eth0"; raw bytes; nothing for none */
void vt_backing_words(const struct vt_facts *f, const struct vt_backing *b, struct vt_buf *out);

#endif
