/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaves secrets out of a recording. It knows the usual places of secrets, not
 * what is secret on a site, so a recording is to be kept private all the same.
 */
#ifndef VT_COLLECT_RECORDING_SCRUB_H
#define VT_COLLECT_RECORDING_SCRUB_H

#include <stdbool.h>
#include <stddef.h>

#include "util/str.h"

#define VT_SCRUBBED "SCRUBBED"

/**
 * vt_scrub_* - @text without its secrets
 * @out:  overwritten with the scrubbed text
 * @what: overwritten with what was scrubbed: names, comma-separated, each once
 *
 * Returns how many secrets were replaced by VT_SCRUBBED. If 0, @out and @what are
 * not to be used.
 */

/**
 * vt_scrub_arg - an argument of a command line
 * @previous: the argument before it, NULL for the first
 *
 * Understands options, key=value lists as QEMU writes them, JSON and URLs.
 * References to secrets (password-secret=ID) and guests' names are kept.
 */
size_t vt_scrub_arg(const char *previous, const char *text, struct vt_buf *out,
		    struct vt_buf *what);

/** vt_scrub_xml - a domain's XML or status file, which may be cut off */
size_t vt_scrub_xml(const char *text, struct vt_buf *out, struct vt_buf *what);

/** vt_scrub_uri - the passwords of URLs in any text */
size_t vt_scrub_uri(const char *text, struct vt_buf *out, struct vt_buf *what);

#endif
