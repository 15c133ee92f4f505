/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the name of a PID file says. */
#include <config.h>

#include "model/pidfile.h"

#include <string.h>

/* By virDomainDefGetShortName, id and name, and by what they are. */
size_t vt_pidfile_helper(const char *name, size_t n)
{
	static const char *const helpers[] = { "-fs",    "-vhost-user-gpu", "-pr-helper0",
					       "-swtpm", "-dbus",           "-slirp",
					       "-passt", "-nbdkit",         "-rdp" };
	size_t digits = 0;

	while (digits < n && name[digits] >= '0' && name[digits] <= '9')
		digits++;
	for (size_t i = 0; i < sizeof(helpers) / sizeof(*helpers); i++) {
		size_t m = strlen(helpers[i]);

		if (digits && digits + 1 + m < n && name[digits] == '-' &&
		    !memcmp(name + n - m, helpers[i], m))
			return n - m;
	}
	return 0;
}
