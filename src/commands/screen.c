/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rows there are on the screen of watch, since when, and which are seen. */
#include <config.h>

#include "commands/screen-parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/status.h"
#include "render/safe-text.h"
#include "util/cleanup.h"

#define CMP(a, b) (((a) > (b)) - ((a) < (b)))

struct vt_screen *vt_screen_new(const struct vt_render_opts *how, const struct vt_rows *rows)
{
	struct vt_screen *s = vt_xrealloc(NULL, 1, sizeof(*s));

	memset(s, 0, sizeof(*s));
	s->how = how;
	vt_screen_set_traffic(s, false);
	s->sort = rows ? rows->sort : NULL;
	s->problems = rows && rows->problems;
	s->order = s->sort ? VT_ORDER_GIVEN : VT_ORDER_WORST;
	vt_buf_str(&s->search, "");
	return s;
}

static void row_done(struct vt_screen_row *row)
{
	free(row->key);
	free(row->value);
	free(row->more);
	free(row->name);
	free(row->device);
	free(row->bridge);
	for (size_t i = 0; i < row->cells.n; i++)
		free(row->cells.v[i].text);
	vt_vec_done(&row->cells);
}

void vt_screen_free(struct vt_screen *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->all.n; i++)
		row_done(&s->all.v[i]);
	vt_vec_done(&s->all);
	vt_vec_done(&s->seen);
	vt_vec_done(&s->line_at);
	vt_buf_done(&s->lines);
	vt_buf_done(&s->search);
	vt_buf_done(&s->text);
	free(s->columns);
	free(s);
}

void vt_screen_set_traffic(struct vt_screen *s, bool traffic)
{
	static const char *const names[] = { "FROM-RATE", "TO-RATE", "DROPPED" };
	VT_BUF_OF(spec);

	vt_buf_str(&spec, s->how->columns ? s->how->columns : "");
	for (size_t i = 0; traffic && i < sizeof(names) / sizeof(*names); i++)
		if (!strcasestr(spec.p, names[i]))
			vt_buf_fmt(&spec, "%s%s", spec.len ? "," : "+", names[i]);
	s->traffic = traffic;
	free(s->columns);
	s->columns = spec.len ? VT_TAKE_PTR(spec.p) : NULL;
}

/* --- rows and their ages ------------------------------------------------- */

static char *key_of(const struct vt_row *row)
{
	const struct vt_facts *f = row->r->facts;
	const struct vt_nic *nic = row->nic == VT_NONE ? NULL : &f->nics.v[row->nic];
	const struct vt_domain *d = nic ? &f->domains.v[nic->domain] : NULL;
	VT_BUF_OF(key);

	if (row->f)
		vt_buf_fmt(&key, "f %d %s %s %s %" PRId32 " %" PRIu64 " %" PRIu32, row->f->code,
			   row->f->uuid ? row->f->uuid : "-", row->f->ifname ? row->f->ifname : "-",
			   row->f->object ? row->f->object : "-", row->f->pid, row->f->netns,
			   row->f->ifindex);
	else if (d)
		vt_buf_fmt(&key, "n %" PRIu32 " %s %" PRIu32, d->conn, d->uuid ? d->uuid : d->name,
			   nic->index);
	else if (row->link)
		vt_buf_fmt(&key, "d %" PRIu64 " %" PRIu32, row->link->netns, row->link->ifindex);
	else
		vt_buf_str(&key, "-");
	return VT_TAKE_PTR(key.p);
}

/* The cells of all columns of these names whose change is news, with a blank between them. */
static char *cells_of(const struct vt_row *row, const char *spec)
{
	VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
	struct vt_err err = { 0 };
	VT_BUF_OF(all);
	VT_BUF_OF(cell);

	vt_buf_str(&all, "");
	if (vt_columns_parse(VT_CMD_LIST, VT_FOR_PEOPLE, row->r, spec, &cols, &err) < 0)
		return VT_TAKE_PTR(all.p);
	for (size_t i = 0; i < cols.list.n; i++)
		if (!cols.list.v[i]->moves && vt_column_shown(cols.list.v[i], row, &cell))
			vt_buf_fmt(&all, "%s ", cell.p);
	return VT_TAKE_PTR(all.p);
}

/* How bad a row is: 0 is fine. */
static int badness(const struct vt_row *row)
{
	if (row->f)
		return 2 + (int)vt_finding_severity(row->f);
	if (row->m && row->m->n_findings)
		return 2 + (int)row->m->worst;
	return row->m && row->m->status == VT_STATUS_UNKNOWN;
}

static bool is_problem(const struct vt_screen_row *x)
{
	return x->bad > 2 + (int)VT_INFO;
}

static char *copy_of(const char *text)
{
	return text ? vt_xstrdup(text) : NULL;
}

static void add_row(struct vt_screen *s, struct vt_row row)
{
	const struct vt_facts *f = s->report->facts;
	struct vt_screen_row *x = vt_vec_add(&s->all);

	x->row = row;
	x->bad = badness(&row);
	if (row.domain != VT_NONE)
		x->name = copy_of(f->domains.v[row.domain].name);
	x->device = copy_of(row.link ? row.link->ifname : row.f ? row.f->ifname : NULL);
	x->bridge = copy_of(row.link ? vt_link_bridge_name(f, row.link) : NULL);
	x->place = s->all.n;
	x->key = key_of(&row);
	x->value = cells_of(&row, s->columns);
	x->more = cells_of(&row, "MAC,UUID,MESSAGE");
}

static bool has_row(const struct vt_report *r, const struct vt_finding *f)
{
	for (size_t i = 0; i < r->mappings.n; i++)
		if (vt_finding_is_about(r->facts, r->inventory, f, &r->mappings.v[i]))
			return true;
	return false;
}

static int compare_keys(const void *a, const void *b)
{
	const struct vt_screen_row *const *x = a, *const *y = b;

	return strcmp((*x)->key, (*y)->key);
}

/* What a row had in each column, as long as its report is there. */
static void keep_cells(struct vt_screen_row *x, const char *spec)
{
	VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
	struct vt_err err = { 0 };
	VT_BUF_OF(cell);

	if (vt_columns_parse(VT_CMD_LIST, VT_FOR_PEOPLE, x->row.r, spec, &cols, &err) < 0)
		return;
	for (size_t i = 0; i < cols.list.n; i++) {
		VT_BUF_OF(safe);

		if (!vt_column_shown(cols.list.v[i], &x->row, &cell) || !cell.len)
			continue;
		vt_text_add(&safe, cell.p, vt_text_ascii());
		vt_vec_push(&x->cells,
			    ((struct vt_screen_cell){ cols.list.v[i], VT_TAKE_PTR(safe.p) }));
	}
}

/* A row that is not in the report any more: takes @was. */
static void keep_gone(struct vt_screen *s, struct vt_screen_row *was, int64_t now)
{
	if (!was->gone) {
		keep_cells(was, s->columns);
		was->row = (struct vt_row){ .nic = VT_NONE, .domain = VT_NONE, .device = VT_NONE };
		was->gone = true;
		was->before = false;
		was->since = now;
	}
	vt_vec_push(&s->all, *was);
}

void vt_screen_forget(struct vt_screen *s, int64_t now)
{
	const struct vt_screen_row *selected = vt_screen_selected(s);
	VT_CLEANUP(vt_free) char *key = selected ? vt_xstrdup(selected->key) : NULL;
	size_t kept = 0;

	for (size_t i = 0; i < s->all.n; i++) {
		struct vt_screen_row *x = &s->all.v[i];

		if (x->gone && now - x->since >= VT_SCREEN_GONE_MS)
			row_done(x);
		else
			s->all.v[kept++] = *x;
	}
	if (kept == s->all.n)
		return;
	s->all.n = kept;
	vt_screen_choose(s, key);
}

/* Rows of before, by their keys. */
struct before {
	struct vt_screen_row *v, **sorted;
	size_t n;
};

static struct vt_screen_row *find_before(const struct before *b, const struct vt_screen_row *x)
{
	struct vt_screen_row *const *found =
		b->n ? bsearch(&x, b->sorted, b->n, sizeof(*b->sorted), compare_keys) : NULL;

	return found ? *found : NULL;
}

static void sort_before(struct before *b)
{
	b->sorted = vt_xrealloc(NULL, b->n + 1, sizeof(*b->sorted));
	for (size_t i = 0; i < b->n; i++)
		b->sorted[i] = &b->v[i];
	if (b->n)
		qsort(b->sorted, b->n, sizeof(*b->sorted), compare_keys);
}

/* What was the same before keeps its age. Takes all of @b. */
static void take_over(struct vt_screen *s, const struct before *b, int64_t now)
{
	bool *seen = vt_xrealloc(NULL, b->n + 1, sizeof(*seen));

	memset(seen, 0, b->n + 1);
	for (size_t i = 0; i < s->all.n; i++) {
		struct vt_screen_row *x = &s->all.v[i], *was = find_before(b, x);

		x->since = now;
		x->before = now == s->began;
		if (!was)
			continue;
		seen[was - b->v] = true;
		if (was->gone || strcmp(was->value, x->value) != 0)
			continue;
		x->since = was->since;
		x->before = was->before;
	}
	for (size_t i = 0; i < b->n; i++) {
		if (seen[i])
			row_done(&b->v[i]);
		else
			keep_gone(s, &b->v[i], now);
	}
	free(seen);
}

void vt_screen_report(struct vt_screen *s, const struct vt_report *r, int64_t now)
{
	const struct vt_screen_row *selected = vt_screen_selected(s);
	VT_CLEANUP(vt_free) char *key = selected ? vt_xstrdup(selected->key) : NULL;
	struct before before = { .v = s->all.v, .n = s->all.n };

	if (!s->report)
		s->began = now;
	s->report = r;
	memset(&s->all, 0, sizeof(s->all));
	for (size_t i = 0; i < r->mappings.n; i++)
		add_row(s, vt_row_of_mapping(r, &r->mappings.v[i]));
	for (size_t i = 0; i < r->findings->rows.n; i++)
		if (!has_row(r, &r->findings->rows.v[i]))
			add_row(s, vt_row_of_finding(r, &r->findings->rows.v[i]));
	sort_before(&before);
	take_over(s, &before, now);
	free(before.sorted);
	free(before.v);
	vt_screen_choose(s, key);
}

void vt_screen_waiting(struct vt_screen *s, const char *what)
{
	VT_BUF_OF(safe);
	size_t n;

	vt_buf_str(&safe, "");
	vt_text_add(&safe, what ? what : "", vt_text_ascii());
	n = vt_text_fit(safe.p, safe.len, sizeof(s->waiting) - 1);
	n = n < sizeof(s->waiting) ? n : 0;
	memcpy(s->waiting, safe.p, n);
	s->waiting[n] = '\0';
}

/* --- which of them, and in what order ------------------------------------ */

/* Absent is last. */
static int compare_names(const char *a, const char *b)
{
	return !a != !b ? (a ? -1 : 1) : vt_natural_cmp(a, b);
}

static int compare_rows(const void *a, const void *b, void *screen)
{
	const struct vt_screen *s = screen;
	const struct vt_screen_row *x = &s->all.v[*(const size_t *)a];
	const struct vt_screen_row *y = &s->all.v[*(const size_t *)b];
	int c = 0;

	switch (s->order) {
	case VT_ORDER_WORST:
		c = y->bad - x->bad;
		break;
	case VT_ORDER_DEVICE:
		c = compare_names(x->device, y->device);
		break;
	case VT_ORDER_BRIDGE:
		c = compare_names(x->bridge, y->bridge);
		break;
	case VT_ORDER_AGE:
		c = CMP(y->since, x->since);
		break;
	case VT_ORDER_VM:
		c = compare_names(x->name, y->name);
		break;
	case VT_ORDER_GIVEN:
		break;
	}
	return c ? c : CMP(x->place, y->place);
}

const char *vt_screen_order_name(const struct vt_screen *s)
{
	static const char *const names[] = { NULL, "worst", "VM", "device", "bridge", "age" };

	return s->order == VT_ORDER_GIVEN ? s->sort : names[s->order];
}

static bool is_seen(const struct vt_screen *s, const struct vt_screen_row *x)
{
	if (s->problems && !is_problem(x))
		return false;
	return !s->search.len || strcasestr(x->value, s->search.p) ||
	       strcasestr(x->more, s->search.p);
}

void vt_screen_choose(struct vt_screen *s, const char *key)
{
	s->seen.n = 0;
	for (size_t i = 0; i < s->all.n; i++)
		if (is_seen(s, &s->all.v[i]))
			vt_vec_push(&s->seen, i);
	if (s->seen.n)
		qsort_r(s->seen.v, s->seen.n, sizeof(*s->seen.v), compare_rows, s);
	for (size_t i = 0; key && i < s->seen.n; i++)
		if (!strcmp(s->all.v[s->seen.v[i]].key, key))
			s->cursor = i;
	if (s->cursor >= s->seen.n)
		s->cursor = s->seen.n ? s->seen.n - 1 : 0;
}

const struct vt_screen_row *vt_screen_selected(const struct vt_screen *s)
{
	return s->cursor < s->seen.n ? &s->all.v[s->seen.v[s->cursor]] : NULL;
}

char *vt_screen_subject(const struct vt_screen *s)
{
	const struct vt_screen_row *x = vt_screen_selected(s);
	const struct vt_domain *d;
	VT_BUF_OF(pid);

	if (!x || x->gone)
		return NULL;
	/* By what is unique: a name may be there twice. */
	d = x->row.nic == VT_NONE ?
		    NULL :
		    &x->row.r->facts->domains.v[x->row.r->facts->nics.v[x->row.nic].domain];
	if (d && d->uuid)
		return vt_xstrdup(d->uuid);
	if (x->device)
		return vt_xstrdup(x->device);
	if (x->row.f && x->row.f->pid > 0) {
		vt_buf_fmt(&pid, "%" PRId32, x->row.f->pid);
		return VT_TAKE_PTR(pid.p);
	}
	return x->row.f && x->row.f->domain_name ? vt_xstrdup(x->row.f->domain_name) : NULL;
}

void vt_screen_show(struct vt_screen *s, const char *text)
{
	s->text.len = 0;
	if (text)
		vt_buf_str(&s->text, text);
	if (text && s->mode != VT_MODE_TEXT)
		s->text_top = 0;
	s->mode = text ? VT_MODE_TEXT : VT_MODE_ROWS;
	s->helping = false;
}

bool vt_screen_shows(const struct vt_screen *s)
{
	return s->mode == VT_MODE_TEXT && !s->helping;
}

int vt_screen_tick_ms(const struct vt_screen *s, int64_t now)
{
	int64_t youngest = INT64_MAX;

	for (size_t i = 0; i < s->all.n; i++)
		if (now - s->all.v[i].since < youngest)
			youngest = now - s->all.v[i].since;
	if (youngest < 60 * 1000)
		return 1000;
	return youngest < 3600 * 1000 ? 60 * 1000 : -1;
}
