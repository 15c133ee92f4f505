/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options, their values and NICs of command lines, whoever's they are. */
#include <config.h>

#include "collect/vmm/line.h"

#include <string.h>

#include "util/json.h"

#define UUID_LEN 36

/* Of a name or an ID that somebody chose: thousands of processes may have one each. */
#define NAME_MAX_LEN 1024

void vt_vmm_pair_done(struct vt_vmm_pair *pair)
{
	vt_buf_done(&pair->key);
	vt_buf_done(&pair->value);
}

void vt_vmm_nic_done(struct vt_vmm_nic *nic)
{
	vt_buf_done(&nic->type);
	vt_buf_done(&nic->id);
	vt_buf_done(&nic->ifname);
	vt_buf_done(&nic->fds);
	vt_buf_done(&nic->mac);
	vt_buf_done(&nic->model);
	vt_buf_done(&nic->mtu);
	vt_buf_done(&nic->bridge);
}

static void replace(struct vt_buf *b, const char *s, size_t n)
{
	b->len = 0;
	vt_buf_add(b, s, n);
}

void vt_vmm_set(struct vt_buf *b, const char *value)
{
	replace(b, value, strlen(value));
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

bool vt_vmm_next_pair(struct vt_vmm_pair *o)
{
	size_t n = strcspn(o->p, "=,");

	if (!*o->p)
		return false;
	replace(&o->value, "", 0);
	if (o->p[n] == '=') {
		replace(&o->key, o->p, n);
		o->p = take_value(o->p + n + 1, &o->value);
	} else if (o->implied) {
		vt_vmm_set(&o->key, o->implied);
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

static const char *keep_name(struct vt_vmm_line *line, const char *s, size_t len)
{
	return vt_arena_strn(line->facts->arena, s, len < NAME_MAX_LEN ? len : NAME_MAX_LEN);
}

static const char *text_of(struct vt_vmm_line *line, const struct vt_buf *b)
{
	return b->len ? keep_name(line, b->p, b->len) : NULL;
}

const char *vt_vmm_mac(struct vt_vmm_line *line, const char *mac)
{
	VT_BUF_OF(lower);

	vt_buf_str(&lower, mac ? mac : "");
	for (size_t i = 0; i < lower.len; i++)
		if (lower.p[i] >= 'A' && lower.p[i] <= 'F')
			lower.p[i] = (char)(lower.p[i] + 'a' - 'A');
	return text_of(line, &lower);
}

void vt_vmm_add_device(struct vt_vmm_line *line, const struct vt_buf *netdev,
		       const struct vt_vmm_nic *nic)
{
	struct vt_vmm_mac *row;

	if (!netdev->len || line->macs.n >= line->max)
		return;
	row = vt_vec_add(&line->macs);
	row->netdev = text_of(line, netdev);
	row->mac = vt_vmm_mac(line, nic->mac.len ? nic->mac.p : NULL);
	row->model = text_of(line, &nic->model);
	if (nic->mtu.len)
		vt_parse_u32(nic->mtu.p, &row->mtu);
}

static void add_row(struct vt_vmm_line *line, const struct vt_vmm_nic *nic, int32_t fd)
{
	struct vt_netdev *row;

	if (line->netdevs++ >= line->max)
		return;
	row = vt_vec_add(&line->facts->netdevs);
	row->proc = line->proc;
	row->index = line->nics;
	row->fd = fd;
	row->id = text_of(line, &nic->id);
	row->mac = vt_vmm_mac(line, nic->mac.len ? nic->mac.p : NULL);
	row->model = text_of(line, &nic->model);
	row->bridge = text_of(line, &nic->bridge);
	row->queues = nic->queues;
	row->vhost = nic->vhost;
	if (fd < 0)
		row->ifname = text_of(line, &nic->ifname);
}

/* Descriptors in "3", "3:4" or "[3,4]"; others are names that a monitor gave. */
static size_t add_fds(struct vt_vmm_line *line, const struct vt_vmm_nic *nic)
{
	const char *p = nic->fds.len ? nic->fds.p : "";
	size_t added = 0;

	while (*p) {
		size_t n = strcspn(p, ":,[]");
		char digits[12];
		uint32_t fd;

		if (n < sizeof(digits)) {
			memcpy(digits, p, n);
			digits[n] = '\0';
			if (vt_parse_u32(digits, &fd) == 0 && fd < VT_VMM_MAX_FD) {
				add_row(line, nic, (int32_t)fd);
				added++;
			}
		}
		p += n + (p[n] != '\0');
	}
	return added;
}

void vt_vmm_add(struct vt_vmm_line *line, const struct vt_vmm_nic *nic)
{
	const char *type = nic->type.len ? nic->type.p : "";

	if (strcmp(type, "tap") != 0 && strcmp(type, "bridge") != 0)
		return;
	if (!add_fds(line, nic))
		add_row(line, nic, -1);
	line->nics++;
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

void vt_vmm_uuid(struct vt_vmm_line *line, const char *value)
{
	const char *uuid = uuid_of(line->facts->arena, value);

	if (uuid)
		line->facts->procs.v[line->proc].uuid = uuid;
}

void vt_vmm_guest(struct vt_vmm_line *line, const char *value, size_t len)
{
	if (len)
		line->facts->procs.v[line->proc].guest = keep_name(line, value, len);
}

void vt_vmm_ignore(struct vt_vmm_line *line, const char *value)
{
	(void)line;
	(void)value;
}

static void copy_key(struct vt_json *to, const struct vt_json *from, const char *key)
{
	const char *text = vt_json_get_str(from, key, NULL);
	int64_t number;

	if (text)
		vt_json_set_str(to, key, text);
	else if (vt_json_int(vt_json_get(from, key), &number))
		vt_json_set_int(to, key, number);
}

const char *vt_vmm_json_list(struct vt_arena *arena, const char *text, const char *list,
			     const char *const *keys)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *out = vt_json_object();
	struct vt_json *items = vt_json_array();
	struct vt_err err = { 0 };
	size_t len;

	if (vt_json_parse(text, strlen(text), &o, &err) == 0) {
		const struct vt_json *from = vt_json_get_array(o, list);

		for (size_t i = 0; i < vt_json_len(from); i++) {
			struct vt_json *item = vt_json_object();

			for (size_t k = 0; keys[k]; k++)
				copy_key(item, vt_json_at(from, i), keys[k]);
			vt_json_add(items, item);
		}
	}
	vt_json_set(out, list, items);
	return vt_arena_str(arena, vt_json_text(out, false, &len));
}

void vt_vmm_json_each(struct vt_vmm_line *line, const char *text, const char *list,
		      void (*fn)(struct vt_vmm_line *line, const struct vt_json *item))
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
	const struct vt_json *items;
	struct vt_err err = { 0 };

	if (vt_json_parse(text, strlen(text), &o, &err) < 0)
		return;
	items = vt_json_get_array(o, list);
	for (size_t i = 0; i < vt_json_len(items); i++)
		if (vt_json_is_object(vt_json_at(items, i)))
			fn(line, vt_json_at(items, i));
}

/* Names that sockets and their directories have wherever they are. */
static bool says_nothing(const char *s, size_t n)
{
	static const char *const words[] = {
		"",       "api",  "clh",        "firecracker", "vmm",  "ch",  "cloud-hypervisor",
		"socket", "sock", "control",    "run",         "root", "tmp", "var",
		"crosvm", "v1",   "api-socket", "api_sock",    "vm",   "fc"
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == n && !memcmp(words[i], s, n))
			return true;
	return false;
}

/* Kata has a directory for each sandbox; its QEMUs are called so by their command lines. */
static const char *sandbox_name(struct vt_arena *arena, const char *path)
{
	static const char *const roots[] = { "/run/vc/vm/", "/run/kata/" };

	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
		size_t root = strlen(roots[i]), n;

		if (strncmp(path, roots[i], root) != 0)
			continue;
		n = strcspn(path + root, "/");
		if (n && path[root + n])
			return vt_arena_fmt(arena, "sandbox-%.*s", (int)n, path + root);
	}
	return NULL;
}

/* "/run/vms/web/api.sock" and "/run/web.sock" are web's. */
const char *vt_vmm_socket_name(struct vt_arena *arena, const char *path)
{
	static const char *const suffixes[] = { ".socket", ".sock", "-api", ".api" };
	const char *sandbox = sandbox_name(arena, path);
	size_t end = strlen(path);

	while (end && !sandbox) {
		size_t begin = end, n;

		while (begin && path[begin - 1] != '/')
			begin--;
		n = end - begin;
		for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
			size_t m = strlen(suffixes[i]);

			if (n >= m && !memcmp(path + begin + n - m, suffixes[i], m))
				n -= m;
		}
		if (!says_nothing(path + begin, n))
			return vt_arena_strn(arena, path + begin, n);
		end = begin ? begin - 1 : 0;
	}
	return sandbox;
}

/* Without calls: each argument is compared with each option, and mostly the first byte differs. */
static bool is_word(const char *word, const char *s, size_t n)
{
	for (; n && *word == *s; n--) {
		word++;
		s++;
	}
	return !n && !*word;
}

/* The option that @arg is; *ret_value: what follows its '=', else NULL. */
static const struct vt_vmm_option *find_option(const struct vt_vmm_option *options, const char *arg,
					       const char **ret_value)
{
	size_t dashes = arg[0] == '-' ? 1 + (arg[1] == '-') : 0;
	size_t n = strcspn(arg + dashes, "=");

	*ret_value = NULL;
	for (const struct vt_vmm_option *opt = options; opt->name; opt++) {
		if (!is_word(opt->name, arg + dashes, n) || opt->dashes > dashes)
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

void vt_vmm_walk(struct vt_vmm_line *line, const char *cmdline, size_t len,
		 const struct vt_vmm_option *options)
{
	const struct vt_vmm_option *many = NULL;
	const char *arg = cmdline, *value;

	while (len && cmdline[len - 1])
		len--;
	for (arg += len ? strlen(arg) + 1 : 0; arg < cmdline + len; arg += strlen(arg) + 1) {
		const struct vt_vmm_option *opt = find_option(options, arg, &value);

		if (many && *arg != '-')
			many->fn(line, arg);
		else
			many = NULL;
		if (!opt)
			continue;
		if (!value) {
			value = arg + strlen(arg) + 1;
			if (value >= cmdline + len)
				break;
			arg = value;
		}
		many = opt->many ? opt : NULL;
		opt->fn(line, value);
	}
}
