/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rows of a report are shown, and in what order. */
#ifndef VT_RENDER_ROWS_H
#define VT_RENDER_ROWS_H

#include "analyze/mapping.h"
#include "util/err.h"

/**
 * struct vt_rows - what --bridge, --status, --problems and --sort say; all borrowed
 * @bridge:   name or glob of a bridge that the device is on, or should be on; NULL = any
 * @status:   statuses and codes, comma-separated; NULL = any
 * @sort:     columns, comma-separated, "-" in front of one: downwards; NULL = as people read:
 *            VMs by name, then devices without NIC, those of the own namespace first
 * @problems: rows with a finding of severity warning or critical only
 */
struct vt_rows {
	const char *bridge, *status, *sort;
	bool problems;
};

/** vt_rows_given - the first option that is set, as it is called; NULL = none */
const char *vt_rows_given(const struct vt_rows *rows);

/** vt_rows_check_status, vt_rows_check_sort - 0, or -EINVAL with the word in question in @err */
int vt_rows_check_status(const char *status, struct vt_err *err);
int vt_rows_check_sort(const char *sort, struct vt_err *err);

/**
 * vt_rows_choose - leave in @r the rows that are wanted, in their order
 *
 * @rows has been checked. Names are in natural order: vm2 before vm10. Where rows were left out,
 * findings that are not about one of the rest are, too, and the summary counts what is left.
 */
void vt_rows_choose(struct vt_report *r, const struct vt_rows *rows);

#endif
