/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formatting of error values; knows nothing of who prints them. */
#include <config.h>

#include "util/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int vt_err_set(struct vt_err *err, int errnum, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	err->code = errnum;
	return -errnum;
}

int vt_err_prefix(struct vt_err *err, const char *fmt, ...)
{
	char prefixed[2 * sizeof(err->msg) + 2];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(prefixed, sizeof(err->msg), fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	if ((size_t)n >= sizeof(err->msg))
		n = sizeof(err->msg) - 1;
	snprintf(prefixed + n, sizeof(prefixed) - (size_t)n, ": %s", err->msg);
	prefixed[sizeof(err->msg) - 1] = '\0';
	memcpy(err->msg, prefixed, sizeof(err->msg));
	return -err->code;
}
