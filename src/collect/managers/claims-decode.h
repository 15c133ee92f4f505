/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of --claims; data/virt-taps-claims.schema.json is what they are. */
#ifndef VT_COLLECT_MANAGERS_CLAIMS_DECODE_H
#define VT_COLLECT_MANAGERS_CLAIMS_DECODE_H

#include "util/err.h"

/** vt_claims_check - 0 when every line is a claim, else -EBADMSG with the line's number */
int vt_claims_check(const char *text, struct vt_err *err);

#endif
