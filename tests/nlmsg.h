/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink messages built byte by byte, for tests of what the running kernel may lack. */
#ifndef VT_TESTS_NLMSG_H
#define VT_TESTS_NLMSG_H

#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <string.h>

#include "util/str.h"

static inline void __attribute__((unused))
put_attr(struct vt_buf *b, unsigned int type, const void *payload, size_t n)
{
	struct nlattr head = { .nla_len = (uint16_t)(NLA_HDRLEN + n), .nla_type = (uint16_t)type };

	vt_buf_add(b, &head, sizeof(head));
	vt_buf_add(b, payload, n);
	while (b->len % NLA_ALIGNTO)
		vt_buf_add(b, "", 1);
}

static inline void __attribute__((unused))
put_str(struct vt_buf *b, unsigned int type, const char *s)
{
	put_attr(b, type, s, strlen(s) + 1);
}

static inline void __attribute__((unused))
put_u32(struct vt_buf *b, unsigned int type, uint32_t value)
{
	put_attr(b, type, &value, sizeof(value));
}

static inline void __attribute__((unused))
put_u16(struct vt_buf *b, unsigned int type, uint16_t value)
{
	put_attr(b, type, &value, sizeof(value));
}

static inline void __attribute__((unused))
put_u8(struct vt_buf *b, unsigned int type, uint8_t value)
{
	put_attr(b, type, &value, sizeof(value));
}

static inline void __attribute__((unused))
put_nested(struct vt_buf *b, unsigned int type, const struct vt_buf *inner)
{
	put_attr(b, type | NLA_F_NESTED, inner->p, inner->len);
}

/* Ends with end_message(); returns where it started. */
static inline size_t __attribute__((unused))
start_message(struct vt_buf *b, uint16_t type, const void *head, size_t n)
{
	struct nlmsghdr nlh = { .nlmsg_type = type, .nlmsg_flags = NLM_F_MULTI };
	size_t start = b->len;

	vt_buf_add(b, &nlh, sizeof(nlh));
	vt_buf_add(b, head, n);
	return start;
}

static inline void __attribute__((unused)) end_message(struct vt_buf *b, size_t start)
{
	uint32_t len = (uint32_t)(b->len - start);

	memcpy(b->p + start, &len, sizeof(len));
}

static inline size_t __attribute__((unused))
start_link(struct vt_buf *b, unsigned char family, int ifindex, unsigned int flags)
{
	struct ifinfomsg info = { .ifi_family = family,
				  .ifi_type = ARPHRD_ETHER,
				  .ifi_index = ifindex,
				  .ifi_flags = flags };

	return start_message(b, RTM_NEWLINK, &info, sizeof(info));
}

/* The message @b cut to @n bytes, and its length with it. */
static inline void __attribute__((unused)) cut_message(struct vt_buf *b, size_t n)
{
	b->len = n;
	end_message(b, 0);
}

#endif
