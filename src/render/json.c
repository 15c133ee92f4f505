/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The JSON format: one object, the keys and their order as virt-taps-json(5)
 * has them. Every key is always there, every list is always an array.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "render/shared.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(json, struct vt_json *, vt_json_free)

/* Beyond so many rows nobody reads it, and indentation doubles the size. */
#define PRETTY_ROWS 10000

/* json-c keeps the order of insertion, and so do we: the contract's. */
static void set_u32(struct vt_json *o, const char *key, uint32_t value)
{
	vt_json_set_id(o, key, value, VT_NONE);
}

static void set_nonzero(struct vt_json *o, const char *key, uint64_t value)
{
	if (value)
		vt_json_set_u64(o, key, value);
	else
		vt_json_set_null(o, key);
}

static void set_tri(struct vt_json *o, const char *key, enum vt_tri value)
{
	if (value == VT_UNKNOWN)
		vt_json_set_null(o, key);
	else
		vt_json_set_bool(o, key, value == VT_YES);
}

/* The name, and beside it hex digits of its bytes where they are not UTF-8. */
static void set_name(struct vt_json *o, const char *key, const char *key_hex, const char *name)
{
	bool odd = name && !vt_utf8_valid(name);
	VT_CLEANUP(vt_free) char *hex = odd ? vt_hex(name, strlen(name)) : NULL;

	vt_json_set_str(o, key, name);
	vt_json_set_str(o, key_hex, hex);
}

static struct vt_json *json_host(const struct vt_host *h)
{
	struct vt_json *o = vt_json_object();

	vt_json_set_str(o, "hostname", h->hostname);
	vt_json_set_str(o, "machine_id", h->machine_id);
	vt_json_set_str(o, "boot_id", h->boot_id);
	vt_json_set_str(o, "kernel", h->kernel);
	return o;
}

static struct vt_json *json_coverage(const struct vt_report *r)
{
	const struct vt_facts *f = r->facts;
	struct vt_json *o = vt_json_object(), *gaps = vt_json_array();

	for (size_t i = 0; i < f->gaps.n; i++) {
		struct vt_json *gap = vt_json_object();

		vt_json_set_str(gap, "code", f->gaps.v[i].code);
		vt_json_set_str(gap, "subject", f->gaps.v[i].subject);
		vt_json_set_str(gap, "detail", f->gaps.v[i].detail);
		vt_json_add(gaps, gap);
	}
	vt_json_set_bool(o, "complete", !f->gaps.n);
	vt_json_set_str(o, "scan", r->replay ? "replay" : f->scan == VT_SCAN_BPF ? "bpf" : "proc");
	vt_json_set_int(o, "processes", f->processes);
	vt_json_set_int(o, "unreadable", f->unreadable);
	vt_json_set(o, "gaps", gaps);
	return o;
}

static struct vt_json *json_connections(const struct vt_facts *f)
{
	struct vt_json *a = vt_json_array();

	for (size_t i = 0; i < f->conns.n; i++) {
		const struct vt_conn *c = &f->conns.v[i];
		struct vt_json *o = vt_json_object();

		vt_json_set_str(o, "uri", c->uri);
		vt_json_set_str(o, "status", c->ok ? "ok" : "failed");
		vt_json_set_str(o, "driver", c->driver);
		vt_json_set_str(o, "version", c->version);
		vt_json_set_str(o, "error", c->error);
		vt_json_add(a, o);
	}
	return a;
}

void vt_json_fill_mapping(struct vt_json *o, const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_link *link = vt_mapping_link(r, m);
	const struct vt_proc *proc = vt_mapping_proc(r, m);
	struct vt_json *codes = vt_json_array();

	for (uint32_t i = 0; i < m->n_findings; i++) {
		enum vt_code code = r->mapping_findings.v[m->first_finding + i];

		vt_json_add_str(codes, vt_class(code)->code);
	}
	vt_json_set_str(o, "domain", vt_mapping_domain(r, m));
	vt_json_set_str(o, "uuid", vt_mapping_uuid(r, m));
	vt_json_set_str(o, "alias", vt_mapping_alias(r, m));
	vt_json_set_str(o, "mac", vt_mapping_mac(r, m));
	vt_json_set_str(o, "type", vt_mapping_type(r, m));
	set_name(o, "ifname", "ifname_hex", vt_mapping_ifname(r, m));
	vt_json_set_str(o, "kind", vt_mapping_kind(r, m));
	set_nonzero(o, "ifindex", link ? link->ifindex : 0);
	set_nonzero(o, "netns", link ? link->netns : 0);
	set_nonzero(o, "pid", proc ? (uint64_t)proc->pid : 0);
	vt_json_set_str(o, "comm", proc ? proc->comm : NULL);
	vt_json_set_str(o, "master", vt_mapping_master(r, m));
	vt_json_set_str(o, "status", vt_status_name(m->status));
	vt_json_set(o, "findings", codes);
}

static struct vt_json *json_mappings(const struct vt_report *r)
{
	struct vt_json *a = vt_json_array();

	for (size_t i = 0; i < r->mappings.n; i++) {
		struct vt_json *o = vt_json_object();

		vt_json_fill_mapping(o, r, &r->mappings.v[i]);
		vt_json_add(a, o);
	}
	return a;
}

static struct vt_json *json_nic(const struct vt_nic *nic)
{
	struct vt_json *o = vt_json_object(), *source = vt_json_object();

	vt_json_set_str(source, "bridge", nic->source_bridge);
	vt_json_set_str(source, "network", nic->source_network);
	vt_json_set_str(source, "dev", nic->source_dev);
	vt_json_set_str(source, "mode", nic->source_mode);

	vt_json_set_str(o, "alias", nic->alias);
	vt_json_set_str(o, "mac", nic->mac);
	vt_json_set_str(o, "type", nic->type);
	vt_json_set_str(o, "model", nic->model);
	vt_json_set(o, "source", source);
	set_name(o, "target", "target_hex", nic->target);
	set_tri(o, "managed", nic->managed);
	vt_json_set_int(o, "queues", nic->queues);
	set_nonzero(o, "mtu", nic->mtu);
	vt_json_set_str(o, "link",
			nic->link_up == VT_UNKNOWN ? NULL :
			nic->link_up == VT_YES     ? "up" :
						     "down");
	vt_json_set_str(o, "virtualport", nic->virtualport);
	vt_json_set_str(o, "vlan", nic->vlan);
	vt_json_set_str(o, "filter", nic->filter);
	return o;
}

/* NICs of a domain by the domain: one pass over the NICs, not one a domain. */
static void add_nics(const struct vt_facts *f, struct vt_json *const *interfaces)
{
	for (size_t i = 0; i < f->nics.n; i++) {
		const struct vt_nic *nic = &f->nics.v[i];

		if (interfaces[nic->domain])
			vt_json_add(interfaces[nic->domain], json_nic(nic));
	}
}

static struct vt_json *json_domain(const struct vt_report *r, uint32_t row,
				   struct vt_json *interfaces)
{
	const struct vt_domain *d = &r->facts->domains.v[row];
	const struct vt_proc *proc = vt_domain_proc(r, row);
	struct vt_json *o = vt_json_object();
	enum vt_pid_source source = r->inventory->domains[row].pid_source;

	vt_json_set_str(o, "name", d->name);
	vt_json_set_str(o, "uuid", d->uuid);
	vt_json_set_id(o, "id", d->id < 0 ? -1 : d->id, -1);
	vt_json_set_str(o, "state", vt_state_name(d->state));
	vt_json_set_str(o, "connection",
			d->conn < r->facts->conns.n ? r->facts->conns.v[d->conn].uri : NULL);
	set_nonzero(o, "pid", proc ? (uint64_t)proc->pid : 0);
	vt_json_set_str(o, "pid_source", proc ? vt_pid_source_name(source) : NULL);
	set_nonzero(o, "start_time", proc ? proc->start : 0);
	vt_json_set(o, "interfaces", interfaces);
	return o;
}

static struct vt_json *json_domains(const struct vt_report *r, const struct vt_scope *s)
{
	const struct vt_facts *f = r->facts;
	VT_CLEANUP(vt_free) void *list = vt_xrealloc(NULL, f->domains.n + 1, sizeof(void *));
	struct vt_json **interfaces = list;
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < f->domains.n; i++)
		interfaces[i] = s->domains[i] ? vt_json_array() : NULL;
	add_nics(f, interfaces);
	for (uint32_t i = 0; i < f->domains.n; i++)
		if (s->domains[i])
			vt_json_add(a, json_domain(r, i, interfaces[i]));
	return a;
}

static struct vt_json *json_holders(const struct vt_report *r, const struct vt_device *d)
{
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < d->n_uses; i++) {
		const struct vt_use *use = &r->inventory->uses.v[d->first_use + i];
		const struct vt_proc *proc = &r->facts->procs.v[use->proc];
		struct vt_json *o = vt_json_object();

		vt_json_set_int(o, "pid", proc->pid);
		vt_json_set_str(o, "comm", proc->comm);
		vt_json_set_int(o, "fds", use->fds);
		vt_json_set_int(o, "queues", use->queues);
		vt_json_set_str(o, "domain", vt_domain_name(r, use->domain));
		vt_json_add(a, o);
	}
	return a;
}

static struct vt_json *json_claims(const struct vt_report *r, const struct vt_device *d)
{
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < d->n_claims; i++) {
		uint32_t row = r->inventory->claims.v[d->first_claim + i];
		const struct vt_nic *nic = &r->facts->nics.v[row];
		struct vt_json *o = vt_json_object();

		vt_json_set_str(o, "domain", vt_domain_name(r, nic->domain));
		vt_json_set_str(o, "alias", nic->alias);
		vt_json_add(a, o);
	}
	return a;
}

static struct vt_json *json_device(const struct vt_report *r, uint32_t row)
{
	const struct vt_device *d = &r->inventory->devices.v[row];
	const struct vt_link *link = vt_device_link(r, row);
	struct vt_json *o = vt_json_object();

	set_name(o, "ifname", "ifname_hex", link->ifname);
	vt_json_set_int(o, "ifindex", link->ifindex);
	set_nonzero(o, "netns", link->netns);
	vt_json_set_str(o, "kind", vt_link_kind_name(link));
	vt_json_set_str(o, "mac", link->mac);
	vt_json_set_int(o, "mtu", link->mtu);
	vt_json_set_str(o, "master", vt_link_master_name(r->facts, link));
	vt_json_set_bool(o, "up", link->up);
	set_tri(o, "carrier", link->carrier);
	vt_json_set_bool(o, "persist", link->persist);
	set_u32(o, "owner_uid", link->owner);
	set_u32(o, "owner_gid", link->group);
	vt_json_set_bool(o, "multi_queue", link->multi_queue);
	set_u32(o, "queues_enabled", link->queues_enabled);
	set_u32(o, "queues_disabled", link->queues_disabled);
	vt_json_set(o, "holders", json_holders(r, d));
	vt_json_set(o, "claims", json_claims(r, d));
	return o;
}

static struct vt_json *json_devices(const struct vt_report *r, const struct vt_scope *s)
{
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < r->inventory->devices.n; i++)
		if (s->devices[i])
			vt_json_add(a, json_device(r, i));
	return a;
}

static struct vt_json *json_processes(const struct vt_report *r, const struct vt_scope *s)
{
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < r->facts->procs.n; i++) {
		const struct vt_proc *p = &r->facts->procs.v[i];
		struct vt_json *o;

		if (!s->procs[i])
			continue;
		o = vt_json_object();
		vt_json_set_int(o, "pid", p->pid);
		vt_json_set_u64(o, "start_time", p->start);
		vt_json_set_str(o, "comm", p->comm);
		vt_json_set_str(o, "exe", p->exe);
		vt_json_set_id(o, "uid", p->uid, VT_NONE);
		set_nonzero(o, "netns", p->netns);
		vt_json_set_bool(o, "hypervisor", p->hypervisor);
		vt_json_set_str(o, "guest", p->guest);
		vt_json_set_str(o, "domain", vt_domain_name(r, r->inventory->proc_domain[i]));
		vt_json_add(a, o);
	}
	return a;
}

void vt_json_fill_finding(struct vt_json *o, const struct vt_finding *f)
{
	const struct vt_class *class = vt_class(f->code);
	struct vt_json *evidence = vt_json_object();

	for (uint32_t i = 0; i < f->n_evidence; i++) {
		if (f->evidence[i].text)
			vt_json_set_str(evidence, f->evidence[i].key, f->evidence[i].text);
		else
			vt_json_set_int(evidence, f->evidence[i].key, f->evidence[i].number);
	}
	vt_json_set_str(o, "code", class->code);
	vt_json_set_str(o, "severity", vt_severity_name(class->severity));
	vt_json_set_str(o, "domain", f->domain_name);
	vt_json_set_str(o, "uuid", f->uuid);
	vt_json_set_str(o, "alias", f->alias);
	set_name(o, "ifname", "ifname_hex", f->ifname);
	set_nonzero(o, "netns", f->netns);
	set_nonzero(o, "pid", f->pid > 0 ? (uint64_t)f->pid : 0);
	vt_json_set_str(o, "message", f->message ? f->message : class->summary);
	vt_json_set_str(o, "remedy", f->remedy ? f->remedy : class->remedy);
	vt_json_set(o, "evidence", evidence);
}

static struct vt_json *json_findings(const struct vt_report *r)
{
	struct vt_json *a = vt_json_array();

	for (size_t i = 0; i < r->findings->rows.n; i++) {
		struct vt_json *o = vt_json_object();

		vt_json_fill_finding(o, &r->findings->rows.v[i]);
		vt_json_add(a, o);
	}
	return a;
}

void vt_json_fill_summary(struct vt_json *o, const struct vt_report *r)
{
	const struct vt_summary *s = &r->summary;
	struct vt_json *findings = vt_json_object();

	vt_json_set_int(findings, "critical", s->findings[VT_CRITICAL]);
	vt_json_set_int(findings, "warning", s->findings[VT_WARNING]);
	vt_json_set_int(findings, "info", s->findings[VT_INFO]);

	vt_json_set_int(o, "domains", s->domains);
	vt_json_set_int(o, "devices", s->devices);
	vt_json_set_int(o, "mapped", s->mapped);
	vt_json_set(o, "findings", findings);
	vt_json_set_str(o, "worst", s->worst ? vt_severity_name(s->worst->severity) : NULL);
	vt_json_set_int(o, "withdrawn", s->withdrawn);
}

int vt_render_json(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		   struct vt_err *err)
{
	VT_CLEANUP(json) struct vt_json *top = vt_json_object();
	struct vt_json *summary = vt_json_object();
	struct vt_scope scope = vt_scope_of(r, o);
	size_t rows = r->mappings.n + r->facts->procs.n;
	const char *text;
	size_t len;

	vt_json_set_str(top, "format", "virt-taps");
	vt_json_set_int(top, "version", 1);
	vt_json_set_str(top, "generated_at", r->generated_at);
	vt_json_set_double(top, "duration_ms", r->duration_ms);
	vt_json_set(top, "host", json_host(&r->facts->host));
	vt_json_set(top, "coverage", json_coverage(r));
	vt_json_set(top, "connections", json_connections(r->facts));
	vt_json_set(top, "mappings", json_mappings(r));
	vt_json_set(top, "domains", json_domains(r, &scope));
	vt_json_set(top, "devices", json_devices(r, &scope));
	vt_json_set(top, "processes", json_processes(r, &scope));
	vt_json_set(top, "findings", json_findings(r));
	vt_json_fill_summary(summary, r);
	vt_json_set(top, "summary", summary);
	vt_scope_done(&scope);

	text = vt_json_text(top, rows < PRETTY_ROWS, &len);
	if (!text)
		return vt_err_set(err, ENOMEM, "cannot write JSON");
	vt_buf_add(out, text, len);
	vt_buf_str(out, "\n");
	return 0;
}
