/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Budgets: of a user, of a unit of a manager's, of all users together. */
#include <config.h>

#include "collect/spent.h"

#include "tests/tap.h"

#define POD "/kubepods/pod11111111-2222-3333-4444-555555555555/x"

/* Budgets are 100 and, of a unit, 10. */
static const struct {
	const char *what, *cgroup;
	uint32_t uid;
	size_t amount;
	bool granted;
} steps[] = {
	{ "a user", NULL, 1000, 60, true },
	{ "the rest of it", "/user.slice/x", 1000, 40, true },
	{ "and nothing", NULL, 1000, 0, true },
	{ "one too many", NULL, 1000, 1, false },
	{ "then nothing at all", NULL, 1000, 0, false },
	{ "too much at once", NULL, 1002, 101, false },
	{ "another user", NULL, 1001, 90, true },
	{ "all users but root together", NULL, 1003, 11, false },
	{ "but a little less", NULL, 1004, 10, true },
	{ "root has its own", NULL, 0, 100, true },
	{ "and no more", NULL, 0, 1, false },
	{ "a service", "/system.slice/a.service", 0, 10, true },
	{ "with more than it may have: its user's", "/system.slice/a.service", 1005, 1, false },
	{ "another service", "/system.slice/b.service", 1005, 10, true },
	{ "one that the kernel's text names", "0::/system.slice/c.service\n", 1005, 10, true },
	{ "a pod", POD, 0, 10, true },
	{ "with more than it may have", POD, 0, 1, false },
	{ "a VM", "/qemu.slice/101.scope", 0, 10, true },
	{ "a manager's daemon", "/system.slice/libvirtd.service", 0, 100000, true },
	{ "again", "/system.slice/libvirtd.service", 0, 100000, true },
};

int main(void)
{
	struct vt_spent s = { .budget = 100, .unit_budget = 10 };
	struct vt_arena *arena = vt_arena_new();
	size_t over = 0, units = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct vt_cgroup_owner owner = vt_cgroup_owner_by(arena, steps[i].cgroup);

		ok(vt_spent_take(&s, &owner, steps[i].uid, steps[i].amount) == steps[i].granted,
		   "%s: %s", steps[i].what, steps[i].granted ? "granted" : "refused");
	}
	for (size_t i = 0; i < s.accounts.n; i++)
		units += s.accounts.v[i].unit;
	for (size_t at = 0; vt_spent_next_over(&s, &at);)
		over++;
	is_int((long long)units, 5, "units have accounts of their own");
	is_int((long long)over, 5, "users who asked for too much are known");
	vt_spent_done(&s);
	vt_arena_free(arena);
	return done();
}
