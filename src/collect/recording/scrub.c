/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Removes secrets from their usual places in command lines and XML. The text is
 * scanned, not parsed, so truncated or malformed XML and JSON are covered, too,
 * and everything else is kept byte for byte.
 */
#include <config.h>

#include "collect/recording/scrub.h"

#include <string.h>
#include <strings.h>

#define LEN(literal) (sizeof(literal) - 1)

/* A text being scrubbed: @out has what comes before @done. */
struct scrub {
	const char *text;
	size_t done, n;
	struct vt_buf *out, *what;
};

static struct scrub begin(const char *text, struct vt_buf *out, struct vt_buf *what)
{
	out->len = what->len = 0;
	return (struct scrub){ .text = text, .out = out, .what = what };
}

static size_t finish(struct scrub *s)
{
	if (s->n)
		vt_buf_str(s->out, s->text + s->done);
	return s->n;
}

static bool listed(const struct vt_buf *what, const char *name, size_t n)
{
	const char *p = what->len ? what->p : "";

	while (*p) {
		size_t len = strcspn(p, ",");

		if (len == n && !memcmp(p, name, n))
			return true;
		p += len + (p[len] == ',');
	}
	return false;
}

static void replace(struct scrub *s, size_t from, size_t to, const char *name, size_t n)
{
	if (to <= from)
		return;
	vt_buf_add(s->out, s->text + s->done, from - s->done);
	vt_buf_str(s->out, VT_SCRUBBED);
	s->done = to;
	s->n++;
	if (listed(s->what, name, n))
		return;
	if (s->what->len)
		vt_buf_str(s->what, ",");
	vt_buf_add(s->what, name, n);
}

static bool ends_with(const char *s, size_t n, const char *suffix)
{
	size_t m = strlen(suffix);

	return n >= m && !strncasecmp(s + n - m, suffix, m);
}

/* "password-secret" and "key-secret" are names of secrets, not secrets. */
static bool is_secret_key(const char *key, size_t n)
{
	static const char *const endings[] = { "password", "passwd",  "passphrase", "token",
					       "apikey",   "api-key", "api_key",    "psk",
					       "_secret",  "cookie" };
	static const char *const names[] = { "pass", "secret" };

	for (size_t i = n; i-- > 0;)
		if (key[i] == '.') {
			key += i + 1;
			n -= i + 1;
			break;
		}
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (ends_with(key, n, endings[i]))
			return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (n == strlen(names[i]) && !strncasecmp(key, names[i], n))
			return true;
	return false;
}

/* "scheme://user:password@host"; iSCSI has user%password. */
static size_t scrub_url(struct scrub *s, size_t at)
{
	size_t start = at + LEN("://");
	size_t n = strcspn(s->text + start, "/?#,\"'<> \t\r\n\\");
	const char *host = memrchr(s->text + start, '@', n), *secret;

	if (!host)
		return start;
	secret = memchr(s->text + start, ':', (size_t)(host - s->text) - start);
	if (!secret && at >= LEN("iscsi") && !memcmp(s->text + at - LEN("iscsi"), "iscsi", 5))
		secret = memchr(s->text + start, '%', (size_t)(host - s->text) - start);
	if (secret)
		replace(s, (size_t)(secret - s->text) + 1, (size_t)(host - s->text),
			"password in a URL", LEN("password in a URL"));
	return start + n;
}

size_t vt_scrub_uri(const char *text, struct vt_buf *out, struct vt_buf *what)
{
	struct scrub s = begin(text, out, what);
	const char *p = text;

	while ((p = strstr(p, "://")) != NULL)
		p = text + scrub_url(&s, (size_t)(p - text));
	return finish(&s);
}

/* The key that holds a secret in this argument only; NULL = none. */
static const char *own_key(const char *previous, const char *text)
{
	if (!strncmp(text, "secret,", 7) || strstr(text, "qom-type=secret") ||
	    (strstr(text, "\"qom-type\"") && strstr(text, "\"secret\"")))
		return "data";
	if (previous && !strcmp(previous, "fw_cfg"))
		return "string";
	if (previous && !strcmp(previous, "smbios"))
		return "value";
	return strstr(text, "rbd:") ? "key" : NULL;
}

struct arg {
	struct scrub s;
	const char *own; /* see own_key() */
	bool json;
};

static bool secret_here(const struct arg *a, const char *key, size_t n)
{
	return is_secret_key(key, n) || (a->own && strlen(a->own) == n && !strncmp(a->own, key, n));
}

/* vnc's password=on says that there is a password, not which. */
static bool is_switch(const char *value, size_t n)
{
	static const char *const words[] = { "on", "off", "yes", "no", "true", "false" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == n && !strncmp(words[i], value, n))
			return true;
	return false;
}

/* Up to a comma that is not doubled; in rbd's own syntax, up to a colon. */
static size_t value_len(const struct arg *a, const char *value, bool colon)
{
	size_t n = 0;

	for (; value[n]; n++) {
		if (value[n] == ',' && value[n + 1] == ',')
			n++;
		else if (value[n] == ',' || (a->json && value[n] == '"') ||
			 (colon && value[n] == ':' && n && value[n - 1] != '\\'))
			break;
	}
	return n;
}

/* key=value at @at; returns where to continue. */
static size_t scrub_pair(struct arg *a, size_t at, bool colon)
{
	static const char *const key_chars =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	const char *key = a->s.text + at, *value;
	size_t n = strspn(key, key_chars), len, dashes = at ? 0 : strspn(key, "-");

	if (key[n] != '=' || dashes > n || !secret_here(a, key + dashes, n - dashes))
		return at + n;
	value = key + n + 1;
	len = value_len(a, value, colon);
	if (!is_switch(value, len))
		replace(&a->s, at + n + 1, at + n + 1 + len, key + dashes, n - dashes);
	return at + n + 1 + len;
}

static size_t string_len(const char *s)
{
	size_t n = 0;

	while (s[n] && s[n] != '"')
		n += s[n] == '\\' && s[n + 1] ? 2 : 1;
	return n;
}

/* "key": "value" at @at, which is a quote; returns where to continue. */
static size_t scrub_member(struct arg *a, size_t at)
{
	const char *key = a->s.text + at + 1, *p;
	size_t n = string_len(key), len;

	p = key + n + (key[n] == '"');
	p += strspn(p, " \t\r\n");
	if (*p != ':' || !secret_here(a, key, n))
		return at + 1;
	p += 1 + strspn(p + 1, " \t\r\n");
	if (*p != '"')
		return at + 1;
	p++;
	len = string_len(p);
	replace(&a->s, (size_t)(p - a->s.text), (size_t)(p - a->s.text) + len, key, n);
	return (size_t)(p - a->s.text) + len;
}

static void scrub_list(struct arg *a)
{
	const char *text = a->s.text;
	size_t p = 0;

	while (text[p]) {
		size_t from = p;
		bool colon = p && text[p - 1] == ':' && a->own && !strcmp(a->own, "key");

		if (!p || colon || strchr(",;&? \t\n", text[p - 1]))
			p = scrub_pair(a, p, colon);
		if (p == from && text[p] == '"')
			p = scrub_member(a, p);
		if (p == from && !strncmp(text + p, "://", 3))
			p = scrub_url(&a->s, p);
		p += p == from;
	}
}

size_t vt_scrub_arg(const char *previous, const char *text, struct vt_buf *out, struct vt_buf *what)
{
	struct arg a = { .s = begin(text, out, what), .json = *text == '{' };
	size_t n;

	if (previous)
		previous = *previous == '-' ? previous + strspn(previous, "-") : NULL;
	if (previous && (!strcmp(previous, "name") || !strcmp(previous, "uuid")))
		return 0;
	n = previous ? strlen(previous) : 0;
	if (n && !memchr(previous, '=', n) && is_secret_key(previous, n) && *text != '-') {
		replace(&a.s, 0, strlen(text), previous, n);
		return finish(&a.s);
	}
	a.own = own_key(previous, text);
	scrub_list(&a);
	return finish(&a.s);
}

struct xml {
	struct scrub s;
	size_t p;
	const char *element; /* whose start tag came last, NULL if anything else came since */
	size_t element_len;
	bool entries;           /* <entry> holds data for the guest alone */
	struct vt_buf argument; /* the previous <qemu:arg> */
};

static bool is_name(const char *name, size_t n, const char *want)
{
	return strlen(want) == n && !memcmp(name, want, n);
}

/* The name without its namespace prefix. */
static const char *local_name(const char *name, size_t *n)
{
	const char *colon = memchr(name, ':', *n);

	if (!colon)
		return name;
	*n -= (size_t)(colon - name) + 1;
	return colon + 1;
}

static void unescape(struct vt_buf *out, const char *s, size_t n)
{
	static const struct {
		const char *entity, *text;
	} entities[] = { { "&quot;", "\"" }, { "&apos;", "'" }, { "&lt;", "<" },
			 { "&gt;", ">" },    { "&amp;", "&" },  { "&#34;", "\"" } };

	out->len = 0;
	vt_buf_str(out, "");
	for (size_t i = 0; i < n;) {
		size_t e = 0;

		while (e < 6 && strncmp(s + i, entities[e].entity, strlen(entities[e].entity)) != 0)
			e++;
		vt_buf_add(out, e < 6 ? entities[e].text : s + i, 1);
		i += e < 6 ? strlen(entities[e].entity) : 1;
	}
}

/* An argument in XML is replaced as a whole: its quoting is not worth keeping. */
static bool argument_has_secret(struct xml *x, size_t from, size_t n)
{
	VT_BUF_OF(arg);
	VT_BUF_OF(out);
	VT_BUF_OF(what);
	size_t found;

	unescape(&arg, x->s.text + from, n);
	found = vt_scrub_arg(x->argument.len ? x->argument.p : NULL, arg.p, &out, &what);
	x->argument.len = 0;
	vt_buf_add(&x->argument, arg.p, arg.len);
	return found > 0;
}

static void scrub_urls(struct xml *x, size_t from, size_t to)
{
	while (from + 3 <= to) {
		const char *url = memmem(x->s.text + from, to - from, "://", 3);

		if (!url)
			return;
		from = scrub_url(&x->s, (size_t)(url - x->s.text));
	}
}

static void scrub_attribute(struct xml *x, const char *name, size_t name_len, size_t from,
			    size_t to)
{
	const char *element = x->element;
	size_t n = x->element_len;
	bool prefixed = memchr(element, ':', n);

	name = local_name(name, &name_len);
	element = local_name(element, &n);
	if (is_name(element, n, "sysinfo") && is_name(name, name_len, "type"))
		x->entries = to - from == 5 && !memcmp(x->s.text + from, "fwcfg", 5);
	if (is_secret_key(name, name_len))
		replace(&x->s, from, to, name, name_len);
	else if (prefixed && is_name(element, n, "env") && is_name(name, name_len, "value"))
		replace(&x->s, from, to, "env", 3);
	else if (prefixed && is_name(element, n, "arg") && argument_has_secret(x, from, to - from))
		replace(&x->s, from, to, "arg", 3);
	else
		scrub_urls(x, from, to);
}

#define BLANKS " \t\r\n"

/* The attributes up to '>'; continues after it. */
static void scrub_tag(struct xml *x)
{
	const char *text = x->s.text;
	size_t p = x->p;

	for (;;) {
		size_t name, len;
		char quote[2] = "";

		p += strspn(text + p, BLANKS "/");
		name = p;
		len = strcspn(text + p, BLANKS "=>/\"'");
		p += len + strspn(text + p + len, BLANKS "=");
		quote[0] = text[p] == '"' || text[p] == '\'' ? text[p] : '\0';
		if (quote[0]) {
			size_t value = p + 1, n = strcspn(text + value, quote);

			scrub_attribute(x, text + name, len, value, value + n);
			p = value + n + (text[value + n] != '\0');
		} else if (!text[p] || text[p] == '>') {
			break;
		}
	}
	if (text[p] == '>' && text[p - 1] == '/')
		x->element = NULL;
	x->p = p + (text[p] != '\0');
}

static void begin_tag(struct xml *x)
{
	const char *name = x->s.text + x->p + 1;
	size_t n = strcspn(name, BLANKS "/>");

	x->element = name;
	x->element_len = n;
	x->p += 1 + n;
	name = local_name(name, &n);
	if (is_name(name, n, "oemStrings"))
		x->entries = true;
	scrub_tag(x);
}

static void end_tag(struct xml *x)
{
	const char *name = x->s.text + x->p + 2;
	size_t n = strcspn(name, BLANKS ">");

	if (is_name(name, n, "oemStrings") || is_name(name, n, "sysinfo"))
		x->entries = false;
	x->element = NULL;
	x->p += 2 + n;
}

/* Comments and CDATA sections count as part of the text around them. */
static size_t text_end(const char *text, size_t p)
{
	static const char *const marks[][2] = { { "<![CDATA[", "]]>" }, { "<!--", "-->" } };

	while (text[p]) {
		const char *end = NULL;

		p += strcspn(text + p, "<");
		for (size_t i = 0; i < 2; i++)
			if (!strncmp(text + p, marks[i][0], strlen(marks[i][0])))
				end = strstr(text + p, marks[i][1]);
		if (!end)
			break;
		p = (size_t)(end - text) + 3;
	}
	return p;
}

static void scrub_text(struct xml *x, size_t to)
{
	const char *name = x->element, *text = x->s.text;
	size_t from = x->p + strspn(text + x->p, BLANKS), n = x->element_len;
	bool blank = from >= to;

	if (name)
		name = local_name(name, &n);
	if (!blank && name && (is_secret_key(name, n) || (x->entries && is_name(name, n, "entry"))))
		replace(&x->s, from, to, name, n);
	else if (!blank && name && is_name(name, n, "cmdline") &&
		 argument_has_secret(x, from, to - from))
		replace(&x->s, from, to, name, n);
	else
		scrub_urls(x, x->p, to);
	x->p = to;
}

size_t vt_scrub_xml(const char *text, struct vt_buf *out, struct vt_buf *what)
{
	struct xml x = { .s = begin(text, out, what) };
	size_t to;

	while (text[x.p]) {
		to = text_end(text, x.p);
		if (to > x.p)
			scrub_text(&x, to);
		else if (text[x.p + 1] == '/')
			end_tag(&x);
		else
			begin_tag(&x);
	}
	vt_buf_done(&x.argument);
	return finish(&x.s);
}
