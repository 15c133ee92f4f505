/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What users may make large has a budget for each of them, and one for all. */
#ifndef VT_COLLECT_SPENT_H
#define VT_COLLECT_SPENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collect/process/cgroup.h"
#include "util/vec.h"

/* Of one user, or of one unit that a manager made. */
struct vt_spent_account {
	char *who; /* "1000" or "systemd backup.service" */
	uint32_t uid;
	size_t amount;
	bool unit, over;
};

/**
 * struct vt_spent - who has spent how much
 * @budget: of a user; of all together but root twice that
 * @unit_budget: of a unit
 * @all: of users but root
 *
 * Release with vt_spent_done().
 */
struct vt_spent {
	size_t budget, unit_budget, all;
	VT_VEC(struct vt_spent_account) accounts;
};

/** vt_spent_next_over - the next user from *@at on, which moves, who asked for too much, or NULL */
const struct vt_spent_account *vt_spent_next_over(const struct vt_spent *s, size_t *at);

/** vt_spent_done - forgets all accounts */
void vt_spent_done(struct vt_spent *s);

/**
 * vt_spent_take - may a process have so much more?
 * @owner: who answers for it; @uid: its user
 *
 * A manager's daemon decides itself how much there is: it is asked nothing. What is in a unit
 * of a manager's is that unit's, and what is more than it has its user's. One who has asked for
 * too much gets nothing more.
 */
bool vt_spent_take(struct vt_spent *s, const struct vt_cgroup_owner *owner, uint32_t uid,
		   size_t amount);

#endif
