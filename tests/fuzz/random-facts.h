/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes to a small host, as the decoders could leave it. */
#ifndef VT_FUZZ_RANDOM_FACTS_H
#define VT_FUZZ_RANDOM_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "model/facts.h"

/** struct input - bytes not used yet; zeros behind their end */
struct input {
	const uint8_t *p;
	size_t n;
};

/** take - a number below @below, at most 256; uses one byte */
uint32_t take(struct input *in, uint32_t below);

/** take_text - a name that others are likely to have, too, or one of any bytes */
const char *take_text(struct input *in, struct vt_arena *arena);

/**
 * random_facts - a host made of the bytes; owned, not frozen
 *
 * Keys are few, so that they collide. What no decoder lets through is not
 * made: rows refer to rows, and no identity is there twice.
 */
struct vt_facts *random_facts(struct input *in);

/**
 * shuffled_facts - the same facts with the rows of every table in another
 * order; owned, not frozen, borrows the strings of @f, which is not frozen
 */
struct vt_facts *shuffled_facts(const struct vt_facts *f, uint32_t seed);

#endif
