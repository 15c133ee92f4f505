/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network namespaces: their names, and what of them could not be read. */
#include <config.h>

#include "collect/decode.h"
#include "gaps.h"
#include "nlmsg.h"
#include "tap.h"
#include "util/str.h"

static void test_namespaces(void)
{
	static const struct {
		const char *path, *name;
	} rows[] = {
		{ "/run/netns/blue", "blue" }, { "/run/netns/", NULL }, { "/run/netnsx", NULL },
		{ "/proc/7/ns/net", NULL },    { NULL, NULL },
	};
	const size_t n = sizeof(rows) / sizeof(*rows);
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_netns *ns;
	const struct vt_gap *gap;
	struct vt_facts *f;

	for (size_t i = 0; i < n; i++) {
		ns = vt_vec_add(&raw->netnses);
		*ns = (struct vt_raw_netns){ .inode = i + 1, .path = rows[i].path };
	}
	ns = vt_vec_add(&raw->netnses);
	*ns = (struct vt_raw_netns){ .inode = 20, .error = "no" };
	for (uint64_t i = 21; i < 24; i++) {
		ns = vt_vec_add(&raw->netnses);
		*ns = (struct vt_raw_netns){ .inode = i };
		vt_buf_add(i == 21 ? &ns->messages :
			   i == 22 ? &ns->vlans :
				     &ns->neighbours,
			   "cut", 3);
	}
	f = vt_decode(raw);
	for (size_t i = 0; i < n; i++) {
		is_str(f->netnses.v[i].name, rows[i].name, rows[i].path ? rows[i].path : "no path");
		ok(f->netnses.v[i].links_ok, "its links are known");
	}
	ok(!f->netnses.v[n].links_ok && !f->netnses.v[n + 1].links_ok, "those of others are not");
	ok(gaps_of(f, VT_GAP_NETNS_UNREADABLE, &gap) == 1 && gap->netns == 21, "a gap");
	ok(gaps_of(f, VT_GAP_BRIDGE_TABLES, &gap) == 2 && gap->netns == 23,
	   "and one where a bridge's tables are broken");
	ok(f->netnses.v[n + 2].links_ok, "whose links are known");
	vt_facts_free(f);
	vt_raw_free(raw);
}

/* Which links have an address of the host's. */
static void test_addressed(void)
{
	static const struct {
		const char *told;
		enum vt_tri want[3];
	} rows[] = {
		{ NULL, { VT_UNKNOWN, VT_UNKNOWN, VT_UNKNOWN } },
		{ "", { VT_NO, VT_NO, VT_NO } },
		{ "12", { VT_NO, VT_YES, VT_NO } },
		{ "11,13", { VT_YES, VT_NO, VT_YES } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_netns *ns = vt_vec_add(&raw->netnses);
		struct vt_facts *f;

		*ns = (struct vt_raw_netns){ .inode = 1, .addressed = rows[i].told };
		for (int k = 0; k < 3; k++) {
			size_t start = start_link(&ns->messages, 0, 11 + k, 0);

			put_str(&ns->messages, IFLA_IFNAME, "x");
			end_message(&ns->messages, start);
		}
		f = vt_decode(raw);
		is_int((long long)f->links.n, 3, "three links");
		for (size_t k = 0; k < 3; k++)
			is_int(f->links.v[k].addressed, rows[i].want[k],
			       rows[i].told ? rows[i].told : "not asked");
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

/* One bridge's message of @family; as link, with what it says of filtering. */
static void put_bridge(struct vt_buf *b, unsigned char family, uint8_t filtering)
{
	size_t start = start_link(b, family, 11, 0);
	VT_BUF_OF(data);
	VT_BUF_OF(info);

	put_str(b, IFLA_IFNAME, "br0");
	if (family == AF_UNSPEC) {
		put_u8(&data, IFLA_BR_VLAN_FILTERING, filtering);
		put_str(&info, IFLA_INFO_KIND, "bridge");
		put_nested(&info, IFLA_INFO_DATA, &data);
		put_nested(b, IFLA_LINKINFO, &info);
	}
	end_message(b, start);
}

/* A bridge that filters tells of VLANs; where they are not known, nor is what passes. */
static void test_filters(void)
{
#define UNREAD_VLANS "the VLANs of bridge ports were not read"
#define BROKEN_VLANS "malformed message of a bridge port at byte 0"
	static const struct {
		const char *what;
		uint8_t filtering;
		enum { READ, UNREAD, BROKEN } vlans;
		enum vt_tri want;
		const char *gap;
	} rows[] = {
		{ "VLANs were read, of which there is none", 1, READ, VT_YES, NULL },
		{ "they did not come in time", 1, UNREAD, VT_UNKNOWN, UNREAD_VLANS },
		{ "they are broken", 1, BROKEN, VT_UNKNOWN, BROKEN_VLANS },
		{ "there are none to read", 0, UNREAD, VT_NO, NULL },
		{ "they are broken, and nothing is filtered", 0, BROKEN, VT_NO, BROKEN_VLANS },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_netns *ns = vt_vec_add(&raw->netnses);
		const struct vt_gap *gap = NULL;
		struct vt_facts *f;

		*ns = (struct vt_raw_netns){ .inode = 7 };
		put_bridge(&ns->messages, AF_UNSPEC, rows[i].filtering);
		if (rows[i].vlans == READ)
			put_bridge(&ns->vlans, AF_BRIDGE, 0);
		if (rows[i].vlans == BROKEN)
			vt_buf_add(&ns->vlans, "cut", 3);
		f = vt_decode(raw);
		is_int(f->links.v[0].bridge.vlan_filtering, rows[i].want, rows[i].what);
		is_int((long long)gaps_of(f, VT_GAP_BRIDGE_TABLES, &gap), rows[i].gap != NULL,
		       "gaps");
		is_str(gap ? gap->detail : NULL, rows[i].gap, rows[i].gap ? rows[i].gap : "none");
		ok(!gap || gap->netns == 7, "of that namespace");
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

int main(void)
{
	test_namespaces();
	test_addressed();
	test_filters();
	return done();
}
