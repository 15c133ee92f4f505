/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, names, traffic and paths as cells. */
#include <config.h>

#include "render/columns-parts.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "analyze/backing.h"
#include "analyze/rates.h"
#include "render/shared.h"

/* The addresses that somebody says the NIC has, each once; the first @max of them. */
static size_t put_addresses(const struct vt_row *row, size_t max, struct vt_buf *ret)
{
	size_t n = 0, different = 0;
	const struct vt_address *rows =
		row->nic == VT_NONE ? NULL : vt_facts_addresses_of(row->r->facts, row->nic, &n);

	for (size_t i = 0; i < n; i++) {
		bool again = false;

		for (size_t k = 0; k < i && !again; k++)
			again = vt_streq(rows[k].ip, rows[i].ip);
		if (again || !rows[i].ip)
			continue;
		if (different++ < max)
			vt_buf_fmt(ret, "%s%s", different > 1 ? "," : "", rows[i].ip);
	}
	return different;
}

bool vt_col_addresses(const struct vt_row *row, struct vt_buf *ret)
{
	return put_addresses(row, SIZE_MAX, ret) > 0;
}

bool vt_brief_addresses(const struct vt_row *row, struct vt_buf *ret)
{
	size_t n = put_addresses(row, 1, ret);

	if (n > 1)
		vt_buf_fmt(ret, " +%zu", n - 1);
	return n > 0;
}

bool vt_shown_device(const struct vt_row *row, struct vt_buf *ret)
{
	const char *name = row->f ? row->f->ifname : vt_mapping_ifname(row->r, row->m);
	struct vt_backing b = { 0 };

	if (!name && row->nic != VT_NONE)
		b = vt_nic_backing(row->r->facts, &row->r->facts->nics.v[row->nic]);
	if (name) {
		vt_buf_str(ret, name);
	} else if (b.kind) {
		vt_buf_str(ret, "(");
		vt_backing_words(row->r->facts, &b, ret);
		vt_buf_str(ret, ")");
	}
	return name || b.kind;
}

bool vt_col_pci(const struct vt_row *row, struct vt_buf *ret)
{
	const char *pci = row->m ? vt_mapping_pci(row->r, row->m) : NULL;

	if (pci)
		vt_buf_str(ret, pci);
	return pci;
}

const char *vt_domain_label(const struct vt_facts *f, uint32_t domain)
{
	size_t n = 0;
	const struct vt_label *rows = vt_facts_labels_of(f, domain, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].nic == VT_NONE && strlen(rows[i].key) > 5 &&
		    !strcmp(rows[i].key + strlen(rows[i].key) - 5, "-name"))
			return rows[i].value;
	return f->domains.v[domain].title;
}

bool vt_col_label(const struct vt_row *row, struct vt_buf *ret)
{
	const char *label = row->domain == VT_NONE ? NULL :
						     vt_domain_label(row->r->facts, row->domain);

	if (label)
		vt_buf_str(ret, label);
	return label;
}

static bool counted(const struct vt_row *row, struct vt_traffic *ret)
{
	if (!row->m || !row->link || !row->link->has_stats || row->device == VT_NONE)
		return false;
	*ret = vt_link_traffic(row->link);
	return true;
}

void vt_bytes_add(struct vt_buf *out, uint64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	double value = (double)bytes;
	size_t i = 0;

	for (; value >= 999.5 && i + 1 < sizeof(units) / sizeof(*units); i++)
		value /= 1000;
	vt_buf_fmt(out, i && value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[i]);
}

/* A counter of the row's device, for programs. */
static bool put_count(const struct vt_row *row, size_t counter, struct vt_buf *ret)
{
	struct vt_traffic t;
	uint64_t value;

	if (!counted(row, &t))
		return false;
	memcpy(&value, (const char *)&t + counter, sizeof(value));
	vt_buf_fmt(ret, "%" PRIu64, value);
	return true;
}

#define COUNT(name, member) \
	bool name(const struct vt_row *row, struct vt_buf *ret) \
	{ \
		return put_count(row, offsetof(struct vt_traffic, member), ret); \
	}

COUNT(vt_col_from, from_bytes)
COUNT(vt_col_to, to_bytes)
COUNT(vt_col_from_packets, from_packets)
COUNT(vt_col_to_packets, to_packets)
COUNT(vt_col_dropped, dropped)
COUNT(vt_col_errors, errors)

bool vt_shown_from(const struct vt_row *row, struct vt_buf *ret)
{
	struct vt_traffic t;

	if (!counted(row, &t))
		return false;
	vt_bytes_add(ret, t.from_bytes);
	return true;
}

bool vt_shown_to(const struct vt_row *row, struct vt_buf *ret)
{
	struct vt_traffic t;

	if (!counted(row, &t))
		return false;
	vt_bytes_add(ret, t.to_bytes);
	return true;
}

/* A rate of the row's device, which only watch knows. */
static const uint64_t *rate_of(const struct vt_row *row, size_t member)
{
	const struct vt_rate *rate =
		row->m && row->device != VT_NONE ? vt_rates_of(row->r->rates, row->link) : NULL;

	return rate ? (const uint64_t *)((const char *)rate + member) : NULL;
}

static bool put_rate(const struct vt_row *row, size_t member, bool shown, struct vt_buf *ret)
{
	const uint64_t *rate = rate_of(row, member);

	if (rate && shown) {
		vt_bytes_add(ret, *rate);
		vt_buf_str(ret, "/s");
	} else if (rate) {
		vt_buf_fmt(ret, "%" PRIu64, *rate);
	}
	return rate;
}

#define RATE(name, member, shown) \
	bool name(const struct vt_row *row, struct vt_buf *ret) \
	{ \
		return put_rate(row, offsetof(struct vt_rate, member), shown, ret); \
	}

RATE(vt_col_from_rate, from_bytes, false)
RATE(vt_shown_from_rate, from_bytes, true)
RATE(vt_col_to_rate, to_bytes, false)
RATE(vt_shown_to_rate, to_bytes, true)
RATE(vt_col_from_pps, from_packets, false)
RATE(vt_col_to_pps, to_packets, false)

static uint32_t depth_of(const struct vt_paths *paths, const struct vt_path *p, uint32_t i)
{
	uint32_t depth = 0;

	for (; vt_path_hop(paths, p, i)->from != VT_NONE; depth++)
		i = vt_path_hop(paths, p, i)->from;
	return depth;
}

/* What a VM sends goes along one line; where ways part, they stand side by side. */
void vt_path_add_text(struct vt_buf *out, const struct vt_report *r, uint32_t device)
{
	const struct vt_paths *paths = &r->inventory->paths;
	const struct vt_path *p = device == VT_NONE ? NULL : &paths->list.v[device];
	bool more = p;

	for (uint32_t depth = 0; p && more; depth++) {
		more = false;
		for (uint32_t i = 0; i < p->n; i++) {
			if (depth_of(paths, p, i) != depth)
				continue;
			vt_buf_str(out, more ? ", " : depth ? " -> " : "");
			vt_buf_str(out, vt_hop_name(r->facts, vt_path_hop(paths, p, i)));
			more = true;
		}
	}
}

bool vt_col_path(const struct vt_row *row, struct vt_buf *ret)
{
	if (row->m && row->device != VT_NONE)
		vt_path_add_text(ret, row->r, row->device);
	return row->m && row->device != VT_NONE;
}
