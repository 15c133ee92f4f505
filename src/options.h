/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line. One table in options.c is the parser, --help, and what the
 * tests hold man page and completions to. */
#ifndef VT_OPTIONS_H
#define VT_OPTIONS_H

#include <stdbool.h>

#include "collect/collect.h"
#include "render/formats.h"
#include "render/rows.h"
#include "util/err.h"
#include "util/str.h"

/**
 * struct vt_options - what the user asked for; strings borrowed from argv
 * @uris:   -c, in order, without repetition; empty = libvirt's default
 * @no_libvirt: -c none
 * @managers: of --managers, texts of @list; none = those that are found; @no_managers: none
 * @claims: files of --claims
 * @accept: file of what is expected, "none"; NULL = the default one where it exists
 * @record, @replay: files, NULL = not asked for
 * @anonymise: what is recorded has other names
 * @settle_ms: 0 = report the first scan
 * @info:   text to print instead of doing anything (--help and the like)
 */
struct vt_options {
	enum vt_command command;
	VT_VEC(const char *) uris;
	VT_VEC(const char *) subjects;
	const struct vt_format *format;
	VT_VEC(const char *) managers;
	VT_VEC(const char *) claims;
	const char *columns, *record, *replay, *accept;
	struct vt_rows rows;
	enum vt_scan_choice scan;
	uint32_t settle_ms, timeout_s;
	bool no_libvirt, no_managers, headings, quiet, log, format_given, anonymise;
	enum { VT_COLOR_AUTO, VT_COLOR_ALWAYS, VT_COLOR_NEVER } color;
	int verbose;
	struct vt_buf info, list;
};

/**
 * vt_options_parse - argv to @ret
 *
 * Returns 0, or -EINVAL with the option or argument in question in @err.
 * vt_options_done() in either case.
 */
int vt_options_parse(int argc, char **argv, struct vt_options *ret, struct vt_err *err);
void vt_options_done(struct vt_options *o);

/** vt_options_check - whether they go together; 0, or -EINVAL with the one in question in @err */
int vt_options_check(const struct vt_options *o, struct vt_err *err);

#endif
