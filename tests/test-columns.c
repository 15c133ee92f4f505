/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of columns: names, -o, every cell of every row, footer and headings. */
#include <config.h>

#include <ctype.h>
#include <errno.h>
#include <locale.h>

#include "analyze/rates.h"
#include "render-fixture.h"
#include "render/columns.h"
#include "render/formats.h"
#include "tap.h"
#include "util/fd.h"

/* -o as given, and the names it must give; NULL = it is refused. */
static const struct {
	enum vt_command command;
	const char *spec, *want;
} specs[] = {
	{ VT_CMD_LIST, NULL, "VM,NIC,DEVICE,BRIDGE,IP,PID,STATUS" },
	{ VT_CMD_AUDIT, NULL, "SEVERITY,CODE,VM,NIC,DEVICE,MESSAGE" },
	{ VT_CMD_LIST, "mac,Uuid", "MAC,UUID" },
	{ VT_CMD_LIST, "IfName,domain,alias,addresses,netns_name", "DEVICE,VM,NIC,IP,NSNAME" },
	{ VT_CMD_AUDIT, "+netns", "SEVERITY,CODE,VM,NIC,DEVICE,NETNS,MESSAGE" },
	{ VT_CMD_LIST, "+mac,kind", "VM,NIC,DEVICE,BRIDGE,IP,PID,MAC,KIND,STATUS" },
	{ VT_CMD_LIST, "+pid,mac", "VM,NIC,DEVICE,BRIDGE,IP,PID,MAC,STATUS" },
	{ VT_CMD_LIST, "pid,pid", "PID,PID" },
	{ VT_CMD_LIST, "+pid", "VM,NIC,DEVICE,BRIDGE,IP,PID,STATUS" },
	{ VT_CMD_LIST, "+vm,mac,status", "VM,NIC,DEVICE,BRIDGE,IP,PID,MAC,STATUS" },
	{ VT_CMD_LIST, "", NULL },
	{ VT_CMD_LIST, "+", NULL },
	{ VT_CMD_LIST, "pid,", NULL },
	{ VT_CMD_LIST, ",pid", NULL },
	{ VT_CMD_LIST, "pi", NULL },
	{ VT_CMD_LIST, "pid ", NULL },
	{ VT_CMD_LIST, "++pid", NULL },
	{ VT_CMD_LIST, "pid,+mac", NULL },
	{ VT_CMD_LIST, "%s%n", NULL },
};

static void test_specs(void)
{
	for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++) {
		VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
		struct vt_err err = { 0 };
		int result = vt_columns_parse(specs[i].command, VT_FOR_PEOPLE, NULL, specs[i].spec,
					      &cols, &err);
		VT_BUF_OF(names);

		if (!specs[i].want) {
			ok(result == -EINVAL && err.code == EINVAL && *err.msg,
			   "'%s' is refused: %s", specs[i].spec, err.msg);
			continue;
		}
		for (size_t k = 0; k < cols.list.n; k++)
			vt_buf_fmt(&names, "%s%s", k ? "," : "", cols.list.v[k]->name);
		is_int(result, 0, "accepted");
		is_str(names.p, specs[i].want, specs[i].spec ? specs[i].spec : "default");
	}
}

/* The names of all columns, from the list that users see. */
static void all_names(struct vt_buf *ret)
{
	VT_BUF_OF(list);
	char *save = NULL;

	vt_columns_list(&list);
	for (char *line = strtok_r(list.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		size_t n = strcspn(line, " ");

		ok(n && line[n] == ' ' && strlen(line) > 14, "%.*s has a help text", (int)n, line);
		vt_buf_str(ret, ret->len ? "," : "");
		vt_buf_add(ret, line, n);
	}
}

/* What other tests have no use for. */
static void add_members(const struct fixture *x)
{
	struct vt_facts *f = x->facts;
	struct vt_nic *nic = &f->nics.v[0];
	struct vt_finding *finding = &x->findings->rows.v[0];

	nic->virtualport = "openvswitch";
	nic->vlan_trunk = nic->vlan_tagged = true;
	nic->vlan_native = 10;
	nic->isolated = VT_YES;
	nic->interface_id = "6ba7b810-9dad-11d1-80b4-00c04fd43009";
	nic->portgroup = "engineering";
	nic->mac_current = "52:54:00:00:00:99";
	nic->teaming = "persistent";
	finding->accepted = "planned";
	finding->commands[0] = "ip link set dev a up";
	finding->commands[1] = "ip link set dev b up";
	finding->n_commands = 2;
	for (size_t i = 0; i < f->links.n; i++)
		f->links.v[i].altnames = "enp1s0 uplink";
	f->booted = 1767225600;
	for (uint32_t i = 0; i < f->procs.n; i++) {
		f->procs.v[i].cgroup = "/machine.slice/web.scope";
		vt_vec_push(&f->netdevs,
			    ((struct vt_netdev){
				    .proc = i, .ifname = "vnet0", .fd = -1, .vhost = VT_YES }));
	}
}

static const struct vt_column *column(const char *name)
{
	struct vt_err err = { 0 };

	return vt_column_by_name(name, strlen(name), &err);
}

/* How a member of the JSON format looks in a cell. */
static void test_members(const struct fixture *x)
{
	static const struct {
		const char *name, *want;
	} of_mapping[] = {
		{ "altnames", "enp1s0,uplink" },
		{ "vlan_trunk", "yes" },
		{ "multi_queue", "yes" },
		{ "PERSIST", "no" },
		{ "hypervisor", "yes" },
		{ "vlan_native", "10" },
		{ "TEAMING", "persistent" },
		{ "target_hex", NULL },
		{ "BACKING", NULL },
		{ "ACCEPTED", NULL },
	}, of_finding[] = {
		{ "COMMANDS", "ip link set dev a up; ip link set dev b up" },
		{ "accepted", "planned" },
	};
	const struct vt_row mapping = vt_row_of_mapping(&x->report, &x->report.mappings.v[0]);
	const struct vt_row finding = vt_row_of_finding(&x->report, &x->report.findings->rows.v[0]);
	VT_BUF_OF(cell);

	for (size_t i = 0; i < sizeof(of_mapping) / sizeof(*of_mapping); i++)
		is_str(vt_column_cell(column(of_mapping[i].name), &mapping, &cell) ? cell.p : NULL,
		       of_mapping[i].want, of_mapping[i].name);
	for (size_t i = 0; i < sizeof(of_finding) / sizeof(*of_finding); i++)
		is_str(vt_column_cell(column(of_finding[i].name), &finding, &cell) ? cell.p : NULL,
		       of_finding[i].want, of_finding[i].name);
	is_str(column("name")->name, "VM", "what JSON calls a VM in its own table");
	is_str(column("manager_id")->name, "ID", "and its number there");
}

static void test_cells(struct fixture *x)
{
	VT_CLEANUP(vt_columns) struct vt_columns cols = { 0 };
	struct vt_err err = { 0 };
	struct vt_rates *rates = vt_rates_new();
	size_t cells = 0, wrong = 0;
	VT_BUF_OF(names);
	VT_BUF_OF(cell);

	add_members(x);
	test_members(x);
	vt_rates_take(rates, x->facts, 0);
	vt_rates_take(rates, x->facts, VT_RATES_LEAST_MS);
	x->report.rates = rates;
	all_names(&names);
	is_int(vt_columns_parse(VT_CMD_LIST, VT_FOR_PEOPLE, NULL, names.p, &cols, &err), 0,
	       "all columns at once");
	for (size_t c = 0; c < cols.list.n; c++) {
		const struct vt_report *r = &x->report;
		size_t seen = 0;

		for (size_t i = 0; i < r->mappings.n; i++) {
			struct vt_row row = vt_row_of_mapping(r, &r->mappings.v[i]);

			seen += vt_column_cell(cols.list.v[c], &row, &cell);
			wrong += strlen(cell.p) != cell.len;
			cells++;
		}
		for (size_t i = 0; i < r->findings->rows.n; i++) {
			struct vt_row row = vt_row_of_finding(r, &r->findings->rows.v[i]);

			seen += vt_column_cell(cols.list.v[c], &row, &cell);
			cells++;
		}
		ok(seen > 0, "%s has a value somewhere", cols.list.v[c]->name);
		for (size_t k = 0; k < c; k++)
			wrong += !strcmp(cols.list.v[c]->key, cols.list.v[k]->key);
	}
	is_int((long long)wrong, 0, "cells are strings, keys are unique");
	ok(cells > 100, "%zu cells were made", cells);
	x->report.rates = NULL;
	vt_rates_free(rates);
}

static char *render(const char *format, const struct fixture *x, const struct vt_render_opts *o)
{
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	vt_buf_str(&out, "");
	is_int(vt_format_by_name(format)->render(&x->report, o, &out, &err), 0, format);
	return VT_TAKE_PTR(out.p);
}

static void test_table(struct fixture *x)
{
	struct vt_render_opts o = { .columns = "device,pid", .headings = true };
	VT_CLEANUP(vt_free) char *full = render("table", x, &o);
	VT_CLEANUP(vt_free) char *bare = NULL;
	VT_CLEANUP(vt_free) char *csv = NULL;

	ok(!strncmp(full, "DEVICE              PID\n", 24), "headings");
	ok(strstr(full, "\nstray0                -\n") != NULL, "absent is a dash");
	ok(strstr(full, "\n(PCI 0000:03:10.2) ") != NULL, "what there is instead");
	ok(strstr(full, "\nCRITICAL missing-device ") != NULL, "findings below the rows");
	ok(strstr(full, "coverage: incomplete (2 gaps: ") != NULL, "gaps below the rows");
	o.headings = false;
	bare = render("table", x, &o);
	is_str(bare, strchr(full, '\n') + 1, "the same without the headings");
	o.columns = "device,pid,mac";
	csv = render("csv", x, &o);
	ok(strstr(csv, "\r\nstray0,,\r\n") != NULL, "absent is empty in csv");
}

static void test_empty(void)
{
	struct vt_render_opts o = { .headings = true };
	VT_CLEANUP(vt_free) char *list = NULL;
	VT_CLEANUP(vt_free) char *pipe = NULL;
	VT_CLEANUP(vt_free) char *terminal = NULL;
	struct fixture x;

	fixture_empty(&x);
	list = render("table", &x, &o);
	is_str(list,
	       "VM NIC DEVICE BRIDGE IP PID STATUS\n"
	       "0 VMs, 0 taps (libvirt was not asked)\n",
	       "headings, what was asked and what to try");
	o.command = VT_CMD_AUDIT;
	pipe = render("table", &x, &o);
	is_str(pipe, "", "audit into a pipe says nothing");
	o.width = 80;
	terminal = render("table", &x, &o);
	is_str(terminal, "no findings\n", "audit on a terminal says so");
	fixture_done(&x);
}

int main(void)
{
	struct fixture x;

	setlocale(LC_ALL, "C");
	test_specs();
	fixture_full(&x);
	test_cells(&x);
	test_table(&x);
	fixture_done(&x);
	test_empty();
	return done();
}
