/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The JSON format: one object, the keys and their order as virt-taps-json(5)
 * has them. Every key is always there, every list is always an array.
 */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "render/json-parts.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(json, struct vt_json *, vt_json_free)

/* Beyond so many rows nobody reads it, and indentation doubles the size. */
#define PRETTY_ROWS 10000

static struct vt_json *json_host(const struct vt_host *h)
{
	struct vt_json *o = vt_json_object();

	vt_json_set_str(o, "hostname", h->hostname);
	vt_json_set_str(o, "machine_id", h->machine_id);
	vt_json_set_str(o, "boot_id", h->boot_id);
	vt_json_set_str(o, "kernel", h->kernel);
	return o;
}

struct vt_json *vt_json_needs(uint32_t hides)
{
	struct vt_json *a = vt_json_array();
	const char *name;

	for (unsigned int i = 0; (name = vt_need_name(i)) != NULL; i++)
		if (hides & 1U << i)
			vt_json_add_str(a, name);
	return a;
}

/* What depends on it; null: anything may. */
static struct vt_json *json_scope(const struct vt_gap *gap)
{
	struct vt_json *o;

	if (!gap->netns && !gap->pid && !gap->uri && !gap->uuid && !gap->macvtap)
		return NULL;
	o = vt_json_object();
	vt_json_set_nonzero(o, "netns", gap->netns);
	vt_json_set_nonzero(o, "netns_owner", gap->owner);
	vt_json_set_nonzero(o, "pid", gap->pid > 0 ? (uint64_t)gap->pid : 0);
	vt_json_set_str(o, "connection", gap->uri);
	vt_json_set_str(o, "uuid", gap->uuid);
	vt_json_set_bool(o, "macvtap", gap->macvtap);
	return o;
}

void vt_json_fill_gap(struct vt_json *o, const struct vt_gap *gap)
{
	struct vt_json *scope;

	vt_json_set_str(o, "code", gap->code);
	vt_json_set_str(o, "subject", gap->subject);
	vt_json_set_str(o, "detail", gap->detail);
	vt_json_set(o, "hides", vt_json_needs(gap->hides));
	scope = json_scope(gap);
	if (scope)
		vt_json_set(o, "scope", scope);
	else
		vt_json_set_null(o, "scope");
}

static struct vt_json *json_coverage(const struct vt_report *r)
{
	const struct vt_facts *f = r->facts;
	struct vt_json *o = vt_json_object(), *gaps = vt_json_array();

	for (size_t i = 0; i < f->gaps.n; i++) {
		struct vt_json *gap = vt_json_object();

		vt_json_fill_gap(gap, &f->gaps.v[i]);
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

static struct vt_json *json_manager(const struct vt_facts *f, uint32_t row, const char *name,
				    enum vt_basis basis, const char *error)
{
	struct vt_json *o = vt_json_object();
	uint32_t domains = 0;

	for (size_t i = 0; i < f->domains.n; i++)
		domains += f->domains.v[i].manager == row &&
			   (row != VT_NONE || f->domains.v[i].conn != VT_NONE);
	vt_json_set_str(o, "name", name);
	vt_json_set_str(o, "status", error ? "failed" : "ok");
	vt_json_set_str(o, "basis", vt_basis_name(basis));
	vt_json_set_int(o, "domains", domains);
	vt_json_set_str(o, "error", error);
	return o;
}

static struct vt_json *json_managers(const struct vt_facts *f)
{
	struct vt_json *a = vt_json_array();
	const char *error = NULL;

	for (size_t i = 0; i < f->conns.n && !error; i++)
		error = f->conns.v[i].error;
	if (f->conns.n)
		vt_json_add(a, json_manager(f, VT_NONE, "libvirt", VT_BASIS_LIVE, error));
	for (uint32_t i = 0; i < f->managers.n; i++) {
		const struct vt_manager *m = &f->managers.v[i];

		/* Of VMs that are libvirt's by their cgroup and that no connection lists. */
		if (f->conns.n && vt_streq(m->name, "libvirt"))
			continue;
		vt_json_add(a, json_manager(f, i, m->name, m->basis,
					    m->ok    ? NULL :
					    m->error ? m->error :
						       "unknown error"));
	}
	return a;
}

static struct vt_json *json_addresses(const struct vt_facts *f, uint32_t nic)
{
	struct vt_json *a = vt_json_array();
	size_t n = 0;
	const struct vt_address *rows = nic == VT_NONE ? NULL : vt_facts_addresses_of(f, nic, &n);

	for (size_t i = 0; i < n; i++) {
		struct vt_json *o = vt_json_object();

		vt_json_set_str(o, "ip", rows[i].ip);
		vt_json_set_str(o, "source", vt_address_source_name(rows[i].source));
		vt_json_set_id(o, "age", rows[i].age, -1);
		vt_json_set_id(o, "expires", rows[i].left, 0);
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
	vt_json_set_name(o, "ifname", "ifname_hex", vt_mapping_ifname(r, m));
	vt_json_set_str(o, "kind", vt_mapping_kind(r, m));
	vt_json_set_nonzero(o, "ifindex", link ? link->ifindex : 0);
	vt_json_set_nonzero(o, "netns", link ? link->netns : 0);
	vt_json_set_str(o, "netns_name", vt_mapping_netns_name(r, m));
	vt_json_set_nonzero(o, "pid", proc ? (uint64_t)proc->pid : 0);
	vt_json_set_str(o, "comm", proc ? proc->comm : NULL);
	vt_json_set_str(o, "master", vt_mapping_master(r, m));
	vt_json_set_str(o, "bridge", vt_mapping_bridge(r, m));
	vt_json_set_str(o, "network", vt_mapping_network(r, m));
	vt_json_set_str(o, "vlan", vt_mapping_vlan(r, m));
	vt_json_set_str(o, "pci_address", vt_mapping_pci(r, m));
	vt_json_set(o, "addresses", json_addresses(r->facts, m->nic));
	vt_json_set_str(o, "manager", vt_mapping_manager(r, m));
	vt_json_set_str(o, "basis", vt_mapping_basis(r, m));
	vt_json_set_str(o, "status", vt_status_name(m->status));
	vt_json_set(o, "findings", codes);
}

static struct vt_json *json_mappings(const struct vt_report *r)
{
	struct vt_json *a = vt_json_array();

	for (size_t i = 0; i < r->mappings.n; i++) {
		struct vt_json *o = vt_json_object_of(23);

		vt_json_fill_mapping(o, r, &r->mappings.v[i]);
		vt_json_add(a, o);
	}
	return a;
}

void vt_json_fill_finding(struct vt_json *o, const struct vt_finding *f)
{
	struct vt_json *commands = vt_json_array();
	const struct vt_class *class = vt_class(f->code);
	struct vt_json *evidence = vt_json_object();

	for (uint32_t i = 0; i < f->n_evidence; i++) {
		if (f->evidence[i].text)
			vt_json_set_str(evidence, f->evidence[i].key, f->evidence[i].text);
		else
			vt_json_set_int(evidence, f->evidence[i].key, f->evidence[i].number);
	}
	vt_json_set_str(o, "code", class->code);
	vt_json_set_str(o, "severity", vt_severity_name(vt_finding_severity(f)));
	vt_json_set_str(o, "domain", f->domain_name);
	vt_json_set_str(o, "uuid", f->uuid);
	vt_json_set_str(o, "alias", f->alias);
	vt_json_set_name(o, "ifname", "ifname_hex", f->ifname);
	vt_json_set_nonzero(o, "netns", f->netns);
	vt_json_set_str(o, "netns_name", f->netns_name);
	vt_json_set_nonzero(o, "pid", f->pid > 0 ? (uint64_t)f->pid : 0);
	vt_json_set_str(o, "message", f->message ? f->message : class->summary);
	vt_json_set_str(o, "remedy", f->remedy ? f->remedy : class->remedy);
	for (uint32_t i = 0; i < f->n_commands; i++)
		vt_json_add_str(commands, f->commands[i]);
	vt_json_set(o, "commands", commands);
	vt_json_set_str(o, "accepted", f->accepted);
	vt_json_set(o, "evidence", evidence);
}

/* Those that count, then those that are accepted; NULL behind the last. */
static const struct vt_finding *finding_at(const struct vt_report *r, size_t i)
{
	if (i < r->findings->rows.n)
		return &r->findings->rows.v[i];
	i -= r->findings->rows.n;
	return r->accepted && i < r->accepted->rows.n ? &r->accepted->rows.v[i] : NULL;
}

static struct vt_json *json_findings(const struct vt_report *r)
{
	struct vt_json *a = vt_json_array();
	const struct vt_finding *f;

	for (size_t i = 0; (f = finding_at(r, i)) != NULL; i++) {
		struct vt_json *o = vt_json_object_of(15);

		vt_json_fill_finding(o, f);
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
	vt_json_set_int(findings, "accepted", s->accepted);

	vt_json_set_int(o, "domains", s->domains);
	vt_json_set_int(o, "devices", s->devices);
	vt_json_set_int(o, "mapped", s->mapped);
	vt_json_set(o, "findings", findings);
	vt_json_set_str(o, "worst",
			s->worst ? vt_severity_name(vt_finding_severity(s->worst)) : NULL);
	vt_json_set_int(o, "withdrawn", s->withdrawn);
	vt_json_set_bool(o, "subset", r->subset);
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
	vt_json_set(top, "managers", json_managers(r->facts));
	vt_json_set(top, "mappings", json_mappings(r));
	vt_json_set(top, "domains", vt_json_domains(r, &scope));
	vt_json_set(top, "devices", vt_json_devices(r, &scope));
	vt_json_set(top, "bridges", vt_json_bridges(r));
	vt_json_set(top, "processes", vt_json_processes(r, &scope));
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
