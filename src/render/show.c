/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table format of "show": a block for each domain, device and process that
 * the report refers to, then the findings with what to do about them.
 */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "render/show.h"
#include "render/safe-text.h"

static void add_title(const struct vt_view *v, const char *what, const char *name)
{
	vt_buf_fmt(v->out, "%s%s ", v->out->len ? "\n" : "", what);
	vt_text_add(v->out, name ? name : "-", v->ascii);
	vt_buf_str(v->out, "\n");
}

/* Absent values are left out: a block says what is known. */
static void add_text(const struct vt_view *v, const char *label, const char *value)
{
	if (!value)
		return;
	vt_show_label(v, label);
	vt_text_add(v->out, value, v->ascii);
	vt_buf_str(v->out, "\n");
}

static void add_number(const struct vt_view *v, const char *label, uint64_t value, uint64_t none)
{
	if (value == none)
		return;
	vt_show_label(v, label);
	vt_buf_fmt(v->out, "%" PRIu64 "\n", value);
}

/* ", word value" behind what is already on the line */
static void add_part(const struct vt_view *v, const char *word, const char *value)
{
	if (!value)
		return;
	vt_buf_fmt(v->out, ", %s ", word);
	vt_text_add(v->out, value, v->ascii);
}

static void add_process(const struct vt_view *v, const char *label, const struct vt_proc *p)
{
	vt_show_label(v, label);
	vt_buf_fmt(v->out, "%" PRId32 " ", p->pid);
	vt_text_add(v->out, p->comm ? p->comm : "-", v->ascii);
	add_part(v, "exe", p->exe);
}

static const struct vt_mapping *mapping_of_nic(const struct vt_report *r, uint32_t nic)
{
	for (size_t i = 0; i < r->mappings.n; i++)
		if (r->mappings.v[i].nic == nic)
			return &r->mappings.v[i];
	return NULL;
}

static void add_source(const struct vt_view *v, const struct vt_nic *nic)
{
	add_part(v, "source bridge", nic->source_bridge);
	add_part(v, "source network", nic->source_network);
	add_part(v, "source dev", nic->source_dev);
	add_part(v, "mode", nic->source_mode);
	add_part(v, "virtualport", nic->virtualport);
	add_part(v, "vlan", nic->vlan);
	add_part(v, "filter", nic->filter);
	if (nic->queues > 1)
		vt_buf_fmt(v->out, ", queues %" PRIu32, nic->queues);
	if (nic->mtu)
		vt_buf_fmt(v->out, ", mtu %" PRIu32, nic->mtu);
	if (nic->link_up != VT_UNKNOWN)
		add_part(v, "link", nic->link_up == VT_YES ? "up" : "down");
	if (nic->managed != VT_UNKNOWN)
		add_part(v, "managed", nic->managed == VT_YES ? "yes" : "no");
}

static void add_nic(const struct vt_view *v, uint32_t row)
{
	const struct vt_nic *nic = &v->r->facts->nics.v[row];
	const struct vt_mapping *m = mapping_of_nic(v->r, row);
	VT_BUF_OF(label);

	vt_buf_str(&label, "nic ");
	if (nic->alias)
		vt_text_add(&label, nic->alias, v->ascii);
	else
		vt_buf_fmt(&label, "#%" PRIu32, nic->index);
	vt_show_label(v, label.p);
	vt_text_add(v->out, nic->type ? nic->type : "tap", v->ascii);
	add_part(v, "mac", nic->mac);
	add_part(v, "model", nic->model);
	add_source(v, nic);
	add_part(v, "target", nic->target);
	if (m) {
		vt_buf_str(v->out, ": ");
		vt_text_colored(v->out, vt_status_name(m->status), vt_status_name(m->status),
				v->o->color);
	}
	vt_buf_str(v->out, "\n");
}

/* Who answers for it, and what its NICs are known by. */
static void add_manager(const struct vt_view *v, const struct vt_domain *d)
{
	static const char *const words[] = { [VT_BASIS_LIVE] = "live state",
					     [VT_BASIS_CONFIG] = "configuration",
					     [VT_BASIS_SELF] = "command line of its process" };
	const char *manager = vt_domain_manager(v->r->facts, d);

	vt_show_label(v, "manager");
	vt_text_add(v->out, manager ? manager : "nothing answers for it", v->ascii);
	if (d->manager_id) {
		vt_buf_str(v->out, " ");
		vt_text_add(v->out, d->manager_id, v->ascii);
	}
	add_part(v, "known by", words[d->basis]);
	vt_buf_str(v->out, "\n");
}

static void add_domain(const struct vt_view *v, uint32_t row)
{
	const struct vt_facts *f = v->r->facts;
	const struct vt_domain *d = &f->domains.v[row];
	const struct vt_proc *proc = vt_domain_proc(v->r, row);
	const struct vt_domain_state *state = &v->r->inventory->domains[row];

	add_title(v, "VM", d->name);
	add_text(v, "uuid", d->uuid);
	if (d->id >= 0)
		add_number(v, "id", (uint64_t)d->id, UINT64_MAX);
	add_text(v, "state", vt_state_name(d->state));
	add_text(v, "connection", vt_domain_conn(f, d)->uri);
	if (d->conn == VT_NONE)
		add_manager(v, d);
	if (proc) {
		add_process(v, "process", proc);
		add_part(v, "found by", vt_pid_source_name(state->pid_source));
		vt_buf_fmt(v->out, ", start %" PRIu64, proc->start);
		vt_show_since(v, proc);
		vt_buf_str(v->out, "\n");
	}
	for (uint32_t i = 0; i < f->nics.n; i++)
		if (f->nics.v[i].domain == row)
			add_nic(v, i);
}

static void add_flags(const struct vt_view *v, const struct vt_link *link)
{
	vt_show_label(v, "flags");
	vt_buf_fmt(v->out, "%s%s%s%s%s\n", link->up ? "up" : "down",
		   link->carrier == VT_YES ? ", carrier" : "",
		   link->carrier == VT_NO ? ", no carrier" : "",
		   link->persist ? ", persistent" : "", link->multi_queue ? ", multi-queue" : "");
}

static void add_uses(const struct vt_view *v, const struct vt_device *d)
{
	for (uint32_t i = 0; i < d->n_uses; i++) {
		const struct vt_use *use = &v->r->inventory->uses.v[d->first_use + i];

		add_process(v, "held by", &v->r->facts->procs.v[use->proc]);
		vt_buf_fmt(v->out, ", fds %" PRIu32 ", queues %" PRIu32, use->fds, use->queues);
		add_part(v, "VM", vt_domain_name(v->r, use->domain));
		vt_buf_str(v->out, "\n");
	}
	for (uint32_t i = 0; i < d->n_claims; i++) {
		uint32_t row = v->r->inventory->claims.v[d->first_claim + i];
		const struct vt_nic *nic = &v->r->facts->nics.v[row];
		const char *domain = vt_domain_name(v->r, nic->domain);

		vt_show_label(v, "claimed by");
		vt_text_add(v->out, domain ? domain : "-", v->ascii);
		vt_buf_str(v->out, " ");
		vt_text_add(v->out, nic->alias ? nic->alias : nic->mac ? nic->mac : "-", v->ascii);
		vt_buf_str(v->out, "\n");
	}
}

static void add_device(const struct vt_view *v, uint32_t row)
{
	const struct vt_device *d = &v->r->inventory->devices.v[row];
	const struct vt_link *link = vt_device_link(v->r, row);
	uint32_t lower = vt_facts_link_by_index(v->r->facts, link->netns, link->lower);

	add_title(v, "device", link->ifname);
	add_text(v, "kind", vt_link_kind_name(link));
	add_number(v, "ifindex", link->ifindex, 0);
	add_number(v, "netns", link->netns, 0);
	add_text(v, "mac", link->mac);
	add_text(v, "altnames", link->altnames);
	add_text(v, "alias", link->alias);
	add_text(v, "master", vt_link_master_name(v->r->facts, link));
	if (link->lower && lower != VT_NONE)
		add_text(v, "lower", v->r->facts->links.v[lower].ifname);
	add_number(v, "mtu", link->mtu, 0);
	add_flags(v, link);
	add_number(v, "owner", link->owner, VT_NONE);
	add_number(v, "group", link->group, VT_NONE);
	if (link->queues_enabled != VT_NONE) {
		vt_show_label(v, "queues");
		vt_buf_fmt(v->out, "%" PRIu32 " enabled, %" PRIu32 " disabled\n",
			   link->queues_enabled,
			   link->queues_disabled == VT_NONE ? 0 : link->queues_disabled);
	}
	vt_show_path(v, row);
	vt_show_traffic(v, link);
	vt_show_learned(v, link);
	add_uses(v, d);
}

static void add_proc_block(const struct vt_view *v, uint32_t row)
{
	const struct vt_proc *p = &v->r->facts->procs.v[row];
	VT_BUF_OF(pid);

	vt_buf_fmt(&pid, "%" PRId32, p->pid);
	add_title(v, "process", pid.p);
	add_text(v, "comm", p->comm);
	add_text(v, "exe", p->exe);
	add_number(v, "uid", p->uid, UINT64_MAX);
	add_number(v, "netns", p->netns, 0);
	add_number(v, "start", p->start, 0);
	add_text(v, "guest", p->guest);
	add_text(v, "VM", vt_domain_name(v->r, v->r->inventory->proc_domain[row]));
}

static void add_finding(const struct vt_view *v, const struct vt_finding *f)
{
	const struct vt_class *class = vt_class(f->code);
	const char *severity = vt_severity_name(vt_finding_severity(f));

	vt_buf_str(v->out, v->out->len ? "\n" : "");
	vt_text_colored(v->out, severity, severity, v->o->color);
	vt_buf_fmt(v->out, " %s ", class->code);
	vt_finding_subject(v->out, f, v->ascii);
	vt_buf_str(v->out, "\n");
	add_text(v, "message", f->message ? f->message : class->summary);
	add_text(v, "remedy", f->remedy ? f->remedy : class->remedy);
	for (uint32_t i = 0; i < f->n_evidence; i++) {
		if (f->evidence[i].text)
			add_text(v, f->evidence[i].key, f->evidence[i].text);
		else {
			vt_show_label(v, f->evidence[i].key);
			vt_buf_fmt(v->out, "%" PRId64 "\n", f->evidence[i].number);
		}
	}
}

/* All that is known: a block for each VM, device and process. */
static void show_all(const struct vt_view *v, const struct vt_scope *s)
{
	for (uint32_t i = 0; i < v->r->facts->domains.n; i++)
		if (s->domains[i])
			add_domain(v, i);
	for (uint32_t i = 0; i < v->r->inventory->devices.n; i++)
		if (s->devices[i])
			add_device(v, i);
	for (uint32_t i = 0; i < v->r->facts->procs.n; i++)
		if (s->procs[i])
			add_proc_block(v, i);
	for (size_t i = 0; i < v->r->findings->rows.n; i++)
		add_finding(v, &v->r->findings->rows.v[i]);
}

void vt_show_text(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out)
{
	const struct vt_view v = { r, o, out, vt_text_ascii() };
	size_t from = out->len;
	struct vt_scope s = vt_scope_of(r, o);

	if (o->verbose)
		show_all(&v, &s);
	else
		vt_show_brief(&v, &s);
	vt_scope_done(&s);
	if (r->facts->gaps.n) {
		vt_buf_str(out, "\ncoverage: ");
		vt_coverage_line(out, r);
		vt_buf_str(out, "\n");
	}
	/* Commands are there to be copied. */
	vt_text_fit_lines(out, from, 2, VT_SHOW_LABEL_WIDTH, "  try ", o->width);
}
