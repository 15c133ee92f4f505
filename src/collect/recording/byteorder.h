/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink messages of a host whose byte order is the other one. */
#ifndef VT_COLLECT_RECORDING_BYTEORDER_H
#define VT_COLLECT_RECORDING_BYTEORDER_H

#include <stddef.h>

/**
 * vt_byteorder_convert - messages of links and neighbours, in place, to this machine's order
 *
 * No length is believed before it is checked. Contents of attributes of which
 * nothing is known stay as they are; nobody decodes them.
 *
 * Returns 0, or -EBADMSG; then a part of them was converted.
 */
int vt_byteorder_convert(void *messages, size_t len);

#endif
