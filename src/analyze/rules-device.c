/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about what a claimed device is like: bridge, addresses, queues, link. */
#include <config.h>

#include "analyze/commands.h"
#include "analyze/join.h"
#include "analyze/rules.h"
#include "analyze/weigh.h"

#include <stdio.h>
#include <strings.h>

#include "util/str.h"

#define NIC(j, i) (&(j)->f->nics.v[i])
#define DOMAIN(j, nic) (&(j)->f->domains.v[(nic)->domain])

/* BR_MAX_PORTS of net/bridge/br_private.h is 1 << 10; 90 % of it. */
#define BRIDGE_PORTS_WARN 922

static const struct vt_conn *conn_of(const struct vt_judge *j, const struct vt_nic *nic)
{
	return vt_domain_conn(j->f, DOMAIN(j, nic));
}

/*
 * Queues of the NIC by the XML. Where libvirt does not do what it says, the number proves
 * nothing (0): a session's bridge helper opens one queue only, and only virtio models take
 * queues.
 */
static uint32_t xml_queues(const struct vt_judge *j, const struct vt_nic *nic)
{
	if (nic->queues > 1 &&
	    (conn_of(j, nic)->session || (nic->model && strncmp(nic->model, "virtio", 6) != 0)))
		return 0;
	return nic->queues;
}

void vt_rule_QUEUE_MISMATCH(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		uint32_t want = xml_queues(j, NIC(j, i)), held, kernel;
		struct vt_finding *row;

		if (!d || !want || !vt_holds_own(j, i))
			continue;
		held = vt_queues_of(j->inv, j->inv->nics[i].device,
				    j->inv->domains[NIC(j, i)->domain].proc);
		kernel = vt_kernel_queues(vt_judge_link(j, d));
		/* Queues that are there but not visible are for hidden-holder. */
		if (held == want || (kernel != VT_NONE && kernel == want && d->queues < kernel))
			continue;
		row = vt_report_finding(j, VT_F_QUEUE_MISMATCH, vt_about_nic(j, i),
					"'%s' holds %u queue%s of %s; %s says %u",
					DOMAIN(j, NIC(j, i))->name, held, held == 1 ? "" : "s",
					vt_judge_link(j, d)->ifname,
					vt_says(j->f, NIC(j, i)->domain), want);
		vt_evidence_int(row, "held", held);
		vt_evidence_int(row, "xml", want);
	}
}

/* Where it may be hidden: what the scan found, else what no scan can find. */
static void add_hiding_places(struct vt_judge *j, struct vt_finding *row)
{
	static const char *const ways[] = { "in flight over a unix socket",
					    "registered in an io_uring" };
	VT_BUF_OF(text);

	for (size_t i = 0; i < j->f->hints.n; i++)
		vt_buf_fmt(&text, "%sPID %d: %u %s", i ? "; " : "", j->f->hints.v[i].pid,
			   j->f->hints.v[i].count, ways[j->f->hints.v[i].way]);
	vt_evidence_str(j, row, "maybe",
			text.len ? text.p : "vhost, or a PID namespace that is not visible");
}

void vt_rule_HIDDEN_HOLDER(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->inv->devices.n; i++) {
		const struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_link *l = vt_judge_link(j, d);
		uint32_t kernel = vt_kernel_queues(l);
		struct vt_about s = vt_about_device(j, i);
		struct vt_finding *row;

		if (kernel == VT_NONE || kernel <= d->queues)
			continue;
		if (d->n_claims) {
			s = vt_about_nic(j, j->inv->claims.v[d->first_claim]);
			if (!vt_judgeable(j, s.domain))
				continue;
		}
		row = vt_report_finding(
			j, VT_F_HIDDEN_HOLDER, s,
			"the kernel counts %u held queue%s of %s, visible processes hold %u",
			kernel, kernel == 1 ? "" : "s", l->ifname, d->queues);
		vt_evidence_int(row, "kernel", kernel);
		vt_evidence_int(row, "visible", d->queues);
		vt_evidence_str(j, row, "kernel_says",
				l->multi_queue ? "queue count" :
				!l->persist    ? "the device exists and is not persistent" :
						 "the device has a carrier");
		add_hiding_places(j, row);
	}
}

/* libvirt gives the tap its address: not where the admin made the tap, nor
 * where the session's bridge helper did. A script, which is there for routed
 * NICs, may give it another one. */
static bool mac_is_libvirts(const struct vt_judge *j, const struct vt_nic *nic)
{
	return nic->managed != VT_NO && !nic->script && !vt_streq(nic->type, "ethernet") &&
	       !conn_of(j, nic)->session && vt_streq(conn_of(j, nic)->driver, "QEMU");
}

static void cure_mac(struct vt_judge *j, struct vt_finding *row, uint32_t link, const char *guest)
{
	char mac[18];

	if (strlen(guest) != 17)
		return;
	memcpy(mac, guest, sizeof(mac));
	memcpy(mac, strncasecmp(guest, "fe", 2) ? "fe" : "fa", 2);
	vt_command_link(j, row, link, "address", mac, NULL);
}

void vt_rule_MAC_MISMATCH(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		const struct vt_link *l = d ? vt_judge_link(j, d) : NULL;
		const struct vt_nic *nic = NIC(j, i);
		struct vt_finding *row;
		bool own;

		if (!l || l->kind != VT_KIND_TAP || !l->mac || !nic->mac)
			continue;
		own = !strcasecmp(l->mac, nic->mac);
		if (!own && (!mac_is_libvirts(j, nic) || vt_mac_is_hosts(l->mac, nic->mac)))
			continue;
		row = vt_report_finding(
			j, VT_F_MAC_MISMATCH, vt_about_nic(j, i),
			own ? "%s has %s, the MAC address of guest '%s' itself" :
			      "%s carries %s, which is not made of the MAC address of "
			      "guest '%s'",
			l->ifname, l->mac, DOMAIN(j, nic)->name);
		vt_evidence_str(j, row, "device_mac", l->mac);
		vt_evidence_str(j, row, "guest_mac", nic->mac);
		cure_mac(j, row, d->link, nic->mac);
	}
}

void vt_rule_MAC_CHANGED(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_nic *n = NIC(j, i);
		struct vt_finding *row;

		if (!n->mac_current || vt_streq(n->mac, n->mac_current) ||
		    !vt_judgeable(j, n->domain))
			continue;
		row = vt_report_finding(j, VT_F_MAC_CHANGED, vt_about_nic(j, i),
					"'%s' uses %s on %s; its XML says %s", DOMAIN(j, n)->name,
					n->mac_current,
					n->target ? n->target :
					n->alias  ? n->alias :
						    "a NIC",
					n->mac ? n->mac : "-");
		vt_evidence_str(j, row, "current_mac", n->mac_current);
		vt_evidence_str(j, row, "mac", n->mac);
	}
}

/*
 * libvirt takes a macvtap down while its guest's CPUs stand still
 * (qemuInterfaceStopDevice).
 */
static bool should_be_up(const struct vt_judge *j, const struct vt_nic *nic,
			 const struct vt_link *l)
{
	enum vt_state state = DOMAIN(j, nic)->state;

	if (nic->link_up == VT_NO)
		return false;
	return l->kind == VT_KIND_TAP || state == VT_STATE_RUNNING || state == VT_STATE_BLOCKED;
}

void vt_rule_LINK_DOWN(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_device *d = vt_nic_device(j, i);
		const struct vt_link *l = d ? vt_judge_link(j, d) : NULL;
		struct vt_finding *row;

		if (!l || l->up || !should_be_up(j, NIC(j, i), l))
			continue;
		row = vt_report_finding(j, VT_F_LINK_DOWN, vt_about_nic(j, i),
					"%s (%s) is administratively down", l->ifname,
					DOMAIN(j, NIC(j, i))->name);
		if (!row)
			continue;
		/* libvirt does not bring it up: whoever made it may want it so. */
		if (NIC(j, i)->managed == VT_NO && NIC(j, i)->link_up != VT_YES)
			vt_finding_at_most(row, VT_INFO);
		vt_command_link(j, row, d->link, "up", NULL);
	}
}

/* A device that somebody claims, or that nobody holds. */
static bool matters_to_guests(const struct vt_judge *j, uint32_t link)
{
	uint32_t device = j->inv->link_device[link];

	return device != VT_NONE &&
	       (j->inv->devices.v[device].n_claims || !j->inv->devices.v[device].n_uses);
}

static void report_full(struct vt_judge *j, uint32_t bridge, size_t ports)
{
	struct vt_finding *row = vt_report_finding(j, VT_F_BRIDGE_FULL, vt_about_link(bridge),
						   "bridge %s has %zu of at most 1024 ports",
						   j->f->links.v[bridge].ifname, ports);

	vt_evidence_int(row, "ports", (int64_t)ports);
}

void vt_rule_BRIDGE_FULL(struct vt_judge *j)
{
	for (uint32_t i = 0; i < j->f->links.n; i++) {
		bool matters = false;
		const uint32_t *ports;
		size_t n = 0;

		if (j->f->links.v[i].kind == VT_KIND_BRIDGE)
			n = vt_topology_ports(j->inv->topology, i, &ports);
		for (size_t k = 0; k < n && n >= BRIDGE_PORTS_WARN && !matters; k++)
			matters = matters_to_guests(j, ports[k]);
		if (matters)
			report_full(j, i, n);
	}
}
