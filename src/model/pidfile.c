/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the name of a PID file says. */
#include <config.h>

#include "model/pidfile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of passt's the alias of the NIC, as libvirt numbers them, is no part of the VM's name. */
static size_t alias_before(const char *name, size_t digits, size_t n, const char *helper)
{
	size_t at = n;

	while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
		at--;
	if (strcmp(helper, "-passt") != 0 || at == n || at < digits + 6 ||
	    memcmp(name + at - 4, "-net", 4))
		return 0;
	return n - at + 4;
}

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
			return n - m - alias_before(name, digits, n - m, helpers[i]);
	}
	return 0;
}

/* virDomainDefGetShortName has so many bytes of the VM's name at most. */
#define SHORT_NAME 20

bool vt_pidfile_is_passt(const char *name, int32_t id, const char *vm, const char *alias)
{
	char first[16], last[64];
	size_t n = strlen(name), before, after, short_name;

	before = (size_t)snprintf(first, sizeof(first), "%" PRId32 "-", id);
	after = (size_t)snprintf(last, sizeof(last), "-%s-passt", alias);
	if (after >= sizeof(last) || n <= before + after || memcmp(name, first, before) != 0 ||
	    memcmp(name + n - after, last, after) != 0)
		return false;
	short_name = n - before - after;
	/* No character of several bytes is cut in the middle: up to three less. */
	return !strncmp(name + before, vm, short_name) &&
	       (!vm[short_name] || (short_name <= SHORT_NAME && short_name > SHORT_NAME - 4));
}
