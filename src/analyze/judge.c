/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the rules, and holds the policy of gaps and the wording of remedies. */
#include <config.h>

#include "analyze/judge.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "analyze/join.h"
#include "util/str.h"

struct vt_subject vt_about_nic(const struct vt_judge *j, uint32_t nic)
{
	uint32_t domain = j->f->nics.v[nic].domain;

	return (struct vt_subject){ .domain = domain,
				    .nic = nic,
				    .device = j->inv->nics[nic].device,
				    .proc = j->inv->domains[domain].proc };
}

struct vt_subject vt_about_device(const struct vt_judge *j, uint32_t device)
{
	const struct vt_device *d = &j->inv->devices.v[device];
	struct vt_subject s = VT_NOBODY;

	s.device = device;
	if (d->n_uses)
		s.proc = j->inv->uses.v[d->first_use].proc;
	return s;
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

bool vt_holds_own(const struct vt_judge *j, uint32_t nic)
{
	uint32_t device = j->inv->nics[nic].device;
	uint32_t proc = j->inv->domains[j->f->nics.v[nic].domain].proc;

	return device != VT_NONE && proc != VT_NONE && vt_queues_of(j->inv, device, proc) > 0;
}

/* The namespace whose links the subject depends on; 0 = every one. */
static uint64_t subject_netns(const struct vt_judge *j, struct vt_subject s)
{
	if (s.device != VT_NONE)
		return j->f->links.v[j->inv->devices.v[s.device].link].netns;
	return s.domain != VT_NONE ? j->inv->domains[s.domain].netns : 0;
}

static bool links_hidden(const struct vt_judge *j, uint64_t netns)
{
	for (size_t i = 0; i < j->f->gaps.n; i++) {
		const struct vt_gap *g = &j->f->gaps.v[i];

		if ((g->hides & VT_NEED_LINKS) && (!netns || !g->netns || g->netns == netns))
			return true;
	}
	return false;
}

/* Could a gap hide what the finding says is not there? */
static bool hidden(const struct vt_judge *j, enum vt_code code, struct vt_subject s)
{
	uint32_t needs = vt_class(code)->needs;
	uint32_t plain = needs & ~(uint32_t)(VT_NEED_HOLDERS | VT_NEED_LINKS);

	if (plain & j->gap_hides)
		return true;
	if ((needs & VT_NEED_LINKS) && links_hidden(j, subject_netns(j, s)))
		return true;
	if (!(needs & VT_NEED_HOLDERS))
		return false;
	if (s.device != VT_NONE)
		return j->inv->devices.v[s.device].may_hide;
	return j->gap_hides & VT_NEED_HOLDERS;
}

static void withhold(struct vt_judge *j, struct vt_subject s)
{
	j->withheld++;
	if (s.nic != VT_NONE)
		j->nic_open[s.nic] = true;
	else if (s.device != VT_NONE)
		j->device_open[s.device] = true;
	else if (s.domain != VT_NONE)
		for (size_t i = 0; i < j->f->nics.n; i++)
			if (j->f->nics.v[i].domain == s.domain)
				j->nic_open[i] = true;
}

/* A name as one word of a shell command. */
static void add_word(struct vt_buf *b, const char *word)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "_-.:@+/";

	if (*word && word[0] != '-' && strspn(word, safe) == strlen(word)) {
		vt_buf_str(b, word);
		return;
	}
	vt_buf_str(b, "'");
	for (; *word; word++) {
		if (*word == '\'')
			vt_buf_str(b, "'\\''");
		else
			vt_buf_add(b, word, 1);
	}
	vt_buf_str(b, "'");
}

/* Value of a placeholder in a remedy, NULL when the subject has none. */
static const char *placeholder(const struct vt_judge *j, struct vt_subject s, const char *name)
{
	const struct vt_nic *nic = s.nic == VT_NONE ? NULL : &j->f->nics.v[s.nic];
	const struct vt_link *l =
		s.device == VT_NONE ? NULL : &j->f->links.v[j->inv->devices.v[s.device].link];

	if (!strcmp(name, "DOMAIN"))
		return s.domain == VT_NONE ? NULL : j->f->domains.v[s.domain].name;
	if (!strcmp(name, "DEVICE"))
		return l ? l->ifname : nic ? nic->target : NULL;
	if (!strcmp(name, "CLAIM"))
		return nic ? nic->target : NULL;
	if (!strcmp(name, "BRIDGE"))
		return nic ? nic->source_bridge : NULL;
	if (!strcmp(name, "PID") && s.proc != VT_NONE)
		return vt_arena_fmt(j->out->arena, "%d", j->f->procs.v[s.proc].pid);
	if (!strcmp(name, "NETNS") && s.proc != VT_NONE)
		return vt_arena_fmt(j->out->arena, "/proc/%d/ns/net", j->f->procs.v[s.proc].pid);
	return NULL;
}

static const char *fill_remedy(const struct vt_judge *j, struct vt_subject s, const char *text)
{
	static const char *const names[] = {
		"DOMAIN", "DEVICE", "CLAIM", "BRIDGE", "PID", "NETNS"
	};
	VT_BUF_OF(out);

	while (*text) {
		const char *value = NULL;
		size_t n = 1;

		for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !value; i++)
			if (!strncmp(text, names[i], strlen(names[i]))) {
				value = placeholder(j, s, names[i]);
				n = strlen(names[i]);
			}
		if (value)
			add_word(&out, value);
		else
			vt_buf_add(&out, text, n);
		text += n;
	}
	return vt_arena_strn(j->out->arena, out.p, out.len);
}

/* The identity as values: the finding may outlive these facts. */
static void fill_identity(const struct vt_judge *j, struct vt_subject s, struct vt_finding *row)
{
	struct vt_arena *arena = j->out->arena;

	row->domain_id = -1;
	if (s.domain != VT_NONE) {
		const struct vt_domain *d = &j->f->domains.v[s.domain];

		row->domain_name = vt_arena_str(arena, d->name);
		row->uuid = vt_arena_str(arena, d->uuid);
		row->domain_id = d->id;
		row->conn_uri = vt_arena_str(arena, vt_domain_conn(j->f, d)->uri);
	}
	if (s.nic != VT_NONE) {
		row->alias = vt_arena_str(arena, j->f->nics.v[s.nic].alias);
		row->ifname = vt_arena_str(arena, j->f->nics.v[s.nic].target);
	}
	if (s.device != VT_NONE) {
		const struct vt_link *l = &j->f->links.v[j->inv->devices.v[s.device].link];

		row->ifname = vt_arena_str(arena, l->ifname);
		row->netns = l->netns;
		row->netns_name = vt_arena_str(arena, vt_netns_name(j->f, l->netns));
		row->ifindex = l->ifindex;
	}
	if (s.proc != VT_NONE) {
		row->pid = j->f->procs.v[s.proc].pid;
		row->start = j->f->procs.v[s.proc].start;
	}
}

struct vt_finding *vt_report_finding(struct vt_judge *j, enum vt_code code, struct vt_subject s,
				     const char *fmt, ...)
{
	struct vt_finding *row;
	VT_BUF_OF(message);
	char text[512];
	va_list ap;

	if (hidden(j, code, s)) {
		withhold(j, s);
		return NULL;
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	vt_buf_str(&message, text);
	row = vt_vec_add(&j->out->rows);
	row->code = code;
	row->domain = s.domain;
	row->nic = s.nic;
	row->link = s.device == VT_NONE ? VT_NONE : j->inv->devices.v[s.device].link;
	row->proc = s.proc;
	fill_identity(j, s, row);
	row->message = vt_arena_strn(j->out->arena, message.p, message.len);
	row->remedy = fill_remedy(j, s, vt_class(code)->remedy);
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

void vt_judge_run(struct vt_judge *j)
{
	for (size_t i = 0; i < j->f->gaps.n; i++)
		j->gap_hides |= j->f->gaps.v[i].hides;
#define FINDING(symbol, code, severity, needs, summary, explanation, remedy) vt_rule_##symbol(j);
#include "model/findings.def"
#undef FINDING
	vt_findings_sort(j->out);
}
