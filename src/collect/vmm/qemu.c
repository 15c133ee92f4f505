/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns the arguments of a hypervisor into guest, UUID and netdev rows. QEMU's
 * spelling first; where others (Cloud Hypervisor, Firecracker, crosvm, kvmtool)
 * have another one for the same thing, it is known, too.
 */
#include <config.h>

#include "collect/vmm/qemu.h"

#include <stdio.h>
#include <string.h>

#include "util/json.h"
#include "util/str.h"

#define UUID_LEN 36

struct cmdline {
	struct vt_facts *facts;
	uint32_t proc;
	size_t netdevs;
	bool more_net; /* values of Cloud Hypervisor's --net follow */
};

/* What the options of one back end say; the last of each counts. */
struct backend {
	struct vt_buf type, id, ifname, fds;
};

static void backend_cleanup(struct backend *b)
{
	vt_buf_done(&b->type);
	vt_buf_done(&b->id);
	vt_buf_done(&b->ifname);
	vt_buf_done(&b->fds);
}

#define BACKEND_OF(name) \
	__attribute__((cleanup(backend_cleanup))) struct backend name = { .type = { 0 } }

/* "key=value,key=value", ',' doubled within a value. */
struct options {
	const char *p;
	const char *implied; /* key of a first value without one */
	struct vt_buf key, value;
};

static void options_cleanup(struct options *o)
{
	vt_buf_done(&o->key);
	vt_buf_done(&o->value);
}

#define OPTIONS_OF(name, text, implied_key) \
	__attribute__((cleanup( \
		options_cleanup))) struct options name = { .p = (text), .implied = (implied_key) }

static void replace(struct vt_buf *b, const char *s, size_t n)
{
	b->len = 0;
	vt_buf_add(b, s, n);
}

static const char *take_value(const char *p, struct vt_buf *value)
{
	size_t bracket = *p == '[' ? strcspn(p, "]") : 0;

	/* Cloud Hypervisor's lists have commas: fd=[3,4] */
	if (bracket && p[bracket] && strspn(p, "[0123456789,") == bracket) {
		vt_buf_add(value, p, bracket + 1);
		p += bracket + 1;
	}
	while (*p && (*p != ',' || p[1] == ',')) {
		size_t run = *p == ',' ? 1 : strcspn(p, ",");

		vt_buf_add(value, p, run);
		p += *p == ',' ? 2 : run;
	}
	return p;
}

static bool next_option(struct options *o)
{
	size_t n = strcspn(o->p, "=,");

	if (!*o->p)
		return false;
	replace(&o->value, "", 0);
	if (o->p[n] == '=') {
		replace(&o->key, o->p, n);
		o->p = take_value(o->p + n + 1, &o->value);
	} else if (o->implied) {
		replace(&o->key, o->implied, strlen(o->implied));
		o->p = take_value(o->p, &o->value);
	} else {
		replace(&o->key, o->p, n);
		o->p += n;
	}
	o->implied = NULL;
	if (*o->p == ',')
		o->p++;
	return true;
}

static void add_row(struct cmdline *c, const struct backend *b, int32_t fd)
{
	struct vt_netdev *row;

	if (c->netdevs++ >= VT_QEMUCMD_MAX_NETDEVS)
		return;
	row = vt_vec_add(&c->facts->netdevs);
	row->proc = c->proc;
	row->fd = fd;
	if (b->id.len)
		row->id = vt_arena_strn(c->facts->arena, b->id.p, b->id.len);
	if (fd < 0 && b->ifname.len)
		row->ifname = vt_arena_strn(c->facts->arena, b->ifname.p, b->ifname.len);
}

/* Descriptors in "3", "3:4" or "[3,4]"; others are names that a monitor gave. */
static size_t add_fds(struct cmdline *c, const struct backend *b)
{
	const char *p = b->fds.len ? b->fds.p : "";
	size_t added = 0;

	while (*p) {
		size_t n = strcspn(p, ":,[]");
		char digits[12];
		uint32_t fd;

		if (n < sizeof(digits)) {
			memcpy(digits, p, n);
			digits[n] = '\0';
			if (vt_parse_u32(digits, &fd) == 0 && fd < VT_QEMUCMD_MAX_FD) {
				add_row(c, b, (int32_t)fd);
				added++;
			}
		}
		p += n + (p[n] != '\0');
	}
	return added;
}

static bool is_type(const struct backend *b, const char *type)
{
	return b->type.len && !strcmp(b->type.p, type);
}

static void add_backend(struct cmdline *c, const struct backend *b)
{
	if (!is_type(b, "tap") && !is_type(b, "bridge"))
		return;
	if (!add_fds(c, b))
		add_row(c, b, -1);
}

static void set_from_json(struct vt_buf *b, const struct vt_json *o, const char *key)
{
	const char *s = vt_json_get_str(o, key, NULL);
	int64_t number = vt_json_get_int(o, key, -1);

	if (s) {
		replace(b, s, strlen(s));
	} else if (number >= 0) {
		b->len = 0;
		vt_buf_fmt(b, "%lld", (long long)number);
	}
}

static void backend_json(struct cmdline *c, const char *text)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
	struct vt_err err = { 0 };
	BACKEND_OF(b);

	if (vt_json_parse(text, strlen(text), &o, &err) < 0)
		return;
	set_from_json(&b.type, o, "type");
	set_from_json(&b.id, o, "id");
	set_from_json(&b.ifname, o, "ifname");
	set_from_json(&b.fds, o, "fd");
	set_from_json(&b.fds, o, "fds");
	add_backend(c, &b);
}

static bool equals_any(const char *s, const char *const names[])
{
	for (; *names; names++)
		if (!strcmp(s, *names))
			return true;
	return false;
}

/*
 * Keys of all dialects: QEMU's type, id, name (of -net), ifname, fd, fds;
 * kvmtool's mode and tapif; Cloud Hypervisor's tap; crosvm's tap-name, tap-fd.
 */
static void backend_option(struct backend *b, const char *key, const struct vt_buf *value)
{
	static const char *const types[] = { "type", "mode", NULL };
	static const char *const ids[] = { "id", "name", NULL };
	static const char *const names[] = { "ifname", "tapif", "tap", "tap-name", NULL };
	static const char *const descriptors[] = { "fd", "fds", "tap-fd", NULL };
	struct vt_buf *to = NULL;

	if (equals_any(key, types))
		to = &b->type;
	else if (equals_any(key, ids))
		to = &b->id;
	else if (equals_any(key, names))
		to = &b->ifname;
	else if (equals_any(key, descriptors))
		to = &b->fds;
	if (to)
		replace(to, value->p, value->len);
}

static void backend_text(struct cmdline *c, const char *text, bool may_lack_type)
{
	OPTIONS_OF(o, text, "type");
	BACKEND_OF(b);

	while (next_option(&o))
		backend_option(&b, o.key.p, &o.value);
	if (may_lack_type && !b.type.len && (b.ifname.len || b.fds.len))
		replace(&b.type, "tap", 3);
	add_backend(c, &b);
}

static void on_netdev(struct cmdline *c, const char *value)
{
	if (*value == '{')
		backend_json(c, value);
	else
		backend_text(c, value, false);
}

/* Cloud Hypervisor and crosvm have no type: --net tap=vmtap0,mac=... */
static void on_long_net(struct cmdline *c, const char *value)
{
	c->more_net = true;
	backend_text(c, value, true);
}

static const char *uuid_of(struct vt_arena *arena, const char *s)
{
	char out[UUID_LEN];

	for (size_t i = 0; i < UUID_LEN; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char ch = s[i] >= 'A' && s[i] <= 'F' ? (char)(s[i] + 'a' - 'A') : s[i];

		if (dash ? ch != '-' : !((ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f')))
			return NULL;
		out[i] = ch;
	}
	return s[UUID_LEN] ? NULL : vt_arena_strn(arena, out, UUID_LEN);
}

static void set_uuid(struct cmdline *c, const char *value)
{
	const char *uuid = uuid_of(c->facts->arena, value);

	if (uuid)
		c->facts->procs.v[c->proc].uuid = uuid;
}

static void set_guest(struct cmdline *c, const char *value, size_t len)
{
	if (len)
		c->facts->procs.v[c->proc].guest = vt_arena_strn(c->facts->arena, value, len);
}

static void on_name(struct cmdline *c, const char *value)
{
	OPTIONS_OF(o, value, "guest");

	while (next_option(&o))
		if (!strcmp(o.key.p, "guest"))
			set_guest(c, o.value.p, o.value.len);
}

static void on_id(struct cmdline *c, const char *value)
{
	if (!c->facts->procs.v[c->proc].guest)
		set_guest(c, value, strlen(value));
}

/* Proxmox VE tells the UUID here only. It is the same setting as -uuid: of
 * both, the last one counts. */
static void on_smbios(struct cmdline *c, const char *value)
{
	OPTIONS_OF(o, value, NULL);
	VT_BUF_OF(uuid);
	bool system = false;

	while (next_option(&o)) {
		if (!strcmp(o.key.p, "type"))
			system = !strcmp(o.value.p, "1");
		else if (!strcmp(o.key.p, "uuid"))
			replace(&uuid, o.value.p, o.value.len);
	}
	if (system && uuid.len)
		set_uuid(c, uuid.p);
}

static void on_platform(struct cmdline *c, const char *value)
{
	OPTIONS_OF(o, value, NULL);

	while (next_option(&o))
		if (!strcmp(o.key.p, "uuid"))
			set_uuid(c, o.value.p);
}

/* Its value may look like an option. */
static void on_any(struct cmdline *c, const char *value)
{
	(void)c;
	(void)value;
}

/*
 * QEMU takes two dashes for one, everywhere. The rows with @dashes 2 are of
 * programs that know the long form only, and take "--key=value", too.
 */
static const struct option {
	const char *name;
	size_t dashes;
	void (*fn)(struct cmdline *c, const char *value);
} options[] = {
	{ "name", 1, on_name },         { "uuid", 1, set_uuid },     { "smbios", 1, on_smbios },
	{ "netdev", 1, on_netdev },     { "nic", 1, on_netdev },     { "append", 1, on_any },
	{ "net", 2, on_long_net },      { "network", 2, on_netdev }, { "id", 2, on_id },
	{ "platform", 2, on_platform }, { "net", 1, on_netdev },
};

/* The option that @arg is; *ret_value: what follows its '=', else NULL. */
static const struct option *find_option(const char *arg, const char **ret_value)
{
	size_t dashes = arg[0] == '-' ? 1 + (arg[1] == '-') : 0;
	size_t n = strcspn(arg + dashes, "=");

	*ret_value = NULL;
	for (size_t i = 0; dashes && i < sizeof(options) / sizeof(*options); i++) {
		const struct option *opt = &options[i];

		if (strlen(opt->name) != n || memcmp(opt->name, arg + dashes, n) ||
		    opt->dashes > dashes)
			continue;
		if (!arg[dashes + n])
			return opt;
		if (opt->dashes == 2) {
			*ret_value = arg + dashes + n + 1;
			return opt;
		}
	}
	return NULL;
}

void vt_qemucmd_decode(const char *cmdline, size_t len, struct vt_facts *facts, uint32_t proc)
{
	struct cmdline c = { .facts = facts, .proc = proc };
	const char *arg = cmdline, *value;

	while (len && cmdline[len - 1])
		len--;
	/* The first one is the program. */
	for (arg += len ? strlen(arg) + 1 : 0; arg < cmdline + len; arg += strlen(arg) + 1) {
		const struct option *opt = find_option(arg, &value);

		if (c.more_net && *arg != '-')
			backend_text(&c, arg, true);
		else
			c.more_net = false;
		if (!opt)
			continue;
		if (!value) {
			value = arg + strlen(arg) + 1;
			if (value >= cmdline + len)
				break;
			arg = value;
		}
		opt->fn(&c, value);
	}
}

static bool cut_suffix(char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	if (n <= s || strcmp(name + n - s, suffix))
		return false;
	name[n - s] = '\0';
	return true;
}

static bool known(const char *path)
{
	static const char *const exact[] = { "qemu",         "qemu-kvm",     "kvm",  "kvm-spice",
					     "firecracker",  "crosvm",       "lkvm", "stratovirt",
					     "VBoxHeadless", "VirtualBoxVM", NULL };
	/* "cloud-hyperviso" is what fits into a comm; releases of the others
	 * are often run under their full name ("firecracker-v1.7.0-x86_64"). */
	static const char *const prefixes[] = { "qemu-system-", "cloud-hyperviso", "firecracker-v",
						NULL };
	const char *slash = strrchr(path, '/');
	char name[64], *base = name;

	if (snprintf(name, sizeof(name), "%s", slash ? slash + 1 : path) >= (int)sizeof(name))
		return false;
	cut_suffix(name, " (deleted)"); /* the kernel's word for an unlinked one */
	/* NixOS runs ".qemu-kvm-wrapped" behind a script "qemu-kvm". */
	if (*name == '.' && cut_suffix(name, "-wrapped"))
		base++;
	for (const char *const *p = prefixes; *p; p++)
		if (!strncmp(base, *p, strlen(*p)))
			return true;
	return equals_any(base, exact);
}

bool vt_qemucmd_is_hypervisor(const char *exe, const char *comm, const char *argv0)
{
	if (exe)
		return known(exe);
	return (comm && known(comm)) || (argv0 && known(argv0));
}

bool vt_qemucmd_carries_uuid(const char *cmdline, size_t len)
{
	const char *end = cmdline + len;

	for (const char *arg = cmdline; arg < end; arg += strlen(arg) + 1)
		if (!strcmp(arg, "-uuid") || !strcmp(arg, "--uuid"))
			return true;
	return false;
}
