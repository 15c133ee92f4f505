/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "collect/spent.h"

#include "util/search.h"
#include "util/str.h"

static int cmp_who(const void *row, const void *who)
{
	return strcmp(((const struct vt_spent_account *)row)->who, who);
}

static struct vt_spent_account *account_of(struct vt_spent *s, const char *who)
{
	const size_t at = vt_vec_search(&s->accounts, who, cmp_who);

	if (at < s->accounts.n && !cmp_who(&s->accounts.v[at], who))
		return &s->accounts.v[at];
	vt_vec_add(&s->accounts);
	memmove(&s->accounts.v[at + 1], &s->accounts.v[at],
		(s->accounts.n - 1 - at) * sizeof(*s->accounts.v));
	s->accounts.v[at] = (struct vt_spent_account){ .who = vt_xstrdup(who) };
	return &s->accounts.v[at];
}

static bool take(struct vt_spent_account *a, size_t amount, size_t budget)
{
	a->over = a->over || amount > budget - a->amount;
	a->amount += a->over ? 0 : amount;
	return !a->over;
}

static bool take_of_user(struct vt_spent *s, uint32_t uid, size_t amount)
{
	struct vt_spent_account *a;
	VT_BUF_OF(who);

	vt_buf_fmt(&who, "%u", uid);
	a = account_of(s, who.p);
	a->uid = uid;
	if (!uid)
		return take(a, amount, s->budget);
	a->over = a->over || amount > 2 * s->budget - s->all;
	if (!take(a, amount, s->budget))
		return false;
	s->all += amount;
	return true;
}

static bool take_of_unit(struct vt_spent *s, const struct vt_cgroup_owner *owner, size_t amount)
{
	struct vt_spent_account *a;
	VT_BUF_OF(who);

	vt_buf_fmt(&who, "%s %s", owner->manager, owner->id);
	a = account_of(s, who.p);
	a->unit = true;
	return take(a, amount, s->unit_budget);
}

bool vt_spent_take(struct vt_spent *s, const struct vt_cgroup_owner *owner, uint32_t uid,
		   size_t amount)
{
	if (owner->manager && !owner->id)
		return true;
	return (owner->id && take_of_unit(s, owner, amount)) || take_of_user(s, uid, amount);
}

const struct vt_spent_account *vt_spent_next_over(const struct vt_spent *s, size_t *at)
{
	while (*at < s->accounts.n) {
		const struct vt_spent_account *a = &s->accounts.v[(*at)++];

		if (a->over && !a->unit)
			return a;
	}
	return NULL;
}

void vt_spent_done(struct vt_spent *s)
{
	for (size_t i = 0; i < s->accounts.n; i++)
		free(s->accounts.v[i].who);
	vt_vec_done(&s->accounts);
}
