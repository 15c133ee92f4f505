/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the decoders over an undecoded scan and adds the gaps that they leave. */
#include <config.h>

#include "collect/decode.h"

#include <errno.h>
#include <linux/if_tun.h>

#include "collect/libvirt/domstate.h"
#include "collect/libvirt/domxml.h"
#include "collect/process/procs-decode.h"
#include "collect/process/proctext.h"
#include "collect/libvirt/recordxml.h"
#include "collect/ovs/ovs-decode.h"
#include "collect/addresses.h"
#include "collect/kernel/bridge.h"
#include "collect/kernel/farlinks.h"
#include "collect/kernel/forward-decode.h"
#include "collect/kernel/rtlink.h"
#include "collect/kernel/vf-decode.h"
#include "collect/managers/machined.h"
#include "collect/managers/manager.h"
#include "collect/managers/pods.h"
#include "collect/managers/self.h"
#include "collect/libvirt/statusxml.h"
#include "collect/libvirt/uri.h"
#include "util/cleanup.h"
#include "util/search.h"

#ifndef IFF_DETACH_QUEUE
#define IFF_DETACH_QUEUE 0x0400
#endif

static const char *keep(struct vt_facts *f, const char *s)
{
	return vt_arena_str(f->arena, s);
}

static void decode_status(struct vt_facts *f, const struct vt_raw_domain *d, uint32_t conn)
{
	struct vt_err err = { 0 };

	if (vt_statusxml_decode(d->xml, strlen(d->xml), f, conn, &err) < 0)
		vt_facts_gap(f, VT_GAP_STATUS_FILE, d->name, err.msg)->uri = f->conns.v[conn].uri;
}

/* One for each connection, for all that was left out of it. */
static void unasked_gap(struct vt_facts *f, uint32_t conn)
{
	const char *code = vt_gap_class(VT_GAP_NOT_ASKED)->code, *uri = f->conns.v[conn].uri;

	for (size_t i = 0; i < f->gaps.n; i++)
		if (vt_streq(f->gaps.v[i].code, code) && vt_streq(f->gaps.v[i].subject, uri))
			return;
	vt_facts_gap(f, VT_GAP_NOT_ASKED, uri, "for VMs that are shut off and will not be shown")
		->uri = uri;
}

static void decode_domain(struct vt_facts *f, const struct vt_raw_domain *d, uint32_t conn)
{
	struct vt_domain *row = vt_vec_add(&f->domains);
	uint32_t index = (uint32_t)f->domains.n - 1;
	const char *why = d->xml_error;
	struct vt_err err = { 0 };
	struct vt_gap *gap;

	row->conn = conn;
	row->manager = VT_NONE;
	row->name = keep(f, d->name);
	row->uuid = keep(f, d->uuid);
	row->id = d->active ? d->id : -1;
	row->active = d->active;
	row->state = (unsigned int)d->state < VT_STATE_N ? (enum vt_state)d->state : VT_STATE_NONE;
	row->transitional = d->active && vt_state_transitional(row->state, d->reason);
	row->xml_ok = d->xml && vt_domxml_decode(d->xml, strlen(d->xml), f, index, &err) == 0;
	if (row->xml_ok)
		return;
	if (d->unasked) {
		unasked_gap(f, conn);
		return;
	}
	gap = vt_facts_gap(f, VT_GAP_DOMAIN_XML, d->name, d->xml ? err.msg : why);
	gap->hides = d->active ? VT_NEED_CLAIMS : VT_NEED_INACTIVE;
	gap->uri = f->conns.v[conn].uri;
	gap->uuid = row->uuid;
}

/* Rows that one VM has added. */
struct mark {
	size_t domains, nics, labels, addresses;
};

static struct mark mark_rows(const struct vt_facts *f)
{
	return (struct mark){ f->domains.n, f->nics.n, f->labels.n, f->addresses.n };
}

static void go_back(struct vt_facts *f, const struct mark *m)
{
	f->domains.n = m->domains;
	f->nics.n = m->nics;
	f->labels.n = m->labels;
	f->addresses.n = m->addresses;
}

/* The status file of that very VM. */
static bool decode_status_of(struct vt_facts *f, const struct vt_raw_domain *d, uint32_t conn)
{
	const struct mark before = mark_rows(f);
	struct vt_err err = { 0 };

	if (vt_statusxml_decode(d->xml, strlen(d->xml), f, conn, &err) == 0 &&
	    vt_streq(f->domains.v[before.domains].uuid, d->uuid))
		return true;
	go_back(f, &before);
	return false;
}

/* Its daemon answers, but did not give the XML of this VM: its file says it. */
static void decode_by_file(struct vt_facts *f, const struct vt_raw_domain *d, uint32_t conn)
{
	struct vt_raw_domain bare = *d;
	struct vt_gap *gap;

	if (d->active)
		bare.xml = NULL;
	if (!d->active || !d->xml || !decode_status_of(f, d, conn))
		decode_domain(f, &bare, conn);
	if (!f->domains.v[f->domains.n - 1].xml_ok)
		return;
	gap = vt_facts_gap(f, VT_GAP_DOMAIN_XML, d->name,
			   vt_arena_fmt(f->arena, "%s; its file of the daemon's was read instead",
					d->xml_error ? d->xml_error : "it did not come"));
	gap->hides = 0;
	gap->uri = f->conns.v[conn].uri;
	gap->uuid = keep(f, d->uuid);
}

static bool is_running(const struct vt_facts *f, uint32_t conn, const char *uuid)
{
	for (size_t i = 0; i < f->domains.n; i++)
		if (f->domains.v[i].conn == conn && f->domains.v[i].active &&
		    vt_streq(f->domains.v[i].uuid, uuid))
			return true;
	return false;
}

/* A configuration file; those of running domains are not wanted. */
static void decode_config(struct vt_facts *f, const struct vt_raw_domain *d, uint32_t conn)
{
	struct vt_domxml_identity identity;
	struct vt_raw_domain named = *d;
	struct vt_err err = { 0 };

	if (vt_domxml_identity(d->xml, strlen(d->xml), f->arena, &identity, &err) < 0) {
		vt_facts_gap(f, VT_GAP_CONFIG_FILE, d->name, err.msg)->uri = f->conns.v[conn].uri;
		return;
	}
	if (is_running(f, conn, identity.uuid))
		return;
	named.name = identity.name ? identity.name : d->name;
	named.uuid = identity.uuid;
	named.state = VT_STATE_SHUTOFF;
	decode_domain(f, &named, conn);
}

static void decode_registration(struct vt_facts *f, const struct vt_raw_registration *l,
				uint32_t conn)
{
	struct vt_err err = { 0 };
	size_t len = strlen(l->text), before = f->registrations.n;
	/* Open vSwitch's are no connection's. */
	int r = l->kind == VT_REG_NWFILTER ? vt_leftxml_nwfilter(l->text, len, f, conn, &err) :
					     vt_leftxml_port(l->text, len, f, conn, &err);

	if (r < 0)
		vt_facts_gap(f, VT_GAP_BINDING_XML, f->conns.v[conn].uri, err.msg);
	else
		f->registrations.v[before].network = keep(f, l->network);
}

static void decode_ovs(struct vt_facts *f, const char *text)
{
	struct vt_err err = { 0 };

	if (text && vt_ovs_decode(text, strlen(text), f, &err) < 0)
		vt_facts_gap(f, VT_GAP_OVS_UNREADABLE, "Open vSwitch", err.msg);
}

static void decode_pidfile(struct vt_facts *f, const struct vt_raw_pidfile *p, uint32_t conn)
{
	struct vt_pidfile *row = vt_vec_add(&f->pidfiles);

	row->path = keep(f, p->path);
	row->name = keep(f, p->name);
	row->conn = conn;
	row->owner = p->owner;
	row->status_pid = vt_status_head_pid(p->status);
	if (!p->content || vt_parse_pid(p->content, &row->pid) < 0)
		row->pid = 0;
}

static void conn_gap(struct vt_facts *f, const struct vt_conn *c, bool config_files)
{
	struct vt_gap *gap = vt_facts_gap(f, VT_GAP_CONNECTION_FAILED, c->uri, c->error);

	gap->uri = c->uri;
	if (!c->status_files)
		return;
	/* Its status files name every running domain, its configuration files
	 * every other. */
	gap->hides = config_files ? 0 : VT_NEED_INACTIVE;
	gap->detail =
		vt_arena_fmt(f->arena, "%s; running VMs are those of its status files", c->error);
}

static void decode_conn(struct vt_facts *f, const struct vt_raw_conn *c)
{
	struct vt_conn *row = vt_vec_add(&f->conns);
	uint32_t conn = (uint32_t)f->conns.n - 1;

	row->uri = keep(f, c->uri);
	row->driver = keep(f, c->driver);
	row->version = keep(f, c->version);
	row->error = c->ok ? NULL : keep(f, c->error ? c->error : "unknown error");
	row->ok = c->ok;
	row->daemon = c->daemon;
	row->netns = c->netns ? c->netns : vt_uri_is_hosts(f->arena, c->uri) ? 0 : VT_NETNS_UNKNOWN;
	row->session = c->session;
	row->status_files = c->status_files;
	row->bindings_ok = c->bindings_ok;
	row->ports_unknown = c->ports_unknown;
	if (!c->ok)
		conn_gap(f, row, c->config_files);
	for (size_t i = 0; i < c->domains.n; i++) {
		if (c->domains.v[i].by_file)
			decode_by_file(f, &c->domains.v[i], conn);
		else if (c->domains.v[i].status)
			decode_status(f, &c->domains.v[i], conn);
		else if (!c->domains.v[i].config)
			decode_domain(f, &c->domains.v[i], conn);
	}
	/* Whether all VMs that run are known. */
	for (size_t i = 0; i < c->domains.n; i++)
		if (c->domains.v[i].config)
			decode_config(f, &c->domains.v[i], conn);
	for (size_t i = 0; i < c->pidfiles.n; i++)
		decode_pidfile(f, &c->pidfiles.v[i], conn);
	for (size_t i = 0; i < c->registrations.n; i++)
		decode_registration(f, &c->registrations.v[i], conn);
}

/* Where its daemon has its state, NULL where its URI does not say. */
static const char *state_dir(struct vt_facts *f, const struct vt_conn *c)
{
	const char *dir = vt_uri_run_dir(f->arena, c->uri);

	return dir ? vt_uri_state_dir(f->arena, c->uri, dir) : NULL;
}

/* Which of them are one daemon, by their URIs, for a recording that does not tell. */
static void find_daemons(struct vt_facts *f)
{
	for (uint32_t i = 0; i < f->conns.n; i++)
		if (f->conns.v[i].daemon)
			return;
	for (uint32_t i = 0; i < f->conns.n; i++) {
		const char *state = state_dir(f, &f->conns.v[i]);

		if (!state)
			continue;
		f->conns.v[i].daemon = i + 1;
		for (uint32_t k = 0; k < i; k++)
			if (vt_streq(state_dir(f, &f->conns.v[k]), state))
				f->conns.v[i].daemon = f->conns.v[k].daemon;
	}
}

/* As ip-netns(8) names it. */
static const char *named(struct vt_facts *f, const char *path)
{
	static const char place[] = "/run/netns/";

	if (!path || strncmp(path, place, strlen(place)) != 0 || !path[strlen(place)])
		return NULL;
	return keep(f, path + strlen(place));
}

/* Which links carry an address of the host, where that was asked. */
static void decode_addressed(struct vt_facts *f, const struct vt_raw_netns *n, size_t first)
{
	for (size_t i = first; n->addressed && i < f->links.n; i++)
		f->links.v[i].addressed = VT_NO;
	for (const char *p = n->addressed; p && *p; p += strcspn(p, ","), p += *p == ',') {
		unsigned long ifindex = strtoul(p, NULL, 10);

		for (size_t i = first; i < f->links.n; i++)
			if (f->links.v[i].ifindex == ifindex)
				f->links.v[i].addressed = VT_YES;
	}
}

/*
 * A bridge that filters has VLANs of its own, or a message that it has none. Without any message
 * they were not read in time, and what passes is not known, nor that nothing does.
 */
static int decode_vlans(struct vt_facts *f, const struct vt_raw_netns *n, size_t first,
			struct vt_err *err)
{
	int result = vt_vlans_decode(n->vlans.p, n->vlans.len, n->inode, f, err);

	for (size_t i = first; i < f->links.n; i++) {
		enum vt_tri *filters = &f->links.v[i].bridge.vlan_filtering;

		if (*filters != VT_YES || (!result && n->vlans.len))
			continue;
		*filters = VT_UNKNOWN;
		if (!result)
			result =
				vt_err_set(err, ENODATA, "the VLANs of bridge ports were not read");
	}
	return result;
}

static void decode_netns(struct vt_facts *f, const struct vt_raw_netns *n)
{
	struct vt_netns *row = vt_vec_add(&f->netnses);
	size_t first = f->links.n;
	struct vt_err err = { 0 };
	struct vt_gap *gap;

	row->inode = n->inode;
	row->cookie = n->cookie;
	row->owner_uid = n->owner;
	row->path = keep(f, n->path);
	row->name = named(f, n->path);
	if (n->error)
		return; /* its gap came with it */
	if (vt_rtlink_decode(n->messages.p, n->messages.len, n->inode, f, &err) < 0) {
		gap = vt_facts_gap(f, VT_GAP_NETNS_UNREADABLE, n->path, err.msg);
		gap->netns = n->inode;
		return;
	}
	row->links_ok = true;
	vt_forward_decode(n->calls, n->drops, f->arena, row);
	decode_addressed(f, n, first);
	if (decode_vlans(f, n, first, &err) < 0 ||
	    vt_neighbours_decode(n->neighbours.p, n->neighbours.len, n->inode, f, &err) < 0)
		vt_facts_gap(f, VT_GAP_BRIDGE_TABLES, n->path, err.msg)->netns = n->inode;
}

const struct vt_facts *vt_decode_links(struct vt_raw *raw)
{
	if (raw->links)
		return raw->links;
	raw->links = vt_facts_new();
	for (size_t i = 0; i < raw->netnses.n; i++)
		decode_netns(raw->links, &raw->netnses.v[i]);
	return raw->links;
}

/* Name of the device: the copy's answer, else the iff: line. */
static const char *attached_name(struct vt_facts *f, const struct vt_raw_fd *r)
{
	const char *iff;
	size_t len;

	if (r->ifname || r->ifname_errno || r->bpf)
		return keep(f, r->ifname);
	if (r->kind == VT_KIND_TUN && vt_fdinfo_iff(r->fdinfo, &iff, &len) && len)
		return vt_arena_strn(f->arena, iff, len);
	return NULL;
}

static void decode_fd(struct vt_facts *f, const struct vt_raw_fd *r, uint32_t proc)
{
	struct vt_holder *h = vt_vec_add(&f->holders);
	bool asked = r->bpf || r->ifname_errno || r->ifname;

	h->proc = proc;
	h->tid = r->tid;
	h->fd = r->fd;
	h->file = r->file;
	h->ifname = attached_name(f, r);
	h->mac = keep(f, r->mac);
	h->netns = r->netns;
	h->ifindex = r->ifindex;
	h->by_macvtap = r->kind != VT_KIND_TUN;
	h->deleted = h->ifname ? VT_NO : VT_UNKNOWN;
	/* A macvtap descriptor is attached when it is opened: none now means
	 * that the device went (TUNGETIFF: ENOLINK). */
	if (!h->ifname && h->by_macvtap && asked)
		h->deleted = VT_YES;
	if (r->bpf)
		h->disabled = r->disabled ? VT_YES : VT_NO;
	else if (r->ifname)
		h->disabled = r->flags & IFF_DETACH_QUEUE ? VT_YES : VT_NO;
	if (h->by_macvtap && !asked) {
		struct vt_gap *gap = vt_facts_gap(
			f, VT_GAP_MACVTAP_UNKNOWN, vt_arena_fmt(f->arena, "PID %d", r->pid),
			"holds a macvtap whose name only the right to copy descriptors tells");

		gap->pid = r->pid;
		gap->macvtap = true;
	}
}

/* A process by its PID. */
struct by_pid {
	int32_t pid;
	uint32_t row;
};

struct pids {
	VT_VEC(struct by_pid) list;
};

static int cmp_pid(const void *pa, const void *pb)
{
	const struct by_pid *a = pa, *b = pb;

	return (a->pid > b->pid) - (a->pid < b->pid);
}

static void pids_cleanup(struct pids *pids)
{
	vt_vec_done(&pids->list);
}

static void decode_fds(struct vt_facts *f, const struct vt_raw *raw)
{
	__attribute__((cleanup(pids_cleanup))) struct pids procs = { 0 };

	for (size_t i = 0; i < f->procs.n; i++)
		vt_vec_push(&procs.list, ((struct by_pid){ f->procs.v[i].pid, (uint32_t)i }));
	vt_vec_sort(&procs.list, cmp_pid);
	for (size_t i = 0; i < raw->fds.n; i++) {
		const struct by_pid key = { .pid = raw->fds.v[i].pid };
		const struct by_pid *proc = vt_vec_find(&procs.list, &key, cmp_pid);

		if (proc)
			decode_fd(f, &raw->fds.v[i], proc->row);
	}
}

/* One for all of them, as the reason is where the reader runs. */
static void find_unseen_cgroup(struct vt_facts *f)
{
	int32_t first = 0;

	for (size_t i = 0; i < f->procs.n; i++) {
		const struct vt_proc *p = &f->procs.v[i];

		if (p->hypervisor && p->alive && p->manager_open && (!first || p->pid < first))
			first = p->pid;
	}
	if (first)
		vt_facts_gap(f, VT_GAP_CGROUP_UNSEEN, vt_arena_fmt(f->arena, "PID %d", first),
			     "its cgroup is not visible from this cgroup namespace");
}

struct vt_facts *vt_decode(struct vt_raw *raw)
{
	struct vt_facts *f;

	vt_decode_links(raw);
	f = VT_TAKE_PTR(raw->links);
	f->host = (struct vt_host){ .hostname = keep(f, raw->host.hostname),
				    .machine_id = keep(f, raw->host.machine_id),
				    .boot_id = keep(f, raw->host.boot_id),
				    .kernel = keep(f, raw->host.kernel) };
	f->scan = raw->scan;
	f->slower = keep(f, raw->slower);
	f->own_netns = raw->own_netns;
	f->booted = raw->booted;
	f->processes = raw->processes;
	f->unreadable = raw->unreadable;
	for (size_t i = 0; i < raw->gaps.n; i++)
		vt_vec_push(&f->gaps, vt_gap_copy(f->arena, &raw->gaps.v[i]));
	for (size_t i = 0; i < raw->conns.n; i++)
		decode_conn(f, raw->conns.v[i]);
	find_daemons(f);
	vt_farlinks_find(f, raw->nsids.v, raw->nsids.n);
	vt_procs_decode(f, raw);
	decode_fds(f, raw);
	vt_machined_decode(f, raw);
	vt_pods_name(f, raw);
	vt_self_managers(f);
	find_unseen_cgroup(f);
	vt_managers_decode(f, raw);
	vt_self_decode(f);
	vt_pods_label(f, raw);
	for (size_t i = 0; i < raw->conns.n; i++)
		vt_leases_decode(f, raw->conns.v[i], (int64_t)raw->now);
	vt_addresses_attach(f);
	for (size_t i = 0; i < raw->netnses.n; i++)
		vt_vfs_attach(f, raw->netnses.v[i].vfs);
	decode_ovs(f, raw->ovs);
	for (size_t i = 0; i < raw->hints.n; i++)
		vt_vec_push(&f->hints, raw->hints.v[i]);
	vt_facts_freeze(f);
	return f;
}
