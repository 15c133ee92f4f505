/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VLANs, FDB entries and neighbours: hand-built messages, and broken ones. */
#include <config.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <sys/socket.h>

#include "collect/kernel/bridge.h"
#include "collect/kernel/farlinks.h"

#include "guard.h"
#include "nlmsg.h"
#include "tap.h"

struct vid {
	uint16_t flags, vid;
};

/* A port's message with @n VLANs; @master 0 = none. */
static void put_port(struct vt_buf *b, int ifindex, uint32_t master, const struct vid *vids,
		     size_t n)
{
	size_t start = start_link(b, AF_BRIDGE, ifindex, 0);
	VT_BUF_OF(spec);

	put_str(b, IFLA_IFNAME, "x");
	if (master)
		put_u32(b, IFLA_MASTER, master);
	put_u16(&spec, IFLA_BRIDGE_FLAGS, BRIDGE_FLAGS_MASTER);
	for (size_t i = 0; i < n; i++)
		put_attr(&spec, IFLA_BRIDGE_VLAN_INFO, &vids[i], sizeof(vids[i]));
	if (n)
		put_attr(b, IFLA_AF_SPEC, spec.p, spec.len);
	end_message(b, start);
}

static void test_vlans(void)
{
	static const struct vid port[] = {
		{ BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED, 20 },
		{ BRIDGE_VLAN_INFO_RANGE_BEGIN, 100 },
		{ BRIDGE_VLAN_INFO_RANGE_END, 200 },
	};
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(b);

	put_port(&b, 5, 3, port, 3);
	put_port(&b, 6, 3, NULL, 0);
	put_port(&b, 7, 0, port, 1);
	is_int(vt_vlans_decode(b.p, b.len, 7, f, &err), 0, "three ports decode");
	if (!ok(f->vlans.n == 2, "two rows: no VLAN is none, and a card's own switch is no bridge"))
		return;
	ok(f->vlans.v[0].ifindex == 5 && f->vlans.v[0].first == 20 && f->vlans.v[0].last == 20 &&
		   f->vlans.v[0].pvid && f->vlans.v[0].untagged && f->vlans.v[0].netns == 7,
	   "one VLAN, untagged in and out");
	ok(f->vlans.v[1].first == 100 && f->vlans.v[1].last == 200 && !f->vlans.v[1].pvid &&
		   !f->vlans.v[1].untagged,
	   "a range of tagged ones");
	vt_facts_free(f);
}

/* The ends of what a VLAN's number and a range may be, on the first link that there is. */
static void test_outmost_vlans(void)
{
	static const struct vid port[] = {
		{ BRIDGE_VLAN_INFO_RANGE_BEGIN, 100 },
		{ BRIDGE_VLAN_INFO_RANGE_END, 100 },
		{ 0, 1 },
		{ 0, 4094 },
	};
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(b);

	put_port(&b, 1, 3, port, 4);
	is_int(vt_vlans_decode(b.p, b.len, 7, f, &err), 0, "the outmost VLANs decode");
	if (!ok(f->vlans.n == 3 && f->vlans.v[0].ifindex == 1, "three rows of link 1"))
		return;
	ok(f->vlans.v[0].first == 100 && f->vlans.v[0].last == 100, "a range of one");
	ok(f->vlans.v[1].first == 1 && f->vlans.v[1].last == 1, "a VLAN below the range before it");
	ok(f->vlans.v[2].last == 4094, "the last one");
	vt_facts_free(f);
}

static void test_bad_vlans(void)
{
	static const struct {
		struct vid v[3];
		size_t n;
		const char *what;
	} rows[] = {
		{ { { BRIDGE_VLAN_INFO_RANGE_BEGIN, 5 } }, 1, "a range without end" },
		{ { { BRIDGE_VLAN_INFO_RANGE_END, 5 } }, 1, "an end without range" },
		{ { { BRIDGE_VLAN_INFO_RANGE_BEGIN, 5 }, { 0, 6 } }, 2, "a VLAN inside a range" },
		{ { { BRIDGE_VLAN_INFO_RANGE_BEGIN, 5 },
		    { BRIDGE_VLAN_INFO_RANGE_BEGIN, 6 },
		    { BRIDGE_VLAN_INFO_RANGE_END, 7 } },
		  3,
		  "a range inside a range" },
		{ { { BRIDGE_VLAN_INFO_RANGE_BEGIN, 6 }, { BRIDGE_VLAN_INFO_RANGE_END, 5 } },
		  2,
		  "a range backwards" },
		{ { { 0, 0 } }, 1, "VLAN 0" },
		{ { { 0, 4095 } }, 1, "VLAN 4095" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		static const struct vid good = { 0, 1 };
		struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		VT_BUF_OF(b);

		put_port(&b, 4, 3, &good, 1);
		put_port(&b, 5, 3, rows[i].v, rows[i].n);
		ok(vt_vlans_decode(b.p, b.len, 7, f, &err) == -EBADMSG && !f->vlans.n,
		   "malformed: %s", rows[i].what);
		vt_facts_free(f);
	}
}

/* A port's message with one attribute of @n bytes as its last, and maybe two bytes behind it. */
static void is_bad_port(int ifindex, uint16_t type, const void *payload, size_t n, bool stray,
			const char *what)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(b);
	size_t start = start_link(&b, AF_BRIDGE, ifindex, 0);

	put_u32(&b, IFLA_MASTER, 3);
	put_attr(&b, type, payload, n);
	if (stray)
		vt_buf_add(&b, "\5\0", 2);
	end_message(&b, start);
	ok(vt_vlans_decode(guarded(b.p, b.len), b.len, 7, f, &err) == -EBADMSG && !f->vlans.n,
	   "malformed: %s", what);
	vt_facts_free(f);
}

static void test_bad_ports(void)
{
	static const struct vid one = { 0, 1 };
	VT_BUF_OF(spec);

	put_attr(&spec, IFLA_BRIDGE_VLAN_INFO, &one, sizeof(one));
	is_bad_port(0, IFLA_AF_SPEC, spec.p, spec.len, false, "a port of index 0");
	is_bad_port(-1, IFLA_AF_SPEC, spec.p, spec.len, false, "a port of a negative index");
	is_bad_port(5, IFLA_MASTER, &one, 2, false, "a master of two bytes");
	is_bad_port(5, IFLA_AF_SPEC, spec.p, spec.len, true, "half an attribute at the end");
	vt_buf_add(&spec, "\5\0", 2);
	is_bad_port(5, IFLA_AF_SPEC, spec.p, spec.len, false, "half an attribute behind the VLANs");
	spec.len = 0;
	put_attr(&spec, IFLA_BRIDGE_VLAN_INFO, &one, 3);
	is_bad_port(5, IFLA_AF_SPEC, spec.p, spec.len, false, "a VLAN of three bytes");
	spec.len = 0;
	put_attr(&spec, IFLA_BRIDGE_VLAN_INFO, "\0\0\1\0\0", 5);
	is_bad_port(5, IFLA_AF_SPEC, spec.p, spec.len, false, "a VLAN of five bytes");
}

typedef int decoder(const void *messages, size_t len, uint64_t netns, struct vt_facts *facts,
		    struct vt_err *err);

/* The one message in @b, cut at each byte, as its own length then says. */
static void is_cut(struct vt_buf *b, decoder *decode, const char *what)
{
	bool all = true;

	for (size_t n = b->len; n >= sizeof(struct nlmsghdr); n--) {
		struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		size_t rows;
		int r;

		cut_message(b, n);
		r = decode(guarded(b->p, n), n, 7, f, &err);
		rows = f->vlans.n + f->fdb.n + f->addresses.n;
		if (r ? r != -EBADMSG || rows : rows > 1)
			all = false;
		vt_facts_free(f);
	}
	ok(all, "cut at each byte, a row or -EBADMSG: %s", what);
}

static const unsigned char mac[] = { 0x52, 0x54, 0, 0, 0, 1 };

static size_t start_neighbour(struct vt_buf *b, unsigned char family, int ifindex, uint16_t state)
{
	struct ndmsg nd = { .ndm_family = family, .ndm_ifindex = ifindex, .ndm_state = state };

	return start_message(b, RTM_NEWNEIGH, &nd, sizeof(nd));
}

/* What is being asked for has no link address, a proxy's entry maybe neither, and an entry of a
 * VXLAN without one is where everything goes. */
static void put_incomplete(struct vt_buf *b)
{
	size_t start = start_neighbour(b, AF_INET, 3, NUD_INCOMPLETE);

	put_attr(b, NDA_DST, "\x0a\0\0\x08", 4);
	end_message(b, start);
	start = start_neighbour(b, AF_INET, 3, NUD_STALE);
	put_attr(b, NDA_LLADDR, mac, sizeof(mac));
	end_message(b, start);
	start = start_neighbour(b, AF_BRIDGE, 3, NUD_PERMANENT);
	put_attr(b, NDA_DST, "\x0a\0\0\x08", 4);
	end_message(b, start);
	start = start_neighbour(b, AF_PACKET, 3, NUD_STALE);
	put_attr(b, NDA_LLADDR, mac, sizeof(mac));
	end_message(b, start);
}

static void test_neighbours(void)
{
	static const struct nda_cacheinfo cache = { .ndm_confirmed = 1300, .ndm_updated = 77 };
	struct vt_facts *f = vt_facts_new();
	struct in6_addr v6 = IN6ADDR_LOOPBACK_INIT;
	struct vt_err err = { 0 };
	VT_BUF_OF(b);
	size_t start;

	put_incomplete(&b);
	start = start_neighbour(&b, AF_BRIDGE, 5, NUD_REACHABLE);
	put_u32(&b, NDA_PROBES, 1);
	put_attr(&b, NDA_LLADDR, mac, sizeof(mac));
	put_u32(&b, NDA_MASTER, 3);
	put_u16(&b, NDA_VLAN, 20);
	put_attr(&b, NDA_CACHEINFO, &cache, sizeof(cache));
	put_u32(&b, 15, 2);
	end_message(&b, start);
	start = start_neighbour(&b, AF_BRIDGE, 3, NUD_PERMANENT);
	put_attr(&b, NDA_LLADDR, mac, sizeof(mac));
	end_message(&b, start);
	start = start_neighbour(&b, AF_INET, 3, NUD_STALE);
	put_attr(&b, NDA_LLADDR, mac, sizeof(mac));
	put_attr(&b, NDA_DST, "\x0a\0\0\x07", 4);
	put_attr(&b, NDA_CACHEINFO, &cache, sizeof(cache));
	end_message(&b, start);
	start = start_neighbour(&b, AF_INET6, 3, NUD_STALE);
	put_attr(&b, NDA_LLADDR, mac, sizeof(mac));
	put_attr(&b, NDA_DST, &v6, sizeof(v6));
	end_message(&b, start);
	is_int(vt_neighbours_decode(b.p, b.len, 7, f, &err), 0, "neighbours decode");
	if (!ok(f->fdb.n == 2 && f->addresses.n == 2,
		"two of bridges, two of IP, and none of what has no address yet"))
		return;
	ok(f->fdb.v[0].bridge == 3 && f->fdb.v[0].port == 5 && f->fdb.v[0].vlan == 20 &&
		   f->fdb.v[0].age == 77 && !f->fdb.v[0].local && f->fdb.v[0].locked,
	   "learned on a port, 0.77 s ago, and locked");
	ok(f->fdb.v[1].bridge == 3 && f->fdb.v[1].port == 3 && f->fdb.v[1].local &&
		   f->fdb.v[1].age == VT_NONE,
	   "the bridge's own");
	is_str(f->fdb.v[0].mac, "52:54:00:00:00:01", "its address");
	is_str(f->addresses.v[0].ip, "10.0.0.7", "IPv4");
	ok(f->addresses.v[0].age == 13 && f->addresses.v[0].nic == VT_NONE &&
		   f->addresses.v[0].source == VT_ADDRESS_NEIGHBOUR,
	   "confirmed 13 s ago");
	is_str(f->addresses.v[1].ip, "::1", "IPv6");
	ok(f->addresses.v[1].age == -1, "of unknown age");
	vt_facts_free(f);
}

static void test_bad_neighbours(void)
{
	static const struct {
		unsigned char family;
		unsigned int type;
		size_t n;
	} rows[] = { { AF_BRIDGE, NDA_MASTER, 2 },
		     { AF_BRIDGE, NDA_VLAN, 4 },
		     { AF_BRIDGE, NDA_CACHEINFO, 8 },
		     { AF_BRIDGE, NDA_LLADDR, 33 },
		     { AF_BRIDGE, 15, 1 },
		     { AF_INET, NDA_DST, 16 },
		     { AF_INET6, NDA_DST, 4 } };
	static const char zeros[40];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		VT_BUF_OF(b);
		size_t start = start_neighbour(&b, AF_BRIDGE, 5, NUD_REACHABLE);

		put_attr(&b, NDA_LLADDR, mac, sizeof(mac));
		end_message(&b, start);
		start = start_neighbour(&b, rows[i].family, 5, NUD_REACHABLE);
		put_attr(&b, rows[i].type, zeros, rows[i].n);
		end_message(&b, start);
		ok(vt_neighbours_decode(b.p, b.len, 7, f, &err) == -EBADMSG && !f->fdb.n &&
			   !f->addresses.n,
		   "%zu bytes are no attribute %u", rows[i].n, rows[i].type);
		vt_facts_free(f);
	}
}

/* Nothing but the kernel's header, which is no mistake of its own. */
static void test_bare(void)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(port);
	VT_BUF_OF(neighbour);

	start_link(&port, AF_BRIDGE, 5, 0);
	cut_message(&port, port.len);
	start_neighbour(&neighbour, AF_INET, 5, NUD_STALE);
	cut_message(&neighbour, neighbour.len);
	ok(!vt_vlans_decode(port.p, port.len, 7, f, &err) && !f->vlans.n, "a port of no words");
	ok(!vt_neighbours_decode(neighbour.p, neighbour.len, 7, f, &err) && !f->addresses.n,
	   "a neighbour of none");
	vt_facts_free(f);
}

static void test_cut(void)
{
	static const struct vid vid = { 0, 20 };
	static const struct nda_cacheinfo cache = { 0 };
	size_t start;
	VT_BUF_OF(b);

	put_port(&b, 5, 3, &vid, 1);
	is_cut(&b, vt_vlans_decode, "a port");
	b.len = 0;
	start = start_neighbour(&b, AF_BRIDGE, 5, NUD_REACHABLE);
	put_attr(&b, NDA_LLADDR, mac, sizeof(mac));
	put_u32(&b, NDA_MASTER, 3);
	put_u16(&b, NDA_VLAN, 20);
	put_attr(&b, NDA_CACHEINFO, &cache, sizeof(cache));
	end_message(&b, start);
	is_cut(&b, vt_neighbours_decode, "an entry of a bridge");
	b.len = 0;
	start = start_neighbour(&b, AF_INET, 5, NUD_REACHABLE);
	put_attr(&b, NDA_DST, "\x0a\0\0\x08", 4);
	put_attr(&b, NDA_LLADDR, mac, sizeof(mac));
	end_message(&b, start);
	is_cut(&b, vt_neighbours_decode, "a neighbour");
}

static void test_bad_address(void)
{
	static const char zeros[33];
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(b);
	size_t start = start_neighbour(&b, AF_INET, 3, NUD_STALE);

	put_attr(&b, NDA_DST, zeros, 4);
	put_attr(&b, NDA_LLADDR, zeros, sizeof(zeros));
	end_message(&b, start);
	is_int(vt_neighbours_decode(b.p, b.len, 7, f, &err), -EBADMSG, "33 bytes are no address");
	vt_facts_free(f);
}

static void add_veth(struct vt_facts *f, uint64_t netns, uint32_t ifindex, uint32_t peer,
		     int32_t nsid)
{
	struct vt_link *l = vt_vec_add(&f->links);

	l->netns = netns;
	l->ifindex = ifindex;
	l->kind = VT_KIND_VETH;
	l->far_lower = peer;
	l->far_nsid = nsid;
}

static void test_far(void)
{
	static const struct vt_raw_nsid nsids[] = { { 1, 0, 2 }, { 2, 0, 1 }, { 1, 1, 3 } };
	struct vt_facts *f = vt_facts_new();

	add_veth(f, 1, 10, 2, 0);
	add_veth(f, 2, 2, 10, 0);
	add_veth(f, 1, 11, 2, 1);
	add_veth(f, 3, 2, 11, 0);
	add_veth(f, 4, 2, 12, 0);
	add_veth(f, 1, 12, 2, 5);
	add_veth(f, 5, 2, 13, 0);
	add_veth(f, 6, 2, 13, 0);
	add_veth(f, 1, 13, 2, 6);
	vt_farlinks_find(f, nsids, 3);
	ok(f->links.v[0].far_netns == 2 && f->links.v[1].far_netns == 1, "by the numbers");
	ok(f->links.v[2].far_netns == 3 && f->links.v[3].far_netns == 1,
	   "one end by its number, the other by the pair");
	ok(f->links.v[4].far_netns == 1 && f->links.v[5].far_netns == 4, "both by the pair");
	ok(!f->links.v[6].far_netns && !f->links.v[7].far_netns && !f->links.v[8].far_netns,
	   "two that could be it are none");
	vt_facts_free(f);
}

/* Nothing but the numbers of the two ends. */
static void test_far_pairs(void)
{
	static const struct vt_raw_nsid elsewhere = { 1, 0, 9 };
	struct vt_facts *f = vt_facts_new();

	add_veth(f, 1, 10, 20, 0);
	add_veth(f, 2, 20, 10, 0);
	vt_farlinks_find(f, NULL, 0);
	ok(f->links.v[0].far_netns == 2 && f->links.v[1].far_netns == 1, "the only pair");
	vt_facts_free(f);
	f = vt_facts_new();
	add_veth(f, 1, 2, 2, 0);
	add_veth(f, 2, 2, 2, 0);
	vt_farlinks_find(f, NULL, 0);
	ok(f->links.v[0].far_netns == 2 && f->links.v[1].far_netns == 1,
	   "both ends have the same index");
	vt_facts_free(f);
	f = vt_facts_new();
	add_veth(f, 1, 10, 2, 5);
	add_veth(f, 2, 2, 10, 0);
	f->links.v[1].kind = VT_KIND_MACVTAP;
	vt_farlinks_find(f, NULL, 0);
	ok(!f->links.v[0].far_netns && !f->links.v[1].far_netns, "a macvtap is not the other end");
	vt_facts_free(f);
	f = vt_facts_new();
	add_veth(f, 2, 2, 10, 0);
	add_veth(f, 1, 10, 2, 0);
	vt_farlinks_find(f, &elsewhere, 1);
	ok(f->links.v[1].far_netns == 9 && !f->links.v[0].far_netns,
	   "whose number says elsewhere is nobody's other end");
	vt_facts_free(f);
	f = vt_facts_new();
	add_veth(f, 1, 10, 2, 0);
	vt_farlinks_find(f, &elsewhere, 1);
	ok(f->links.v[0].far_netns == 9, "a number needs no other end");
	vt_facts_free(f);
}

/* A macvtap in a pod has no mirror, and a recording of before no numbers. */
static void test_far_other(void)
{
	static const struct vt_raw_nsid elsewhere = { 2, 4, 9 };
	struct vt_facts *f = vt_facts_new();

	vt_vec_add(&f->netnses)->inode = 1;
	vt_vec_add(&f->netnses)->inode = 2;
	add_veth(f, 1, 2, 5, 0);
	add_veth(f, 2, 4, 5, 0);
	add_veth(f, 2, 6, 2, 4);
	add_veth(f, 2, 5, 2, 0);
	for (size_t i = 0; i < f->links.n; i++)
		f->links.v[i].kind = VT_KIND_MACVTAP;
	vt_farlinks_find(f, &elsewhere, 1);
	ok(f->links.v[0].far_netns == 2 && f->links.v[3].far_netns == 1,
	   "of two namespaces the other");
	ok(!f->links.v[1].far_netns, "if it has such a link");
	ok(f->links.v[2].far_netns == 9, "unless the number says elsewhere");
	f->links.v[0].far_netns = 0;
	vt_vec_add(&f->netnses)->inode = 3;
	vt_farlinks_find(f, NULL, 0);
	ok(!f->links.v[0].far_netns, "of three it may be either");
	vt_facts_free(f);
}

/* Of a link, and whether it is the link's alone: RT_SCOPE_LINK and narrower. */
static void add_address(struct vt_buf *b, uint32_t ifindex, unsigned char scope)
{
	const struct ifaddrmsg ifa = { .ifa_family = AF_INET,
				       .ifa_scope = scope,
				       .ifa_index = ifindex };
	const struct nlmsghdr head = { .nlmsg_len = sizeof(head) + sizeof(ifa),
				       .nlmsg_type = RTM_NEWADDR };

	vt_buf_add(b, (const char *)&head, sizeof(head));
	vt_buf_add(b, (const char *)&ifa, sizeof(ifa));
}

static void test_addressed(void)
{
	const struct nlmsghdr bare = { .nlmsg_len = sizeof(bare), .nlmsg_type = RTM_NEWADDR };
	VT_BUF_OF(messages);
	VT_BUF_OF(list);
	VT_BUF_OF(cut);

	add_address(&messages, 1, RT_SCOPE_UNIVERSE);
	add_address(&messages, 3, RT_SCOPE_UNIVERSE);
	add_address(&messages, 3, RT_SCOPE_UNIVERSE);
	add_address(&messages, 4, RT_SCOPE_LINK);
	vt_buf_add(&messages, &bare, sizeof(bare));
	add_address(&messages, 5, RT_SCOPE_HOST);
	add_address(&messages, 7, RT_SCOPE_SITE);
	add_address(&messages, 3, RT_SCOPE_UNIVERSE);
	vt_addressed_list(messages.p, messages.len, &list);
	is_str(list.p, "1,3,7,3", "links with an address of more than the link");
	vt_buf_str(&cut, "");
	vt_addressed_list(messages.p, messages.len - 1, &cut);
	is_str(cut.p, "1,3,7", "up to a message that is cut");
	cut.len = messages.len = 0;
	add_address(&messages, 8, RT_SCOPE_UNIVERSE);
	for (size_t n = messages.len - 1; n >= sizeof(bare); n--) {
		cut_message(&messages, n);
		vt_addressed_list(guarded(messages.p, n), n, &cut);
	}
	ok(!cut.len, "a message cut at any byte has no address");
}

int main(void)
{
	test_vlans();
	test_outmost_vlans();
	test_bad_vlans();
	test_bad_ports();
	test_neighbours();
	test_bad_neighbours();
	test_bad_address();
	test_bare();
	test_cut();
	test_far();
	test_far_pairs();
	test_far_other();
	test_addressed();
	return done();
}
