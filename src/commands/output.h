/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command says, and where. */
#ifndef VT_COMMANDS_OUTPUT_H
#define VT_COMMANDS_OUTPUT_H

#include "analyze/mapping.h"
#include "options.h"

/* The exit status, see virt-taps(8): of audit by severity; of the others, found or not. */
enum vt_exit { VT_EXIT_OK, VT_EXIT_WARNING, VT_EXIT_CRITICAL, VT_EXIT_UNKNOWN };

/**
 * vt_keep_standard_files - open what is closed of the first three descriptors
 *
 * Else the first file that is opened becomes the standard output. To be called
 * first of all. They can neither be read nor written to, so that it is noticed.
 * Children are waited for whatever the caller's parent thought of that.
 */
void vt_keep_standard_files(void);

/** vt_say - a line on standard error, with escapes in names of others made harmless */
void vt_say(const char *what, const char *text);

/** vt_gap_is_for_root - what only another user may see: the first thing that somebody new meets */
bool vt_gap_is_for_root(const struct vt_gap *g);
/** vt_is_not_root - there are such gaps, and root would not have them */
bool vt_is_not_root(const struct vt_facts *f);
/** vt_say_not_root - one line for all of them, with what to try */
void vt_say_not_root(const struct vt_facts *f);

/** vt_say_not_found - one line for the subjects that name nothing; true where there are none */
bool vt_say_not_found(const struct vt_report *r);

/** vt_fail - say why; returns VT_EXIT_UNKNOWN, for main to end with */
int vt_fail(const struct vt_err *err);

/** vt_write_out - all of it to standard output, or -errno; a full disk is an error */
int vt_write_out(const struct vt_buf *out, struct vt_err *err);

/** vt_show_options - how a report is shown, by the options and the terminal; borrows from @o */
struct vt_render_opts vt_show_options(const struct vt_options *o);

#endif
