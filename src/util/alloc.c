/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place where running out of memory ends the program. */
#include <config.h>

#include "util/vec.h"

#include <stdio.h>

static void __attribute__((noreturn)) die_of_memory(void)
{
	fputs("virt-taps: out of memory\n", stderr);
	exit(3);
}

void *vt_xrealloc(void *p, size_t n, size_t size)
{
	size_t bytes;
	void *q;

	if (__builtin_mul_overflow(n, size, &bytes))
		die_of_memory();
	q = realloc(p, bytes ? bytes : 1);
	if (!q)
		die_of_memory();
	return q;
}

char *vt_xmemdup0(const void *p, size_t n)
{
	char *q = vt_xrealloc(NULL, n + 1, 1);

	if (n)
		memcpy(q, p, n);
	q[n] = '\0';
	return q;
}

char *vt_xstrdup(const char *s)
{
	return vt_xmemdup0(s, strlen(s));
}

bool *vt_flags(size_t n)
{
	bool *v = vt_xrealloc(NULL, n, sizeof(*v));

	memset(v, 0, n * sizeof(*v));
	return v;
}
