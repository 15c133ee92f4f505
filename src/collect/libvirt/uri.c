/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An allow-list: what is not known to be harmless is refused. */
#include <config.h>

#include "collect/libvirt/uri.h"

#include <string.h>

#include "util/str.h"

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

const char *vt_uri_driver(struct vt_arena *arena, const char *uri)
{
	return vt_arena_strn(arena, uri, strcspn(uri, "+:"));
}

/* Behind "://", where these URIs have no host. */
static const char *path_of(const char *uri)
{
	const char *path = strstr(uri, ":///");

	return path ? path + 4 : NULL;
}

bool vt_uri_is_session(const char *uri)
{
	const char *path = path_of(uri);

	return path && !strncmp(path, "session", 7) && (!path[7] || path[7] == '?');
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	if (!at)
		return -1;
	return at - digits < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

/* As libvirt's parser of URIs does; what is no escape stays as it is. */
static const char *unescape(struct vt_arena *arena, const char *s, size_t n)
{
	VT_BUF_OF(out);

	vt_buf_str(&out, "");
	for (size_t i = 0; i < n; i++) {
		/* What ends a value is no digit. */
		int high = s[i] == '%' ? hex_digit(s[i + 1]) : -1;
		int low = high < 0 ? -1 : hex_digit(s[i + 2]);
		char c = low < 0 ? s[i] : (char)(high * 16 + low);

		if (!c)
			return NULL;
		vt_buf_add(&out, &c, 1);
		i += low < 0 ? 0 : 2;
	}
	return vt_arena_strn(arena, out.p, out.len);
}

const char *vt_uri_parameter(struct vt_arena *arena, const char *uri, const char *key)
{
	const size_t n = strlen(key);
	size_t at = strcspn(uri, "?#");

	while (uri[at] && uri[at] != '#') {
		const char *p = uri + at + 1;
		size_t len = strcspn(p, "&;#");

		if (!strncmp(p, key, n) && p[n] == '=')
			return unescape(arena, p + n + 1, len - n - 1);
		at += 1 + len;
	}
	return NULL;
}

static bool is_libvirts_socket(const char *name)
{
	static const char *const names[] = { "libvirt-sock", "virtqemud-sock", "virtlxcd-sock",
					     "virtchd-sock", "virtxend-sock",  "virtbhyved-sock",
					     "virtvzd-sock" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t n = strlen(names[i]);

		if (!strncmp(name, names[i], n) && (!name[n] || !strcmp(name + n, "-ro")))
			return true;
	}
	return false;
}

static bool is_systems(const char *dir)
{
	return vt_streq(dir, "/run/libvirt") || vt_streq(dir, "/var/run/libvirt");
}

const char *vt_uri_run_dir(struct vt_arena *arena, const char *uri)
{
	const char *socket = vt_uri_parameter(arena, uri, "socket");
	size_t dir;

	if (!path_of(uri) || !strncmp(path_of(uri), "embed", 5))
		return NULL;
	if (!socket)
		return vt_uri_is_session(uri) ? NULL : "/run/libvirt";
	if (*socket != '/')
		return NULL;
	dir = (size_t)(strrchr(socket, '/') - socket);
	return is_libvirts_socket(socket + dir + 1) ? vt_arena_strn(arena, socket, dir) : NULL;
}

/*
 * To root, libvirt's client knows no session's daemon (remoteConnectOpen), and QEMU's driver in the
 * system's takes either path (virConnectValidateURIPath).
 */
const char *vt_uri_meant(struct vt_arena *arena, const char *uri, bool root)
{
	const char *dir = vt_uri_run_dir(arena, uri);

	if (!vt_uri_is_session(uri) || strcmp(vt_uri_driver(arena, uri), "qemu") != 0)
		return uri;
	if (vt_uri_parameter(arena, uri, "socket") ? !is_systems(dir) : !root)
		return uri;
	return vt_arena_fmt(arena, "%.*ssystem%s", (int)(path_of(uri) - uri), uri,
			    path_of(uri) + strlen("session"));
}

bool vt_uri_is_hosts(struct vt_arena *arena, const char *uri)
{
	const char *dir = vt_uri_run_dir(arena, uri);

	if (!vt_uri_parameter(arena, uri, "socket"))
		return true;
	return is_systems(dir) || (dir && !strncmp(dir, "/run/user/", 10));
}

const char *vt_uri_state_dir(struct vt_arena *arena, const char *uri, const char *dir)
{
	return vt_arena_fmt(arena, "%s/%s%s", dir, vt_uri_driver(arena, uri),
			    vt_uri_is_session(uri) ? "/run" : "");
}
