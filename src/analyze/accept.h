/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings that are expected on a host, one rule per line:
 *
 *	CODE [KEY=GLOB...] [until=YYYY-MM-DD] # reason
 */
#ifndef VT_ANALYZE_ACCEPT_H
#define VT_ANALYZE_ACCEPT_H

#include "analyze/mapping.h"
#include "util/err.h"

enum vt_accept_key {
	VT_ACCEPT_DOMAIN,
	VT_ACCEPT_DEVICE,
	VT_ACCEPT_NETNS,
	VT_ACCEPT_BRIDGE,
	VT_ACCEPT_HOLDER,
	VT_ACCEPT_MANAGER,
	VT_ACCEPT_KEYS
};

/** vt_accept_key_name - as in a rule; static */
const char *vt_accept_key_name(enum vt_accept_key key);

/**
 * struct vt_accept_rule - a line
 * @globs: shell patterns, NULL = any
 * @until: the last day, as the number YYYYMMDD; 0 = no limit
 */
struct vt_accept_rule {
	enum vt_code code;
	const char *globs[VT_ACCEPT_KEYS];
	uint32_t until;
	const char *reason;
	unsigned int line;
};

/**
 * struct vt_accept - a file of rules; zero it, release with vt_accept_done()
 * @path: for messages, borrowed
 */
struct vt_accept {
	const char *path;
	struct vt_arena *arena;
	VT_VEC(struct vt_accept_rule) rules;
};

/**
 * vt_accept_parse - the text of @a->path
 *
 * Returns 0, or -EBADMSG with file and line in @err.
 */
int vt_accept_parse(const char *text, struct vt_accept *a, struct vt_err *err);
void vt_accept_done(struct vt_accept *a);

static inline void vt_accept_cleanup(struct vt_accept *a)
{
	vt_accept_done(a);
}

/** vt_accept_day - "2026-11-25..." as the number 20261125; 0 if it is not a date */
uint32_t vt_accept_day(const char *text);

/** vt_accept_value - the value of a finding that a rule's key is compared with; NULL = none */
const char *vt_accept_value(const struct vt_facts *f, const struct vt_inventory *inv,
			    const struct vt_finding *row, enum vt_accept_key key, char number[24]);

/**
 * vt_accept_rule_for - the first rule that accepts the finding on that day; NULL = none
 * @used: one per rule; set for each that accepts it, so that of two rules neither looks unused
 */
const struct vt_accept_rule *vt_accept_rule_for(const struct vt_accept *a, const struct vt_facts *f,
						const struct vt_inventory *inv,
						const struct vt_finding *row, uint32_t day,
						bool *used);

#endif
