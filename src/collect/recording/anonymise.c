/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of replacements, and how to tell what a single word is. Structured
 * text is taken apart in anonymise-text.c.
 */
#include <config.h>

#include "collect/recording/anonymise.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/pidfile.h"
#include "util/arena.h"
#include "util/cleanup.h"
#include "util/vec.h"

#define LAST_ERRNO 133
/* Replacements are numbered from here: hardly any host has a vnet7000. */
#define FIRST 7000

struct entry {
	const char *key, *value; /* the value of a word is NULL */
	size_t n;
};

struct vt_anon {
	struct vt_arena *arena;
	struct entry *table;
	size_t size, used; /* size: a power of two */
	unsigned int serial;
};

static size_t hash(const char *s, size_t n)
{
	size_t h = 14695981039346656037u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 1099511628211u;
	return h ^ h >> 29;
}

/* The entry of a key, or the free slot for it. */
static struct entry *slot(struct entry *table, size_t size, const char *key, size_t n)
{
	size_t i = hash(key, n) & (size - 1);

	while (table[i].key && (table[i].n != n || memcmp(table[i].key, key, n) != 0))
		i = (i + 1) & (size - 1);
	return &table[i];
}

static void grow(struct vt_anon *a)
{
	size_t size = a->size ? a->size * 2 : 1024;
	struct entry *table = vt_xrealloc(NULL, size, sizeof(*table));

	memset(table, 0, size * sizeof(*table));
	for (size_t i = 0; i < a->size; i++)
		if (a->table[i].key)
			*slot(table, size, a->table[i].key, a->table[i].n) = a->table[i];
	free(a->table);
	a->table = table;
	a->size = size;
}

/* The entry of @key, which is a letter for the kind, then the bytes; its key is NULL if new. */
static struct entry *find(struct vt_anon *a, const char *key, size_t n)
{
	struct entry *e;

	if (a->used * 2 >= a->size)
		grow(a);
	e = slot(a->table, a->size, key, n);
	if (!e->key)
		e->n = n;
	return e;
}

static void keep(struct vt_anon *a, struct entry *e, const char *key, const char *value)
{
	e->key = vt_arena_strn(a->arena, key, e->n);
	e->value = value;
	a->used++;
}

static struct entry *find_kind(struct vt_anon *a, char kind, const void *s, size_t n,
			       struct vt_buf *key)
{
	key->len = 0;
	vt_buf_add(key, &kind, 1);
	vt_buf_add(key, s, n);
	return find(a, key->p, key->len);
}

static void add_word(struct vt_anon *a, const char *s, size_t n)
{
	VT_BUF_OF(key);
	struct entry *e = find_kind(a, 'w', s, n, &key);

	if (!e->key)
		keep(a, e, key.p, NULL);
}

static void add_words(struct vt_anon *a, const char *text)
{
	static const char blanks[] = " \n,";

	for (text += strspn(text, blanks); *text; text += strspn(text, blanks)) {
		size_t n = strcspn(text, blanks);

		add_word(a, text, n);
		text += n;
	}
}

struct vt_anon *vt_anon_new(void)
{
	struct vt_anon *a = vt_xrealloc(NULL, 1, sizeof(*a));

	memset(a, 0, sizeof(*a));
	a->arena = vt_arena_new();
	a->serial = FIRST;
	for (size_t i = 0; vt_anon_known_words[i]; i++)
		add_words(a, vt_anon_known_words[i]);
	for (int i = 1; i <= LAST_ERRNO; i++)
		add_words(a, strerror(i));
	return a;
}

void vt_anon_free(struct vt_anon *a)
{
	if (!a)
		return;
	vt_arena_free(a->arena);
	free(a->table);
	free(a);
}

bool vt_anon_is_word(struct vt_anon *a, const char *s, size_t n)
{
	VT_BUF_OF(key);

	return find_kind(a, 'w', s, n, &key)->key != NULL;
}

static bool is_hex(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isxdigit((unsigned char)s[i]))
			return false;
	return n > 0;
}

/* The number that stands for these bytes; a new one is the next serial number. */
static unsigned int number(struct vt_anon *a, char kind, const void *bytes, size_t n)
{
	VT_BUF_OF(key);
	struct entry *e = find_kind(a, kind, bytes, n, &key);

	if (!e->key)
		keep(a, e, key.p, vt_arena_fmt(a->arena, "%u", ++a->serial));
	return (unsigned int)strtoul(e->value, NULL, 10);
}

/* --- names -------------------------------------------------------------- */

static bool all_digits(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	return n && i == n;
}

/* Is @s of a form in which "#" stands for digits? */
static bool has_form(const char *s, size_t n, const char *form)
{
	size_t i = 0;

	for (; *form; form++) {
		size_t digits = 0;

		while (*form == '#' && i + digits < n && s[i + digits] >= '0' &&
		       s[i + digits] <= '9')
			digits++;
		if (*form == '#' ? !digits : i >= n || s[i] != *form)
			return false;
		i += *form == '#' ? digits : 1;
	}
	return i == n;
}

/* Names that the kernel, libvirt, Proxmox or Kata generate give nobody away. */
static bool is_generic(const char *s, size_t n)
{
	static const char *const forms[] = { "lo",      "ovs-system", "ovs-netdev", "tap#i#",
					     "fwbr#i#", "fwln#i#",    "fwpr#p#",    "veth#i#",
					     "net#",    "hostnet#",   "tap#_kata" };

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (has_form(s, n, forms[i]))
			return true;
	return false;
}

/* Prefixes are kept, as rules may depend on them. */
static const char *prefix_of(const char *s, size_t n)
{
	static const char *const prefixes[] = { "vnet", "macvtap", "ipvtap", "tap",  "tun",
						"veth", "virbr",   "vmbr",   "fwbr", "bond",
						"vlan", "br",      "eth",    "qvo",  "qvb",
						"qbr",  "ovs",     "vif" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (n > strlen(prefixes[i]) && !memcmp(s, prefixes[i], strlen(prefixes[i])))
			return prefixes[i];
	return "n";
}

/* A name built from another one, such as that of a VLAN or of a bridge's dummy port. */
static const char *compound(struct vt_anon *a, const char *s, size_t n)
{
	const char *dot = memrchr(s, '.', n);

	const char *tag = memrchr(s, 'v', n);
	const size_t helper = vt_pidfile_helper(s, n);

	/* "vmbr0v10" is what Proxmox makes for a VLAN of vmbr0. */
	if (n > 4 && !memcmp(s, "vmbr", 4) && tag > s &&
	    all_digits(tag + 1, n - (size_t)(tag + 1 - s)))
		return vt_arena_fmt(a->arena, "%s%.*s", vt_anon_name(a, s, (size_t)(tag - s)),
				    (int)(n - (size_t)(tag - s)), tag);
	/* A PID file's name tells a helper's process from the VM's. */
	if (helper) {
		size_t id = strcspn(s, "-") + 1;

		return vt_arena_fmt(a->arena, "%.*s%s%.*s", (int)id, s,
				    vt_anon_name(a, s + id, helper - id), (int)(n - helper),
				    s + helper);
	}
	/* Kata names a VM after its sandbox, whose id is in the cgroup as well. */
	if (n > 20 && !memcmp(s, "sandbox-", 8) && is_hex(s + 8, n - 8))
		return vt_arena_fmt(a->arena, "sandbox-%0*x", (int)(n - 8),
				    number(a, 'h', s + 8, n - 8));
	if (n > 4 && !memcmp(s + n - 4, "-nic", 4))
		return vt_arena_fmt(a->arena, "%s-nic", vt_anon_name(a, s, n - 4));
	if (n > 4 && !memcmp(s, "host", 4) && !all_digits(s + 4, n - 4))
		return vt_arena_fmt(a->arena, "host%s", vt_anon_name(a, s + 4, n - 4));
	if (dot && dot != s && all_digits(dot + 1, n - (size_t)(dot + 1 - s)))
		return vt_arena_fmt(a->arena, "%s%.*s", vt_anon_name(a, s, (size_t)(dot - s)),
				    (int)(n - (size_t)(dot - s)), dot);
	return NULL;
}

/* "domain" is also the first attribute of a PCI address. */
static bool is_pci_domain(const char *s, size_t n)
{
	return n == 6 && !memcmp(s, "0x", 2) && is_hex(s + 2, 4);
}

const char *vt_anon_name(struct vt_anon *a, const char *name, size_t n)
{
	VT_BUF_OF(key);
	const char *value;
	struct entry *e;

	if (!n || all_digits(name, n) || is_generic(name, n) || is_pci_domain(name, n))
		return vt_arena_strn(a->arena, name, n);
	e = find_kind(a, 'n', name, n, &key);
	if (e->key)
		return e->value;
	value = compound(a, name, n);
	if (!value)
		/* KubeVirt calls a VM NAMESPACE_NAME. */
		value = vt_arena_fmt(a->arena, "%s%u%s", prefix_of(name, n), ++a->serial,
				     memchr(name, '_', n) ? "_v" : "");
	keep(a, find(a, key.p, key.len), key.p, value);
	return value;
}

/* --- addresses ---------------------------------------------------------- */

static void put_number(unsigned char *p, size_t n, unsigned int value)
{
	memset(p, 0, n);
	for (size_t i = 0; i < 3 && i < n; i++)
		p[n - 1 - i] = (unsigned char)(value >> i * 8);
}

/* A tap and its NIC differ in the first byte only, and still have to match. */
void vt_anon_mac(struct vt_anon *a, unsigned char *mac, size_t n)
{
	static const unsigned char none[32], every[] = "\xff\xff\xff\xff\xff\xff";

	if (n < 2 || n > sizeof(none) || !memcmp(mac, none, n) ||
	    (n == 6 && !memcmp(mac, every, 6)))
		return;
	put_number(mac + 1, n - 1, number(a, 'm', mac + 1, n - 1));
}

void vt_anon_ip(struct vt_anon *a, unsigned char *ip, size_t n)
{
	static const unsigned char none[16];

	if ((n != 4 && n != 16) || !memcmp(ip, none, n))
		return;
	put_number(ip + 1, n - 1, number(a, 'i', ip, n));
	ip[0] = n == 4 ? 10 : 0xfd;
}

/* --- words -------------------------------------------------------------- */

/* 8-4-4-4-12, with "-" or, in Kubernetes' cgroups, "_". */
static bool is_uuid(const char *s, size_t n, char dash)
{
	if (n != 36)
		return false;
	for (size_t i = 0; i < n; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s[i] != dash :
							      !isxdigit((unsigned char)s[i]))
			return false;
	return true;
}

static void put_uuid(struct vt_anon *a, const char *s, char dash, struct vt_buf *out)
{
	char lower[36];

	for (size_t i = 0; i < sizeof(lower); i++)
		lower[i] = s[i] == dash ? '-' : (char)tolower((unsigned char)s[i]);
	vt_buf_fmt(out, "00000000%c0000%c4000%c8000%c%012x", dash, dash, dash, dash,
		   number(a, 'u', lower, sizeof(lower)));
}

/* A number, maybe with a unit, a memory address or a version: not a name. */
static bool is_number(const char *s, size_t n)
{
	size_t i = 0;

	if (n > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		return is_hex(s + 2, n - 2) && n <= 18;
	while (i < n && (isdigit((unsigned char)s[i]) || (i && s[i] == '.')))
		i++;
	if (i && i + 1 == n && strchr("kKmMgGtTsB%", s[i]))
		i++;
	return i == n && n > 0 && n <= 20;
}

static bool put_address(struct vt_anon *a, const char *s, size_t n, struct vt_buf *out)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char ip[16];
	int family = memchr(s, ':', n) ? AF_INET6 : AF_INET;

	if (n >= sizeof(text))
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	if (inet_pton(family, text, ip) != 1)
		return false;
	vt_anon_ip(a, ip, family == AF_INET ? 4 : 16);
	vt_buf_str(out, inet_ntop(family, ip, text, sizeof(text)));
	return true;
}

/* How systemd and container runtimes begin the names of cgroups. */
static bool is_unit(const char *s, size_t n)
{
	static const char *const units[] = { "kubepods",   "burstable", "besteffort", "cri",
					     "containerd", "crio",      "docker",     "libpod",
					     "session",    "user",      "machine",    "ipconfig" };

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strlen(units[i]) == n && !memcmp(s, units[i], n))
			return true;
	return false;
}

/* Replaces the part of a word that is a name: "web" in web.pid, "3f..." in pod3f... */
static bool put_parts(struct vt_anon *a, const char *s, size_t n, struct vt_buf *out)
{
	static const char *const suffixes[] = {
		".pid",   ".xml",   ".sock",    "-socket", /* after a VM's name */
		".scope", ".slice", ".service", ".conf",   ".json", ".socket", ".log",
	};
	const char *dash = memchr(s, '-', n);

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		size_t m = strlen(suffixes[i]);

		if (n > m && !memcmp(s + n - m, suffixes[i], m)) {
			bool file = i < 4;

			if (file)
				vt_buf_str(out, vt_anon_name(a, s, n - m));
			else
				vt_anon_word(a, s, n - m, out);
			vt_buf_str(out, suffixes[i]);
			return true;
		}
	}
	if (n == 39 && !memcmp(s, "pod", 3) &&
	    (is_uuid(s + 3, 36, '-') || is_uuid(s + 3, 36, '_'))) {
		vt_buf_str(out, "pod");
		put_uuid(a, s + 3, s[11], out);
		return true;
	}
	if (!dash || !is_unit(s, (size_t)(dash - s)))
		return false;
	vt_buf_add(out, s, (size_t)(dash - s) + 1);
	vt_anon_word(a, dash + 1, n - (size_t)(dash + 1 - s), out);
	return true;
}

void vt_anon_word(struct vt_anon *a, const char *s, size_t n, struct vt_buf *out)
{
	if (put_address(a, s, n, out))
		return;
	if (is_uuid(s, n, '-'))
		put_uuid(a, s, '-', out);
	else if (is_number(s, n) || vt_anon_is_word(a, s, n))
		vt_buf_add(out, s, n);
	else if (n >= 12 && is_hex(s, n))
		vt_buf_fmt(out, "%0*x", (int)n, number(a, 'h', s, n));
	else if (!put_parts(a, s, n, out))
		vt_buf_str(out, vt_anon_name(a, s, n));
}
