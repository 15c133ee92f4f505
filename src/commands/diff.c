/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff: two recordings or inventories compared. */
#include <config.h>

#include "commands/commands.h"

#include <string.h>

#include "commands/scan.h"
#include "commands/output.h"
#include "render/diff.h"
#include "util/cleanup.h"

/* A recording as the inventory that it gives. */
static int inventory_of(const struct vt_options *o, const char *path, struct vt_json **doc,
			struct vt_err *err)
{
	__attribute__((cleanup(vt_run_cleanup))) struct vt_run run = { 0 };
	const struct vt_render_opts how = { .command = VT_CMD_LIST };
	__attribute__((cleanup(vt_report_cleanup))) struct vt_report *r = NULL;
	VT_BUF_OF(text);

	if (vt_run_replay(o, path, *doc, &run, err) < 0)
		return -err->code;
	vt_json_free(VT_TAKE_PTR(*doc));
	r = vt_report_new(run.scan.analysis, run.scan.verdict, NULL);
	r->generated_at = run.generated_at;
	r->replay = true;
	if (vt_format_by_name("json")->render(r, &how, &text, err) < 0)
		return -err->code;
	return vt_json_parse(text.p, text.len, doc, err);
}

static int load_inventory(const struct vt_options *o, const char *path, struct vt_json **ret,
			  struct vt_err *err)
{
	int r = vt_record_document(path, ret, err);

	if (r == 0 && vt_record_is(*ret))
		return inventory_of(o, path, ret, err);
	if (r == 0 && vt_diff_check(*ret, err) < 0)
		return vt_err_prefix(err, "cannot compare '%s'", path);
	return r;
}

/* What the reader of a difference must know. */
static void say_caveats(const struct vt_options *o, const struct vt_diff *d)
{
	const struct vt_diff_side *const sides[] = { &d->old, &d->new };

	if (!vt_streq(d->old.machine_id, d->new.machine_id))
		vt_say("", "these are two hosts, by their machine IDs");
	else if (!d->same_boot)
		vt_say("",
		       "the host was booted in between: ids, PIDs and namespaces are not compared");
	for (size_t i = 0; i < 2; i++) {
		VT_BUF_OF(text);

		vt_buf_fmt(&text, "%s: not everything could be seen (%zu gap%s)", o->subjects.v[i],
			   sides[i]->gaps, sides[i]->gaps == 1 ? "" : "s");
		if (sides[i]->gaps)
			vt_say("", text.p);
	}
}

int vt_command_diff(const struct vt_options *o)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *old = NULL;
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *new = NULL;
	__attribute__((cleanup(vt_diff_cleanup))) struct vt_diff *d = NULL;
	struct vt_render_opts how = vt_show_options(o);
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	vt_drop_privileges(o);
	if (load_inventory(o, o->subjects.v[0], &old, &err) < 0 ||
	    load_inventory(o, o->subjects.v[1], &new, &err) < 0)
		return vt_fail(&err);
	d = vt_diff_new(old, new);
	if (!o->quiet)
		say_caveats(o, d);
	if (vt_render_diff(d, !strcmp(o->format->name, "json"), &how, &out, &err) < 0 ||
	    vt_write_out(&out, &err) < 0)
		return vt_fail(&err);
	return d->changes.n ? VT_EXIT_WARNING : VT_EXIT_OK;
}
