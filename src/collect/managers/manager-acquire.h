/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking the managers beside libvirt. Each is asked in a thread of its own:
 * Proxmox VE's files are a FUSE file system, Incus' answer is a daemon's.
 * What may be asked is what the manager answers without starting anything,
 * without changing anything, and without asking a guest.
 */
#ifndef VT_COLLECT_MANAGERS_MANAGER_ACQUIRE_H
#define VT_COLLECT_MANAGERS_MANAGER_ACQUIRE_H

#include "collect/raw.h"

/**
 * struct vt_manager_job - one manager being asked
 * @part:     where its sources go: an arena and tables of its own; and a row of managers for each
 *            daemon that was asked, where it is more than one question
 * @pids:     processes that are its VMs', as recognise() found them
 * @ids:      what it calls those VMs, by their cgroups; of the arena of @part
 * @timeout_ms: what it has
 */
struct vt_manager_job {
	struct vt_raw *part;
	int timeout_ms;
	VT_VEC(int32_t) pids;
	VT_VEC(const char *) ids;
};

/**
 * struct vt_manager_source - how a manager is recognised and asked
 * @recognise: it is on this host; may note hints of processes; asks nothing that can hang
 * @acquire:   fills job->part; returns 0, 1 when it is not here after all, or -errno with why it
 *             gave no answer
 */
struct vt_manager_source {
	const char *name;
	bool (*recognise)(struct vt_manager_job *job, const struct vt_raw *raw);
	int (*acquire)(struct vt_manager_job *job, struct vt_err *err);
};

/**
 * struct vt_manager_choice - which to ask
 * @names: of those to ask even where they are not recognised; none: all that are
 * @none:  ask nobody
 * @claims: texts of --claims, by the names of their files
 */
struct vt_manager_choice {
	const char *const *names;
	size_t n_names;
	bool none;
	const struct vt_raw_source *claims;
	size_t n_claims;
};

/** vt_manager_is_known - a name for --managers */
bool vt_manager_is_known(const char *name);

/** vt_managers_acquire - ask those that are here, into @raw; each has until @deadline_ms */
void vt_managers_acquire(struct vt_raw *raw, const struct vt_manager_choice *choice,
			 int64_t deadline_ms);

/** vt_managers_source - add a source to a job's part; strings are copied */
struct vt_raw_source *vt_managers_source(struct vt_manager_job *job, const char *id,
					 const char *path);

/** vt_managers_noted - is @id one of the ids of a job */
bool vt_managers_noted(const struct vt_manager_job *job, const char *id);

extern const struct vt_manager_source vt_source_proxmox, vt_source_incus, vt_source_kubevirt,
	vt_source_pods;

#endif
