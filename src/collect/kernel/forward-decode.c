/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netfilter's chains and tables, without their rules. The bytes may come from a file. */
#include <config.h>

#include "collect/kernel/forward-decode.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/x_tables.h>
#include <string.h>

#include "collect/kernel/nlattr.h"

#define NEWCHAIN ((uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN))
#define NAME_MAX_LEN 256
/* A policy is the verdict of the last rule: -NF_DROP - 1. */
#define VERDICT_DROP (-1)

struct chain {
	struct vt_span table, name;
	uint32_t hook, policy; /* 0 is another hook, and to drop */
	bool has_policy;
};

static int read_be32(struct vt_span s, uint32_t *ret)
{
	uint32_t number;
	int r = vt_attr_u32(s, &number);

	if (!r)
		*ret = ntohl(number);
	return r;
}

static int read_hook(struct vt_span nested, struct chain *c)
{
	struct vt_attr attr;
	int r;

	while ((r = vt_attr_next(&nested, &attr)) > 0) {
		r = attr.type == NFTA_HOOK_HOOKNUM ? read_be32(attr.payload, &c->hook) : 0;
		if (r)
			return r;
	}
	return r;
}

static int read_chain_attr(const struct vt_attr *attr, struct chain *c)
{
	switch (attr->type) {
	case NFTA_CHAIN_TABLE:
		return vt_attr_string(attr->payload, NAME_MAX_LEN, &c->table);
	case NFTA_CHAIN_NAME:
		return vt_attr_string(attr->payload, NAME_MAX_LEN, &c->name);
	case NFTA_CHAIN_HOOK:
		return read_hook(attr->payload, c);
	case NFTA_CHAIN_POLICY:
		c->has_policy = true;
		return read_be32(attr->payload, &c->policy);
	default:
		return 0;
	}
}

static const char *family_name(unsigned int family)
{
	switch (family) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	default:
		return NULL; /* bridge has frames without anybody's passing them on */
	}
}

static void add_word(struct vt_buf *ret, struct vt_span word)
{
	bool plain = word.n;

	for (size_t i = 0; i < word.n; i++)
		plain = plain && word.p[i] > ' ' && word.p[i] < 0x7f;
	vt_buf_str(ret, " ");
	if (plain)
		vt_buf_add(ret, word.p, word.n);
	else
		vt_buf_str(ret, "?");
}

static int add_chain(struct vt_span body, struct vt_buf *ret)
{
	struct chain c = { 0 };
	const char *family;
	struct nfgenmsg head;
	struct vt_attr attr;
	int r;

	if (body.n < sizeof(head))
		return -EBADMSG;
	memcpy(&head, body.p, sizeof(head));
	vt_span_skip(&body, sizeof(head));
	while ((r = vt_attr_next(&body, &attr)) > 0) {
		r = read_chain_attr(&attr, &c);
		if (r)
			return r;
	}
	family = family_name(head.nfgen_family);
	if (r || !family || c.hook != NF_INET_FORWARD || !c.has_policy || c.policy != NF_DROP)
		return r;
	vt_buf_str(ret, family);
	add_word(ret, c.table);
	add_word(ret, c.name);
	vt_buf_str(ret, "\n");
	return 0;
}

int vt_forward_chains(const void *messages, size_t len, struct vt_buf *ret)
{
	struct vt_span rest = { messages, len }, body;
	size_t before = ret->len;
	int r;

	while ((r = vt_message_next(&rest, NEWCHAIN, &body)) > 0) {
		r = add_chain(body, ret);
		if (r)
			break;
	}
	if (r < 0 && ret->p)
		ret->p[ret->len = before] = '\0';
	return r;
}

/* @n bytes at @at, or NULL where they are not all there. */
static const char *bytes_at(struct vt_span s, size_t at, size_t n)
{
	return at <= s.n && n <= s.n - at ? (const char *)s.p + at : NULL;
}

bool vt_forward_legacy_drops(const void *entries, size_t len, uint32_t underflow, size_t target_at)
{
	const struct vt_span all = { entries, len };
	const char *entry = bytes_at(all, underflow, target_at + sizeof(uint16_t)), *found;
	struct xt_standard_target target;
	uint16_t offset;

	if (!entry)
		return false;
	memcpy(&offset, entry + target_at, sizeof(offset));
	found = bytes_at(all, (size_t)underflow + offset, sizeof(target));
	if (!found)
		return false;
	memcpy(&target, found, sizeof(target));
	/* The standard target has no name. */
	return !target.target.u.user.name[0] && target.verdict == VERDICT_DROP;
}

static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; p && *p; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == n && !strncmp(p, word, n))
			return true;
	return false;
}

void vt_forward_decode(const char *calls, const char *drops, struct vt_arena *arena,
		       struct vt_netns *row)
{
	row->calls_ip = has_word(calls, "ip");
	row->calls_ip6 = has_word(calls, "ip6");
	for (const char *p = drops; p && *p; p += strcspn(p, "\n"), p += *p == '\n') {
		const char *line = vt_arena_strn(arena, p, strcspn(p, "\n"));
		bool both = !strncmp(line, "inet ", 5);

		if (!row->drops_ip && (both || !strncmp(line, "ip ", 3)))
			row->drops_ip = line;
		if (!row->drops_ip6 && (both || !strncmp(line, "ip6 ", 4)))
			row->drops_ip6 = line;
	}
}
