/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings: the undecoded scans of one run as one JSON file, so that a run
 * can be repeated on another machine, by the same decoders.
 *
 * One object: format "virt-taps-recording", version, generator, generated_at,
 * byte_order (of the netlink messages), looks, scrubbed. The tables of
 * record-fields.c are the members of a scan. Unknown members are ignored; null
 * and absent are the same.
 *
 * A text is a JSON string where it is valid UTF-8, else {"hex": "..."} of its
 * bytes, so that every byte survives. A command line is an array of texts;
 * "cmdline_cut" says that the last one has no NUL behind it. "messages" are
 * hex digits, one string for each netlink message. Every row has a line of
 * its own, for grep, diff and editors.
 */
#ifndef VT_COLLECT_RECORDING_RECORDING_H
#define VT_COLLECT_RECORDING_RECORDING_H

#include <stdio.h>

#include "collect/raw.h"
#include "util/json.h"

#define VT_RECORD_VERSION 1
#define VT_RECORD_MAX_SCANS 2

/**
 * struct vt_recording - the looks of one run
 * @generated_at: RFC 3339, in UTC, to the second
 * @anonymise: write it with everything replaced that may be somebody's name
 * @looks: the first one and, where there were findings to confirm, the second
 *
 * Owned when it was read: release with vt_recording_done().
 */
struct vt_recording {
	char generated_at[32];
	struct vt_raw *scans[VT_RECORD_MAX_SCANS];
	size_t n_scans;
	bool anonymise;
};

/** vt_recording_done - release what was read, and leave it empty */
void vt_recording_done(struct vt_recording *rec);

/**
 * vt_record_write - write @path, whole or not at all, for its owner only
 * @ret_scrubbed: how many secrets were left out
 *
 * What exists there is replaced, if it is a regular file. Returns 0 or -errno.
 */
int vt_record_write(const char *path, const struct vt_recording *rec, size_t *ret_scrubbed,
		    struct vt_err *err);

/** vt_record_print - the same to a stream, whose errors are its own; returns the secrets */
size_t vt_record_print(FILE *f, const struct vt_recording *rec);

/**
 * vt_record_document - the JSON text in @path; owned
 *
 * Returns 0, -errno of reading, -E2BIG (over a limit) or -EBADMSG.
 */
int vt_record_document(const char *path, struct vt_json **ret, struct vt_err *err);

/** vt_record_is - is @doc a recording, of whatever version */
bool vt_record_is(const struct vt_json *doc);

/**
 * vt_record_read - a document to looks, owned in @ret, which is empty on failure
 *
 * Returns 0, -ENOTSUP (a newer version) or -EBADMSG with
 * the place in @err: "looks[0].procs[3].pid: is missing".
 */
int vt_record_read(const struct vt_json *doc, struct vt_recording *ret, struct vt_err *err);

#endif
