/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean": the words that are most like one that was typed. */
#ifndef VT_UTIL_NEAREST_H
#define VT_UTIL_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#include "util/err.h"
#include "util/str.h"

#define VT_NEAREST_MAX 3

/**
 * struct vt_nearest - the best of the words that were offered so far
 * @word: what was typed; set it and zero the rest
 * @best: nearest first; of equals the one offered first
 */
struct vt_nearest {
	const char *word;
	const char *best[VT_NEAREST_MAX];
	size_t distance[VT_NEAREST_MAX];
	size_t n;
};

/**
 * vt_nearest_distance - how many typing errors turn one word into the other
 *
 * An error is a byte too many, too few, another one, or two that changed places;
 * upper and lower case are the same. Returns @limit + 1 for anything beyond @limit.
 */
size_t vt_nearest_distance(const char *a, const char *b, size_t limit);

/**
 * vt_nearest_offer - let @candidate take its place among the best
 *
 * Words that are too far off to be meant are not taken: more than about one error in three
 * bytes, unless the candidate begins with what was typed, or has a part between hyphens that
 * is near. A word is taken once.
 * @candidate is borrowed as long as @n is used.
 */
void vt_nearest_offer(struct vt_nearest *n, const char *candidate);

/**
 * vt_nearest_hint - append "; did you mean 'show'?", or up to three words; nothing
 * where nothing is near. @prefix stands in front of each word ("--").
 */
void vt_nearest_hint(const struct vt_nearest *n, const char *prefix, struct vt_buf *out);

/**
 * vt_nearest_error - an error: the words of @fmt, the hint, and where to read on
 * @see: command that lists the words, NULL = none is named
 *
 * Returns -EINVAL.
 */
int vt_nearest_error(const struct vt_nearest *n, const char *prefix, const char *see,
		     struct vt_err *err, const char *fmt, ...) VT_PRINTF(5, 6);

#endif
