/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked of a network namespace beyond its links, and where. */
#ifndef VT_COLLECT_KERNEL_SURVEY_H
#define VT_COLLECT_KERNEL_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "collect/macs.h"
#include "collect/raw.h"
#include "util/str.h"

/**
 * struct vt_survey - what came; owned, release with vt_survey_done()
 * @vlans:  RTM_NEWLINK messages of AF_BRIDGE, where a bridge filters VLANs
 * @neighbours: RTM_NEWNEIGH messages of bridges (FDB) and of IP, of known MACs
 * @cut:    there was no time for the whole FDB
 * @addressed: where there is a macvtap or ipvtap, the ifindexes of links that carry an IP
 *          address of the host, comma-separated
 * @calls, @drops: where a bridge and a device are, of vt_forward_take()
 * @vfs:    of vt_vf_take(), where a VM has a PCI function
 * @max:    bytes that each answer may have, 0 = as many as there are; set before it is taken
 * @nsids:  numbers of the namespaces where lower links and peers are, each once
 */
struct vt_survey {
	struct vt_buf vlans, neighbours, addressed, calls, drops, vfs;
	size_t max;
	bool cut;
	VT_VEC(int32_t) nsids;
};

/**
 * vt_survey_take - in the calling thread's namespace, after its links
 * @links: its RTM_NEWLINK messages
 * @macs:  of whom anything is asked
 *
 * A namespace without bridge and device of a VM is asked nothing. What the
 * kernel does not answer stays empty: nothing of it proves an absence.
 */
void vt_survey_take(const struct vt_buf *links, const struct vt_macs *macs, int timeout_ms,
		    struct vt_survey *ret);
/** vt_survey_move - what came, except the numbers, into @ret; it is taken out of @s */
void vt_survey_move(struct vt_survey *s, struct vt_arena *arena, struct vt_raw_netns *ret);
void vt_survey_done(struct vt_survey *s);

struct vt_rtnl;

/**
 * vt_survey_nsid - the number that the socket's namespace has for the one that @fd is
 *
 * Returns it, or -1 when it has none, or when the kernel does not say.
 */
int32_t vt_survey_nsid(struct vt_rtnl *s, int fd, int timeout_ms);

#endif
