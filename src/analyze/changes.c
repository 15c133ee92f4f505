/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two reports to a list of what came and went. Rows are paired by identity,
 * and then compared by what is shown of them. Both reports have one order, so
 * the search for a row starts where the one before it was found.
 */
#include <config.h>

#include "analyze/changes.h"

#include "util/cleanup.h"
#include "util/str.h"

static const char *const kind_names[] = {
	[VT_EVENT_UNMAPPED] = "unmapped",
	[VT_EVENT_MAPPED] = "mapped",
	[VT_EVENT_CLEARED] = "cleared",
	[VT_EVENT_RAISED] = "raised",
};

static const char *const reason_names[] = {
	[VT_REASON_PRESENT] = "present",
	[VT_REASON_NEW] = "new",
	[VT_REASON_GONE] = "gone",
	[VT_REASON_UPDATE] = "update",
};

const char *vt_event_kind_name(enum vt_event_kind kind)
{
	return kind_names[kind];
}

const char *vt_event_reason_name(enum vt_event_reason reason)
{
	return reason_names[reason];
}

void vt_event_list_done(struct vt_event_list *list)
{
	vt_vec_done(&list->rows);
}

/* --- mappings ------------------------------------------------------------ */

static const char *mapping_uri(const struct vt_report *r, const struct vt_mapping *m)
{
	const struct vt_facts *f = r->facts;
	uint32_t conn = f->domains.v[f->nics.v[m->nic].domain].conn;

	return conn < f->conns.n ? f->conns.v[conn].uri : NULL;
}

static bool same_link(const struct vt_link *a, const struct vt_link *b)
{
	if (!a || !b)
		return a == b;
	return a->ifindex == b->ifindex && a->netns == b->netns;
}

/* The same NIC of the same domain, or the same device that no NIC claims. */
static bool same_mapping(const struct vt_report *ra, const struct vt_mapping *a,
			 const struct vt_report *rb, const struct vt_mapping *b)
{
	if ((a->nic == VT_NONE) != (b->nic == VT_NONE))
		return false;
	if (a->nic != VT_NONE)
		return ra->facts->nics.v[a->nic].index == rb->facts->nics.v[b->nic].index &&
		       vt_streq(vt_mapping_uuid(ra, a), vt_mapping_uuid(rb, b)) &&
		       vt_streq(vt_mapping_alias(ra, a), vt_mapping_alias(rb, b)) &&
		       vt_streq(mapping_uri(ra, a), mapping_uri(rb, b));
	return same_link(vt_mapping_link(ra, a), vt_mapping_link(rb, b));
}

static bool same_proc(const struct vt_proc *a, const struct vt_proc *b)
{
	if (!a || !b)
		return a == b;
	return a->pid == b->pid && vt_streq(a->comm, b->comm);
}

static bool same_codes(const struct vt_report *ra, const struct vt_mapping *a,
		       const struct vt_report *rb, const struct vt_mapping *b)
{
	if (a->n_findings != b->n_findings)
		return false;
	for (uint32_t i = 0; i < a->n_findings; i++)
		if (ra->mapping_findings.v[a->first_finding + i] !=
		    rb->mapping_findings.v[b->first_finding + i])
			return false;
	return true;
}

/* Everything that a mapping is shown with. */
static bool equal_mapping(const struct vt_report *ra, const struct vt_mapping *a,
			  const struct vt_report *rb, const struct vt_mapping *b)
{
	static const char *(*const values[])(const struct vt_report *r,
					     const struct vt_mapping *m) = {
		vt_mapping_domain, vt_mapping_uuid,   vt_mapping_alias, vt_mapping_mac,
		vt_mapping_type,   vt_mapping_ifname, vt_mapping_kind,  vt_mapping_master,
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (!vt_streq(values[i](ra, a), values[i](rb, b)))
			return false;
	return a->status == b->status &&
	       same_link(vt_mapping_link(ra, a), vt_mapping_link(rb, b)) &&
	       same_proc(vt_mapping_proc(ra, a), vt_mapping_proc(rb, b)) &&
	       same_codes(ra, a, rb, b);
}

/* --- findings ------------------------------------------------------------ */

static bool equal_evidence(const struct vt_finding *a, const struct vt_finding *b)
{
	if (a->n_evidence != b->n_evidence)
		return false;
	for (uint32_t i = 0; i < a->n_evidence; i++) {
		const struct vt_evidence *ea = &a->evidence[i], *eb = &b->evidence[i];

		if (!vt_streq(ea->key, eb->key) || !vt_streq(ea->text, eb->text) ||
		    (!ea->text && ea->number != eb->number))
			return false;
	}
	return true;
}

/* Of the same identity; then this is the rest that is shown. */
static bool equal_finding(const struct vt_finding *a, const struct vt_finding *b)
{
	return vt_streq(a->message, b->message) && vt_streq(a->remedy, b->remedy) &&
	       equal_evidence(a, b);
}

/* --- pairing ------------------------------------------------------------- */

/*
 * Rows of both sides by number, so that mappings and findings are paired by the same functions.
 * @pair: for each row of @now its row in @before, VT_NONE = it is new
 */
struct pairing {
	const struct vt_report *before, *now;
	size_t n_before, n_now;
	bool (*same)(const struct pairing *p, size_t before, size_t now);
	bool (*equal)(const struct pairing *p, size_t before, size_t now);
	void (*add)(const struct pairing *p, size_t row, bool comes, enum vt_event_reason reason);
	struct vt_event_list *out;
};

static bool pair_same_mapping(const struct pairing *p, size_t before, size_t now)
{
	return same_mapping(p->before, &p->before->mappings.v[before], p->now,
			    &p->now->mappings.v[now]);
}

static bool pair_equal_mapping(const struct pairing *p, size_t before, size_t now)
{
	return equal_mapping(p->before, &p->before->mappings.v[before], p->now,
			     &p->now->mappings.v[now]);
}

static void add_mapping(const struct pairing *p, size_t row, bool comes,
			enum vt_event_reason reason)
{
	struct vt_event *e = vt_vec_add(&p->out->rows);

	e->kind = comes ? VT_EVENT_MAPPED : VT_EVENT_UNMAPPED;
	e->reason = reason;
	e->report = comes ? p->now : p->before;
	e->mapping = &e->report->mappings.v[row];
}

static bool pair_same_finding(const struct pairing *p, size_t before, size_t now)
{
	return vt_finding_same(&p->before->findings->rows.v[before],
			       &p->now->findings->rows.v[now]);
}

static bool pair_equal_finding(const struct pairing *p, size_t before, size_t now)
{
	return equal_finding(&p->before->findings->rows.v[before], &p->now->findings->rows.v[now]);
}

static void add_finding(const struct pairing *p, size_t row, bool comes,
			enum vt_event_reason reason)
{
	struct vt_event *e = vt_vec_add(&p->out->rows);

	e->kind = comes ? VT_EVENT_RAISED : VT_EVENT_CLEARED;
	e->reason = reason;
	e->report = comes ? p->now : p->before;
	e->finding = &e->report->findings->rows.v[row];
}

/* For each row of @now its row in @before, each of these used once; owned. */
static size_t *pair_rows(const struct pairing *p, bool *used)
{
	size_t *pair = vt_xrealloc(NULL, p->n_now, sizeof(*pair));
	size_t next = 0;

	for (size_t i = 0; i < p->n_now; i++) {
		pair[i] = VT_NONE;
		for (size_t k = 0; k < p->n_before && pair[i] == VT_NONE; k++) {
			size_t row = (next + k) % p->n_before;

			if (!used[row] && p->same(p, row, i))
				pair[i] = row;
		}
		if (pair[i] == VT_NONE)
			continue;
		used[pair[i]] = true;
		next = pair[i] + 1;
	}
	return pair;
}

static void compare(const struct pairing *p)
{
	VT_CLEANUP(vt_free) bool *used = vt_xrealloc(NULL, p->n_before, sizeof(*used));
	VT_CLEANUP(vt_free) size_t *pair = NULL;

	memset(used, 0, p->n_before * sizeof(*used));
	pair = pair_rows(p, used);
	for (size_t i = 0; i < p->n_before; i++)
		if (!used[i])
			p->add(p, i, false, VT_REASON_GONE);
	for (size_t i = 0; i < p->n_now; i++) {
		if (pair[i] == VT_NONE) {
			p->add(p, i, true, p->before ? VT_REASON_NEW : VT_REASON_PRESENT);
		} else if (!p->equal(p, pair[i], i)) {
			p->add(p, pair[i], false, VT_REASON_UPDATE);
			p->add(p, i, true, VT_REASON_UPDATE);
		}
	}
}

void vt_changes_between(const struct vt_report *before, const struct vt_report *now,
			struct vt_event_list *ret)
{
	const struct pairing mappings = { .before = before,
					  .now = now,
					  .n_before = before ? before->mappings.n : 0,
					  .n_now = now->mappings.n,
					  .same = pair_same_mapping,
					  .equal = pair_equal_mapping,
					  .add = add_mapping,
					  .out = ret };
	const struct pairing findings = { .before = before,
					  .now = now,
					  .n_before = before ? before->findings->rows.n : 0,
					  .n_now = now->findings->rows.n,
					  .same = pair_same_finding,
					  .equal = pair_equal_finding,
					  .add = add_finding,
					  .out = ret };

	compare(&mappings);
	compare(&findings);
}
