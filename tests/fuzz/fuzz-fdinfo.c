/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a file of /proc: no crash, and values only from inside the text. */
#include <config.h>

#include "collect/process/proctext.h"
#include "collect/process/hints-decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(const char *text, const char *part, size_t len)
{
	if (part < text || part + len > text + strlen(text))
		abort();
}

static void check_stat(const char *text)
{
	struct vt_pidstat stat;

	if (vt_pidstat_decode(text, &stat) < 0)
		return;
	check_inside(text, stat.comm, stat.comm_len);
	if (stat.comm[-1] != '(' || stat.comm[stat.comm_len] != ')')
		abort();
}

static void check_hints(const char *text)
{
	enum vt_hiding way;
	uint32_t count;

	if (vt_hints_decode(text, &way, &count) != (count > 0) ||
	    (way != VT_HIDING_IN_FLIGHT && way != VT_HIDING_IO_URING))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = vt_xmemdup0(data, size);
	const char *name;
	size_t len;
	uint32_t uid;

	if (vt_fdinfo_iff(text, &name, &len)) {
		check_inside(text, name, len);
		if (memchr(name, '\n', len))
			abort();
	}
	check_stat(text);
	check_hints(text);
	if (vt_status_head_pid(text) < 0)
		abort();
	vt_status_uid(text, &uid);
	vt_devices_major(text, "macvtap");
	free(text);
	return 0;
}
