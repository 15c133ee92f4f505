/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of a scan as bytes, from the process that scans to the one that decodes.
 *
 * A stream of frames, each a head and its payload; numbers are the machine's
 * own. What a row consists of is told by the tables of recordings. The reader
 * believes no length and no value: a scan that was taken over by somebody must
 * not take over who reads from it.
 */
#ifndef VT_COLLECT_PROBER_WIRE_H
#define VT_COLLECT_PROBER_WIRE_H

#include "collect/collect.h"
#include "collect/raw.h"
#include "collect/recording/fields.h"

/**
 * struct vt_wire_sent - what was put before, { 0 } at first
 * @rows:  of each table
 * @flush: takes what was put so far out of the buffer now and then, NULL = nobody does: what
 *         users make large is in memory once
 */
struct vt_wire_sent {
	size_t rows[VT_RECORD_TABLES_MAX];
	void (*flush)(void *arg, struct vt_buf *out);
	void *arg;
};

/**
 * vt_wire_put - append what a scan has so far, but for tables that were put and
 * have no rows more; gaps are put again
 * @done: phases that have come to their end since, bits of enum vt_phase
 */
void vt_wire_put(struct vt_buf *out, const struct vt_raw *raw, struct vt_wire_sent *sent,
		 uint32_t done);

/** vt_wire_put_end - append the end of a scan, and the error that was one, or @err->code 0 */
void vt_wire_put_end(struct vt_buf *out, const struct vt_err *err);

/**
 * struct vt_wire - a stream being read
 * @raw:   what has come, owned by the caller; until vt_wire_done() some of its texts are here
 * @texts: of the rows of each table, until they come again
 * @scan:  texts of the scan itself, likewise
 * @done:  phases that have come to their end; none while rows are being replaced
 * @before: those of before that
 * @ended: nothing more will come; @err says whether it was well
 */
struct vt_wire {
	struct vt_raw *raw;
	struct vt_arena *texts[VT_RECORD_TABLES_MAX], *scan;
	struct vt_buf pending;
	uint64_t total;
	uint32_t done, before;
	bool ended;
	struct vt_err err;
};

/**
 * vt_wire_take - read @n bytes more
 *
 * Returns 0, or -EBADMSG or -E2BIG: then nothing more may be taken, and
 * @w->raw has what came before.
 */
int vt_wire_take(struct vt_wire *w, const void *bytes, size_t n);

/** vt_wire_done - release all but @w->raw, which is whole then; before that is freed */
void vt_wire_done(struct vt_wire *w);

#endif
