/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the words of a text: key=value lists, JSON, paths, lines, XML. The text
 * is scanned, not parsed, so that nothing survives in truncated or malformed
 * JSON or XML, either.
 */
#include <config.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "collect/recording/anonymise.h"

static bool in_word(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '-' || c == '.' || c >= 0x80;
}

static bool equal(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(s, word, n);
}

/* Keys whose whole value is one name, whatever characters it has. */
static bool is_name_key(const char *s, size_t n)
{
	static const char *const keys[] = { "guest",  "name",     "id",       "ifname",  "netdev",
					    "br",     "bridge",   "hostname", "title",   "iff",
					    "tap",    "comm",     "domain",   "network", "dev_name",
					    "parent", "host_name" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (equal(s, n, keys[i]))
			return true;
	return false;
}

/* Does @s start with a MAC address (17 characters)? */
static bool is_mac(const char *s, size_t n)
{
	for (size_t i = 0; i < 17; i++)
		if (i >= n || (i % 3 == 2 ? s[i] != ':' : !isxdigit((unsigned char)s[i])))
			return false;
	return n == 17 || (!isxdigit((unsigned char)s[17]) && s[17] != ':');
}

static void put_mac(struct vt_anon *a, const char *s, struct vt_buf *out)
{
	unsigned char mac[6];
	char digits[3] = "";

	for (size_t i = 0; i < 6; i++) {
		memcpy(digits, s + i * 3, 2);
		mac[i] = (unsigned char)strtoul(digits, NULL, 16);
	}
	vt_anon_mac(a, mac, sizeof(mac));
	vt_buf_fmt(out, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
		   mac[5]);
}

/* Length of the IPv6 address at @s, 0 if there is none. */
static size_t ipv6_len(const char *s, size_t n)
{
	size_t i = 0, colons = 0;

	while (i < n && (isxdigit((unsigned char)s[i]) || s[i] == ':' || s[i] == '.'))
		colons += s[i++] == ':';
	while (i && (s[i - 1] == '.' || (s[i - 1] == ':' && (i < 2 || s[i - 2] != ':'))))
		colons -= s[--i] == ':';
	return colons >= 2 && memmem(s, i, "::", 2) ? i : colons == 7 ? i : 0;
}

/* Where the value of the key that ends at @at begins: after "=", after ":" and blanks, or
 * after the closing quote of a JSON key and ":". 0 if that was not a key. */
static size_t value_at(const char *s, size_t n, size_t at, bool *ret_quoted)
{
	bool quoted = at < n && s[at] == '"';

	*ret_quoted = false;
	if (at < n && s[at] == '=')
		return at + 1;
	at += quoted;
	while (quoted && at < n && isspace((unsigned char)s[at]))
		at++;
	if (at >= n || s[at] != ':')
		return 0;
	for (at++; at < n && (s[at] == ' ' || s[at] == '\t'); at++)
		;
	*ret_quoted = quoted && at < n && s[at] == '"';
	return quoted && !*ret_quoted ? 0 : at + *ret_quoted;
}

/* A value ends at the closing quote, at the end of the line, or at a comma that is not doubled. */
static size_t value_len(const char *s, size_t n, bool quoted, bool list)
{
	size_t i = 0;

	for (; i < n && s[i] != '\n'; i++) {
		if (quoted ? s[i] == '"' : list && s[i] == ',' && (i + 1 >= n || s[i + 1] != ','))
			break;
		i += quoted ? s[i] == '\\' : list && s[i] == ',';
	}
	return i < n ? i : n;
}

/* Resolves the entities that libvirt writes. */
static void unescape(const char *s, size_t n, struct vt_buf *out)
{
	static const char *const entities[][2] = { { "&quot;", "\"" },
						   { "&apos;", "'" },
						   { "&lt;", "<" },
						   { "&gt;", ">" },
						   { "&amp;", "&" } };

	for (size_t i = 0; i < n;) {
		size_t e = 0, m;

		while (e < 5 && (strlen(entities[e][0]) > n - i ||
				 memcmp(s + i, entities[e][0], strlen(entities[e][0])) != 0))
			e++;
		m = e < 5 ? strlen(entities[e][0]) : 1;
		vt_buf_add(out, e < 5 ? entities[e][1] : s + i, 1);
		i += m;
	}
}

/* Where a name is: by itself, in a QEMU list (",," stands for a comma), or in XML. */
enum where { PLAIN, LIST, XML };

static void put_name(struct vt_anon *a, enum where where, const char *s, size_t n,
		     struct vt_buf *out)
{
	VT_BUF_OF(name);

	if (is_mac(s, n) && n == 17) {
		put_mac(a, s, out);
		return;
	}
	if (n == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-') {
		vt_anon_word(a, s, n, out);
		return;
	}
	if (where == XML)
		unescape(s, n, &name);
	else
		for (size_t i = 0; i < n; i++) {
			vt_buf_add(&name, s + i, 1);
			i += where == LIST && s[i] == ',' && i + 1 < n && s[i + 1] == ',';
		}
	vt_buf_str(out, vt_anon_name(a, name.p ? name.p : "", name.len));
}

/* The word at @at, and its value if it is the key of a name; returns where to continue. */
static size_t put_word(struct vt_anon *a, const char *s, size_t n, size_t at, struct vt_buf *out)
{
	size_t end = at, value, len;
	bool quoted, list;

	while (end < n && in_word((unsigned char)s[end]))
		end++;
	/* An option's dashes, also as systemd escapes them ("\x2d"). */
	if (at && s[at - 1] == '\\' && end - at >= 3 && s[at] == 'x') {
		vt_buf_add(out, s + at, 3);
		at += 3;
	}
	/* An escaped slash in a URI. */
	if (at && s[at - 1] == '%' && end - at >= 2 && !strncasecmp(s + at, "2F", 2)) {
		vt_buf_add(out, s + at, 2);
		at += 2;
	}
	for (; at < end && s[at] == '-'; at++)
		vt_buf_add(out, "-", 1);
	if (at == end)
		return end;
	vt_anon_word(a, s + at, end - at, out);
	value = is_name_key(s + at, end - at) ? value_at(s, n, end, &quoted) : 0;
	if (!value)
		return end;
	vt_buf_add(out, s + end, value - end);
	list = s[end] == '=';
	len = value_len(s + value, n - value, quoted, list);
	put_name(a, list ? LIST : PLAIN, s + value, len, out);
	return value + len;
}

void vt_anon_words(struct vt_anon *a, const char *s, size_t n, struct vt_buf *out)
{
	size_t at = 0;

	while (at < n) {
		bool begins = !at || !in_word((unsigned char)s[at - 1]);
		size_t ipv6 = begins ? ipv6_len(s + at, n - at) : 0;

		if (begins && is_mac(s + at, n - at)) {
			put_mac(a, s + at, out);
			at += 17;
		} else if (ipv6) {
			vt_anon_word(a, s + at, ipv6, out);
			at += ipv6;
		} else if (in_word((unsigned char)s[at])) {
			at = put_word(a, s, n, at, out);
		} else {
			vt_buf_add(out, s + at++, 1);
		}
	}
}

/* "6.1.0-18-amd64": the rest tells who built it. */
static void put_kernel(const char *text, struct vt_buf *out)
{
	vt_buf_add(out, text, strspn(text, "0123456789.-"));
}

/* "175 (qemu-system-x86) S 1 ...": the name may contain anything. */
static void put_stat(struct vt_anon *a, const char *text, struct vt_buf *out)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');

	if (!open || !close || close < open) {
		vt_anon_words(a, text, strlen(text), out);
		return;
	}
	vt_buf_add(out, text, (size_t)(open - text) + 1);
	vt_anon_word(a, open + 1, (size_t)(close - open) - 1, out);
	vt_anon_words(a, close, strlen(close), out);
}

/* Managers have a "name" as well, but it is one of a fixed set. */
static bool is_manager(const char *text)
{
	static const char *const managers[] = { "libvirt",  "proxmox",    "incus",   "lxd",
						"kubevirt", "kubernetes", "systemd", "claims" };

	for (size_t i = 0; i < sizeof(managers) / sizeof(*managers); i++)
		if (!strcmp(text, managers[i]))
			return true;
	return false;
}

/* The last component of "/run/netns/NAME" and "/run/libvirt/qemu/NAME.pid" is one name. */
static void put_path(struct vt_anon *a, const char *path, struct vt_buf *out)
{
	const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
	size_t n = strlen(last), suffix = n > 4 && !strcmp(last + n - 4, ".pid") ? 4 : 0;

	vt_anon_words(a, path, (size_t)(last - path), out);
	if (suffix || !vt_anon_is_word(a, last, n))
		put_name(a, PLAIN, last, n - suffix, out);
	else
		vt_buf_add(out, last, n);
	vt_buf_str(out, last + n - suffix);
}

void vt_anon_text(struct vt_anon *a, const char *key, const char *text, struct vt_buf *out)
{
	size_t n = strlen(text);

	out->len = 0;
	vt_buf_str(out, "");
	if (key && !strcmp(key, "kernel"))
		put_kernel(text, out);
	else if (key && !strcmp(key, "path"))
		put_path(a, text, out);
	else if (key && !strcmp(key, "stat"))
		put_stat(a, text, out);
	else if (key && !strcmp(key, "name") && is_manager(text))
		vt_buf_str(out, text);
	else if (key && is_name_key(key, strlen(key)))
		put_name(a, strcmp(key, "name") ? PLAIN : XML, text, n, out);
	else
		vt_anon_words(a, text, n, out);
}

/* -name takes "web" or "guest=web,debug-threads=on"; the list of fds= looks like an address. */
void vt_anon_arg(struct vt_anon *a, const char *previous, const char *arg, struct vt_buf *out)
{
	size_t dashes = previous ? strspn(previous, "-") : 0, n = strlen(arg);
	bool named = dashes &&
		     (!strcmp(previous + dashes, "name") || !strcmp(previous + dashes, "id"));

	out->len = 0;
	vt_buf_str(out, "");
	if (named) {
		size_t first = value_len(arg, n, false, true);

		if (!memchr(arg, '=', first) && *arg != '{') {
			put_name(a, LIST, arg, first, out);
			arg += first;
			n -= first;
		}
	}
	while (n) {
		const char *fds = strstr(arg, "fds=");
		size_t before = fds ? (size_t)(fds - arg) + 4 : n;

		vt_anon_words(a, arg, before, out);
		arg += before;
		n -= before;
		before = fds ? strspn(arg, "0123456789:") : 0;
		vt_buf_add(out, arg, before);
		arg += before;
		n -= before;
	}
}

/* --- XML ---------------------------------------------------------------- */

#define BLANKS " \t\r\n"

static bool is_name_attribute(const char *s, size_t n)
{
	return is_name_key(s, n) || equal(s, n, "dev") || equal(s, n, "filter");
}

static void put_value(struct vt_anon *a, bool named, const char *s, size_t n, struct vt_buf *out)
{
	if (named && n && *s != '/')
		put_name(a, XML, s, n, out);
	else
		vt_anon_words(a, s, n, out);
}

/* "nova:instance": an XML namespace may be site-specific. */
static void put_element(struct vt_anon *a, const char *s, size_t n, struct vt_buf *out)
{
	const char *colon = memchr(s, ':', n);

	if (colon) {
		vt_anon_word(a, s, (size_t)(colon - s), out);
		vt_buf_str(out, ":");
		n -= (size_t)(colon + 1 - s);
		s = colon + 1;
	}
	vt_anon_word(a, s, n, out);
}

/* From an element's name up to ">"; returns where to continue. */
static const char *put_tag(struct vt_anon *a, const char *p, struct vt_buf *out)
{
	size_t n = strcspn(p, BLANKS "/>");

	put_element(a, p, n, out);
	p += n;
	while (*p && *p != '>') {
		size_t blank = strspn(p, BLANKS "/?");
		const char *name = p + blank;
		size_t len = strcspn(name, BLANKS "=>/\"'");

		vt_buf_add(out, p, blank);
		put_element(a, name, len, out);
		p = name + len;
		n = strspn(p, BLANKS "=");
		vt_buf_add(out, p, n);
		p += n;
		if (*p == '"' || *p == '\'') {
			const char quote[] = { *p, '\0' };

			n = strcspn(p + 1, quote);
			vt_buf_add(out, p, 1);
			put_value(a, is_name_attribute(name, len), p + 1, n, out);
			p += 1 + n;
			vt_buf_add(out, p, *p != '\0');
			p += *p != '\0';
		} else if (!blank && !len && !n) {
			p++;
		}
	}
	vt_buf_add(out, p, *p != '\0');
	return p + (*p != '\0');
}

void vt_anon_xml(struct vt_anon *a, const char *text, struct vt_buf *out)
{
	const char *p = text;
	bool named = false;

	out->len = 0;
	vt_buf_str(out, "");
	if (text[strspn(text, BLANKS)] != '<') {
		vt_anon_words(a, text, strlen(text), out);
		return;
	}
	while (*p) {
		size_t n = strcspn(p, "<");

		if (strspn(p, BLANKS) < n)
			put_value(a, named, p, n, out);
		else
			vt_buf_add(out, p, n);
		p += n;
		if (!strncmp(p, "<!", 2)) {
			/* Comments and CDATA sections are dropped: no decoder needs them. */
			const char *end = strstr(p, !strncmp(p, "<!-", 3) ? "-->" : ">");

			p = end ? end + (*end == '-' ? 3 : 1) : p + strlen(p);
		} else if (*p) {
			n = 1 + (p[1] == '/' || p[1] == '?');
			vt_buf_add(out, p, n);
			p += n;
			named = is_name_attribute(p, strcspn(p, BLANKS "/>"));
			p = put_tag(a, p, out);
		}
	}
}
