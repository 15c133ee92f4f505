/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The format script: commands that cure, with the reasons, by VM. Every line is a comment: run
 * as it is, it does nothing.
 */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "render/formats.h"
#include "render/safe-text.h"

struct by_vm {
	VT_VEC(const struct vt_finding *) rows;
};

static int cmp_vm(const void *pa, const void *pb)
{
	const struct vt_finding *a = *(const struct vt_finding *const *)pa;
	const struct vt_finding *b = *(const struct vt_finding *const *)pb;
	int name;

	/* Those of no VM last. */
	if (!a->domain_name != !b->domain_name)
		return a->domain_name ? -1 : 1;
	name = vt_strcmp0(a->domain_name, b->domain_name);
	if (!name)
		name = vt_strcmp0(a->uuid, b->uuid);
	/* Both lie in one array, which is in order. */
	return name ? name : (a > b) - (a < b);
}

static bool same_vm(const struct vt_finding *a, const struct vt_finding *b)
{
	return vt_streq(a->domain_name, b->domain_name) && vt_streq(a->uuid, b->uuid);
}

static void add_line(struct vt_buf *out, const char *before, const char *text)
{
	vt_buf_fmt(out, "#%s", before);
	vt_text_add(out, text, true);
	vt_buf_str(out, "\n");
}

static void add_evidence(struct vt_buf *out, const struct vt_finding *f)
{
	VT_BUF_OF(text);

	for (uint32_t i = 0; i < f->n_evidence; i++) {
		const struct vt_evidence *e = &f->evidence[i];

		vt_buf_fmt(&text, "%s%s=", i ? ", " : "", e->key);
		if (e->text)
			vt_buf_str(&text, e->text);
		else
			vt_buf_fmt(&text, "%" PRId64, e->number);
	}
	if (text.len)
		add_line(out, "   ", text.p);
}

static void add_finding(struct vt_buf *out, const struct vt_finding *f)
{
	const struct vt_class *class = vt_class(f->code);

	vt_buf_fmt(out, "#\n#  %s %s: ", vt_severity_name(vt_finding_severity(f)), class->code);
	vt_text_add(out, f->message ? f->message : class->summary, true);
	vt_buf_str(out, "\n");
	add_evidence(out, f);
	add_line(out, "   ", f->remedy ? f->remedy : class->remedy);
	if (!f->n_commands && *class->uncured) {
		vt_buf_fmt(out, "#   no command: %s\n", class->uncured);
		return;
	}
	for (uint32_t i = 0; i < f->n_commands; i++)
		add_line(out, "", f->commands[i]);
}

static void add_vm(struct vt_buf *out, const struct vt_finding *f)
{
	vt_buf_str(out, "\n# ");
	if (!f->domain_name) {
		vt_buf_str(out, "Of no VM\n");
		return;
	}
	vt_buf_str(out, "VM ");
	vt_text_add(out, f->domain_name, true);
	if (f->uuid) {
		vt_buf_str(out, " ");
		vt_text_add(out, f->uuid, true);
	}
	vt_buf_str(out, "\n");
}

/*
 * After a reboot another device may have the name and the number that a command looks for. The
 * line that stops then is a comment, too: a script without a single command is what was promised.
 */
static void add_boot(struct vt_buf *out, const char *boot_id)
{
	if (!boot_id || !*boot_id || boot_id[strspn(boot_id, "0123456789abcdef-")])
		return;
	vt_buf_fmt(out,
		   "# They are for boot %s. This line, with its # taken away,\n"
		   "# too, ends the script after another boot:\n"
		   "#[ \"$(cat /proc/sys/kernel/random/boot_id)\" = %s ] || exit 1\n",
		   boot_id, boot_id);
}

int vt_render_script(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err)
{
	struct by_vm list = { 0 };

	if (o->command != VT_CMD_AUDIT)
		return vt_err_set(err, EINVAL, "format 'script' is for audit only");
	vt_buf_str(out, "#!/bin/sh\n# What would cure the findings of ");
	vt_text_add(out, r->facts->host.hostname ? r->facts->host.hostname : "this host", true);
	vt_buf_fmt(out, ", %s.\n", r->generated_at);
	vt_buf_str(out,
		   "# Nothing here runs: take away the # in front of a command that you want.\n"
		   "# Each does nothing once what it was made for has changed.\n");
	add_boot(out, r->facts->host.boot_id);
	for (size_t i = 0; i < r->findings->rows.n; i++)
		vt_vec_push(&list.rows, &r->findings->rows.v[i]);
	vt_vec_sort(&list.rows, cmp_vm);
	for (size_t i = 0; i < list.rows.n; i++) {
		if (!i || !same_vm(list.rows.v[i - 1], list.rows.v[i]))
			add_vm(out, list.rows.v[i]);
		add_finding(out, list.rows.v[i]);
	}
	vt_vec_done(&list.rows);
	return 0;
}
