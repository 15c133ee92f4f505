/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An allow-list: what is not known to be harmless is refused. */
#include <config.h>

#include "collect/libvirt/uri.h"

#include <stdbool.h>
#include <string.h>

/* Drivers of hypervisors on the same host; "test" has a file, or nothing, behind it. */
static const char *const drivers[] = { "qemu", "lxc", "ch", "xen", "bhyve", "vz", "test" };

static bool is_alias_name(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	return *name && !name[strspn(name, letters)];
}

/* Behind the key of a line of its own, or NULL. */
static const char *find_list(const char *conf)
{
	static const char key[] = "uri_aliases";

	for (const char *line = conf; line; line = strchr(line, '\n')) {
		line += strspn(line, " \t\n");
		if (!strncmp(line, key, sizeof(key) - 1))
			return strchr(line, '[');
	}
	return NULL;
}

/* The end of a comment, for what may stand between strings. */
static const char *skip_comments(const char *p)
{
	while (p && *(p += strspn(p, " \t\r\n,")) == '#')
		p = strchr(p, '\n');
	return p;
}

const char *vt_uri_alias(struct vt_arena *arena, const char *conf, const char *name)
{
	const char *p = is_alias_name(name) ? find_list(conf) : NULL;
	const size_t n = strlen(name);

	for (p = p ? skip_comments(p + 1) : NULL; p && (*p == '"' || *p == '\'');) {
		const char quote = *p++;
		const char *end = strchr(p, quote);

		if (!end)
			break;
		if (!strncmp(p, name, n) && p[n] == '=')
			return vt_arena_strn(arena, p + n + 1, (size_t)(end - p) - n - 1);
		p = skip_comments(end + 1);
	}
	return NULL;
}

static bool is_driver(const char *uri, size_t n)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (strlen(drivers[i]) == n && !strncmp(uri, drivers[i], n))
			return true;
	return false;
}

const char *vt_uri_refusal(const char *uri)
{
	const size_t scheme = strcspn(uri, ":/?#"), driver = strcspn(uri, "+:/?#");
	const char *authority = uri + scheme + 3;

	if (strncmp(uri + scheme, "://", 3) != 0)
		return "it is not a URI";
	if (!is_driver(uri, driver))
		return "it is not a driver of hypervisors on this host that virt-taps knows";
	/* Only a hypervisor of this host can have its devices here. */
	if (*authority != '/' && *authority != '\0')
		return "it is another host's: run virt-taps there";
	if (driver != scheme && (scheme - driver != 5 || strncmp(uri + driver, "+unix", 5) != 0))
		return "only a daemon's unix socket is asked, and no other transport";
	if (!strncmp(authority, "/embed", 6))
		return "an embedded driver would run in virt-taps itself";
	return NULL;
}
