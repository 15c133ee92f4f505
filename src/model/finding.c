/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings table as data, and lists of findings. */
#include <config.h>

#include "model/finding.h"

#include "model/facts.h"
#include "util/search.h"
#include "util/str.h"

static const struct vt_class classes[] = {
#define FINDING(symbol, code, severity, needs, summary, explanation, remedy, uncured) \
	{ #symbol, code, severity, needs, summary, explanation, remedy, uncured },
#include "model/findings.def"
#undef FINDING
};

_Static_assert(sizeof(classes) / sizeof(*classes) == VT_CODE_N, "one class a code");

const struct vt_class *vt_class(enum vt_code code)
{
	return &classes[code];
}

const struct vt_class *vt_class_by_code(const char *code)
{
	for (unsigned int i = 0; i < VT_CODE_N; i++)
		if (!strcmp(classes[i].code, code))
			return &classes[i];
	return NULL;
}

const char *vt_severity_name(enum vt_severity severity)
{
	static const char *const names[] = { "info", "warning", "critical" };

	return names[severity];
}

enum vt_severity vt_finding_severity(const struct vt_finding *row)
{
	return (enum vt_severity)(classes[row->code].severity - row->lowered);
}

void vt_finding_at_most(struct vt_finding *row, enum vt_severity severity)
{
	if (vt_finding_severity(row) > severity)
		row->lowered = classes[row->code].severity - severity;
}

struct vt_findings *vt_findings_new(void)
{
	struct vt_findings *list = vt_xrealloc(NULL, 1, sizeof(*list));

	memset(list, 0, sizeof(*list));
	list->arena = vt_arena_new();
	return list;
}

void vt_findings_free(struct vt_findings *list)
{
	if (!list)
		return;
	vt_vec_done(&list->rows);
	vt_arena_free(list->arena);
	free(list);
}

#define CMP(a, b) (((a) > (b)) - ((a) < (b)))

/* Order of what a finding is about. */
static int cmp_subject(const struct vt_finding *a, const struct vt_finding *b)
{
	const int results[] = {
		vt_natural_cmp(a->domain_name, b->domain_name),
		vt_strcmp0(a->uuid, b->uuid),
		vt_strcmp0(a->conn_uri, b->conn_uri),
		CMP(a->domain_id, b->domain_id),
		vt_natural_cmp(a->alias, b->alias),
		vt_natural_cmp(a->ifname, b->ifname),
		CMP(a->netns, b->netns),
		CMP(a->netns_cookie, b->netns_cookie),
		CMP(a->ifindex, b->ifindex),
		vt_natural_cmp(a->object, b->object),
		CMP(a->pid, b->pid),
		CMP(a->start, b->start),
	};

	for (size_t i = 0; i < sizeof(results) / sizeof(*results); i++)
		if (results[i])
			return results[i];
	return 0;
}

static int cmp_identity(const struct vt_finding *a, const struct vt_finding *b)
{
	int severity = CMP(vt_finding_severity(b), vt_finding_severity(a));
	int code = CMP(a->code, b->code);

	if (severity)
		return severity;
	return code ? code : cmp_subject(a, b);
}

static int cmp_finding(const void *pa, const void *pb)
{
	const struct vt_finding *a = pa, *b = pb;
	int identity = cmp_identity(a, b);

	return identity ? identity : vt_strcmp0(a->message, b->message);
}

static int cmp_row_identity(const void *row, const void *key)
{
	return cmp_identity(row, key);
}

const struct vt_finding *vt_findings_find(const struct vt_findings *list,
					  const struct vt_finding *row)
{
	return vt_vec_find(&list->rows, row, cmp_row_identity);
}

void vt_findings_sort(struct vt_findings *list)
{
	vt_vec_sort(&list->rows, cmp_finding);
}

bool vt_finding_same(const struct vt_finding *a, const struct vt_finding *b)
{
	return a->code == b->code && cmp_subject(a, b) == 0;
}
