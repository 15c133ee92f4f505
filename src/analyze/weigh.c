/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a finding is worth by the manager that it rests on. */
#include <config.h>

#include "analyze/weigh.h"

#include <string.h>

const char *vt_says(const struct vt_facts *f, uint32_t domain)
{
	static const char *const words[] = { [VT_BASIS_LIVE] = "its XML",
					     [VT_BASIS_CONFIG] = "its configuration",
					     [VT_BASIS_SELF] = "its command line" };

	const struct vt_domain *d = &f->domains.v[domain];

	if (d->basis == VT_BASIS_LIVE && d->conn == VT_NONE)
		return "its manager";
	return words[d->basis];
}

/* What holds whatever the VM's manager says. */
static bool rests_on_kernel(enum vt_code code)
{
	return code == VT_F_UNMANAGED_HYPERVISOR || code == VT_F_HIDDEN_HOLDER ||
	       code == VT_F_STRAY_TAP;
}

bool vt_claimed_by_self_only(const struct vt_seen *v, const struct vt_device *d)
{
	for (uint32_t i = 0; i < d->n_claims; i++) {
		uint32_t domain = v->f->nics.v[v->inv->claims.v[d->first_claim + i]].domain;

		if (v->f->domains.v[domain].basis != VT_BASIS_SELF)
			return false;
	}
	return true;
}

/* The device of a VM that a manager knows. */
static bool is_managed(const struct vt_seen *v, uint32_t link)
{
	uint32_t device = v->inv->link_device[link];

	return device != VT_NONE && !vt_claimed_by_self_only(v, &v->inv->devices.v[device]);
}

/* Such a one, or a bridge that has it as a port. */
static bool concerns_manager(const struct vt_seen *v, uint32_t link)
{
	const uint32_t *ports;
	size_t n = vt_topology_ports(v->inv->topology, link, &ports);

	for (size_t i = 0; i < n; i++)
		if (is_managed(v, ports[i]))
			return true;
	return is_managed(v, link);
}

/*
 * In a namespace of their own, unprivileged users can make taps, leave them, hide their holders
 * and run programs that look like VMMs. That is their own business and no alarm for the host's
 * admin, unless a manager's VM is involved.
 */
static bool users_own(const struct vt_seen *v, const struct vt_finding *row)
{
	if (row->link == VT_NONE || !vt_netns_owner_uid(v->f, v->f->links.v[row->link].netns))
		return false;
	if (row->domain != VT_NONE && v->f->domains.v[row->domain].basis != VT_BASIS_SELF)
		return false;
	return !concerns_manager(v, row->link);
}

const char *vt_weigh(const struct vt_seen *v, struct vt_finding *row, const char *text)
{
	enum vt_basis basis = row->domain == VT_NONE || rests_on_kernel(row->code) ?
				      VT_BASIS_LIVE :
				      v->f->domains.v[row->domain].basis;

	if (users_own(v, row))
		vt_finding_at_most(row, VT_INFO);
	if (basis == VT_BASIS_LIVE)
		return "";
	vt_finding_at_most(row, basis == VT_BASIS_SELF ? VT_INFO : VT_WARNING);
	if (strstr(text, vt_says(v->f, row->domain)))
		return "";
	return basis == VT_BASIS_SELF ? " (by its command line alone)" : " (by its configuration)";
}
