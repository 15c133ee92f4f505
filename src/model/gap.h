/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gaps, what could not be observed: their table (gaps.def) and their rows. */
#ifndef VT_MODEL_GAP_H
#define VT_MODEL_GAP_H

#include <stdbool.h>
#include <stdint.h>

#include "util/arena.h"

/* What a gap may hide; the evidence that a finding may need. */
enum vt_need {
	VT_NEED_CLAIMS = 1 << 0,   /* every running domain and its live XML */
	VT_NEED_INACTIVE = 1 << 1, /* the XML of every shut-off domain */
	VT_NEED_HOLDERS = 1 << 2,  /* the descriptors of every process */
	VT_NEED_LINKS = 1 << 3,    /* the links of every network namespace */
	VT_NEED_PROCS = 1 << 4,    /* every process and its command line */
};

/* The codes, VT_GAP_NO_LIBVIRT and so on, in the order of gaps.def. */
enum vt_gap_code {
#define GAP(symbol, code, hides, summary, explanation, remedy) VT_GAP_##symbol,
#include "model/gaps.def"
#undef GAP
	VT_GAP_CODE_N
};

/**
 * struct vt_gap_class - a row of gaps.def
 * @code:  slug, never changed, never used again for something else
 * @hides: enum vt_need bits, the most that such a gap hides
 * @summary: one line; @explanation: how it comes about; @remedy: what to do
 */
struct vt_gap_class {
	const char *code;
	uint32_t hides;
	const char *summary, *explanation, *remedy;
};

/** vt_gap_class - the row of a code; static */
const struct vt_gap_class *vt_gap_class(enum vt_gap_code code);
/** vt_gap_class_by_code - NULL when there is no such code */
const struct vt_gap_class *vt_gap_class_by_code(const char *code);

/** vt_need_name - name of what a gap can hide, by its bit; NULL behind the last; static */
const char *vt_need_name(unsigned int bit);

/**
 * struct vt_gap - something that could not be observed
 * @code:    slug of gaps.def; from a recording, whatever code the program that made it used
 * @subject: what it is about, for people
 * @hides:   enum vt_need bits: which evidence is incomplete for it
 *
 * Its scope: it hides nothing but what depends on these, where they are set.
 * @netns:   a network namespace, by its inode
 * @owner:   the user, not root, whose user namespace that belongs to
 * @pid:     a process
 * @uri:     a connection, by its URI
 * @uuid:    a VM
 * @macvtap: descriptors of macvtaps and ipvtaps
 */
struct vt_gap {
	const char *code, *subject, *detail;
	uint32_t hides;
	uint64_t netns;
	uint32_t owner;
	int32_t pid;
	const char *uri, *uuid;
	bool macvtap;
};

/**
 * vt_gap_passes - can the next scan be without such a gap
 *
 * Some are there because something happened meanwhile, or did not answer in
 * time; others are what this user may not see.
 */
bool vt_gap_passes(const struct vt_gap *gap);

/** vt_gap_init - a gap that hides all that its class does; strings are copied to @arena */
void vt_gap_init(struct vt_gap *gap, struct vt_arena *arena, enum vt_gap_code code,
		 const char *subject, const char *detail);

/** vt_gap_copy - @gap with its strings copied to @arena */
struct vt_gap vt_gap_copy(struct vt_arena *arena, const struct vt_gap *gap);

/** vt_gap_same - of one code, about the same thing; @detail may differ */
bool vt_gap_same(const struct vt_gap *a, const struct vt_gap *b);

#endif
