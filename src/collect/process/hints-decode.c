/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fdinfo of a socket or an io_uring to a hint at hidden descriptors. */
#include <config.h>

#include "collect/process/hints-decode.h"

#include <stdio.h>
#include <string.h>

/*
 * "    0: /dev/net/tun": the kernel prints the path since 6.x, the last
 * component before; other lines of the ring never end so.
 */
static uint32_t count_tun_files(const char *text)
{
	uint32_t n = 0;

	for (const char *line = strstr(text, "UserFiles:"); line; line = strchr(line + 1, '\n')) {
		size_t len = strcspn(line + 1, "\n");

		if (strncmp(line + 1, "UserBufs", 8) == 0)
			break;
		/* In a shorter line these have the end of the line before. */
		n += !strncmp(line + 1 + len - 4, "/tun", 4) ||
		     !strncmp(line + 1 + len - 4, " tun", 4);
	}
	return n;
}

bool vt_hints_decode(const char *fdinfo, enum vt_hiding *ret_way, uint32_t *ret_count)
{
	const char *line = strstr(fdinfo, "\nscm_fds:");
	unsigned int count;

	if (line && sscanf(line, "\nscm_fds: %u", &count) == 1 && count) {
		*ret_way = VT_HIDING_IN_FLIGHT;
		*ret_count = count;
		return true;
	}
	count = count_tun_files(fdinfo);
	*ret_way = VT_HIDING_IO_URING;
	*ret_count = count;
	return count > 0;
}
