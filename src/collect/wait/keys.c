/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is typed into the terminal that watch has. */
#include <config.h>

#include "collect/wait/keys.h"

#include <string.h>
#include <unistd.h>

/* Who types faster than that is no person. */
#define MAX_KEYS 256

bool vt_keys_read(struct vt_buf *keys, int fd)
{
	char bytes[64];
	bool any = false;
	ssize_t n;

	do {
		n = tcgetpgrp(fd) == getpgrp() ? read(fd, bytes, sizeof(bytes)) : 0;
		if (n > 0 && keys->len < MAX_KEYS)
			vt_buf_add(keys, bytes, (size_t)n);
		any = any || n > 0;
	} while (n == (ssize_t)sizeof(bytes));
	return any;
}

size_t vt_keys_take(struct vt_buf *keys, char *ret, size_t size)
{
	size_t n = keys->len < size ? keys->len : size;

	if (n)
		memcpy(ret, keys->p, n);
	keys->len = 0;
	return n;
}
