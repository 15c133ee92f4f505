/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a finding is about. */
#include <config.h>

#include "analyze/about.h"

#include "analyze/join.h"

struct vt_about vt_about_link(uint32_t link)
{
	struct vt_about about = VT_ABOUT_NOTHING;

	about.link = link;
	return about;
}

uint64_t vt_about_netns(const struct vt_facts *f, const struct vt_inventory *inv,
			struct vt_about about)
{
	if (about.link != VT_NONE)
		return f->links.v[about.link].netns;
	if (about.nic != VT_NONE)
		return vt_nic_netns(inv, &f->nics.v[about.nic]);
	return about.domain != VT_NONE ? inv->domains[about.domain].netns : 0;
}
