/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first part of the join: domain to process. */
#ifndef VT_ANALYZE_JOIN_DOMAIN_H
#define VT_ANALYZE_JOIN_DOMAIN_H

#include "analyze/index.h"
#include "analyze/mapping.h"

/** vt_join_domains - fill inv->domains and inv->proc_domain */
void vt_join_domains(struct vt_inventory *inv, const struct vt_index *ix);

/** vt_process_by_socket - the only process with the VM's socket; VT_NONE if none or several */
uint32_t vt_process_by_socket(const struct vt_facts *f, const struct vt_domain *d);

#endif
