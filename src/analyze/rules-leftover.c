/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about what nobody claims or holds, and about records of what is gone. */
#include <config.h>

#include "analyze/commands.h"
#include "analyze/join.h"
#include "analyze/rules.h"
#include "analyze/leftover.h"
#include "analyze/ovs.h"
#include "model/pidfile.h"
#include "util/str.h"

/* --- devices ------------------------------------------------------------- */

static void cure_stray_tap(struct vt_judge *j, struct vt_finding *row, const struct vt_device *d)
{
	const struct vt_link *l = vt_judge_link(j, d);
	struct vt_command c = { .j = j };

	vt_command_if_unheld(&c, d->link);
	vt_command_ip(&c, l->netns);
	vt_command_words(&c, "tuntap", "del", "dev", l->ifname, "mode", "tap", NULL);
	if (l->multi_queue)
		vt_command_words(&c, "multi_queue", NULL);
	vt_command_finish(&c, row);
}

void vt_rule_STRAY_TAP(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_link *l = vt_judge_link(j, d);
		struct vt_about about = vt_about_device(j, i);
		struct vt_finding *row;
		uint32_t vmid;

		if (l->kind != VT_KIND_TAP ||
		    vt_left(j->f, j->ix, j->inv, i, NULL) != VT_LEFT_STRAY)
			continue;
		vmid = vt_stray_vmid(j, l, &about.domain);
		row = vt_report_finding(j, VT_F_STRAY_TAP, about,
					vmid ? "%s of Proxmox VE's VM %u, which is not running, is "
					       "persistent and held by nobody" :
					       "%s is persistent, held by nobody and claimed by no "
					       "VM",
					l->ifname, vmid);
		if (vmid)
			vt_evidence_int(row, "vmid", vmid);
		cure_stray_tap(j, row, d);
	}
}

static void cure_stray_macvtap(struct vt_judge *j, struct vt_finding *row,
			       const struct vt_device *d)
{
	const struct vt_link *l = vt_judge_link(j, d);
	struct vt_command c = { .j = j };

	vt_command_if_unheld(&c, d->link);
	vt_command_ip(&c, l->netns);
	vt_command_words(&c, "link", "del", "dev", l->ifname, NULL);
	vt_command_finish(&c, row);
}

void vt_rule_STRAY_MACVTAP(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_link *l = vt_judge_link(j, d);
		struct vt_finding *row;

		if (l->kind == VT_KIND_TAP ||
		    vt_left(j->f, j->ix, j->inv, i, NULL) != VT_LEFT_STRAY)
			continue;
		row = vt_report_finding(j, VT_F_STRAY_MACVTAP, vt_about_device(j, i),
					"%s %s is held by nobody and claimed by no VM",
					vt_kind_name(l->kind), l->ifname);
		vt_evidence_str(j, row, "mac", l->mac);
		cure_stray_macvtap(j, row, d);
	}
}

static void report_waiting(struct vt_judge *j, uint32_t device, uint32_t domain)
{
	const struct vt_link *l = vt_judge_link(j, &j->inv->devices.v[device]);
	struct vt_about s = vt_about_device(j, device);
	struct vt_finding *row;

	s.domain = domain;
	if (domain != VT_NONE) {
		row = vt_report_finding(j, VT_F_INACTIVE_CLAIM, s, "%s waits for shut-off VM '%s'",
					l->ifname, j->f->domains.v[domain].name);
	} else if (l->owner != VT_NONE) {
		row = vt_report_finding(j, VT_F_INACTIVE_CLAIM, s,
					"%s waits for a program of user %u", l->ifname, l->owner);
	} else {
		row = vt_report_finding(j, VT_F_INACTIVE_CLAIM, s,
					"%s waits for a program of group %u", l->ifname, l->group);
	}
	if (l->owner != VT_NONE)
		vt_evidence_int(row, "owner_uid", l->owner);
	if (l->group != VT_NONE)
		vt_evidence_int(row, "owner_gid", l->group);
}

void vt_rule_INACTIVE_CLAIM(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		uint32_t domain;

		if (vt_left(j->f, j->ix, j->inv, i, &domain) == VT_LEFT_WAITS)
			report_waiting(j, i, domain);
	}
}

/* --- PID files ----------------------------------------------------------- */

/* Two URIs may reach one daemon. */
static bool is_repeated(const struct vt_judge *j, size_t file)
{
	return file && vt_streq(j->f->pidfiles.v[file].path, j->f->pidfiles.v[file - 1].path);
}

void vt_rule_STALE_PIDFILE(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->pidfiles.n; i++) {
		const struct vt_pidfile *p = &j->f->pidfiles.v[i];
		struct vt_about s = vt_about_file(j, i);
		struct vt_finding *row;

		if (!p->path || is_repeated(j, i))
			continue;
		if (s.domain == VT_NONE ? vt_pidfile_helper(p->name, strlen(p->name)) != 0 :
					  p->owner || !vt_judgeable(j, s.domain))
			continue;
		row = vt_report_finding(j, VT_F_STALE_PIDFILE, s,
					s.domain == VT_NONE ?
						"%s exists, but its VM is not running" :
						"nothing holds the lock on %s",
					p->path);
		vt_evidence_str(j, row, "path", p->path);
		if (p->pid)
			vt_evidence_int(row, "recorded_pid", p->pid);
	}
}

/* --- records outside the kernel ------------------------------------------ */

static const char *const record_names[] = { "nwfilter binding", "network port",
					    "Open vSwitch interface" };

/* A connection that answered has it, and it is shut off. */
static bool is_shut_off(const struct vt_judge *j, const char *uuid)
{
	for (size_t i = 0; i < j->f->domains.n; i++)
		if (!j->f->domains.v[i].active && vt_streq(j->f->domains.v[i].uuid, uuid))
			return true;
	return false;
}

/* The drivers whose VMs can have ports: a VM that neither of them knows is nowhere. */
static bool asked_all_drivers(const struct vt_judge *j)
{
	bool qemu = false, lxc = false;

	for (size_t i = 0; i < j->f->conns.n; i++) {
		const struct vt_conn *c = &j->f->conns.v[i];

		qemu = qemu || (c->ok && !c->session && vt_streq(c->driver, "QEMU"));
		lxc = lxc || (c->ok && vt_streq(c->driver, "LXC"));
	}
	return qemu && lxc;
}

static bool lives(const struct vt_judge *j, const char *uuid)
{
	const uint32_t *rows;
	size_t n = vt_index_procs_with_uuid(j->ix, uuid, &rows);

	for (size_t i = 0; i < n; i++)
		if (j->f->procs.v[rows[i]].alive)
			return true;
	return false;
}

/* Is the owner gone, everywhere and not only from what was asked? */
static bool owner_is_gone(const struct vt_judge *j, const struct vt_registration *l)
{
	if (!l->owner_uuid || vt_index_running(j->ix, l->owner_uuid) != VT_NONE ||
	    lives(j, l->owner_uuid))
		return false;
	return is_shut_off(j, l->owner_uuid) || asked_all_drivers(j);
}

/* Some device of that name is there, and somebody holds it. */
static bool is_held(const struct vt_judge *j, const char *ifname)
{
	const uint32_t *rows;
	size_t n = ifname ? vt_index_links_named(j->ix, ifname, &rows) : 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t device = j->inv->link_device[rows[i]];

		if (device == VT_NONE || j->inv->devices.v[device].n_uses ||
		    j->inv->devices.v[device].may_hide)
			return true;
	}
	return false;
}

/* Guard: no such device came meanwhile. */
static void if_no_link(struct vt_command *c, const char *ifname)
{
	vt_command_shell(c, "! ip link show dev");
	vt_command_words(c, ifname, NULL);
	vt_command_shell(c, ">/dev/null 2>&1 &&");
}

/* Guard: the owner does not run. */
static void if_not_running(struct vt_command *c, const struct vt_registration *l)
{
	if (!l->owner_uuid)
		return;
	vt_command_shell(c, "!");
	vt_command_virsh(c, l->conn);
	vt_command_words(c, "domid", NULL);
	vt_command_operand(c, l->owner_uuid);
	vt_command_shell(c, "2>/dev/null | grep -q '[0-9]' &&");
}

/* Guard: what it prints still names the owner. */
static void if_owner(struct vt_command *c, const struct vt_registration *l, bool xml)
{
	vt_command_shell(c, "| grep -qF");
	/* The name of a VM may be another's UUID. */
	vt_command_fmt(c, xml ? "<uuid>%s</uuid>" : "%s", l->owner_uuid);
	vt_command_shell(c, "&&");
}

static void cure_record(struct vt_judge *j, struct vt_finding *row, const struct vt_registration *l)
{
	struct vt_command c = { .j = j };
	const uint32_t *rows;

	if (l->ifname && !vt_index_links_named(j->ix, l->ifname, &rows))
		if_no_link(&c, l->ifname);
	if (l->kind == VT_REG_OVS) {
		c.impossible = !vt_ovs_has_port_of(j->f, l->ifname);
		if (l->owner_uuid) {
			vt_command_words(&c, "ovs-vsctl", "--timeout=10", "get", "Interface",
					 l->ifname, "external_ids:vm-id", NULL);
			if_owner(&c, l, false);
		}
		vt_command_words(&c, "ovs-vsctl", "--timeout=10", "--if-exists", "del-port",
				 l->ifname, NULL);
	} else if (l->kind == VT_REG_NWFILTER) {
		if_not_running(&c, l);
		if (l->owner_uuid) {
			vt_command_virsh(&c, l->conn);
			vt_command_words(&c, "nwfilter-binding-dumpxml", NULL);
			vt_command_operand(&c, l->ifname);
			if_owner(&c, l, true);
		}
		vt_command_virsh(&c, l->conn);
		vt_command_words(&c, "nwfilter-binding-delete", NULL);
		vt_command_operand(&c, l->ifname);
	} else {
		if_not_running(&c, l);
		vt_command_virsh(&c, l->conn);
		vt_command_words(&c, "net-port-delete", NULL);
		vt_command_operand(&c, l->network);
		vt_command_words(&c, l->id, NULL);
	}
	vt_command_finish(&c, row);
}

static void report_record(struct vt_judge *j, uint32_t record, const char *why)
{
	const struct vt_registration *l = &j->f->registrations.v[record];
	struct vt_finding *row = vt_report_finding(j, VT_F_STALE_BINDING, vt_about_record(record),
						   "%s %s: %s", record_names[l->kind],
						   l->ifname ? l->ifname : l->id, why);

	vt_evidence_str(j, row, "record", record_names[l->kind]);
	vt_evidence_str(j, row, "id", l->id);
	cure_record(j, row, l);
}

/* Two URIs of one daemon say the same. */
static bool is_told_before(const struct vt_judge *j, uint32_t record)
{
	const struct vt_registration *l = &j->f->registrations.v[record];

	for (uint32_t i = record; i-- > 0 && j->f->registrations.v[i].kind == l->kind;) {
		const struct vt_registration *other = &j->f->registrations.v[i];

		if (vt_streq(other->id, l->id) && vt_streq(other->ifname, l->ifname) &&
		    vt_streq(other->owner_uuid, l->owner_uuid))
			return true;
	}
	return false;
}

static void judge_record(struct vt_judge *j, uint32_t record)
{
	const struct vt_registration *l = &j->f->registrations.v[record];
	const char *why = NULL;
	const uint32_t *rows;

	if (l->ifname && !vt_index_links_named(j->ix, l->ifname, &rows))
		why = "its device does not exist";
	else if (owner_is_gone(j, l) && !is_held(j, l->ifname))
		why = "its VM is not running";
	if (why && !is_told_before(j, record))
		report_record(j, record, why);
}

/*
 * As libvirt makes it when the VM starts: the network adds what is its own. It refuses a port
 * that is there. Of a pool of devices it might give another one, so that only a port on a
 * bridge is made.
 */
static void cure_port(struct vt_judge *j, struct vt_finding *row, const struct vt_nic *n)
{
	const struct vt_domain *d = &j->f->domains.v[n->domain];
	struct vt_command c = { .j = j };
	VT_BUF_OF(xml);

	if (!d->uuid || !n->mac || !n->source_bridge)
		return;
	vt_xml_parts(&xml, "<networkport><uuid>", n->portid, "</uuid><owner><name>", d->name,
		     "</name><uuid>", d->uuid, "</uuid></owner>", NULL);
	if (n->portgroup)
		vt_xml_parts(&xml, "<group>", n->portgroup, "</group>", NULL);
	vt_xml_parts(&xml, "<mac address=\"", n->mac, "\"/></networkport>", NULL);
	vt_command_if_domain(&c, n->domain);
	vt_command_print(&c, xml.p);
	vt_command_virsh(&c, d->conn);
	vt_command_words(&c, "net-port-create", NULL);
	vt_command_operand(&c, n->source_network);
	vt_command_words(&c, "/dev/stdin", NULL);
	vt_command_finish(&c, row);
}

/* The other way round: the NIC names a network port that its network does not have. */
static void judge_port_of(struct vt_judge *j, uint32_t nic)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	const struct vt_domain *d = &j->f->domains.v[n->domain];
	struct vt_finding *row;

	if (!n->portid || !vt_judgeable(j, n->domain) || !vt_domain_conn(j->f, d)->ok ||
	    vt_domain_conn(j->f, d)->ports_unknown || vt_index_has_port(j->ix, n->portid))
		return;
	row = vt_report_finding(j, VT_F_STALE_BINDING, vt_about_nic(j, nic),
				"%s of '%s' names a port of network %s that is gone",
				n->alias ? n->alias : "a NIC", d->name,
				n->source_network ? n->source_network : "-");
	vt_evidence_str(j, row, "record", record_names[VT_REG_PORT]);
	vt_evidence_str(j, row, "id", n->portid);
	if (row)
		row->remedy =
			"Create the port again; restarting the VM's libvirt daemon does, too.";
	cure_port(j, row, n);
}

void vt_rule_STALE_BINDING(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->registrations.n; i++)
		judge_record(j, i);
	for (uint32_t i = 0; i < j->f->nics.n; i++)
		judge_port_of(j, i);
}

/* --- missing-filter ------------------------------------------------------ */

/* That there is none is known where the list was read, or has others. */
static bool bindings_known(const struct vt_judge *j, uint32_t conn)
{
	if (conn >= j->f->conns.n || !j->f->conns.v[conn].ok)
		return false;
	if (j->f->conns.v[conn].bindings_ok)
		return true;
	for (size_t i = 0; i < j->f->registrations.n; i++)
		if (j->f->registrations.v[i].kind == VT_REG_NWFILTER &&
		    j->f->registrations.v[i].conn == conn)
			return true;
	return false;
}

/* "IP=192.0.2.7", a line each. */
static void add_parameters(struct vt_arena *arena, struct vt_buf *xml, const char *lines)
{
	while (lines && *lines) {
		size_t n = strcspn(lines, "\n"), name = strcspn(lines, "=\n");

		if (lines[name] == '=')
			vt_xml_parts(xml, "<parameter name=\"", vt_arena_strn(arena, lines, name),
				     "\" value=\"",
				     vt_arena_strn(arena, lines + name + 1, n - name - 1), "\"/>",
				     NULL);
		lines += n + (lines[n] == '\n');
	}
}

/* As libvirt makes it when the VM starts, with the parameters of the XML. */
static void cure_filter(struct vt_judge *j, struct vt_finding *row, uint32_t nic, uint32_t link)
{
	const struct vt_nic *n = &j->f->nics.v[nic];
	const struct vt_domain *d = &j->f->domains.v[n->domain];
	struct vt_command c = { .j = j };
	VT_BUF_OF(xml);

	if (!d->uuid || !n->mac || !n->target || j->f->links.v[link].netns != j->f->own_netns)
		return;
	vt_xml_parts(&xml, "<filterbinding><owner><name>", d->name, "</name><uuid>", d->uuid,
		     "</uuid></owner><portdev name=\"", n->target, "\"/><mac address=\"", n->mac,
		     "\"/><filterref filter=\"", n->filter, "\">", NULL);
	add_parameters(j->out->arena, &xml, n->filter_parameters);
	vt_buf_str(&xml, "</filterref></filterbinding>");
	vt_command_if_domain(&c, n->domain);
	vt_command_if_link(&c, link);
	vt_command_print(&c, xml.p);
	vt_command_virsh(&c, d->conn);
	vt_command_words(&c, "nwfilter-binding-create", "/dev/stdin", NULL);
	vt_command_finish(&c, row);
}

void vt_rule_MISSING_FILTER(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_nic *n = &j->f->nics.v[i];
		const struct vt_device *d = vt_nic_device(j, i);
		struct vt_finding *row;

		if (!d || !n->filter || !bindings_known(j, j->f->domains.v[n->domain].conn) ||
		    vt_index_has_binding(j->ix, vt_judge_link(j, d)->ifname) ||
		    vt_index_has_binding(j->ix, n->target))
			continue;
		row = vt_report_finding(j, VT_F_MISSING_FILTER, vt_about_nic(j, i),
					"%s (%s) is not filtered; its XML says %s",
					vt_judge_link(j, d)->ifname,
					j->f->domains.v[n->domain].name, n->filter);
		vt_evidence_str(j, row, "filter", n->filter);
		cure_filter(j, row, i, d->link);
	}
}
