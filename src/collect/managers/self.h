/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VMs that only their own processes tell of: the claims of basis "self". */
#ifndef VT_COLLECT_MANAGERS_SELF_H
#define VT_COLLECT_MANAGERS_SELF_H

#include "model/facts.h"

/**
 * vt_self_managers - who answers for VMMs where their cgroup does not say it, or not all of it
 *
 * @f has its links and processes.
 */
void vt_self_managers(struct vt_facts *f);

/**
 * vt_self_decode - a domain and its NICs for each VMM that no manager's domain is
 *
 * NICs are those of its command line and configuration; a device that it holds
 * and that none of them is, is one, too. @f is not frozen yet, and has all
 * that the other decoders add.
 */
void vt_self_decode(struct vt_facts *f);

#endif
