/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sorted arrays of row numbers over the fact tables. */
#include <config.h>

#include "analyze/index.h"

#include "util/search.h"
#include "util/str.h"

/* A row under a text key; rows with one key stand together, in row order. */
struct entry {
	const char *key;
	uint32_t row;
};

struct table {
	struct entry *v;
	uint32_t *rows; /* the same order, for callers */
	size_t n;
};

struct vt_index {
	const struct vt_facts *facts;
	struct table links, pidfiles, procs, domains, waiting, ports, bindings;
	VT_VEC(uint32_t) altnamed;
};

static int cmp_entry(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	int key = strcmp(a->key, b->key);

	return key ? key : (a->row > b->row) - (a->row < b->row);
}

static void table_add(struct table *t, const char *key, size_t row)
{
	if (key)
		t->v[t->n++] = (struct entry){ key, (uint32_t)row };
}

static void table_init(struct table *t, size_t n)
{
	t->v = vt_xrealloc(NULL, n, sizeof(*t->v));
	t->n = 0;
}

static void table_sort(struct table *t)
{
	vt_vec_sort(t, cmp_entry);
	t->rows = vt_xrealloc(NULL, t->n, sizeof(*t->rows));
	for (size_t i = 0; i < t->n; i++)
		t->rows[i] = t->v[i].row;
}

static int cmp_key(const void *row, const void *key)
{
	return strcmp(((const struct entry *)row)->key, key);
}

static size_t table_find(const struct table *t, const char *key, const uint32_t **ret)
{
	size_t lo = vt_search(t->v, t->n, sizeof(*t->v), key, cmp_key), n = 0;

	while (lo + n < t->n && !strcmp(t->v[lo + n].key, key))
		n++;
	*ret = t->rows + lo;
	return n;
}

/*
 * NICs of domains that are shut off, and name a device of the host. Other managers than
 * libvirt name what they make themselves when the domain starts.
 */
static void add_waiting(struct table *t, const struct vt_facts *f)
{
	table_init(t, f->nics.n);
	for (size_t i = 0; i < f->nics.n; i++)
		if (!f->domains.v[f->nics.v[i].domain].active &&
		    (f->domains.v[f->nics.v[i].domain].manager == VT_NONE ||
		     f->nics.v[i].managed == VT_NO))
			table_add(t, f->nics.v[i].target, i);
	table_sort(t);
}

static void add_registrations(struct vt_index *ix, const struct vt_facts *f)
{
	table_init(&ix->ports, f->registrations.n);
	table_init(&ix->bindings, f->registrations.n);
	for (size_t i = 0; i < f->registrations.n; i++) {
		const struct vt_registration *r = &f->registrations.v[i];

		if (r->kind == VT_REG_PORT)
			table_add(&ix->ports, r->id, i);
		else if (r->kind == VT_REG_NWFILTER)
			table_add(&ix->bindings, r->ifname, i);
	}
	table_sort(&ix->ports);
	table_sort(&ix->bindings);
}

struct vt_index *vt_index_new(const struct vt_facts *f)
{
	struct vt_index *ix = vt_xrealloc(NULL, 1, sizeof(*ix));

	memset(ix, 0, sizeof(*ix));
	ix->facts = f;
	table_init(&ix->links, f->links.n);
	table_init(&ix->pidfiles, f->pidfiles.n);
	table_init(&ix->procs, f->procs.n);
	table_init(&ix->domains, f->domains.n);
	for (size_t i = 0; i < f->links.n; i++) {
		table_add(&ix->links, f->links.v[i].ifname, i);
		if (f->links.v[i].altnames)
			vt_vec_push(&ix->altnamed, (uint32_t)i);
	}
	for (size_t i = 0; i < f->pidfiles.n; i++)
		table_add(&ix->pidfiles, f->pidfiles.v[i].name, i);
	for (size_t i = 0; i < f->procs.n; i++)
		table_add(&ix->procs, f->procs.v[i].uuid, i);
	for (size_t i = 0; i < f->domains.n; i++)
		if (f->domains.v[i].active)
			table_add(&ix->domains, f->domains.v[i].uuid, i);
	table_sort(&ix->links);
	table_sort(&ix->pidfiles);
	table_sort(&ix->procs);
	table_sort(&ix->domains);
	add_waiting(&ix->waiting, f);
	add_registrations(ix, f);
	return ix;
}

static void table_done(struct table *t)
{
	free(t->v);
	free(t->rows);
}

void vt_index_free(struct vt_index *ix)
{
	if (!ix)
		return;
	table_done(&ix->links);
	table_done(&ix->pidfiles);
	table_done(&ix->procs);
	table_done(&ix->domains);
	table_done(&ix->waiting);
	table_done(&ix->ports);
	table_done(&ix->bindings);
	vt_vec_done(&ix->altnamed);
	free(ix);
}

/* @name is one of the blank-separated @names. */
static bool listed(const char *names, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = names; (p = strstr(p, name)) != NULL; p++)
		if ((p == names || p[-1] == ' ') && (!p[n] || p[n] == ' '))
			return true;
	return false;
}

uint32_t vt_index_link(const struct vt_index *ix, uint64_t netns, const char *name)
{
	const struct vt_link *links = ix->facts->links.v;
	const uint32_t *rows;
	size_t n = table_find(&ix->links, name, &rows);

	for (size_t i = 0; i < n; i++)
		if (links[rows[i]].netns == netns)
			return rows[i];
	for (size_t i = 0; *name && i < ix->altnamed.n; i++) {
		const struct vt_link *l = &links[ix->altnamed.v[i]];

		if (l->netns == netns && listed(l->altnames, name))
			return ix->altnamed.v[i];
	}
	return VT_NONE;
}

size_t vt_index_links_named(const struct vt_index *ix, const char *name, const uint32_t **ret)
{
	return table_find(&ix->links, name, ret);
}

uint32_t vt_index_pidfile(const struct vt_index *ix, uint32_t conn, const char *name)
{
	const uint32_t *rows;
	size_t n = table_find(&ix->pidfiles, name, &rows);

	for (size_t i = 0; i < n; i++)
		if (ix->facts->pidfiles.v[rows[i]].conn == conn)
			return rows[i];
	return VT_NONE;
}

size_t vt_index_procs_with_uuid(const struct vt_index *ix, const char *uuid, const uint32_t **ret)
{
	return table_find(&ix->procs, uuid, ret);
}

uint32_t vt_index_running(const struct vt_index *ix, const char *uuid)
{
	const uint32_t *rows;

	return table_find(&ix->domains, uuid, &rows) ? rows[0] : VT_NONE;
}

uint64_t vt_domain_netns(const struct vt_facts *f, const struct vt_domain *d)
{
	uint64_t netns = vt_domain_conn(f, d)->netns;

	if (netns == VT_NETNS_UNKNOWN)
		return 0;
	return netns ? netns : f->own_netns;
}

uint32_t vt_index_waiting(const struct vt_index *ix, uint64_t netns, const char *name)
{
	const uint32_t *rows;
	size_t n = table_find(&ix->waiting, name, &rows);

	for (size_t i = 0; i < n; i++) {
		const struct vt_nic *nic = &ix->facts->nics.v[rows[i]];
		uint64_t its = nic->netns;

		if (!its)
			its = vt_domain_netns(ix->facts, &ix->facts->domains.v[nic->domain]);
		/* Where it is not known which, any may be it. */
		if (!its || its == netns)
			return nic->domain;
	}
	return VT_NONE;
}

bool vt_index_has_port(const struct vt_index *ix, const char *id)
{
	const uint32_t *rows;

	return table_find(&ix->ports, id, &rows);
}

bool vt_index_has_binding(const struct vt_index *ix, const char *ifname)
{
	const uint32_t *rows;

	return table_find(&ix->bindings, ifname, &rows);
}
