/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of the page that are tables. */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "render/columns.h"
#include "render/html/html-parts.h"
#include "render/html/html-sections.h"
#include "render/safe-text.h"
#include "util/cleanup.h"

#define COLUMNS "VM,NIC,DEVICE,STATUS,BRIDGE,IP,PATH,MAC,PID,KIND,TYPE,SOURCE,COMM,NETNS"

#define TABLE_BEGIN(out, id, caption, heads) \
	vt_html_table_begin(out, id, caption, heads, sizeof(heads) / sizeof(*(heads)))

static void add_section(struct vt_buf *out, const char *id, const char *title)
{
	vt_buf_fmt(out, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">%s</h2>\n",
		   id, id, id, title);
}

static void end_row(struct vt_buf *out)
{
	vt_buf_str(out, "</tr>\n");
}

static void add_yesno(struct vt_buf *out, bool value)
{
	vt_html_cell(out, value ? "yes" : "no", VT_CELL_NAME);
}

void vt_html_findings(const struct vt_report *r, struct vt_buf *out)
{
	static const struct vt_head heads[] = {
		{ "Code", 0 },   { "Severity", 0 },         { "VM", 0 },      { "NIC", 0 },
		{ "Device", 0 }, { "PID", VT_CELL_NUMBER }, { "Message", 0 }, { "Remedy", 0 },
	};
	size_t table;

	add_section(out, "findings", "Findings");
	if (!r->findings->rows.n) {
		vt_buf_fmt(out, "<p>%s</p>\n</section>\n",
			   r->open ? "None, but not everything could be seen." : "None.");
		return;
	}
	table = TABLE_BEGIN(out, "t-findings", "Contradictions, worst first", heads);
	for (size_t i = 0; i < r->findings->rows.n; i++) {
		const struct vt_finding *f = &r->findings->rows.v[i];
		const struct vt_class *class = vt_class(f->code);

		vt_html_row_begin(out, class->code, VT_CELL_NAME);
		vt_html_cell(out, vt_severity_name(vt_finding_severity(f)), VT_CELL_WORD);
		vt_html_cell(out, f->domain_name, VT_CELL_NAME);
		vt_html_cell(out, f->alias, VT_CELL_NAME);
		vt_html_cell(out, f->ifname, VT_CELL_NAME);
		vt_html_number(out, f->pid > 0 ? (uint64_t)f->pid : 0, 0);
		vt_html_cell(out, f->message ? f->message : class->summary, VT_CELL_TEXT);
		vt_html_cell(out, f->remedy ? f->remedy : class->remedy, VT_CELL_TEXT);
		end_row(out);
	}
	vt_html_table_end(out, table);
}

void vt_html_gaps(const struct vt_report *r, struct vt_buf *out)
{
	static const struct vt_head heads[] = { { "Gap", 0 }, { "Subject", 0 }, { "Detail", 0 } };
	size_t table;

	add_section(out, "gaps", "Gaps");
	if (!r->facts->gaps.n) {
		vt_buf_str(out, "<p>None: everything could be seen.</p>\n</section>\n");
		return;
	}
	vt_buf_str(out, "<p class=\"notice\">Coverage is ");
	vt_coverage_line(out, r);
	vt_buf_str(out, ". What these may hide is not claimed to be absent.</p>\n");
	table = TABLE_BEGIN(out, "t-gaps", "What could not be observed", heads);
	for (size_t i = 0; i < r->facts->gaps.n; i++) {
		const struct vt_gap *gap = &r->facts->gaps.v[i];

		vt_html_row_begin(out, gap->code, VT_CELL_NAME);
		vt_html_cell(out, gap->subject, VT_CELL_TEXT);
		vt_html_cell(out, gap->detail, VT_CELL_TEXT);
		end_row(out);
	}
	vt_html_table_end(out, table);
}

/* A word for a fragment of an address: letters, digits, "." and "-" as they are. */
static void add_word(struct vt_buf *out, const char *s)
{
	for (; *s; s++) {
		bool plain = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
			     (*s >= '0' && *s <= '9') || *s == '.' || *s == '-';

		if (plain)
			vt_buf_add(out, s, 1);
		else
			vt_buf_fmt(out, "_%02x", (unsigned char)*s);
	}
}

/* The row's own address, which is the same in every page of this host while the VM and its NIC, or
 * the device, are. */
static void add_row_id(struct vt_buf *out, const struct vt_row *row)
{
	const struct vt_facts *f = row->r->facts;
	const struct vt_nic *nic = row->nic == VT_NONE ? NULL : &f->nics.v[row->nic];
	const struct vt_domain *d = nic ? &f->domains.v[nic->domain] : NULL;

	if (!d && row->link) {
		vt_buf_str(out, "d-");
		add_word(out, row->link->ifname);
		if (row->link->netns != f->own_netns)
			vt_buf_fmt(out, "_n%" PRIu64, row->link->netns);
		return;
	}
	if (!d)
		return;
	vt_buf_str(out, "v-");
	add_word(out, d->uuid ? d->uuid : d->name);
	vt_buf_fmt(out, "-%" PRIu32, nic->index);
	/* The same UUID by another connection. */
	if (d->conn)
		vt_buf_fmt(out, "_c%" PRIu32, d->conn);
}

/* The cell that names the row, which leads to itself. */
static void begin_mapping_row(struct vt_buf *out, const struct vt_row *row, const char *name)
{
	VT_BUF_OF(id);

	vt_buf_str(&id, "");
	add_row_id(&id, row);
	vt_buf_fmt(out, id.len ? "<tr id=\"%s\">" : "<tr>", id.p);
	vt_buf_fmt(out, "<th scope=\"row\"%s>", name && strlen(name) > 40 ? " class=\"w\"" : "");
	if (id.len)
		vt_buf_fmt(out, "<a href=\"#%s\">", id.p);
	vt_html_text(out, name ? name : "-");
	vt_buf_str(out, id.len ? "</a></th>" : "</th>");
}

/* A status is colored by its word, whatever is shown of it. */
static void add_status(struct vt_buf *out, const struct vt_row *row, const char *shown)
{
	vt_buf_fmt(out, "<td%s><span class=\"%s\">", strlen(shown) > 24 ? " class=\"w\"" : "",
		   vt_status_name(row->m->status));
	vt_html_text(out, shown);
	vt_buf_str(out, "</span></td>");
}

static void add_mapping_row(struct vt_buf *out, const struct vt_columns *cols,
			    const struct vt_row *row)
{
	VT_BUF_OF(raw);

	for (size_t i = 0; i < cols->list.n; i++) {
		const struct vt_column *c = cols->list.v[i];
		const char *value = vt_column_shown(c, row, &raw) ? raw.p : NULL;
		enum vt_cell cell = !strcmp(c->key, "severity") ? VT_CELL_WORD :
				    c->right                    ? VT_CELL_NUMBER :
								  VT_CELL_NAME;

		if (i == 0)
			begin_mapping_row(out, row, value);
		else if (value && !strcmp(c->key, "status"))
			add_status(out, row, value);
		else
			vt_html_cell(out, value, cell);
	}
	end_row(out);
}

int vt_html_mappings(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err)
{
	VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
	VT_VEC(struct vt_head) heads = { 0 };
	bool own = o->columns && o->command != VT_CMD_AUDIT;
	size_t table;
	int result = vt_columns_parse(VT_CMD_LIST, VT_FOR_PROGRAMS, r, own ? o->columns : COLUMNS,
				      &cols, err);

	if (result < 0)
		return result;
	for (size_t i = 0; i < cols.list.n; i++)
		vt_vec_push(&heads, ((struct vt_head){ cols.list.v[i]->name,
						       cols.list.v[i]->right ? VT_CELL_NUMBER :
									       VT_CELL_NAME }));
	add_section(out, "mapping", "Mapping");
	table = vt_html_table_begin(out, "t-mapping",
				    "One row per NIC, then devices that no NIC claims", heads.v,
				    heads.n);
	vt_vec_done(&heads);
	for (size_t i = 0; i < r->mappings.n; i++) {
		struct vt_row row = vt_row_of_mapping(r, &r->mappings.v[i]);

		add_mapping_row(out, &cols, &row);
	}
	vt_html_table_end(out, table);
	return 0;
}

void vt_html_domains(const struct vt_report *r, const struct vt_scope *s, struct vt_buf *out)
{
	static const struct vt_head heads[] = {
		{ "Name", 0 },
		{ "UUID", 0 },
		{ "Id", VT_CELL_NUMBER },
		{ "State", 0 },
		{ "PID", VT_CELL_NUMBER },
		{ "Found by", 0 },
		{ "Connection", 0 },
	};
	const struct vt_facts *f = r->facts;
	size_t table;

	add_section(out, "domains", "VMs");
	table = TABLE_BEGIN(out, "t-domains", "VMs of all connections, running or not", heads);
	for (uint32_t i = 0; i < f->domains.n; i++) {
		const struct vt_domain *d = &f->domains.v[i];
		const struct vt_proc *proc = vt_domain_proc(r, i);
		enum vt_pid_source source = r->inventory->domains[i].pid_source;

		if (!s->domains[i])
			continue;
		vt_html_row_begin(out, d->name, VT_CELL_NAME);
		vt_html_cell(out, d->uuid, VT_CELL_NAME);
		vt_html_number(out, d->id >= 0 ? (uint64_t)d->id : UINT64_MAX, UINT64_MAX);
		vt_html_cell(out, vt_state_name(d->state), VT_CELL_NAME);
		vt_html_number(out, proc ? (uint64_t)proc->pid : 0, 0);
		vt_html_cell(out, proc ? vt_pid_source_name(source) : NULL, VT_CELL_NAME);
		vt_html_cell(out, d->conn < f->conns.n ? f->conns.v[d->conn].uri : NULL,
			     VT_CELL_NAME);
		end_row(out);
	}
	vt_html_table_end(out, table);
}

/* "1201 qemu-system-x86, ..." */
static void add_holders(const struct vt_report *r, const struct vt_device *d, struct vt_buf *out)
{
	VT_BUF_OF(text);

	for (uint32_t i = 0; i < d->n_uses; i++) {
		const struct vt_use *use = &r->inventory->uses.v[d->first_use + i];
		const struct vt_proc *p = &r->facts->procs.v[use->proc];

		vt_buf_fmt(&text, "%s%" PRId32 " %s", i ? ", " : "", p->pid,
			   p->comm ? p->comm : "-");
	}
	vt_html_cell(out, text.p, VT_CELL_NAME);
}

static void add_claims(const struct vt_report *r, const struct vt_device *d, struct vt_buf *out)
{
	VT_BUF_OF(text);

	for (uint32_t i = 0; i < d->n_claims; i++) {
		uint32_t row = r->inventory->claims.v[d->first_claim + i];
		const struct vt_nic *nic = &r->facts->nics.v[row];
		const char *domain = vt_domain_name(r, nic->domain);

		vt_buf_fmt(&text, "%s%s %s", i ? ", " : "", domain ? domain : "-",
			   nic->alias ? nic->alias : "-");
	}
	vt_html_cell(out, text.p, VT_CELL_NAME);
}

void vt_html_devices(const struct vt_report *r, const struct vt_scope *s, struct vt_buf *out)
{
	static const struct vt_head heads[] = {
		{ "Device", 0 },
		{ "Kind", 0 },
		{ "Claimed by", 0 },
		{ "Held by", 0 },
		{ "Queues held", VT_CELL_NUMBER },
		{ "Master", 0 },
		{ "Up", 0 },
		{ "Persistent", 0 },
		{ "MAC", 0 },
		{ "MTU", VT_CELL_NUMBER },
		{ "Index", VT_CELL_NUMBER },
		{ "Namespace", VT_CELL_NUMBER },
	};
	size_t table;

	add_section(out, "devices", "Devices");
	table = TABLE_BEGIN(out, "t-devices", "Tap, tun, macvtap and ipvtap devices", heads);
	for (uint32_t i = 0; i < r->inventory->devices.n; i++) {
		const struct vt_device *d = &r->inventory->devices.v[i];
		const struct vt_link *link = vt_device_link(r, i);

		if (!s->devices[i])
			continue;
		vt_html_row_begin(out, link->ifname, VT_CELL_NAME);
		vt_html_cell(out, vt_link_kind_name(link), VT_CELL_NAME);
		add_claims(r, d, out);
		add_holders(r, d, out);
		vt_html_number(out, d->queues, UINT64_MAX);
		vt_html_cell(out, vt_link_master_name(r->facts, link), VT_CELL_NAME);
		add_yesno(out, link->up);
		add_yesno(out, link->persist);
		vt_html_cell(out, link->mac, VT_CELL_NAME);
		vt_html_number(out, link->mtu, UINT64_MAX);
		vt_html_number(out, link->ifindex, 0);
		vt_html_number(out, link->netns, 0);
		end_row(out);
	}
	vt_html_table_end(out, table);
}

void vt_html_processes(const struct vt_report *r, const struct vt_scope *s, struct vt_buf *out)
{
	static const struct vt_head heads[] = {
		{ "PID", VT_CELL_NUMBER },
		{ "Name", 0 },
		{ "Executable", 0 },
		{ "User", VT_CELL_NUMBER },
		{ "Namespace", VT_CELL_NUMBER },
		{ "Hypervisor", 0 },
		{ "VM", 0 },
	};

	VT_BUF_OF(pid);
	size_t table;

	add_section(out, "processes", "Processes");
	table = TABLE_BEGIN(out, "t-processes", "Processes that hold a device or are a VM", heads);
	for (uint32_t i = 0; i < r->facts->procs.n; i++) {
		const struct vt_proc *p = &r->facts->procs.v[i];

		if (!s->procs[i])
			continue;
		pid.len = 0;
		vt_buf_fmt(&pid, "%" PRId32, p->pid);
		vt_html_row_begin(out, pid.p, VT_CELL_NUMBER);
		vt_html_cell(out, p->comm, VT_CELL_NAME);
		vt_html_cell(out, p->exe, VT_CELL_NAME);
		vt_html_number(out, p->uid, UINT64_MAX);
		vt_html_number(out, p->netns, 0);
		add_yesno(out, p->hypervisor);
		vt_html_cell(out, vt_domain_name(r, r->inventory->proc_domain[i]), VT_CELL_NAME);
		end_row(out);
	}
	vt_html_table_end(out, table);
}

void vt_html_connections(const struct vt_report *r, struct vt_buf *out)
{
	static const struct vt_head heads[] = {
		{ "URI", 0 }, { "Status", 0 }, { "Driver", 0 }, { "Version", 0 }, { "Error", 0 },
	};
	size_t table;

	add_section(out, "connections", "Connections");
	table = TABLE_BEGIN(out, "t-connections", "libvirt connections that were tried", heads);
	for (size_t i = 0; i < r->facts->conns.n; i++) {
		const struct vt_conn *c = &r->facts->conns.v[i];

		vt_html_row_begin(out, c->uri, VT_CELL_NAME);
		vt_html_cell(out, c->ok ? "ok" : "failed", VT_CELL_NAME);
		vt_html_cell(out, c->driver, VT_CELL_NAME);
		vt_html_cell(out, c->version, VT_CELL_NAME);
		vt_html_cell(out, c->error, VT_CELL_TEXT);
		end_row(out);
	}
	vt_html_table_end(out, table);
}
