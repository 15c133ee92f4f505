/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of the other byte order become what this machine's kernel would have
 * sent. They are built by hand here, number by number, in the other order.
 */
#include <config.h>

#include "collect/recording/byteorder.h"

#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <sys/socket.h>

#include "tap.h"
#include "util/str.h"

/* Numbers are put as this machine has them, or turned. */
struct message {
	struct vt_buf b;
	bool other;
};

static void put(struct message *m, uint64_t value, size_t size)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < size; i++) {
		bool little = (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) != m->other;

		bytes[little ? i : size - 1 - i] = (unsigned char)(value >> (8 * i));
	}
	vt_buf_add(&m->b, bytes, size);
}

/* A number that is written at @at instead of at the end. */
static void set(struct message *m, size_t at, uint64_t value, size_t size)
{
	size_t end = m->b.len;

	put(m, value, size);
	memcpy(m->b.p + at, m->b.p + end, size);
	m->b.len = end;
}

static size_t begin(struct message *m, unsigned int type)
{
	put(m, 0, 2);
	put(m, type, 2);
	return m->b.len - 4;
}

static void end(struct message *m, size_t at)
{
	set(m, at, m->b.len - at, 2);
	while (m->b.len % 4)
		vt_buf_add(&m->b, "", 1);
}

static void put_number(struct message *m, unsigned int type, uint64_t value, size_t size)
{
	size_t at = begin(m, type);

	put(m, value, size);
	end(m, at);
}

static void put_bytes(struct message *m, unsigned int type, const void *bytes, size_t n)
{
	size_t at = begin(m, type);

	vt_buf_add(&m->b, bytes, n);
	end(m, at);
}

static size_t head(struct message *m, unsigned int type)
{
	size_t at = m->b.len;

	put(m, 0, 4);
	put(m, type, 2);
	put(m, 2, 2);
	put(m, 7, 4);
	put(m, 4711, 4);
	return at;
}

/* A port of a bridge, with what looks like numbers and is none. */
static void put_port(struct message *m)
{
	size_t at = head(m, RTM_NEWLINK), info, data;

	put(m, 0, 1);
	put(m, 0, 1);
	put(m, 1, 2);
	put(m, 12, 4);
	put(m, 0x11043, 4);
	put(m, 0, 4);
	put_bytes(m, IFLA_IFNAME, "tap", 4);
	put_bytes(m, IFLA_ADDRESS, "\xfe\x54\0\1\2\3", 6);
	put_number(m, IFLA_MTU, 1500, 4);
	put_number(m, IFLA_CARRIER, 1, 1);
	data = begin(m, IFLA_STATS64);
	for (unsigned int i = 0; i < 4; i++)
		put(m, UINT64_C(0x100000001) * i, 8);
	end(m, data);
	info = begin(m, IFLA_LINKINFO);
	put_bytes(m, IFLA_INFO_KIND, "vlan", 5);
	data = begin(m, IFLA_INFO_DATA);
	put_number(m, IFLA_VLAN_ID, 77, 2);
	put_bytes(m, IFLA_VLAN_PROTOCOL, "\x81\0", 2);
	end(m, data);
	put_bytes(m, IFLA_INFO_SLAVE_KIND, "bridge", 7);
	data = begin(m, IFLA_INFO_SLAVE_DATA);
	put_number(m, IFLA_BRPORT_STATE, 3, 1);
	put_number(m, IFLA_BRPORT_COST, 100, 4);
	put_bytes(m, IFLA_BRPORT_ROOT_ID, "\x80\0\1\2\3\4\5\6", 8);
	put_number(m, IFLA_BRPORT_FORWARD_DELAY_TIMER, 1499, 8);
	end(m, data);
	end(m, info);
	set(m, at, m->b.len - at, 4);
}

static void put_vlans(struct message *m)
{
	size_t at = head(m, RTM_NEWLINK), spec;

	put(m, AF_BRIDGE, 1);
	put(m, 0, 1);
	put(m, 1, 2);
	put(m, 12, 4);
	put(m, 0, 4);
	put(m, 0, 4);
	spec = begin(m, IFLA_AF_SPEC);
	for (unsigned int vid = 10; vid < 12; vid++) {
		size_t info = begin(m, IFLA_BRIDGE_VLAN_INFO);

		put(m, BRIDGE_VLAN_INFO_PVID, 2);
		put(m, vid, 2);
		end(m, info);
	}
	end(m, spec);
	set(m, at, m->b.len - at, 4);
}

static void put_neighbour(struct message *m)
{
	size_t at = head(m, RTM_NEWNEIGH), cache;

	put(m, AF_INET, 1);
	put(m, 0, 1);
	put(m, 0, 2);
	put(m, 12, 4);
	put(m, NUD_STALE, 2);
	put(m, NTF_SELF, 1);
	put(m, 1, 1);
	put_bytes(m, NDA_DST, "\xc0\0\2\1", 4);
	put_bytes(m, NDA_LLADDR, "\x52\x54\0\1\2\3", 6);
	put_number(m, NDA_VLAN, 77, 2);
	cache = begin(m, NDA_CACHEINFO);
	for (unsigned int i = 1; i <= 4; i++)
		put(m, i, 4);
	end(m, cache);
	set(m, at, m->b.len - at, 4);
}

static void put_unknown_kind(struct message *m)
{
	size_t at = head(m, RTM_NEWLINK), info;

	put(m, 0, 4);
	put(m, 12, 4);
	put(m, 0, 8);
	info = begin(m, IFLA_LINKINFO);
	put_bytes(m, IFLA_INFO_KIND, "none", 5);
	put_bytes(m, IFLA_INFO_DATA, "\1\2\3\4", 4);
	end(m, info);
	set(m, at, m->b.len - at, 4);
}

/* A link of @kind, whose data and port's data are a number each. */
static void put_kind(struct message *m, const char *kind)
{
	size_t at = head(m, RTM_NEWLINK), info, data;

	put(m, 0, 4);
	put(m, 12, 4);
	put(m, 0, 8);
	info = begin(m, IFLA_LINKINFO);
	if (kind)
		put_bytes(m, IFLA_INFO_KIND, kind, strlen(kind) + 1);
	data = begin(m, IFLA_INFO_DATA);
	put_number(m, 1, 77, 4);
	end(m, data);
	end(m, info);
	set(m, at, m->b.len - at, 4);
}

/* Numbers of every kind that is known are turned, and a longer or shorter name is none of them. */
static void test_kinds(void)
{
	static const struct {
		const char *kind;
		bool turned;
	} rows[] = {
		{ "tun", true },     { "bridge", true }, { "bond", true },      { "macvtap", true },
		{ "macvlan", true }, { "ipvtap", true }, { "ipvlan", true },    { "vrf", true },
		{ "team", true },    { "ipoib", true },  { "vxlan", true },     { "teams", false },
		{ "tea", false },    { "", false },      { "macvtaps", false }, { NULL, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct message own = { 0 }, other = { .other = true };

		put_kind(&own, rows[i].kind);
		put_kind(&other, rows[i].kind);
		is_int(vt_byteorder_convert(other.b.p, other.b.len), 0, "converted");
		ok(!memcmp(own.b.p, other.b.p, own.b.len) == rows[i].turned, "'%s'",
		   rows[i].kind ? rows[i].kind : "of no kind");
		vt_buf_done(&own.b);
		vt_buf_done(&other.b);
	}
}

/* Attributes of four bytes that are no number. */
static void put_names(struct message *m)
{
	size_t at = head(m, RTM_NEWLINK);

	put(m, 0, 4);
	put(m, 12, 4);
	put(m, 0, 8);
	put_bytes(m, IFLA_IFNAME, "tap", 4);
	put_bytes(m, IFLA_IFALIAS, "web", 4);
	put_bytes(m, 56 /* IFLA_PARENT_DEV_NAME */, "0:1", 4);
	put_bytes(m, 57 /* IFLA_PARENT_DEV_BUS_NAME */, "pci", 4);
	put_bytes(m, IFLA_QDISC, "", 0);
	set(m, at, m->b.len - at, 4);
}

/* Messages that end early, but where one may: without attributes, without padding. */
static void put_short(struct message *m)
{
	size_t at = head(m, RTM_NEWLINK);

	put(m, 0, 4);
	put(m, 12, 4);
	put(m, 0, 8);
	set(m, at, m->b.len - at, 4);
	at = head(m, RTM_NEWNEIGH);
	put(m, 0, 4);
	put(m, 12, 4);
	put(m, 0, 4);
	set(m, at, m->b.len - at, 4);
	at = head(m, RTM_NEWLINK);
	put(m, 0, 4);
	put(m, 12, 4);
	put(m, 0, 8);
	put(m, 5, 2);
	put(m, IFLA_CARRIER, 2);
	put(m, 1, 1);
	set(m, at, m->b.len - at, 4);
}

static void put_heads(struct message *m)
{
	set(m, head(m, NLMSG_DONE), 16, 4);
}

/* A message of @type and @size with a body of @n bytes, most of it nothing. */
static int convert_odd(unsigned int type, uint32_t size, size_t n, const char *attrs,
		       size_t n_attrs)
{
	struct message m = { .other = true };
	size_t at = head(&m, type);
	int r;

	for (size_t i = 0; i < n; i++)
		put(&m, 0, 1);
	vt_buf_add(&m.b, attrs, n_attrs);
	set(&m, at, size, 4);
	r = vt_byteorder_convert(m.b.p, m.b.len);
	vt_buf_done(&m.b);
	return r;
}

static void test_odd(void)
{
	/* Of the other order: an outer attribute of 8 bytes, in it one of 16. */
	struct message m = { .other = true };

	put(&m, 8, 2);
	put(&m, IFLA_LINKINFO, 2);
	put(&m, 16, 2);
	put(&m, IFLA_INFO_KIND, 2);
	is_int(convert_odd(RTM_NEWLINK, 32, 16, "", 0), 0, "a link without attributes");
	is_int(convert_odd(RTM_NEWLINK, 28, 12, "", 0), -EBADMSG, "a shorter one");
	is_int(convert_odd(RTM_NEWNEIGH, 28, 12, "", 0), 0, "a neighbour without attributes");
	is_int(convert_odd(RTM_NEWNEIGH, 24, 8, "", 0), -EBADMSG, "a shorter one");
	is_int(convert_odd(RTM_NEWLINK, 40, 16, m.b.p, m.b.len), -EBADMSG,
	       "an attribute larger than that around it");
	is_int(convert_odd(RTM_NEWLINK, 34, 16, "\0\0", 2), -EBADMSG,
	       "half the head of an attribute");
	is_int(convert_odd(RTM_NEWLINK, 0, 16, "", 0), -EBADMSG, "a message of no size");
	is_int(convert_odd(NLMSG_NOOP, 0, 16, "", 0), -EBADMSG, "one of another type");
	is_int(convert_odd(RTM_NEWLINK, 12, 16, "", 0), -EBADMSG, "one smaller than its head");
	is_int(convert_odd(RTM_NEWLINK, 33, 16, "", 0), -EBADMSG, "one larger than what there is");
	vt_buf_done(&m.b);
}

static void test(void (*fill)(struct message *m), const char *what)
{
	struct message own = { 0 }, other = { .other = true };

	for (int i = 0; i < 2; i++) {
		while (own.b.len % 4) {
			put(&own, 0, 1);
			put(&other, 0, 1);
		}
		fill(&own);
		fill(&other);
	}
	ok(vt_byteorder_convert(other.b.p, other.b.len) == 0 && own.b.len == other.b.len &&
		   !memcmp(own.b.p, other.b.p, own.b.len),
	   "%s", what);
	vt_buf_done(&own.b);
	vt_buf_done(&other.b);
}

/* Whatever is cut off, and whatever byte is another one, it returns. */
static void test_broken(void)
{
	struct message m = { .other = true }, copy = { 0 };
	unsigned int refused = 0;

	put_port(&m);
	put_vlans(&m);
	put_neighbour(&m);
	for (size_t n = 1; n < m.b.len; n++) {
		copy.b.len = 0;
		vt_buf_add(&copy.b, m.b.p, n);
		refused += vt_byteorder_convert(copy.b.p, n) == -EBADMSG;
	}
	ok(refused >= m.b.len - 3, "what is cut off is refused");
	for (size_t i = 0; i < m.b.len * 2; i++) {
		copy.b.len = 0;
		vt_buf_add(&copy.b, m.b.p, m.b.len);
		copy.b.p[i / 2] = (char)(i % 2 ? 0xff : 1);
		vt_byteorder_convert(copy.b.p, copy.b.len);
	}
	ok(true, "what is broken is survived");
	vt_buf_done(&m.b);
	vt_buf_done(&copy.b);
}

int main(void)
{
	test(put_port, "a link");
	test(put_vlans, "VLANs of a port");
	test(put_neighbour, "a neighbour");
	test(put_unknown_kind, "an unknown kind's data stay as they are");
	test(put_names, "names of as many bytes as a number");
	test(put_short, "what ends where it may");
	test(put_heads, "a head alone");
	test_kinds();
	test_odd();
	test_broken();
	return done();
}
