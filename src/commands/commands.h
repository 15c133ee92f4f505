/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands: each does all that it is for, and returns the exit status. */
#ifndef VT_COMMANDS_COMMANDS_H
#define VT_COMMANDS_COMMANDS_H

#include "options.h"

/** vt_command_report - list, show and audit */
int vt_command_report(const struct vt_options *o);
/** vt_command_watch - until a signal; to be called before any thread */
int vt_command_watch(const struct vt_options *o);
int vt_command_diff(const struct vt_options *o);
int vt_command_explain(const struct vt_options *o);

#endif
