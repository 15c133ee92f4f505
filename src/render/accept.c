/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The format accept: a line for each finding, to begin /etc/virt-taps/accept with. */
#include <config.h>

#include <errno.h>
#include <string.h>

#include "analyze/accept.h"
#include "render/formats.h"
#include "render/safe-text.h"

/* As a pattern of a rule: special characters are escaped, and what cannot stand on a line of
 * text becomes "?". */
static void add_glob(struct vt_buf *out, const char *value)
{
	bool quoted = strpbrk(value, " \t#") != NULL, any = false;

	vt_buf_str(out, quoted ? "\"" : "");
	for (const char *p = value; *p; p++) {
		if ((*p < ' ' && *p != '\t') || *p > '~' || strchr("'\"", *p)) {
			vt_buf_str(out, any ? "" : "*");
			any = true;
			continue;
		}
		any = false;
		if (strchr("*?[\\", *p))
			vt_buf_str(out, "\\");
		vt_buf_add(out, p, 1);
	}
	vt_buf_str(out, quoted ? "\"" : "");
}

/* Bridge, holder and manager are left out: they may change, and the rule be right still. */
static void add_rule(const struct vt_report *r, const struct vt_finding *f, struct vt_buf *out)
{
	static const enum vt_accept_key keys[] = { VT_ACCEPT_DOMAIN, VT_ACCEPT_DEVICE,
						   VT_ACCEPT_NETNS };
	VT_BUF_OF(rule);
	char number[24];

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *value =
			keys[i] == VT_ACCEPT_NETNS ?
				f->netns_name :
				vt_accept_value(r->facts, r->inventory, f, keys[i], number);

		if (!value || !*value)
			continue;
		vt_buf_fmt(&rule, " %s=", vt_accept_key_name(keys[i]));
		add_glob(&rule, value);
	}
	/* Without any key it would accept every finding of the code. */
	vt_buf_fmt(out, "%s%s%s # found %.10s: ", rule.len ? "" : "# ", vt_class(f->code)->code,
		   rule.len ? rule.p : "", r->generated_at);
	vt_text_add(out, f->message ? f->message : vt_class(f->code)->summary, true);
	vt_buf_str(out, "\n");
}

int vt_render_accept(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err)
{
	if (o->command != VT_CMD_AUDIT)
		return vt_err_set(err, EINVAL, "format 'accept' is for audit only");
	vt_buf_str(out, "# What is expected on this host, for /etc/virt-taps/accept: a finding a "
			"line.\n# Keep what is meant to be so, and write behind the # why.\n");
	for (size_t i = 0; i < r->findings->rows.n; i++)
		if (r->findings->rows.v[i].code != VT_F_UNUSED_ACCEPT)
			add_rule(r, &r->findings->rows.v[i], out);
	return 0;
}
