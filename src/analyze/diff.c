/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two inventories to the list of their differences: rows of each side with
 * their identities, pairs by equal identity, members compared by table.
 */
#include <config.h>

#include "analyze/diff.h"

#include <errno.h>

#include "util/str.h"

#define N_KEYS 3
#define NO_MATE SIZE_MAX

/*
 * struct item - a row of one side
 * @sources: the objects that its members are in
 * @identity: from the strictest on, NULL = none
 * @running: a NIC's or holder's domain is active
 * @mate:   the same thing on the other side
 */
struct item {
	const struct vt_json *sources[3];
	const char *identity[N_KEYS];
	struct vt_diff_key key;
	bool running;
	size_t mate;
};

struct items {
	struct item *v;
	size_t n, cap;
};

enum { OWN, SOURCE, MAPPING };

/* When a member is comparable. */
enum { BOOT = 1, LIVE = 2, OUTSIDE = 4 };

struct member {
	const char *name;
	unsigned int source;
	const char *key; /* NULL = @name */
	unsigned int when;
};

/* Of the same boot; of guests that run on both sides; of no domain's holder. */
static const struct member domain_members[] = {
	{ "name", OWN, NULL, 0 },  { "state", OWN, NULL, 0 },  { "connection", OWN, NULL, 0 },
	{ "id", OWN, NULL, BOOT }, { "pid", OWN, NULL, BOOT }, { 0 },
};
static const struct member nic_members[] = {
	{ "alias", OWN, NULL, LIVE },
	{ "mac", OWN, NULL, 0 },
	{ "type", OWN, NULL, 0 },
	{ "model", OWN, NULL, 0 },
	{ "source_bridge", SOURCE, "bridge", LIVE },
	{ "source_network", SOURCE, "network", 0 },
	{ "source_dev", SOURCE, "dev", LIVE },
	{ "source_mode", SOURCE, "mode", LIVE },
	{ "ifname", MAPPING, NULL, LIVE },
	{ "target", OWN, NULL, LIVE },
	{ "managed", OWN, NULL, LIVE },
	{ "queues", OWN, NULL, 0 },
	{ "mtu", OWN, NULL, 0 },
	{ "link", OWN, NULL, 0 },
	{ "virtualport", OWN, NULL, LIVE },
	{ "vlan", OWN, NULL, LIVE },
	{ "filter", OWN, NULL, 0 },
	{ "status", MAPPING, NULL, LIVE },
	{ 0 },
};
static const struct member device_members[] = {
	{ "netns", OWN, NULL, BOOT },
	{ "kind", OWN, NULL, 0 },
	{ "mac", OWN, NULL, 0 },
	{ "mtu", OWN, NULL, 0 },
	{ "master", OWN, NULL, 0 },
	{ "up", OWN, NULL, 0 },
	{ "carrier", OWN, NULL, 0 },
	{ "persist", OWN, NULL, 0 },
	{ "owner_uid", OWN, NULL, 0 },
	{ "owner_gid", OWN, NULL, 0 },
	{ "multi_queue", OWN, NULL, 0 },
	{ "queues_enabled", OWN, NULL, 0 },
	{ "queues_disabled", OWN, NULL, 0 },
	{ "claims", OWN, NULL, 0 },
	{ 0 },
};
static const struct member holder_members[] = {
	{ "domain", OWN, NULL, 0 },           { "comm", OWN, NULL, 0 },
	{ "pid", OWN, NULL, BOOT | OUTSIDE }, { "fds", OWN, NULL, 0 },
	{ "queues", OWN, NULL, 0 },           { 0 },
};
static const struct member finding_members[] = {
	{ "severity", OWN, NULL, 0 },
	{ "ifname", OWN, NULL, 0 },
	{ "pid", OWN, NULL, BOOT },
	{ "message", OWN, NULL, BOOT },
	{ 0 },
};

static const struct member *const members[VT_WHAT_N] = {
	[VT_WHAT_DOMAIN] = domain_members,   [VT_WHAT_NIC] = nic_members,
	[VT_WHAT_DEVICE] = device_members,   [VT_WHAT_HOLDER] = holder_members,
	[VT_WHAT_FINDING] = finding_members,
};

/* Both inventories on their way to a diff. */
struct diff {
	struct vt_diff *out;
	const struct vt_json *doc[2];
	struct items items[2][VT_WHAT_N];
};

static const char *text_of(const struct vt_json *o, const char *key)
{
	return vt_json_get_str(o, key, NULL);
}

/* Separated by what no honest name contains. */
static const char *identity3(struct diff *d, const char *a, const char *b, const char *c)
{
	return vt_arena_fmt(d->out->arena, "%s\x1f%s\x1f%s", a ? a : "", b ? b : "", c ? c : "");
}

/* Its bytes, which the text cannot have where they are no UTF-8. */
static const char *name_of(struct diff *d, const struct vt_json *o)
{
	const char *hex = text_of(o, "ifname_hex");
	VT_BUF_OF(bytes);

	if (!hex || vt_unhex(hex, &bytes) <= 0)
		return text_of(o, "ifname");
	return vt_arena_strn(d->out->arena, bytes.p, bytes.len);
}

/* The number of a namespace, where it is the same one's on both sides. */
static const char *netns_of(struct diff *d, const struct vt_json *o)
{
	if (!d->out->same_boot)
		return NULL;
	return vt_arena_fmt(d->out->arena, "%llu",
			    (unsigned long long)vt_json_get_u64(o, "netns", 0));
}

static struct item *add_item(struct diff *d, int side, enum vt_change_what what,
			     const struct vt_json *o)
{
	struct item *item = vt_vec_add(&d->items[side][what]);

	item->sources[OWN] = o;
	item->mate = NO_MATE;
	return item;
}

static const char *domain_identity(const struct vt_json *o)
{
	const char *uuid = text_of(o, "uuid");

	return uuid ? uuid : text_of(o, "name");
}

/* Mapping rows of NICs, by domain, MAC address and alias. */
struct mapping {
	const char *identity;
	const struct vt_json *o;
};

struct mappings {
	struct mapping *v;
	size_t n, cap;
};

static int cmp_mapping(const void *a, const void *b)
{
	return strcmp(((const struct mapping *)a)->identity, ((const struct mapping *)b)->identity);
}

static void index_mappings(struct diff *d, int side, struct mappings *ret)
{
	const struct vt_json *list = vt_json_get_array(d->doc[side], "mappings");

	for (size_t i = 0; i < vt_json_len(list); i++) {
		const struct vt_json *o = vt_json_at(list, i);
		struct mapping row = { .o = o };

		if (!text_of(o, "type"))
			continue; /* a device that no NIC claims */
		row.identity =
			identity3(d, domain_identity(o) ? domain_identity(o) : text_of(o, "domain"),
				  text_of(o, "mac"), text_of(o, "alias"));
		vt_vec_push(ret, row);
	}
	vt_vec_sort(ret, cmp_mapping);
}

static void add_nic(struct diff *d, int side, const struct vt_json *domain,
		    const struct mappings *mappings, const struct vt_json *o)
{
	const char *of = domain_identity(domain), *alias = text_of(o, "alias");
	struct mapping want = { .identity = identity3(d, of, text_of(o, "mac"), alias) };
	const struct mapping *found =
		mappings->n ? bsearch(&want, mappings->v, mappings->n, sizeof(want), cmp_mapping) :
			      NULL;
	struct item *item = add_item(d, side, VT_WHAT_NIC, o);

	item->sources[SOURCE] = vt_json_get(o, "source");
	item->sources[MAPPING] = found ? found->o : NULL;
	item->running = vt_json_get(domain, "id") || vt_json_get(domain, "pid");
	item->identity[0] = identity3(d, text_of(domain, "connection"), of, text_of(o, "mac"));
	item->identity[1] = identity3(d, "", of, text_of(o, "mac"));
	item->identity[2] = alias ? identity3(d, "", of, alias) : NULL;
	item->key = (struct vt_diff_key){ .domain = text_of(domain, "name"),
					  .uuid = text_of(domain, "uuid"),
					  .alias = alias ? alias : text_of(o, "mac"),
					  .ifname = found ? name_of(d, found->o) : NULL };
}

static void add_domains(struct diff *d, int side)
{
	const struct vt_json *list = vt_json_get_array(d->doc[side], "domains"), *nics;
	struct mappings mappings = { 0 };

	index_mappings(d, side, &mappings);
	for (size_t i = 0; i < vt_json_len(list); i++) {
		const struct vt_json *o = vt_json_at(list, i);
		struct item *item = add_item(d, side, VT_WHAT_DOMAIN, o);

		item->identity[0] = identity3(d, text_of(o, "connection"), domain_identity(o), "");
		item->identity[1] = domain_identity(o);
		item->key.domain = text_of(o, "name");
		item->key.uuid = text_of(o, "uuid");
		nics = vt_json_get_array(o, "interfaces");
		for (size_t k = 0; k < vt_json_len(nics); k++)
			add_nic(d, side, o, &mappings, vt_json_at(nics, k));
	}
	vt_vec_done(&mappings);
}

static void add_devices(struct diff *d, int side)
{
	const struct vt_json *list = vt_json_get_array(d->doc[side], "devices");

	for (size_t i = 0; i < vt_json_len(list); i++) {
		const struct vt_json *o = vt_json_at(list, i);
		const struct vt_json *claim = vt_json_at(vt_json_get_array(o, "claims"), 0);
		struct item *item = add_item(d, side, VT_WHAT_DEVICE, o);
		const char *name = name_of(d, o);

		if (claim)
			item->identity[0] = identity3(d, text_of(claim, "domain"),
						      text_of(claim, "alias"), NULL);
		item->identity[1] = identity3(d, name, netns_of(d, o), NULL);
		item->identity[2] = identity3(d, name, NULL, NULL);
		item->key.ifname = name;
	}
}

/* Devices have their mates: @device is the same number for both of a pair. */
static void add_holders(struct diff *d, int side, const struct item *device, size_t number)
{
	const struct vt_json *list = vt_json_get_array(device->sources[OWN], "holders");
	const char *at = vt_arena_fmt(d->out->arena, "%zu", number);

	for (size_t i = 0; i < vt_json_len(list); i++) {
		const struct vt_json *o = vt_json_at(list, i);
		struct item *item = add_item(d, side, VT_WHAT_HOLDER, o);

		item->key = (struct vt_diff_key){ .domain = text_of(o, "domain"),
						  .ifname = device->key.ifname,
						  .comm = text_of(o, "comm") };
		item->running = item->key.domain;
		item->identity[0] = identity3(d, at, item->key.domain, item->key.comm);
		if (item->key.domain)
			item->identity[1] = identity3(d, at, item->key.domain, NULL);
		if (d->out->same_boot)
			item->identity[2] = vt_arena_fmt(d->out->arena, "%s\x1f%lld", at,
							 (long long)vt_json_get_int(o, "pid", 0));
	}
}

static void add_all_holders(struct diff *d)
{
	const struct items *old = &d->items[0][VT_WHAT_DEVICE], *new = &d->items[1][VT_WHAT_DEVICE];

	for (size_t i = 0; i < old->n; i++)
		add_holders(d, 0, &old->v[i], i);
	for (size_t i = 0; i < new->n; i++)
		add_holders(d, 1, &new->v[i],
			    new->v[i].mate == NO_MATE ? old->n + i : new->v[i].mate);
}

static void add_findings(struct diff *d, int side)
{
	const struct vt_json *list = vt_json_get_array(d->doc[side], "findings");

	for (size_t i = 0; i < vt_json_len(list); i++) {
		const struct vt_json *o = vt_json_at(list, i);
		struct item *item = add_item(d, side, VT_WHAT_FINDING, o);
		const char *code = text_of(o, "code"), *name = name_of(d, o);
		const char *domain = text_of(o, "uuid");
		const char *nic = identity3(d, domain ? domain : text_of(o, "domain"),
					    text_of(o, "alias"), NULL);

		item->identity[0] =
			vt_arena_fmt(d->out->arena, "%s\x1f%lld", identity3(d, code, nic, name),
				     (long long)(d->out->same_boot ? vt_json_get_int(o, "pid", 0) :
								     0));
		item->identity[1] = identity3(d, code, nic, name);
		item->identity[2] = domain ? identity3(d, code, nic, NULL) : NULL;
		item->key = (struct vt_diff_key){ .domain = text_of(o, "domain"),
						  .uuid = domain,
						  .alias = text_of(o, "alias"),
						  .ifname = name,
						  .code = code };
	}
}

struct loose_end {
	const char *identity;
	size_t row;
};

struct loose_ends {
	struct loose_end *v;
	size_t n, cap;
};

static int cmp_loose_end(const void *pa, const void *pb)
{
	const struct loose_end *a = pa, *b = pb;
	int r = strcmp(a->identity, b->identity);

	return r ? r : (a->row > b->row) - (a->row < b->row);
}

static void list_loose_ends(const struct items *items, int k, struct loose_ends *ret)
{
	for (size_t i = 0; i < items->n; i++)
		if (items->v[i].mate == NO_MATE && items->v[i].identity[k])
			vt_vec_push(ret, ((struct loose_end){ items->v[i].identity[k], i }));
	vt_vec_sort(ret, cmp_loose_end);
}

/* By the strictest identity first; several equal rows are paired in their order. */
static void pair(struct items *old, struct items *new)
{
	for (int k = 0; k < N_KEYS; k++) {
		struct loose_ends a = { 0 }, b = { 0 };
		size_t i = 0, j = 0;

		list_loose_ends(old, k, &a);
		list_loose_ends(new, k, &b);
		while (i < a.n && j < b.n) {
			int r = strcmp(a.v[i].identity, b.v[j].identity);

			if (!r) {
				old->v[a.v[i].row].mate = b.v[j].row;
				new->v[b.v[j].row].mate = a.v[i].row;
			}
			i += r <= 0;
			j += r >= 0;
		}
		vt_vec_done(&a);
		vt_vec_done(&b);
	}
}

/* "vm1 net0, vm2 net1" */
static const char *claims_text(struct diff *d, const struct vt_json *claims)
{
	VT_BUF_OF(text);

	vt_buf_str(&text, "");
	for (size_t i = 0; i < vt_json_len(claims); i++) {
		const struct vt_json *o = vt_json_at(claims, i);
		const char *domain = text_of(o, "domain"), *alias = text_of(o, "alias");

		vt_buf_fmt(&text, "%s%s %s", i ? ", " : "", domain ? domain : "-",
			   alias ? alias : "-");
	}
	return vt_arena_str(d->out->arena, text.p);
}

static struct vt_diff_value value_of(struct diff *d, const struct vt_json *o, const char *key)
{
	struct vt_diff_value v = { .type = VT_VALUE_NULL };
	const struct vt_json *list = vt_json_get_array(o, key);
	int64_t number = vt_json_get_int(o, key, INT64_MIN);
	bool truth = vt_json_get_bool(o, key, false);

	v.text = vt_json_len(list) ? claims_text(d, list) : text_of(o, key);
	if (v.text) {
		v.type = VT_VALUE_TEXT;
	} else if (number != INT64_MIN) {
		v.type = VT_VALUE_INT;
		v.number = number;
	} else if (truth == vt_json_get_bool(o, key, true)) {
		v.type = VT_VALUE_BOOL;
		v.number = truth;
	}
	return v;
}

static bool same_value(const struct vt_diff_value *a, const struct vt_diff_value *b)
{
	return a->type == b->type && a->number == b->number && vt_streq(a->text, b->text);
}

static struct vt_diff_value member_value(struct diff *d, const struct item *item,
					 const struct member *m)
{
	if (!item)
		return (struct vt_diff_value){ .type = VT_VALUE_NULL };
	return value_of(d, item->sources[m->source], m->key ? m->key : m->name);
}

static bool comparable(const struct diff *d, const struct item *a, const struct item *b,
		       const struct member *m)
{
	if (!a || !b)
		return true;
	if ((m->when & BOOT) && !d->out->same_boot)
		return false;
	if ((m->when & LIVE) && !(a->running && b->running))
		return false;
	/* Two PIDs, and a pair: then both are the same domain's. */
	return !(m->when & OUTSIDE) || !a->running;
}

/* libvirt's word and the kernel's name are one change. */
static bool said_before(const struct vt_diff *out, const struct vt_change *change,
			const struct vt_diff_field *f)
{
	const struct vt_diff_field *last;

	if (!change->n_fields || strcmp(f->name, "target") != 0)
		return false;
	last = &out->fields.v[out->fields.n - 1];
	return !strcmp(last->name, "ifname") && same_value(&f->old, &last->old) &&
	       same_value(&f->new, &last->new);
}

static void add_change(struct diff *d, enum vt_change_what what, const struct item *old,
		       const struct item *new)
{
	const struct item *shown = new ? new : old;
	struct vt_diff *out = d->out;
	struct vt_change change = { .kind = !old ? VT_ADDED :
					    !new ? VT_REMOVED :
						   VT_CHANGED,
				    .what = what,
				    .key = shown->key,
				    .first_field = out->fields.n };

	for (const struct member *m = members[what]; m->name; m++) {
		struct vt_diff_field f = { .name = m->name,
					   .old = member_value(d, old, m),
					   .new = member_value(d, new, m) };

		if (same_value(&f.old, &f.new) || !comparable(d, old, new, m) ||
		    (change.kind == VT_CHANGED && said_before(out, &change, &f)))
			continue;
		vt_vec_push(&out->fields, f);
		change.n_fields++;
	}
	if (change.kind != VT_CHANGED || change.n_fields)
		vt_vec_push(&out->changes, change);
}

static void compare(struct diff *d, enum vt_change_what what)
{
	struct items *old = &d->items[0][what], *new = &d->items[1][what];

	pair(old, new);
	for (size_t i = 0; i < old->n; i++)
		add_change(d, what, &old->v[i],
			   old->v[i].mate == NO_MATE ? NULL : &new->v[old->v[i].mate]);
	for (size_t i = 0; i < new->n; i++)
		if (new->v[i].mate == NO_MATE)
			add_change(d, what, NULL, &new->v[i]);
}

static int cmp_change(const void *pa, const void *pb)
{
	const struct vt_change *a = pa, *b = pb;
	const int results[] = {
		(a->what > b->what) - (a->what < b->what),
		vt_strcmp0(a->key.domain, b->key.domain),
		vt_strcmp0(a->key.alias, b->key.alias),
		vt_strcmp0(a->key.ifname, b->key.ifname),
		vt_strcmp0(a->key.code, b->key.code),
		vt_strcmp0(a->key.comm, b->key.comm),
		(a->first_field > b->first_field) - (a->first_field < b->first_field),
	};
	int r = 0;

	for (size_t i = 0; !r && i < sizeof(results) / sizeof(*results); i++)
		r = results[i];
	return r;
}

static struct vt_diff_side side_of(const struct vt_json *doc)
{
	const struct vt_json *host = vt_json_get(doc, "host"), *seen = vt_json_get(doc, "coverage");

	return (struct vt_diff_side){
		.hostname = text_of(host, "hostname"),
		.machine_id = text_of(host, "machine_id"),
		.boot_id = text_of(host, "boot_id"),
		.generated_at = text_of(doc, "generated_at"),
		.complete = vt_json_get_bool(seen, "complete", false),
		.gaps = vt_json_len(vt_json_get_array(seen, "gaps")),
	};
}

int vt_diff_check(const struct vt_json *doc, struct vt_err *err)
{
	static const char *const tables[] = { "mappings", "domains", "devices", "findings" };
	int64_t version = vt_json_get_int(doc, "version", 0);

	if (!vt_streq(text_of(doc, "format"), "virt-taps"))
		return vt_err_set(err, EBADMSG, "it is neither a recording nor a JSON inventory");
	if (version > 1)
		return vt_err_set(err, ENOTSUP,
				  "the inventory has version %lld, this virt-taps knows version 1",
				  (long long)version);
	if (version < 1)
		return vt_err_set(err, EBADMSG, "version: is missing or not a version");
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (!vt_json_get_array(doc, tables[i]))
			return vt_err_set(err, EBADMSG, "%s: is missing or not an array",
					  tables[i]);
	return 0;
}

struct vt_diff *vt_diff_new(const struct vt_json *old, const struct vt_json *new)
{
	struct vt_diff *out = vt_xrealloc(NULL, 1, sizeof(*out));
	struct diff d = { .out = out, .doc = { old, new } };

	memset(out, 0, sizeof(*out));
	out->arena = vt_arena_new();
	out->old = side_of(old);
	out->new = side_of(new);
	out->same_boot = vt_streq(out->old.boot_id, out->new.boot_id);
	for (int side = 0; side < 2; side++) {
		add_domains(&d, side);
		add_devices(&d, side);
		add_findings(&d, side);
	}
	for (unsigned int what = 0; what < VT_WHAT_N; what++) {
		if (what == VT_WHAT_HOLDER)
			add_all_holders(&d);
		compare(&d, what);
	}
	vt_vec_sort(&out->changes, cmp_change);
	for (unsigned int i = 0; i < VT_WHAT_N; i++) {
		vt_vec_done(&d.items[0][i]);
		vt_vec_done(&d.items[1][i]);
	}
	return out;
}

void vt_diff_free(struct vt_diff *d)
{
	if (!d)
		return;
	vt_vec_done(&d->changes);
	vt_vec_done(&d->fields);
	vt_arena_free(d->arena);
	free(d);
}
