/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Release by scope. One typed function per resource, NULL-safe; declare right
 * before acquiring, always initialised; hand over with VT_TAKE_PTR.
 */
#ifndef VT_UTIL_CLEANUP_H
#define VT_UTIL_CLEANUP_H

#include <stdlib.h>

#define VT_CLEANUP(name) __attribute__((cleanup(name##_cleanup)))

/* Defines name_cleanup() for a pointer type @type released by @release. */
#define VT_DEFINE_CLEANUP(name, type, release) \
	static inline void name##_cleanup(type *p) \
	{ \
		if (*p) \
			release(*p); \
	}

static inline void vt_free_cleanup(void *p)
{
	void *q = *(void **)p;

	free(q);
}

#define VT_TAKE_PTR(p) \
	({ \
		__typeof__(p) taken_ = (p); \
		(p) = NULL; \
		taken_; \
	})

#endif
