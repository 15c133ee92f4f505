/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An instance of Incus or LXD, as incus-acquire.c cut it down. */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "collect/managers/manager.h"
#include "util/json.h"
#include "util/str.h"

/* Of api.StatusCode: those in which there is a process. */
enum { STATUS_RUNNING = 103, STATUS_FROZEN = 110, STATUS_READY = 113 };

static const char *keep(struct vt_facts *f, const struct vt_json *o, const char *key)
{
	const char *s = vt_json_get_str(o, key, NULL);

	return s && *s ? vt_arena_str(f->arena, s) : NULL;
}

static uint32_t by_uuid(const struct vt_facts *f, const char *uuid)
{
	for (uint32_t i = 0; uuid && i < f->procs.n; i++)
		if (f->procs.v[i].hypervisor && f->procs.v[i].alive &&
		    vt_streq(f->procs.v[i].uuid, uuid))
			return i;
	return VT_NONE;
}

static bool is_bridge(const struct vt_facts *f, const char *name)
{
	for (size_t i = 0; i < f->links.n; i++)
		if (f->links.v[i].netns == f->own_netns && vt_streq(f->links.v[i].ifname, name) &&
		    (f->links.v[i].kind == VT_KIND_BRIDGE || f->links.v[i].kind == VT_KIND_OVS))
			return true;
	return false;
}

/* A device of the host's own that the guest has, or none at all. Of a bridge as its "physical"
 * parent it has a port, as with "bridged". */
static bool has_no_tap(const struct vt_json *o, const char *nictype, bool on_bridge)
{
	return vt_streq(nictype, "sriov") || vt_streq(nictype, "ipvlan") ||
	       (vt_streq(nictype, "physical") && !on_bridge) ||
	       vt_json_get_bool(o, "passthrough", false);
}

static bool is_number(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

/*
 * "vlan" is of untagged frames, or "none"; "vlan.tagged" a list of more, in which
 * there may be ranges: these are not compared. Nor is a list alone, beside which the VLAN
 * stays that the bridge gives each port, whichever that is.
 */
static void set_vlans(struct vt_facts *f, struct vt_nic *nic, const char *vlan, const char *tagged)
{
	if (!*vlan || tagged[strspn(tagged, "0123456789,")] || (!is_number(vlan) && !*tagged))
		return;
	nic->vlan_trunk = *tagged;
	if (*tagged)
		vt_parse_u32(vlan, &nic->vlan_native);
	nic->vlan = !*tagged        ? vt_arena_str(f->arena, vlan) :
		    is_number(vlan) ? vt_arena_fmt(f->arena, "%s,%s", vlan, tagged) :
				      vt_arena_str(f->arena, tagged);
}

static void add_nic(struct vt_facts *f, uint32_t domain, uint32_t index, const struct vt_json *o)
{
	struct vt_nic *nic = vt_vec_add(&f->nics);
	const char *nictype = keep(f, o, "nictype"), *network = keep(f, o, "network");
	const char *parent = network ? network : keep(f, o, "parent");
	const bool on_bridge = vt_streq(nictype, "bridged") || is_bridge(f, parent);

	nic->domain = domain;
	nic->index = index;
	nic->alias = keep(f, o, "device");
	nic->mac = vt_manager_mac(f, vt_json_get_str(o, "hwaddr", NULL));
	nic->target = keep(f, o, "host_name");
	set_vlans(f, nic, vt_json_get_str(o, "vlan", ""), vt_json_get_str(o, "vlan.tagged", ""));
	nic->source_network = network;
	/* A network of its own need not be a bridge: macvlan, OVN, ... */
	if (on_bridge)
		nic->source_bridge = parent;
	if (has_no_tap(o, nictype, on_bridge))
		nic->type = "hostdev";
	/* Incus names a tap before it makes it: a NIC that is not attached, or another's in OVN. */
	else if (!nic->target && f->domains.v[domain].active)
		nic->type = "none";
}

int vt_incus_decode(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		    struct vt_err *err)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
	const struct vt_json *nics;
	const char *project;
	struct vt_domain *d;
	int64_t status;
	uint32_t proc, domain = (uint32_t)f->domains.n;

	if (vt_json_parse(source->text, strlen(source->text), &o, err) < 0)
		return -EBADMSG;
	if (!keep(f, o, "name"))
		return vt_err_set(err, EBADMSG, "it is not an instance");
	d = vt_manager_domain(f, manager);
	d->name = keep(f, o, "name");
	d->uuid = keep(f, o, "uuid");
	project = vt_json_get_str(o, "project", "default");
	d->manager_id = vt_arena_fmt(f->arena, "%s/%s", project, d->name);
	status = vt_json_get_int(o, "status_code", 0);
	proc = by_uuid(f, d->uuid);
	if (proc == VT_NONE)
		proc = vt_manager_proc_by_pid(f, source->pid);
	/* In a cluster those of the other members are listed, too. */
	if (proc == VT_NONE &&
	    (status == STATUS_RUNNING || status == STATUS_FROZEN || status == STATUS_READY)) {
		f->domains.n = domain;
		return 0;
	}
	vt_manager_runs(f, d, proc);
	nics = vt_json_get_array(o, "nics");
	for (size_t i = 0; i < vt_json_len(nics); i++)
		if (vt_json_is_object(vt_json_at(nics, i)))
			add_nic(f, domain, (uint32_t)i, vt_json_at(nics, i));
	return 0;
}
