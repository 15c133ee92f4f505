/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which policy meets forwarded frames, from what netfilter says. */
#ifndef VT_COLLECT_KERNEL_FORWARD_DECODE_H
#define VT_COLLECT_KERNEL_FORWARD_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/facts.h"
#include "util/str.h"

/**
 * vt_forward_chains - chains at the forward hook whose policy is to drop
 * @messages: NFT_MSG_NEWCHAIN as the kernel sent them, back to back
 * @ret: a line each is appended, "ip filter FORWARD": family, table, chain; a name
 *       that is no plain word is "?"
 *
 * Returns 0, or -EBADMSG with @ret as it was.
 */
int vt_forward_chains(const void *messages, size_t len, struct vt_buf *ret);

/**
 * vt_forward_legacy_drops - the policy of a chain of x_tables is to drop
 * @entries:   rules of the table, as getsockopt() gave them
 * @underflow: where the chain's policy stands in them
 * @target_at: where an entry has the offset of its target
 */
bool vt_forward_legacy_drops(const void *entries, size_t len, uint32_t underflow, size_t target_at);

/** vt_forward_decode - @calls and @drops of struct vt_raw_netns, NULL = not known, into @row */
void vt_forward_decode(const char *calls, const char *drops, struct vt_arena *arena,
		       struct vt_netns *row);

#endif
