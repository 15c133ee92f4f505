/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages and attributes as the kernel lays them out, and no meaning of any. */
#include <config.h>

#include "collect/kernel/nlattr.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>

/* Linux: MAX_ADDR_LEN, which no exported header has. */
#define HWADDR_MAX 32

void vt_span_skip(struct vt_span *s, size_t n)
{
	size_t skipped = n < s->n ? n : s->n;

	s->p += skipped;
	s->n -= skipped;
}

int vt_attr_next(struct vt_span *s, struct vt_attr *ret)
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
	vt_span_skip(s, NLA_ALIGN(head.nla_len));
	return 1;
}

int vt_message_next(struct vt_span *s, uint16_t type, struct vt_span *ret_body)
{
	struct nlmsghdr head;

	if (!s->n)
		return 0;
	if (s->n < sizeof(head))
		return -EBADMSG;
	memcpy(&head, s->p, sizeof(head));
	if (head.nlmsg_len < sizeof(head) || head.nlmsg_len > s->n || head.nlmsg_type != type)
		return -EBADMSG;
	ret_body->p = s->p + sizeof(head);
	ret_body->n = head.nlmsg_len - sizeof(head);
	vt_span_skip(s, NLMSG_ALIGN((size_t)head.nlmsg_len));
	return 1;
}

int vt_messages_decode(struct vt_span messages, uint16_t type, const char *what,
		       int (*decode)(void *arg, struct vt_span body), void *arg, struct vt_err *err)
{
	struct vt_span rest = messages, body;
	size_t at = 0;
	int r;

	while ((r = vt_message_next(&rest, type, &body)) > 0) {
		r = decode(arg, body);
		if (r)
			break;
		at = messages.n - rest.n;
	}
	return r < 0 ? vt_err_set(err, -r, "malformed message of %s at byte %zu", what, at) : 0;
}

static int read_value(struct vt_span payload, void *ret, size_t size)
{
	if (payload.n != size)
		return -EBADMSG;
	memcpy(ret, payload.p, size);
	return 0;
}

int vt_attr_u8(struct vt_span payload, uint8_t *ret)
{
	return read_value(payload, ret, sizeof(*ret));
}

int vt_attr_bool(struct vt_span payload, bool *ret)
{
	uint8_t value;
	int r = vt_attr_u8(payload, &value);

	if (!r)
		*ret = value != 0;
	return r;
}

int vt_attr_u16(struct vt_span payload, uint16_t *ret)
{
	return read_value(payload, ret, sizeof(*ret));
}

int vt_attr_u32(struct vt_span payload, uint32_t *ret)
{
	return read_value(payload, ret, sizeof(*ret));
}

int vt_attr_string(struct vt_span payload, size_t max, struct vt_span *ret)
{
	if (payload.n && !payload.p[payload.n - 1])
		payload.n--;
	if (payload.n > max || (payload.n && memchr(payload.p, 0, payload.n)))
		return -EBADMSG;
	*ret = payload;
	return 0;
}

int vt_attr_hwaddr(struct vt_span payload, struct vt_arena *arena, const char **ret)
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
	*ret = payload.n ? vt_arena_strn(arena, text, payload.n * 3 - 1) : NULL;
	return 0;
}
