/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The prometheus format: text exposition format 0.0.4, for the textfile
 * collector of node_exporter. Every finding's code has a sample, also at 0, so
 * that an alert can tell "none" from "not measured". Two samples never have
 * the same labels: that would make a scraper refuse the whole file.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "render/columns.h"
#include "render/shared.h"
#include "render/safe-text.h"
#include "util/cleanup.h"

/* Samples of one metric, with a hash table of them to drop what is there already. */
struct samples {
	const char *name, *value; /* value: NULL = 1 */
	struct vt_buf *out;
	VT_VEC(struct vt_buf) seen;
	uint32_t *slots;
	size_t n_slots;
};

static uint64_t hash(const char *s)
{
	uint64_t h = 1469598103934665603u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return h;
}

/* Where @line is, or the free slot where it belongs. */
static uint32_t *find_slot(const struct samples *m, const char *line)
{
	size_t i = hash(line) % m->n_slots;

	while (m->slots[i] < m->seen.n && strcmp(m->seen.v[m->slots[i]].p, line) != 0)
		i = (i + 1) % m->n_slots;
	return &m->slots[i];
}

static void grow(struct samples *m)
{
	m->n_slots = m->n_slots ? m->n_slots * 2 : 64;
	m->slots = vt_xrealloc(m->slots, m->n_slots, sizeof(*m->slots));
	memset(m->slots, 0xff, m->n_slots * sizeof(*m->slots));
	for (size_t i = 0; i < m->seen.n; i++)
		*find_slot(m, m->seen.v[i].p) = (uint32_t)i;
}

/* Takes what @labels holds. */
static void add_once(struct samples *m, struct vt_buf *labels)
{
	uint32_t *slot;

	if (m->seen.n * 2 >= m->n_slots)
		grow(m);
	slot = find_slot(m, labels->p);
	if (*slot != VT_NONE)
		return;
	*slot = (uint32_t)m->seen.n;
	vt_buf_fmt(m->out, "%s{%s} %s\n", m->name, labels->p, m->value ? m->value : "1");
	vt_vec_push(&m->seen, *labels);
	memset(labels, 0, sizeof(*labels));
}

static void samples_cleanup(struct samples *m)
{
	for (size_t i = 0; i < m->seen.n; i++)
		vt_buf_done(&m->seen.v[i]);
	vt_vec_done(&m->seen);
	free(m->slots);
}

/* Absent is the empty label, which to Prometheus is no label. */
static void add_label(struct vt_buf *out, const char *name, const char *value)
{
	VT_BUF_OF(text);

	vt_buf_str(out, out->len && out->p[out->len - 1] == '"' ? "," : "");
	vt_buf_str(out, name);
	vt_buf_str(out, "=\"");
	vt_text_add(&text, value ? value : "", false);
	for (const char *p = text.len ? text.p : ""; *p;) {
		size_t n = vt_plain(p);

		if (*p == '\\' || *p == '"')
			vt_buf_str(out, "\\");
		n += !n;
		vt_buf_add(out, p, n);
		p += n;
	}
	vt_buf_str(out, "\"");
}

static void add_number_label(struct vt_buf *out, const char *name, uint64_t value, uint64_t none)
{
	char number[24] = "";

	if (value != none)
		snprintf(number, sizeof(number), "%" PRIu64, value);
	add_label(out, name, number);
}

static const char *conn_uri(const struct vt_report *r, uint32_t nic)
{
	uint32_t conn;

	if (nic == VT_NONE)
		return NULL;
	conn = r->facts->domains.v[r->facts->nics.v[nic].domain].conn;
	return conn < r->facts->conns.n ? r->facts->conns.v[conn].uri : NULL;
}

/* "nic" is the position in the XML: aliases and targets may be missing. */
static void emit_mappings(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	VT_CLEANUP(samples) struct samples set = { .name = name, .out = out };

	for (size_t i = 0; i < r->mappings.n; i++) {
		const struct vt_mapping *m = &r->mappings.v[i];
		const struct vt_link *link = vt_mapping_link(r, m);
		const struct vt_proc *proc = vt_mapping_proc(r, m);
		VT_BUF_OF(labels);

		add_label(&labels, "connection", conn_uri(r, m->nic));
		add_label(&labels, "domain", vt_mapping_domain(r, m));
		add_label(&labels, "uuid", vt_mapping_uuid(r, m));
		add_number_label(&labels, "nic",
				 m->nic == VT_NONE ? VT_NONE : r->facts->nics.v[m->nic].index,
				 VT_NONE);
		add_label(&labels, "alias", vt_mapping_alias(r, m));
		add_label(&labels, "mac", vt_mapping_mac(r, m));
		add_label(&labels, "type", vt_mapping_type(r, m));
		add_label(&labels, "ifname", vt_mapping_ifname(r, m));
		add_label(&labels, "kind", vt_mapping_kind(r, m));
		add_number_label(&labels, "ifindex", link ? link->ifindex : 0, 0);
		add_number_label(&labels, "netns", link ? link->netns : 0, 0);
		add_label(&labels, "master", vt_mapping_master(r, m));
		add_number_label(&labels, "pid", proc ? (uint64_t)proc->pid : 0, 0);
		add_label(&labels, "basis", vt_mapping_basis(r, m));
		add_label(&labels, "status", vt_status_name(m->status));
		add_once(&set, &labels);
	}
}

/* What joins with the metrics of cards' functions, which no device is. */
static void emit_functions(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	VT_CLEANUP(samples) struct samples set = { .name = name, .out = out };

	for (size_t i = 0; i < r->mappings.n; i++) {
		const struct vt_mapping *m = &r->mappings.v[i];
		const struct vt_nic *nic = m->nic == VT_NONE ? NULL : &r->facts->nics.v[m->nic];
		const char *pci = vt_mapping_pci(r, m);
		VT_BUF_OF(labels);

		if (!nic || !pci)
			continue;
		add_label(&labels, "domain", vt_mapping_domain(r, m));
		add_label(&labels, "uuid", vt_mapping_uuid(r, m));
		add_label(&labels, "alias", vt_mapping_alias(r, m));
		add_label(&labels, "mac", vt_mapping_mac(r, m));
		add_label(&labels, "pci_address", pci);
		add_label(&labels, "device", nic->vf.pf);
		add_number_label(&labels, "vf", nic->vf.address ? nic->vf.number : VT_NONE,
				 VT_NONE);
		add_once(&set, &labels);
	}
}

static void emit_findings(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	uint32_t counts[VT_CODE_N] = { 0 };

	for (size_t i = 0; i < r->findings->rows.n; i++)
		counts[r->findings->rows.v[i].code]++;
	for (unsigned int i = 0; i < VT_CODE_N; i++) {
		const struct vt_class *class = vt_class((enum vt_code)i);

		vt_buf_fmt(out, "%s{code=\"%s\",severity=\"%s\"} %" PRIu32 "\n", name, class->code,
			   vt_severity_name(class->severity), counts[i]);
	}
}

static void emit_finding_rows(const struct vt_findings *list, struct samples *set)
{
	for (size_t i = 0; list && i < list->rows.n; i++) {
		const struct vt_finding *f = &list->rows.v[i];
		const struct vt_class *class = vt_class(f->code);
		VT_BUF_OF(labels);

		add_label(&labels, "code", class->code);
		add_label(&labels, "severity", vt_severity_name(vt_finding_severity(f)));
		add_label(&labels, "connection", f->conn_uri);
		add_label(&labels, "domain", f->domain_name);
		add_label(&labels, "uuid", f->uuid);
		add_label(&labels, "alias", f->alias);
		add_label(&labels, "ifname", f->ifname);
		add_number_label(&labels, "netns", f->netns, 0);
		add_number_label(&labels, "ifindex", f->ifindex, 0);
		add_number_label(&labels, "pid", f->pid > 0 ? (uint64_t)f->pid : 0, 0);
		if (f->accepted)
			add_label(&labels, "accepted", f->accepted);
		add_once(set, &labels);
	}
}

static void emit_finding_info(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	VT_CLEANUP(samples) struct samples set = { .name = name, .out = out };

	emit_finding_rows(r->findings, &set);
	emit_finding_rows(r->accepted, &set);
}

/* The order is that of the first gap of each code; codes are few, gaps may be many. */
static void emit_gaps(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	const struct vt_facts *f = r->facts;

	for (size_t i = 0; i < f->gaps.n; i++) {
		const char *code = f->gaps.v[i].code;
		size_t k = 0, count = 0;
		VT_BUF_OF(label);

		while (!vt_streq(f->gaps.v[k].code, code))
			k++;
		if (k < i)
			continue;
		for (; k < f->gaps.n; k++)
			count += vt_streq(f->gaps.v[k].code, code);
		add_label(&label, "code", code);
		vt_buf_fmt(out, "%s{%s} %zu\n", name, label.p, count);
	}
}

/* A URI given twice is up when one of its rows is. */
static void emit_connections(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	const struct vt_facts *f = r->facts;

	for (size_t i = 0; i < f->conns.n; i++) {
		bool before = false, up = false;
		VT_BUF_OF(label);

		for (size_t k = 0; k < f->conns.n; k++) {
			bool same = vt_streq(f->conns.v[k].uri, f->conns.v[i].uri);

			before |= same && k < i;
			up |= same && f->conns.v[k].ok;
		}
		if (before)
			continue;
		add_label(&label, "uri", f->conns.v[i].uri);
		vt_buf_fmt(out, "%s{%s} %d\n", name, label.p, up);
	}
}

static void emit_complete(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	vt_buf_fmt(out, "%s %d\n", name, !r->facts->gaps.n);
}

static void emit_processes(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	vt_buf_fmt(out, "%s %" PRIu32 "\n", name, r->facts->processes);
}

static void emit_unreadable(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	vt_buf_fmt(out, "%s %" PRIu32 "\n", name, r->facts->unreadable);
}

static void emit_domains(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	vt_buf_fmt(out, "%s %" PRIu32 "\n", name, r->summary.domains);
}

static void emit_devices(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	vt_buf_fmt(out, "%s %" PRIu32 "\n", name, r->summary.devices);
}

static void emit_mapped(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	vt_buf_fmt(out, "%s %" PRIu32 "\n", name, r->summary.mapped);
}

/* In microseconds without floating point: the locale may have a decimal comma. */
static void emit_duration(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	uint64_t us =
		r->duration_ms > 0 && r->duration_ms < 1e12 ? (uint64_t)(r->duration_ms * 1000) : 0;

	vt_buf_fmt(out, "%s %" PRIu64 ".%06" PRIu64 "\n", name, us / 1000000, us % 1000000);
}

static void emit_time(const struct vt_report *r, const char *name, struct vt_buf *out)
{
	struct tm tm = { 0 };
	const char *rest = r->generated_at ? strptime(r->generated_at, "%Y-%m-%dT%H:%M:%S", &tm) :
					     NULL;
	unsigned int hours = 0, minutes = 0;
	time_t when;

	if (!rest)
		return;
	when = timegm(&tm);
	rest += *rest == '.' ? 1 + strspn(rest + 1, "0123456789") : 0;
	if ((*rest == '+' || *rest == '-') && sscanf(rest + 1, "%2u:%2u", &hours, &minutes) == 2)
		when -= (*rest == '+' ? 1 : -1) * (time_t)(hours * 3600 + minutes * 60);
	vt_buf_fmt(out, "%s %lld\n", name, (long long)when);
}

static const struct {
	const char *name, *help;
	void (*emit)(const struct vt_report *r, const char *name, struct vt_buf *out);
} metrics[] = {
	{ "virt_taps_mapping_info", "A NIC, or a device that no NIC claims; always 1.",
	  emit_mappings },
	{ "virt_taps_nic_pci_info", "A NIC that is a PCI function; always 1.", emit_functions },
	{ "virt_taps_findings", "Findings by code.", emit_findings },
	{ "virt_taps_finding_info", "A finding; always 1.", emit_finding_info },
	{ "virt_taps_coverage_complete", "Whether nothing was hidden from the scan.",
	  emit_complete },
	{ "virt_taps_gaps", "Things that could not be observed, by code.", emit_gaps },
	{ "virt_taps_connection_up", "Whether the libvirt connection answered.", emit_connections },
	{ "virt_taps_processes", "Processes that were seen.", emit_processes },
	{ "virt_taps_processes_unreadable", "Processes whose descriptors were not readable.",
	  emit_unreadable },
	{ "virt_taps_domains", "Running VMs.", emit_domains },
	{ "virt_taps_devices", "Tap, tun, macvtap and ipvtap devices.", emit_devices },
	{ "virt_taps_mapped", "NICs whose device is theirs beyond doubt.", emit_mapped },
	{ "virt_taps_duration_seconds", "How long the scan took.", emit_duration },
	{ "virt_taps_last_run_timestamp_seconds", "When the scan was.", emit_time },
};

/*
 * A column of traffic that was asked for, as a counter. No label of it changes while the
 * device lives: no process, no status.
 */
static void emit_counter(const struct vt_report *r, const struct vt_column *c, struct vt_buf *out)
{
	VT_CLEANUP(vt_free) char *name = NULL;
	VT_CLEANUP(samples) struct samples set = { .out = out };
	VT_BUF_OF(value);

	if (asprintf(&name, "virt_taps_%s_total", c->metric) < 0)
		return;
	vt_buf_fmt(out, "# HELP %s From the start of the device on: %s.\n# TYPE %s counter\n", name,
		   c->help, name);
	set.name = name;
	for (size_t i = 0; i < r->mappings.n; i++) {
		const struct vt_mapping *m = &r->mappings.v[i];
		const struct vt_row row = vt_row_of_mapping(r, m);
		VT_BUF_OF(labels);

		if (!vt_column_cell(c, &row, &value))
			continue;
		set.value = value.p;
		add_label(&labels, "domain", vt_mapping_domain(r, m));
		add_label(&labels, "uuid", vt_mapping_uuid(r, m));
		add_label(&labels, "alias", vt_mapping_alias(r, m));
		add_label(&labels, "mac", vt_mapping_mac(r, m));
		add_label(&labels, "ifname", vt_mapping_ifname(r, m));
		add_number_label(&labels, "netns", row.link->netns, 0);
		add_once(&set, &labels);
	}
}

/* The counters among the columns of -o. */
static int emit_counters(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out, struct vt_err *err)
{
	VT_CLEANUP(vt_columns) struct vt_columns columns = { 0 };
	int result = 0;

	if (o->columns)
		result = vt_columns_parse(VT_CMD_LIST, VT_FOR_PROGRAMS, r, o->columns, &columns,
					  err);
	for (size_t i = 0; i < columns.list.n; i++)
		if (columns.list.v[i]->metric)
			emit_counter(r, columns.list.v[i], out);
	return result;
}

int vt_render_prometheus(const struct vt_report *r, const struct vt_render_opts *o,
			 struct vt_buf *out, struct vt_err *err)
{
	for (size_t i = 0; i < sizeof(metrics) / sizeof(*metrics); i++) {
		VT_BUF_OF(samples);

		metrics[i].emit(r, metrics[i].name, &samples);
		if (!samples.len)
			continue;
		vt_buf_fmt(out, "# HELP %s %s\n# TYPE %s gauge\n", metrics[i].name, metrics[i].help,
			   metrics[i].name);
		vt_buf_add(out, samples.p, samples.len);
	}
	return emit_counters(r, o, out, err);
}
