/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of each table of facts, and what a healthy host has in them. */
#include <config.h>

#include "scene-parts.h"

#include "util/str.h"

#define F(struct_, type, member) \
	{ \
#member, type, offsetof(struct struct_, member), NULL \
	}
#define TO(struct_, member, table) \
	{ \
#member, REF, offsetof(struct struct_, member), table \
	}
#define END \
	{ \
		NULL, STR, 0, NULL \
	}

static const struct scene_field conn_fields[] = {
	F(vt_conn, STR, uri),
	F(vt_conn, STR, driver),
	F(vt_conn, STR, version),
	F(vt_conn, STR, error),
	F(vt_conn, U64, netns),
	F(vt_conn, U32, daemon),
	F(vt_conn, BOOL, ok),
	F(vt_conn, BOOL, session),
	F(vt_conn, BOOL, status_files),
	F(vt_conn, BOOL, bindings_ok),
	F(vt_conn, BOOL, ports_unknown),
	END,
};

static const struct scene_field manager_fields[] = {
	F(vt_manager, STR, name),
	F(vt_manager, STR, error),
	F(vt_manager, BASIS, basis),
	F(vt_manager, BOOL, ok),
	END,
};

static const struct scene_field domain_fields[] = {
	TO(vt_domain, conn, "conn"),   TO(vt_domain, manager, "manager"),
	F(vt_domain, STR, name),       F(vt_domain, STR, uuid),
	F(vt_domain, STR, manager_id), F(vt_domain, STR, title),
	F(vt_domain, BASIS, basis),    F(vt_domain, I32, id),
	F(vt_domain, I32, pid),        F(vt_domain, STATE, state),
	F(vt_domain, BOOL, active),    F(vt_domain, BOOL, transitional),
	F(vt_domain, BOOL, xml_ok),    END,
};

static const struct scene_field nic_fields[] = {
	TO(vt_nic, domain, "domain"),   F(vt_nic, U32, index),
	F(vt_nic, STR, alias),          F(vt_nic, STR, mac),
	F(vt_nic, STR, type),           F(vt_nic, STR, model),
	F(vt_nic, STR, source_bridge),  F(vt_nic, STR, source_network),
	F(vt_nic, STR, source_dev),     F(vt_nic, STR, source_mode),
	F(vt_nic, STR, target),         F(vt_nic, STR, virtualport),
	F(vt_nic, STR, vlan),           F(vt_nic, STR, portid),
	F(vt_nic, STR, filter),         F(vt_nic, STR, filter_parameters),
	F(vt_nic, TRI, managed),        F(vt_nic, TRI, link_up),
	F(vt_nic, U32, queues),         F(vt_nic, U32, mtu),
	F(vt_nic, TRI, isolated),       F(vt_nic, STR, teaming),
	F(vt_nic, STR, interface_id),   F(vt_nic, STR, portgroup),
	F(vt_nic, STR, script),         F(vt_nic, STR, mac_current),
	F(vt_nic, U32, vlan_native),    F(vt_nic, BOOL, vlan_tagged),
	F(vt_nic, BOOL, vlan_trunk),    F(vt_nic, U64, netns),
	F(vt_nic, STR, netns_claim),    F(vt_nic, STR, vf.address),
	F(vt_nic, STR, vf.pf_address),  F(vt_nic, STR, vf.pf),
	F(vt_nic, STR, vf.representor), END,
};

static const struct scene_field pidfile_fields[] = {
	F(vt_pidfile, STR, path),
	F(vt_pidfile, STR, name),
	TO(vt_pidfile, conn, "conn"),
	F(vt_pidfile, I32, pid),
	F(vt_pidfile, I32, owner),
	F(vt_pidfile, I32, status_pid),
	END,
};

static const struct scene_field netns_fields[] = {
	F(vt_netns, U64, inode),
	F(vt_netns, U64, cookie),
	F(vt_netns, U32, owner_uid),
	F(vt_netns, STR, path),
	F(vt_netns, STR, name),
	F(vt_netns, BOOL, links_ok),
	F(vt_netns, BOOL, calls_ip),
	F(vt_netns, BOOL, calls_ip6),
	F(vt_netns, STR, drops_ip),
	F(vt_netns, STR, drops_ip6),
	END,
};

static const struct scene_field link_fields[] = {
	F(vt_link, U64, netns),
	F(vt_link, U32, ifindex),
	F(vt_link, KIND, kind),
	F(vt_link, STR, ifname),
	F(vt_link, STR, kind_name),
	F(vt_link, STR, mac),
	F(vt_link, STR, alias),
	F(vt_link, STR, altnames),
	F(vt_link, U32, mtu),
	F(vt_link, MASTER, master),
	F(vt_link, MASTER, lower),
	F(vt_link, U32, owner),
	F(vt_link, U32, group),
	F(vt_link, U32, queues_enabled),
	F(vt_link, U32, queues_disabled),
	F(vt_link, BOOL, up),
	F(vt_link, BOOL, persist),
	F(vt_link, BOOL, multi_queue),
	F(vt_link, TRI, carrier),
	F(vt_link, TRI, addressed),
	F(vt_link, STR, parent),
	F(vt_link, STR, port_name),
	F(vt_link, U32, far_lower),
	F(vt_link, U64, far_netns),
	F(vt_link, U32, max_mtu),
	F(vt_link, U32, vlan_id),
	F(vt_link, U32, mode),
	F(vt_link, BOOL, proto_down),
	F(vt_link, U32, port.state),
	F(vt_link, BOOL, port.delay),
	F(vt_link, TRI, port.isolated),
	F(vt_link, TRI, bridge.stp),
	F(vt_link, TRI, bridge.vlan_filtering),
	F(vt_link, TRI, bridge.calls_ip),
	F(vt_link, TRI, bridge.calls_ip6),
	END,
};

static const struct scene_field vlan_fields[] = {
	F(vt_vlan, U64, netns),
	F(vt_vlan, MASTER, ifindex),
	F(vt_vlan, U32, first),
	F(vt_vlan, U32, last),
	F(vt_vlan, BOOL, pvid),
	F(vt_vlan, BOOL, untagged),
	END,
};

static const struct scene_field fdb_fields[] = {
	F(vt_fdb, U64, netns),  F(vt_fdb, MASTER, bridge), F(vt_fdb, MASTER, port),
	F(vt_fdb, STR, mac),    F(vt_fdb, U32, vlan),      F(vt_fdb, U32, age),
	F(vt_fdb, BOOL, local), F(vt_fdb, BOOL, fixed),    END,
};

static const struct scene_field proc_fields[] = {
	F(vt_proc, I32, pid),           F(vt_proc, U64, start),
	F(vt_proc, U64, netns),         F(vt_proc, STR, comm),
	F(vt_proc, STR, exe),           F(vt_proc, STR, guest),
	F(vt_proc, STR, uuid),          F(vt_proc, STR, cgroup),
	F(vt_proc, U32, uid),           F(vt_proc, I32, ppid),
	F(vt_proc, TRI, kvm),           F(vt_proc, BOOL, hypervisor),
	F(vt_proc, BOOL, device_model), F(vt_proc, BOOL, alive),
	F(vt_proc, BOOL, cmdline_ok),   F(vt_proc, BOOL, fds_ok),
	F(vt_proc, STR, manager),       F(vt_proc, STR, manager_id),
	F(vt_proc, BOOL, manager_open), F(vt_proc, I32, inner_pid),
	F(vt_proc, I32, vm_pid),        END,
};

static const struct scene_field netdev_fields[] = {
	TO(vt_netdev, proc, "proc"), F(vt_netdev, STR, id), F(vt_netdev, STR, ifname),
	F(vt_netdev, TRI, vhost),    F(vt_netdev, I32, fd), END,
};

static const struct scene_field holder_fields[] = {
	TO(vt_holder, proc, "proc"), F(vt_holder, I32, tid),      F(vt_holder, I32, fd),
	F(vt_holder, U32, file),     F(vt_holder, STR, ifname),   F(vt_holder, STR, mac),
	F(vt_holder, U64, netns),    F(vt_holder, U32, ifindex),  F(vt_holder, BOOL, by_macvtap),
	F(vt_holder, TRI, deleted),  F(vt_holder, TRI, disabled), END,
};

static const struct scene_field record_fields[] = {
	F(vt_registration, RECORD, kind),
	TO(vt_registration, conn, "conn"),
	F(vt_registration, STR, id),
	F(vt_registration, STR, ifname),
	F(vt_registration, STR, owner_uuid),
	F(vt_registration, STR, owner_name),
	F(vt_registration, STR, mac),
	F(vt_registration, STR, network),
	END,
};

static const struct scene_field ovs_fields[] = {
	F(vt_ovs_port, STR, bridge),
	F(vt_ovs_port, STR, datapath),
	F(vt_ovs_port, STR, port),
	F(vt_ovs_port, STR, ifname),
	F(vt_ovs_port, STR, type),
	F(vt_ovs_port, STR, peer),
	F(vt_ovs_port, STR, error),
	F(vt_ovs_port, STR, vlan_mode),
	F(vt_ovs_port, STR, trunks),
	F(vt_ovs_port, STR, vm_uuid),
	F(vt_ovs_port, STR, iface_id),
	F(vt_ovs_port, STR, mac),
	F(vt_ovs_port, BOOL, secure),
	F(vt_ovs_port, U32, tag),
	F(vt_ovs_port, STR, fake_bridge),
	F(vt_ovs_port, STR, socket),
	END,
};

static const struct scene_field hint_fields[] = {
	F(vt_hint, I32, pid),
	F(vt_hint, U32, way),
	F(vt_hint, U32, count),
	END,
};

static const struct scene_field label_fields[] = {
	TO(vt_label, domain, "domain"),
	TO(vt_label, nic, "nic"),
	F(vt_label, STR, key),
	F(vt_label, STR, value),
	END,
};

static const struct scene_field address_fields[] = {
	TO(vt_address, nic, "nic"),
	F(vt_address, STR, mac),
	F(vt_address, STR, ip),
	F(vt_address, U64, netns),
	F(vt_address, U32, source),
	F(vt_address, I64, age),
	END,
};

static const struct scene_field gap_fields[] = {
	F(vt_gap, STR, code),
	F(vt_gap, STR, subject),
	F(vt_gap, STR, detail),
	F(vt_gap, U32, hides),
	F(vt_gap, U64, netns),
	F(vt_gap, U32, owner),
	F(vt_gap, I32, pid),
	F(vt_gap, STR, uri),
	F(vt_gap, STR, uuid),
	F(vt_gap, BOOL, macvtap),
	END,
};

static void init_conn(struct vt_facts *f, void *row, const char *key)
{
	(void)f;
	*(struct vt_conn *)row = (struct vt_conn){ .uri = key, .driver = "QEMU", .ok = true };
}

static void init_manager(struct vt_facts *f, void *row, const char *key)
{
	(void)f;
	*(struct vt_manager *)row = (struct vt_manager){ .name = key, .ok = true };
}

static void init_domain(struct vt_facts *f, void *row, const char *key)
{
	*(struct vt_domain *)row = (struct vt_domain){ .manager = VT_NONE,
						       .name = key,
						       .uuid = key,
						       .id = (int32_t)f->domains.n,
						       .state = VT_STATE_RUNNING,
						       .active = true,
						       .xml_ok = true };
}

static void init_nic(struct vt_facts *f, void *row, const char *key)
{
	uint32_t domain = (uint32_t)f->domains.n - 1, index = 0;

	for (size_t i = 0; i + 1 < f->nics.n; i++)
		index += f->nics.v[i].domain == domain;
	*(struct vt_nic *)row = (struct vt_nic){
		.domain = domain,
		.index = index,
		.alias = key,
		.type = "bridge",
		.source_bridge = "br0",
		.mac = vt_arena_fmt(f->arena, "52:54:00:00:%02x:%02x", domain & 255, index & 255),
		.queues = 1,
	};
}

static void init_pidfile(struct vt_facts *f, void *row, const char *key)
{
	*(struct vt_pidfile *)row = (struct vt_pidfile){
		.path = vt_arena_fmt(f->arena, "/run/libvirt/qemu/%s.pid", key), .name = key
	};
}

static void init_netns(struct vt_facts *f, void *row, const char *key)
{
	uint64_t inode = 0;

	(void)f;
	vt_parse_u64(key, &inode);
	*(struct vt_netns *)row = (struct vt_netns){ .inode = inode, .links_ok = true };
}

static void init_link(struct vt_facts *f, void *row, const char *key)
{
	*(struct vt_link *)row = (struct vt_link){ .netns = 1,
						   .ifindex = (uint32_t)f->links.n,
						   .kind = VT_KIND_TAP,
						   .ifname = key,
						   .mtu = 1500,
						   .owner = VT_NONE,
						   .group = VT_NONE,
						   .queues_enabled = VT_NONE,
						   .queues_disabled = VT_NONE,
						   .up = true,
						   .carrier = VT_YES };
}

static void init_proc(struct vt_facts *f, void *row, const char *key)
{
	int32_t pid = 0;

	vt_parse_pid(key, &pid);
	*(struct vt_proc *)row =
		(struct vt_proc){ .pid = pid,
				  .start = (uint64_t)pid,
				  .netns = 1,
				  .comm = "qemu-system-x86",
				  .exe = "/usr/bin/qemu-system-x86_64",
				  .uuid = f->domains.n ? f->domains.v[f->domains.n - 1].uuid : NULL,
				  .hypervisor = true,
				  .alive = true,
				  .cmdline_ok = true,
				  .fds_ok = true };
}

static void init_netdev(struct vt_facts *f, void *row, const char *key)
{
	*(struct vt_netdev *)row =
		(struct vt_netdev){ .proc = (uint32_t)f->procs.n - 1, .id = key, .fd = -1 };
}

static void init_holder(struct vt_facts *f, void *row, const char *key)
{
	uint32_t n = (uint32_t)f->holders.n;

	*(struct vt_holder *)row = (struct vt_holder){ .proc = (uint32_t)f->procs.n - 1,
						       .tid = f->procs.v[f->procs.n - 1].pid,
						       .fd = (int32_t)(20 + n),
						       .file = n,
						       .ifname = key,
						       .netns = 1,
						       .deleted = VT_NO,
						       .disabled = VT_NO };
}

static void init_record(struct vt_facts *f, void *row, const char *key)
{
	(void)f;
	*(struct vt_registration *)row =
		(struct vt_registration){ .kind = VT_REG_NWFILTER, .id = key };
}

static void init_ovs(struct vt_facts *f, void *row, const char *key)
{
	(void)f;
	*(struct vt_ovs_port *)row =
		(struct vt_ovs_port){ .ifname = key, .port = key, .type = "", .tag = VT_NONE };
}

static void init_vlan(struct vt_facts *f, void *row, const char *key)
{
	uint32_t vlan = 0;

	(void)f;
	vt_parse_u32(key, &vlan);
	*(struct vt_vlan *)row =
		(struct vt_vlan){ .netns = 1, .first = vlan, .last = vlan, .pvid = true };
}

static void init_fdb(struct vt_facts *f, void *row, const char *key)
{
	(void)f;
	*(struct vt_fdb *)row = (struct vt_fdb){ .netns = 1, .mac = key };
}

static void init_hint(struct vt_facts *f, void *row, const char *key)
{
	int32_t pid = 0;

	(void)f;
	vt_parse_pid(key, &pid);
	*(struct vt_hint *)row = (struct vt_hint){ .pid = pid, .count = 1 };
}

static void init_label(struct vt_facts *f, void *row, const char *key)
{
	*(struct vt_label *)row = (struct vt_label){ .domain = (uint32_t)f->domains.n - 1,
						     .nic = VT_NONE,
						     .key = key };
}

static void init_address(struct vt_facts *f, void *row, const char *key)
{
	*(struct vt_address *)row =
		(struct vt_address){ .nic = (uint32_t)f->nics.n - 1, .ip = key, .age = -1 };
}

static void init_gap(struct vt_facts *f, void *row, const char *key)
{
	(void)f;
	if (!vt_gap_class_by_code(key))
		scene_wrong("no such gap", key);
	*(struct vt_gap *)row = (struct vt_gap){ .code = key,
						 .subject = "test",
						 .hides = vt_gap_class_by_code(key)->hides };
}

#define TABLE(name, member) \
	{ \
#name, offsetof(struct vt_facts, member), \
			sizeof(*((struct vt_facts *)0)->member.v), init_##name, name##_fields \
	}

const struct scene_table scene_tables[] = {
	TABLE(conn, conns),
	TABLE(manager, managers),
	TABLE(domain, domains),
	TABLE(nic, nics),
	TABLE(pidfile, pidfiles),
	TABLE(netns, netnses),
	TABLE(link, links),
	TABLE(proc, procs),
	TABLE(netdev, netdevs),
	TABLE(holder, holders),
	TABLE(record, registrations),
	TABLE(hint, hints),
	TABLE(vlan, vlans),
	TABLE(fdb, fdb),
	TABLE(ovs, ovs_ports),
	TABLE(label, labels),
	TABLE(address, addresses),
	TABLE(gap, gaps),
	{ .name = NULL },
};
