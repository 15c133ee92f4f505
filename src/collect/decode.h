/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All decoders, in order: an undecoded look to facts. */
#ifndef VT_COLLECT_DECODE_H
#define VT_COLLECT_DECODE_H

#include "collect/raw.h"

/**
 * vt_decode - facts of one look, owned and frozen
 *
 * Text that does not decode is a gap, not an error: a host is never so broken
 * that nothing can be said about it.
 */
struct vt_facts *vt_decode(const struct vt_raw *raw);

/** vt_decode_links - the links alone, for a look that is not at its end; owned, not frozen */
struct vt_facts *vt_decode_links(const struct vt_raw *raw);

#endif
