/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rows of an analysis a command's subjects refer to. */
#ifndef VT_ANALYZE_SUBJECTS_H
#define VT_ANALYZE_SUBJECTS_H

#include "analyze/analysis.h"
#include "model/subject.h"
#include "util/nearest.h"

/**
 * struct vt_wanted - what is wanted, parallel to the tables of facts
 * @n:       number of subjects; 0 = everything is wanted, and the rest is empty
 * @domains, @nics, @links, @ovs_ports, @netnses, @procs: the row itself is wanted
 * @devices: (of the inventory) wanted itself, or by its holder, namespace or path
 * @found:   for each subject, whether it matched anything
 */
struct vt_wanted {
	size_t n;
	bool *domains, *nics, *links, *ovs_ports, *netnses, *procs, *devices, *found;
};

/** vt_wanted_new - match all of @q's subjects; release with vt_wanted_done() */
struct vt_wanted vt_wanted_new(const struct vt_analysis *a, const struct vt_question *q);
void vt_wanted_done(struct vt_wanted *w);

/** vt_wanted_nic - is the NIC, its VM or its device wanted; false if everything is */
bool vt_wanted_nic(const struct vt_analysis *a, const struct vt_wanted *w, uint32_t nic);
/** vt_wanted_finding - is the finding wanted for itself, not only for a row of the mapping */
bool vt_wanted_finding(const struct vt_wanted *w, const struct vt_question *q,
		       const struct vt_finding *row);

/** vt_subject_nearest - the names on this host closest to what was typed; borrowed */
void vt_subject_nearest(const struct vt_facts *f, struct vt_nearest *nearest);

#endif
