/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What findings mean, out of their table. */
#ifndef VT_RENDER_EXPLAIN_H
#define VT_RENDER_EXPLAIN_H

#include "render/formats.h"

/**
 * vt_explain - append the explanations of @codes, or a list of all without any
 * @json: an array of objects
 *
 * Returns 0, or -EINVAL for a code that does not exist.
 */
int vt_explain(const char *const *codes, size_t n_codes, bool json, const struct vt_render_opts *o,
	       struct vt_buf *out, struct vt_err *err);

#endif
