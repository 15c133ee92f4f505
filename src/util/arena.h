/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings that live as long as the facts that name them. */
#ifndef VT_UTIL_ARENA_H
#define VT_UTIL_ARENA_H

#include <stddef.h>

#include "util/cleanup.h"
#include "util/err.h"

struct vt_arena;

/** vt_arena_new - an empty arena; owned, free with vt_arena_free() */
struct vt_arena *vt_arena_new(void);

/** vt_arena_free - frees the arena and every string in it; NULL is fine */
void vt_arena_free(struct vt_arena *a);

/** vt_arena_take - make all strings of @from, which is taken, @a's; they stay where they are */
void vt_arena_take(struct vt_arena *a, struct vt_arena *from);

/** vt_arena_strn - copy @n bytes, NUL-ended; borrowed until the arena is freed */
const char *vt_arena_strn(struct vt_arena *a, const char *s, size_t n);

/** vt_arena_str - copy a string; NULL gives NULL; borrowed from the arena */
const char *vt_arena_str(struct vt_arena *a, const char *s);

/** vt_arena_lower - copy a string, A to Z in lower case; NULL gives NULL; borrowed from it */
const char *vt_arena_lower(struct vt_arena *a, const char *s);

/** vt_arena_fmt - printf into the arena; borrowed from it */
const char *vt_arena_fmt(struct vt_arena *a, const char *fmt, ...) VT_PRINTF(2, 3)
	__attribute__((nonnull(2)));

VT_DEFINE_CLEANUP(vt_arena, struct vt_arena *, vt_arena_free)

#endif
