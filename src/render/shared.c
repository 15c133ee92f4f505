/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions that several formats ask of a report: what of the facts is shown,
 * which finding is about which row, what a finding is about in a few words.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "render/shared.h"
#include "render/safe-text.h"

/* Room for one more, so that an empty table is no special case. */
static bool *flags(size_t n, bool value)
{
	bool *v = vt_xrealloc(NULL, n + 1, sizeof(*v));

	memset(v, value, n + 1);
	return v;
}

static void mark(bool *v, uint32_t row)
{
	if (row != VT_NONE)
		v[row] = true;
}

static void mark_device(const struct vt_report *r, struct vt_scope *s, uint32_t device)
{
	const struct vt_device *d;

	if (device == VT_NONE)
		return;
	d = &r->inventory->devices.v[device];
	mark(s->devices, device);
	for (uint32_t i = 0; i < d->n_uses; i++) {
		mark(s->procs, r->inventory->uses.v[d->first_use + i].proc);
		mark(s->domains, r->inventory->uses.v[d->first_use + i].domain);
	}
}

static void mark_referred(const struct vt_report *r, struct vt_scope *s)
{
	const struct vt_facts *f = r->facts;

	for (size_t i = 0; i < r->mappings.n; i++) {
		const struct vt_mapping *m = &r->mappings.v[i];

		mark(s->domains, m->nic == VT_NONE ? VT_NONE : f->nics.v[m->nic].domain);
		mark_device(r, s, m->device);
		mark(s->procs, m->proc);
	}
	for (size_t i = 0; i < r->findings->rows.n; i++) {
		const struct vt_finding *x = &r->findings->rows.v[i];

		mark(s->domains, x->domain);
		mark(s->procs, x->proc);
		if (x->link != VT_NONE)
			mark_device(r, s, r->inventory->link_device[x->link]);
	}
	for (size_t i = 0; i < r->subject_procs.n; i++)
		mark(s->procs, r->subject_procs.v[i]);
	for (size_t i = 0; i < f->domains.n; i++)
		if (s->domains[i])
			mark(s->procs, r->inventory->domains[i].proc);
}

struct vt_scope vt_scope_of(const struct vt_report *r, const struct vt_render_opts *o)
{
	bool all = o->command != VT_CMD_SHOW;
	struct vt_scope s = {
		.domains = flags(r->facts->domains.n, all),
		.devices = flags(r->inventory->devices.n, all),
		.procs = flags(r->facts->procs.n, all),
	};

	if (all)
		return s;
	for (size_t i = 0; o->domains && i < o->n_domains; i++)
		mark(s.domains, o->domains[i]);
	mark_referred(r, &s);
	return s;
}

void vt_scope_done(struct vt_scope *s)
{
	free(s->domains);
	free(s->devices);
	free(s->procs);
}

const struct vt_proc *vt_domain_proc(const struct vt_report *r, uint32_t domain)
{
	uint32_t proc = domain == VT_NONE ? VT_NONE : r->inventory->domains[domain].proc;

	return proc == VT_NONE ? NULL : &r->facts->procs.v[proc];
}

const struct vt_link *vt_device_link(const struct vt_report *r, uint32_t device)
{
	return &r->facts->links.v[r->inventory->devices.v[device].link];
}

const char *vt_domain_name(const struct vt_report *r, uint32_t domain)
{
	return domain == VT_NONE ? NULL : r->facts->domains.v[domain].name;
}

void vt_finding_subject(struct vt_buf *out, const struct vt_finding *f, bool ascii)
{
	const char *const parts[] = { f->domain_name, f->alias, f->ifname };
	bool some = false;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!parts[i])
			continue;
		vt_buf_str(out, some ? " " : "");
		vt_text_add(out, parts[i], ascii);
		some = true;
	}
	if (!some && f->pid > 0)
		vt_buf_fmt(out, "pid %d", f->pid);
	else if (!some)
		vt_buf_str(out, "-");
}

void vt_coverage_line(struct vt_buf *out, const struct vt_report *r)
{
	const struct vt_facts *f = r->facts;
	size_t shown = 0;

	if (!f->gaps.n)
		return;
	vt_buf_fmt(out, "incomplete (%zu gap%s", f->gaps.n, f->gaps.n == 1 ? "" : "s");
	for (size_t i = 0; i < f->gaps.n; i++) {
		bool again = false;

		for (size_t k = 0; k < i && !again; k++)
			again = vt_streq(f->gaps.v[k].code, f->gaps.v[i].code);
		if (again || !f->gaps.v[i].code || shown == 8)
			continue;
		vt_buf_str(out, shown++ ? ", " : ": ");
		vt_text_add(out, f->gaps.v[i].code, true);
	}
	vt_buf_str(out, ")");
}
