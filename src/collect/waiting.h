/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a scan is waiting for, for whoever waits for the scan: a word in memory
 * that processes forked after vt_waiting_share() have in common. It says what is
 * waited for now and proves nothing.
 */
#ifndef VT_COLLECT_WAITING_H
#define VT_COLLECT_WAITING_H

#include <stddef.h>

/** vt_waiting_share - to be called before the fork; without it nothing is told */
void vt_waiting_share(void);

/** vt_waiting_for - from now on for this; NULL = for nothing in particular */
void vt_waiting_for(const char *what);

/** vt_waiting_read - what it is, cut to @size with its NUL; "" = nothing in particular */
void vt_waiting_read(char *ret, size_t size);

#endif
