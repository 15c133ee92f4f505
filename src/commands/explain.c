/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain: what a finding or a gap means. */
#include <config.h>

#include "commands/commands.h"

#include <string.h>

#include "commands/output.h"
#include "render/explain.h"

int vt_command_explain(const struct vt_options *o)
{
	struct vt_render_opts how = vt_show_options(o);
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	if (vt_explain(o->subjects.v, o->subjects.n, !strcmp(o->format->name, "json"), &how, &out,
		       &err) < 0 ||
	    vt_write_out(&out, &err) < 0)
		return vt_fail(&err);
	return VT_EXIT_OK;
}
