/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Left behind, or meant to be there, by what the kernel and the claims say. */
#include <config.h>

#include "analyze/leftover.h"

#include <stddef.h>
#include <stdio.h>

#include "analyze/join.h"
#include "util/str.h"

/* virbr0-nic: the dummy port by which libvirt once held a bridge's address. */
static bool is_bridge_dummy(const struct vt_facts *f, const struct vt_index *ix,
			    const struct vt_link *l)
{
	const char *suffix = strrchr(l->ifname, '-');
	char bridge[16];
	uint32_t row;

	if (!vt_streq(suffix, "-nic") || suffix - l->ifname >= (ptrdiff_t)sizeof(bridge))
		return false;
	snprintf(bridge, sizeof(bridge), "%.*s", (int)(suffix - l->ifname), l->ifname);
	row = vt_index_link(ix, l->netns, bridge);
	return row != VT_NONE && f->links.v[row].kind == VT_KIND_BRIDGE;
}

/* libvirt's own names, macvtap0 and so on: where it is not known whether it carries an address
 * of the host, such a device was a VM's. */
static bool is_libvirts(const struct vt_link *l)
{
	static const char prefix[] = "macvtap";
	const char *number = l->ifname + strlen(prefix);

	return !strncmp(l->ifname, prefix, strlen(prefix)) && *number &&
	       strspn(number, "0123456789") == strlen(number);
}

/* Nobody claims it, nobody is seen with it, the kernel knows of nobody, and
 * it does not go away by itself. */
static bool is_left(const struct vt_facts *f, const struct vt_index *ix, const struct vt_device *d)
{
	const struct vt_link *l = &f->links.v[d->link];
	uint32_t queues = vt_kernel_queues(l);

	if (d->n_claims || d->n_uses || (queues != VT_NONE && queues != 0))
		return false;
	if (vt_kind_is_macvtap(l->kind))
		return true;
	return l->kind == VT_KIND_TAP && l->persist && !is_bridge_dummy(f, ix, l);
}

enum vt_left vt_left(const struct vt_facts *f, const struct vt_index *ix,
		     const struct vt_inventory *inv, uint32_t device, uint32_t *ret_domain)
{
	const struct vt_device *d = &inv->devices.v[device];
	const struct vt_link *l = &f->links.v[d->link];
	uint32_t domain;

	if (!is_left(f, ix, d))
		return VT_LEFT_NOT;
	domain = vt_index_waiting(ix, l->netns, l->ifname);
	if (ret_domain)
		*ret_domain = domain;
	if (domain != VT_NONE || l->owner != VT_NONE || l->group != VT_NONE)
		return VT_LEFT_WAITS;
	if (l->kind == VT_KIND_TAP)
		return VT_LEFT_STRAY;
	return l->addressed == VT_NO || (l->addressed == VT_UNKNOWN && is_libvirts(l)) ?
		       VT_LEFT_STRAY :
		       VT_LEFT_NOT;
}
