/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences of two inventories as text. */
#ifndef VT_RENDER_DIFF_H
#define VT_RENDER_DIFF_H

#include "analyze/diff.h"
#include "render/formats.h"

/**
 * vt_render_diff - append the differences: a line each, or one JSON object
 *
 * Returns 0, or -ENOMEM.
 */
int vt_render_diff(const struct vt_diff *d, bool json, const struct vt_render_opts *o,
		   struct vt_buf *out, struct vt_err *err);

#endif
