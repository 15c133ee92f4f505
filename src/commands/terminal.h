/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal that watch has to itself: size and keys. */
#ifndef VT_COMMANDS_TERMINAL_H
#define VT_COMMANDS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/**
 * struct vt_terminal - how the keyboard was, to be put back
 * @taken: it is not that way now
 */
struct vt_terminal {
	struct termios before;
	bool taken;
};

/**
 * vt_terminal_take - keys are not shown, and come without Enter
 *
 * Nothing happens where standard input is no terminal. In the background the
 * kernel stops us until we are in the foreground (SIGTTOU), as it does with
 * any program that wants the screen.
 */
void vt_terminal_take(struct vt_terminal *t);
void vt_terminal_give_back(struct vt_terminal *t);

/** vt_terminal_rows - height of standard output's screen, 24 where it is unknown */
size_t vt_terminal_rows(void);
/** vt_terminal_columns - its width, 80 where it is unknown, 0 where it is no screen */
int vt_terminal_columns(void);
/** vt_terminal_is_able - TERM names one that knows color and where its cursor is */
bool vt_terminal_is_able(void);

#endif
