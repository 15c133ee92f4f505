/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of links: tables of attributes, one for each kind that says
 * something, and one for each kind of master that says something of its ports.
 * An attribute that is absent leaves what it would tell unknown.
 */
#include <config.h>

#include "collect/kernel/linkinfo.h"

#include <errno.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <stddef.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Of <linux/if_link.h>, which is older than the kernel that may be running:
 * IFLA_BRPORT_LOCKED is of 5.18. */
#define BRPORT_ISOLATED 33
#define BRPORT_LOCKED 39

/* How an attribute becomes a member. */
enum how { AS_BOOL, AS_TRI, AS_U8, AS_U16, AS_U32, AS_STATE, AS_DELAY, AS_SIZED, AS_TUN, AS_IS0 };

/* One attribute and the member of the row that it is. */
struct rule {
	unsigned int type;
	enum how how;
	size_t offset;
};

#define LINK(member) offsetof(struct vt_link, member)

static const struct rule tun_rules[] = {
	{ IFLA_TUN_OWNER, AS_U32, LINK(owner) },
	{ IFLA_TUN_GROUP, AS_U32, LINK(group) },
	{ IFLA_TUN_TYPE, AS_TUN, LINK(kind) },
	{ IFLA_TUN_PERSIST, AS_BOOL, LINK(persist) },
	{ IFLA_TUN_MULTI_QUEUE, AS_BOOL, LINK(multi_queue) },
	{ IFLA_TUN_NUM_QUEUES, AS_U32, LINK(queues_enabled) },
	{ IFLA_TUN_NUM_DISABLED_QUEUES, AS_U32, LINK(queues_disabled) },
};

static const struct rule bridge_rules[] = {
	{ IFLA_BR_STP_STATE, AS_SIZED, LINK(bridge.stp) },
	{ IFLA_BR_VLAN_FILTERING, AS_SIZED, LINK(bridge.vlan_filtering) },
	{ IFLA_BR_NF_CALL_IPTABLES, AS_SIZED, LINK(bridge.calls_ip) },
	{ IFLA_BR_NF_CALL_IP6TABLES, AS_SIZED, LINK(bridge.calls_ip6) },
};

static const struct rule vlan_rules[] = {
	{ IFLA_VLAN_ID, AS_U16, LINK(vlan_id) },
};

static const struct rule bond_rules[] = {
	{ IFLA_BOND_MODE, AS_U8, LINK(mode) },
	{ IFLA_BOND_ACTIVE_SLAVE, AS_U32, LINK(active) },
};

static const struct rule macvlan_rules[] = {
	{ IFLA_MACVLAN_MODE, AS_U32, LINK(mode) },
};

#define PORT(member) offsetof(struct vt_port, member)

static const struct rule port_rules[] = {
	{ IFLA_BRPORT_STATE, AS_STATE, PORT(state) },
	{ IFLA_BRPORT_LEARNING, AS_TRI, PORT(learning) },
	{ IFLA_BRPORT_FORWARD_DELAY_TIMER, AS_DELAY, PORT(delay) },
	{ BRPORT_ISOLATED, AS_TRI, PORT(isolated) },
	{ BRPORT_LOCKED, AS_TRI, PORT(locked) },
};

/* BOND_STATE_ACTIVE and BOND_LINK_UP are 0. */
static const struct rule bond_port_rules[] = {
	{ IFLA_BOND_SLAVE_STATE, AS_TRI, LINK(backup) },
	{ IFLA_BOND_SLAVE_MII_STATUS, AS_IS0, LINK(mii_up) },
};

static void put_tri(void *member, bool value)
{
	enum vt_tri tri = value ? VT_YES : VT_NO;

	memcpy(member, &tri, sizeof(tri));
}

static void put_u32(void *member, uint32_t value)
{
	memcpy(member, &value, sizeof(value));
}

/* IFF_TUN and IFF_TAP of <linux/if_tun.h>; another number says nothing. */
static void put_tun(void *member, uint8_t type)
{
	enum vt_kind kind = type == 1 ? VT_KIND_TUN : VT_KIND_TAP;

	if (type == 1 || type == 2)
		memcpy(member, &kind, sizeof(kind));
}

/* A later kernel's state is not known here. */
static void put_state(void *member, uint8_t state)
{
	enum vt_port_state value = (enum vt_port_state)(state + 1);

	if (state <= VT_PORT_BLOCKING - 1)
		memcpy(member, &value, sizeof(value));
}

static int apply_u8(enum how how, struct vt_span payload, void *member)
{
	uint8_t value;
	int r = vt_attr_u8(payload, &value);

	if (r)
		return r;
	if (how == AS_BOOL)
		*(bool *)member = value != 0;
	else if (how == AS_TRI)
		put_tri(member, value != 0);
	else if (how == AS_IS0)
		put_tri(member, value == 0);
	else if (how == AS_U8)
		put_u32(member, value);
	else if (how == AS_STATE)
		put_state(member, value);
	else
		put_tun(member, value);
	return 0;
}

/* A number of whatever size: only whether it is 0 counts. */
static bool is_set(struct vt_span payload)
{
	for (size_t i = 0; i < payload.n; i++)
		if (payload.p[i])
			return true;
	return false;
}

static int apply(enum how how, struct vt_span payload, void *member)
{
	uint32_t u32;
	uint16_t u16;
	int r;

	switch (how) {
	case AS_U16:
		r = vt_attr_u16(payload, &u16);
		if (!r)
			put_u32(member, u16);
		return r;
	case AS_U32:
		r = vt_attr_u32(payload, &u32);
		if (!r)
			put_u32(member, u32);
		return r;
	case AS_DELAY:
		*(bool *)member = is_set(payload);
		return 0;
	case AS_SIZED:
		put_tri(member, is_set(payload));
		return 0;
	case AS_BOOL:
	case AS_TRI:
	case AS_U8:
	case AS_STATE:
	case AS_TUN:
	case AS_IS0:
		break;
	}
	return apply_u8(how, payload, member);
}

static int decode_attr(const struct vt_attr *attr, const struct rule *rules, size_t n, void *row)
{
	for (size_t i = 0; i < n; i++)
		if (rules[i].type == attr->type)
			return apply(rules[i].how, attr->payload, (char *)row + rules[i].offset);
	return 0;
}

static int decode_rules(struct vt_span s, const struct rule *rules, size_t n, void *row)
{
	struct vt_attr attr;
	int r;

	while ((r = vt_attr_next(&s, &attr)) > 0) {
		r = decode_attr(&attr, rules, n, row);
		if (r)
			return r;
	}
	return r;
}

int vt_port_decode(struct vt_span payload, struct vt_port *ret)
{
	return decode_rules(payload, port_rules, ARRAY_SIZE(port_rules), ret);
}

struct kind_rule {
	const char *name;
	enum vt_kind kind;
	const struct rule *rules;
	size_t n;
};

#define RULES(list) list, ARRAY_SIZE(list)

static const struct kind_rule kinds[] = {
	{ "tun", VT_KIND_TAP, RULES(tun_rules) },
	{ "macvtap", VT_KIND_MACVTAP, RULES(macvlan_rules) },
	{ "ipvtap", VT_KIND_IPVTAP, NULL, 0 },
	{ "bridge", VT_KIND_BRIDGE, RULES(bridge_rules) },
	{ "openvswitch", VT_KIND_OVS, NULL, 0 },
	{ "veth", VT_KIND_VETH, NULL, 0 },
	{ "vlan", VT_KIND_VLAN, RULES(vlan_rules) },
	{ "bond", VT_KIND_BOND, RULES(bond_rules) },
	{ "team", VT_KIND_TEAM, NULL, 0 },
	{ "vrf", VT_KIND_VRF, NULL, 0 },
	{ "vxlan", VT_KIND_VXLAN, NULL, 0 },
	{ "macvlan", VT_KIND_MACVLAN, RULES(macvlan_rules) },
	{ "ipvlan", VT_KIND_IPVLAN, NULL, 0 },
};

#define WORD_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"

/* The kernel's are words, and are printed as they are; another one tells nothing. */
static int read_word(struct vt_span payload, struct vt_arena *arena, const char **ret)
{
	struct vt_span s;
	int r = vt_attr_string(payload, SIZE_MAX, &s);
	const char *word;

	*ret = NULL;
	if (r || !s.n)
		return r;
	word = vt_arena_strn(arena, (const char *)s.p, s.n);
	if (!word[strspn(word, WORD_CHARACTERS)])
		*ret = word;
	return 0;
}

static int decode_data(struct vt_span data, unsigned int arphrd, struct vt_link *link)
{
	for (size_t i = 0; link->kind_name && i < ARRAY_SIZE(kinds); i++) {
		const struct kind_rule *k = &kinds[i];
		int r;

		if (strcmp(link->kind_name, k->name) != 0)
			continue;
		link->kind = k->kind;
		/* Both tap and tun have the kind "tun"; Linux before 4.17 adds nothing to it. */
		if (k->kind == VT_KIND_TAP && arphrd != ARPHRD_ETHER)
			link->kind = VT_KIND_TUN;
		r = decode_rules(data, k->rules, k->n, link);
		if (!link->multi_queue)
			link->queues_enabled = link->queues_disabled = VT_NONE;
		return r;
	}
	return 0;
}

/* What its master says of it: only its master's kind tells what the bytes are. */
static int decode_slave(struct vt_span data, struct vt_link *link)
{
	if (!link->master_kind)
		return 0;
	if (!strcmp(link->master_kind, "bridge"))
		return vt_port_decode(data, &link->port);
	if (!strcmp(link->master_kind, "bond"))
		return decode_rules(data, RULES(bond_port_rules), link);
	return 0;
}

/* What waits for the kinds, which may come behind it. */
struct waiting {
	struct vt_span data, slave;
};

static int read_info(const struct vt_attr *attr, struct vt_arena *arena, struct vt_link *link,
		     struct waiting *w)
{
	switch (attr->type) {
	case IFLA_INFO_KIND:
		return read_word(attr->payload, arena, &link->kind_name);
	case IFLA_INFO_SLAVE_KIND:
		return read_word(attr->payload, arena, &link->master_kind);
	case IFLA_INFO_DATA:
		w->data = attr->payload;
		return 0;
	case IFLA_INFO_SLAVE_DATA:
		w->slave = attr->payload;
		return 0;
	default:
		return 0;
	}
}

int vt_linkinfo_decode(struct vt_span payload, unsigned int arphrd, struct vt_arena *arena,
		       struct vt_link *link)
{
	struct waiting w = { 0 };
	struct vt_attr attr;
	int r;

	while ((r = vt_attr_next(&payload, &attr)) > 0) {
		r = read_info(&attr, arena, link, &w);
		if (r)
			return r;
	}
	if (!r)
		r = decode_data(w.data, arphrd, link);
	return r ? r : decode_slave(w.slave, link);
}
