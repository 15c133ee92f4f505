/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which descriptors share one open file, for the /proc scan. */
#ifndef VT_COLLECT_PROCESS_OPENFILES_H
#define VT_COLLECT_PROCESS_OPENFILES_H

#include "collect/raw.h"

/**
 * vt_fileid_assign - number the open files behind raw->fds
 *
 * Only descriptors of one device are compared (kcmp); where the kernel does
 * not tell, they count as different.
 */
void vt_fileid_assign(struct vt_raw *raw);

/**
 * vt_fileid_wants_deep - do the kernel's counts not close with what was found?
 * @f: with the links
 *
 * True when a device that cannot live without a holder has none, or one has
 * more queues than descriptors: then the tables of threads are worth a look.
 */
bool vt_fileid_wants_deep(const struct vt_raw *raw, const struct vt_facts *f);

/** vt_fileid_wants_tables - likewise, or is there a macvtap that nothing seems to hold? */
bool vt_fileid_wants_tables(const struct vt_raw *raw, const struct vt_facts *f);

#endif
