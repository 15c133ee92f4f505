/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Version 1 of the recording format. Members may be added; a change that an old
 * reader would misunderstand raises VT_RECORD_VERSION.
 */
#include <config.h>

#include "collect/recording/fields.h"

static const char *const scans[] = { [VT_SCAN_PROC] = "proc", [VT_SCAN_BPF] = "bpf" };
static const char *const kinds[] = {
	[VT_KIND_TUN] = "tun", [VT_KIND_MACVTAP] = "macvtap", [VT_KIND_IPVTAP] = "ipvtap"
};
static const char *const registrations[] = {
	[VT_REG_NWFILTER] = "nwfilter", [VT_REG_PORT] = "port"
};
static const char *const hidings[] = {
	[VT_HIDING_IN_FLIGHT] = "in-flight", [VT_HIDING_IO_URING] = "io-uring"
};
static const char *const tris[] = { [VT_NO] = "no", [VT_YES] = "yes" };
static const char *const needs[] = { "claims", "inactive", "holders", "links", "procs" };

#define N_OF(array) (sizeof(array) / sizeof(*(array)))
#define FIELD(row, type, member) \
	{ \
#member, VT_REC_##type, offsetof(row, member), .required = false \
	}
#define REQUIRED(row, type, member) \
	{ \
#member, VT_REC_##type, offsetof(row, member), .required = true \
	}
#define WORDS(row, type, member, list, must) \
	{ \
#member, VT_REC_##type, offsetof(row, member), 0, list, N_OF(list), must, false \
	}

/* Not recorded. */
#define LOCAL(row, type, member) \
	{ \
#member, VT_REC_##type, offsetof(row, member), .local = true \
	}

#define OPTIONAL_WORD(row, member, list) WORDS(row, WORD, member, list, false)

const struct vt_record_field vt_record_scan[] = {
	WORDS(struct vt_raw, WORD, scan, scans, true),
	FIELD(struct vt_raw, U64, own_netns),
	FIELD(struct vt_raw, BOOL, cgroup_inner),
	FIELD(struct vt_raw, U64, now),
	FIELD(struct vt_raw, U64, booted),
	FIELD(struct vt_raw, U32, processes),
	FIELD(struct vt_raw, U32, unreadable),
	FIELD(struct vt_raw, TEXT, ovs),
	LOCAL(struct vt_raw, TEXT, slower),
	LOCAL(struct vt_raw, TEXT, trace),
	{ 0 },
};

const struct vt_record_field vt_record_host[] = {
	FIELD(struct vt_host, TEXT, hostname),
	FIELD(struct vt_host, TEXT, machine_id),
	FIELD(struct vt_host, TEXT, boot_id),
	FIELD(struct vt_host, TEXT, kernel),
	{ 0 },
};

const struct vt_record_field vt_record_conn[] = {
	REQUIRED(struct vt_raw_conn, URI, uri),
	REQUIRED(struct vt_raw_conn, BOOL, ok),
	FIELD(struct vt_raw_conn, TEXT, driver),
	FIELD(struct vt_raw_conn, TEXT, version),
	FIELD(struct vt_raw_conn, URI, error),
	FIELD(struct vt_raw_conn, BOOL, session),
	FIELD(struct vt_raw_conn, BOOL, status_files),
	FIELD(struct vt_raw_conn, BOOL, config_files),
	FIELD(struct vt_raw_conn, BOOL, bindings_ok),
	FIELD(struct vt_raw_conn, BOOL, ports_unknown),
	FIELD(struct vt_raw_conn, U32, daemon),
	FIELD(struct vt_raw_conn, U64, netns),
	{ 0 },
};

const struct vt_record_field vt_record_domain[] = {
	REQUIRED(struct vt_raw_domain, TEXT, name),
	FIELD(struct vt_raw_domain, TEXT, uuid),
	REQUIRED(struct vt_raw_domain, I32, id),
	REQUIRED(struct vt_raw_domain, BOOL, active),
	FIELD(struct vt_raw_domain, I32, state),
	FIELD(struct vt_raw_domain, I32, reason),
	FIELD(struct vt_raw_domain, BOOL, status),
	FIELD(struct vt_raw_domain, BOOL, config),
	FIELD(struct vt_raw_domain, XML, xml),
	FIELD(struct vt_raw_domain, URI, xml_error),
	FIELD(struct vt_raw_domain, BOOL, by_file),
	LOCAL(struct vt_raw_domain, BOOL, unasked),
	{ 0 },
};

const struct vt_record_field vt_record_pidfile[] = {
	FIELD(struct vt_raw_pidfile, TEXT, path),    REQUIRED(struct vt_raw_pidfile, TEXT, name),
	FIELD(struct vt_raw_pidfile, TEXT, content), FIELD(struct vt_raw_pidfile, XML, status),
	FIELD(struct vt_raw_pidfile, I32, owner),    { 0 },
};

const struct vt_record_field vt_record_registration[] = {
	WORDS(struct vt_raw_registration, WORD, kind, registrations, true),
	REQUIRED(struct vt_raw_registration, XML, text),
	FIELD(struct vt_raw_registration, TEXT, network),
	{ 0 },
};

const struct vt_record_field vt_record_lease[] = {
	FIELD(struct vt_raw_lease, TEXT, network),
	REQUIRED(struct vt_raw_lease, TEXT, mac),
	REQUIRED(struct vt_raw_lease, TEXT, ip),
	FIELD(struct vt_raw_lease, U64, expiry),
	{ 0 },
};

const struct vt_record_field vt_record_netns[] = {
	REQUIRED(struct vt_raw_netns, U64, inode),
	FIELD(struct vt_raw_netns, U64, cookie),
	FIELD(struct vt_raw_netns, U32, owner),
	FIELD(struct vt_raw_netns, TEXT, path),
	FIELD(struct vt_raw_netns, TEXT, error),
	FIELD(struct vt_raw_netns, NETLINK, messages),
	FIELD(struct vt_raw_netns, NETLINK, vlans),
	FIELD(struct vt_raw_netns, NETLINK, neighbours),
	FIELD(struct vt_raw_netns, TEXT, addressed),
	FIELD(struct vt_raw_netns, TEXT, calls),
	FIELD(struct vt_raw_netns, TEXT, drops),
	FIELD(struct vt_raw_netns, TEXT, vfs),
	{ 0 },
};

const struct vt_record_field vt_record_nsid[] = {
	REQUIRED(struct vt_raw_nsid, U64, netns),
	REQUIRED(struct vt_raw_nsid, I32, nsid),
	REQUIRED(struct vt_raw_nsid, U64, inode),
	{ 0 },
};

const struct vt_record_field vt_record_proc[] = {
	REQUIRED(struct vt_raw_proc, PID, pid),
	REQUIRED(struct vt_raw_proc, TEXT, stat),
	FIELD(struct vt_raw_proc, TEXT, exe),
	{ "cmdline", VT_REC_ARGS, offsetof(struct vt_raw_proc, cmdline),
	  .len = offsetof(struct vt_raw_proc, cmdline_len) },
	FIELD(struct vt_raw_proc, TEXT, cgroup),
	FIELD(struct vt_raw_proc, XML, config),
	FIELD(struct vt_raw_proc, U64, netns),
	FIELD(struct vt_raw_proc, ID, uid),
	OPTIONAL_WORD(struct vt_raw_proc, kvm, tris),
	FIELD(struct vt_raw_proc, I32, inner_pid),
	FIELD(struct vt_raw_proc, I32, fds_error),
	{ 0 },
};

const struct vt_record_field vt_record_manager[] = {
	REQUIRED(struct vt_raw_manager, TEXT, name),
	FIELD(struct vt_raw_manager, URI, error),
	{ 0 },
};

const struct vt_record_field vt_record_source[] = {
	REQUIRED(struct vt_raw_source, TEXT, manager),
	FIELD(struct vt_raw_source, TEXT, id),
	FIELD(struct vt_raw_source, TEXT, path),
	FIELD(struct vt_raw_source, XML, text),
	FIELD(struct vt_raw_source, URI, error),
	FIELD(struct vt_raw_source, I32, pid),
	{ 0 },
};

const struct vt_record_field vt_record_fd[] = {
	REQUIRED(struct vt_raw_fd, PID, pid),
	REQUIRED(struct vt_raw_fd, PID, tid),
	REQUIRED(struct vt_raw_fd, I32, fd),
	WORDS(struct vt_raw_fd, WORD, kind, kinds, true),
	FIELD(struct vt_raw_fd, TEXT, fdinfo),
	FIELD(struct vt_raw_fd, TEXT, ifname),
	FIELD(struct vt_raw_fd, TEXT, mac),
	FIELD(struct vt_raw_fd, I32, ifname_errno),
	FIELD(struct vt_raw_fd, U32, flags),
	FIELD(struct vt_raw_fd, U32, ifindex),
	REQUIRED(struct vt_raw_fd, U32, file),
	FIELD(struct vt_raw_fd, U64, netns),
	FIELD(struct vt_raw_fd, BOOL, bpf),
	FIELD(struct vt_raw_fd, BOOL, disabled),
	{ 0 },
};

const struct vt_record_field vt_record_hint[] = {
	REQUIRED(struct vt_hint, PID, pid),
	WORDS(struct vt_hint, WORD, way, hidings, true),
	REQUIRED(struct vt_hint, U32, count),
	{ 0 },
};

const struct vt_record_field vt_record_gap[] = {
	REQUIRED(struct vt_gap, SLUG, code),
	REQUIRED(struct vt_gap, TEXT, subject),
	FIELD(struct vt_gap, URI, detail),
	WORDS(struct vt_gap, SET, hides, needs, true),
	FIELD(struct vt_gap, U64, netns),
	FIELD(struct vt_gap, U32, owner),
	FIELD(struct vt_gap, I32, pid),
	FIELD(struct vt_gap, URI, uri),
	FIELD(struct vt_gap, TEXT, uuid),
	FIELD(struct vt_gap, BOOL, macvtap),
	{ 0 },
};

#define TABLE(owner, key, name) \
	{ \
		key, vt_record_##name, offsetof(owner, name##s), sizeof(*((owner *)0)->name##s.v) \
	}

const struct vt_record_table vt_record_tables[] = {
	TABLE(struct vt_raw, "managers", manager),
	TABLE(struct vt_raw, "sources", source),
	TABLE(struct vt_raw, "procs", proc),
	TABLE(struct vt_raw, "fds", fd),
	{ "netnses", vt_record_netns, offsetof(struct vt_raw, netnses),
	  sizeof(struct vt_raw_netns) },
	TABLE(struct vt_raw, "nsids", nsid),
	TABLE(struct vt_raw, "hints", hint),
	TABLE(struct vt_raw, "gaps", gap),
	{ 0 },
};

/* The last is no table. */
_Static_assert(sizeof(vt_record_tables) / sizeof(*vt_record_tables) <= VT_RECORD_TABLES_MAX,
	       "room for what the wire keeps of each table");

const struct vt_record_table vt_record_conn_tables[] = {
	TABLE(struct vt_raw_conn, "domains", domain),
	TABLE(struct vt_raw_conn, "pidfiles", pidfile),
	TABLE(struct vt_raw_conn, "leftovers", registration),
	TABLE(struct vt_raw_conn, "leases", lease),
	{ 0 },
};

void *vt_record_add(void *owner, const struct vt_record_table *table)
{
	struct vt_record_rows rows = vt_record_rows(owner, table);
	char *row;

	if (rows.n == rows.cap) {
		rows.cap = rows.cap ? rows.cap * 2 : 8;
		rows.v = vt_xrealloc(rows.v, rows.cap, table->row_size);
	}
	row = rows.v + rows.n++ * table->row_size;
	memset(row, 0, table->row_size);
	memcpy((char *)owner + table->offset, &rows, sizeof(rows));
	return row;
}
