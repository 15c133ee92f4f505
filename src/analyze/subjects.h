/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rows of an analysis the subjects of a command mean. */
#ifndef VT_ANALYZE_SUBJECTS_H
#define VT_ANALYZE_SUBJECTS_H

#include "analyze/analysis.h"
#include "model/subject.h"
#include "util/nearest.h"

/**
 * struct vt_wanted - what is meant, parallel to the tables of facts
 * @n:       subjects; 0 = everything is meant, and nothing else is filled
 * @domains, @nics, @links, @ovs_ports, @netnses, @procs: the row itself is meant
 * @devices: (inventory) it, its holder, its namespace, or what its frames pass is meant
 * @found:   for each subject, it means anything
 */
struct vt_wanted {
	size_t n;
	bool *domains, *nics, *links, *ovs_ports, *netnses, *procs, *devices, *found;
};

/** vt_wanted_new - match all of @q's subjects; release with vt_wanted_done() */
struct vt_wanted vt_wanted_new(const struct vt_analysis *a, const struct vt_question *q);
void vt_wanted_done(struct vt_wanted *w);

/** vt_wanted_nic - the NIC, its VM or its device is meant; false when everything is */
bool vt_wanted_nic(const struct vt_analysis *a, const struct vt_wanted *w, uint32_t nic);
/** vt_wanted_finding - what a finding is about is meant, beside any row of the mapping */
bool vt_wanted_finding(const struct vt_wanted *w, const struct vt_question *q,
		       const struct vt_finding *row);

/** vt_subject_nearest - the names of this host that are most like what was typed; borrowed */
void vt_subject_nearest(const struct vt_facts *f, struct vt_nearest *nearest);

#endif
