/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaves known secrets out of what is recorded. It knows where secrets are by
 * habit, not what is secret: a recording is still its host's own business.
 */
#ifndef VT_COLLECT_RECORDING_SCRUB_H
#define VT_COLLECT_RECORDING_SCRUB_H

#include <stdbool.h>
#include <stddef.h>

#include "util/str.h"

#define VT_SCRUBBED "SCRUBBED"

/**
 * vt_scrub_* - @text without its secrets
 * @out:  the scrubbed text, replaced
 * @what: the names of what was scrubbed, comma-separated, without repetition
 *
 * Returns how many secrets were replaced by VT_SCRUBBED; with 0 @out and @what
 * hold nothing of use.
 */

/**
 * vt_scrub_arg - an argument of a command line
 * @previous: the argument before it, NULL for the first
 *
 * Options, key=value lists in the manner of QEMU, JSON and URLs. References to
 * secrets (password-secret=ID) stay, and so do guests' names.
 */
size_t vt_scrub_arg(const char *previous, const char *text, struct vt_buf *out,
		    struct vt_buf *what);

/** vt_scrub_xml - a domain's XML or status file, whole or cut off */
size_t vt_scrub_xml(const char *text, struct vt_buf *out, struct vt_buf *what);

/** vt_scrub_uri - any text with URLs in it: their passwords */
size_t vt_scrub_uri(const char *text, struct vt_buf *out, struct vt_buf *what);

#endif
