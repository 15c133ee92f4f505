/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one table of columns: rows of a report to cells of raw text. How a cell
 * is escaped is the business of each format.
 */
#include <config.h>

#include "render/columns.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "analyze/status.h"
#include "render/shared.h"
#include "util/cleanup.h"
#include "util/nearest.h"

static bool put(struct vt_buf *ret, const char *s)
{
	if (s)
		vt_buf_str(ret, s);
	return s != NULL;
}

static bool put_u64(struct vt_buf *ret, bool there, uint64_t value)
{
	if (there)
		vt_buf_fmt(ret, "%" PRIu64, value);
	return there;
}

static bool put_tri(struct vt_buf *ret, enum vt_tri value)
{
	return value != VT_UNKNOWN && put(ret, value == VT_YES ? "yes" : "no");
}

static const struct vt_domain *domain_of(const struct vt_row *row)
{
	return row->domain == VT_NONE ? NULL : &row->r->facts->domains.v[row->domain];
}

static const struct vt_nic *nic_of(const struct vt_row *row)
{
	return row->nic == VT_NONE ? NULL : &row->r->facts->nics.v[row->nic];
}

static const struct vt_device *device_of(const struct vt_row *row)
{
	return row->device == VT_NONE ? NULL : &row->r->inventory->devices.v[row->device];
}

static bool col_domain(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->domain_name : vt_mapping_domain(row->r, row->m));
}

static bool col_uuid(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->uuid : vt_mapping_uuid(row->r, row->m));
}

static bool col_id(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_domain *d = domain_of(row);

	return put_u64(ret, d && d->id >= 0, d ? (uint64_t)d->id : 0);
}

static bool col_state(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_domain *d = domain_of(row);

	return put(ret, d ? vt_state_name(d->state) : NULL);
}

static bool col_connection(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_domain *d = domain_of(row);
	const struct vt_facts *f = row->r->facts;

	if (row->f)
		return put(ret, row->f->conn_uri);
	return put(ret, d && d->conn < f->conns.n ? f->conns.v[d->conn].uri : NULL);
}

static bool col_nic(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->alias : vt_mapping_alias(row->r, row->m));
}

static bool col_mac(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->m ? vt_mapping_mac(row->r, row->m) : NULL);
}

static bool col_devmac(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? row->link->mac : NULL);
}

static bool col_type(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->m ? vt_mapping_type(row->r, row->m) : NULL);
}

static bool col_model(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put(ret, nic ? nic->model : NULL);
}

static bool col_source(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	if (!nic)
		return false;
	if (nic->source_bridge)
		return put(ret, nic->source_bridge);
	return put(ret, nic->source_network ? nic->source_network : nic->source_dev);
}

static bool col_target(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put(ret, nic ? nic->target : NULL);
}

static bool col_device(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->ifname : vt_mapping_ifname(row->r, row->m));
}

static bool col_kind(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? vt_link_kind_name(row->link) : NULL);
}

static bool col_ifindex(const struct vt_row *row, struct vt_buf *ret)
{
	return put_u64(ret, row->link, row->link ? row->link->ifindex : 0);
}

static bool col_netns(const struct vt_row *row, struct vt_buf *ret)
{
	uint64_t netns = row->f ? row->f->netns : row->link ? row->link->netns : 0;

	return put_u64(ret, netns, netns);
}

static bool col_master(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? vt_link_master_name(row->r->facts, row->link) : NULL);
}

static bool col_mtu(const struct vt_row *row, struct vt_buf *ret)
{
	return put_u64(ret, row->link, row->link ? row->link->mtu : 0);
}

static bool col_up(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? (row->link->up ? "yes" : "no") : NULL);
}

static bool col_carrier(const struct vt_row *row, struct vt_buf *ret)
{
	return put_tri(ret, row->link ? row->link->carrier : VT_UNKNOWN);
}

static bool col_persist(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->link ? (row->link->persist ? "yes" : "no") : NULL);
}

static bool col_owner(const struct vt_row *row, struct vt_buf *ret)
{
	uint32_t owner = row->link ? row->link->owner : VT_NONE;

	return put_u64(ret, owner != VT_NONE, owner);
}

static bool col_group(const struct vt_row *row, struct vt_buf *ret)
{
	uint32_t group = row->link ? row->link->group : VT_NONE;

	return put_u64(ret, group != VT_NONE, group);
}

static bool col_queues(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_device *d = device_of(row);

	return put_u64(ret, d, d ? d->queues : 0);
}

static bool col_xmlqueues(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_nic *nic = nic_of(row);

	return put_u64(ret, nic, nic ? nic->queues : 0);
}

static bool col_pid(const struct vt_row *row, struct vt_buf *ret)
{
	int32_t pid = row->f && row->f->pid > 0 ? row->f->pid : row->proc ? row->proc->pid : 0;

	return put_u64(ret, pid > 0, (uint64_t)pid);
}

static bool col_comm(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->proc ? row->proc->comm : NULL);
}

static bool col_exe(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->proc ? row->proc->exe : NULL);
}

static bool col_uid(const struct vt_row *row, struct vt_buf *ret)
{
	return put_u64(ret, row->proc, row->proc ? row->proc->uid : 0);
}

static bool col_start(const struct vt_row *row, struct vt_buf *ret)
{
	return put_u64(ret, row->proc, row->proc ? row->proc->start : 0);
}

static bool col_holders(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_device *d = device_of(row);

	for (uint32_t i = 0; d && i < d->n_uses; i++) {
		const struct vt_use *use = &row->r->inventory->uses.v[d->first_use + i];

		vt_buf_fmt(ret, "%s%" PRId32, i ? "," : "", row->r->facts->procs.v[use->proc].pid);
	}
	return d && d->n_uses;
}

static bool col_status(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->m ? vt_status_name(row->m->status) : NULL);
}

/* The worst comes first, by the order of findings. */
static bool col_severity(const struct vt_row *row, struct vt_buf *ret)
{
	if (row->f)
		return put(ret, vt_severity_name(vt_finding_severity(row->f)));
	return put(ret, row->m->n_findings ? vt_severity_name(row->m->worst) : NULL);
}

static bool col_codes(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_report *r = row->r;

	if (row->f)
		return put(ret, vt_class(row->f->code)->code);
	for (uint32_t i = 0; i < row->m->n_findings; i++) {
		enum vt_code code = r->mapping_findings.v[row->m->first_finding + i];

		vt_buf_fmt(ret, "%s%s", i ? "," : "", vt_class(code)->code);
	}
	return row->m->n_findings;
}

static bool col_message(const struct vt_row *row, struct vt_buf *ret)
{
	const struct vt_findings *all = row->r->findings;
	bool some = false;

	if (row->f)
		return put(ret, row->f->message);
	for (size_t i = 0; row->m->n_findings && i < all->rows.n; i++) {
		const struct vt_finding *f = &all->rows.v[i];

		if (!vt_finding_is_about(row->r->facts, row->r->inventory, f, row->m) ||
		    !f->message)
			continue;
		vt_buf_fmt(ret, "%s%s", some ? "; " : "", f->message);
		some = true;
	}
	return some;
}

static bool col_remedy(const struct vt_row *row, struct vt_buf *ret)
{
	return put(ret, row->f ? row->f->remedy : NULL);
}

static const struct vt_column columns[] = {
	/* name, key, help, right, trunc, value */
	{ "DOMAIN", "domain", "name of the domain", 0, 0, col_domain },
	{ "UUID", "uuid", "UUID of the domain", 0, 0, col_uuid },
	{ "ID", "id", "number of the running domain", 1, 0, col_id },
	{ "STATE", "state", "state of the domain", 0, 0, col_state },
	{ "CONNECTION", "connection", "libvirt URI of the domain", 0, 0, col_connection },
	{ "NIC", "alias", "alias of the interface in the XML", 0, 0, col_nic },
	{ "MAC", "mac", "MAC address that the guest sees", 0, 0, col_mac },
	{ "TYPE", "type", "type of the interface in the live XML", 0, 0, col_type },
	{ "MODEL", "model", "model of the interface", 0, 0, col_model },
	{ "SOURCE", "source", "bridge, network or device that the XML names", 0, 0, col_source },
	{ "TARGET", "target", "device name that the XML claims", 0, 0, col_target },
	{ "DEVICE", "ifname", "name of the device on the host", 0, 0, col_device },
	{ "KIND", "kind", "tap, tun, macvtap or ipvtap", 0, 0, col_kind },
	{ "IFINDEX", "ifindex", "number of the device", 1, 0, col_ifindex },
	{ "NETNS", "netns", "inode of the device's network namespace", 1, 0, col_netns },
	{ "DEVMAC", "device_mac", "MAC address of the device itself", 0, 0, col_devmac },
	{ "MASTER", "master", "bridge or other master of the device", 0, 0, col_master },
	{ "MTU", "mtu", "MTU of the device", 1, 0, col_mtu },
	{ "UP", "up", "the device is administratively up", 0, 0, col_up },
	{ "CARRIER", "carrier", "the device has a carrier", 0, 0, col_carrier },
	{ "PERSIST", "persist", "the device outlives its holders", 0, 0, col_persist },
	{ "OWNER", "owner_uid", "user who may open the device", 1, 0, col_owner },
	{ "GROUP", "owner_gid", "group that may open the device", 1, 0, col_group },
	{ "QUEUES", "queues", "distinct queues that are held", 1, 0, col_queues },
	{ "XMLQUEUES", "xml_queues", "queues that the XML asks for", 1, 0, col_xmlqueues },
	{ "PID", "pid", "the domain's process, else the first holder", 1, 0, col_pid },
	{ "COMM", "comm", "name of that process", 0, 1, col_comm },
	{ "EXE", "exe", "executable of that process", 0, 0, col_exe },
	{ "UID", "uid", "user of that process", 1, 0, col_uid },
	{ "START", "start_time", "its start, in clock ticks after boot", 1, 0, col_start },
	{ "HOLDERS", "holders", "PIDs of all holders", 0, 0, col_holders },
	{ "STATUS", "status", "status of the row", 0, 0, col_status },
	{ "SEVERITY", "severity", "severity of the finding, or the worst", 0, 0, col_severity },
	{ "FINDINGS", "findings", "codes of the findings about the row", 0, 1, col_codes },
	{ "CODE", "code", "code of the finding, or all codes", 0, 0, col_codes },
	{ "MESSAGE", "message", "what the finding says", 0, 0, col_message },
	{ "REMEDY", "remedy", "what to do (audit)", 0, 0, col_remedy },
};

#define N_COLUMNS (sizeof(columns) / sizeof(*columns))
#define DEFAULT_LIST "DOMAIN,NIC,TYPE,DEVICE,KIND,MASTER,PID,COMM,STATUS,FINDINGS"
#define DEFAULT_AUDIT "SEVERITY,CODE,DOMAIN,NIC,DEVICE,MESSAGE"

static bool is_name(const char *name, const char *word, size_t len)
{
	return strlen(name) == len && !strncasecmp(name, word, len);
}

/* By its heading, else by what csv and JSON call it. */
static const struct vt_column *column_by_name(const char *word, size_t len)
{
	for (size_t i = 0; i < N_COLUMNS; i++)
		if (is_name(columns[i].name, word, len))
			return &columns[i];
	for (size_t i = 0; i < N_COLUMNS; i++)
		if (is_name(columns[i].key, word, len))
			return &columns[i];
	return NULL;
}

static int unknown_column(const char *word, size_t len, struct vt_err *err)
{
	VT_CLEANUP(vt_free) char *name = vt_xmemdup0(word, len);
	struct vt_nearest near = { .word = name };

	for (size_t i = 0; i < N_COLUMNS; i++)
		vt_nearest_offer(&near, columns[i].name);
	for (size_t i = 0; !near.n && i < N_COLUMNS; i++)
		vt_nearest_offer(&near, columns[i].key);
	return vt_nearest_error(&near, "", "virt-taps --list-columns", err,
				"unknown column '%.64s'", name);
}

static int add_columns(const char *spec, struct vt_columns *ret, struct vt_err *err)
{
	while (true) {
		size_t n = strcspn(spec, ",");
		const struct vt_column *c = column_by_name(spec, n);

		if (!n)
			return vt_err_set(err, EINVAL, "empty column name");
		if (!c)
			return unknown_column(spec, n, err);
		vt_vec_push(&ret->list, c);
		if (!spec[n])
			return 0;
		spec += n + 1;
	}
}

int vt_columns_parse(enum vt_command command, const char *spec, struct vt_columns *ret,
		     struct vt_err *err)
{
	const char *base = command == VT_CMD_AUDIT ? DEFAULT_AUDIT : DEFAULT_LIST;
	int result = 0;

	if (!spec || *spec == '+')
		result = add_columns(base, ret, err);
	if (!result && spec)
		result = add_columns(*spec == '+' ? spec + 1 : spec, ret, err);
	return result;
}

void vt_columns_done(struct vt_columns *c)
{
	vt_vec_done(&c->list);
}

int vt_columns_check(const char *spec, struct vt_err *err)
{
	VT_CLEANUP(vt_columns) struct vt_columns list = { 0 };

	return vt_columns_parse(VT_CMD_LIST, spec, &list, err);
}

void vt_columns_list(struct vt_buf *out)
{
	for (size_t i = 0; i < N_COLUMNS; i++)
		vt_buf_fmt(out, "%-10s  %s\n", columns[i].name, columns[i].help);
}

bool vt_column_cell(const struct vt_column *c, const struct vt_row *row, struct vt_buf *ret)
{
	ret->len = 0;
	vt_buf_str(ret, "");
	return c->value(row, ret);
}

struct vt_row vt_row_of_mapping(const struct vt_report *r, const struct vt_mapping *m)
{
	return (struct vt_row){
		.r = r,
		.m = m,
		.nic = m->nic,
		.domain = m->nic == VT_NONE ? VT_NONE : r->facts->nics.v[m->nic].domain,
		.device = m->device,
		.link = vt_mapping_link(r, m),
		.proc = vt_mapping_proc(r, m),
	};
}

struct vt_row vt_row_of_finding(const struct vt_report *r, const struct vt_finding *f)
{
	struct vt_row row = { .r = r, .f = f, .nic = f->nic, .domain = f->domain };

	row.device = f->link == VT_NONE ? VT_NONE : r->inventory->link_device[f->link];
	row.link = f->link == VT_NONE ? NULL : &r->facts->links.v[f->link];
	row.proc = f->proc == VT_NONE ? NULL : &r->facts->procs.v[f->proc];
	for (size_t i = 0; i < r->mappings.n && !row.m; i++)
		if (vt_finding_is_about(r->facts, r->inventory, f, &r->mappings.v[i]))
			row.m = &r->mappings.v[i];
	return row;
}
