/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kinds of links and their masters say: one attribute at a time. */
#include <config.h>

#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>

#include "collect/kernel/rtlink.h"

#include "guard.h"
#include "nlmsg.h"
#include "tap.h"

/* One link of type @arphrd and @kind with the attributes that @data has, and its master's in
 * @slave; index 0 where it does not decode. */
static struct vt_facts *typed_link(unsigned int arphrd, const char *kind, const struct vt_buf *data,
				   const char *master, const struct vt_buf *slave)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(b);
	VT_BUF_OF(info);
	const struct ifinfomsg head = { .ifi_type = (uint16_t)arphrd, .ifi_index = 5 };
	size_t start = start_message(&b, RTM_NEWLINK, &head, sizeof(head));

	put_str(&b, IFLA_IFNAME, "x");
	if (kind)
		put_str(&info, IFLA_INFO_KIND, kind);
	put_u32(&info, IFLA_INFO_XSTATS, 1);
	if (data && data->len)
		put_nested(&info, IFLA_INFO_DATA, data);
	if (master)
		put_str(&info, IFLA_INFO_SLAVE_KIND, master);
	if (slave && slave->len)
		put_nested(&info, IFLA_INFO_SLAVE_DATA, slave);
	put_nested(&b, IFLA_LINKINFO, &info);
	end_message(&b, start);
	if (vt_rtlink_decode(guarded(b.p, b.len), b.len, 7, f, &err) == 0 && f->links.n == 1)
		return f;
	vt_vec_add(&f->links)->ifindex = 0;
	return f;
}

static struct vt_facts *link_of(const char *kind, const struct vt_buf *data, const char *master,
				const struct vt_buf *slave)
{
	return typed_link(ARPHRD_ETHER, kind, data, master, slave);
}

static void test_port(void)
{
	static const struct {
		uint8_t state;
		enum vt_port_state want;
	} states[] = { { 0, VT_PORT_DISABLED },   { 1, VT_PORT_LISTENING }, { 2, VT_PORT_LEARNING },
		       { 3, VT_PORT_FORWARDING }, { 4, VT_PORT_BLOCKING },  { 5, VT_PORT_NONE } };
	struct vt_facts *f;
	VT_BUF_OF(slave);

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		slave.len = 0;
		put_u8(&slave, IFLA_BRPORT_STATE, states[i].state);
		f = link_of("tun", NULL, "bridge", &slave);
		ok(f->links.v[0].port.state == states[i].want, "state %u of a port",
		   states[i].state);
		vt_facts_free(f);
	}
	put_u8(&slave, IFLA_BRPORT_LEARNING, 0);
	put_u8(&slave, 33, 1);
	put_u8(&slave, 39, 0);
	put_attr(&slave, IFLA_BRPORT_FORWARD_DELAY_TIMER, "\0\1\0\0\0\0\0\0", 8);
	f = link_of("tun", NULL, "bridge", &slave);
	ok(f->links.v[0].port.learning == VT_NO && f->links.v[0].port.isolated == VT_YES &&
		   f->links.v[0].port.locked == VT_NO && f->links.v[0].port.delay,
	   "learning off, isolated, not locked, the delay runs");
	is_str(f->links.v[0].master_kind, "bridge", "and what its master is");
	vt_facts_free(f);
	f = link_of("tun", NULL, "team", &slave);
	ok(f->links.v[0].ifindex && f->links.v[0].port.state == VT_PORT_NONE &&
		   f->links.v[0].port.isolated == VT_UNKNOWN,
	   "another master's words are not a bridge's");
	vt_facts_free(f);
	f = link_of("tun", NULL, "bridge", NULL);
	ok(f->links.v[0].port.isolated == VT_UNKNOWN, "an old kernel's silence is no word");
	vt_facts_free(f);
}

static void test_bridge(void)
{
	struct vt_facts *f;
	VT_BUF_OF(data);

	put_u32(&data, IFLA_BR_STP_STATE, 2);
	put_u8(&data, IFLA_BR_VLAN_FILTERING, 0);
	put_u8(&data, IFLA_BR_NF_CALL_IPTABLES, 0);
	put_u8(&data, IFLA_BR_NF_CALL_IP6TABLES, 1);
	f = link_of("bridge", &data, NULL, NULL);
	ok(f->links.v[0].bridge.stp == VT_YES && f->links.v[0].bridge.vlan_filtering == VT_NO,
	   "STP of user space is STP; no VLAN filtering");
	ok(f->links.v[0].bridge.calls_ip == VT_NO && f->links.v[0].bridge.calls_ip6 == VT_YES,
	   "netfilter is called for IPv6 alone");
	vt_facts_free(f);
	data.len = 0;
	f = link_of("bridge", &data, NULL, NULL);
	ok(f->links.v[0].bridge.stp == VT_UNKNOWN && f->links.v[0].bridge.calls_ip == VT_UNKNOWN,
	   "nothing said, nothing known");
	vt_facts_free(f);
}

static void test_others(void)
{
	struct vt_facts *f;
	VT_BUF_OF(data);

	put_u16(&data, IFLA_VLAN_ID, 20);
	f = link_of("vlan", &data, NULL, NULL);
	ok(f->links.v[0].kind == VT_KIND_VLAN && f->links.v[0].vlan_id == 20, "a VLAN");
	vt_facts_free(f);
	data.len = 0;
	put_u8(&data, IFLA_BOND_MODE, 1);
	put_u32(&data, IFLA_BOND_ACTIVE_SLAVE, 4);
	f = link_of("bond", &data, NULL, NULL);
	ok(f->links.v[0].kind == VT_KIND_BOND && f->links.v[0].mode == 1 &&
		   f->links.v[0].active == 4,
	   "a bond with an active port");
	vt_facts_free(f);
	data.len = 0;
	put_u8(&data, IFLA_BOND_SLAVE_STATE, 1);
	put_u8(&data, IFLA_BOND_SLAVE_MII_STATUS, 2);
	f = link_of(NULL, NULL, "bond", &data);
	ok(f->links.v[0].backup == VT_YES && f->links.v[0].mii_up == VT_NO, "a bond's dead port");
	vt_facts_free(f);
	data.len = 0;
	put_u8(&data, IFLA_BOND_SLAVE_STATE, 0);
	put_u8(&data, IFLA_BOND_SLAVE_MII_STATUS, 0);
	f = link_of(NULL, NULL, "bond", &data);
	ok(f->links.v[0].backup == VT_NO && f->links.v[0].mii_up == VT_YES,
	   "and a good one, whose numbers are 0");
	vt_facts_free(f);
	f = typed_link(ARPHRD_INFINIBAND, "bond", NULL, NULL, NULL);
	ok(f->links.v[0].kind == VT_KIND_BOND, "a bond of InfiniBand ports is one, too");
	vt_facts_free(f);
	data.len = 0;
	put_u32(&data, IFLA_MACVLAN_MODE, 8);
	f = link_of("macvtap", &data, NULL, NULL);
	ok(f->links.v[0].kind == VT_KIND_MACVTAP && f->links.v[0].mode == 8, "passthrough");
	vt_facts_free(f);
}

static void test_malformed(void)
{
	static const struct {
		const char *kind, *master;
		unsigned int type;
		size_t n;
	} rows[] = { { "vlan", NULL, IFLA_VLAN_ID, 4 },
		     { "bond", NULL, IFLA_BOND_MODE, 4 },
		     { "bond", NULL, IFLA_BOND_ACTIVE_SLAVE, 1 },
		     { NULL, "bridge", IFLA_BRPORT_STATE, 4 },
		     { NULL, "bond", IFLA_BOND_SLAVE_STATE, 0 } };
	static const char zeros[8];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_facts *f;
		VT_BUF_OF(data);

		put_attr(&data, rows[i].type, zeros, rows[i].n);
		f = link_of(rows[i].kind, &data, rows[i].master, &data);
		ok(!f->links.v[0].ifindex, "%zu bytes are no attribute %u of %s", rows[i].n,
		   rows[i].type, rows[i].kind ? rows[i].kind : rows[i].master);
		vt_facts_free(f);
	}
	for (unsigned int type = IFLA_INFO_KIND; type <= IFLA_INFO_SLAVE_KIND; type += 3) {
		struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		VT_BUF_OF(b);
		VT_BUF_OF(info);
		size_t start = start_link(&b, AF_UNSPEC, 5, IFF_UP);

		put_str(&b, IFLA_IFNAME, "x");
		put_attr(&info, type, "tun\0tap", 8);
		put_nested(&b, IFLA_LINKINFO, &info);
		end_message(&b, start);
		is_int(vt_rtlink_decode(b.p, b.len, 7, f, &err), -EBADMSG, "two words are no kind");
		vt_facts_free(f);
	}
}

/* What the message itself says beyond its kind. */
static void test_link(void)
{
	struct vt_facts *f = vt_facts_new();
	uint64_t stats[25] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	struct vt_err err = { 0 };
	const struct vt_link *l;
	VT_BUF_OF(b);
	VT_BUF_OF(xdp);
	size_t start = start_link(&b, AF_UNSPEC, 5, IFF_UP);

	put_str(&b, IFLA_IFNAME, "x");
	put_attr(&b, IFLA_STATS64, stats, sizeof(stats));
	put_u32(&b, IFLA_MAX_MTU, 9216);
	put_u8(&b, IFLA_PROTO_DOWN, 1);
	put_u8(&xdp, IFLA_XDP_ATTACHED, 2);
	put_nested(&b, IFLA_XDP, &xdp);
	put_str(&b, IFLA_PHYS_PORT_NAME, "pf0vf3");
	put_str(&b, 56, "0000:3b:00.1");
	put_str(&b, 57, "pci");
	put_u32(&b, IFLA_LINK, 9);
	put_u32(&b, IFLA_LINK_NETNSID, 3);
	end_message(&b, start);
	is_int(vt_rtlink_decode(b.p, b.len, 7, f, &err), 0, "a link with all of it");
	l = &f->links.v[0];
	ok(l->has_stats && l->stats.rx_packets == 1 && l->stats.tx_packets == 2 &&
		   l->stats.rx_bytes == 3 && l->stats.tx_bytes == 4 && l->stats.rx_errors == 5 &&
		   l->stats.tx_errors == 6 && l->stats.rx_dropped == 7 && l->stats.tx_dropped == 8,
	   "counters in the kernel's order");
	ok(l->max_mtu == 9216, "the largest MTU");
	ok(l->proto_down && l->xdp, "held down, XDP");
	is_str(l->port_name, "pf0vf3", "name of a port");
	is_str(l->parent, "0000:3b:00.1", "the device that it is");
	ok(!l->lower && l->far_lower == 9 && l->far_nsid == 3 && !l->far_netns,
	   "a lower device elsewhere");
	vt_facts_free(f);
	for (size_t n = 63; n <= 64; n++) {
		f = vt_facts_new();
		b.len = 0;
		start = start_link(&b, AF_UNSPEC, 5, IFF_UP);
		put_str(&b, IFLA_IFNAME, "x");
		put_attr(&b, IFLA_STATS64, stats, n);
		end_message(&b, start);
		is_int(vt_rtlink_decode(b.p, b.len, 7, f, &err), n < 64 ? -EBADMSG : 0,
		       n < 64 ? "counters cut off" : "the first eight of them are enough");
		vt_facts_free(f);
	}
}

/* Each by the kernel's word; attributes of those that say nothing of interest are passed over. */
static void test_kinds(void)
{
	static const struct {
		const char *word;
		enum vt_kind kind;
	} kinds[] = { { "tun", VT_KIND_TAP },         { "macvtap", VT_KIND_MACVTAP },
		      { "ipvtap", VT_KIND_IPVTAP },   { "bridge", VT_KIND_BRIDGE },
		      { "openvswitch", VT_KIND_OVS }, { "veth", VT_KIND_VETH },
		      { "vlan", VT_KIND_VLAN },       { "bond", VT_KIND_BOND },
		      { "team", VT_KIND_TEAM },       { "vrf", VT_KIND_VRF },
		      { "vxlan", VT_KIND_VXLAN },     { "macvlan", VT_KIND_MACVLAN },
		      { "ipvlan", VT_KIND_IPVLAN },   { "dummy", VT_KIND_OTHER } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct vt_facts *f;
		VT_BUF_OF(data);

		put_u32(&data, 1000, 1);
		f = link_of(kinds[i].word, &data, NULL, NULL);
		ok(f->links.n == 1 && f->links.v[0].kind == kinds[i].kind, "kind \"%s\"",
		   kinds[i].word);
		is_str(f->links.v[0].kind_name, kinds[i].word, "and its name");
		vt_facts_free(f);
	}
}

/* What is no word of the kernel's is no kind. */
static void test_words(void)
{
	static const char *const words[] = { "", "a b", "tun\n", "\x1b[31m" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct vt_facts *f = link_of(words[i], NULL, words[i], NULL);

		ok(f->links.v[0].ifname && !f->links.v[0].kind_name && !f->links.v[0].master_kind,
		   "no word: %zu", i);
		vt_facts_free(f);
	}
}

/* A tun that is a device of IP, and what says so itself; TUNSETLINK gives a tap any link type. */
static void test_tun(void)
{
	static const struct {
		unsigned int arphrd;
		uint8_t type;
		enum vt_kind kind;
	} types[] = { { ARPHRD_ETHER, 0, VT_KIND_TAP },     { ARPHRD_ETHER, 1, VT_KIND_TUN },
		      { ARPHRD_ETHER, 2, VT_KIND_TAP },     { ARPHRD_ETHER, 3, VT_KIND_TAP },
		      { ARPHRD_IEEE80211, 2, VT_KIND_TAP }, { ARPHRD_NONE, 3, VT_KIND_TUN } };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct vt_facts *f;
		VT_BUF_OF(data);

		put_u8(&data, IFLA_TUN_TYPE, types[i].type);
		f = typed_link(types[i].arphrd, "tun", &data, NULL, NULL);
		ok(f->links.n == 1 && f->links.v[0].kind == types[i].kind,
		   "type %u of a tun of link type %u", types[i].type, types[i].arphrd);
		vt_facts_free(f);
	}
}

int main(void)
{
	test_kinds();
	test_words();
	test_tun();
	test_port();
	test_bridge();
	test_others();
	test_malformed();
	test_link();
	return done();
}
