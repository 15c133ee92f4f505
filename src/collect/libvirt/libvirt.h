/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libvirt tells. The library itself is behind virapi.h. */
#ifndef VT_COLLECT_LIBVIRT_LIBVIRT_H
#define VT_COLLECT_LIBVIRT_LIBVIRT_H

#include "collect/raw.h"
#include "collect/subjects.h"

/**
 * vt_libvirt_init - to be called once, before any thread
 *
 * Forbids libvirt to spawn daemons (LIBVIRT_AUTOSTART, read by its remote
 * driver). The library is not loaded before a connection is asked.
 */
void vt_libvirt_init(void);

/**
 * vt_libvirt_default_uri - as libvirt's own choice, but never a probe
 *
 * LIBVIRT_DEFAULT_URI, then uri_default of libvirt.conf, then qemu:///system.
 * Borrowed from @arena.
 */
const char *vt_libvirt_default_uri(struct vt_arena *arena);

struct vt_libvirt_job;

/**
 * vt_libvirt_start - begin to ask one connection, in threads of its own
 *
 * Domains with their XML, nwfilter bindings, network ports, and the PID files
 * of its state directory. With @subjects, the XML of domains that are shut
 * off and are none of them is left out. A VM that does not answer in a small
 * part of @timeout_ms, which is the scan's, costs itself.
 * Returns the job, to be given to vt_libvirt_finish().
 */
struct vt_libvirt_job *vt_libvirt_start(const char *uri, const struct vt_subjects *subjects,
					int timeout_ms);

/**
 * vt_libvirt_finish - wait until @deadline_ms (CLOCK_MONOTONIC) for the answer
 * @files_ms: how long the files of a daemon that did not answer may take then
 *
 * Returns the connection, owned; never NULL. When it failed or did not answer
 * in time, it has @error, and the domains of the daemon's status files where
 * these are readable. Of a daemon that listed its domains, only those whose
 * XML did not come are known by these files. What hangs is left to its threads
 * (vt_stuck_note()).
 */
struct vt_raw_conn *vt_libvirt_finish(struct vt_libvirt_job *job, int64_t deadline_ms,
				      int files_ms);

#endif
