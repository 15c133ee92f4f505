/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Leases to addresses, and addresses to NICs. Pure. */
#include <config.h>

#include "collect/addresses.h"

#include <strings.h>

#include "util/cleanup.h"
#include "util/json.h"
#include "util/search.h"
#include "util/str.h"

void vt_leases_read(const char *text, size_t len, struct vt_raw_conn *c)
{
	VT_CLEANUP(vt_json) struct vt_json *list = NULL;
	struct vt_err err = { 0 };

	if (vt_json_parse(text, len, &list, &err) < 0)
		return;
	for (size_t i = 0; i < vt_json_len(list); i++) {
		const struct vt_json *o = vt_json_at(list, i);
		const char *mac = vt_json_get_str(o, "mac-address", NULL);
		const char *ip = vt_json_get_str(o, "ip-address", NULL);

		if (mac && ip)
			vt_vec_push(&c->leases,
				    ((struct vt_raw_lease){
					    .mac = vt_arena_str(c->arena, mac),
					    .ip = vt_arena_str(c->arena, ip),
					    .expiry = vt_json_get_u64(o, "expiry-time", 0) }));
	}
}

static bool is_in_network(const struct vt_facts *f, const char *mac, const char *network)
{
	for (size_t i = 0; i < f->nics.n; i++)
		if (f->nics.v[i].mac && !strcasecmp(f->nics.v[i].mac, mac) &&
		    vt_streq(f->nics.v[i].source_network, network))
			return true;
	return false;
}

void vt_leases_decode(struct vt_facts *f, const struct vt_raw_conn *c, int64_t now)
{
	for (size_t i = 0; i < c->leases.n; i++) {
		const struct vt_raw_lease *l = &c->leases.v[i];
		int64_t left = l->expiry ? (int64_t)l->expiry - now : 0;

		/* The daemon leaves expired ones out, but some time may have passed since. */
		if (l->expiry && left <= 0)
			continue;
		vt_vec_push(&f->addresses,
			    ((struct vt_address){
				    .nic = VT_NONE,
				    .mac = vt_arena_str(f->arena, l->mac),
				    .ip = vt_arena_str(f->arena, l->ip),
				    .network = is_in_network(f, l->mac, l->network) ?
						       vt_arena_str(f->arena, l->network) :
						       NULL,
				    .source = VT_ADDRESS_LEASE,
				    .age = -1,
				    .left = left }));
	}
}

struct owned {
	const char *mac;
	uint32_t nic;
};

static int cmp_owned(const void *pa, const void *pb)
{
	const struct owned *a = pa, *b = pb;
	int mac = strcasecmp(a->mac, b->mac);

	return mac ? mac : (a->nic > b->nic) - (a->nic < b->nic);
}

static const struct vt_domain *domain_of(const struct vt_facts *f, uint32_t nic)
{
	return &f->domains.v[f->nics.v[nic].domain];
}

/* A lease belongs to the NIC in its network, whoever else has the MAC address. */
static bool fits(const struct vt_facts *f, const struct vt_address *a, uint32_t nic)
{
	return !a->network || vt_streq(f->nics.v[nic].source_network, a->network);
}

/* All of these NICs are one VM's, or one of the VMs runs and the others do not. */
static bool is_one(const struct vt_facts *f, const struct vt_address *a, const struct owned *list,
		   size_t n)
{
	const struct vt_domain *one = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct vt_domain *d = domain_of(f, list[i].nic);

		if (!fits(f, a, list[i].nic))
			continue;
		if (one && one->active == d->active && !vt_streq(one->uuid, d->uuid))
			return false;
		if (!one || d->active)
			one = d;
	}
	return one;
}

/* The row for each of the NICs: the first takes it, the others a copy. */
static void attach(struct vt_facts *f, size_t row, const struct owned *list, size_t n)
{
	bool active = false, first = true;

	for (size_t i = 0; i < n; i++)
		active = active || domain_of(f, list[i].nic)->active;
	for (size_t i = 0; i < n; i++) {
		struct vt_address copy = f->addresses.v[row];

		if (domain_of(f, list[i].nic)->active != active)
			continue;
		if (!fits(f, &copy, list[i].nic))
			continue;
		copy.nic = list[i].nic;
		if (first)
			f->addresses.v[row] = copy;
		else
			vt_vec_push(&f->addresses, copy);
		first = false;
	}
}

void vt_addresses_attach(struct vt_facts *f)
{
	VT_VEC(struct owned) list = { 0 };
	size_t before = f->addresses.n;

	for (uint32_t i = 0; i < f->nics.n; i++)
		if (f->nics.v[i].mac)
			vt_vec_push(&list, ((struct owned){ f->nics.v[i].mac, i }));
	vt_vec_sort(&list, cmp_owned);
	for (size_t i = 0; i < before; i++) {
		const struct owned key = { f->addresses.v[i].mac, 0 };
		size_t lo, n = 0;

		if (f->addresses.v[i].nic != VT_NONE || !key.mac)
			continue;
		lo = vt_vec_search(&list, &key, cmp_owned);
		while (lo + n < list.n && !strcasecmp(list.v[lo + n].mac, key.mac))
			n++;
		if (is_one(f, &f->addresses.v[i], &list.v[lo], n))
			attach(f, i, &list.v[lo], n);
	}
	vt_vec_done(&list);
}
