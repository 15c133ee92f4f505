/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one SUBJECT of the command line can mean, as far as its text says: the
 * same for what is shown (analyze) and for what a scan may leave out (collect).
 */
#ifndef VT_MODEL_SUBJECT_H
#define VT_MODEL_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct vt_subjects - subjects as they were typed
 *
 * None at all: everything will be shown.
 */
struct vt_subjects {
	const char *const *v;
	size_t n;
};

/**
 * struct vt_subject - one of them, read; borrows its text
 * @glob:   has characters of a shell pattern
 * @number: as a PID, a libvirt id or the number of a namespace; -1 = it is none
 * @mac:    twelve lower-case hex digits, "" = it is no MAC address
 * @uuid:   the beginning of a UUID or all of it, in lower-case hex digits; "" = it is none
 * @ip:     as an address of @family, 0 = it is none
 */
struct vt_subject {
	const char *text;
	bool glob;
	int64_t number;
	char mac[13], uuid[33];
	unsigned char ip[16];
	int family;
};

/** vt_subject_read - what @text may mean */
struct vt_subject vt_subject_read(const char *text);

/**
 * vt_subject_* - does it mean what is called so? False for NULL.
 *
 * A name is matched byte by byte, or by a shell pattern. A MAC address may be
 * written 52:54:00:.., 52-54-00-.., 5254.00.. or as bare digits; a UUID by its
 * first eight digits or more, with or without "-"; an IP address in any of its forms, with
 * a zone or without.
 */
bool vt_subject_is_name(const struct vt_subject *s, const char *name);
bool vt_subject_is_number(const struct vt_subject *s, uint64_t number);
bool vt_subject_is_mac(const struct vt_subject *s, const char *mac);
bool vt_subject_is_uuid(const struct vt_subject *s, const char *uuid);
bool vt_subject_is_ip(const struct vt_subject *s, const char *ip);

#endif
