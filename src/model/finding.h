/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings: their table (findings.def) and their rows. */
#ifndef VT_MODEL_FINDING_H
#define VT_MODEL_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/vec.h"

enum vt_severity { VT_INFO, VT_WARNING, VT_CRITICAL, VT_SEVERITY_N };

/* The codes, VT_F_MISSING_DEVICE and so on, in the order of findings.def. */
enum vt_code {
#define FINDING(symbol, code, severity, needs, summary, explanation, remedy, uncured) VT_F_##symbol,
#include "model/findings.def"
#undef FINDING
	VT_CODE_N
};

/**
 * struct vt_class - a row of findings.def
 * @code:   slug, never changed, never used again for something else
 * @needs:  enum vt_need bits: the evidence whose absence it argues from
 * @summary: one line; @explanation: how it is decided; @remedy: what to do
 * @uncured: why no command cures it, "" where the rule gives commands
 */
struct vt_class {
	const char *symbol, *code;
	enum vt_severity severity;
	uint32_t needs;
	const char *summary, *explanation, *remedy, *uncured;
};

/** vt_class - the row of a code; static */
const struct vt_class *vt_class(enum vt_code code);
/** vt_class_by_code - NULL when there is no such code */
const struct vt_class *vt_class_by_code(const char *code);
const char *vt_severity_name(enum vt_severity severity);

/** struct vt_evidence - one thing that the finding rests on; @text or @number */
struct vt_evidence {
	const char *key, *text;
	int64_t number;
};

#define VT_EVIDENCE_MAX 8
#define VT_COMMANDS_MAX 8

/**
 * struct vt_finding - one row; its identity is everything but the words
 * @domain, @nic, @link, @proc, @record, @file: rows of facts (the last two of registrations
 *          and pidfiles), VT_NONE when not about one
 * @conn_uri ... @ifindex: the same as values, which outlive those facts
 * @object: identity of what is neither domain, device nor process, such as a
 *          network port's UUID; NULL = nothing of that sort
 * @commands: what to type, each complete; none where no command cures it
 * @accepted: the reason of the rule that accepts it, NULL = none does
 * @lowered: by how many steps it is milder than its class: see vt_finding_severity()
 */
struct vt_finding {
	enum vt_code code;
	uint32_t lowered;
	uint32_t domain, nic, link, proc, record, file;
	const char *domain_name, *uuid, *alias, *ifname, *netns_name, *conn_uri, *object;
	int32_t domain_id, pid;
	uint64_t netns, netns_cookie, start;
	uint32_t ifindex;
	const char *message, *remedy;
	const char *commands[VT_COMMANDS_MAX];
	uint32_t n_commands;
	const char *accepted;
	struct vt_evidence evidence[VT_EVIDENCE_MAX];
	uint32_t n_evidence;
};

/** vt_finding_severity - of its class, or milder */
enum vt_severity vt_finding_severity(const struct vt_finding *row);

/** vt_finding_at_most - lower its severity to @severity, where it is higher */
void vt_finding_at_most(struct vt_finding *row, enum vt_severity severity);

/** struct vt_findings - a sorted list with its strings; owned */
struct vt_findings {
	struct vt_arena *arena;
	VT_VEC(struct vt_finding) rows;
};

/** vt_findings_new - an empty list; owned, free with vt_findings_free() */
struct vt_findings *vt_findings_new(void);
void vt_findings_free(struct vt_findings *list);

static inline void vt_findings_cleanup(struct vt_findings **list)
{
	vt_findings_free(*list);
}

/** vt_findings_sort - critical first, then code, domain, device, process */
void vt_findings_sort(struct vt_findings *list);

/** vt_findings_find - the row of a sorted list that is the same; NULL when none is */
const struct vt_finding *vt_findings_find(const struct vt_findings *list,
					  const struct vt_finding *row);

/**
 * vt_finding_same - both say the same about the same identity: domain
 * (connection, UUID, id), process (PID, start), device (netns, ifindex), NIC
 */
bool vt_finding_same(const struct vt_finding *a, const struct vt_finding *b);

#endif
