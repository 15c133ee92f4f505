/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is typed in the terminal of watch. */
#ifndef VT_COLLECT_WAIT_KEYS_H
#define VT_COLLECT_WAIT_KEYS_H

#include "util/str.h"

/** vt_keys_read - append what there is to @keys; true where there was anything
 *
 * In the background nothing is read: it is another program's.
 */
bool vt_keys_read(struct vt_buf *keys, int fd);

/** vt_keys_take - move at most @size bytes, and forget the others; returns how many */
size_t vt_keys_take(struct vt_buf *keys, char *ret, size_t size);

#endif
