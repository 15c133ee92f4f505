/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bridges and neighbor tables say, from the kernel's messages to rows.
 * The bytes may come from a file.
 */
#include <config.h>

#include "collect/kernel/bridge.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "collect/kernel/nlattr.h"

#define VLAN_LAST 4094
/* Of <linux/neighbour.h>, which may be older: since 5.16 and 5.18 */
#define ATTR_FLAGS_EXT 15
#define EXT_LOCKED (1 << 1)

/* BRIDGE_VLAN_INFO_RANGE_BEGIN and _END make one row of two attributes. */
struct ports {
	struct vt_facts *facts;
	uint64_t netns;
	uint32_t ifindex;
	bool in_range, master;
	struct bridge_vlan_info begin;
};

static int add_vlan(struct ports *p, struct vt_span payload)
{
	struct bridge_vlan_info info;
	struct vt_vlan *row;

	if (payload.n != sizeof(info))
		return -EBADMSG;
	memcpy(&info, payload.p, sizeof(info));
	if (!info.vid || info.vid > VLAN_LAST)
		return -EBADMSG;
	if (info.flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) {
		if (p->in_range)
			return -EBADMSG;
		p->in_range = true;
		p->begin = info;
		return 0;
	}
	if (p->in_range != !!(info.flags & BRIDGE_VLAN_INFO_RANGE_END) ||
	    (p->in_range && info.vid < p->begin.vid))
		return -EBADMSG;
	row = vt_vec_add(&p->facts->vlans);
	row->netns = p->netns;
	row->ifindex = p->ifindex;
	row->first = p->in_range ? p->begin.vid : info.vid;
	row->last = info.vid;
	row->pvid = info.flags & BRIDGE_VLAN_INFO_PVID;
	row->untagged = info.flags & BRIDGE_VLAN_INFO_UNTAGGED;
	p->in_range = false;
	return 0;
}

/* A flat list here, unlike the IFLA_AF_SPEC of other families. */
static int decode_spec(struct ports *p, struct vt_span spec)
{
	struct vt_attr attr;
	int r;

	while ((r = vt_attr_next(&spec, &attr)) > 0) {
		r = attr.type == IFLA_BRIDGE_VLAN_INFO ? add_vlan(p, attr.payload) : 0;
		if (r)
			return r;
	}
	return p->in_range ? -EBADMSG : r;
}

/* A bridge's own message names itself as the master. */
static int decode_port(void *arg, struct vt_span body)
{
	struct ports *p = arg;
	struct vt_span spec = { 0 };
	struct ifinfomsg info;
	struct vt_attr attr;
	uint32_t master = 0;
	int r;

	if (body.n < sizeof(info))
		return -EBADMSG;
	memcpy(&info, body.p, sizeof(info));
	if (info.ifi_index <= 0)
		return -EBADMSG;
	p->ifindex = (uint32_t)info.ifi_index;
	p->in_range = false;
	vt_span_skip(&body, NLMSG_ALIGN(sizeof(info)));
	while ((r = vt_attr_next(&body, &attr)) > 0) {
		r = attr.type == IFLA_MASTER ? vt_attr_u32(attr.payload, &master) : 0;
		if (r)
			return r;
		if (attr.type == IFLA_AF_SPEC)
			spec = attr.payload;
	}
	return r || !master ? r : decode_spec(p, spec);
}

int vt_vlans_decode(const void *messages, size_t len, uint64_t netns, struct vt_facts *facts,
		    struct vt_err *err)
{
	const struct vt_span all = { messages, len };
	struct ports ports = { .facts = facts, .netns = netns };
	size_t before = facts->vlans.n;
	int r = vt_messages_decode(all, RTM_NEWLINK, "a bridge port", decode_port, &ports, err);

	if (r < 0)
		facts->vlans.n = before;
	return r;
}

/* A message of a neighbor, taken apart. */
struct neighbour {
	struct ndmsg nd;
	struct vt_span mac, dst;
	struct nda_cacheinfo cache;
	bool has_cache;
	uint32_t master, flags;
	uint16_t vlan;
};

static int read_neighbour_attr(struct neighbour *n, const struct vt_attr *attr)
{
	switch (attr->type) {
	case NDA_LLADDR:
		n->mac = attr->payload;
		return 0;
	case NDA_DST:
		n->dst = attr->payload;
		return 0;
	case NDA_CACHEINFO:
		if (attr->payload.n != sizeof(n->cache))
			return -EBADMSG;
		memcpy(&n->cache, attr->payload.p, sizeof(n->cache));
		n->has_cache = true;
		return 0;
	case NDA_MASTER:
		return vt_attr_u32(attr->payload, &n->master);
	case NDA_VLAN:
		return vt_attr_u16(attr->payload, &n->vlan);
	case ATTR_FLAGS_EXT:
		return vt_attr_u32(attr->payload, &n->flags);
	default:
		return 0;
	}
}

static int read_neighbour(struct vt_span body, struct neighbour *n)
{
	struct vt_attr attr;
	int r;

	memset(n, 0, sizeof(*n));
	if (body.n < sizeof(n->nd))
		return -EBADMSG;
	memcpy(&n->nd, body.p, sizeof(n->nd));
	vt_span_skip(&body, NLMSG_ALIGN(sizeof(n->nd)));
	while ((r = vt_attr_next(&body, &attr)) > 0) {
		r = read_neighbour_attr(n, &attr);
		if (r)
			return r;
	}
	return r;
}

/* The bridge fills in "updated" for the last frame from the address, and leaves
 * "confirmed" 0 (br_fdb.c, fdb_fill_info). */
static int add_entry(struct vt_facts *f, uint64_t netns, const struct neighbour *n)
{
	struct vt_fdb row = { .netns = netns,
			      .bridge = n->master ? n->master : (uint32_t)n->nd.ndm_ifindex,
			      .port = (uint32_t)n->nd.ndm_ifindex,
			      .vlan = n->vlan,
			      .age = n->has_cache ? n->cache.ndm_updated : VT_NONE,
			      .local = n->nd.ndm_state & NUD_PERMANENT,
			      .fixed = n->nd.ndm_state & NUD_NOARP,
			      .locked = n->flags & EXT_LOCKED };
	int r = vt_attr_hwaddr(n->mac, f->arena, &row.mac);

	if (row.mac)
		vt_vec_push(&f->fdb, row);
	return r;
}

static int add_address(struct vt_facts *f, uint64_t netns, const struct neighbour *n)
{
	struct vt_address row = { .nic = VT_NONE,
				  .netns = netns,
				  .source = VT_ADDRESS_NEIGHBOUR,
				  .age = n->has_cache ? (int64_t)n->cache.ndm_confirmed / 100 :
							-1 };
	char text[INET6_ADDRSTRLEN];
	int r;

	if (n->dst.n != (n->nd.ndm_family == AF_INET ? 4u : 16u))
		return n->dst.n ? -EBADMSG : 0;
	r = vt_attr_hwaddr(n->mac, f->arena, &row.mac);
	if (r || !row.mac)
		return r;
	row.ip = vt_arena_str(f->arena, inet_ntop(n->nd.ndm_family, n->dst.p, text, sizeof(text)));
	vt_vec_push(&f->addresses, row);
	return 0;
}

struct neighbours {
	struct vt_facts *facts;
	uint64_t netns;
};

static int decode_neighbour(void *arg, struct vt_span body)
{
	const struct neighbours *all = arg;
	struct neighbour n;
	int r = read_neighbour(body, &n);

	if (r)
		return r;
	if (n.nd.ndm_family == AF_BRIDGE)
		return add_entry(all->facts, all->netns, &n);
	if (n.nd.ndm_family == AF_INET || n.nd.ndm_family == AF_INET6)
		return add_address(all->facts, all->netns, &n);
	return 0;
}

int vt_neighbours_decode(const void *messages, size_t len, uint64_t netns, struct vt_facts *facts,
			 struct vt_err *err)
{
	const struct vt_span all = { messages, len };
	struct neighbours neighbours = { facts, netns };
	size_t entries = facts->fdb.n, addresses = facts->addresses.n;
	int r = vt_messages_decode(all, RTM_NEWNEIGH, "a neighbor", decode_neighbour, &neighbours,
				   err);

	if (r < 0) {
		facts->fdb.n = entries;
		facts->addresses.n = addresses;
	}
	return r;
}

/* Beyond the link: the kernel gives each link that is up an address of its own. */
static bool is_hosts(struct vt_span body, uint32_t *ret)
{
	struct ifaddrmsg ifa;

	if (body.n < sizeof(ifa))
		return false;
	memcpy(&ifa, body.p, sizeof(ifa));
	*ret = ifa.ifa_index;
	return ifa.ifa_scope < RT_SCOPE_LINK;
}

void vt_addressed_list(const void *messages, size_t len, struct vt_buf *ret)
{
	struct vt_span rest = { messages, len }, body;
	uint32_t ifindex, last = 0;

	while (vt_message_next(&rest, RTM_NEWADDR, &body) > 0)
		if (is_hosts(body, &ifindex) && ifindex != last) {
			vt_buf_fmt(ret, "%s%u", ret->len ? "," : "", ifindex);
			last = ifindex;
		}
}
