/* SPDX-License-Identifier: GPL-2.0-or-later */
/* argv to a command, and its result to the exit status. */
#include <config.h>

#include <locale.h>

#include "commands/commands.h"
#include "commands/output.h"

int main(int argc, char **argv)
{
	__attribute__((cleanup(vt_options_done))) struct vt_options o;
	struct vt_err err = { 0 };

	vt_keep_standard_files();
	setlocale(LC_CTYPE, "");
	if (vt_options_parse(argc, argv, &o, &err) < 0)
		return vt_fail(&err);
	if (o.info.len)
		return vt_write_out(&o.info, &err) < 0 ? vt_fail(&err) : VT_EXIT_OK;
	if (o.command == VT_CMD_EXPLAIN)
		return vt_command_explain(&o);
	if (o.command == VT_CMD_DIFF)
		return vt_command_diff(&o);
	if (o.command == VT_CMD_WATCH)
		return vt_command_watch(&o);
	return vt_command_report(&o);
}
