/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What findings mean, out of their table. */
#ifndef VT_RENDER_EXPLAIN_H
#define VT_RENDER_EXPLAIN_H

#include "render/formats.h"

/**
 * vt_explain - append the explanations of @codes, or a list of all without any
 * @json: an array of objects
 *
 * A code is taken in any case, and the beginning of one for all that begin so.
 * Returns 0, or -EINVAL for a word that no code begins with.
 */
int vt_explain(const char *const *codes, size_t n_codes, bool json, const struct vt_render_opts *o,
	       struct vt_buf *out, struct vt_err *err);

#endif
