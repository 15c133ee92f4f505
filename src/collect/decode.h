/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All decoders, in order: an undecoded scan to facts. */
#ifndef VT_COLLECT_DECODE_H
#define VT_COLLECT_DECODE_H

#include "collect/raw.h"

/**
 * vt_decode - facts of one scan, owned and frozen
 *
 * Text that does not decode is a gap, not an error: a host is never so broken
 * that nothing can be said about it.
 */
struct vt_facts *vt_decode(struct vt_raw *raw);

/**
 * vt_decode_links - the network namespaces and their links alone, once these were read, for a
 * scan that goes on
 *
 * Borrowed from @raw, not frozen. It is done once: vt_decode() goes on from there.
 */
const struct vt_facts *vt_decode_links(struct vt_raw *raw);

#endif
