/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netfilter's policies: chains as nf_tables sends them, rules of x_tables. */
#include <config.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter_ipv4/ip_tables.h>

#include "collect/kernel/forward-decode.h"

#include "guard.h"
#include "nlmsg.h"
#include "tap.h"

struct chain {
	unsigned char family;
	const char *table;
	uint32_t hook, policy;
};

static const struct chain usual = { NFPROTO_IPV4, "filter", NF_INET_FORWARD, NF_DROP };

/* As after iptables-nft -P FORWARD DROP. */
static void put_chain(struct vt_buf *b, const struct chain *c)
{
	const struct nfgenmsg head = { .nfgen_family = c->family };
	size_t start =
		start_message(b, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN, &head, sizeof(head));
	VT_BUF_OF(hook);

	put_u32(&hook, NFTA_HOOK_HOOKNUM, htonl(c->hook));
	put_u32(&hook, NFTA_HOOK_PRIORITY, 0);
	put_str(b, NFTA_CHAIN_TABLE, c->table);
	put_u32(b, NFTA_CHAIN_USE, 0);
	put_str(b, NFTA_CHAIN_NAME, "FORWARD");
	put_nested(b, NFTA_CHAIN_HOOK, &hook);
	put_u32(b, NFTA_CHAIN_POLICY, htonl(c->policy));
	end_message(b, start);
}

static void chain(const char *what, struct chain c, const char *want)
{
	VT_BUF_OF(b);
	VT_BUF_OF(ret);

	put_chain(&b, &c);
	put_chain(&b, &(struct chain){ NFPROTO_IPV6, "more", NF_INET_FORWARD, NF_DROP });
	vt_buf_str(&ret, "");
	ok(!vt_forward_chains(b.p, b.len, &ret), "%s: decoded", what);
	is_str(ret.p, want, what);
}

#define MORE "ip6 more FORWARD\n"

static void test_chains(void)
{
	struct chain c = usual;

	chain("a policy to drop", usual, "ip filter FORWARD\n" MORE);
	c.policy = NF_ACCEPT;
	chain("to accept", c, MORE);
	c = usual;
	c.hook = NF_INET_LOCAL_IN;
	chain("of what is for the host", c, MORE);
	c = usual;
	c.family = NFPROTO_INET;
	chain("of both", c, "inet filter FORWARD\n" MORE);
	c.family = NFPROTO_BRIDGE;
	chain("of bridges, which see it anyway", c, MORE);
	c = usual;
	c.table = "two words";
	chain("a name that is no word", c, "ip ? FORWARD\n" MORE);
	c.table = " x";
	chain("nor one with a blank before it", c, "ip ? FORWARD\n" MORE);
	c.table = "x\x7f";
	chain("nor one that ends in a control character", c, "ip ? FORWARD\n" MORE);
	c.table = "\xff";
	chain("nor what is beyond ASCII", c, "ip ? FORWARD\n" MORE);
}

static void test_malformed(void)
{
	const struct nfgenmsg head = { .nfgen_family = NFPROTO_IPV4 };
	size_t start;
	VT_BUF_OF(b);
	VT_BUF_OF(ret);

	vt_buf_str(&ret, "kept\n");
	put_chain(&b, &usual);
	ok(vt_forward_chains(b.p, b.len - 4, &ret) == -EBADMSG, "cut off");
	start = start_message(&b, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN, &head,
			      sizeof(head));
	put_u8(&b, NFTA_CHAIN_POLICY, 0);
	end_message(&b, start);
	ok(vt_forward_chains(b.p, b.len, &ret) == -EBADMSG, "a policy of one byte");
	is_str(ret.p, "kept\n", "nothing comes of either");
	b.len = 0;
	start = start_message(&b, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN, &head,
			      sizeof(head));
	put_str(&b, NFTA_CHAIN_NAME, "regular");
	end_message(&b, start);
	ok(!vt_forward_chains(b.p, b.len, &ret), "a chain without hook is fine");
	is_str(ret.p, "kept\n", "and has no policy");
}

/* A chain that forwards, and what of it is said by @policy. */
static void put_forward(struct vt_buf *b, const void *hook, size_t n, bool policy)
{
	const struct nfgenmsg head = { .nfgen_family = NFPROTO_IPV4 };
	size_t start =
		start_message(b, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN, &head, sizeof(head));
	VT_BUF_OF(nested);

	put_attr(&nested, NFTA_HOOK_HOOKNUM, hook, n);
	put_u32(&nested, NFTA_HOOK_PRIORITY, 0);
	put_nested(b, NFTA_CHAIN_HOOK, &nested);
	if (policy)
		put_u32(b, NFTA_CHAIN_POLICY, htonl(NF_DROP));
	end_message(b, start);
}

static void test_odd(void)
{
	const uint32_t forward = htonl(NF_INET_FORWARD);
	const struct nfgenmsg head = { .nfgen_family = NFPROTO_IPV4 };
	VT_BUF_OF(b);
	VT_BUF_OF(ret);

	put_forward(&b, &forward, 1, true);
	ok(vt_forward_chains(b.p, b.len, &ret) == -EBADMSG && !ret.len, "a hook of one byte");
	b.len = 0;
	put_forward(&b, &forward, sizeof(forward), false);
	ok(!vt_forward_chains(b.p, b.len, &ret) && !ret.len, "a policy that is not said is none");
	b.len = 0;
	put_forward(&b, &forward, sizeof(forward), true);
	ok(!vt_forward_chains(b.p, b.len, &ret), "a chain without names");
	is_str(ret.p, "ip ? ?\n", "has none");
	ret.len = 0;
	vt_buf_add(&b, "\5\0", 2);
	end_message(&b, 0);
	ok(vt_forward_chains(b.p, b.len, &ret) == -EBADMSG && !ret.len,
	   "half an attribute behind all that counts");
	b.len = 0;
	start_message(&b, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN, &head, sizeof(head));
	cut_message(&b, b.len);
	ok(!vt_forward_chains(b.p, b.len, &ret) && !ret.len, "a chain of no words");
}

static void test_cut(void)
{
	bool all = true;
	VT_BUF_OF(b);
	VT_BUF_OF(ret);

	put_chain(&b, &usual);
	for (size_t n = b.len - 1; n >= sizeof(struct nlmsghdr); n--) {
		int r;

		cut_message(&b, n);
		r = vt_forward_chains(guarded(b.p, n), n, &ret);
		all = all && (!r || r == -EBADMSG) && !ret.len;
	}
	ok(all, "a message cut at each byte says nothing");
}

struct rule {
	struct ipt_entry entry;
	struct xt_standard_target target;
};

static bool legacy_drops(const struct rule *rules, size_t len, uint32_t underflow)
{
	return vt_forward_legacy_drops(guarded(rules, len), len, underflow,
				       offsetof(struct ipt_entry, target_offset));
}

static void test_legacy(void)
{
	struct rule rules[2] = { 0 };
	const uint32_t at = sizeof(rules[0]);
	/* Where a rule is aligned to more than its target there is padding behind it. */
	const size_t end = at + offsetof(struct rule, target) + sizeof(rules[0].target);

	for (size_t i = 0; i < 2; i++) {
		rules[i].entry.target_offset = sizeof(rules[i].entry);
		rules[i].target.verdict = -1;
	}
	ok(legacy_drops(rules, sizeof(rules), at), "the verdict of the last rule is to drop");
	ok(!legacy_drops(rules, end - 1, at), "that is not all there");
	ok(!legacy_drops(rules, sizeof(rules), sizeof(rules)), "behind the end");
	ok(!legacy_drops(rules, sizeof(rules), UINT32_MAX), "far behind it");
	ok(!legacy_drops(rules, at + 1, at), "a rule of which there is one byte");
	rules[1].entry.target_offset = UINT16_MAX;
	ok(!legacy_drops(rules, sizeof(rules), at), "a target behind the end");
	rules[1].entry.target_offset = sizeof(rules[1].entry);
	rules[1].target.verdict = -2;
	ok(!legacy_drops(rules, sizeof(rules), at), "to accept");
	rules[1].target.verdict = -1;
	strcpy(rules[1].target.target.u.user.name, "REJECT");
	ok(!legacy_drops(rules, sizeof(rules), at), "another target, whose data is no verdict");
	strcpy(rules[1].target.target.u.user.name, "X");
	ok(!legacy_drops(rules, sizeof(rules), at), "nor that of one of a single letter");
}

static void test_decode(void)
{
	struct vt_arena *a = vt_arena_new();
	struct vt_netns n = { 0 };

	vt_forward_decode("ip ip6", "ip6 x y\nip filter FORWARD\nip other z\n", a, &n);
	ok(n.calls_ip && n.calls_ip6, "both are called");
	is_str(n.drops_ip, "ip filter FORWARD", "the first chain of IPv4");
	is_str(n.drops_ip6, "ip6 x y", "and of IPv6");
	n = (struct vt_netns){ 0 };
	vt_forward_decode("ip6", "inet a b\n", a, &n);
	ok(!n.calls_ip && n.calls_ip6, "only IPv6 is called");
	is_str(n.drops_ip, "inet a b", "one chain for both");
	is_str(n.drops_ip6, "inet a b", "and here");
	n = (struct vt_netns){ 0 };
	vt_forward_decode("no ip4", "ip a b\n", a, &n);
	ok(!n.calls_ip && !n.calls_ip6 && !n.drops_ip6, "other words are none of ours");
	n = (struct vt_netns){ 0 };
	vt_forward_decode("", "ip6 a b\nip6 c d\n", a, &n);
	ok(!n.drops_ip, "nothing of IPv4");
	is_str(n.drops_ip6, "ip6 a b", "and the first of IPv6");
	n = (struct vt_netns){ 0 };
	vt_forward_decode(NULL, NULL, a, &n);
	ok(!n.calls_ip && !n.calls_ip6 && !n.drops_ip && !n.drops_ip6, "not known");
	vt_arena_free(a);
}

int main(void)
{
	test_chains();
	test_malformed();
	test_odd();
	test_cut();
	test_legacy();
	test_decode();
	return done();
}
