/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which device numbers are those of queues. */
#include <config.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "collect/process/process.h"
#include "collect/process/procread.h"
#include "collect/process/proctext.h"
#include "util/fd.h"

/* drivers/net/tun.c is a misc device with a number of its own. */
#define TUN_MAJOR 10
#define TUN_MINOR 200

/* By devices that are there: "246:2" leads to ".../macvtap/tap7". */
static void majors_by_devices(struct vt_majors *m)
{
	VT_CLEANUP(vt_dir) DIR *dir = opendir("/sys/dev/char");
	const struct dirent *entry;
	char text[512];

	while (dir && (entry = readdir(dir)) != NULL) {
		uint32_t major = (uint32_t)strtoul(entry->d_name, NULL, 10);

		if (!major || vt_procread_link(dirfd(dir), entry->d_name, text, sizeof(text)) < 0)
			continue;
		if (strstr(text, "/macvtap/tap"))
			m->macvtap = major;
		else if (strstr(text, "/ipvtap/tap"))
			m->ipvtap = major;
	}
}

/* Mounted with subset=pid, /proc has no devices. */
struct vt_majors vt_procfs_majors(void)
{
	struct vt_majors m = { 0, 0 };
	VT_BUF_OF(text);

	if (vt_procread_file(AT_FDCWD, "/proc/devices", 1 << 16, &text) < 0) {
		majors_by_devices(&m);
		return m;
	}
	m.macvtap = vt_devices_major(text.p, "macvtap");
	m.ipvtap = vt_devices_major(text.p, "ipvtap");
	return m;
}

enum vt_kind vt_majors_kind(const struct vt_majors *m, uint32_t major, uint32_t minor)
{
	if (major == TUN_MAJOR)
		return minor == TUN_MINOR ? VT_KIND_TUN : VT_KIND_OTHER;
	if (!major)
		return VT_KIND_OTHER;
	if (major == m->macvtap)
		return VT_KIND_MACVTAP;
	return major == m->ipvtap ? VT_KIND_IPVTAP : VT_KIND_OTHER;
}
