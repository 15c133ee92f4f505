/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink messages of a host with the opposite byte order. */
#ifndef VT_COLLECT_RECORDING_BYTEORDER_H
#define VT_COLLECT_RECORDING_BYTEORDER_H

#include <stddef.h>

/**
 * vt_byteorder_convert - convert link and neighbor messages in place to this machine's order
 *
 * Every length is checked before it is used. Unknown attributes are left as
 * they are; no decoder reads them.
 *
 * Returns 0, or -EBADMSG, which may leave the messages half converted.
 */
int vt_byteorder_convert(void *messages, size_t len);

#endif
