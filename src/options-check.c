/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options that make no sense with a command or another option: a mistake, and said to be one. */
#include <config.h>

#include "options.h"

#include <errno.h>
#include <string.h>

static int check_sources(const struct vt_options *o, struct vt_err *err)
{
	const char *file = o->record ? "--record" : "--replay";
	const char *how = o->uris.n || o->no_libvirt      ? "--connect" :
			  o->managers.n || o->no_managers ? "--managers" :
			  o->claims.n                     ? "--claims" :
							    "--scan";
	const char *why = o->command == VT_CMD_EXPLAIN ? "explain" :
			  o->command == VT_CMD_DIFF    ? "diff" :
			  o->command == VT_CMD_WATCH   ? "watch" :
							 NULL;

	if (why && (o->record || o->replay))
		return vt_err_set(err, EINVAL, "%s cannot be used with %s", file, why);
	if (o->anonymise && !o->record)
		return vt_err_set(err, EINVAL, "--anonymise cannot be used without --record");
	if (o->record && o->replay && !o->anonymise)
		return vt_err_set(err, EINVAL, "--record cannot be used with --replay");
	if ((o->replay || o->command == VT_CMD_DIFF) &&
	    (strcmp(how, "--scan") != 0 || o->scan != VT_CHOOSE_AUTO))
		return vt_err_set(err, EINVAL, "%s cannot be used with %s", how,
				  o->replay ? "--replay" : "diff");
	return 0;
}

/* Rows are chosen from a table. */
static int check_rows(const struct vt_options *o, struct vt_err *err)
{
	const char *what = vt_rows_given(&o->rows);

	if (o->log && o->command != VT_CMD_WATCH)
		return vt_err_set(err, EINVAL, "--log is for watch only (virt-taps watch --log)");
	if (o->log && o->format_given)
		return vt_err_set(err, EINVAL, "--log cannot be used with --format");
	if (what && o->command != VT_CMD_LIST && o->command != VT_CMD_WATCH)
		return vt_err_set(err, EINVAL, "%s is for list and watch only (virt-taps list %s)",
				  what, what);
	/* A reader of the stream of changes filters rows by itself. */
	if (what && o->command == VT_CMD_WATCH && (o->log || strcmp(o->format->name, "table") != 0))
		return vt_err_set(err, EINVAL, "%s cannot be used with watch %s", what,
				  o->log ? "--log" : "--format ndjson");
	return 0;
}

static int check_format(const struct vt_options *o, struct vt_err *err)
{
	const char *name = o->format->name,
		   *command = o->command == VT_CMD_DIFF ? "diff" : "explain";

	if (!strcmp(name, "monitoring") && o->command != VT_CMD_AUDIT)
		return vt_err_set(
			err, EINVAL,
			"--format: 'monitoring' is for audit only (virt-taps audit -f monitoring)");
	if (o->command == VT_CMD_WATCH && strcmp(name, "table") != 0 && !strstr(name, "json"))
		return vt_err_set(err, EINVAL, "--format: watch has table and ndjson, not '%s'",
				  name);
	if (o->command != VT_CMD_DIFF && o->command != VT_CMD_EXPLAIN)
		return 0;
	if (strcmp(name, "table") != 0 && strcmp(name, "json") != 0)
		return vt_err_set(err, EINVAL, "--format: %s has table and json, not '%s'", command,
				  name);
	if (o->columns)
		return vt_err_set(err, EINVAL, "--output: %s has no columns", command);
	return 0;
}

int vt_options_check(const struct vt_options *o, struct vt_err *err)
{
	int r;

	if (o->no_libvirt && o->uris.n)
		return vt_err_set(err, EINVAL, "--connect: 'none' cannot be used with '%s'",
				  o->uris.v[0]);
	r = check_sources(o, err);
	if (r == 0)
		r = check_rows(o, err);
	return r < 0 ? r : check_format(o, err);
}
