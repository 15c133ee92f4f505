/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One look at this host: every acquirer, in an order that serves the join. */
#ifndef VT_COLLECT_COLLECT_H
#define VT_COLLECT_COLLECT_H

#include "collect/raw.h"
#include "collect/subjects.h"

enum vt_scan_choice { VT_CHOOSE_AUTO, VT_CHOOSE_BPF, VT_CHOOSE_PROC };

/**
 * struct vt_look - what a look may and must do
 * @uris:    libvirt connections; none at all = without libvirt
 * @subjects: what is about none of these will not be shown, not even as a row
 *           of the facts, and is left out where nothing else needs it
 * @wanted:  all subjects, whatever is left out: MAC addresses among them are
 *           looked up in bridges, too
 * @timeout_ms: bound of waiting for libvirt, and of everything that can hang
 * @record:  keep raw text that the decoders do not need
 */
struct vt_look {
	const char *const *uris;
	size_t n_uris;
	enum vt_scan_choice scan;
	struct vt_subjects subjects, wanted;
	int timeout_ms;
	bool record;
};

/**
 * vt_collect - look at this host
 *
 * Returns 0 with an owned look in @ret, or -errno when nothing could be seen.
 */
int vt_collect(const struct vt_look *look, struct vt_raw **ret, struct vt_err *err);

#endif
