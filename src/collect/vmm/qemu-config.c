/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's -readconfig: [group "id"] and key = "value", as its own reader takes
 * them (util/qemu-config.c). Objects in it have secrets: only what the decoder
 * reads is kept.
 */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "collect/vmm/vmm.h"

/* The fields of QEMU's own patterns. */
struct entry {
	char group[64], id[64], key[64], value[1024];
};

/* Groups and keys that are read, in the words of the command line. */
static const struct {
	const char *group, *keys;
} wanted[] = {
	{ "netdev", " type ifname fd fds br queues " },
	{ "device", " driver netdev mac host_mtu " },
	{ "name", " guest " },
};

static bool is_wanted(const struct entry *e)
{
	char key[sizeof(e->key) + 2];

	snprintf(key, sizeof(key), " %s ", e->key);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (!strcmp(e->group, wanted[i].group))
			return strstr(wanted[i].keys, key);
	return false;
}

/* [group "id"] or [group] */
static bool read_header(const char *line, struct entry *e)
{
	char group[64], id[64];
	int end = 0;

	if (sscanf(line, "[%63s \"%63[^\"]\"]%n", group, id, &end) != 2 || !end) {
		id[0] = '\0';
		if (sscanf(line, "[%63[^]]]%n", group, &end) != 1 || !end)
			return false;
	}
	snprintf(e->group, sizeof(e->group), "%s", group);
	snprintf(e->id, sizeof(e->id), "%s", id);
	return true;
}

/* A header changes the group and gives no key. False for what is neither that nor a key. */
static bool read_line(const char *text, size_t n, struct entry *e)
{
	char line[1200];
	int end = 0;

	if (n >= sizeof(line))
		return false;
	memcpy(line, text, n);
	line[n] = '\0';
	e->key[0] = '\0';
	if (read_header(line, e))
		return true;
	return sscanf(line, " %63s = \"%1023[^\"]\"%n", e->key, e->value, &end) == 2 && end;
}

typedef void entry_fn(void *arg, const struct entry *e);

/* Calls @fn for each header, without key, and for each key that is wanted. */
static void each_entry(const char *text, entry_fn *fn, void *arg)
{
	struct entry e = { .group = "" };

	while (*text) {
		size_t n = strcspn(text, "\n");

		if (read_line(text, n, &e) && (!e.key[0] || is_wanted(&e)))
			fn(arg, &e);
		text += n + (text[n] == '\n');
	}
}

static void write_entry(void *arg, const struct entry *e)
{
	if (e->key[0])
		vt_buf_fmt(arg, "  %s = \"%s\"\n", e->key, e->value);
	else if (e->id[0])
		vt_buf_fmt(arg, "[%s \"%s\"]\n", e->group, e->id);
	else
		vt_buf_fmt(arg, "[%s]\n", e->group);
}

const char *vt_qemu_config_reduce(struct vt_arena *arena, const char *text)
{
	VT_BUF_OF(out);

	vt_buf_str(&out, "");
	each_entry(text, write_entry, &out);
	return vt_arena_strn(arena, out.p, out.len);
}

/* A group while it is put together. */
struct reading {
	struct vt_vmm_line *line;
	char group[64], id[64];
	struct vt_vmm_nic nic;
	struct vt_buf netdev;
};

static void reset(struct reading *r)
{
	vt_vmm_nic_done(&r->nic);
	memset(&r->nic, 0, sizeof(r->nic));
	vt_buf_done(&r->netdev);
}

static void end_group(struct reading *r)
{
	if (!strcmp(r->group, "netdev")) {
		vt_vmm_set(&r->nic.id, r->id);
		vt_vmm_add(r->line, &r->nic);
	} else if (!strcmp(r->group, "device")) {
		vt_vmm_add_device(r->line, &r->netdev, &r->nic);
	}
	reset(r);
}

static void read_entry(void *arg, const struct entry *e)
{
	struct reading *r = arg;
	const struct {
		const char *key;
		struct vt_buf *to;
	} keys[] = { { "type", &r->nic.type },   { "ifname", &r->nic.ifname },
		     { "fd", &r->nic.fds },      { "fds", &r->nic.fds },
		     { "br", &r->nic.bridge },   { "mac", &r->nic.mac },
		     { "netdev", &r->netdev },   { "driver", &r->nic.model },
		     { "host_mtu", &r->nic.mtu } };

	if (!e->key[0]) {
		end_group(r);
		snprintf(r->group, sizeof(r->group), "%s", e->group);
		snprintf(r->id, sizeof(r->id), "%s", e->id);
		return;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(e->key, keys[i].key))
			vt_vmm_set(keys[i].to, e->value);
	if (!strcmp(e->key, "queues"))
		vt_parse_u32(e->value, &r->nic.queues);
	if (!strcmp(e->key, "guest"))
		vt_vmm_guest(r->line, e->value, strlen(e->value));
}

void vt_qemu_config_decode(struct vt_vmm_line *line, const char *text)
{
	struct reading r = { .line = line };

	each_entry(text, read_entry, &r);
	end_group(&r);
}
