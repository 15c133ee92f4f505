/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A libvirtd that is stopped leaves its state directories in /run/libvirt, and
 * its VMs below /etc/libvirt. One that was only installed has left neither.
 */
#include <config.h>

#include "collect/libvirt/presence-acquire.h"

#include <fcntl.h>
#include <string.h>

#include "util/fd.h"

/* Directories of /run/libvirt that packages make without any daemon. */
static bool says_nothing(const char *name)
{
	return *name == '.' || !strcmp(name, "common") || !strcmp(name, "hostdevmgr");
}

static bool has_state(void)
{
	VT_CLEANUP(vt_dir) DIR *dir = opendir("/run/libvirt");
	const struct dirent *entry;

	if (!dir)
		return errno != ENOENT && errno != ENOTDIR;
	while ((entry = readdir(dir)) != NULL)
		if (!says_nothing(entry->d_name))
			return true;
	return false;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && !strcmp(name + n - m, suffix);
}

/* NAME.xml directly below a driver's directory: networks and filters are deeper. */
static bool has_domain(int etc, const char *driver)
{
	int fd = openat(etc, driver, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	VT_CLEANUP(vt_dir) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (!dir)
		return errno == EACCES || errno == EPERM;
	while ((entry = readdir(dir)) != NULL)
		if (has_suffix(entry->d_name, ".xml"))
			return true;
	return false;
}

/* Drivers whose VMs can have devices here. */
static bool has_domains(void)
{
	static const char *const drivers[] = { "qemu", "lxc", "ch", "libxl" };
	VT_CLEANUP(vt_fd) int etc = open("/etc/libvirt", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; etc >= 0 && i < sizeof(drivers) / sizeof(*drivers); i++)
		if (has_domain(etc, drivers[i]))
			return true;
	return false;
}

bool vt_libvirt_is_here(void)
{
	return has_state() || has_domains();
}
