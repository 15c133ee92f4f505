/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual function of a network card, as the driver of the card has it. */
#ifndef VT_MODEL_VF_H
#define VT_MODEL_VF_H

#include <stdint.h>

/* Three-valued truth, for what a source may not say. */
enum vt_tri { VT_UNKNOWN, VT_NO, VT_YES };

/**
 * struct vt_vf - strings NULL where not known
 * @address: on the PCI bus; @pf_address: of the physical function
 * @pf:      interface of that; @representor: interface of the VF at the card's own switch
 * @number:  of the VF at its physical function, from 0
 * @mac:     that the card lets it use; @vlan: that the card tags its frames with, 0 = none
 * @spoofchk: the card drops what it sends from other addresses
 * @link_state: "auto" (the card's own), "enable", "disable"
 */
struct vt_vf {
	const char *address, *pf_address, *pf, *representor, *mac, *link_state;
	uint32_t number, vlan;
	enum vt_tri trust, spoofchk;
};

#endif
