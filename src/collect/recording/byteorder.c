/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink uses the kernel's byte order, and a recording keeps the messages
 * unchanged. Here headers and numeric payloads of the opposite order are
 * swapped. The tables list what is not one number: names, addresses, values in
 * network order, arrays and nested attributes.
 */
#include <config.h>

#include "collect/recording/byteorder.h"

#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* AF_BRIDGE, whose header only acquirers may include. */
#define FAMILY_BRIDGE 7

struct span {
	unsigned char *p;
	size_t n;
};

/*
 * What a payload is: one number as long as the payload, plain bytes, an array
 * of numbers, or nested attributes. INFO_DATA depends on the INFO_KIND before it.
 */
enum form { NUMBER, BYTES, U16S, U32S, U64S, NESTED, DATA, SLAVE_DATA };

struct exception {
	uint16_t type;
	enum form form;
	const struct attrs *inner; /* for NESTED */
};

/* The attributes of one nest: all are @usual but for the exceptions. */
struct attrs {
	enum form usual;
	size_t n;
	const struct exception *exceptions;
};

#define ATTRS(name, rest, ...) \
	static const struct exception name##_exceptions[] = { __VA_ARGS__ }; \
	static const struct attrs name = { \
		rest, sizeof(name##_exceptions) / sizeof(name##_exceptions[0]), name##_exceptions \
	}

static const struct attrs numbers = { NUMBER, 0, NULL };

ATTRS(bridge_data, NUMBER, { IFLA_BR_GROUP_ADDR, BYTES, NULL }, { IFLA_BR_ROOT_ID, BYTES, NULL },
      { IFLA_BR_BRIDGE_ID, BYTES, NULL }, { IFLA_BR_VLAN_PROTOCOL, BYTES, NULL });
ATTRS(bridge_port, NUMBER, { IFLA_BRPORT_ROOT_ID, BYTES, NULL },
      { IFLA_BRPORT_BRIDGE_ID, BYTES, NULL });
ATTRS(vlan_data, NUMBER, { IFLA_VLAN_PROTOCOL, BYTES, NULL }, { IFLA_VLAN_FLAGS, U32S, NULL },
      { IFLA_VLAN_EGRESS_QOS, BYTES, NULL }, { IFLA_VLAN_INGRESS_QOS, BYTES, NULL });
ATTRS(bond_data, NUMBER, { IFLA_BOND_AD_INFO, BYTES, NULL });
/* Addresses and ports of tunnels are in network order. */
ATTRS(tunnel_data, BYTES, { IFLA_VXLAN_ID, U32S, NULL }, { IFLA_VXLAN_LINK, U32S, NULL });

static const struct {
	const char *kind;
	const struct attrs *data, *slave;
} kinds[] = {
	{ "tun", &numbers, NULL },     { "bridge", &bridge_data, &bridge_port },
	{ "vlan", &vlan_data, NULL },  { "bond", &bond_data, &numbers },
	{ "macvtap", &numbers, NULL }, { "macvlan", &numbers, NULL },
	{ "ipvtap", &numbers, NULL },  { "ipvlan", &numbers, NULL },
	{ "vrf", &numbers, &numbers }, { "vxlan", &tunnel_data, NULL },
	{ "ipoib", &numbers, NULL },   { "team", &numbers, &numbers },
};

ATTRS(link_info, BYTES, { IFLA_INFO_DATA, DATA, NULL }, { IFLA_INFO_SLAVE_DATA, SLAVE_DATA, NULL });
ATTRS(properties, BYTES, { IFLA_ALT_IFNAME, BYTES, NULL });
ATTRS(link_attrs, NUMBER, { IFLA_ADDRESS, BYTES, NULL }, { IFLA_BROADCAST, BYTES, NULL },
      { IFLA_IFNAME, BYTES, NULL }, { IFLA_QDISC, BYTES, NULL }, { IFLA_STATS, U32S, NULL },
      { IFLA_MAP, BYTES, NULL }, { IFLA_LINKINFO, NESTED, &link_info },
      { IFLA_IFALIAS, BYTES, NULL }, { IFLA_VFINFO_LIST, BYTES, NULL },
      { IFLA_STATS64, U64S, NULL }, { IFLA_AF_SPEC, BYTES, NULL },
      { IFLA_PHYS_PORT_ID, BYTES, NULL }, { IFLA_PHYS_SWITCH_ID, BYTES, NULL },
      { IFLA_PHYS_PORT_NAME, BYTES, NULL }, { IFLA_XDP, NESTED, &numbers },
      { IFLA_PROP_LIST, NESTED, &properties }, { IFLA_ALT_IFNAME, BYTES, NULL },
      { IFLA_PERM_ADDRESS, BYTES, NULL }, { 56 /* IFLA_PARENT_DEV_NAME */, BYTES, NULL },
      { 57 /* IFLA_PARENT_DEV_BUS_NAME */, BYTES, NULL });
/* For AF_BRIDGE: a flat list of structures of two numbers each. */
ATTRS(vlan_list, NUMBER, { IFLA_BRIDGE_VLAN_INFO, U16S, NULL });
ATTRS(bridge_attrs, NUMBER, { IFLA_ADDRESS, BYTES, NULL }, { IFLA_BROADCAST, BYTES, NULL },
      { IFLA_IFNAME, BYTES, NULL }, { IFLA_PROTINFO, NESTED, &bridge_port },
      { IFLA_AF_SPEC, NESTED, &vlan_list });
ATTRS(neighbour_attrs, NUMBER, { NDA_DST, BYTES, NULL }, { NDA_LLADDR, BYTES, NULL },
      { NDA_CACHEINFO, U32S, NULL }, { NDA_PORT, BYTES, NULL });

static void turn(unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		unsigned char last = p[n - 1 - i];

		p[n - 1 - i] = p[i];
		p[i] = last;
	}
}

static void turn_all(struct span s, size_t size)
{
	for (size_t i = 0; i + size <= s.n; i += size)
		turn(s.p + i, size);
}

static uint16_t turned_u16(unsigned char *p)
{
	uint16_t value;

	turn(p, sizeof(value));
	memcpy(&value, p, sizeof(value));
	return value;
}

static uint32_t turned_u32(unsigned char *p)
{
	uint32_t value;

	turn(p, sizeof(value));
	memcpy(&value, p, sizeof(value));
	return value;
}

static void skip_bytes(struct span *s, size_t n)
{
	if (n > s->n)
		n = s->n;
	s->p += n;
	s->n -= n;
}

/* The tables of a link kind; nothing is known about one that has no row. */
static const struct attrs *attrs_of_kind(struct span name, bool slave)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (name.n == strlen(kinds[i].kind) + 1 && !memcmp(name.p, kinds[i].kind, name.n))
			return slave ? kinds[i].slave : kinds[i].data;
	return NULL;
}

static bool convert_attrs(struct span s, const struct attrs *attrs);

static bool convert_payload(struct span payload, enum form form, const struct attrs *inner)
{
	switch (form) {
	case NUMBER:
		if (payload.n == 2 || payload.n == 4 || payload.n == 8)
			turn(payload.p, payload.n);
		break;
	case U16S:
		turn_all(payload, 2);
		break;
	case U32S:
		turn_all(payload, 4);
		break;
	case U64S:
		turn_all(payload, 8);
		break;
	case NESTED:
	case DATA:
	case SLAVE_DATA:
		return !inner || convert_attrs(payload, inner);
	case BYTES:
		break;
	}
	return true;
}

static struct exception exception_of(const struct attrs *attrs, unsigned int type)
{
	for (size_t i = 0; i < attrs->n; i++)
		if (attrs->exceptions[i].type == type)
			return attrs->exceptions[i];
	return (struct exception){ .form = attrs->usual };
}

/* False where one of them is malformed. */
static bool convert_attrs(struct span s, const struct attrs *attrs)
{
	struct span kind = { 0 };

	while (s.n) {
		struct exception e;
		struct span payload;
		size_t len;
		unsigned int type;

		if (s.n < NLA_HDRLEN)
			return false;
		len = turned_u16(s.p);
		type = turned_u16(s.p + 2) & NLA_TYPE_MASK;
		if (len < NLA_HDRLEN || len > s.n)
			return false;
		payload = (struct span){ s.p + NLA_HDRLEN, len - NLA_HDRLEN };
		e = exception_of(attrs, type);
		/* The one for INFO_DATA, and that for INFO_SLAVE_DATA. */
		if (type == IFLA_INFO_KIND || type == IFLA_INFO_SLAVE_KIND)
			kind = payload;
		if (e.form == DATA || e.form == SLAVE_DATA)
			e.inner = attrs_of_kind(kind, e.form == SLAVE_DATA);
		if (!convert_payload(payload, e.form, e.inner))
			return false;
		skip_bytes(&s, NLA_ALIGN(len));
	}
	return true;
}

/* struct ifinfomsg: family, padding, u16, three u32. */
static bool convert_link(struct span body)
{
	const struct attrs *attrs;

	if (body.n < sizeof(struct ifinfomsg))
		return false;
	attrs = body.p[0] == FAMILY_BRIDGE ? &bridge_attrs : &link_attrs;
	turn(body.p + 2, 2);
	turn_all((struct span){ body.p + 4, 3 * sizeof(uint32_t) }, sizeof(uint32_t));
	skip_bytes(&body, NLMSG_ALIGN(sizeof(struct ifinfomsg)));
	return convert_attrs(body, attrs);
}

/* struct ndmsg: family, padding, u32, u16, two u8. */
static bool convert_neighbour(struct span body)
{
	if (body.n < sizeof(struct ndmsg))
		return false;
	turn(body.p + 4, 4);
	turn(body.p + 8, 2);
	skip_bytes(&body, NLMSG_ALIGN(sizeof(struct ndmsg)));
	return convert_attrs(body, &neighbour_attrs);
}

int vt_byteorder_convert(void *messages, size_t len)
{
	struct span rest = { messages, len };

	while (rest.n) {
		struct span body;
		uint32_t size;
		uint16_t type;

		if (rest.n < sizeof(struct nlmsghdr))
			return -EBADMSG;
		size = turned_u32(rest.p);
		type = turned_u16(rest.p + 4);
		turn(rest.p + 6, 2);
		turn(rest.p + 8, 4);
		turn(rest.p + 12, 4);
		if (size < sizeof(struct nlmsghdr) || size > rest.n)
			return -EBADMSG;
		body = (struct span){ rest.p + sizeof(struct nlmsghdr),
				      size - sizeof(struct nlmsghdr) };
		if ((type == RTM_NEWLINK && !convert_link(body)) ||
		    (type == RTM_NEWNEIGH && !convert_neighbour(body)))
			return -EBADMSG;
		skip_bytes(&rest, NLMSG_ALIGN((size_t)size));
	}
	return 0;
}
