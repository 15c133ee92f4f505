/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places a picture as a wiring diagram: what belongs to a mapping stands in
 * the slot of its row, a bridge next to its first port, and the lines to it
 * meet in an upright lane of their own. It stays legible with hundreds of rows,
 * where straight lines would be a tangle.
 */
#include <config.h>

#include "render/picture/layout.h"

#include <stdlib.h>
#include <string.h>

static uint32_t *new_numbers(size_t n, int fill)
{
	uint32_t *numbers = vt_xrealloc(NULL, n + 1, sizeof(*numbers));

	memset(numbers, fill, (n + 1) * sizeof(*numbers));
	return numbers;
}

/* --- bundles -------------------------------------------------------------- */

/* The bundle of what meets at @hub in that gap; @known has a place for each. */
static uint32_t bundle_of(struct vt_layout *l, uint32_t *known, uint32_t hub, uint32_t gap,
			  bool out)
{
	uint32_t *at = &known[hub * VT_COLUMNS + gap];

	if (*at == VT_NONE) {
		struct vt_bundle *b = vt_vec_add(&l->bundles);

		*b = (struct vt_bundle){ .hub = hub, .out = out, .gap = gap, .lane = VT_LANE_NONE };
		*at = (uint32_t)(l->bundles.n - 1);
	}
	return *at;
}

/* What several lines leave spreads to the right; everything else gathers, in the gap
 * next to where it comes from: what skips a column goes straight from there. */
static void set_bundles(struct vt_layout *l, const struct vt_picture *p)
{
	uint32_t *known = new_numbers(p->nodes.n * VT_COLUMNS, 0xff);
	uint32_t *ways = new_numbers(p->nodes.n, 0);

	for (size_t i = 0; i < p->edges.n; i++)
		ways[p->edges.v[i].from]++;
	for (size_t i = 0; i < p->edges.n; i++) {
		const struct vt_edge *e = &p->edges.v[i];
		uint32_t from = p->nodes.v[e->from].column, to = p->nodes.v[e->to].column;
		bool out = from == VT_COLUMN_OWNER || ways[e->from] > 1;

		l->bundle[i] = VT_NONE;
		if (from < to)
			l->bundle[i] = bundle_of(l, known, out ? e->from : e->to, from, out);
	}
	free(known);
	free(ways);
}

/* --- slots ---------------------------------------------------------------- */

/* Slots that are taken, a bit for each column. */
struct taken {
	uint32_t *v;
	size_t n;
};

static bool is_free(const struct taken *t, size_t slot, unsigned int columns)
{
	return slot >= t->n || !(t->v[slot] & columns);
}

/* The one that is nearest to @want, below it rather than above. */
static uint32_t nearest(const struct taken *t, uint32_t want, unsigned int columns)
{
	for (uint32_t d = 0;; d++) {
		if (is_free(t, (size_t)want + d, columns))
			return want + d;
		if (d <= want && is_free(t, want - d, columns))
			return want - d;
	}
}

static void take(struct taken *t, uint32_t slot, unsigned int columns)
{
	size_t n = (size_t)slot + 1;

	if (n > t->n) {
		t->v = vt_xrealloc(t->v, n, sizeof(*t->v));
		memset(t->v + t->n, 0, (n - t->n) * sizeof(*t->v));
		t->n = n;
	}
	t->v[slot] |= columns;
}

/* What comes from the left to a node. */
struct span {
	uint32_t first;     /* the topmost slot it comes from */
	unsigned int skips; /* columns that a line to it passes */
};

static void find_spans(const struct vt_layout *l, const struct vt_picture *p, uint32_t column,
		       struct span *spans)
{
	for (size_t i = 0; i < p->nodes.n; i++)
		spans[i] = (struct span){ p->nodes.v[i].row, 0 };
	for (size_t i = 0; i < p->edges.n; i++) {
		const struct vt_edge *e = &p->edges.v[i];
		struct span *s = &spans[e->to];
		uint32_t slot = l->slot[e->from];

		if (p->nodes.v[e->to].column != column || p->nodes.v[e->from].column >= column)
			continue;
		s->first = slot < s->first ? slot : s->first;
		for (uint32_t c = p->nodes.v[e->from].column + 1; c < column; c++)
			s->skips |= 1U << c;
	}
}

/* A NIC and its device in their own row; all that is right of them at the top
 * of what leads there. */
static void set_slots(struct vt_layout *l, const struct vt_picture *p)
{
	struct taken t = { 0 };
	struct span *spans = vt_xrealloc(NULL, p->nodes.n + 1, sizeof(*spans));

	for (uint32_t column = 0; column < VT_COLUMNS; column++) {
		find_spans(l, p, column, spans);
		for (size_t i = 0; i < p->nodes.n; i++) {
			bool own = column <= VT_COLUMN_DEVICE;
			unsigned int columns = 1U << column | (own ? 0 : spans[i].skips);

			if (p->nodes.v[i].column != column)
				continue;
			l->slot[i] = nearest(&t, own ? p->nodes.v[i].row : spans[i].first, columns);
			take(&t, l->slot[i], columns);
		}
	}
	l->slots = (uint32_t)t.n;
	free(spans);
	free(t.v);
}

/* --- lanes ---------------------------------------------------------------- */

static void find_ends(struct vt_layout *l, const struct vt_picture *p)
{
	for (size_t i = 0; i < l->bundles.n; i++)
		l->bundles.v[i].first = l->bundles.v[i].last = l->slot[l->bundles.v[i].hub];
	for (size_t i = 0; i < p->edges.n; i++) {
		const struct vt_edge *e = &p->edges.v[i];
		struct vt_bundle *b;
		uint32_t slot;

		if (l->bundle[i] == VT_NONE)
			continue;
		b = &l->bundles.v[l->bundle[i]];
		slot = l->slot[b->out ? e->to : e->from];
		b->level |= slot == l->slot[b->hub];
		b->first = slot < b->first ? slot : b->first;
		b->last = slot > b->last ? slot : b->last;
	}
}

/* The slots that a bundle's lines have at the ends that are not at its hub. */
struct ends {
	uint32_t *slots;
	size_t n;
};

static void find_far_ends(const struct vt_layout *l, const struct vt_picture *p, struct ends *ends)
{
	for (size_t i = 0; i < p->edges.n; i++) {
		const struct vt_edge *e = &p->edges.v[i];
		struct ends *x;

		if (l->bundle[i] == VT_NONE)
			continue;
		x = &ends[l->bundle[i]];
		x->slots = vt_xrealloc(x->slots, x->n + 1, sizeof(*x->slots));
		x->slots[x->n++] = l->slot[l->bundles.v[l->bundle[i]].out ? e->to : e->from];
	}
}

static bool passes(const struct vt_bundle *b, uint32_t slot)
{
	return slot > b->first && slot < b->last;
}

static bool overlap(const struct vt_bundle *a, const struct vt_bundle *b)
{
	return a->first <= b->last && b->first <= a->last;
}

/* How many lines of @ends cross the lane of @b. */
static size_t crossings(const struct ends *ends, const struct vt_bundle *b)
{
	size_t n = 0;

	for (size_t i = 0; i < ends->n; i++)
		n += passes(b, ends->slots[i]);
	return n;
}

/* Crossings of two bundles where the lane of @a is left of that of @b: what leaves a lane to the
 * right crosses those right of it, what comes to it from the left those left of it. */
static size_t cost(const struct vt_layout *l, const struct ends *ends, uint32_t a, uint32_t b)
{
	const struct vt_bundle *x = &l->bundles.v[a], *y = &l->bundles.v[b];
	size_t n = 0;

	n += x->out ? crossings(&ends[a], y) : passes(y, l->slot[x->hub]);
	n += y->out ? passes(x, l->slot[y->hub]) : crossings(&ends[b], x);
	return n;
}

/* Neighbors change places while that makes fewer crossings; a gap has few bundles, so it is
 * soon over. */
static void sort_lanes(const struct vt_layout *l, const struct ends *ends, uint32_t *order,
		       size_t n)
{
	bool better = true;

	for (size_t turn = 0; better && turn < n; turn++) {
		better = false;
		for (size_t i = 0; i + 1 < n; i++) {
			uint32_t a = order[i], b = order[i + 1];

			if (!overlap(&l->bundles.v[a], &l->bundles.v[b]) ||
			    cost(l, ends, a, b) <= cost(l, ends, b, a))
				continue;
			order[i] = b;
			order[i + 1] = a;
			better = true;
		}
	}
}

/* Bundles with a lane in that gap, by where they begin; returns how many. */
static size_t of_gap(const struct vt_layout *l, uint32_t gap, uint32_t *order)
{
	size_t n = 0;

	for (uint32_t i = 0; i < l->bundles.n; i++) {
		const struct vt_bundle *b = &l->bundles.v[i];
		size_t at = n;

		if (b->gap != gap || b->first == b->last)
			continue;
		for (; at > 0 && l->bundles.v[order[at - 1]].first > b->first; at--)
			order[at] = order[at - 1];
		order[at] = i;
		n++;
	}
	return n;
}

/* Each right of those before it that it overlaps, and no further. */
static void set_lanes(struct vt_layout *l, const struct vt_picture *p)
{
	uint32_t *order = new_numbers(l->bundles.n, 0);
	struct ends *ends = vt_xrealloc(NULL, l->bundles.n + 1, sizeof(*ends));

	memset(ends, 0, (l->bundles.n + 1) * sizeof(*ends));
	find_far_ends(l, p, ends);
	for (uint32_t gap = 0; gap < VT_COLUMNS; gap++) {
		size_t n = of_gap(l, gap, order);

		sort_lanes(l, ends, order, n);
		for (size_t i = 0; i < n; i++) {
			struct vt_bundle *b = &l->bundles.v[order[i]];

			b->lane = 0;
			for (size_t k = 0; k < i; k++) {
				const struct vt_bundle *before = &l->bundles.v[order[k]];

				if (overlap(before, b) && before->lane >= b->lane)
					b->lane = before->lane + 1;
			}
			if (b->lane >= l->lanes[gap])
				l->lanes[gap] = b->lane + 1;
		}
	}
	for (size_t i = 0; i < l->bundles.n; i++)
		free(ends[i].slots);
	free(ends);
	free(order);
}

void vt_layout_make(struct vt_layout *l, const struct vt_picture *p)
{
	for (size_t i = 0; i < p->nodes.n; i++)
		l->used[p->nodes.v[i].column] = true;
	l->slot = new_numbers(p->nodes.n, 0);
	l->bundle = new_numbers(p->edges.n, 0);
	set_bundles(l, p);
	set_slots(l, p);
	find_ends(l, p);
	set_lanes(l, p);
}

void vt_layout_done(struct vt_layout *l)
{
	free(l->slot);
	free(l->bundle);
	vt_vec_done(&l->bundles);
}
