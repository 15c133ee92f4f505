/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules share; withholds findings that a hidden fact could refute. */
#include <config.h>

#include "analyze/rules.h"

#include <stdarg.h>
#include <stdio.h>

#include "analyze/hidden.h"
#include "analyze/join.h"
#include "analyze/weigh.h"
#include "util/str.h"

struct vt_about vt_about_domain(const struct vt_judge *j, uint32_t domain)
{
	struct vt_about about = VT_ABOUT_NOTHING;

	about.domain = domain;
	about.proc = j->inv->domains[domain].proc;
	return about;
}

struct vt_about vt_about_nic(const struct vt_judge *j, uint32_t nic)
{
	struct vt_about about = vt_about_domain(j, j->f->nics.v[nic].domain);
	uint32_t device = j->inv->nics[nic].device;

	about.nic = nic;
	about.link = device == VT_NONE ? VT_NONE : j->inv->devices.v[device].link;
	return about;
}

struct vt_about vt_about_device(const struct vt_judge *j, uint32_t device)
{
	const struct vt_device *d = &j->inv->devices.v[device];
	struct vt_about about = vt_about_link(d->link);

	if (d->n_uses)
		about.proc = j->inv->uses.v[d->first_use].proc;
	return about;
}

struct vt_about vt_about_record(uint32_t record)
{
	struct vt_about about = VT_ABOUT_NOTHING;

	about.record = record;
	return about;
}

struct vt_about vt_about_file(const struct vt_judge *j, uint32_t file)
{
	struct vt_about about = VT_ABOUT_NOTHING;

	about.file = file;
	about.domain = j->inv->pidfile_domain[file];
	return about;
}

bool vt_judgeable(const struct vt_judge *j, uint32_t domain)
{
	const struct vt_domain *d = &j->f->domains.v[domain];

	return d->active && d->xml_ok && !d->transitional &&
	       j->inv->domains[domain].twin == VT_NONE;
}

const struct vt_device *vt_nic_device(const struct vt_judge *j, uint32_t nic)
{
	uint32_t device = j->inv->nics[nic].device;

	if (device == VT_NONE || !vt_judgeable(j, j->f->nics.v[nic].domain))
		return NULL;
	return &j->inv->devices.v[device];
}

const struct vt_link *vt_judge_link(const struct vt_judge *j, const struct vt_device *d)
{
	return &j->f->links.v[d->link];
}

uint32_t vt_judge_master(const struct vt_judge *j, const struct vt_link *link)
{
	return vt_topology_master(j->inv->topology, (uint32_t)(link - j->f->links.v));
}

bool vt_holds_own(const struct vt_judge *j, uint32_t nic)
{
	uint32_t device = j->inv->nics[nic].device;
	uint32_t proc = j->inv->domains[j->f->nics.v[nic].domain].proc;

	return device != VT_NONE && proc != VT_NONE && vt_queues_of(j->inv, device, proc) > 0;
}

/* Its row in the inventory; VT_NONE for a link that is no device. */
static uint32_t about_device(const struct vt_judge *j, struct vt_about about)
{
	return about.link == VT_NONE ? VT_NONE : j->inv->link_device[about.link];
}

static void withhold(struct vt_judge *j, struct vt_about about)
{
	j->withheld++;
	if (about.nic != VT_NONE)
		j->nic_open[about.nic] = true;
	else if (about_device(j, about) != VT_NONE)
		j->device_open[about_device(j, about)] = true;
	else if (about.domain != VT_NONE)
		for (size_t i = 0; i < j->f->nics.n; i++)
			if (j->f->nics.v[i].domain == about.domain)
				j->nic_open[i] = true;
}

static void identify_domain(const struct vt_judge *j, const struct vt_domain *d,
			    struct vt_finding *row)
{
	struct vt_arena *arena = j->out->arena;

	row->domain_name = vt_arena_str(arena, d->name);
	row->uuid = vt_arena_str(arena, d->uuid);
	row->domain_id = d->id;
	row->conn_uri = vt_arena_str(arena, vt_domain_conn(j->f, d)->uri);
}

static void identify_link(const struct vt_judge *j, const struct vt_link *l, struct vt_finding *row)
{
	uint32_t netns = vt_facts_netns(j->f, l->netns);

	row->ifname = vt_arena_str(j->out->arena, l->ifname);
	row->netns = l->netns;
	row->netns_cookie = netns == VT_NONE ? 0 : j->f->netnses.v[netns].cookie;
	row->netns_name = vt_arena_str(j->out->arena, vt_netns_name(j->f, l->netns));
	row->ifindex = l->ifindex;
}

static void identify_record(const struct vt_judge *j, const struct vt_registration *l,
			    struct vt_finding *row)
{
	struct vt_arena *arena = j->out->arena;

	row->ifname = vt_arena_str(arena, l->ifname);
	row->domain_name = vt_arena_str(arena, l->owner_name);
	row->uuid = vt_arena_str(arena, l->owner_uuid);
	row->object = vt_arena_str(arena, l->id);
	if (l->conn != VT_NONE)
		row->conn_uri = vt_arena_str(arena, j->f->conns.v[l->conn].uri);
}

/* The identity as values: the finding may outlive these facts. */
static void identify(const struct vt_judge *j, struct vt_about about, struct vt_finding *row)
{
	struct vt_arena *arena = j->out->arena;

	row->domain_id = -1;
	if (about.record != VT_NONE)
		identify_record(j, &j->f->registrations.v[about.record], row);
	if (about.domain != VT_NONE)
		identify_domain(j, &j->f->domains.v[about.domain], row);
	if (about.nic != VT_NONE) {
		row->alias = vt_arena_str(arena, j->f->nics.v[about.nic].alias);
		row->ifname = vt_arena_str(arena, j->f->nics.v[about.nic].target);
	}
	if (about.link != VT_NONE)
		identify_link(j, &j->f->links.v[about.link], row);
	if (about.proc != VT_NONE) {
		row->pid = j->f->procs.v[about.proc].pid;
		row->start = j->f->procs.v[about.proc].start;
	}
	/* When the VM is started again, its file has the same name. */
	if (about.file != VT_NONE)
		row->object = vt_arena_fmt(arena, "%s %d", j->f->pidfiles.v[about.file].path,
					   j->f->pidfiles.v[about.file].pid);
}

/*
 * Which of several devices of that name it is: said wherever the namespace is not the
 * caller's, or is a user's own, where a finding may weigh less.
 */
static const char *with_netns(const struct vt_judge *j, struct vt_about about, const char *text)
{
	uint64_t netns = vt_about_netns(j->f, j->inv, about);
	VT_BUF_OF(where);

	if (!netns || (netns == j->f->own_netns && !vt_netns_owner_uid(j->f, netns)))
		return vt_arena_str(j->out->arena, text);
	if (netns == VT_NETNS_GONE)
		return vt_arena_fmt(j->out->arena,
				    "%s (in network namespace %s, which is not here)", text,
				    j->f->nics.v[about.nic].netns_claim);
	vt_netns_words(j->f, netns, &where);
	return vt_arena_fmt(j->out->arena, "%s (in network namespace %s)", text, where.p);
}

struct vt_finding *vt_report_finding(struct vt_judge *j, enum vt_code code, struct vt_about about,
				     const char *fmt, ...)
{
	struct vt_finding *row;
	VT_BUF_OF(message);
	char text[512];
	va_list ap;

	const struct vt_seen view = vt_judge_seen(j);

	if (vt_hidden(&view, code, about)) {
		withhold(j, about);
		return NULL;
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	row = vt_vec_add(&j->out->rows);
	row->code = code;
	row->domain = about.domain;
	row->nic = about.nic;
	row->link = about.link;
	row->proc = about.proc;
	row->record = about.record;
	row->file = about.file;
	identify(j, about, row);
	vt_buf_fmt(&message, "%s%s", text, vt_weigh(&view, row, text));
	row->message = with_netns(j, about, message.p);
	row->remedy = with_netns(j, about, vt_class(code)->remedy);
	if (vt_netns_owner_uid(j->f, row->netns))
		vt_evidence_int(row, "netns_owner", vt_netns_owner_uid(j->f, row->netns));
	return row;
}

static struct vt_evidence *evidence(struct vt_finding *row, const char *key)
{
	if (!row || row->n_evidence == VT_EVIDENCE_MAX)
		return NULL;
	row->evidence[row->n_evidence].key = key;
	return &row->evidence[row->n_evidence++];
}

void vt_evidence_str(struct vt_judge *j, struct vt_finding *row, const char *key, const char *text)
{
	struct vt_evidence *e = text ? evidence(row, key) : NULL;

	if (e)
		e->text = vt_arena_str(j->out->arena, text);
}

void vt_evidence_int(struct vt_finding *row, const char *key, int64_t number)
{
	struct vt_evidence *e = evidence(row, key);

	if (e)
		e->number = number;
}
