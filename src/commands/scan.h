/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scans, the time between them, and recordings of them. */
#ifndef VT_COMMANDS_SCAN_H
#define VT_COMMANDS_SCAN_H

#include "analyze/analysis.h"
#include "collect/prober/prober.h"
#include "collect/recording/recording.h"
#include "options.h"
#include "util/clock.h"
#include "util/json.h"

/**
 * struct vt_scan_result - a scan, and what was made of it
 * @raw:   undecoded, where that is kept for a recording, else NULL
 * @trace: lines of vt_trace(), or NULL
 */
struct vt_scan_result {
	struct vt_raw *raw;
	char *trace;
	struct vt_facts *facts;
	struct vt_analysis *analysis;
	int64_t decode_ns, analyze_ns; /* what that took */
	struct vt_verdict *verdict;    /* confirmed by an earlier scan; NULL = the analysis's own */
};

/**
 * struct vt_run - the scan that is reported
 * @accept: what is expected
 * @earlier: the undecoded one before it, where that is kept for a recording
 * @started: vt_clock_ns() when the program began
 *
 * Owned, release with vt_run_cleanup().
 */
struct vt_run {
	struct vt_scan_result scan;
	struct vt_raw *earlier;
	char generated_at[VT_CLOCK_TEXT];
	struct vt_accept accept;
	int64_t started;
};

/** vt_run_question - what the options ask of the run's analysis; borrows both */
struct vt_question vt_run_question(const struct vt_options *o, const struct vt_run *run);

/** vt_run_cleanup - free what it owns; for the cleanup attribute */
void vt_run_cleanup(struct vt_run *run);

/** vt_drop_privileges - of what only reads what the user names; writes, too, where it records */
void vt_drop_privileges(const struct vt_options *o);

/**
 * vt_plan_scan - what the options ask a scan to do
 * @arena, @default_uri: what the result borrows beside @o; room for one URI
 */
struct vt_scan_plan vt_plan_scan(const struct vt_options *o, struct vt_arena *arena,
				 const char **default_uri);

/**
 * vt_read_claims - the files of --claims, into @plan
 * @arena: for their texts; @ret: the rows, to be freed when @plan is not used any more
 *
 * Returns 0, or -errno with the file and line.
 */
int vt_read_claims(const struct vt_options *o, struct vt_arena *arena, struct vt_scan_plan *plan,
		   struct vt_raw_source **ret, struct vt_err *err);

/**
 * vt_start_prober - what scans by @plan, and no rights but for the command's own
 *
 * Returns an owned prober, or NULL with @err set.
 */
struct vt_prober *vt_start_prober(const struct vt_options *o, const struct vt_scan_plan *plan,
				  struct vt_err *err);

/** vt_run_scan - scan this host, again after the settle time where that is needed */
int vt_run_scan(const struct vt_options *o, struct vt_run *run, struct vt_err *err);

/**
 * vt_run_replay, vt_run_replay_file - the same from a recording
 * @path: for the words of an error; @doc: the recording, borrowed
 */
int vt_run_replay(const struct vt_options *o, const char *path, const struct vt_json *doc,
		  struct vt_run *ret, struct vt_err *err);
int vt_run_replay_file(const struct vt_options *o, struct vt_run *run, struct vt_err *err);

/** vt_run_record - write the scans to the file of --record, and say so */
int vt_run_record(const struct vt_options *o, const struct vt_run *run, struct vt_err *err);

#endif
