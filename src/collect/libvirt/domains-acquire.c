/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several requests are in flight. A daemon may keep one of them waiting for
 * what another program does with that VM (libvirt 11.0 to 11.4 takes the VM's
 * job for its XML): its thread is left behind with its connection, and only
 * that VM is not known by its daemon.
 *
 * No two threads share a connection, though libvirt's client allows it: the
 * one that reads for all misses the request of another that comes just before
 * it begins to wait (libvirt 6.1 to 9.10, mended by "rpc: fix race in waking up
 * client event loop"), so behind one that hangs others hang as well; then, up
 * to 10.3, it reads through the stack of one that has gone (CVE-2024-4418).
 */
#include <config.h>

#include "collect/libvirt/domains-acquire.h"

#include <inttypes.h>

#include "collect/libvirt/xmlbudget.h"
#include "collect/process/crowd.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/trace.h"

/* As many connections, with those that hang: each of these keeps one of the daemon's threads
 * (max_workers, 20). */
#define REQUESTS 4

/* How much of the time of a scan one VM gets. */
#define PATIENCE_PERCENT 10
#define PATIENCE_MIN_MS 250
#define PATIENCE_MAX_MS 2000

#define ACTIVE_OR_NOT (VIR_CONNECT_LIST_DOMAINS_ACTIVE | VIR_CONNECT_LIST_DOMAINS_INACTIVE)

/* What came of one VM. */
struct answer {
	char *xml, *error; /* of malloc() */
	size_t too_large;  /* bytes, 0 = they were kept */
	int state, reason;
	bool gone, unreachable;
};

/* A thread that is left behind may still read it. */
struct fetch {
	virDomainPtr *domains;
	struct wanted {
		bool active, unasked;
	} * wanted;
	struct answer *answers;
	size_t excess;
	char *uri;
	virConnectPtr listed; /* @domains are this connection's */
	virConnectPtr idle[REQUESTS];
	unsigned int n_idle;
};

static virConnectPtr open_another(const char *uri, const char **ret_error)
{
	virConnectPtr conn = vt_virapi_open(uri, ret_error);

	vt_trace("%s: virConnectOpenAuth once more%s", uri, conn ? "" : ", which failed");
	return conn;
}

/* One that no other thread uses; NULL when there can be none, with the reason in @ret. */
static virConnectPtr take_connection(struct vt_crowd_turn *turn, struct fetch *f,
				     struct answer *ret)
{
	virConnectPtr conn = NULL;
	const char *why;

	if (vt_crowd_enter(turn)) {
		conn = f->n_idle ? f->idle[--f->n_idle] : NULL;
		vt_crowd_leave(turn);
	}
	if (!conn)
		conn = open_another(f->uri, &why);
	ret->unreachable = !conn;
	if (!conn)
		ret->error = vt_xstrdup(why);
	return conn;
}

/* The VM as @conn knows it, to be freed; NULL with an error of libvirt's. */
static virDomainPtr find_domain(const struct fetch *f, virConnectPtr conn, size_t i)
{
	unsigned char uuid[VIR_UUID_BUFLEN];

	if (conn == f->listed)
		return vt_vir.virDomainRef(f->domains[i]) < 0 ? NULL : f->domains[i];
	if (vt_vir.virDomainGetUUID(f->domains[i], uuid) < 0)
		return NULL;
	return vt_vir.virDomainLookupByUUID(conn, uuid);
}

static void note_error(struct answer *ret)
{
	ret->gone = vt_vir.virGetLastErrorCode() == VIR_ERR_NO_DOMAIN;
	if (!ret->gone)
		ret->error = vt_xstrdup(vt_vir.virGetLastErrorMessage());
}

static void get_xml(const struct fetch *f, virConnectPtr conn, size_t i, struct answer *ret)
{
	const bool active = f->wanted[i].active;
	virDomainPtr dom = find_domain(f, conn, i);

	ret->state = active ? VIR_DOMAIN_NOSTATE : VIR_DOMAIN_SHUTOFF;
	if (!dom) {
		note_error(ret);
		return;
	}
	if (active && vt_vir.virDomainGetState(dom, &ret->state, &ret->reason, 0) < 0)
		ret->gone = vt_vir.virGetLastErrorCode() == VIR_ERR_NO_DOMAIN;
	if (!ret->gone)
		ret->xml = vt_vir.virDomainGetXMLDesc(dom, active ? 0 : VIR_DOMAIN_XML_INACTIVE);
	if (!ret->gone && !ret->xml)
		note_error(ret);
	vt_vir.virDomainFree(dom);
}

static void fetch_one(struct vt_crowd_turn *turn, void *shared, size_t i)
{
	struct fetch *f = shared;
	struct answer answer = { 0 };
	virConnectPtr conn;
	size_t bytes;

	if (f->wanted[i].unasked)
		return;
	conn = take_connection(turn, f, &answer);
	if (conn)
		get_xml(f, conn, i, &answer);
	bytes = answer.xml ? strlen(answer.xml) : 0;
	if (!vt_crowd_enter(turn)) {
		free(answer.xml);
		free(answer.error);
		return;
	}
	vt_trace("%s: virDomainGetXMLDesc of %s%s", f->uri, vt_vir.virDomainGetName(f->domains[i]),
		 answer.gone ? ", which is gone" :
		 answer.xml  ? "" :
			       ", which failed");
	if (answer.xml && !vt_xml_spend(&f->excess, bytes)) {
		free(VT_TAKE_PTR(answer.xml));
		answer.too_large = bytes;
	}
	f->answers[i] = answer;
	if (conn)
		f->idle[f->n_idle++] = conn;
	vt_crowd_leave(turn);
}

static const char *one_line(struct vt_arena *arena, const char *text)
{
	return vt_arena_strn(arena, text, strcspn(text, "\n"));
}

/* Why there is no XML; what did not come in time may be had from a file. */
static void note_missing(struct vt_raw_conn *c, struct vt_raw_domain *row, const struct answer *a,
			 unsigned char state)
{
	row->by_file = state != VT_CROWD_DONE || a->unreachable;
	if (state == VT_CROWD_WAITING)
		row->xml_error = "it was not asked for: XML of others does not come";
	else if (state != VT_CROWD_DONE)
		row->xml_error = "it did not come in time";
	else if (a->too_large)
		row->xml_error = vt_xml_too_large(c->arena, a->too_large);
	else
		row->xml_error = a->error ? one_line(c->arena, a->error) : "no error was told";
}

static void take_answer(struct vt_raw_conn *c, struct vt_raw_domain *row, struct answer *a,
			unsigned char state)
{
	row->state = row->active ? a->state : VIR_DOMAIN_SHUTOFF;
	row->reason = a->reason;
	if (row->unasked)
		return;
	if (a->gone)
		row->name = NULL;
	else if (a->xml)
		row->xml = vt_arena_str(c->arena, a->xml);
	else
		note_missing(c, row, a, state);
	free(VT_TAKE_PTR(a->xml));
	free(VT_TAKE_PTR(a->error));
}

/* A domain that went away between the list and its XML is normal life. */
static void drop_gone(struct vt_raw_conn *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->domains.n; i++)
		if (c->domains.v[i].name)
			c->domains.v[kept++] = c->domains.v[i];
	c->domains.n = kept;
}

static int patience(int timeout_ms)
{
	int ms = timeout_ms * PATIENCE_PERCENT / 100;

	return ms < PATIENCE_MIN_MS ? PATIENCE_MIN_MS : ms > PATIENCE_MAX_MS ? PATIENCE_MAX_MS : ms;
}

static unsigned int requests_for(size_t n)
{
	return n / 4 < 1 ? 1 : n / 4 < REQUESTS ? (unsigned int)(n / 4) : REQUESTS;
}

static struct fetch *plan_fetch(const struct vt_raw_conn *c, const struct vt_subjects *subjects,
				virConnectPtr conn, virDomainPtr *domains)
{
	const bool leaves_out = subjects->n && vt_subjects_are_domains(subjects, c);
	struct fetch *f = vt_xrealloc(NULL, 1, sizeof(*f));
	size_t n = c->domains.n;

	*f = (struct fetch){ .domains = domains,
			     .wanted = vt_xrealloc(NULL, n, sizeof(*f->wanted)),
			     .answers = vt_xrealloc(NULL, n, sizeof(*f->answers)),
			     .uri = vt_xstrdup(c->uri),
			     .listed = conn,
			     .idle = { conn },
			     .n_idle = 1 };
	for (size_t i = 0; i < n; i++) {
		struct vt_raw_domain *row = &c->domains.v[i];

		/* Shut off and not asked for: it has no device, no process and no claim. */
		row->unasked = leaves_out && !row->active &&
			       !vt_subjects_mean_domain(subjects, row);
		f->wanted[i] = (struct wanted){ row->active, row->unasked };
		f->answers[i] = (struct answer){ 0 };
	}
	return f;
}

static void fetch_free(struct fetch *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		vt_vir.virDomainFree(f->domains[i]);
	free(f->domains);
	free(f->wanted);
	free(f->answers);
	free(f->uri);
	free(f);
}

/* Whoever was left behind keeps its connection; of the others one stays open. */
static virConnectPtr keep_one(struct fetch *f)
{
	while (f->n_idle > 1)
		vt_vir.virConnectClose(f->idle[--f->n_idle]);
	return f->n_idle ? f->idle[0] : NULL;
}

/* Returns a connection on which nothing hangs, or NULL. */
static virConnectPtr fetch_all(struct vt_raw_conn *c, const struct vt_libvirt_question *q,
			       virConnectPtr conn, virDomainPtr *domains)
{
	struct fetch *f = plan_fetch(c, &q->subjects, conn, domains);
	const struct vt_crowd_plan plan = { .n = c->domains.n,
					    .threads = requests_for(c->domains.n),
					    .most = REQUESTS,
					    .patience_ms = patience(q->timeout_ms),
					    .deadline = q->deadline,
					    .work = fetch_one,
					    .shared = f };
	VT_CLEANUP(vt_free) unsigned char *states = vt_xrealloc(NULL, plan.n, 1);
	int left;

	memset(states, VT_CROWD_WAITING, plan.n);
	left = vt_crowd_run(&plan, states);
	for (size_t i = 0; i < plan.n; i++)
		take_answer(c, &c->domains.v[i], &f->answers[i], states[i]);
	drop_gone(c);
	conn = keep_one(f);
	if (left <= 0)
		fetch_free(f, plan.n);
	return conn;
}

static void describe_domain(struct vt_raw_conn *c, virDomainPtr dom)
{
	struct vt_raw_domain *row = vt_vec_add(&c->domains);
	unsigned int id = vt_vir.virDomainGetID(dom);
	char uuid[VIR_UUID_STRING_BUFLEN] = "";

	vt_vir.virDomainGetUUIDString(dom, uuid);
	row->name = vt_arena_str(c->arena, vt_vir.virDomainGetName(dom));
	row->uuid = vt_arena_str(c->arena, uuid);
	row->id = id == (unsigned int)-1 ? -1 : (int32_t)id;
	row->active = row->id >= 0;
}

int vt_libvirt_domains(virConnectPtr *conn, struct vt_raw_conn *c,
		       const struct vt_libvirt_question *q)
{
	virDomainPtr *domains = NULL;
	int n = vt_vir.virConnectListAllDomains(*conn, &domains, ACTIVE_OR_NOT);
	const char *why;

	vt_trace("%s: virConnectListAllDomains: %d", c->uri, n);
	if (n < 0) {
		c->error = one_line(c->arena, vt_vir.virGetLastErrorMessage());
		return -1;
	}
	for (int i = 0; i < n; i++)
		describe_domain(c, domains[i]);
	*conn = fetch_all(c, q, *conn, domains);
	if (!*conn)
		*conn = open_another(c->uri, &why);
	if (!*conn)
		c->error = one_line(c->arena, why);
	return *conn ? 0 : -1;
}
