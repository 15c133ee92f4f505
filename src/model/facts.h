/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facts of one scan of a host: flat tables of plain rows. A row refers to
 * another by its index (VT_NONE = none); strings live in the arena of the
 * facts, may hold any byte but NUL, and NULL means "not known" or "not there".
 *
 * collect/ fills the tables and calls vt_facts_freeze(); from then on
 * everybody holds a const pointer.
 */
#ifndef VT_MODEL_FACTS_H
#define VT_MODEL_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/gap.h"
#include "model/vf.h"
#include "util/arena.h"
#include "util/vec.h"

#define VT_NONE UINT32_MAX

/* Kind of a link, as far as virt-taps cares. */
enum vt_kind {
	VT_KIND_OTHER,
	VT_KIND_TAP,
	VT_KIND_TUN,
	VT_KIND_MACVTAP,
	VT_KIND_IPVTAP,
	VT_KIND_BRIDGE,
	VT_KIND_OVS, /* kind "openvswitch": ovs-system and internal ports */
	VT_KIND_VETH,
	VT_KIND_VLAN,
	VT_KIND_BOND,
	VT_KIND_TEAM,
	VT_KIND_VRF,
	VT_KIND_VXLAN,
	VT_KIND_MACVLAN,
	VT_KIND_IPVLAN,
	VT_KIND_N
};

/* libvirt's virDomainState, in its numbers; the names are virsh's. */
enum vt_state {
	VT_STATE_NONE,
	VT_STATE_RUNNING,
	VT_STATE_BLOCKED,
	VT_STATE_PAUSED,
	VT_STATE_SHUTDOWN,
	VT_STATE_SHUTOFF,
	VT_STATE_CRASHED,
	VT_STATE_PMSUSPENDED,
	VT_STATE_N
};

/* What a claim rests on: the manager's live state, its configuration, or the
 * command line of the process itself. */
enum vt_basis { VT_BASIS_LIVE, VT_BASIS_CONFIG, VT_BASIS_SELF };

/** struct vt_host - where the facts are from; any member may be NULL */
struct vt_host {
	const char *hostname, *machine_id, *boot_id, *kernel;
};

/**
 * struct vt_conn - one libvirt connection that was tried
 * @uri:     as given
 * @driver:  libvirt's name of it ("QEMU", "LXC", "CH", "Test"), NULL when it failed
 * @version: libvirt's, "9.0.0"
 * @error:   why it failed
 * @daemon:  one number is one daemon, asked by several URIs; 0 = not known
 * @netns:   its daemon's network namespace; 0 = our own, VT_NETNS_UNKNOWN
 * @session: a per-user daemon
 * @bindings_ok: its nwfilter bindings were listed, if it has any
 * @ports_unknown: the ports of its networks could not be listed
 * @status_files: it failed; its domains come from the daemon's status files, which outlive it
 */
#define VT_NETNS_UNKNOWN ((uint64_t)INT64_MAX)
struct vt_conn {
	const char *uri, *driver, *version, *error;
	uint64_t netns;
	uint32_t daemon;
	bool ok, session, status_files, bindings_ok, ports_unknown;
};

/**
 * struct vt_manager - a source of claims beside libvirt, or what answers for processes
 * @name:  "proxmox", "incus", ... as in the contract
 * @error: why it did not answer, NULL when it did
 */
struct vt_manager {
	const char *name, *error;
	enum vt_basis basis;
	bool ok;
};

/**
 * struct vt_domain - a VM as a connection or another manager describes it
 * @conn:   row of the connection, VT_NONE for a VM of another manager
 * @manager: row of the manager, VT_NONE = libvirt
 * @manager_id: its manager's own number or name for it (Proxmox VMID), NULL = none
 * @title:  of the XML or the configuration, for people
 * @id:     -1 when it is not active
 * @pid:    recorded in libvirt's status file, 0 when that was not readable
 * @transitional: starting, stopping, or migrating, by state and reason
 * @xml_ok: its XML was read; false leaves a gap
 */
struct vt_domain {
	uint32_t conn, manager;
	const char *name, *uuid, *manager_id, *title;
	enum vt_basis basis;
	int32_t id, pid;
	enum vt_state state;
	bool active, transitional, xml_ok;
};

/** struct vt_label - a name that an orchestrator gave a VM, or one NIC of it
 * @key: "title", "nova-name", "port", ...
 * @nic: row, VT_NONE = of the whole VM
 */
struct vt_label {
	uint32_t domain, nic;
	const char *key, *value;
};

/* Where an address was read. */
enum vt_address_source {
	VT_ADDRESS_LEASE,
	VT_ADDRESS_NEIGHBOUR,
	VT_ADDRESS_METADATA,
	VT_ADDRESS_CONFIG
};

/**
 * struct vt_address - an IP address that somebody says a NIC has
 * @nic:   row, VT_NONE where only @mac says whose it is
 * @netns: where the neighbor was seen, 0 = anywhere
 * @age:   seconds since it was last confirmed, -1 = unknown
 * @network: libvirt's, of a lease; @left: seconds until it ends, 0 = never or not known
 */
struct vt_address {
	uint32_t nic;
	const char *mac, *ip, *network;
	uint64_t netns;
	enum vt_address_source source;
	int64_t age, left;
};

/**
 * struct vt_nic - one /domain/devices/interface, or its equivalent with another manager
 * @domain:  its domain's row
 * @index:   position in the XML, from 0
 * @type:    of the live XML ("bridge", "network", "direct", ...), never NULL
 * @source_bridge, @source_network, @source_dev, @source_mode: of <source>
 * @target:  <target dev=>, the claim; NULL when the XML names none
 * @managed: <target managed=>
 * @queues:  <driver queues=>, 1 when absent; 0 = another manager does not say
 * @mtu:     <mtu size=>, 0 when absent
 * @link_up: <link state=>, VT_UNKNOWN when absent (which means up)
 * @virtualport: its type, "openvswitch" and the like
 * @vlan:    tags, comma-separated
 * @vlan_native: the tag of those that has a nativeMode, 0 = none
 * @vlan_trunk: <vlan trunk='yes'>; @vlan_tagged: nativeMode is 'tagged', not 'untagged'
 * @isolated: <port isolated=>
 * @interface_id: of <virtualport><parameters interfaceid=>, the port's name to a controller
 * @portid:  of <source portid=>, the network port's UUID; @portgroup: of <source portgroup=>
 * @filter:  of <filterref filter=>; @filter_parameters: its parameters, "NAME=VALUE", a line each
 * @script:  of <script path=>, run when the device has been made
 * @mac_current: of <mac currentAddress=>, what the guest uses instead of @mac
 * @vf:      of a PCI function that is one; its address is NULL where that is not known
 * @teaming: "persistent" or "transient", half of a failover pair
 * @netns:   of the device, where the claim itself says it; 0 = that of the VM's process,
 *           VT_NETNS_GONE = of one that is not here
 * @netns_claim: that, in the claim's words
 */
struct vt_nic {
	uint32_t domain, index;
	const char *alias, *mac, *type, *model;
	const char *source_bridge, *source_network, *source_dev, *source_mode;
	const char *target, *virtualport, *vlan, *portid, *filter, *filter_parameters;
	const char *interface_id, *portgroup, *script, *mac_current, *teaming, *netns_claim;
	enum vt_tri managed, link_up, isolated;
	uint64_t netns;
	uint32_t queues, mtu, vlan_native;
	struct vt_vf vf;
	bool vlan_trunk, vlan_tagged;
};

/* No namespace has this number. */
#define VT_NETNS_GONE UINT64_MAX

#define VT_LOCKED_BY_UNSEEN (-1)

/**
 * struct vt_pidfile - what a libvirt state directory says of a domain
 * @path:  its NAME.pid, NULL when there is only a NAME.xml
 * @name:  domain name
 * @pid:   what NAME.pid says, 0 when it says nothing sensible
 * @owner: process that holds its lock (F_GETLK), 0 when nobody does, or
 *         VT_LOCKED_BY_UNSEEN when that is in a PID namespace not seen here
 * @status_pid: what NAME.xml says, 0 when that is not readable
 */
struct vt_pidfile {
	const char *path, *name;
	uint32_t conn;
	int32_t pid, owner, status_pid;
};

/**
 * struct vt_netns - a network namespace
 * @cookie: never used again, unlike the inode's number; 0 = not known
 * @inode:  its identity while it lives
 * @path:   by which it was entered
 * @name:   what people call it: of /run/netns, a container's or pod's; NULL = nothing
 * @owner_uid: the user whose user namespace it belongs to; 0 = root's, or not known
 * @links_ok: its links are in the link table
 * @calls_ip, @calls_ip6: frames on its bridges go through netfilter, whatever the bridges' own
 *          settings say
 * @drops_ip, @drops_ip6: "ip filter FORWARD", a chain that drops what no rule accepts of
 *          forwarded packets; NULL = none is known
 */
struct vt_netns {
	uint64_t inode, cookie;
	const char *path, *name, *drops_ip, *drops_ip6;
	uint32_t owner_uid;
	bool links_ok, calls_ip, calls_ip6;
};

/* State of a bridge port: the kernel's BR_STATE_*, each plus one. */
enum vt_port_state {
	VT_PORT_NONE, /* no port of a bridge, or the kernel does not say */
	VT_PORT_DISABLED,
	VT_PORT_LISTENING,
	VT_PORT_LEARNING,
	VT_PORT_FORWARDING,
	VT_PORT_BLOCKING,
};

/**
 * struct vt_port - what the bridge says of a link that is its port
 * @delay: the forward delay still runs: the state will change by itself
 */
struct vt_port {
	enum vt_port_state state;
	enum vt_tri isolated, learning, locked;
	bool delay;
};

/**
 * struct vt_bridge - a link's attributes as a bridge; all unknown for others
 * @stp: also where user space runs it
 * @calls_ip, @calls_ip6: the bridge's own nf_call_iptables and nf_call_ip6tables
 */
struct vt_bridge {
	enum vt_tri stp, vlan_filtering, calls_ip, calls_ip6;
};

/* struct vt_stats - a link's own counters, its rx and tx; see vt_link_stats() */
struct vt_stats {
	uint64_t rx_packets, tx_packets, rx_bytes, tx_bytes;
	uint64_t rx_errors, tx_errors, rx_dropped, tx_dropped;
};

/**
 * struct vt_link - a network interface, identity (netns, ifindex)
 * @kind_name: IFLA_INFO_KIND, "tun" also for taps; NULL for hardware
 * @mac:      "52:54:00:..." or NULL (tun)
 * @master:   ifindex, 0 = none; @master_kind: the kernel's word for what it is
 * @lower:    IFLA_LINK, what it is on or a veth's peer, in its own namespace; 0 = none
 * @far_lower: the same in another namespace, 0 = none; @far_netns: which, 0 = not seen
 * @far_nsid: the kernel's number for that namespace, as its own one counts them
 * @carrier:  IFLA_CARRIER. A tap without any queue has none (drivers/net/tun.c,
 *            __tun_detach), whether it is up or not
 * @queues_enabled, @queues_disabled: IFLA_TUN_NUM_*, only of multi-queue
 *            devices, else VT_NONE: the kernel does not say
 * @owner, @group: VT_NONE when unset
 * @altnames: space-separated, NULL when none
 * @parent:   device of a bus that it is: "0000:3b:00.1"; NULL for what is software
 * @port_name: IFLA_PHYS_PORT_NAME, "pf0vf3" of a VF's representor
 * @vlan_id:  of a VLAN link, 0 for others
 * @mode:     the kernel's number of a bond's or macvlan's mode
 * @active:   a bond's active port, ifindex, 0 = none or the mode has none
 * @backup:   a bond's port that waits; @mii_up: its link is up to the bond
 * @proto_down: a daemon keeps its carrier off; @xdp: a program sees its frames first
 * @addressed: it carries an IP address of the host, beyond the link's own
 * @has_stats: @stats was read
 */
struct vt_link {
	uint64_t netns;
	uint32_t ifindex;
	enum vt_kind kind;
	const char *ifname, *kind_name, *mac, *alias, *altnames, *master_kind;
	const char *parent, *port_name;
	uint32_t mtu, max_mtu, master, lower, far_lower, owner, group;
	int32_t far_nsid;
	uint64_t far_netns;
	uint32_t queues_enabled, queues_disabled;
	uint32_t vlan_id, mode, active;
	bool up, persist, multi_queue, proto_down, xdp, has_stats;
	enum vt_tri carrier, backup, mii_up, addressed;
	struct vt_port port;
	struct vt_bridge bridge;
	struct vt_stats stats;
};

/**
 * struct vt_vlan - VLANs of a bridge port, or of the bridge itself, one range
 * @ifindex: of the port, in @netns
 */
struct vt_vlan {
	uint64_t netns;
	uint32_t ifindex;
	uint32_t first, last;
	bool pvid, untagged;
};

/**
 * struct vt_fdb - where a bridge sends frames for a MAC address
 * @bridge, @port: ifindex in @netns; @port is @bridge where it is the bridge's own
 * @vlan:  0 where VLANs are not used
 * @age:   1/100 s since the last frame from it, VT_NONE = unknown
 * @local: it is a port's own address; @fixed: somebody put it there
 */
struct vt_fdb {
	uint64_t netns;
	uint32_t bridge, port;
	const char *mac;
	uint32_t vlan, age;
	bool local, fixed, locked;
};

/**
 * struct vt_proc - a process that matters: it holds a queue, or is a domain
 * @start:  field 22 of /proc/PID/stat, clock ticks after boot; with the pid
 *          the identity of a process
 * @exe:    link text of /proc/PID/exe
 * @netns:  0 when unreadable
 * @cgroup: its path in the hierarchy that managers use, NULL when unreadable
 * @manager, @manager_id: who answers for it by its cgroup, NULL = nobody
 * @manager_open: its cgroup cannot be seen from here, so somebody may answer for it
 * @inner_pid: its PID in its own PID namespace where that is not ours, else 0
 * @ppid:   parent, 0 when unknown
 * @kvm:    it holds a KVM VM (anon_inode:kvm-vm); VT_UNKNOWN when not looked at
 * @hypervisor: it holds a KVM VM, or is known by its executable
 * @guest, @uuid, @vmid: of its command line (-name, -uuid, Proxmox VE's -id): its
 *          own word, no proof; @vmid 0 = none
 * @device_model: root's, of a VM of Xen's: no VM itself, and that VM's manager has it
 * @vm_pid: the VMM whose devices it serves, 0 = none
 * @alive:  false for a zombie without living threads
 * @fds_ok: its descriptors could be looked at
 */
struct vt_proc {
	int32_t pid;
	uint64_t start, netns;
	const char *comm, *exe, *guest, *uuid, *cgroup, *manager, *manager_id;
	uint32_t uid, vmid;
	int32_t ppid, inner_pid, vm_pid;
	enum vt_tri kvm;
	bool hypervisor, device_model, manager_open, alive, cmdline_ok, fds_ok;
};

/**
 * struct vt_netdev - one descriptor or name of a -netdev on a command line
 * @proc: row
 * @index: which NIC of the process, from 0; the descriptors of one NIC share it
 * @id:   "hostnet0", "hostua-backup"
 * @fd:   in that process when it started, -1 when @ifname is given instead;
 *        neither where the VMM chooses the device itself
 * @mac, @model: of the guest's NIC, NULL = not said
 * @bridge: on which a helper is to put it, NULL = not said
 * @queues, @mtu: 0 = not said; @vhost: the kernel moves its frames (vhost-net)
 */
struct vt_netdev {
	uint32_t proc, index;
	const char *id, *ifname, *mac, *model, *bridge;
	uint32_t queues, mtu;
	int32_t fd;
	enum vt_tri vhost;
};

/**
 * struct vt_holder - one descriptor of a tun, tap, macvtap or ipvtap queue
 * @tid:     the thread in whose table it is; the PID, except for a thread with a table of its
 *          own
 * @file:    identity of the open file within this scan: two descriptors with
 *           one number share it (fork, SCM_RIGHTS, dup) and are one queue
 * @ifname:  device's name; NULL when it is attached to none, or no longer
 * @netns:   of the device, 0 when not obtainable
 * @ifindex: of the device, 0 when not obtainable
 * @by_macvtap: a descriptor of macvtap or ipvtap; @mac supports its match
 * @deleted: it was attached, and the device is gone. A tun descriptor cannot
 *           tell that from one never attached: then it is VT_UNKNOWN
 * @disabled: the queue is detached by TUNSETQUEUE
 */
struct vt_holder {
	uint32_t proc;
	int32_t tid, fd;
	uint32_t file;
	const char *ifname, *mac;
	uint64_t netns;
	uint32_t ifindex;
	bool by_macvtap;
	enum vt_tri deleted, disabled;
};

enum vt_registration_kind { VT_REG_NWFILTER, VT_REG_PORT, VT_REG_OVS };

/**
 * struct vt_registration - a record outside the kernel that names a device or domain
 * @id:     UUID of the port, name of the filter, name of the OVS bridge
 * @ifname: device it is for, NULL when it names none
 * @owner_uuid, @owner_name: domain it is for, NULL when it names none
 * @network: of a network port
 */
struct vt_registration {
	enum vt_registration_kind kind;
	uint32_t conn;
	const char *id, *ifname, *owner_uuid, *owner_name, *mac, *network;
};

/**
 * struct vt_ovs_port - an interface in Open vSwitch's database, with its port and bridge
 * @bridge, @datapath: of the port; datapath "netdev" is the one in user space, "" the
 *           kernel's. NULL = the bridges were not asked for
 * @fake_bridge: as which ovs-vsctl and libvirt see a VLAN of @bridge ("ovs-vsctl add-br NAME
 *           PARENT VLAN"); NULL = none
 * @port:    name, that of the interface but for bonds; NULL likewise
 * @type:    "" of a device, "internal" of the bridge's own and the like, "patch", ...
 * @peer:    of a patch port; @error: why it has no device
 * @vlan_mode: "access", "trunk", "native-tagged", ...; NULL = by @tag and @trunks
 * @secure:  the bridge has a controller, or forwards nothing without one: flows decide
 * @tag:     VT_NONE = none; @trunks: comma-separated, NULL = all
 * @vm_uuid, @iface_id, @mac: of external_ids; @socket: of a vhost-user port
 */
struct vt_ovs_port {
	const char *bridge, *fake_bridge, *datapath, *port, *ifname, *type, *peer, *error;
	const char *vlan_mode, *trunks, *vm_uuid, *iface_id, *mac, *socket;
	uint32_t tag;
	bool secure;
};

/* How a descriptor can be in no table. */
enum vt_hiding { VT_HIDING_IN_FLIGHT, VT_HIDING_IO_URING };

/**
 * struct vt_hint - a process that may be keeping a device by a hidden descriptor
 * @count: descriptors in flight, or tun files registered
 */
struct vt_hint {
	int32_t pid;
	enum vt_hiding way;
	uint32_t count;
};

enum vt_scan { VT_SCAN_PROC, VT_SCAN_BPF };

/** struct vt_facts - all of it; owned, free with vt_facts_free() */
struct vt_facts {
	struct vt_arena *arena;
	struct vt_host host;
	enum vt_scan scan;
	const char *slower;  /* why a faster scan was not taken, or NULL */
	uint64_t own_netns;  /* of whoever looked */
	uint64_t booted;     /* Unix time, 0 = not known */
	uint32_t processes;  /* seen in all */
	uint32_t unreadable; /* of these, descriptors not readable */
	VT_VEC(struct vt_conn) conns;
	VT_VEC(struct vt_manager) managers;
	VT_VEC(struct vt_domain) domains;
	VT_VEC(struct vt_label) labels;
	VT_VEC(struct vt_address) addresses;
	VT_VEC(struct vt_nic) nics;
	VT_VEC(struct vt_pidfile) pidfiles;
	VT_VEC(struct vt_netns) netnses;
	VT_VEC(struct vt_link) links;
	VT_VEC(struct vt_vlan) vlans;
	VT_VEC(struct vt_fdb) fdb;
	VT_VEC(struct vt_proc) procs;
	VT_VEC(struct vt_netdev) netdevs;
	VT_VEC(struct vt_holder) holders;
	VT_VEC(struct vt_registration) registrations;
	VT_VEC(struct vt_ovs_port) ovs_ports;
	VT_VEC(struct vt_hint) hints;
	VT_VEC(struct vt_gap) gaps;
};

/** vt_facts_new - empty tables; owned, free with vt_facts_free() */
struct vt_facts *vt_facts_new(void);
void vt_facts_free(struct vt_facts *f);
static inline void vt_facts_cleanup(struct vt_facts **f)
{
	vt_facts_free(*f);
}

/**
 * vt_facts_gap - add a gap
 *
 * The strings are copied. Returns the row, valid until the next add, for the
 * caller to narrow down (@hides, @netns).
 */
struct vt_gap *vt_facts_gap(struct vt_facts *f, enum vt_gap_code code, const char *subject,
			    const char *detail);

/**
 * vt_facts_freeze - put every table into its one order
 *
 * After it row numbers are final and the same for the same facts, in whatever
 * order they were added; references between rows are rewritten.
 */
void vt_facts_freeze(struct vt_facts *f);
/** vt_facts_freeze_gaps - likewise of the gaps alone, after one was added */
void vt_facts_freeze_gaps(struct vt_facts *f);

/* Names of enum values, as in the output; static strings. */
const char *vt_kind_name(enum vt_kind kind);
const char *vt_state_name(enum vt_state state);
enum vt_state vt_state_by_name(const char *name);
const char *vt_basis_name(enum vt_basis basis);
const char *vt_address_source_name(enum vt_address_source source);

/** vt_domain_conn - its connection; for a VM of another manager, one without URI and driver */
const struct vt_conn *vt_domain_conn(const struct vt_facts *f, const struct vt_domain *d);

/**
 * vt_domain_manager - name of what manages it, "libvirt" where a connection tells it, NULL where
 * nothing answers for it; static or of @f
 */
const char *vt_domain_manager(const struct vt_facts *f, const struct vt_domain *d);

/** vt_proc_started - when, in Unix time; 0 = not known */
uint64_t vt_proc_started(const struct vt_facts *f, const struct vt_proc *p);
/** vt_proc_answered - a manager answers for it, or may: its cgroup is out of sight */
bool vt_proc_answered(const struct vt_proc *p);
const char *vt_port_state_name(enum vt_port_state state); /* NULL for VT_PORT_NONE */

/** vt_kind_is_device - tap, tun, macvtap or ipvtap */
bool vt_kind_is_device(enum vt_kind kind);
/** vt_kind_is_macvtap - macvtap or ipvtap: of their own character devices, not of /dev/net/tun */
bool vt_kind_is_macvtap(enum vt_kind kind);
/** vt_kind_fits - a descriptor, of a macvtap or a tun, can belong to a link of that kind */
bool vt_kind_fits(enum vt_kind kind, bool by_macvtap);

/**
 * vt_kernel_queues - queues that the kernel says the device has
 *
 * VT_NONE when it does not say: of single-queue devices it only tells that
 * there is one (1) or none (0), by the device's life or its carrier.
 */
uint32_t vt_kernel_queues(const struct vt_link *link);

/**
 * vt_driver_has_processes - domains of this connection are processes here
 *
 * True of QEMU, and of the test driver, which claims to run domains. With LXC, CH and Xen only
 * files of the daemon tell which processes the domains are.
 */
bool vt_driver_has_processes(const struct vt_conn *conn);

/** vt_facts_passing_gaps - how many of the gaps may be gone in the next scan */
size_t vt_facts_passing_gaps(const struct vt_facts *f);
/** vt_facts_new_gap - @f has a passing gap that @earlier does not have */
bool vt_facts_new_gap(const struct vt_facts *f, const struct vt_facts *earlier);
/** vt_facts_connection_failed - a connection that was asked gave no answer */
bool vt_facts_connection_failed(const struct vt_facts *f);

/**
 * vt_facts_proc_by_pid, vt_facts_link_by_index,
 * vt_facts_netns - rows of frozen facts, VT_NONE when there is none
 */
uint32_t vt_facts_proc_by_pid(const struct vt_facts *f, int32_t pid);
uint32_t vt_facts_link_by_index(const struct vt_facts *f, uint64_t netns, uint32_t ifindex);
uint32_t vt_facts_netns(const struct vt_facts *f, uint64_t inode);

/**
 * vt_facts_holders_of, vt_facts_netdevs_of - a process's rows of frozen facts
 * @ret_n: how many there are
 *
 * Returns the first one; NULL when there is none.
 */
const struct vt_holder *vt_facts_holders_of(const struct vt_facts *f, uint32_t proc, size_t *ret_n);
const struct vt_netdev *vt_facts_netdevs_of(const struct vt_facts *f, uint32_t proc, size_t *ret_n);
/** vt_facts_vlans_of - likewise the VLANs of a link */
const struct vt_vlan *vt_facts_vlans_of(const struct vt_facts *f, const struct vt_link *link,
					size_t *ret_n);
/** vt_facts_ovs_port - row of the interface @ifname, VT_NONE when the database has none */
uint32_t vt_facts_ovs_port(const struct vt_facts *f, const char *ifname);
/** vt_facts_link_ovs - a link's row: the database is that of our own namespace's vswitchd */
uint32_t vt_facts_link_ovs(const struct vt_facts *f, const struct vt_link *link);
/** vt_ovs_port_bridge - its bridge as ovs-vsctl names it: a fake one before the real one */
const char *vt_ovs_port_bridge(const struct vt_ovs_port *p);
/** vt_ovs_port_is_on - the bridge @name, or a fake one of that name, has the port */
bool vt_ovs_port_is_on(const struct vt_ovs_port *p, const char *name);
/** vt_facts_ovs_bridge - the database has a bridge of that name, or a fake one */
bool vt_facts_ovs_bridge(const struct vt_facts *f, const char *name);
/** vt_facts_labels_of, vt_facts_addresses_of - likewise a VM's, and a NIC's */
const struct vt_label *vt_facts_labels_of(const struct vt_facts *f, uint32_t domain, size_t *ret_n);
const struct vt_address *vt_facts_addresses_of(const struct vt_facts *f, uint32_t nic,
					       size_t *ret_n);

#endif
