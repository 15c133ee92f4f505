/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PCI functions, vDPA, vhost-user and the like. */
#include <config.h>

#include "analyze/backing.h"

#include <inttypes.h>
#include <string.h>

#include "model/pidfile.h"
#include "util/str.h"

bool vt_nic_wants_device(const struct vt_nic *nic)
{
	static const char *const types[] = { "bridge", "network", "ethernet", "direct" };

	if (!nic->type)
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (vt_streq(nic->type, types[i]))
			return true;
	return false;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/*
 * Open vSwitch connects to the socket that its option names (dpdkvhostuserclient), or
 * makes one called as the port (dpdkvhostuser).
 */
static uint32_t port_of_socket(const struct vt_facts *f, const char *socket)
{
	for (uint32_t i = 0; socket && i < f->ovs_ports.n; i++) {
		const struct vt_ovs_port *p = &f->ovs_ports.v[i];

		if (vt_streq(p->socket, socket) ||
		    (vt_streq(p->type, "dpdkvhostuser") && vt_streq(p->ifname, base_name(socket))))
			return i;
	}
	return VT_NONE;
}

/*
 * By its PID file, in which it writes its number itself and which it does not keep locked:
 * the process has to be a passt by its name, too ("passt.avx2").
 */
static uint32_t passt_proc(const struct vt_facts *f, const struct vt_nic *nic)
{
	const struct vt_domain *d = &f->domains.v[nic->domain];

	for (size_t i = 0; d->active && nic->alias && i < f->pidfiles.n; i++) {
		const struct vt_pidfile *p = &f->pidfiles.v[i];
		uint32_t proc;

		if (p->conn != d->conn || !vt_pidfile_is_passt(p->name, d->id, d->name, nic->alias))
			continue;
		proc = vt_facts_proc_by_pid(f, p->owner > 0 ? p->owner : p->pid);
		if (proc != VT_NONE && f->procs.v[proc].alive && f->procs.v[proc].comm &&
		    !strncmp(f->procs.v[proc].comm, "passt", 5))
			return proc;
	}
	return VT_NONE;
}

struct vt_backing vt_nic_backing(const struct vt_facts *f, const struct vt_nic *nic)
{
	struct vt_backing b = { .ovs_port = VT_NONE, .proc = VT_NONE };

	if (vt_nic_wants_device(nic))
		return b;
	b.kind = nic->type;
	if (vt_streq(nic->type, "hostdev")) {
		b.kind = "pci";
		b.pci = nic->source_dev;
		b.vf = nic->vf.address ? &nic->vf : NULL;
	} else if (vt_streq(nic->type, "vdpa")) {
		b.device = nic->source_dev;
	} else if (vt_streq(nic->type, "vhostuser")) {
		/* With passt the socket is libvirt's own. */
		bool passt = vt_streq(nic->source_dev, "passt");

		b.kind = passt ? "passt" : "vhost-user";
		b.socket = passt ? NULL : nic->source_dev;
		b.ovs_port = port_of_socket(f, b.socket);
	} else if (vt_streq(nic->type, "user") && vt_streq(nic->source_dev, "passt")) {
		b.kind = "passt";
	}
	if (vt_streq(b.kind, "passt"))
		b.proc = passt_proc(f, nic);
	return b;
}

void vt_backing_words(const struct vt_facts *f, const struct vt_backing *b, struct vt_buf *out)
{
	if (!b->kind)
		return;
	if (b->vf)
		vt_buf_fmt(out, "VF %u of %s", b->vf->number,
			   b->vf->pf ? b->vf->pf : b->vf->pf_address);
	else if (b->pci)
		vt_buf_fmt(out, "PCI %s", b->pci);
	else if (b->device)
		vt_buf_str(out, base_name(b->device));
	else if (b->ovs_port != VT_NONE)
		vt_buf_fmt(out, "vhost-user %s", f->ovs_ports.v[b->ovs_port].ifname);
	else if (b->proc != VT_NONE)
		vt_buf_fmt(out, "passt %" PRId32, f->procs.v[b->proc].pid);
	else
		vt_buf_str(out, b->kind);
}
