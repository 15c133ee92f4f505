/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters of the scan before, by the device, and what they became per second. */
#include <config.h>

#include "analyze/rates.h"

#include <stdlib.h>

#include "analyze/mapping.h"
#include "util/search.h"

/* A device. @known: it was there before, too. */
struct entry {
	uint64_t netns;
	uint32_t ifindex;
	bool known;
	struct vt_traffic traffic;
	struct vt_rate rate;
};

/* @list: in the order of links, by namespace and number */
struct vt_rates {
	VT_VEC(struct entry) list;
	int64_t ms;
};

struct vt_rates *vt_rates_new(void)
{
	struct vt_rates *rates = vt_xrealloc(NULL, 1, sizeof(*rates));

	memset(rates, 0, sizeof(*rates));
	return rates;
}

void vt_rates_free(struct vt_rates *rates)
{
	if (!rates)
		return;
	vt_vec_done(&rates->list);
	free(rates);
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->netns != y->netns)
		return x->netns < y->netns ? -1 : 1;
	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

static const struct entry *find(const struct vt_rates *rates, uint64_t netns, uint32_t ifindex)
{
	const struct entry key = { .netns = netns, .ifindex = ifindex };

	return rates ? vt_vec_find(&rates->list, &key, compare) : NULL;
}

static uint64_t per_second(uint64_t before, uint64_t now, int64_t ms)
{
	return (uint64_t)((double)(now - before) * 1000 / (double)ms + 0.5);
}

/* A counter that went back is that of another device. */
static void set_rate(struct entry *e, const struct vt_traffic *was, int64_t ms)
{
	const struct vt_traffic *is = &e->traffic;

	if (is->from_bytes < was->from_bytes || is->from_packets < was->from_packets ||
	    is->to_bytes < was->to_bytes || is->to_packets < was->to_packets)
		return;
	e->known = true;
	e->rate.from_bytes = per_second(was->from_bytes, is->from_bytes, ms);
	e->rate.from_packets = per_second(was->from_packets, is->from_packets, ms);
	e->rate.to_bytes = per_second(was->to_bytes, is->to_bytes, ms);
	e->rate.to_packets = per_second(was->to_packets, is->to_packets, ms);
}

void vt_rates_take(struct vt_rates *rates, const struct vt_facts *f, int64_t ms)
{
	struct vt_rates now = { .ms = ms };

	if (rates->list.n && ms - rates->ms < VT_RATES_LEAST_MS)
		return;
	for (size_t i = 0; i < f->links.n; i++) {
		const struct vt_link *l = &f->links.v[i];
		const struct entry *was = find(rates, l->netns, l->ifindex);
		struct entry *e;

		if (!l->has_stats)
			continue;
		e = vt_vec_add(&now.list);
		e->netns = l->netns;
		e->ifindex = l->ifindex;
		e->traffic = vt_link_traffic(l);
		if (was)
			set_rate(e, &was->traffic, ms - rates->ms);
	}
	vt_vec_sort(&now.list, compare);
	vt_vec_done(&rates->list);
	*rates = now;
}

const struct vt_rate *vt_rates_of(const struct vt_rates *rates, const struct vt_link *link)
{
	const struct entry *e = link ? find(rates, link->netns, link->ifindex) : NULL;

	return e && e->known ? &e->rate : NULL;
}
