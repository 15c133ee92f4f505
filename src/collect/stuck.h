/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that were left behind because what they wait for did not come. */
#ifndef VT_COLLECT_STUCK_H
#define VT_COLLECT_STUCK_H

#include <stdbool.h>

/** vt_stuck_note - one more of them */
void vt_stuck_note(void);

/** vt_stuck_any - was there any; then this process should scan no more, but end */
bool vt_stuck_any(void);

#endif
