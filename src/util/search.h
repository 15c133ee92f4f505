/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one binary search. */
#ifndef VT_UTIL_SEARCH_H
#define VT_UTIL_SEARCH_H

#include <stddef.h>

/**
 * vt_search - position of the first of @n sorted rows that is not before @key
 * @size: of a row; @cmp: of a row with a key, as qsort(3) has it of two rows
 *
 * @n where all are before it.
 */
static inline size_t vt_search(const void *rows, size_t n, size_t size, const void *key,
			       int (*cmp)(const void *row, const void *key))
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (cmp((const char *)rows + mid * size, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/** vt_find - the first row that is the same as @key, NULL where none is */
static inline const void *vt_find(const void *rows, size_t n, size_t size, const void *key,
				  int (*cmp)(const void *row, const void *key))
{
	size_t at = vt_search(rows, n, size, key, cmp);
	const char *row = at < n ? (const char *)rows + at * size : NULL;

	return row && !cmp(row, key) ? row : NULL;
}

/* Of a VT_VEC. */
#define vt_vec_search(vec, key, cmp) vt_search((vec)->v, (vec)->n, sizeof(*(vec)->v), (key), (cmp))
#define vt_vec_find(vec, key, cmp) \
	((const __typeof__(*(vec)->v) *)vt_find((vec)->v, (vec)->n, sizeof(*(vec)->v), (key), \
						(cmp)))

#endif
