/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a scan can leave out because only some subjects will be shown. */
#ifndef VT_COLLECT_SUBJECTS_H
#define VT_COLLECT_SUBJECTS_H

#include "collect/raw.h"
#include "model/subject.h"

/** vt_subjects_mean_domain - one of them is the name, UUID or id of this VM */
bool vt_subjects_mean_domain(const struct vt_subjects *s, const struct vt_raw_domain *d);

/**
 * vt_subjects_are_domains - each of them is the name, UUID or id of a VM of @c
 *
 * Anything else may be a device, a bridge, an address, a title: then the XML of every VM is
 * wanted, those that are shut off included, for a device may wait for one of them.
 */
bool vt_subjects_are_domains(const struct vt_subjects *s, const struct vt_raw_conn *c);

/** vt_subjects_are_links - one of them is a link of @f, too */
bool vt_subjects_are_links(const struct vt_subjects *s, const struct vt_facts *f);

#endif
