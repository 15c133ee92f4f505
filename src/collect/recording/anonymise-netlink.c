/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replaces the names and addresses in rtnetlink messages. Numeric attributes are kept; an
 * attribute that is neither numeric nor known is dropped, as it may hold anything.
 */
#include <config.h>

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "collect/recording/anonymise.h"

/* AF_BRIDGE, whose header only acquirers may include. */
#define FAMILY_BRIDGE 7
/* Linux 5.5 and newer; older headers lack them. */
#define ALT_IFNAME 53
#define PERM_ADDRESS 54
#define PROP_LIST 52

enum action { DROP, NUMBER, NAME, MAC, IP, KEEP, NEST };

struct rule {
	int type;
	enum action action;
	const struct rule *nest;
};

/* Kept as numbers, except for tunnels: their IPv4 addresses look like numbers. */
static const struct rule info_data[] = { { -1, NUMBER, NULL } };
static const struct rule port[] = { { IFLA_BRPORT_FORWARD_DELAY_TIMER, KEEP, NULL },
				    { -1, NUMBER, NULL } };
static const struct rule info[] = { { IFLA_INFO_KIND, KEEP, NULL },
				    { IFLA_INFO_SLAVE_KIND, KEEP, NULL },
				    { IFLA_INFO_DATA, NEST, info_data },
				    { IFLA_INFO_SLAVE_DATA, NEST, port },
				    { -1, DROP, NULL } };
static const struct rule tunnel_info[] = { { IFLA_INFO_KIND, KEEP, NULL },
					   { IFLA_INFO_SLAVE_KIND, KEEP, NULL },
					   { IFLA_INFO_SLAVE_DATA, NEST, port },
					   { -1, DROP, NULL } };
static const struct rule properties[] = { { ALT_IFNAME, NAME, NULL }, { -1, DROP, NULL } };
static const struct rule link_rules[] = { { IFLA_IFNAME, NAME, NULL },
					  { IFLA_IFALIAS, NAME, NULL },
					  { IFLA_PHYS_PORT_NAME, NAME, NULL },
					  { IFLA_ADDRESS, MAC, NULL },
					  { IFLA_BROADCAST, MAC, NULL },
					  { PERM_ADDRESS, MAC, NULL },
					  { PROP_LIST, NEST, properties },
					  { IFLA_LINKINFO, NEST, info },
					  { IFLA_PROTINFO, NEST, port },
					  { IFLA_STATS64, KEEP, NULL },
					  { IFLA_XDP, KEEP, NULL },
					  { -1, NUMBER, NULL } };
static const struct rule neighbour[] = { { NDA_LLADDR, MAC, NULL },
					 { NDA_DST, IP, NULL },
					 { NDA_CACHEINFO, KEEP, NULL },
					 { -1, NUMBER, NULL } };
static const struct rule address[] = { { IFA_ADDRESS, IP, NULL },   { IFA_LOCAL, IP, NULL },
				       { IFA_BROADCAST, IP, NULL }, { IFA_ANYCAST, IP, NULL },
				       { IFA_LABEL, NAME, NULL },   { IFA_CACHEINFO, KEEP, NULL },
				       { -1, NUMBER, NULL } };

static const struct rule *rule_for(const struct rule *rules, int type)
{
	while (rules->type != -1 && rules->type != type)
		rules++;
	return rules;
}

static void pad(struct vt_buf *out)
{
	static const char zeros[4];

	vt_buf_add(out, zeros, NLA_ALIGN(out->len) - out->len);
}

static void put_attr(struct vt_buf *out, uint16_t type, const void *payload, size_t n)
{
	struct nlattr head = { .nla_len = (uint16_t)(NLA_HDRLEN + n), .nla_type = type };

	vt_buf_add(out, &head, sizeof(head));
	vt_buf_add(out, payload, n);
	pad(out);
}

static bool kind_has_numbers(const char *p, size_t n)
{
	static const char *const kinds[] = { "tun",     "bridge",  "vlan",   "bond",
					     "macvlan", "macvtap", "ipvlan", "ipvtap",
					     "veth",    "vrf",     "dummy",  "openvswitch" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (memmem(p, n, kinds[i], strlen(kinds[i]) + 1))
			return true;
	return false;
}

static bool put_attrs(struct vt_anon *a, const struct rule *rules, const char *p, size_t n,
		      struct vt_buf *out);

static void put_nest(struct vt_anon *a, const struct rule *rules, uint16_t type, const char *p,
		     size_t n, struct vt_buf *out)
{
	VT_BUF_OF(inner);

	if (rules == info && !kind_has_numbers(p, n))
		rules = tunnel_info;
	put_attrs(a, rules, p, n, &inner);
	put_attr(out, type, inner.p ? inner.p : "", inner.len);
}

static void put_one(struct vt_anon *a, const struct rule *rule, uint16_t type, const char *p,
		    size_t n, struct vt_buf *out)
{
	unsigned char bytes[32];
	const char *name;

	switch (rule->action) {
	case DROP:
		return;
	case NUMBER:
		if (n <= 4)
			put_attr(out, type, p, n);
		return;
	case KEEP:
		put_attr(out, type, p, n);
		return;
	case NAME:
		name = vt_anon_name(a, p, strnlen(p, n));
		put_attr(out, type, name, strlen(name) + 1);
		return;
	case MAC:
	case IP:
		if (n > sizeof(bytes))
			return;
		memcpy(bytes, p, n);
		(rule->action == MAC ? vt_anon_mac : vt_anon_ip)(a, bytes, n);
		put_attr(out, type, bytes, n);
		return;
	case NEST:
		put_nest(a, rule->nest, type, p, n, out);
		return;
	}
}

/* False if the attributes are malformed. */
static bool put_attrs(struct vt_anon *a, const struct rule *rules, const char *p, size_t n,
		      struct vt_buf *out)
{
	while (n) {
		struct nlattr head;
		size_t size;

		if (n < sizeof(head))
			return false;
		memcpy(&head, p, sizeof(head));
		if (head.nla_len < NLA_HDRLEN || head.nla_len > n)
			return false;
		put_one(a, rule_for(rules, head.nla_type & NLA_TYPE_MASK), head.nla_type,
			p + NLA_HDRLEN, head.nla_len - (size_t)NLA_HDRLEN, out);
		size = NLA_ALIGN(head.nla_len);
		p += size < n ? size : n;
		n -= size < n ? size : n;
	}
	return true;
}

/* IFLA_AF_SPEC is kept for AF_BRIDGE only, where it is VLAN numbers and nothing else. */
static bool put_body(struct vt_anon *a, uint16_t type, const char *p, size_t n, struct vt_buf *out)
{
	static const struct rule vlan[] = { { -1, NUMBER, NULL } };
	struct rule bridge[sizeof(link_rules) / sizeof(*link_rules) + 1];
	const struct rule *rules = type == RTM_NEWNEIGH ? neighbour :
				   type == RTM_NEWADDR  ? address :
							  link_rules;
	size_t fixed = type == RTM_NEWNEIGH ? sizeof(struct ndmsg) :
		       type == RTM_NEWADDR  ? sizeof(struct ifaddrmsg) :
					      sizeof(struct ifinfomsg);

	if (n < fixed)
		return false;
	vt_buf_add(out, p, fixed);
	bridge[0] = (struct rule){ IFLA_AF_SPEC, *p == FAMILY_BRIDGE ? NEST : DROP, vlan };
	memcpy(bridge + 1, link_rules, sizeof(link_rules));
	return put_attrs(a, rules == link_rules ? bridge : rules, p + NLMSG_ALIGN(fixed),
			 n - NLMSG_ALIGN(fixed), out);
}

void vt_anon_netlink(struct vt_anon *a, const struct vt_buf *messages, struct vt_buf *out)
{
	size_t at = 0;

	out->len = 0;
	while (at < messages->len) {
		size_t left = messages->len - at, start = out->len;
		struct nlmsghdr head = { 0 };
		bool good = left >= sizeof(head);
		uint32_t len;

		if (good)
			memcpy(&head, messages->p + at, sizeof(head));
		len = head.nlmsg_len;
		good = good && head.nlmsg_len >= sizeof(head) && head.nlmsg_len <= left &&
		       (head.nlmsg_type == RTM_NEWLINK || head.nlmsg_type == RTM_NEWNEIGH ||
			head.nlmsg_type == RTM_NEWADDR);
		if (good) {
			vt_buf_add(out, &head, sizeof(head));
			good = put_body(a, head.nlmsg_type, messages->p + at + sizeof(head),
					head.nlmsg_len - sizeof(head), out);
		}
		if (!good) {
			/* Leave something that the decoder rejects as well. */
			out->len = start;
			vt_buf_add(out, "\0\0\0\0", 4);
			return;
		}
		head.nlmsg_len = (uint32_t)(out->len - start);
		memcpy(out->p + start, &head, sizeof(head));
		at += NLMSG_ALIGN(len);
	}
}
