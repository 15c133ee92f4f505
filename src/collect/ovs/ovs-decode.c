/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of ovs-vsctl's JSON to rows. A cell is a value, ["uuid","..."],
 * ["set",[...]] (a set of one is the value itself) or ["map",[[K,V],...]].
 */
#include <config.h>

#include "collect/ovs/ovs-decode.h"

#include "util/json.h"
#include "util/search.h"
#include "util/str.h"

/* The tables are told apart by a column that only one of them has. */
enum { BRIDGE, PORT, INTERFACE, TABLES };

static const char *const marks[TABLES] = { "datapath_type", "interfaces", "type" };

/* A row that refers to that UUID. */
struct owner {
	const char *uuid;
	size_t row;
};

/* A VLAN of a bridge (its row) that is a bridge to ovs-vsctl. */
struct fake {
	size_t bridge;
	uint32_t tag;
	const char *name;
};

/**
 * struct tables - what was read
 * @docs: owned; @data, @headings: borrowed from them, NULL where a table is missing
 * @owners: by UUID, the bridge of a port and the port of an interface
 * @fakes: by bridge and tag
 */
struct tables {
	VT_VEC(struct vt_json *) docs;
	const struct vt_json *data[TABLES], *headings[TABLES];
	VT_VEC(struct owner) owners[TABLES];
	VT_VEC(struct fake) fakes;
};

static void tables_cleanup(struct tables *t)
{
	for (size_t i = 0; i < t->docs.n; i++)
		vt_json_free(t->docs.v[i]);
	vt_vec_done(&t->docs);
	for (int i = 0; i < TABLES; i++)
		vt_vec_done(&t->owners[i]);
	vt_vec_done(&t->fakes);
}

static bool has_heading(const struct vt_json *headings, const char *name, size_t *ret)
{
	for (size_t i = 0; i < vt_json_len(headings); i++)
		if (vt_streq(vt_json_str(vt_json_at(headings, i)), name)) {
			*ret = i;
			return true;
		}
	return false;
}

/* Its cell, NULL where the table has no such column. */
static const struct vt_json *cell(const struct tables *t, int table, size_t row, const char *name)
{
	size_t column;

	if (!has_heading(t->headings[table], name, &column))
		return NULL;
	return vt_json_at(vt_json_at(t->data[table], row), column);
}

static bool is_tagged(const struct vt_json *c, const char *what)
{
	return vt_streq(vt_json_str(vt_json_at(c, 0)), what);
}

/* Items of a set, or the one that stands for it. */
static size_t set_len(const struct vt_json *c)
{
	return is_tagged(c, "set") ? vt_json_len(vt_json_at(c, 1)) : c != NULL;
}

static const struct vt_json *set_at(const struct vt_json *c, size_t i)
{
	return is_tagged(c, "set") ? vt_json_at(vt_json_at(c, 1), i) : c;
}

static const char *uuid_of(const struct vt_json *c)
{
	return is_tagged(c, "uuid") ? vt_json_str(vt_json_at(c, 1)) : NULL;
}

static const char *map_value(const struct vt_json *c, const char *key)
{
	const struct vt_json *pairs = is_tagged(c, "map") ? vt_json_at(c, 1) : NULL;

	for (size_t i = 0; i < vt_json_len(pairs); i++) {
		const struct vt_json *pair = vt_json_at(pairs, i);

		if (vt_streq(vt_json_str(vt_json_at(pair, 0)), key))
			return vt_json_str(vt_json_at(pair, 1));
	}
	return NULL;
}

static int read_table(struct tables *t, const char *text, size_t len, struct vt_err *err)
{
	const struct vt_json *headings;
	struct vt_json *doc = NULL;
	size_t column;
	int r = vt_json_parse(text, len, &doc, err);

	if (r < 0)
		return vt_err_prefix(err, "ovs-vsctl");
	vt_vec_push(&t->docs, doc);
	headings = vt_json_get_array(doc, "headings");
	for (int i = 0; i < TABLES; i++) {
		if (!has_heading(headings, marks[i], &column))
			continue;
		t->headings[i] = headings;
		t->data[i] = vt_json_get_array(doc, "data");
		break;
	}
	return 0;
}

static int read_tables(struct tables *t, const char *text, size_t len, struct vt_err *err)
{
	const char *end = text + len;
	int r = 0;

	while (text < end && r == 0) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((line_end ? line_end : end) - text);

		if (n)
			r = read_table(t, text, n, err);
		text += n + 1;
	}
	return r;
}

static int cmp_owner(const void *pa, const void *pb)
{
	const struct owner *a = pa, *b = pb;
	int uuid = strcmp(a->uuid, b->uuid);

	return uuid ? uuid : (a->row > b->row) - (a->row < b->row);
}

/* Every UUID in the sets of a column, with the row that has it. */
static void index_owners(struct tables *t, int table, const char *column)
{
	for (size_t i = 0; i < vt_json_len(t->data[table]); i++) {
		const struct vt_json *set = cell(t, table, i, column);

		for (size_t k = 0; k < set_len(set); k++) {
			const char *uuid = uuid_of(set_at(set, k));

			if (uuid)
				vt_vec_push(&t->owners[table], ((struct owner){ uuid, i }));
		}
	}
	vt_vec_sort(&t->owners[table], cmp_owner);
}

static int cmp_uuid(const void *row, const void *uuid)
{
	return strcmp(((const struct owner *)row)->uuid, uuid);
}

/* The row of a table that refers to @uuid; false when there is none. */
static bool find_owner(const struct tables *t, int table, const char *uuid, size_t *ret)
{
	const struct owner *owner = uuid ? vt_vec_find(&t->owners[table], uuid, cmp_uuid) : NULL;

	if (!owner)
		return false;
	*ret = owner->row;
	return true;
}

static void add_trunks(const struct vt_json *set, struct vt_buf *out)
{
	for (size_t i = 0; i < set_len(set); i++) {
		int64_t vlan;

		if (vt_json_int(set_at(set, i), &vlan) && vlan >= 0 && vlan < 4096)
			vt_buf_fmt(out, "%s%d", out->len ? "," : "", (int)vlan);
	}
}

static uint32_t port_tag(const struct tables *t, size_t row)
{
	const struct vt_json *tag = cell(t, PORT, row, "tag");
	int64_t number;

	return set_len(tag) == 1 && vt_json_int(set_at(tag, 0), &number) && number >= 0 &&
			       number < 4096 ?
		       (uint32_t)number :
		       VT_NONE;
}

static int cmp_fake(const void *pa, const void *pb)
{
	const struct fake *a = pa, *b = pb;

	if (a->bridge != b->bridge)
		return a->bridge < b->bridge ? -1 : 1;
	return (a->tag > b->tag) - (a->tag < b->tag);
}

/* As ovs-vsctl: a port with the tag of a fake bridge is on that one. */
static void index_fakes(struct tables *t)
{
	for (size_t i = 0; i < vt_json_len(t->data[PORT]); i++) {
		struct fake fake = { .tag = port_tag(t, i) };

		fake.name = vt_json_str(cell(t, PORT, i, "name"));
		if (vt_json_is_true(cell(t, PORT, i, "fake_bridge")) && fake.tag != VT_NONE &&
		    find_owner(t, BRIDGE, uuid_of(cell(t, PORT, i, "_uuid")), &fake.bridge))
			vt_vec_push(&t->fakes, fake);
	}
	vt_vec_sort(&t->fakes, cmp_fake);
}

static void fill_port(const struct tables *t, size_t row, struct vt_facts *f, struct vt_ovs_port *p)
{
	const char *uuid = uuid_of(cell(t, PORT, row, "_uuid"));
	struct fake key = { .tag = port_tag(t, row) };
	const struct fake *fake;
	VT_BUF_OF(trunks);

	p->port = vt_arena_str(f->arena, vt_json_str(cell(t, PORT, row, "name")));
	p->vlan_mode = vt_arena_str(f->arena, vt_json_str(cell(t, PORT, row, "vlan_mode")));
	p->tag = key.tag;
	add_trunks(cell(t, PORT, row, "trunks"), &trunks);
	if (trunks.len)
		p->trunks = vt_arena_strn(f->arena, trunks.p, trunks.len);
	if (!find_owner(t, BRIDGE, uuid, &key.bridge))
		return;
	fake = vt_vec_find(&t->fakes, &key, cmp_fake);
	p->fake_bridge = fake ? vt_arena_str(f->arena, fake->name) : NULL;
	p->bridge = vt_arena_str(f->arena, vt_json_str(cell(t, BRIDGE, key.bridge, "name")));
	p->secure = vt_streq(vt_json_str(cell(t, BRIDGE, key.bridge, "fail_mode")), "secure") ||
		    set_len(cell(t, BRIDGE, key.bridge, "controller"));
	p->datapath =
		vt_arena_str(f->arena, vt_json_str(cell(t, BRIDGE, key.bridge, "datapath_type")));
}

static void add_registration(struct vt_facts *f, const struct vt_ovs_port *p)
{
	struct vt_registration *left;

	if (!p->vm_uuid || *p->type)
		return;
	left = vt_vec_add(&f->registrations);
	left->kind = VT_REG_OVS;
	left->conn = VT_NONE;
	left->id = left->ifname = p->ifname;
	left->owner_uuid = p->vm_uuid;
	left->mac = p->mac;
}

static void add_interface(const struct tables *t, size_t row, struct vt_facts *f)
{
	const struct vt_json *ids = cell(t, INTERFACE, row, "external_ids");
	const char *name = vt_json_str(cell(t, INTERFACE, row, "name"));
	const char *type = vt_json_str(cell(t, INTERFACE, row, "type"));
	struct vt_ovs_port p = { .tag = VT_NONE };
	size_t port;

	if (!name || !type)
		return;
	p.ifname = vt_arena_str(f->arena, name);
	/* Two words for a device of the host. */
	p.type = vt_arena_str(f->arena, strcmp(type, "system") != 0 ? type : "");
	p.peer = vt_arena_str(f->arena, map_value(cell(t, INTERFACE, row, "options"), "peer"));
	p.socket = vt_arena_str(f->arena,
				map_value(cell(t, INTERFACE, row, "options"), "vhost-server-path"));
	p.error = vt_arena_str(f->arena, vt_json_str(cell(t, INTERFACE, row, "error")));
	p.vm_uuid = vt_arena_str(f->arena, map_value(ids, "vm-id"));
	p.iface_id = vt_arena_str(f->arena, map_value(ids, "iface-id"));
	p.mac = vt_arena_str(f->arena, map_value(ids, "attached-mac"));
	if (find_owner(t, PORT, uuid_of(cell(t, INTERFACE, row, "_uuid")), &port))
		fill_port(t, port, f, &p);
	vt_vec_push(&f->ovs_ports, p);
	add_registration(f, &p);
}

int vt_ovs_decode(const char *text, size_t len, struct vt_facts *facts, struct vt_err *err)
{
	__attribute__((cleanup(tables_cleanup))) struct tables t = { 0 };
	int r = read_tables(&t, text, len, err);

	index_owners(&t, BRIDGE, "ports");
	index_owners(&t, PORT, "interfaces");
	index_fakes(&t);
	for (size_t i = 0; r == 0 && i < vt_json_len(t.data[INTERFACE]); i++)
		add_interface(&t, i, facts);
	return r;
}
