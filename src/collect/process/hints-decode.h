/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an fdinfo tells of descriptors that are in no table. */
#ifndef VT_COLLECT_PROCESS_HINTS_DECODE_H
#define VT_COLLECT_PROCESS_HINTS_DECODE_H

#include "model/facts.h"

/** vt_hints_decode - does this fdinfo tell of a hidden descriptor, and how? */
bool vt_hints_decode(const char *fdinfo, enum vt_hiding *ret_way, uint32_t *ret_count);

#endif
