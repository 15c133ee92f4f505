/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of list: filtered and sorted, by what people see of them. */
#include <config.h>

#include "render/rows.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "analyze/status.h"
#include "render/columns.h"
#include "render/shared.h"
#include "util/cleanup.h"
#include "util/nearest.h"

/* --- arguments ----------------------------------------------------------- */

const char *vt_rows_given(const struct vt_rows *rows)
{
	return rows->bridge   ? "--bridge" :
	       rows->status   ? "--status" :
	       rows->problems ? "--problems" :
	       rows->sort     ? "--sort" :
				NULL;
}

static bool is_word(const char *word, size_t n, const char *name)
{
	return strlen(name) == n && !strncasecmp(word, name, n);
}

static int check_status_word(const char *word, size_t n, struct vt_err *err)
{
	VT_CLEANUP(vt_free) char *given = vt_xmemdup0(word, n);
	struct vt_nearest near = { .word = given };

	for (unsigned int i = 0; i < VT_STATUS_N; i++) {
		if (is_word(word, n, vt_status_name((enum vt_status)i)))
			return 0;
		vt_nearest_offer(&near, vt_status_name((enum vt_status)i));
	}
	for (unsigned int i = 0; i < VT_CODE_N; i++) {
		if (is_word(word, n, vt_class((enum vt_code)i)->code))
			return 0;
		vt_nearest_offer(&near, vt_class((enum vt_code)i)->code);
	}
	return vt_nearest_error(&near, "", "virt-taps explain", err,
				"--status: '%s' is neither a status nor a code", given);
}

int vt_rows_check_status(const char *status, struct vt_err *err)
{
	int r;

	do {
		size_t n = strcspn(status, ",");

		r = check_status_word(status, n, err);
		status += n;
	} while (r == 0 && *status++);
	return r;
}

int vt_rows_check_sort(const char *sort, struct vt_err *err)
{
	do {
		size_t n;

		sort += *sort == '-';
		n = strcspn(sort, ",");
		if (!vt_column_by_name(sort, n, err))
			return vt_err_prefix(err, "--sort");
		sort += n;
	} while (*sort++);
	return 0;
}

/* --- which --------------------------------------------------------------- */

static bool on_bridge(const struct vt_report *r, const struct vt_mapping *m, const char *glob)
{
	const struct vt_nic *nic = m->nic == VT_NONE ? NULL : &r->facts->nics.v[m->nic];
	const char *const names[] = { vt_mapping_bridge(r, m), vt_mapping_master(r, m),
				      nic ? nic->source_bridge : NULL };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i] && !fnmatch(glob, names[i], 0))
			return true;
	return false;
}

static bool has_status(const struct vt_report *r, const struct vt_mapping *m, const char *list)
{
	do {
		size_t n = strcspn(list, ",");

		if (is_word(list, n, vt_status_name(m->status)))
			return true;
		for (uint32_t i = 0; i < m->n_findings; i++)
			if (is_word(list, n,
				    vt_class(r->mapping_findings.v[m->first_finding + i])->code))
				return true;
		list += n;
	} while (*list++);
	return false;
}

static bool counts(const struct vt_finding *f)
{
	return !f->accepted && vt_finding_severity(f) != VT_INFO;
}

static bool has_problem(const struct vt_report *r, const struct vt_mapping *m)
{
	for (size_t i = 0; m->n_findings && i < r->findings->rows.n; i++)
		if (counts(&r->findings->rows.v[i]) &&
		    vt_finding_is_about(r->facts, r->inventory, &r->findings->rows.v[i], m))
			return true;
	return false;
}

static bool is_wanted(const struct vt_report *r, const struct vt_mapping *m,
		      const struct vt_rows *rows)
{
	return (!rows->bridge || on_bridge(r, m, rows->bridge)) &&
	       (!rows->status || has_status(r, m, rows->status)) &&
	       (!rows->problems || has_problem(r, m));
}

static bool is_about_one(const struct vt_report *r, const struct vt_finding *f)
{
	for (size_t i = 0; i < r->mappings.n; i++)
		if (vt_finding_is_about(r->facts, r->inventory, f, &r->mappings.v[i]))
			return true;
	return false;
}

static void count(struct vt_summary *s, const struct vt_finding *f)
{
	enum vt_severity severity = vt_finding_severity(f);

	if (f->accepted) {
		s->accepted++;
		return;
	}
	s->findings[severity]++;
	if (!s->worst || severity > vt_finding_severity(s->worst))
		s->worst = f;
}

/* Only the findings about the rows that are left, and the summary of them. */
static void keep_findings(struct vt_report *r)
{
	struct vt_findings *all = r->findings;
	struct vt_summary *s = &r->summary;
	size_t kept = 0;

	for (size_t i = 0; i < all->rows.n; i++)
		if (is_about_one(r, &all->rows.v[i]))
			all->rows.v[kept++] = all->rows.v[i];
	all->rows.n = kept;
	memset(s->findings, 0, sizeof(s->findings));
	s->accepted = s->mapped = 0;
	s->worst = NULL;
	for (size_t i = 0; i < kept; i++)
		count(s, &all->rows.v[i]);
	for (size_t i = 0; i < r->mappings.n; i++)
		s->mapped += r->mappings.v[i].status == VT_STATUS_OK;
}

static void filter(struct vt_report *r, const struct vt_rows *rows)
{
	size_t kept = 0;

	if (!rows->bridge && !rows->status && !rows->problems)
		return;
	for (size_t i = 0; i < r->mappings.n; i++)
		if (is_wanted(r, &r->mappings.v[i], rows))
			r->mappings.v[kept++] = r->mappings.v[i];
	r->mappings.n = kept;
	r->subset = true;
	keep_findings(r);
}

/* --- in what order ------------------------------------------------------- */

#define CMP(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_claimed(const struct vt_report *r, const struct vt_mapping *a,
			   const struct vt_mapping *b)
{
	uint32_t da = r->facts->nics.v[a->nic].domain, db = r->facts->nics.v[b->nic].domain;
	int c = da == db ?
			0 :
			vt_natural_cmp(r->facts->domains.v[da].name, r->facts->domains.v[db].name);

	return c ? c : da != db ? CMP(da, db) : CMP(a->nic, b->nic);
}

static int compare_devices(const struct vt_report *r, const struct vt_mapping *a,
			   const struct vt_mapping *b)
{
	const struct vt_link *la = vt_mapping_link(r, a), *lb = vt_mapping_link(r, b);
	int c = 0;

	if (!la || !lb)
		return CMP(la != NULL, lb != NULL);
	if (la->netns != lb->netns) {
		uint64_t own = r->facts->own_netns;

		c = CMP(la->netns != own, lb->netns != own);
		c = c ? c :
			vt_natural_cmp(vt_netns_name(r->facts, la->netns),
				       vt_netns_name(r->facts, lb->netns));
		c = c ? c : CMP(la->netns, lb->netns);
	}
	c = c ? c : vt_natural_cmp(la->ifname, lb->ifname);
	return c ? c : CMP(la->ifindex, lb->ifindex);
}

static int compare_as_read(const void *a, const void *b, void *report)
{
	const struct vt_mapping *x = a, *y = b;
	const struct vt_report *r = report;

	if ((x->nic == VT_NONE) != (y->nic == VT_NONE))
		return x->nic == VT_NONE ? 1 : -1;
	return x->nic == VT_NONE ? compare_devices(r, x, y) : compare_claimed(r, x, y);
}

/* A row with the values that it is sorted by. */
struct keyed {
	struct vt_mapping m;
	char **keys;
	size_t place;
};

struct order {
	VT_VEC(const struct vt_column *) columns;
	VT_VEC(bool) down;
};

static void read_order(const char *sort, struct order *ret)
{
	struct vt_err err = { 0 };

	do {
		bool down = *sort == '-';
		size_t n;

		sort += down;
		n = strcspn(sort, ",");
		vt_vec_push(&ret->columns, vt_column_by_name(sort, n, &err));
		vt_vec_push(&ret->down, down);
		sort += n;
	} while (*sort++);
}

static int compare_keyed(const void *a, const void *b, void *order)
{
	const struct keyed *x = a, *y = b;
	const struct order *o = order;

	for (size_t i = 0; i < o->columns.n; i++) {
		int c = vt_natural_cmp(x->keys[i], y->keys[i]);

		/* What is absent comes last either way. */
		if (!x->keys[i] != !y->keys[i])
			return x->keys[i] ? -1 : 1;
		if (c)
			return o->down.v[i] ? -c : c;
	}
	return CMP(x->place, y->place);
}

static char *key_of(const struct vt_column *c, const struct vt_row *row)
{
	VT_BUF_OF(text);

	return vt_column_cell(c, row, &text) ? vt_xstrdup(text.p) : NULL;
}

static void sort_by(struct vt_report *r, const char *sort)
{
	struct order order = { 0 };
	struct keyed *rows = vt_xrealloc(NULL, r->mappings.n + 1, sizeof(*rows));

	read_order(sort, &order);
	for (size_t i = 0; i < r->mappings.n; i++) {
		struct vt_row row = vt_row_of_mapping(r, &r->mappings.v[i]);

		rows[i] = (struct keyed){ .m = r->mappings.v[i], .place = i };
		rows[i].keys = vt_xrealloc(NULL, order.columns.n, sizeof(*rows[i].keys));
		for (size_t k = 0; k < order.columns.n; k++)
			rows[i].keys[k] = key_of(order.columns.v[k], &row);
	}
	qsort_r(rows, r->mappings.n, sizeof(*rows), compare_keyed, &order);
	for (size_t i = 0; i < r->mappings.n; i++) {
		r->mappings.v[i] = rows[i].m;
		for (size_t k = 0; k < order.columns.n; k++)
			free(rows[i].keys[k]);
		free(rows[i].keys);
	}
	free(rows);
	vt_vec_done(&order.columns);
	vt_vec_done(&order.down);
}

void vt_rows_choose(struct vt_report *r, const struct vt_rows *rows)
{
	filter(r, rows);
	if (r->mappings.n)
		qsort_r(r->mappings.v, r->mappings.n, sizeof(*r->mappings.v), compare_as_read, r);
	if (rows->sort)
		sort_by(r, rows->sort);
}
