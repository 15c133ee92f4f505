/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One read-only connection: its VMs (domains-acquire.c), then filters,
 * networks, and its files. No call of libvirt has a time-out, so every
 * connection has its own thread, which is left behind when it hangs.
 */
#include <config.h>

#include "collect/libvirt/libvirt.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "collect/libvirt/domains-acquire.h"
#include "collect/libvirt/peer-acquire.h"
#include "collect/libvirt/statedir.h"
#include "collect/libvirt/uri.h"
#include "collect/libvirt/virapi.h"
#include "collect/stuck.h"
#include "collect/waiting.h"
#include "util/fd.h"
#include "util/clock.h"
#include "util/trace.h"

/* Percentage of a scan's time in which VMs are asked; what is left is for filters and networks. */
#define UNTIL_DOMAINS 50

static inline void vir_conn_cleanup(virConnectPtr *conn)
{
	if (*conn)
		vt_vir.virConnectClose(*conn);
}

void vt_libvirt_init(void)
{
	setenv("LIBVIRT_AUTOSTART", "0", 1);
}

/* Value of a line like: uri_default = "qemu:///system" */
static const char *conf_uri(struct vt_arena *arena, const char *path)
{
	VT_CLEANUP(vt_file) FILE *f = fopen(path, "re");
	VT_CLEANUP(vt_free) char *line = NULL;
	size_t size = 0;
	char value[512];

	while (f && getline(&line, &size, f) > 0)
		if (sscanf(line, " uri_default = \"%511[^\"]\"", value) == 1)
			return vt_arena_str(arena, value);
	return NULL;
}

const char *vt_libvirt_default_uri(struct vt_arena *arena)
{
	const char *uri = getenv("LIBVIRT_DEFAULT_URI"), *path;

	if (uri && *uri)
		return vt_arena_str(arena, uri);
	path = vt_virapi_conf(arena);
	uri = path ? conf_uri(arena, path) : NULL;
	return uri ? uri : "qemu:///system";
}

/*
 * A job belongs to two: the one that started it and its thread. The last to let go frees it.
 */
struct vt_libvirt_job {
	pthread_mutex_t lock;
	pthread_cond_t finished;
	bool done, abandoned;
	bool files_only; /* @conn has its error already */
	char *uri;
	const char **subjects; /* their texts are the connection's */
	size_t n_subjects;
	int64_t started;
	int timeout_ms;
	struct vt_raw_conn *conn; /* of the thread until done */
};

static void keep_registration(struct vt_raw_conn *c, enum vt_registration_kind kind,
			      const char *network, char *xml)
{
	if (xml) {
		struct vt_raw_registration *row = vt_vec_add(&c->registrations);

		row->kind = kind;
		row->text = vt_arena_str(c->arena, xml);
		row->network = vt_arena_str(c->arena, network);
	}
	free(xml);
}

/* Drivers without nwfilter or networks answer with an error: then there is nothing to list. */
static void ask_bindings(virConnectPtr conn, struct vt_raw_conn *c)
{
	virNWFilterBindingPtr *list = NULL;
	int n = vt_vir.virConnectListAllNWFilterBindings(conn, &list, 0);

	vt_trace("%s: virConnectListAllNWFilterBindings: %d", c->uri, n);
	c->bindings_ok = n >= 0;
	for (int i = 0; i < n; i++) {
		keep_registration(c, VT_REG_NWFILTER, NULL,
				  vt_vir.virNWFilterBindingGetXMLDesc(list[i], 0));
		vt_vir.virNWFilterBindingFree(list[i]);
	}
	free(list);
}

static void ask_ports_of(virNetworkPtr net, struct vt_raw_conn *c)
{
	virNetworkPortPtr *list = NULL;
	int n = vt_vir.virNetworkListAllPorts(net, &list, 0);

	vt_trace("%s: virNetworkListAllPorts: %d", c->uri, n);
	c->ports_unknown = c->ports_unknown || n < 0;
	for (int i = 0; i < n; i++) {
		keep_registration(c, VT_REG_PORT, vt_vir.virNetworkGetName(net),
				  vt_vir.virNetworkPortGetXMLDesc(list[i], 0));
		vt_vir.virNetworkPortFree(list[i]);
	}
	free(list);
}

/* One question a network; the daemon reads them from a file (networkGetDHCPLeases). */
static void ask_leases_of(virNetworkPtr net, struct vt_raw_conn *c)
{
	virNetworkDHCPLeasePtr *list = NULL;
	int n = vt_vir.virNetworkGetDHCPLeases(net, NULL, &list, 0);

	for (int i = 0; i < n; i++) {
		const virNetworkDHCPLease *l = list[i];

		if (l->mac && l->ipaddr)
			vt_vec_push(&c->leases,
				    ((struct vt_raw_lease){
					    .network = vt_arena_str(c->arena,
								    vt_vir.virNetworkGetName(net)),
					    .mac = vt_arena_str(c->arena, l->mac),
					    .ip = vt_arena_str(c->arena, l->ipaddr),
					    .expiry = l->expirytime > 0 ? (uint64_t)l->expirytime :
									  0 }));
		vt_vir.virNetworkDHCPLeaseFree(list[i]);
	}
	free(list);
}

static void ask_ports(virConnectPtr conn, struct vt_raw_conn *c)
{
	virNetworkPtr *list = NULL;
	int n = vt_vir.virConnectListAllNetworks(conn, &list, VIR_CONNECT_LIST_NETWORKS_ACTIVE);

	vt_trace("%s: virConnectListAllNetworks: %d", c->uri, n);
	c->ports_unknown = c->ports_unknown || n < 0;
	for (int i = 0; i < n; i++) {
		ask_ports_of(list[i], c);
		ask_leases_of(list[i], c);
		vt_vir.virNetworkFree(list[i]);
	}
	free(list);
}

/* Of the daemon behind a socket that the user named: where it has its state, and its devices. */
static void find_peer(struct vt_raw_conn *c)
{
	const char *socket = vt_uri_parameter(c->arena, c->uri, "socket");
	struct vt_peer peer;

	if (!socket)
		return;
	vt_peer_find(c->arena, socket,
		     vt_uri_is_session(vt_uri_meant(c->arena, c->uri, geteuid() == 0)), &peer);
	c->run_dir = peer.run_dir;
	c->netns = peer.netns;
	vt_trace("%s: its daemon's directory: %s", c->uri, c->run_dir ? c->run_dir : "not known");
}

static void ask_connection(struct vt_raw_conn *c, const struct vt_libvirt_question *q)
{
	VT_CLEANUP(vir_conn) virConnectPtr conn = NULL;
	const char *type, *why;
	unsigned long version = 0;

	c->error = vt_virapi_load();
	if (c->error)
		return;
	conn = vt_virapi_open(c->uri, &why);
	vt_trace("%s: virConnectOpenAuth, read-only%s", c->uri, conn ? "" : ", which failed");
	if (!conn) {
		c->error = vt_arena_strn(c->arena, why, strcspn(why, "\n"));
		return;
	}
	type = vt_vir.virConnectGetType(conn);
	c->driver = vt_arena_str(c->arena, type ? type : "unknown");
	if (vt_vir.virConnectGetLibVersion(conn, &version) == 0)
		c->version = vt_arena_fmt(c->arena, "%lu.%lu.%lu", version / 1000000,
					  version / 1000 % 1000, version % 1000);
	find_peer(c);
	if (vt_libvirt_domains(&conn, c, q) < 0)
		return;
	ask_bindings(conn, c);
	ask_ports(conn, c);
	c->ok = true;
}

static void job_free(struct vt_libvirt_job *job)
{
	pthread_mutex_destroy(&job->lock);
	pthread_cond_destroy(&job->finished);
	vt_raw_conn_free(job->conn);
	free(job->subjects);
	free(job->uri);
	free(job);
}

static void *run_job(void *arg)
{
	struct vt_libvirt_job *job = arg;
	const struct vt_libvirt_question q = {
		.subjects = { job->subjects, job->n_subjects },
		.deadline = job->started + (int64_t)job->timeout_ms * UNTIL_DOMAINS / 100,
		.timeout_ms = job->timeout_ms,
	};
	bool abandoned;

	if (!job->files_only)
		ask_connection(job->conn, &q);
	/* Here, since a file of a session may hang as well as its daemon. */
	if (!job->conn->ok)
		job->conn->domains.n = 0;
	vt_statedir_acquire(job->conn);
	pthread_mutex_lock(&job->lock);
	job->done = true;
	abandoned = job->abandoned;
	pthread_cond_signal(&job->finished);
	pthread_mutex_unlock(&job->lock);
	if (abandoned)
		job_free(job);
	return NULL;
}

/* A thread that hangs may outlive the caller's. */
static void keep_subjects(struct vt_libvirt_job *job, const struct vt_subjects *s)
{
	job->subjects = vt_xrealloc(NULL, s->n, sizeof(*job->subjects));
	job->n_subjects = s->n;
	for (size_t i = 0; i < s->n; i++)
		job->subjects[i] = vt_arena_str(job->conn->arena, s->v[i]);
}

/* @error: why only the files are read, or NULL */
static struct vt_libvirt_job *start_job(const char *uri, const struct vt_subjects *subjects,
					int timeout_ms, const char *error)
{
	struct vt_libvirt_job *job = vt_xrealloc(NULL, 1, sizeof(*job));
	pthread_attr_t detached;
	pthread_t thread;
	int r;

	memset(job, 0, sizeof(*job));
	job->uri = vt_xstrdup(uri);
	job->conn = vt_raw_conn_new(uri);
	job->conn->error = error;
	job->files_only = error;
	job->started = vt_clock_ms();
	job->timeout_ms = timeout_ms;
	keep_subjects(job, subjects);
	pthread_mutex_init(&job->lock, NULL);
	vt_clock_cond(&job->finished);
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	r = pthread_create(&thread, &detached, run_job, job);
	if (r != 0) {
		job->conn->error =
			vt_arena_fmt(job->conn->arena, "cannot start a thread: %s", strerror(r));
		job->done = true;
	}
	pthread_attr_destroy(&detached);
	return job;
}

struct vt_libvirt_job *vt_libvirt_start(const char *uri, const struct vt_subjects *subjects,
					int timeout_ms)
{
	return start_job(uri, subjects, timeout_ms, NULL);
}

/* What it has found, or NULL if it was not done by then. */
static struct vt_raw_conn *wait_for_job(struct vt_libvirt_job *job, int64_t deadline_ms)
{
	struct timespec until = vt_clock_at(deadline_ms);
	struct vt_raw_conn *c = NULL;
	int r = 0;

	pthread_mutex_lock(&job->lock);
	while (!job->done && r == 0)
		r = pthread_cond_timedwait(&job->finished, &job->lock, &until);
	if (job->done)
		c = VT_TAKE_PTR(job->conn);
	job->abandoned = !c;
	pthread_mutex_unlock(&job->lock);
	if (c)
		job_free(job);
	else
		vt_stuck_note();
	return c;
}

struct vt_raw_conn *vt_libvirt_finish(struct vt_libvirt_job *job, int64_t deadline_ms, int files_ms)
{
	static const char silent[] = "no answer in time";
	const struct vt_subjects none = { 0 };
	char *uri = vt_xstrdup(job->uri);
	struct vt_raw_conn *c;

	vt_waiting_for(uri);
	c = wait_for_job(job, deadline_ms);
	if (!c)
		c = wait_for_job(start_job(uri, &none, files_ms, silent), vt_clock_ms() + files_ms);
	if (!c) {
		c = vt_raw_conn_new(uri);
		c->error = "no answer in time, and its files cannot be read either";
	}
	vt_waiting_for(NULL);
	free(uri);
	return c;
}
