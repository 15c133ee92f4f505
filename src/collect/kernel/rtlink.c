/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns RTM_NEWLINK messages into rows of the link table. Knows the wire
 * format and nothing of sockets; what it reads may be a recording, so no
 * length in it is believed before it is checked.
 */
#include <config.h>

#include "collect/kernel/rtlink.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "util/str.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Linux: MAX_ADDR_LEN and ALTIFNAMSIZ, which no exported header has. */
#define HWADDR_MAX 32
#define ALTNAME_MAX 127
/* Linux: IFALIASZ, with the NUL. */
#define ALIAS_MAX 255

/* Attributes not yet read. */
struct span {
	const unsigned char *p;
	size_t n;
};

struct attr {
	unsigned int type;
	struct span payload;
};

/* A message on its way to a row. */
struct link_ctx {
	struct vt_facts *facts;
	struct vt_link link;
	unsigned int arphrd;
	struct span info_data;
	struct vt_buf altnames;
	bool lower_elsewhere;
};

typedef int attr_decoder(struct link_ctx *ctx, struct span payload);

struct attr_rule {
	unsigned int type;
	attr_decoder *decode;
};

static void skip_bytes(struct span *s, size_t n)
{
	if (n > s->n)
		n = s->n;
	s->p += n;
	s->n -= n;
}

/* The next attribute; 1, 0 at the end, or -EBADMSG. */
static int next_attr(struct span *s, struct attr *ret)
{
	struct nlattr head;

	if (!s->n)
		return 0;
	if (s->n < sizeof(head))
		return -EBADMSG;
	memcpy(&head, s->p, sizeof(head));
	if (head.nla_len < NLA_HDRLEN || head.nla_len > s->n)
		return -EBADMSG;
	ret->type = head.nla_type & NLA_TYPE_MASK;
	ret->payload.p = s->p + NLA_HDRLEN;
	ret->payload.n = head.nla_len - NLA_HDRLEN;
	skip_bytes(s, NLA_ALIGN(head.nla_len));
	return 1;
}

/* Calls the rule of every attribute that has one. */
static int decode_attrs(struct link_ctx *ctx, struct span s, const struct attr_rule *rules,
			size_t n_rules)
{
	struct attr attr;
	int r;

	while ((r = next_attr(&s, &attr)) > 0) {
		for (size_t i = 0; i < n_rules; i++)
			if (rules[i].type == attr.type)
				r = rules[i].decode(ctx, attr.payload);
		if (r < 0)
			return r;
	}
	return r;
}

static int read_u8(struct span payload, uint8_t *ret)
{
	if (payload.n != sizeof(*ret))
		return -EBADMSG;
	*ret = payload.p[0];
	return 0;
}

static int read_bool(struct span payload, bool *ret)
{
	uint8_t value;
	int r = read_u8(payload, &value);

	if (!r)
		*ret = value != 0;
	return r;
}

static int read_u32(struct span payload, uint32_t *ret)
{
	if (payload.n != sizeof(*ret))
		return -EBADMSG;
	memcpy(ret, payload.p, sizeof(*ret));
	return 0;
}

/* Takes off the one NUL at the end, if any. */
static int read_string(struct span payload, size_t max, struct span *ret)
{
	if (payload.n && !payload.p[payload.n - 1])
		payload.n--;
	if (payload.n > max || memchr(payload.p, 0, payload.n))
		return -EBADMSG;
	*ret = payload;
	return 0;
}

/* An empty string is NULL. */
static int copy_string(struct link_ctx *ctx, struct span payload, size_t max, const char **ret)
{
	struct span s;
	int r = read_string(payload, max, &s);

	if (!r)
		*ret = s.n ? vt_arena_strn(ctx->facts->arena, (const char *)s.p, s.n) : NULL;
	return r;
}

static int decode_tun_owner(struct link_ctx *ctx, struct span payload)
{
	return read_u32(payload, &ctx->link.owner);
}

static int decode_tun_group(struct link_ctx *ctx, struct span payload)
{
	return read_u32(payload, &ctx->link.group);
}

static int decode_tun_type(struct link_ctx *ctx, struct span payload)
{
	uint8_t type;
	int r = read_u8(payload, &type);

	/* IFF_TUN and IFF_TAP of <linux/if_tun.h>. */
	if (!r && (type == 1 || type == 2))
		ctx->link.kind = type == 1 ? VT_KIND_TUN : VT_KIND_TAP;
	return r;
}

static int decode_tun_persist(struct link_ctx *ctx, struct span payload)
{
	return read_bool(payload, &ctx->link.persist);
}

static int decode_tun_multi_queue(struct link_ctx *ctx, struct span payload)
{
	return read_bool(payload, &ctx->link.multi_queue);
}

static int decode_tun_queues(struct link_ctx *ctx, struct span payload)
{
	return read_u32(payload, &ctx->link.queues_enabled);
}

static int decode_tun_disabled(struct link_ctx *ctx, struct span payload)
{
	return read_u32(payload, &ctx->link.queues_disabled);
}

static const struct attr_rule tun_rules[] = {
	{ IFLA_TUN_OWNER, decode_tun_owner },
	{ IFLA_TUN_GROUP, decode_tun_group },
	{ IFLA_TUN_TYPE, decode_tun_type },
	{ IFLA_TUN_PERSIST, decode_tun_persist },
	{ IFLA_TUN_MULTI_QUEUE, decode_tun_multi_queue },
	{ IFLA_TUN_NUM_QUEUES, decode_tun_queues },
	{ IFLA_TUN_NUM_DISABLED_QUEUES, decode_tun_disabled },
};

/* Both tap and tun have the kind "tun"; Linux before 4.17 adds nothing to it. */
static int decode_tun(struct link_ctx *ctx)
{
	int r;

	ctx->link.kind = ctx->arphrd == ARPHRD_ETHER ? VT_KIND_TAP : VT_KIND_TUN;
	r = decode_attrs(ctx, ctx->info_data, tun_rules, ARRAY_SIZE(tun_rules));
	if (!ctx->link.multi_queue)
		ctx->link.queues_enabled = ctx->link.queues_disabled = VT_NONE;
	return r;
}

/* @decode: of IFLA_INFO_DATA, NULL when the name alone tells enough. */
struct kind_rule {
	const char *name;
	enum vt_kind kind;
	int (*decode)(struct link_ctx *ctx);
};

static const struct kind_rule kinds[] = {
	{ "tun", VT_KIND_TAP, decode_tun },   { "macvtap", VT_KIND_MACVTAP, NULL },
	{ "ipvtap", VT_KIND_IPVTAP, NULL },   { "bridge", VT_KIND_BRIDGE, NULL },
	{ "openvswitch", VT_KIND_OVS, NULL },
};

#define WORD_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"

static int decode_kind(struct link_ctx *ctx)
{
	for (size_t i = 0; ctx->link.kind_name && i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(ctx->link.kind_name, kinds[i].name))
			continue;
		ctx->link.kind = kinds[i].kind;
		return kinds[i].decode ? kinds[i].decode(ctx) : 0;
	}
	return 0;
}

/* The kernel's are words, and are printed as they are; another one tells nothing. */
static int decode_info_kind(struct link_ctx *ctx, struct span payload)
{
	int r = copy_string(ctx, payload, SIZE_MAX, &ctx->link.kind_name);
	const char *name = ctx->link.kind_name;

	if (!r && name && (!*name || name[strspn(name, WORD_CHARACTERS)]))
		ctx->link.kind_name = NULL;
	return r;
}

/* Kept for later: what it means depends on the kind. */
static int decode_info_data(struct link_ctx *ctx, struct span payload)
{
	ctx->info_data = payload;
	return 0;
}

static const struct attr_rule info_rules[] = {
	{ IFLA_INFO_KIND, decode_info_kind },
	{ IFLA_INFO_DATA, decode_info_data },
};

static int decode_linkinfo(struct link_ctx *ctx, struct span payload)
{
	return decode_attrs(ctx, payload, info_rules, ARRAY_SIZE(info_rules));
}

static int decode_ifname(struct link_ctx *ctx, struct span payload)
{
	return copy_string(ctx, payload, IFNAMSIZ - 1, &ctx->link.ifname);
}

static int decode_alias(struct link_ctx *ctx, struct span payload)
{
	return copy_string(ctx, payload, ALIAS_MAX, &ctx->link.alias);
}

static int decode_altname(struct link_ctx *ctx, struct span payload)
{
	struct span s;
	int r = read_string(payload, ALTNAME_MAX, &s);

	if (r < 0 || !s.n)
		return r;
	if (ctx->altnames.len)
		vt_buf_add(&ctx->altnames, " ", 1);
	vt_buf_add(&ctx->altnames, s.p, s.n);
	return 0;
}

static const struct attr_rule prop_rules[] = {
	{ IFLA_ALT_IFNAME, decode_altname },
};

static int decode_prop_list(struct link_ctx *ctx, struct span payload)
{
	return decode_attrs(ctx, payload, prop_rules, ARRAY_SIZE(prop_rules));
}

static int decode_address(struct link_ctx *ctx, struct span payload)
{
	static const char digits[] = "0123456789abcdef";
	char text[HWADDR_MAX * 3];

	if (payload.n > HWADDR_MAX)
		return -EBADMSG;
	for (size_t i = 0; i < payload.n; i++) {
		text[i * 3] = digits[payload.p[i] >> 4];
		text[i * 3 + 1] = digits[payload.p[i] & 15];
		text[i * 3 + 2] = ':';
	}
	if (payload.n)
		ctx->link.mac = vt_arena_strn(ctx->facts->arena, text, payload.n * 3 - 1);
	return 0;
}

static int decode_mtu(struct link_ctx *ctx, struct span payload)
{
	return read_u32(payload, &ctx->link.mtu);
}

static int decode_master(struct link_ctx *ctx, struct span payload)
{
	return read_u32(payload, &ctx->link.master);
}

static int decode_lower(struct link_ctx *ctx, struct span payload)
{
	return read_u32(payload, &ctx->link.lower);
}

static int decode_lower_netnsid(struct link_ctx *ctx, struct span payload)
{
	uint32_t nsid;

	ctx->lower_elsewhere = true;
	return read_u32(payload, &nsid);
}

static int decode_carrier(struct link_ctx *ctx, struct span payload)
{
	bool on = false;
	int r = read_bool(payload, &on);

	if (!r)
		ctx->link.carrier = on ? VT_YES : VT_NO;
	return r;
}

static const struct attr_rule link_rules[] = {
	{ IFLA_IFNAME, decode_ifname },
	{ IFLA_ADDRESS, decode_address },
	{ IFLA_MTU, decode_mtu },
	{ IFLA_LINK, decode_lower },
	{ IFLA_LINK_NETNSID, decode_lower_netnsid },
	{ IFLA_MASTER, decode_master },
	{ IFLA_CARRIER, decode_carrier },
	{ IFLA_IFALIAS, decode_alias },
	{ IFLA_PROP_LIST, decode_prop_list },
	{ IFLA_LINKINFO, decode_linkinfo },
};

/* @body: a message without its nlmsghdr. */
static int decode_link(struct link_ctx *ctx, struct span body)
{
	struct ifinfomsg info;
	int r;

	if (body.n < sizeof(info))
		return -EBADMSG;
	memcpy(&info, body.p, sizeof(info));
	if (info.ifi_index <= 0)
		return -EBADMSG;
	ctx->arphrd = info.ifi_type;
	ctx->link.ifindex = (uint32_t)info.ifi_index;
	ctx->link.up = info.ifi_flags & IFF_UP;
	ctx->link.owner = ctx->link.group = VT_NONE;
	ctx->link.queues_enabled = ctx->link.queues_disabled = VT_NONE;
	skip_bytes(&body, NLMSG_ALIGN(sizeof(info)));
	r = decode_attrs(ctx, body, link_rules, ARRAY_SIZE(link_rules));
	if (!r)
		r = decode_kind(ctx);
	if (!r && !ctx->link.ifname)
		r = -EBADMSG;
	if (ctx->lower_elsewhere)
		ctx->link.lower = 0;
	if (ctx->altnames.len)
		ctx->link.altnames =
			vt_arena_strn(ctx->facts->arena, ctx->altnames.p, ctx->altnames.len);
	return r;
}

/* The next message; 1, 0 at the end, or -EBADMSG. */
static int next_message(struct span *s, struct span *ret_body)
{
	struct nlmsghdr head;

	if (!s->n)
		return 0;
	if (s->n < sizeof(head))
		return -EBADMSG;
	memcpy(&head, s->p, sizeof(head));
	if (head.nlmsg_len < sizeof(head) || head.nlmsg_len > s->n ||
	    head.nlmsg_type != RTM_NEWLINK)
		return -EBADMSG;
	ret_body->p = s->p + sizeof(head);
	ret_body->n = head.nlmsg_len - sizeof(head);
	skip_bytes(s, NLMSG_ALIGN((size_t)head.nlmsg_len));
	return 1;
}

int vt_rtlink_decode(const void *messages, size_t len, uint64_t netns, struct vt_facts *facts,
		     struct vt_err *err)
{
	struct span rest = { messages, len }, body;
	size_t before = facts->links.n, at = 0;
	int r;

	while ((r = next_message(&rest, &body)) > 0) {
		struct link_ctx ctx = { .facts = facts, .link.netns = netns };

		r = decode_link(&ctx, body);
		vt_buf_done(&ctx.altnames);
		if (r < 0)
			break;
		vt_vec_push(&facts->links, ctx.link);
		at = len - rest.n;
	}
	if (r < 0) {
		facts->links.n = before;
		return vt_err_set(err, -r, "malformed link message at byte %zu", at);
	}
	return 0;
}
