/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is behind a NIC that needs no network device of the host. */
#ifndef VT_ANALYZE_BACKING_H
#define VT_ANALYZE_BACKING_H

#include "model/facts.h"
#include "util/str.h"

/** vt_nic_wants_device - a NIC of this type has a network interface on the host */
bool vt_nic_wants_device(const struct vt_nic *nic);

/**
 * struct vt_backing - borrowed from the facts; NULL and VT_NONE for what does not apply
 * @kind:   "pci", "vdpa", "vhost-user", "passt", else the XML's own type ("user", "mcast",
 *          ...); NULL for a NIC that needs a device
 * @pci:    address of the PCI function; @vf: its row, if that is a card's VF
 * @device: for vDPA, "/dev/vhost-vdpa-0"
 * @socket: for vhost-user; @ovs_port: row of the Open vSwitch port at its other end
 * @proc:   row of the passt process
 */
struct vt_backing {
	const char *kind, *pci, *device, *socket;
	const struct vt_vf *vf;
	uint32_t ovs_port, proc;
};

/** vt_nic_backing - what is behind the NIC; members are NULL if not known */
struct vt_backing vt_nic_backing(const struct vt_facts *f, const struct vt_nic *nic);

/** vt_backing_words - append it in words, "VF 3 of eth0", unescaped; nothing if there is none */
void vt_backing_words(const struct vt_facts *f, const struct vt_backing *b, struct vt_buf *out);

#endif
