/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink attributes of any origin: no length is believed before it is checked. */
#ifndef VT_COLLECT_KERNEL_NLATTR_H
#define VT_COLLECT_KERNEL_NLATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/err.h"

/** struct vt_span - bytes not yet read; borrowed */
struct vt_span {
	const unsigned char *p;
	size_t n;
};

/** struct vt_attr - an attribute; @type without the flags of nested ones */
struct vt_attr {
	unsigned int type;
	struct vt_span payload;
};

/** vt_span_skip - @n bytes, or as many as there are */
void vt_span_skip(struct vt_span *s, size_t n);

/** vt_attr_next - the next attribute; 1, 0 at the end, or -EBADMSG */
int vt_attr_next(struct vt_span *s, struct vt_attr *ret);

/**
 * vt_message_next - the next message of type @type
 * @ret_body: what is behind its nlmsghdr
 *
 * Returns 1, 0 at the end, or -EBADMSG, also for another type.
 */
int vt_message_next(struct vt_span *s, uint16_t type, struct vt_span *ret_body);

/**
 * vt_messages_decode - each of the messages, which are back to back and of type @type
 * @what:   one of them, for people: "a link"
 * @decode: gets @arg and the body; 0, or -EBADMSG
 *
 * Returns 0, or -EBADMSG where the first malformed one stops it.
 */
int vt_messages_decode(struct vt_span messages, uint16_t type, const char *what,
		       int (*decode)(void *arg, struct vt_span body), void *arg,
		       struct vt_err *err);

/** vt_attr_* - the payload as a value; 0, or -EBADMSG when it has another size */
int vt_attr_u8(struct vt_span payload, uint8_t *ret);
int vt_attr_bool(struct vt_span payload, bool *ret);
int vt_attr_u16(struct vt_span payload, uint16_t *ret);
int vt_attr_u32(struct vt_span payload, uint32_t *ret);

/** vt_attr_string - without the one NUL at its end, if any; -EBADMSG beyond @max bytes */
int vt_attr_string(struct vt_span payload, size_t max, struct vt_span *ret);

/**
 * vt_attr_hwaddr - "52:54:00:.." of at most 32 bytes, NULL for none; of @arena
 *
 * Returns 0 or -EBADMSG.
 */
int vt_attr_hwaddr(struct vt_span payload, struct vt_arena *arena, const char **ret);

#endif
