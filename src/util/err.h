/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors are values: 0 or -errno, and the words in a struct the caller owns. */
#ifndef VT_UTIL_ERR_H
#define VT_UTIL_ERR_H

#define VT_PRINTF(f, a) __attribute__((format(printf, f, a)))

/**
 * struct vt_err - what went wrong, in words for the user
 * @code: positive errno, 0 while nothing went wrong
 * @msg:  lower case, no full stop, no newline
 *
 * Lives on the caller's stack; there is nothing to free.
 */
struct vt_err {
	int code;
	char msg[384];
};

/**
 * vt_err_set - record an error
 * @err:    never NULL; what it said before is replaced
 * @errnum: positive errno
 *
 * Returns -@errnum, so that "return vt_err_set(...)" reads well.
 */
int vt_err_set(struct vt_err *err, int errnum, const char *fmt, ...) VT_PRINTF(3, 4);

/**
 * vt_err_prefix - say whose error it was, in front of what is there
 *
 * Returns -@err->code.
 */
int vt_err_prefix(struct vt_err *err, const char *fmt, ...) VT_PRINTF(2, 3);

#endif
