/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for the manager that started us. */
#ifndef VT_COMMANDS_NOTIFY_H
#define VT_COMMANDS_NOTIFY_H

/** vt_notify_manager - tell systemd, if it is who started us: sd_notify(3) in short */
void vt_notify_manager(const char *state);

#endif
