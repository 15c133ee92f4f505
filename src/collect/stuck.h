/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that were left behind because they wait for something that did not come. */
#ifndef VT_COLLECT_STUCK_H
#define VT_COLLECT_STUCK_H

#include <stdbool.h>

/** vt_stuck_note - one more of them */
void vt_stuck_note(void);

/** vt_stuck_any - there was one; then this process should end, and not scan again */
bool vt_stuck_any(void);

#endif
