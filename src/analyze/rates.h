/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What devices carry per second, between the scans of one running process. */
#ifndef VT_ANALYZE_RATES_H
#define VT_ANALYZE_RATES_H

#include "model/facts.h"

/* Over a shorter time than this, counters mean little. */
#define VT_RATES_LEAST_MS 1000

/* struct vt_rate - per second, from the VM and to it */
struct vt_rate {
	uint64_t from_bytes, from_packets, to_bytes, to_packets;
};

struct vt_rates;

/** vt_rates_new - without any rates yet; owned, free with vt_rates_free(), which takes NULL */
struct vt_rates *vt_rates_new(void);
void vt_rates_free(struct vt_rates *rates);

/**
 * vt_rates_take - compare with the previous counters, and keep the new ones
 * @ms: when they were read, on a monotonic clock
 *
 * Does nothing if the previous ones are less than VT_RATES_LEAST_MS old.
 */
void vt_rates_take(struct vt_rates *rates, const struct vt_facts *f, int64_t ms);

/** vt_rates_of - borrowed until the next vt_rates_take(); NULL = not known; @rates may be NULL */
const struct vt_rate *vt_rates_of(const struct vt_rates *rates, const struct vt_link *link);

#endif
