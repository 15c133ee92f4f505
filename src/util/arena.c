/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bump allocator for strings. Under a sanitizer every string is its own
 * allocation, so that an overrun is seen instead of hitting its neighbor.
 */
#include <config.h>

#include "util/arena.h"

#include <stdarg.h>
#include <stdio.h>

#include "util/vec.h"

#if defined(__SANITIZE_ADDRESS__) || defined(VT_ARENA_SEPARATE)
#define CHUNK 0
#else
#define CHUNK 16384
#endif

struct vt_arena {
	VT_VEC(char *) chunks;
	size_t used, size; /* of the last chunk */
};

struct vt_arena *vt_arena_new(void)
{
	struct vt_arena *a = vt_xrealloc(NULL, 1, sizeof(*a));

	memset(a, 0, sizeof(*a));
	return a;
}

void vt_arena_free(struct vt_arena *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->chunks.n; i++)
		free(a->chunks.v[i]);
	vt_vec_done(&a->chunks);
	free(a);
}

void vt_arena_take(struct vt_arena *a, struct vt_arena *from)
{
	for (size_t i = 0; from && i < from->chunks.n; i++)
		vt_vec_push(&a->chunks, from->chunks.v[i]);
	/* Its own last chunk is not the last one any more. */
	if (from && from->chunks.n)
		a->used = a->size = 0;
	if (from)
		from->chunks.n = 0;
	vt_arena_free(from);
}

static char *reserve(struct vt_arena *a, size_t n)
{
	char *p;

	if (a->size - a->used < n) {
		a->size = n > CHUNK ? n : CHUNK;
		a->used = 0;
		vt_vec_push(&a->chunks, vt_xrealloc(NULL, a->size, 1));
	}
	p = a->chunks.v[a->chunks.n - 1] + a->used;
	a->used += n;
	return p;
}

const char *vt_arena_strn(struct vt_arena *a, const char *s, size_t n)
{
	char *p = reserve(a, n + 1);

	if (n)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

const char *vt_arena_str(struct vt_arena *a, const char *s)
{
	return s ? vt_arena_strn(a, s, strlen(s)) : NULL;
}

const char *vt_arena_lower(struct vt_arena *a, const char *s)
{
	char *copy = s ? reserve(a, strlen(s) + 1) : NULL, *p = copy;

	/* Not tolower(), which goes by the locale. */
	for (; s && *s; s++)
		*p++ = *s >= 'A' && *s <= 'Z' ? (char)(*s + 'a' - 'A') : *s;
	if (p)
		*p = '\0';
	return copy;
}

const char *vt_arena_fmt(struct vt_arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	p = reserve(a, (size_t)(n < 0 ? 0 : n) + 1);
	vsnprintf(p, (size_t)(n < 0 ? 0 : n) + 1, fmt, again);
	va_end(again);
	return p;
}
