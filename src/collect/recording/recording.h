/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings: the undecoded scans of one run as one JSON file, so that the same
 * decoders can repeat the run on another machine.
 *
 * One object: format "virt-taps-recording", version, generator, generated_at,
 * byte_order (of the netlink messages), looks, scrubbed. The tables of
 * fields.c are the members of a scan. Unknown members are ignored; null
 * and absent are the same.
 *
 * A text is a JSON string if it is valid UTF-8, else {"hex": "..."}, so that
 * every byte survives. A command line is an array of texts;
 * "cmdline_cut" says that no NUL ends the last one. "messages" are
 * hex digits, one string for each netlink message. Every row is on its own
 * line, for grep, diff and editors.
 */
#ifndef VT_COLLECT_RECORDING_RECORDING_H
#define VT_COLLECT_RECORDING_RECORDING_H

#include <stdio.h>

#include "collect/raw.h"
#include "util/json.h"

#define VT_RECORD_VERSION 1
#define VT_RECORD_MAX_SCANS 2

/**
 * struct vt_recording - the scans of one run
 * @generated_at: RFC 3339, in UTC, to the second
 * @anonymise: replace every name and address when writing it
 * @scans: the first one and, if there were findings to confirm, the second
 *
 * One that was read owns its scans: release it with vt_recording_done().
 */
struct vt_recording {
	char generated_at[32];
	struct vt_raw *scans[VT_RECORD_MAX_SCANS];
	size_t n_scans;
	bool anonymise;
};

/** vt_recording_done - release the scans, and leave it empty */
void vt_recording_done(struct vt_recording *rec);

/**
 * vt_record_write - write @path, whole or not at all, readable by its owner only
 * @ret_scrubbed: how many secrets were left out
 *
 * Replaces a regular file, and nothing else. Returns 0 or -errno.
 */
int vt_record_write(const char *path, const struct vt_recording *rec, size_t *ret_scrubbed,
		    struct vt_err *err);

/** vt_record_print - likewise to a stream (check ferror()); returns @ret_scrubbed */
size_t vt_record_print(FILE *f, const struct vt_recording *rec);

/**
 * vt_record_document - parse the JSON in @path; owned
 *
 * Returns 0, -errno if it cannot be read, -E2BIG (over a limit) or -EBADMSG.
 */
int vt_record_document(const char *path, struct vt_json **ret, struct vt_err *err);

/** vt_record_is - is @doc a recording of any version */
bool vt_record_is(const struct vt_json *doc);

/**
 * vt_record_read - read a document into scans, owned by @ret, which is empty on failure
 *
 * Returns 0, -ENOTSUP (a newer version) or -EBADMSG with
 * the place in @err: "looks[0].procs[3].pid: is missing".
 */
int vt_record_read(const struct vt_json *doc, struct vt_recording *ret, struct vt_err *err);

#endif
