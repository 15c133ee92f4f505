/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signals that watch waits for. */
#ifndef VT_COLLECT_WAIT_SIGNALS_H
#define VT_COLLECT_WAIT_SIGNALS_H

#include <stdbool.h>

/** vt_signals_open - block them, ignore SIGPIPE, and have them as a signalfd
 * @terminal: also those about its size, and Control-Z
 *
 * Returns an owned descriptor, or -1 and errno.
 */
int vt_signals_open(bool terminal);

#endif
