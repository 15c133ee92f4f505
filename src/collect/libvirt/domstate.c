/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of libvirt's states and reasons as status files spell them, at the
 * index of their number in the API (libvirt-domain.h), and which of them mean
 * that a domain's devices come or go right now. States whose reasons do not
 * matter for that have none here.
 */
#include <config.h>

#include "collect/libvirt/domstate.h"

#include "util/str.h"

struct reason {
	const char *name;
	bool transitional;
};

/* "nostate" is as good as a word unheard of. */
static const char *const state_names[VT_STATE_N] = {
	[VT_STATE_RUNNING] = "running",         [VT_STATE_BLOCKED] = "blocked",
	[VT_STATE_PAUSED] = "paused",           [VT_STATE_SHUTDOWN] = "shutdown",
	[VT_STATE_SHUTOFF] = "shutoff",         [VT_STATE_CRASHED] = "crashed",
	[VT_STATE_PMSUSPENDED] = "pmsuspended",
};

/* A post-copy migration, failed or not, has a process on both hosts. */
static const struct reason running[] = {
	{ "unknown", false },
	{ "booted", false },
	{ "migrated", false },
	{ "restored", false },
	{ "from snapshot", false },
	{ "unpaused", false },
	{ "migration canceled", false },
	{ "save canceled", false },
	{ "wakeup", false },
	{ "crashed", false },
	{ "post-copy", true },
	{ "post-copy failed", true },
};

/* "save" ends in a stop; "dump" and "snapshot" do not. */
static const struct reason paused[] = {
	{ "unknown", false },   { "user", false },
	{ "migration", true },  { "save", true },
	{ "dump", false },      { "ioerror", false },
	{ "watchdog", false },  { "from snapshot", false },
	{ "shutdown", true },   { "snapshot", false },
	{ "panicked", false },  { "starting up", true },
	{ "post-copy", true },  { "post-copy failed", true },
	{ "api error", false }, /* since 9.2.0 */
};

#define REASONS(table) \
	{ \
		table, sizeof(table) / sizeof(*(table)) \
	}

static const struct {
	const struct reason *v;
	size_t n;
} reasons[VT_STATE_N] = {
	[VT_STATE_RUNNING] = REASONS(running),
	[VT_STATE_PAUSED] = REASONS(paused),
};

bool vt_state_transitional(enum vt_state state, int reason)
{
	if (state >= VT_STATE_N)
		return false;
	if (state == VT_STATE_SHUTDOWN)
		return true; /* for whatever reason */
	return (size_t)reason < reasons[state].n && reasons[state].v[reason].transitional;
}

enum vt_state vt_domstate_by_name(const char *name)
{
	for (unsigned int i = 0; i < VT_STATE_N; i++)
		if (vt_streq(name, state_names[i]))
			return (enum vt_state)i;
	return VT_STATE_NONE;
}

int vt_domstate_reason(enum vt_state state, const char *reason)
{
	if (state >= VT_STATE_N)
		return 0;
	for (size_t i = 0; i < reasons[state].n; i++)
		if (vt_streq(reason, reasons[state].v[i].name))
			return (int)i;
	return 0;
}
