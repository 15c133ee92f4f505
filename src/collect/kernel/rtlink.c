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
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "collect/kernel/linkinfo.h"
#include "util/str.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* Linux: ALTIFNAMSIZ, which no exported header has. */
#define ALTNAME_MAX 127
/* Linux: IFALIASZ, with the NUL. */
#define ALIAS_MAX 255
/* Linux: MAX_PHYS_ITEM_ID_LEN is 32; names of ports and devices are no longer. */
#define PORT_NAME_MAX 63

/* Of <linux/if_link.h>, since 5.14 */
#define ATTR_PARENT_DEV_NAME 56

/* A message on its way to a row. */
struct link_ctx {
	struct vt_facts *facts;
	struct vt_link link;
	unsigned int arphrd;
	struct vt_span info;
	struct vt_buf altnames;
	bool far;
};

typedef int attr_decoder(struct link_ctx *ctx, struct vt_span payload);

struct attr_rule {
	unsigned int type;
	attr_decoder *decode;
};

static int decode_attr(struct link_ctx *ctx, const struct vt_attr *attr,
		       const struct attr_rule *rules, size_t n_rules)
{
	for (size_t i = 0; i < n_rules; i++)
		if (rules[i].type == attr->type)
			return rules[i].decode(ctx, attr->payload);
	return 0;
}

/* Calls the rule of every attribute that has one. */
static int decode_attrs(struct link_ctx *ctx, struct vt_span s, const struct attr_rule *rules,
			size_t n_rules)
{
	struct vt_attr attr;
	int r;

	while ((r = vt_attr_next(&s, &attr)) > 0) {
		r = decode_attr(ctx, &attr, rules, n_rules);
		if (r)
			return r;
	}
	return r;
}

/* An empty string is NULL. */
static int copy_string(struct link_ctx *ctx, struct vt_span payload, size_t max, const char **ret)
{
	struct vt_span s;
	int r = vt_attr_string(payload, max, &s);

	if (!r)
		*ret = s.n ? vt_arena_strn(ctx->facts->arena, (const char *)s.p, s.n) : NULL;
	return r;
}

static int decode_linkinfo(struct link_ctx *ctx, struct vt_span payload)
{
	ctx->info = payload;
	return 0;
}

static int decode_ifname(struct link_ctx *ctx, struct vt_span payload)
{
	return copy_string(ctx, payload, IFNAMSIZ - 1, &ctx->link.ifname);
}

static int decode_alias(struct link_ctx *ctx, struct vt_span payload)
{
	return copy_string(ctx, payload, ALIAS_MAX, &ctx->link.alias);
}

static int decode_parent(struct link_ctx *ctx, struct vt_span payload)
{
	return copy_string(ctx, payload, PORT_NAME_MAX, &ctx->link.parent);
}

static int decode_port_name(struct link_ctx *ctx, struct vt_span payload)
{
	return copy_string(ctx, payload, PORT_NAME_MAX, &ctx->link.port_name);
}

static int decode_altname(struct link_ctx *ctx, struct vt_span payload)
{
	struct vt_span s;
	int r = vt_attr_string(payload, ALTNAME_MAX, &s);

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

static int decode_prop_list(struct link_ctx *ctx, struct vt_span payload)
{
	return decode_attrs(ctx, payload, prop_rules, ARRAY_SIZE(prop_rules));
}

static int decode_address(struct link_ctx *ctx, struct vt_span payload)
{
	return vt_attr_hwaddr(payload, ctx->facts->arena, &ctx->link.mac);
}

static int decode_mtu(struct link_ctx *ctx, struct vt_span payload)
{
	return vt_attr_u32(payload, &ctx->link.mtu);
}

static int decode_max_mtu(struct link_ctx *ctx, struct vt_span payload)
{
	return vt_attr_u32(payload, &ctx->link.max_mtu);
}

static int decode_master(struct link_ctx *ctx, struct vt_span payload)
{
	return vt_attr_u32(payload, &ctx->link.master);
}

static int decode_lower(struct link_ctx *ctx, struct vt_span payload)
{
	return vt_attr_u32(payload, &ctx->link.lower);
}

static int decode_lower_netnsid(struct link_ctx *ctx, struct vt_span payload)
{
	uint32_t nsid;
	int r = vt_attr_u32(payload, &nsid);

	if (r)
		return r;
	ctx->far = true;
	ctx->link.far_nsid = (int32_t)nsid;
	return 0;
}

static int decode_carrier(struct link_ctx *ctx, struct vt_span payload)
{
	bool on;
	int r = vt_attr_bool(payload, &on);

	if (!r)
		ctx->link.carrier = on ? VT_YES : VT_NO;
	return r;
}

static int decode_proto_down(struct link_ctx *ctx, struct vt_span payload)
{
	return vt_attr_bool(payload, &ctx->link.proto_down);
}

static int decode_xdp_attached(struct link_ctx *ctx, struct vt_span payload)
{
	return vt_attr_bool(payload, &ctx->link.xdp);
}

static const struct attr_rule xdp_rules[] = {
	{ IFLA_XDP_ATTACHED, decode_xdp_attached },
};

static int decode_xdp(struct link_ctx *ctx, struct vt_span payload)
{
	return decode_attrs(ctx, payload, xdp_rules, ARRAY_SIZE(xdp_rules));
}

/* The kernel's struct grows at its end; ours is its beginning. */
static int decode_stats(struct link_ctx *ctx, struct vt_span payload)
{
	if (payload.n < sizeof(ctx->link.stats))
		return -EBADMSG;
	memcpy(&ctx->link.stats, payload.p, sizeof(ctx->link.stats));
	ctx->link.has_stats = true;
	return 0;
}

static const struct attr_rule link_rules[] = {
	{ IFLA_IFNAME, decode_ifname },
	{ IFLA_ADDRESS, decode_address },
	{ IFLA_MTU, decode_mtu },
	{ IFLA_MAX_MTU, decode_max_mtu },
	{ IFLA_LINK, decode_lower },
	{ IFLA_LINK_NETNSID, decode_lower_netnsid },
	{ IFLA_MASTER, decode_master },
	{ IFLA_CARRIER, decode_carrier },
	{ IFLA_IFALIAS, decode_alias },
	{ IFLA_STATS64, decode_stats },
	{ IFLA_PROP_LIST, decode_prop_list },
	{ IFLA_LINKINFO, decode_linkinfo },
	{ IFLA_PROTO_DOWN, decode_proto_down },
	{ IFLA_XDP, decode_xdp },
	{ IFLA_PHYS_PORT_NAME, decode_port_name },
	{ ATTR_PARENT_DEV_NAME, decode_parent },
};

/* In another namespace its index would mean another link. */
static void move_lower(struct vt_link *link)
{
	link->far_lower = link->lower;
	link->lower = 0;
}

/* @body: a message without its nlmsghdr. */
static int decode_link(struct link_ctx *ctx, struct vt_span body)
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
	vt_span_skip(&body, NLMSG_ALIGN(sizeof(info)));
	r = decode_attrs(ctx, body, link_rules, ARRAY_SIZE(link_rules));
	if (!r)
		r = vt_linkinfo_decode(ctx->info, ctx->arphrd, ctx->facts->arena, &ctx->link);
	if (r)
		return r;
	if (!ctx->link.ifname)
		return -EBADMSG;
	if (ctx->far)
		move_lower(&ctx->link);
	if (ctx->altnames.len)
		ctx->link.altnames =
			vt_arena_strn(ctx->facts->arena, ctx->altnames.p, ctx->altnames.len);
	return 0;
}

struct links {
	struct vt_facts *facts;
	uint64_t netns;
};

static int add_link(void *arg, struct vt_span body)
{
	const struct links *links = arg;
	struct link_ctx ctx = { .facts = links->facts, .link.netns = links->netns };
	int r = decode_link(&ctx, body);

	vt_buf_done(&ctx.altnames);
	if (!r)
		vt_vec_push(&links->facts->links, ctx.link);
	return r;
}

int vt_rtlink_decode(const void *messages, size_t len, uint64_t netns, struct vt_facts *facts,
		     struct vt_err *err)
{
	const struct vt_span all = { messages, len };
	struct links links = { facts, netns };
	size_t before = facts->links.n;
	int r = vt_messages_decode(all, RTM_NEWLINK, "a link", add_link, &links, err);

	if (r < 0)
		facts->links.n = before;
	return r;
}
