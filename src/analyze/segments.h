/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Broadcast domains: bridges that veths join are one, as with the bridge that a firewall puts
 * between a tap and its bridge.
 */
#ifndef VT_ANALYZE_SEGMENTS_H
#define VT_ANALYZE_SEGMENTS_H

#include "analyze/topology.h"

struct vt_segments;

/** vt_segments_new - owned, free with vt_segments_free(); borrows both arguments */
struct vt_segments *vt_segments_new(const struct vt_facts *f, const struct vt_topology *t);
void vt_segments_free(struct vt_segments *s);

/**
 * vt_segment_of - which domain frames are in that come to the bridge by its port
 * @bridge: in: a row of links; out: the same for all bridges of the domain, and where one of them
 *          filters VLANs, that one
 * @port: in: a row of links; out: by which they get to that
 */
void vt_segment_of(const struct vt_segments *s, uint32_t *bridge, uint32_t *port);

#endif
