/* SPDX-License-Identifier: GPL-2.0-or-later */
/* termios(3) and the size of the screen. */
#include <config.h>

#include "commands/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void vt_terminal_take(struct vt_terminal *t)
{
	struct termios now;

	if (t->taken || tcgetattr(STDIN_FILENO, &t->before) < 0)
		return;
	now = t->before;
	now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	/* a read gives what there is, be it nothing */
	now.c_cc[VMIN] = 0;
	now.c_cc[VTIME] = 0;
	t->taken = tcsetattr(STDIN_FILENO, TCSADRAIN, &now) == 0;
}

void vt_terminal_give_back(struct vt_terminal *t)
{
	if (t->taken)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &t->before);
	t->taken = false;
}

static struct winsize screen_size(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		size = (struct winsize){ 0 };
	return size;
}

size_t vt_terminal_rows(void)
{
	size_t rows = screen_size().ws_row;

	return rows ? rows : 24;
}

int vt_terminal_columns(void)
{
	int columns = screen_size().ws_col;

	if (!isatty(STDOUT_FILENO))
		return 0;
	return columns ? columns : 80;
}

bool vt_terminal_is_able(void)
{
	const char *name = getenv("TERM");

	return name && *name && strcmp(name, "dumb") != 0;
}
