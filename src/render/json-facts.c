/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the JSON format that show facts: VMs, devices, bridges, processes. */
#include <config.h>

#include "render/json-parts.h"

#include <string.h>
#include <time.h>

#include "analyze/backing.h"
#include "util/search.h"

/* What it has instead of a device; null for one that needs one. */
static struct vt_json *json_backing(const struct vt_facts *f, const struct vt_nic *nic)
{
	const struct vt_backing b = vt_nic_backing(f, nic);
	const struct vt_vf none = { 0 }, *vf = b.vf ? b.vf : &none;
	const struct vt_ovs_port *port = b.ovs_port == VT_NONE ? NULL : &f->ovs_ports.v[b.ovs_port];
	struct vt_json *o = b.kind ? vt_json_object_of(16) : NULL;

	if (!o)
		return NULL;
	vt_json_set_str(o, "kind", b.kind);
	vt_json_set_str(o, "pci_address", b.pci);
	vt_json_set_str(o, "pf", vf->pf);
	vt_json_set_str(o, "pf_address", vf->pf_address);
	vt_json_set_id(o, "vf", b.vf ? (int64_t)vf->number : -1, -1);
	vt_json_set_str(o, "representor", vf->representor);
	vt_json_set_str(o, "vf_mac", vf->mac);
	vt_json_set_nonzero(o, "vf_vlan", vf->vlan);
	vt_json_set_tri(o, "trust", vf->trust);
	vt_json_set_tri(o, "spoofchk", vf->spoofchk);
	vt_json_set_str(o, "link_state", vf->link_state);
	vt_json_set_str(o, "device", b.device);
	vt_json_set_str(o, "socket", b.socket);
	vt_json_set_id(o, "pid", b.proc == VT_NONE ? 0 : f->procs.v[b.proc].pid, 0);
	vt_json_set_str(o, "ovs_port", port ? port->ifname : NULL);
	vt_json_set_str(o, "ovs_bridge", port ? port->bridge : NULL);
	return o;
}

void vt_json_fill_nic(struct vt_json *o, const struct vt_facts *f, const struct vt_nic *nic)
{
	struct vt_json *backing = json_backing(f, nic), *source = vt_json_object();

	vt_json_set_str(source, "bridge", nic->source_bridge);
	vt_json_set_str(source, "network", nic->source_network);
	vt_json_set_str(source, "dev", nic->source_dev);
	vt_json_set_str(source, "mode", nic->source_mode);

	vt_json_set_str(o, "alias", nic->alias);
	vt_json_set_str(o, "mac", nic->mac);
	vt_json_set_str(o, "type", nic->type);
	vt_json_set_str(o, "model", nic->model);
	vt_json_set(o, "source", source);
	vt_json_set_name(o, "target", "target_hex", nic->target);
	vt_json_set_tri(o, "managed", nic->managed);
	vt_json_set_nonzero(o, "queues", nic->queues);
	vt_json_set_nonzero(o, "mtu", nic->mtu);
	vt_json_set_str(o, "link",
			nic->link_up == VT_UNKNOWN ? NULL :
			nic->link_up == VT_YES     ? "up" :
						     "down");
	vt_json_set_str(o, "virtualport", nic->virtualport);
	vt_json_set_str(o, "vlan", nic->vlan);
	vt_json_set_bool(o, "vlan_trunk", nic->vlan_trunk);
	vt_json_set_nonzero(o, "vlan_native", nic->vlan_native);
	vt_json_set_str(o, "vlan_native_mode",
			!nic->vlan_native ? NULL :
			nic->vlan_tagged  ? "tagged" :
					    "untagged");
	vt_json_set_tri(o, "isolated", nic->isolated);
	vt_json_set_str(o, "interface_id", nic->interface_id);
	vt_json_set_str(o, "portgroup", nic->portgroup);
	vt_json_set_str(o, "current_mac", nic->mac_current);
	vt_json_set_str(o, "teaming", nic->teaming);
	vt_json_set_str(o, "filter", nic->filter);
	if (backing)
		vt_json_set(o, "backing", backing);
	else
		vt_json_set_null(o, "backing");
}

static int cmp_nic_domain(const void *row, const void *key)
{
	const struct vt_nic *nic = row;
	const uint32_t *domain = key;

	return (nic->domain > *domain) - (nic->domain < *domain);
}

/* NICs are in the order of their domains. */
static struct vt_json *json_interfaces(const struct vt_facts *f, uint32_t domain)
{
	struct vt_json *a = vt_json_array();

	for (size_t i = vt_vec_search(&f->nics, &domain, cmp_nic_domain);
	     i < f->nics.n && f->nics.v[i].domain == domain; i++) {
		struct vt_json *o = vt_json_object_of(23);

		vt_json_fill_nic(o, f, &f->nics.v[i]);
		vt_json_add(a, o);
	}
	return a;
}

/* Equal keys are neighbors, and the last one counts. The title is the domain's own. */
static bool is_said(const struct vt_label *rows, size_t n, size_t i)
{
	return vt_streq(rows[i].key, "title") ||
	       (i + 1 < n && rows[i + 1].nic == VT_NONE && vt_streq(rows[i].key, rows[i + 1].key));
}

static struct vt_json *json_labels(const struct vt_facts *f, uint32_t domain)
{
	struct vt_json *o = vt_json_object();
	size_t n;
	const struct vt_label *rows = vt_facts_labels_of(f, domain, &n);

	vt_json_set_str(o, "title", f->domains.v[domain].title);
	for (size_t i = 0; i < n; i++)
		if (rows[i].nic == VT_NONE && !is_said(rows, n, i))
			vt_json_set_str(o, rows[i].key, rows[i].value);
	return o;
}

void vt_json_fill_domain(struct vt_json *o, const struct vt_report *r, uint32_t row)
{
	const struct vt_domain *d = &r->facts->domains.v[row];
	const struct vt_proc *proc = vt_domain_proc(r, row);
	enum vt_pid_source source = r->inventory->domains[row].pid_source;

	vt_json_set_str(o, "name", d->name);
	vt_json_set_str(o, "uuid", d->uuid);
	vt_json_set_id(o, "id", d->id < 0 ? -1 : d->id, -1);
	vt_json_set_str(o, "state", vt_state_name(d->state));
	vt_json_set_str(o, "connection",
			d->conn < r->facts->conns.n ? r->facts->conns.v[d->conn].uri : NULL);
	vt_json_set_str(o, "manager", vt_domain_manager(r->facts, d));
	vt_json_set_str(o, "manager_id", d->manager_id);
	vt_json_set_str(o, "basis", vt_basis_name(d->basis));
	vt_json_set_nonzero(o, "pid", proc ? (uint64_t)proc->pid : 0);
	vt_json_set_str(o, "pid_source", proc ? vt_pid_source_name(source) : NULL);
	vt_json_set_nonzero(o, "start_time", proc ? proc->start : 0);
	vt_json_set(o, "labels", json_labels(r->facts, row));
	vt_json_set(o, "interfaces", json_interfaces(r->facts, row));
}

struct vt_json *vt_json_domains(const struct vt_report *r, const struct vt_scope *s)
{
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < r->facts->domains.n; i++) {
		struct vt_json *o;

		if (!s->domains[i])
			continue;
		o = vt_json_object_of(13);
		vt_json_fill_domain(o, r, i);
		vt_json_add(a, o);
	}
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
		vt_json_set_str(o, "manager",
				vt_domain_manager(r->facts, &r->facts->domains.v[nic->domain]));
		vt_json_set_str(o, "basis", vt_basis_name(r->facts->domains.v[nic->domain].basis));
		vt_json_add(a, o);
	}
	return a;
}

static struct vt_json *json_altnames(const struct vt_link *link)
{
	struct vt_json *a = vt_json_array();
	const char *end;

	for (const char *p = link->altnames; p && *p; p = *end ? end + 1 : end) {
		end = strchrnul(p, ' ');
		vt_json_add_strn(a, p, (size_t)(end - p));
	}
	return a;
}

void vt_json_fill_device(struct vt_json *o, const struct vt_report *r, uint32_t row)
{
	const struct vt_device *d = &r->inventory->devices.v[row];
	const struct vt_link *link = vt_device_link(r, row);

	vt_json_set_name(o, "ifname", "ifname_hex", link->ifname);
	vt_json_set_int(o, "ifindex", link->ifindex);
	vt_json_set_nonzero(o, "netns", link->netns);
	vt_json_set_str(o, "netns_name", vt_netns_name(r->facts, link->netns));
	vt_json_set_str(o, "kind", vt_link_kind_name(link));
	vt_json_set_str(o, "mac", link->mac);
	vt_json_set_str(o, "alias", link->alias);
	vt_json_set(o, "altnames", json_altnames(link));
	vt_json_set_int(o, "mtu", link->mtu);
	vt_json_set_str(o, "master", vt_link_master_name(r->facts, link));
	vt_json_set_str(o, "bridge", vt_link_bridge_name(r->facts, link));
	vt_json_set_str(o, "lower", vt_link_lower_name(r->facts, link));
	vt_json_set_bool(o, "up", link->up);
	vt_json_set_tri(o, "carrier", link->carrier);
	vt_json_set_bool(o, "persist", link->persist);
	vt_json_set_u32(o, "owner_uid", link->owner);
	vt_json_set_u32(o, "owner_gid", link->group);
	vt_json_set_bool(o, "multi_queue", link->multi_queue);
	vt_json_set_u32(o, "queues_enabled", link->queues_enabled);
	vt_json_set_u32(o, "queues_disabled", link->queues_disabled);
	vt_json_set_tri(o, "vhost", vt_device_vhost(r->inventory, row));
	if (link->has_stats)
		vt_json_set(o, "stats", vt_json_stats(link));
	else
		vt_json_set_null(o, "stats");
	vt_json_set(o, "path", vt_json_path(r, row));
	vt_json_set(o, "holders", json_holders(r, d));
	vt_json_set(o, "claims", json_claims(r, d));
}

struct vt_json *vt_json_devices(const struct vt_report *r, const struct vt_scope *s)
{
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < r->inventory->devices.n; i++) {
		struct vt_json *o;

		if (!s->devices[i])
			continue;
		o = vt_json_object_of(26);
		vt_json_fill_device(o, r, i);
		vt_json_add(a, o);
	}
	return a;
}

static const char *process_manager(const struct vt_report *r, uint32_t proc)
{
	uint32_t domain = r->inventory->proc_domain[proc];

	if (domain == VT_NONE)
		return r->facts->procs.v[proc].manager;
	return vt_domain_manager(r->facts, &r->facts->domains.v[domain]);
}

static const char *started_at(const struct vt_facts *f, const struct vt_proc *p, char *text,
			      size_t size)
{
	time_t when = (time_t)vt_proc_started(f, p);
	struct tm tm;

	if (!when || !gmtime_r(&when, &tm))
		return NULL;
	strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return text;
}

void vt_json_fill_process(struct vt_json *o, const struct vt_report *r, uint32_t row)
{
	const struct vt_proc *p = &r->facts->procs.v[row];
	char text[32];

	vt_json_set_int(o, "pid", p->pid);
	vt_json_set_u64(o, "start_time", p->start);
	vt_json_set_str(o, "started_at", started_at(r->facts, p, text, sizeof(text)));
	vt_json_set_str(o, "comm", p->comm);
	vt_json_set_str(o, "exe", p->exe);
	vt_json_set_id(o, "uid", p->uid, VT_NONE);
	vt_json_set_nonzero(o, "netns", p->netns);
	vt_json_set_bool(o, "hypervisor", p->hypervisor);
	vt_json_set_str(o, "guest", p->guest);
	vt_json_set_str(o, "domain", vt_domain_name(r, r->inventory->proc_domain[row]));
	vt_json_set_str(o, "manager", process_manager(r, row));
	vt_json_set_str(o, "cgroup", p->cgroup);
}

struct vt_json *vt_json_processes(const struct vt_report *r, const struct vt_scope *s)
{
	struct vt_json *a = vt_json_array();

	for (uint32_t i = 0; i < r->facts->procs.n; i++) {
		struct vt_json *o;

		if (!s->procs[i])
			continue;
		o = vt_json_object_of(12);
		vt_json_fill_process(o, r, i);
		vt_json_add(a, o);
	}
	return a;
}
