/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replaces the names, addresses, UUIDs and unknown words of a recording. The
 * same text always gets the same replacement, so what belongs together can
 * still be told. Only the words listed in anonymise-words.c are kept;
 * everything else is replaced, whatever it is.
 */
#ifndef VT_COLLECT_RECORDING_ANONYMISE_H
#define VT_COLLECT_RECORDING_ANONYMISE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/str.h"

struct vt_anon;

/** vt_anon_new - start with no replacements; owned, free with vt_anon_free() */
struct vt_anon *vt_anon_new(void);
void vt_anon_free(struct vt_anon *a);

/**
 * vt_anon_name - the replacement for a name of @n bytes; borrowed from @a
 *
 * Digits, "lo" and the like are kept, and so is a prefix that the kernel or a
 * manager chose ("vnet", "tap").
 */
const char *vt_anon_name(struct vt_anon *a, const char *name, size_t n);

/**
 * vt_anon_text - anonymise a text, word by word
 * @key: the member whose value it is, NULL for none
 * @out: overwritten with the result
 */
void vt_anon_text(struct vt_anon *a, const char *key, const char *text, struct vt_buf *out);

/** vt_anon_arg - likewise for an argument; @previous is the one before it, or NULL */
void vt_anon_arg(struct vt_anon *a, const char *previous, const char *arg, struct vt_buf *out);

/** vt_anon_xml - likewise for XML, which may be cut off */
void vt_anon_xml(struct vt_anon *a, const char *text, struct vt_buf *out);

/** vt_anon_netlink - likewise for rtnetlink messages; unknown attributes are dropped */
void vt_anon_netlink(struct vt_anon *a, const struct vt_buf *messages, struct vt_buf *out);

/* Shared by the anonymise*.c files only. */
/** vt_anon_is_word - is this a word to keep */
bool vt_anon_is_word(struct vt_anon *a, const char *s, size_t n);
/** vt_anon_word - append the replacement for a word of any kind */
void vt_anon_word(struct vt_anon *a, const char *s, size_t n, struct vt_buf *out);
/** vt_anon_words - append an anonymised text, word by word */
void vt_anon_words(struct vt_anon *a, const char *text, size_t n, struct vt_buf *out);
/** vt_anon_mac - replace all bytes of a hardware address except the first */
void vt_anon_mac(struct vt_anon *a, unsigned char *mac, size_t n);
/** vt_anon_ip - replace an IP address of 4 or 16 bytes */
void vt_anon_ip(struct vt_anon *a, unsigned char *ip, size_t n);

/** vt_anon_known_words - the words to keep, separated by white space or commas; static */
extern const char *const vt_anon_known_words[];

#endif
