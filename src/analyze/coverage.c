/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts that contradict each other about what can be seen. */
#include <config.h>

#include "analyze/coverage.h"

#include <strings.h>

#include "analyze/join-domain.h"
#include "util/search.h"
#include "util/str.h"

/* A domain by its UUID on a connection. */
struct listed {
	const char *uuid;
	uint32_t conn;
};

struct listing {
	VT_VEC(struct listed) rows;
};

static int cmp_listed(const void *pa, const void *pb)
{
	const struct listed *a = pa, *b = pb;
	int uuid = vt_strcmp0(a->uuid, b->uuid);

	return uuid ? uuid : (a->conn > b->conn) - (a->conn < b->conn);
}

static void listing_cleanup(struct listing *l)
{
	vt_vec_done(&l->rows);
}

static bool lists(const struct listing *l, uint32_t conn, const char *uuid)
{
	const struct listed key = { uuid, conn };

	return vt_vec_find(&l->rows, &key, cmp_listed);
}

/*
 * A guest that holds the lock of a PID file is its daemon's; where the daemon
 * does not list it, access control (ACL) keeps it from us, silently.
 */
static void find_hidden_domains(struct vt_facts *f)
{
	__attribute__((cleanup(listing_cleanup))) struct listing all = { 0 };

	for (size_t i = 0; i < f->domains.n; i++)
		vt_vec_push(&all.rows,
			    ((struct listed){ f->domains.v[i].uuid, f->domains.v[i].conn }));
	vt_vec_sort(&all.rows, cmp_listed);
	for (size_t i = 0; i < f->pidfiles.n; i++) {
		const struct vt_pidfile *p = &f->pidfiles.v[i];
		uint32_t proc = vt_facts_proc_by_pid(f, p->owner);
		struct vt_gap *gap;

		if (proc == VT_NONE || !f->conns.v[p->conn].ok || !f->procs.v[proc].hypervisor ||
		    !f->procs.v[proc].uuid)
			continue;
		if (lists(&all, p->conn, f->procs.v[proc].uuid))
			continue;
		gap = vt_facts_gap(f, VT_GAP_DOMAIN_HIDDEN, p->name,
				   "its process runs, but the connection does not list it");
		gap->uri = f->conns.v[p->conn].uri;
		gap->uuid = f->procs.v[proc].uuid;
		gap->pid = f->procs.v[proc].pid;
	}
}

/* A file of the daemon's leads to the domain's process. */
static bool has_pidfile(const struct vt_facts *f, const struct vt_domain *d)
{
	for (size_t i = 0; i < f->pidfiles.n; i++) {
		const struct vt_pidfile *p = &f->pidfiles.v[i];

		if (p->conn == d->conn && (p->owner > 0 || p->status_pid) &&
		    vt_streq(p->name, d->name))
			return true;
	}
	return false;
}

static bool names_device(const struct vt_facts *f, const char *name)
{
	for (size_t i = 0; i < f->links.n; i++)
		if (vt_kind_is_device(f->links.v[i].kind) && vt_streq(f->links.v[i].ifname, name))
			return true;
	return false;
}

/*
 * A domain of a driver whose processes are not known (CH without its files,
 * Xen) that claims what a process can hold: whose hold it is stays open.
 */
static void find_unknown_processes(struct vt_facts *f)
{
	for (size_t i = 0; i < f->nics.n; i++) {
		const struct vt_domain *d = &f->domains.v[f->nics.v[i].domain];
		const struct vt_conn *c = d->conn == VT_NONE ? NULL : &f->conns.v[d->conn];

		if (!c || !d->active || !c->ok || vt_driver_has_processes(c) || has_pidfile(f, d) ||
		    vt_process_by_socket(f, d) != VT_NONE || !names_device(f, f->nics.v[i].target))
			continue;
		vt_facts_gap(f, VT_GAP_DOMAIN_PROCESS, c->uri,
			     vt_arena_fmt(f->arena,
					  "which process is a VM of driver %s is not known",
					  c->driver));
		return;
	}
}

/* Links that the descriptor can belong to, by the name alone. */
static size_t count_candidates(const struct vt_facts *f, const struct vt_holder *h)
{
	size_t n = 0;

	for (size_t i = 0; i < f->links.n; i++) {
		const struct vt_link *l = &f->links.v[i];

		n += vt_kind_fits(l->kind, h->by_macvtap) && vt_streq(l->ifname, h->ifname) &&
		     (!h->mac || !l->mac || !strcasecmp(h->mac, l->mac));
	}
	return n;
}

/* Without CAP_NET_ADMIN a descriptor tells its device's name, but not which of
 * two namespaces it is in. */
static void find_ambiguous(struct vt_facts *f)
{
	for (size_t i = 0; i < f->holders.n; i++) {
		const struct vt_holder *h = &f->holders.v[i];

		if (h->netns || count_candidates(f, h) < 2)
			continue;
		vt_facts_gap(f, VT_GAP_HOLDER_AMBIGUOUS, h->ifname,
			     "devices of this name are in several network namespaces, and a "
			     "descriptor does not tell which is meant");
		return;
	}
}

void vt_coverage_find(struct vt_facts *f)
{
	find_hidden_domains(f);
	find_ambiguous(f);
	find_unknown_processes(f);
	vt_facts_freeze_gaps(f);
}
