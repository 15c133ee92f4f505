/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file of what is expected on this host. */
#ifndef VT_COMMANDS_ACCEPT_H
#define VT_COMMANDS_ACCEPT_H

#include "analyze/accept.h"
#include "options.h"

/**
 * vt_read_accept - the rules of --accept, else of /etc/virt-taps/accept
 *
 * @ret has none where there is no such file by default, and for a recording, unless --accept
 * names one. Returns 0, or -errno with file and line in @err. vt_accept_done() in either case.
 */
int vt_read_accept(const struct vt_options *o, struct vt_accept *ret, struct vt_err *err);

/** vt_accept_today - the day of a report: of the recording, or today */
uint32_t vt_accept_today(const char *generated_at);

#endif
