/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes: who each of them is, who answers for it, and what a VMM was told. */
#ifndef VT_COLLECT_PROCESS_PROCS_DECODE_H
#define VT_COLLECT_PROCESS_PROCS_DECODE_H

#include "collect/raw.h"
#include "model/facts.h"

/** vt_procs_decode - adds the rows of processes, and of the NICs that command lines name */
void vt_procs_decode(struct vt_facts *f, const struct vt_raw *raw);

#endif
