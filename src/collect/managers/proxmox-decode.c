/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proxmox VE's N.conf, as its own parser reads it (PVE::QemuServer,
 * parse_vm_config): only the lines before the first [header] are the VM, what
 * follows are snapshots and what is pending. A line of no such form is passed over.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "collect/managers/manager.h"
#include "util/str.h"

#define NICS_MAX 32

struct conf {
	struct vt_facts *f;
	const char *id;
	struct vt_buf name, uuid, tags;
	struct vt_buf net[NICS_MAX], ipconfig[NICS_MAX]; /* the last line of each counts */
	bool is_template;
};

static void conf_cleanup(struct conf *c)
{
	vt_buf_done(&c->name);
	vt_buf_done(&c->uuid);
	vt_buf_done(&c->tags);
	for (size_t i = 0; i < NICS_MAX; i++) {
		vt_buf_done(&c->net[i]);
		vt_buf_done(&c->ipconfig[i]);
	}
}

static void set(struct vt_buf *b, const char *s, size_t n)
{
	b->len = 0;
	vt_buf_add(b, s, n);
}

/* Value of @key in "a=b,c=d"; *@ret_n its length. NULL when it is not there. */
static const char *option(const char *list, const char *key, size_t *ret_n)
{
	size_t n = strlen(key);

	while (*list) {
		size_t len = strcspn(list, ",");

		if (!strncmp(list, key, n) && list[n] == '=') {
			*ret_n = len - n - 1;
			return list + n + 1;
		}
		list += len + (list[len] == ',');
	}
	return NULL;
}

static const char *option_copy(struct vt_facts *f, const char *list, const char *key)
{
	size_t n;
	const char *value = option(list, key, &n);

	return value && n ? vt_arena_strn(f->arena, value, n) : NULL;
}

static uint32_t option_u32(struct vt_facts *f, const char *list, const char *key, uint32_t fallback)
{
	const char *text = option_copy(f, list, key);
	uint32_t value = fallback;

	if (text)
		vt_parse_u32(text, &value);
	return value;
}

/* "net12" of prefix "net" is 12; -1 for anything else, also for "net012". */
static int numbered(const char *key, size_t n, const char *prefix)
{
	char name[16];

	for (int i = 0; i < NICS_MAX; i++)
		if (n == (size_t)snprintf(name, sizeof(name), "%s%d", prefix, i) &&
		    !memcmp(key, name, n))
			return i;
	return -1;
}

static bool is_key(const char *key, size_t n, const char *name)
{
	return n == strlen(name) && !memcmp(key, name, n);
}

static void on_key(struct conf *c, const char *key, size_t n, const char *value, size_t len)
{
	int net = numbered(key, n, "net"), ip = numbered(key, n, "ipconfig");

	if (net >= 0)
		set(&c->net[net], value, len);
	else if (ip >= 0)
		set(&c->ipconfig[ip], value, len);
	else if (is_key(key, n, "name"))
		set(&c->name, value, len);
	else if (is_key(key, n, "tags"))
		set(&c->tags, value, len);
	else if (is_key(key, n, "smbios1"))
		set(&c->uuid, value, len);
	else if (is_key(key, n, "template"))
		c->is_template = is_key(value, len, "1");
}

/* False at the first header. */
static bool on_line(struct conf *c, const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n), *value, *end = line + n;

	if (*line == '[')
		return false;
	if (!colon)
		return true;
	for (value = colon + 1; *value == ' ' || *value == '\t';)
		value++;
	while (end > value && strchr(" \t\r", end[-1]))
		end--;
	/* A remark has a key that is none. */
	on_key(c, line, (size_t)(colon - line), value, (size_t)(end - value));
	return true;
}

/* As PVE::QemuServer::Network has them. */
static bool is_model(const char *name, size_t n)
{
	static const char *const models[] = { "e1000",         "e1000-82540em", "e1000-82544gc",
					      "e1000-82545em", "e1000e",        "i82551",
					      "i82557b",       "i82559er",      "ne2k_isa",
					      "ne2k_pci",      "pcnet",         "rtl8139",
					      "virtio",        "vmxnet3" };

	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++)
		if (is_key(name, n, models[i]))
			return true;
	return false;
}

/* "virtio=BC:24:11:00:00:64", "virtio", or "model=virtio,macaddr=...", each anywhere in the list */
static void read_model(struct vt_facts *f, const char *list, struct vt_nic *nic)
{
	nic->model = option_copy(f, list, "model");
	nic->mac = vt_manager_mac(f, option_copy(f, list, "macaddr"));
	while (*list && !nic->model) {
		size_t len = strcspn(list, ","), eq = strcspn(list, "=,");

		if (is_model(list, eq))
			nic->model = vt_arena_strn(f->arena, list, eq);
		if (nic->model && eq < len)
			nic->mac = vt_manager_mac(f, vt_arena_strn(f->arena, list + eq + 1,
								   len - eq - 1));
		list += len + (list[len] == ',');
	}
}

/* An address that is drawn at each start is only in the command line. */
static const char *told_mac(const struct vt_facts *f, uint32_t proc, const char *id)
{
	for (size_t i = 0; i < f->netdevs.n; i++)
		if (f->netdevs.v[i].proc == proc && vt_streq(f->netdevs.v[i].id, id))
			return f->netdevs.v[i].mac;
	return NULL;
}

static void add_addresses(struct vt_facts *f, const char *list, const struct vt_nic *nic)
{
	static const char *const keys[] = { "ip", "ip6" };

	for (size_t i = 0; i < 2; i++) {
		size_t n;
		const char *ip = option(list, keys[i], &n);
		struct vt_address *row;

		if (!ip || !memchr(ip, i ? ':' : '.', n))
			continue; /* dhcp, auto, manual */
		row = vt_vec_add(&f->addresses);
		row->nic = (uint32_t)(nic - f->nics.v);
		row->mac = nic->mac;
		row->ip = vt_arena_strn(f->arena, ip, strcspn(ip, "/,"));
		row->source = VT_ADDRESS_CONFIG;
		row->age = -1;
	}
}

/*
 * Its tap is named by numbers, made by QEMU, and gone with it. What link_down
 * and mtu say is between QEMU and the guest; the tap has the bridge's MTU.
 */
static void add_nic(const struct conf *c, uint32_t domain, uint32_t index, unsigned int n,
		    uint32_t proc)
{
	struct vt_facts *f = c->f;
	const char *list = c->net[n].p;
	struct vt_nic *nic = vt_vec_add(&f->nics);
	uint32_t tag = option_u32(f, list, "tag", 0);
	size_t len;

	nic->domain = domain;
	nic->index = index;
	nic->alias = vt_arena_fmt(f->arena, "net%u", n);
	read_model(f, list, nic);
	if (!nic->mac)
		nic->mac = told_mac(f, proc, nic->alias);
	nic->source_bridge = option_copy(f, list, "bridge");
	nic->managed = VT_YES;
	nic->queues = option_u32(f, list, "queues", 0);
	nic->queues = nic->queues ? nic->queues : 1;
	if (tag)
		nic->vlan = vt_arena_fmt(f->arena, "%u", tag);
	/* Beside the tag, which stays that of untagged frames. */
	nic->vlan_trunk = tag && option(list, "trunks", &len);
	nic->vlan_native = nic->vlan_trunk ? tag : 0;
	if (nic->source_bridge)
		nic->target = vt_arena_fmt(f->arena, "tap%si%u", c->id, n);
	else
		nic->type = "user";
	if (c->ipconfig[n].len)
		add_addresses(f, c->ipconfig[n].p, nic);
}

/* The scope of qemu.slice is root's word; the lock of the PID file is QEMU's. */
static uint32_t process_of(const struct vt_facts *f, const char *id, int32_t pid)
{
	for (uint32_t i = 0; i < f->procs.n; i++)
		if (f->procs.v[i].hypervisor && vt_streq(f->procs.v[i].manager, "proxmox") &&
		    vt_streq(f->procs.v[i].manager_id, id))
			return i;
	return vt_manager_proc_by_pid(f, pid);
}

/* Its file is another node's still: it is being migrated here. */
static bool arrives(const struct vt_raw_source *source)
{
	return source->path &&
	       !strncmp(source->path, VT_PROXMOX_NODES "/", strlen(VT_PROXMOX_NODES "/"));
}

static void add_domain(const struct conf *c, uint32_t manager, uint32_t proc, bool moves)
{
	struct vt_facts *f = c->f;
	struct vt_domain *d = vt_manager_domain(f, manager);
	uint32_t domain = (uint32_t)f->domains.n - 1, index = 0;
	const char *uuid = option_copy(f, c->uuid.len ? c->uuid.p : "", "uuid");

	d->name = c->name.len ? vt_arena_strn(f->arena, c->name.p, c->name.len) :
				vt_arena_fmt(f->arena, "VM %s", c->id);
	d->manager_id = vt_arena_str(f->arena, c->id);
	d->uuid = uuid && strlen(uuid) == 36 ? uuid : NULL;
	vt_manager_runs(f, d, proc);
	d->transitional = moves;
	if (c->tags.len)
		vt_manager_label(f, domain, "tags",
				 vt_arena_strn(f->arena, c->tags.p, c->tags.len));
	for (unsigned int i = 0; i < NICS_MAX; i++)
		if (c->net[i].len)
			add_nic(c, domain, index++, i, proc);
}

int vt_proxmox_decode(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		      struct vt_err *err)
{
	__attribute__((cleanup(conf_cleanup))) struct conf c = { .f = f, .id = source->id };
	const char *line = source->text;
	uint32_t proc;

	if (!source->id || source->id[strspn(source->id, "0123456789")])
		return vt_err_set(err, EBADMSG, "it is of no VM");
	while (*line) {
		size_t n = strcspn(line, "\n");

		if (!on_line(&c, line, n))
			break;
		line += n + (line[n] == '\n');
	}
	proc = process_of(f, c.id, source->pid);
	/* What is another node's and does not run here is none of ours. */
	if (arrives(source) && proc == VT_NONE)
		return 0;
	/* A template does not run, except during its backup. */
	if (!c.is_template || proc != VT_NONE)
		add_domain(&c, manager, proc, arrives(source));
	return 0;
}
