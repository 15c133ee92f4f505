/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks a namespace for the VLANs of its bridge ports, for the place where its
 * bridges saw the VMs' MAC addresses, and for their neighbours. A glance at the
 * link messages says whether there is anything to ask; what they mean in full
 * is for the decoders.
 */
#include <config.h>

#include "collect/kernel/survey.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "collect/kernel/bridge.h"
#include "collect/kernel/forward-acquire.h"
#include "collect/kernel/nlattr.h"
#include "collect/kernel/rtnl.h"
#include "collect/kernel/vf-acquire.h"
#include "util/clock.h"

/* Up to so many questions are cheaper than a dump of an FDB of thousands (18 us
 * each, against 0.4 us for each of its entries). */
#define GETS_MAX 64
/* Usable as somebody's address, see NUD_* of <linux/neighbour.h>. */
#define STATES_OF_USE (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE)

/* What the links say that there is to ask. */
struct glance {
	VT_VEC(uint32_t) bridges;
	bool devices, filtering, macvtaps, calls;
	struct vt_survey *out;
};

/* The attribute @type of @s; false when it is not there. */
static bool find_attr(struct vt_span s, unsigned int type, struct vt_span *ret)
{
	struct vt_attr attr;

	while (vt_attr_next(&s, &attr) > 0)
		if (attr.type == type) {
			*ret = attr.payload;
			return true;
		}
	return false;
}

static bool is_word(struct vt_span s, const char *word)
{
	return s.n == strlen(word) + 1 && !memcmp(s.p, word, s.n);
}

static void glance_at_bridge(struct glance *g, struct vt_span linkinfo, uint32_t ifindex)
{
	struct vt_span data, value;

	vt_vec_push(&g->bridges, ifindex);
	if (!find_attr(linkinfo, IFLA_INFO_DATA, &data))
		return;
	if (find_attr(data, IFLA_BR_VLAN_FILTERING, &value))
		g->filtering = g->filtering || (value.n && value.p[0]);
	if (find_attr(data, IFLA_BR_NF_CALL_IPTABLES, &value))
		g->calls = g->calls || (value.n && value.p[0]);
	if (find_attr(data, IFLA_BR_NF_CALL_IP6TABLES, &value))
		g->calls = g->calls || (value.n && value.p[0]);
}

static void glance_at_link(struct glance *g, struct vt_span body)
{
	struct vt_span linkinfo, kind, nsid;
	struct ifinfomsg info;
	uint32_t number;

	if (body.n < sizeof(info))
		return;
	memcpy(&info, body.p, sizeof(info));
	vt_span_skip(&body, NLMSG_ALIGN(sizeof(info)));
	if (find_attr(body, IFLA_LINK_NETNSID, &nsid) && !vt_attr_u32(nsid, &number) &&
	    (int32_t)number >= 0)
		vt_vec_push(&g->out->nsids, (int32_t)number);
	if (!find_attr(body, IFLA_LINKINFO, &linkinfo) ||
	    !find_attr(linkinfo, IFLA_INFO_KIND, &kind))
		return;
	if (is_word(kind, "bridge"))
		glance_at_bridge(g, linkinfo, (uint32_t)info.ifi_index);
	g->macvtaps = g->macvtaps || is_word(kind, "macvtap") || is_word(kind, "ipvtap");
	g->devices = g->devices || is_word(kind, "tun") || is_word(kind, "macvtap");
}

static int cmp_i32(const void *pa, const void *pb)
{
	int32_t a = *(const int32_t *)pa, b = *(const int32_t *)pb;

	return (a > b) - (a < b);
}

static void sort_nsids(struct vt_survey *s)
{
	size_t kept = 0;

	vt_vec_sort(&s->nsids, cmp_i32);
	for (size_t i = 0; i < s->nsids.n; i++)
		if (!kept || s->nsids.v[kept - 1] != s->nsids.v[i])
			s->nsids.v[kept++] = s->nsids.v[i];
	s->nsids.n = kept;
}

static void glance_at_links(struct glance *g, const struct vt_buf *links)
{
	struct vt_span rest = { (const unsigned char *)links->p, links->len }, body;

	while (vt_message_next(&rest, RTM_NEWLINK, &body) > 0)
		glance_at_link(g, body);
	sort_nsids(g->out);
}

struct kept {
	const struct vt_macs *macs;
};

/* It is of an address that matters, and in the bridge's table, not a device's own filter. */
static bool keep_neighbour(void *arg, const struct nlmsghdr *nlh)
{
	const struct vt_macs *macs = ((struct kept *)arg)->macs;
	struct vt_span body = { (const unsigned char *)nlh + NLMSG_HDRLEN, 0 }, mac;
	struct ndmsg nd;

	if (nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(nd))
		return false;
	body.n = nlh->nlmsg_len - NLMSG_HDRLEN;
	memcpy(&nd, body.p, sizeof(nd));
	vt_span_skip(&body, NLMSG_ALIGN(sizeof(nd)));
	if (nd.ndm_family == AF_BRIDGE ? nd.ndm_flags & NTF_SELF : !(nd.ndm_state & STATES_OF_USE))
		return false;
	return find_attr(body, NDA_LLADDR, &mac) && mac.n == sizeof(struct vt_mac) &&
	       vt_macs_has(macs, mac.p);
}

/* False where there was no time for all of them. */
static bool dump_neighbours(unsigned char family, const struct vt_macs *macs, struct vt_survey *out,
			    int timeout_ms)
{
	struct ndmsg body = { .ndm_family = family };
	struct kept kept = { macs };
	const struct vt_rtnl_query q = { .what = "neighbors",
					 .request = RTM_GETNEIGH,
					 .answer = RTM_NEWNEIGH,
					 .body = &body,
					 .len = sizeof(body),
					 .max = out->max,
					 .keep = keep_neighbour,
					 .arg = &kept };
	struct vt_err err = { 0 };

	return vt_rtnl_dump(&q, timeout_ms, &out->neighbours, &err) == 0 || err.code != ETIMEDOUT;
}

/* Where @bridge saw @mac; 0, or -errno: -ENOENT where it did not. */
static int get_entry(struct vt_rtnl *s, uint32_t bridge, const struct vt_mac *mac,
		     struct vt_survey *out, int timeout_ms)
{
	struct {
		struct ndmsg nd;
		struct nlattr mac_head;
		unsigned char mac[8];
		struct nlattr master_head;
		uint32_t master;
	} body = {
		.nd.ndm_family = AF_BRIDGE,
		.mac_head = { .nla_len = NLA_HDRLEN + sizeof(*mac), .nla_type = NDA_LLADDR },
		.master_head = { .nla_len = NLA_HDRLEN + sizeof(uint32_t), .nla_type = NDA_MASTER },
		.master = bridge,
	};
	const struct vt_rtnl_query q = { .what = "FDB entry",
					 .request = RTM_GETNEIGH,
					 .answer = RTM_NEWNEIGH,
					 .body = &body,
					 .len = sizeof(body),
					 .get = true };

	memcpy(body.mac, mac->b, sizeof(*mac));
	return vt_rtnl_get(s, &q, timeout_ms, &out->neighbours);
}

/* False where the kernel has no such question (before 5.0). */
static bool get_entries(const struct glance *g, const struct vt_macs *macs, int timeout_ms)
{
	__attribute__((cleanup(vt_rtnl_cleanup))) struct vt_rtnl *s = vt_rtnl_open();

	for (size_t b = 0; s && b < g->bridges.n; b++)
		for (size_t i = 0; i < macs->list.n; i++) {
			int r = get_entry(s, g->bridges.v[b], &macs->list.v[i], g->out, timeout_ms);

			if (r == -EOPNOTSUPP || r == -EINVAL || r == -ETIMEDOUT)
				return false;
		}
	return s;
}

/* With VLAN filtering there is an entry for each VLAN, and a question is about one. */
static void ask_fdb(const struct glance *g, const struct vt_macs *macs, int timeout_ms)
{
	bool few = !g->filtering && g->bridges.n * macs->list.n <= GETS_MAX;

	if (!few || !get_entries(g, macs, timeout_ms))
		g->out->cut = !dump_neighbours(AF_BRIDGE, macs, g->out, timeout_ms);
}

/* A macvtap that nobody holds may be the host's own way into the network. */
static void ask_addresses(struct vt_survey *out, int timeout_ms)
{
	const struct ifaddrmsg head = { .ifa_family = AF_UNSPEC };
	const struct vt_rtnl_query q = { .what = "addresses",
					 .request = RTM_GETADDR,
					 .answer = RTM_NEWADDR,
					 .body = &head,
					 .len = sizeof(head),
					 .max = out->max };
	struct vt_err err = { 0 };
	VT_BUF_OF(messages);

	if (vt_rtnl_dump(&q, timeout_ms, &messages, &err) < 0)
		return;
	vt_buf_str(&out->addressed, "");
	vt_addressed_list(messages.p, messages.len, &out->addressed);
}

static int ms_until(int64_t deadline)
{
	const int64_t left = deadline - vt_clock_ms();

	return left > 0 ? (int)left : 0;
}

/*
 * A guest that sends from a hundred thousand addresses makes a FDB of as many entries, and the
 * kernel goes through all of them again for each part of a dump. So that has an eighth of the
 * time: the links, which are known by now, are not given up for it.
 */
void vt_survey_take(const struct vt_buf *links, const struct vt_macs *macs, int timeout_ms,
		    struct vt_survey *ret)
{
	const int64_t deadline = vt_clock_ms() + timeout_ms / 2;
	struct glance g = { .out = ret };
	struct vt_err err = { 0 };

	glance_at_links(&g, links);
	if (g.filtering)
		vt_rtnl_dump_vlans(ms_until(deadline), ret->max, &ret->vlans, &err);
	if (g.macvtaps)
		ask_addresses(ret, ms_until(deadline));
	if (macs->list.n && g.bridges.n)
		ask_fdb(&g, macs, timeout_ms / 8);
	if (macs->list.n && (g.bridges.n || g.devices))
		dump_neighbours(AF_UNSPEC, macs, ret, ms_until(deadline));
	if (g.bridges.n && g.devices)
		vt_forward_take(g.calls, ms_until(deadline), &ret->calls, &ret->drops);
	if (macs->functions)
		vt_vf_take(links, ms_until(deadline), &ret->vfs);
	vt_vec_done(&g.bridges);
}

static struct vt_buf take_bytes(struct vt_buf *b)
{
	struct vt_buf taken = *b;

	memset(b, 0, sizeof(*b));
	return taken;
}

void vt_survey_move(struct vt_survey *s, struct vt_arena *arena, struct vt_raw_netns *ret)
{
	ret->vlans = take_bytes(&s->vlans);
	ret->neighbours = take_bytes(&s->neighbours);
	ret->addressed = vt_arena_str(arena, s->addressed.p);
	ret->calls = vt_arena_str(arena, s->calls.p);
	ret->drops = vt_arena_str(arena, s->drops.p);
	ret->vfs = vt_arena_str(arena, s->vfs.p);
}

void vt_survey_done(struct vt_survey *s)
{
	vt_buf_done(&s->calls);
	vt_buf_done(&s->drops);
	vt_buf_done(&s->vfs);
	vt_buf_done(&s->vlans);
	vt_buf_done(&s->neighbours);
	vt_buf_done(&s->addressed);
	vt_vec_done(&s->nsids);
}

int32_t vt_survey_nsid(struct vt_rtnl *s, int fd, int timeout_ms)
{
	struct {
		struct rtgenmsg head;
		unsigned char pad[3];
		struct nlattr fd_head;
		uint32_t fd;
	} body = {
		.fd_head = { .nla_len = NLA_HDRLEN + sizeof(uint32_t), .nla_type = NETNSA_FD },
		.fd = (uint32_t)fd,
	};
	const struct vt_rtnl_query q = { .what = "namespace number",
					 .request = RTM_GETNSID,
					 .answer = RTM_NEWNSID,
					 .body = &body,
					 .len = sizeof(body),
					 .get = true };
	uint32_t nsid = (uint32_t)-1;
	struct vt_span body_span, value;
	VT_BUF_OF(answer);

	if (vt_rtnl_get(s, &q, timeout_ms, &answer) < 0)
		return -1;
	body_span = (struct vt_span){ (const unsigned char *)answer.p, answer.len };
	vt_span_skip(&body_span, NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct rtgenmsg)));
	if (find_attr(body_span, NETNSA_NSID, &value))
		vt_attr_u32(value, &nsid);
	return (int32_t)nsid;
}
