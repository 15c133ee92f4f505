/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A flag of the whole process. */
#include <config.h>

#include "collect/stuck.h"

#include <stdatomic.h>

static atomic_bool any;

void vt_stuck_note(void)
{
	atomic_store(&any, true);
}

bool vt_stuck_any(void)
{
	return atomic_load(&any);
}
