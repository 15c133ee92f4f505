/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Growable arrays: plain structs, read through .v and .n. Out of memory ends
 * the program in one place; a one-shot read-only tool has nothing to save.
 */
#ifndef VT_UTIL_VEC_H
#define VT_UTIL_VEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/**
 * vt_xrealloc - realloc that never returns NULL
 * @n: items, @size: bytes of each; the product is checked for overflow
 */
void *vt_xrealloc(void *p, size_t n, size_t size) __attribute__((returns_nonnull));

/** vt_xstrdup - strdup that never returns NULL; owned by the caller */
char *vt_xstrdup(const char *s) __attribute__((returns_nonnull));

/** vt_xmemdup0 - copy @n bytes and end them with a NUL; owned by the caller */
char *vt_xmemdup0(const void *p, size_t n) __attribute__((returns_nonnull));

/** vt_flags - @n flags, all false; owned by the caller, free with free() */
bool *vt_flags(size_t n) __attribute__((returns_nonnull));

#define VT_VEC(type) \
	struct { \
		type *v; \
		size_t n, cap; \
	}

/* Adds one zeroed item and evaluates to its address, valid until the next add. */
#define vt_vec_add(vec) \
	({ \
		if ((vec)->n == (vec)->cap) { \
			(vec)->cap = (vec)->cap ? (vec)->cap * 2 : 8; \
			(vec)->v = vt_xrealloc((vec)->v, (vec)->cap, sizeof(*(vec)->v)); \
		} \
		memset(&(vec)->v[(vec)->n], 0, sizeof(*(vec)->v)); \
		&(vec)->v[(vec)->n++]; \
	})

/* @value may be an item of the vector itself. */
#define vt_vec_push(vec, value) \
	do { \
		__typeof__(*(vec)->v) pushed_ = (value); \
		*vt_vec_add(vec) = pushed_; \
	} while (0)

/* qsort() of rows that mostly are in order already: one look at each, then. */
static inline void vt_sort(void *rows, size_t n, size_t size,
			   int (*cmp)(const void *, const void *))
{
	const char *row = rows;
	size_t i = 1;

	while (i < n && cmp(row + (i - 1) * size, row + i * size) <= 0)
		i++;
	if (i < n)
		qsort(rows, n, size, cmp);
}

#define vt_vec_sort(vec, cmp) vt_sort((vec)->v, (vec)->n, sizeof(*(vec)->v), (cmp))

#define vt_vec_done(vec) (free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0, (void)0)

#endif
