/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subjects against what a scan has so far. */
#include <config.h>

#include "collect/subjects.h"

static bool is_domain(const struct vt_subject *s, const struct vt_raw_domain *d)
{
	return vt_subject_is_name(s, d->name) || vt_subject_is_uuid(s, d->uuid) ||
	       (d->active && d->id >= 0 && vt_subject_is_number(s, (uint64_t)d->id));
}

bool vt_subjects_mean_domain(const struct vt_subjects *s, const struct vt_raw_domain *d)
{
	for (size_t i = 0; i < s->n; i++) {
		struct vt_subject subject = vt_subject_read(s->v[i]);

		if (is_domain(&subject, d))
			return true;
	}
	return false;
}

bool vt_subjects_are_domains(const struct vt_subjects *s, const struct vt_raw_conn *c)
{
	for (size_t i = 0; i < s->n; i++) {
		struct vt_subject subject = vt_subject_read(s->v[i]);
		bool found = false;

		for (size_t k = 0; k < c->domains.n && !found; k++)
			found = is_domain(&subject, &c->domains.v[k]);
		if (!found)
			return false;
	}
	return true;
}

bool vt_subjects_are_links(const struct vt_subjects *s, const struct vt_facts *f)
{
	for (size_t i = 0; i < s->n; i++) {
		struct vt_subject subject = vt_subject_read(s->v[i]);

		for (size_t k = 0; k < f->links.n; k++)
			if (vt_subject_is_name(&subject, f->links.v[k].ifname))
				return true;
	}
	return false;
}
