/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt's domain states and their reasons: names in status files, numbers in the API. */
#ifndef VT_COLLECT_LIBVIRT_DOMSTATE_H
#define VT_COLLECT_LIBVIRT_DOMSTATE_H

#include <stdbool.h>

#include "model/facts.h"

/**
 * vt_state_transitional - the domain starts, stops or migrates
 * @reason: libvirt's number for that state (enum virDomainPausedReason and
 *          its like); one that is not known here is none of these
 */
bool vt_state_transitional(enum vt_state state, int reason);

/** vt_domstate_by_name - by the word of a status file; VT_STATE_NONE when unknown */
enum vt_state vt_domstate_by_name(const char *name);

/**
 * vt_domstate_reason - libvirt's number for a status file's word; 0 (unknown) when unknown, and for
 * a state whose reasons do not matter to vt_state_transitional()
 */
int vt_domstate_reason(enum vt_state state, const char *reason);

#endif
