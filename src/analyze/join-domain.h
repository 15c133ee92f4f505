/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First part of the join; see join-domain.c. */
#ifndef VT_ANALYZE_JOIN_DOMAIN_H
#define VT_ANALYZE_JOIN_DOMAIN_H

#include "analyze/index.h"
#include "analyze/mapping.h"

/** vt_join_domains - fill inv->domains and inv->proc_domain */
void vt_join_domains(struct vt_inventory *inv, const struct vt_index *ix);

/** vt_process_by_socket - the one process with the VM's socket; VT_NONE when none or two have */
uint32_t vt_process_by_socket(const struct vt_facts *f, const struct vt_domain *d);

#endif
