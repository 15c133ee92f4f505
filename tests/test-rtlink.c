/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Link messages -> rows: hand-built ones, recorded ones, and broken ones. */
#include <config.h>

#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>

#include "collect/kernel/nlattr.h"
#include "collect/kernel/rtlink.h"
#include "collect/recording/byteorder.h"
#include "util/fd.h"
#include "util/str.h"

#include "guard.h"
#include "tap.h"

#define NETNS 4026531840u

VT_DEFINE_CLEANUP(facts, struct vt_facts *, vt_facts_free)

static void put_pad(struct vt_buf *b)
{
	while (b->len % NLA_ALIGNTO)
		vt_buf_add(b, "", 1);
}

static void put_attr(struct vt_buf *b, unsigned int type, const void *payload, size_t n)
{
	struct nlattr head = { .nla_len = (uint16_t)(NLA_HDRLEN + n), .nla_type = (uint16_t)type };

	vt_buf_add(b, &head, sizeof(head));
	vt_buf_add(b, payload, n);
	put_pad(b);
}

static void put_str(struct vt_buf *b, unsigned int type, const char *s)
{
	put_attr(b, type, s, strlen(s) + 1);
}

static void put_u32(struct vt_buf *b, unsigned int type, uint32_t value)
{
	put_attr(b, type, &value, sizeof(value));
}

static void put_u8(struct vt_buf *b, unsigned int type, uint8_t value)
{
	put_attr(b, type, &value, sizeof(value));
}

static void put_nested(struct vt_buf *b, unsigned int type, const struct vt_buf *inner)
{
	put_attr(b, type | NLA_F_NESTED, inner->p, inner->len);
}

/* Ends with end_message(); returns where it started. */
static size_t start_message(struct vt_buf *b, int ifindex, unsigned int arphrd, unsigned int flags)
{
	struct nlmsghdr head = { .nlmsg_type = RTM_NEWLINK, .nlmsg_flags = NLM_F_MULTI };
	struct ifinfomsg info = { .ifi_type = (uint16_t)arphrd,
				  .ifi_index = ifindex,
				  .ifi_flags = flags };
	size_t start = b->len;

	vt_buf_add(b, &head, sizeof(head));
	vt_buf_add(b, &info, sizeof(info));
	return start;
}

static void end_message(struct vt_buf *b, size_t start)
{
	uint32_t len = (uint32_t)(b->len - start);

	memcpy(b->p + start, &len, sizeof(len));
}

static void put_linkinfo(struct vt_buf *b, const char *kind, const struct vt_buf *data)
{
	VT_BUF_OF(info);

	put_str(&info, IFLA_INFO_KIND, kind);
	if (data)
		put_nested(&info, IFLA_INFO_DATA, data);
	put_nested(b, IFLA_LINKINFO, &info);
}

/* Facts with the rows of @b; NULL when it does not decode. */
static struct vt_facts *decode(const struct vt_buf *b)
{
	struct vt_facts *facts = vt_facts_new();
	struct vt_err err = { 0 };

	if (vt_rtlink_decode(guarded(b->p, b->len), b->len, NETNS, facts, &err) < 0 || *err.msg) {
		printf("# %s\n", err.msg);
		vt_facts_free(facts);
		return NULL;
	}
	return facts;
}

static void test_plain(void)
{
	static const unsigned char mac[] = { 0x52, 0x54, 0x00, 0xAB, 0xcd, 0xEF };
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	VT_BUF_OF(b);
	size_t start = start_message(&b, 7, ARPHRD_ETHER, IFF_UP);
	const struct vt_link *l;

	put_str(&b, IFLA_IFNAME, "eth0");
	put_attr(&b, IFLA_ADDRESS, mac, sizeof(mac));
	put_u32(&b, IFLA_MTU, 9000);
	put_u32(&b, IFLA_MASTER, 3);
	put_u8(&b, IFLA_CARRIER, 0);
	put_str(&b, IFLA_IFALIAS, "up\x01link");
	end_message(&b, start);
	f = decode(&b);
	if (!ok(f && f->links.n == 1, "a plain message is one row"))
		return;
	l = &f->links.v[0];
	ok(l->netns == NETNS && l->ifindex == 7, "identity");
	is_str(l->ifname, "eth0", "name");
	ok(l->kind == VT_KIND_OTHER && !l->kind_name, "hardware has no kind");
	is_str(l->mac, "52:54:00:ab:cd:ef", "address in lower case");
	ok(l->mtu == 9000 && l->master == 3 && l->lower == 0, "mtu, master, lower");
	ok(l->up && l->carrier == VT_NO, "up without carrier");
	is_str(l->alias, "up\x01link", "alias as it is");
	ok(!l->altnames && l->owner == VT_NONE && l->group == VT_NONE, "what is absent");
	ok(l->queues_enabled == VT_NONE && l->queues_disabled == VT_NONE, "no queue counts");
}

static void put_tun(struct vt_buf *b, unsigned int type, bool persist, bool multi_queue)
{
	VT_BUF_OF(data);

	put_u8(&data, IFLA_TUN_TYPE, (uint8_t)type);
	put_u8(&data, IFLA_TUN_PERSIST, persist);
	put_u8(&data, IFLA_TUN_MULTI_QUEUE, multi_queue);
	put_u32(&data, IFLA_TUN_NUM_QUEUES, 1);
	put_u32(&data, IFLA_TUN_NUM_DISABLED_QUEUES, 3);
	if (persist) {
		put_u32(&data, IFLA_TUN_OWNER, 64055);
		put_u32(&data, IFLA_TUN_GROUP, 0);
	}
	put_linkinfo(b, "tun", &data);
}

static void test_tun(void)
{
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	VT_BUF_OF(b);
	size_t start = start_message(&b, 1, ARPHRD_ETHER, 0);

	put_tun(&b, 2, true, false);
	put_str(&b, IFLA_IFNAME, "tap0");
	end_message(&b, start);
	start = start_message(&b, 2, ARPHRD_ETHER, 0);
	put_str(&b, IFLA_IFNAME, "tap1");
	put_tun(&b, 2, false, true);
	end_message(&b, start);
	start = start_message(&b, 3, ARPHRD_NONE, 0);
	put_str(&b, IFLA_IFNAME, "tun0");
	put_tun(&b, 1, false, false);
	end_message(&b, start);
	f = decode(&b);
	if (!ok(f && f->links.n == 3, "three messages are three rows"))
		return;
	ok(f->links.v[0].kind == VT_KIND_TAP && f->links.v[0].persist, "persistent tap");
	ok(f->links.v[0].owner == 64055 && f->links.v[0].group == 0, "owner, and group 0");
	ok(f->links.v[0].queues_enabled == VT_NONE, "single-queue: counts are not believed");
	ok(f->links.v[1].kind == VT_KIND_TAP && !f->links.v[1].persist, "non-persistent tap");
	ok(f->links.v[1].multi_queue && f->links.v[1].queues_enabled == 1 &&
		   f->links.v[1].queues_disabled == 3,
	   "enabled and disabled queues");
	ok(f->links.v[2].kind == VT_KIND_TUN && f->links.v[2].owner == VT_NONE, "tun");
	is_str(f->links.v[2].kind_name, "tun", "kernel's word for it");
	ok(f->links.v[0].carrier == VT_UNKNOWN && !f->links.v[0].mac, "absent is not known");
}

/* Before Linux 4.17 there is no IFLA_INFO_DATA of tun. */
static void test_old_tun(void)
{
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	VT_BUF_OF(b);
	size_t start = start_message(&b, 1, ARPHRD_ETHER, 0);

	put_str(&b, IFLA_IFNAME, "a");
	put_linkinfo(&b, "tun", NULL);
	end_message(&b, start);
	start = start_message(&b, 2, ARPHRD_NONE, 0);
	put_str(&b, IFLA_IFNAME, "b");
	put_linkinfo(&b, "tun", NULL);
	end_message(&b, start);
	f = decode(&b);
	ok(f && f->links.n == 2 && f->links.v[0].kind == VT_KIND_TAP &&
		   f->links.v[1].kind == VT_KIND_TUN,
	   "without data the link type tells tap from tun");
}

static void test_kinds(void)
{
	static const struct {
		const char *name;
		enum vt_kind kind;
	} kinds[] = {
		{ "macvtap", VT_KIND_MACVTAP },   { "ipvtap", VT_KIND_IPVTAP },
		{ "bridge", VT_KIND_BRIDGE },     { "openvswitch", VT_KIND_OVS },
		{ "veth", VT_KIND_VETH },         { "macvtapx", VT_KIND_OTHER },
		{ "no word\x1b", VT_KIND_OTHER },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		VT_CLEANUP(facts) struct vt_facts *f = NULL;
		VT_BUF_OF(b);
		size_t start = start_message(&b, 9, ARPHRD_ETHER, 0);

		put_str(&b, IFLA_IFNAME, "x");
		put_u32(&b, IFLA_LINK, 4);
		put_linkinfo(&b, kinds[i].name, NULL);
		end_message(&b, start);
		f = decode(&b);
		ok(f && f->links.n == 1 && f->links.v[0].kind == kinds[i].kind &&
			   vt_streq(f->links.v[0].kind_name,
				    strchr(kinds[i].name, ' ') ? NULL : kinds[i].name) &&
			   f->links.v[0].lower == 4,
		   "kind %zu", i);
	}
}

static void test_lower_elsewhere(void)
{
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	VT_BUF_OF(b);
	size_t start = start_message(&b, 9, ARPHRD_ETHER, 0);

	put_u32(&b, IFLA_LINK_NETNSID, 0);
	put_str(&b, IFLA_IFNAME, "x");
	put_u32(&b, IFLA_LINK, 4);
	end_message(&b, start);
	f = decode(&b);
	ok(f && f->links.v[0].lower == 0, "a lower device of another namespace is none here");
}

static void test_names(void)
{
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	VT_BUF_OF(b);
	VT_BUF_OF(props);
	size_t start = start_message(&b, 1, ARPHRD_INFINIBAND, 0);
	static const unsigned char guid[20] = { 0x80, [19] = 0xff }, longest[32];

	put_attr(&b, IFLA_IFNAME, "\x01\xff\xfe\x1b[31m\"<&>567", 15);
	put_attr(&b, IFLA_ADDRESS, guid, sizeof(guid));
	put_str(&props, IFLA_ALT_IFNAME, "first-alternative-name");
	put_str(&props, IFLA_ALT_IFNAME, "\xc3");
	put_str(&props, IFLA_ALT_IFNAME, "");
	put_nested(&b, IFLA_PROP_LIST, &props);
	put_str(&b, IFLA_IFALIAS, "");
	end_message(&b, start);
	start = start_message(&b, 2, ARPHRD_NONE, 0);
	put_str(&b, IFLA_IFNAME, "y");
	put_attr(&b, IFLA_ADDRESS, "", 0);
	put_attr(&b, IFLA_IFALIAS, "", 0);
	end_message(&b, start);
	start = start_message(&b, 3, ARPHRD_NONE, 0);
	put_str(&b, IFLA_IFNAME, "z");
	put_attr(&b, IFLA_ADDRESS, longest, sizeof(longest));
	end_message(&b, start);
	f = decode(&b);
	if (!ok(f && f->links.n == 3, "odd names decode"))
		return;
	is_str(f->links.v[0].ifname, "\x01\xff\xfe\x1b[31m\"<&>567", "15 bytes without NUL");
	is_str(f->links.v[0].altnames, "first-alternative-name \xc3", "alternative names");
	is_str(f->links.v[0].mac, "80:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:ff",
	       "a long address");
	ok(!f->links.v[0].alias, "an empty alias is none");
	ok(!f->links.v[1].mac && !f->links.v[1].alias,
	   "an address and an alias of no bytes are none");
	ok(f->links.v[2].mac && strlen(f->links.v[2].mac) == 95, "32 bytes are an address");
}

/* A good message, then one with @type carrying @n bytes of @payload. */
static void is_malformed(unsigned int type, const void *payload, size_t n, const char *what)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(b);
	size_t start = start_message(&b, 1, ARPHRD_ETHER, 0);
	int r;

	put_str(&b, IFLA_IFNAME, "good");
	end_message(&b, start);
	start = start_message(&b, 2, ARPHRD_ETHER, 0);
	if (type != IFLA_IFNAME)
		put_str(&b, IFLA_IFNAME, "bad");
	put_attr(&b, type, payload, n);
	end_message(&b, start);
	vt_vec_add(&f->links);
	r = vt_rtlink_decode(guarded(b.p, b.len), b.len, NETNS, f, &err);
	ok(r == -EBADMSG && err.code == EBADMSG && f->links.n == 1, "malformed, no row: %s", what);
	vt_facts_free(f);
}

static void test_malformed(void)
{
	static const char zeros[64];
	char altname[NLA_HDRLEN + 128] = { (char)(NLA_HDRLEN + 128), 0, IFLA_ALT_IFNAME };

	memset(altname + NLA_HDRLEN, 'a', 128);
	is_malformed(IFLA_PROP_LIST, altname, sizeof(altname), "alternative name of 128 bytes");
	is_malformed(IFLA_IFNAME, "", 1, "empty name");
	is_malformed(IFLA_IFNAME, "", 0, "name of no bytes");
	is_malformed(IFLA_IFNAME, "0123456789abcdef", 16, "name of 16 bytes");
	is_malformed(IFLA_IFNAME, "a\0b", 4, "name with a NUL inside");
	is_malformed(IFLA_IFNAME, "a\0", 3, "name with two NULs");
	is_malformed(IFLA_MTU, zeros, 3, "short mtu");
	is_malformed(IFLA_MTU, zeros, 8, "long mtu");
	is_malformed(IFLA_CARRIER, zeros, 0, "empty carrier");
	is_malformed(IFLA_MASTER, zeros, 1, "short master");
	is_malformed(IFLA_LINK_NETNSID, zeros, 1, "short namespace id");
	is_malformed(IFLA_ADDRESS, zeros, 33, "long address");
	is_malformed(IFLA_LINKINFO, "\x40\0\x01\0tun", 8, "nested attribute too long");
	is_malformed(IFLA_LINKINFO, "\x03\0\x01", 4, "nested attribute too short");
	is_malformed(IFLA_LINKINFO, "\x08\0", 3, "half an attribute");
	is_malformed(IFLA_PROP_LIST, "\x04\0\x35\0\x08", 6, "rest behind a nested attribute");
	is_malformed(IFLA_LINKINFO, "\x08\0\x01\0tun\0\x09\0\x02\0\x06\0\x03\0\x01\0\0\0", 20,
		     "tun data cut off");
	is_malformed(IFLA_LINKINFO, "\x08\0\x01\0tun\0\x0a\0\x02\0\x06\0\x03\0\x01\0\0\0", 20,
		     "tun type of two bytes");
}

static void test_framing(void)
{
	VT_BUF_OF(b);
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	size_t start = start_message(&b, 0, ARPHRD_ETHER, 0);
	uint16_t type = RTM_DELLINK;

	is_int(vt_rtlink_decode(NULL, 0, NETNS, f, &err), 0, "nothing is fine");
	put_str(&b, IFLA_IFNAME, "zero");
	end_message(&b, start);
	is_int(vt_rtlink_decode(b.p, b.len, NETNS, f, &err), -EBADMSG, "index 0");
	b.len = 0;
	start = start_message(&b, 1, ARPHRD_ETHER, 0);
	end_message(&b, start);
	is_int(vt_rtlink_decode(b.p, b.len, NETNS, f, &err), -EBADMSG, "no name");
	put_str(&b, IFLA_IFNAME, "x");
	end_message(&b, start);
	memcpy(b.p + 4, &type, sizeof(type));
	is_int(vt_rtlink_decode(b.p, b.len, NETNS, f, &err), -EBADMSG, "not a new link");
	is_str(err.msg, "malformed message of a link at byte 0", "says where");
	vt_facts_free(f);
}

/* Messages by their lengths alone. */
static void test_lengths(void)
{
	static const struct {
		uint32_t len;
		int want;
		const char *what;
	} rows[] = {
		{ 16, 1, "a message without a body is one" },
		{ 15, -EBADMSG, "less than its own header" },
		{ 0, -EBADMSG, "no length at all" },
		{ 17, -EBADMSG, "a byte more than there is" },
		{ UINT32_MAX, -EBADMSG, "all of memory" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct nlmsghdr head = { .nlmsg_len = rows[i].len,
					       .nlmsg_type = RTM_NEWLINK };
		struct vt_span rest = { (unsigned char *)guarded(&head, sizeof(head)),
					sizeof(head) };
		struct vt_span body = { NULL, 0 };

		ok(vt_message_next(&rest, RTM_NEWLINK, &body) == rows[i].want && !body.n, "%s",
		   rows[i].what);
	}
}

/* The whole of a recording by a little-endian kernel, or an empty buffer. */
static void read_recording(const char *name, struct vt_buf *ret)
{
	const char *srcdir = getenv("srcdir");
	VT_CLEANUP(vt_file) FILE *file = NULL;
	char chunk[4096];
	VT_BUF_OF(path);
	size_t n;

	vt_buf_fmt(&path, "%s/tests/fuzz/corpus/rtlink/%s", srcdir ? srcdir : ".", name);
	file = fopen(path.p, "re");
	while (file && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		vt_buf_add(ret, chunk, n);
	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		vt_byteorder_convert(ret->p, ret->len);
}

static const struct vt_link *find_link(const struct vt_facts *f, const char *ifname)
{
	static const struct vt_link none;

	for (size_t i = 0; f && i < f->links.n; i++)
		if (vt_streq(f->links.v[i].ifname, ifname))
			return &f->links.v[i];
	ok(false, "there is a link '%s'", ifname);
	return &none;
}

static void test_recorded(void)
{
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	const struct vt_link *l, *bridge;
	VT_BUF_OF(b);

	read_recording("lab.bin", &b);
	f = decode(&b);
	if (!ok(f && f->links.n == 11, "a recording of 11 links"))
		return;
	bridge = find_link(f, "br0");
	ok(bridge->kind == VT_KIND_BRIDGE && bridge->up, "bridge");
	l = find_link(f, "vnet0");
	ok(l->kind == VT_KIND_TAP && !l->persist && !l->multi_queue && l->up &&
		   l->carrier == VT_YES && l->master == bridge->ifindex && l->mtu == 1500,
	   "tap with a holder, on the bridge");
	is_str(l->mac, "fe:54:00:aa:bb:01", "its address");
	is_str(l->alias, "web1: \"first\" NIC", "its alias");
	is_str(l->altnames, "guest-web1-eth0 second", "its other names");
	l = find_link(f, "vnet1");
	ok(l->multi_queue && l->queues_enabled == 1 && l->queues_disabled == 2 && l->mtu == 9000,
	   "multi-queue tap");
	l = find_link(f, "tap-stray");
	ok(l->persist && l->owner == 1000 && l->group == 1001 && l->up && l->carrier == VT_NO &&
		   l->queues_enabled == VT_NONE,
	   "persistent tap without a holder");
	l = find_link(f, "tun0");
	ok(l->kind == VT_KIND_TUN && !l->mac, "tun");
	l = find_link(f, "macvtap0");
	ok(l->kind == VT_KIND_MACVTAP && l->lower == find_link(f, "veth0")->ifindex, "macvtap");
	l = find_link(f, "\x01\xff\xfe\x1b[31m\"<&>");
	ok(l->kind == VT_KIND_TAP, "a name of control bytes");
}

static void test_recorded_moved(void)
{
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	VT_BUF_OF(b);

	read_recording("moved-macvtap.bin", &b);
	f = decode(&b);
	ok(find_link(f, "macvtap0")->lower == 0, "recorded: lower device elsewhere");
}

/* Every prefix of a recording, and every copy with one byte changed. */
static void test_recorded_broken(void)
{
	bool all = true;
	VT_BUF_OF(b);

	read_recording("vnet1.bin", &b);
	for (size_t i = 0; i < b.len; i++) {
		char *copy = guarded(b.p, b.len);
		struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };

		copy[i] = (char)(copy[i] ^ 0xff);
		if (vt_rtlink_decode(copy, b.len, NETNS, f, &err) && f->links.n)
			all = false;
		f->links.n = 0;
		if (i && vt_rtlink_decode(guarded(b.p, i), i, NETNS, f, &err) != -EBADMSG)
			all = false;
		vt_facts_free(f);
	}
	ok(b.len && all, "truncated and changed recordings: whole rows or -EBADMSG");
}

/* Cut off where the message's own length says so: each attribute may be the one that is cut. */
static void test_cut(void)
{
	bool all = true;
	VT_BUF_OF(b);

	read_recording("vnet1.bin", &b);
	for (size_t n = b.len; n >= sizeof(struct nlmsghdr); n--) {
		struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		int r;

		b.len = n;
		end_message(&b, 0);
		r = vt_rtlink_decode(guarded(b.p, n), n, NETNS, f, &err);
		if (r ? r != -EBADMSG || f->links.n : f->links.n != 1)
			all = false;
		vt_facts_free(f);
	}
	ok(all, "a message cut at each byte: a whole row or -EBADMSG");
}

static void test_unaligned(void)
{
	VT_CLEANUP(vt_free) char *copy = NULL;
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };
	VT_BUF_OF(b);

	read_recording("lab.bin", &b);
	copy = vt_xrealloc(NULL, b.len + 1, 1);
	memcpy(copy + 1, b.p, b.len);
	ok(vt_rtlink_decode(copy + 1, b.len, NETNS, f, &err) == 0 && f->links.n == 11, "unaligned");
	vt_facts_free(f);
}

int main(void)
{
	test_plain();
	test_tun();
	test_old_tun();
	test_kinds();
	test_lower_elsewhere();
	test_names();
	test_malformed();
	test_framing();
	test_lengths();
	test_recorded();
	test_recorded_moved();
	test_recorded_broken();
	test_cut();
	test_unaligned();
	return done();
}
