/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recording says with other names in it: each name, address, UUID and
 * word that is not a known one is replaced, the same by the same wherever it
 * is, so that who belongs to whom stays as it was. Known words are those that
 * sources and decoders have of their own (anonymise-words.c): what is not
 * there does not pass, whatever it is.
 */
#ifndef VT_COLLECT_RECORDING_ANONYMISE_H
#define VT_COLLECT_RECORDING_ANONYMISE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/str.h"

struct vt_anon;

/** vt_anon_new - nothing replaced yet; owned, free with vt_anon_free() */
struct vt_anon *vt_anon_new(void);
void vt_anon_free(struct vt_anon *a);

/**
 * vt_anon_name - what stands for a name of @n bytes, whatever it is; borrowed from @a
 *
 * Digits, "lo" and the like stay; a prefix that kernel and managers give
 * ("vnet", "tap") stays, too.
 */
const char *vt_anon_name(struct vt_anon *a, const char *name, size_t n);

/**
 * vt_anon_text - a text with all in it replaced, word by word
 * @key: name of the member that it is the value of, NULL for none
 * @out: replaced
 */
void vt_anon_text(struct vt_anon *a, const char *key, const char *text, struct vt_buf *out);

/** vt_anon_arg - likewise an argument, @previous is the one before or NULL */
void vt_anon_arg(struct vt_anon *a, const char *previous, const char *arg, struct vt_buf *out);

/** vt_anon_xml - likewise XML, whole or cut off */
void vt_anon_xml(struct vt_anon *a, const char *text, struct vt_buf *out);

/** vt_anon_netlink - likewise messages of rtnetlink; attributes that nobody knows go */
void vt_anon_netlink(struct vt_anon *a, const struct vt_buf *messages, struct vt_buf *out);

/* For the files of anonymise. */
/** vt_anon_is_word - a word that may stay */
bool vt_anon_is_word(struct vt_anon *a, const char *s, size_t n);
/** vt_anon_word - append what stands for a word that may be anything */
void vt_anon_word(struct vt_anon *a, const char *s, size_t n, struct vt_buf *out);
/** vt_anon_words - append what stands for a text, word by word */
void vt_anon_words(struct vt_anon *a, const char *text, size_t n, struct vt_buf *out);
/** vt_anon_mac - replace the bytes of a hardware address, but for the first */
void vt_anon_mac(struct vt_anon *a, unsigned char *mac, size_t n);
/** vt_anon_ip - replace the bytes of an address, 4 or 16 */
void vt_anon_ip(struct vt_anon *a, unsigned char *ip, size_t n);

/** vt_anon_known_words - separated by blanks and newlines; static */
extern const char *const vt_anon_known_words[];

#endif
