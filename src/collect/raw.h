/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One scan of a host as the sources gave it: undecoded text and bytes.
 *
 * acquire (libvirt.c, rtnl.c, procfs.c, bpf.c, ...) fills it from the world,
 * recording/ writes it to and reads it from a file, decode.c turns it into facts.
 * So a replay runs the same decoders as a live scan.
 */
#ifndef VT_COLLECT_RAW_H
#define VT_COLLECT_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "model/facts.h"
#include "util/arena.h"
#include "util/str.h"
#include "util/vec.h"

/**
 * struct vt_raw_domain - a domain as a connection or a status file told it
 * @state, @reason: libvirt's numbers; unused with @status
 * @status: @xml is a status file (domstatus) of a daemon that did not answer
 * @config: @xml is a configuration file of such a daemon; name and UUID are
 *          inside
 * @xml:    NULL when it could not be read, then @xml_error says why
 * @unasked: @xml is NULL because nothing that will be shown needs it
 * @by_file: @xml, if any, is of its status or configuration file, since the
 *          daemon, which answers otherwise, did not give it: @xml_error
 */
struct vt_raw_domain {
	const char *name, *uuid, *xml, *xml_error;
	int32_t id, state, reason;
	bool active, status, config, unasked, by_file;
};

/**
 * struct vt_raw_pidfile - see struct vt_pidfile
 * @content: first line of NAME.pid; @status: beginning of NAME.xml; NULL = not there
 */
struct vt_raw_pidfile {
	const char *path, *name, *content, *status;
	int32_t owner;
};

/* XML of a record outside the kernel */
struct vt_raw_registration {
	enum vt_registration_kind kind;
	const char *text, *network;
};

/* struct vt_raw_lease - a DHCP lease of a libvirt network; @expiry: Unix time, 0 = never */
struct vt_raw_lease {
	const char *network, *mac, *ip;
	uint64_t expiry;
};

/**
 * struct vt_raw_conn - all that one connection told
 *
 * It has its own arena: a connection that hangs is left to its thread.
 * @run_dir: of its daemon's sockets and state as seen from here, NULL = the URI's own
 * @netns: its daemon's network namespace, 0 = not known, or a host's own
 * @state_dir: whose files were read, or would be; NULL = not known
 * @daemon: those with one number are one daemon, asked by several URIs; 0 = not known
 * @gaps: on their way into those of the scan
 */
struct vt_raw_conn {
	struct vt_arena *arena;
	const char *uri, *driver, *version, *error, *run_dir, *state_dir;
	uint64_t netns;
	uint32_t daemon;
	bool ok, session, status_files, config_files, bindings_ok, ports_unknown;
	VT_VEC(struct vt_raw_domain) domains;
	VT_VEC(struct vt_raw_pidfile) pidfiles;
	VT_VEC(struct vt_raw_registration) registrations;
	VT_VEC(struct vt_raw_lease) leases;
	VT_VEC(struct vt_gap) gaps;
};

/**
 * struct vt_raw_netns - the links of one namespace
 * @cookie: SO_NETNS_COOKIE: never used again, unlike @inode; 0 = not known
 * @owner:  the user whose user namespace it belongs to; 0 = root's, or not known
 * @messages: RTM_NEWLINK messages as the kernel sent them, back to back
 * @vlans, @neighbours: see struct vt_survey
 * @addressed: as of struct vt_survey, NULL = not asked; likewise @calls, @drops and @vfs
 * @error: why there are none, NULL when there are
 */
struct vt_raw_netns {
	uint64_t inode, cookie;
	const char *path, *error, *addressed, *calls, *drops, *vfs;
	uint32_t owner;
	struct vt_buf messages, vlans, neighbours;
};

/* struct vt_raw_nsid - the number that namespace @netns has for namespace @inode */
struct vt_raw_nsid {
	uint64_t netns;
	int32_t nsid;
	uint64_t inode;
};

/**
 * struct vt_raw_proc - what /proc has of a process that matters
 * @stat:    /proc/PID/stat
 * @cmdline: arguments, NUL-separated; NULL when unreadable
 * @exe:     link text; NULL when unreadable
 * @cgroup:  /proc/PID/cgroup; NULL when unreadable
 * @config:  text of the configuration file that its command line names, NULL = none
 * @netns:   inode, 0 when unreadable
 * @kvm:     it holds a KVM VM; VT_UNKNOWN when that was not looked at
 * @inner_pid: its number in its own PID namespace where that is another one, else 0
 * @fds_error: errno of its descriptors, 0 when all were looked at
 */
struct vt_raw_proc {
	int32_t pid;
	const char *stat, *exe, *cmdline, *cgroup, *config;
	size_t cmdline_len;
	uint64_t netns;
	uint32_t uid;
	enum vt_tri kvm;
	int32_t inner_pid, fds_error;
};

/**
 * struct vt_raw_fd - a descriptor of a tun, macvtap or ipvtap device
 * @tid:    in whose table; the pid but for a thread with its own
 * @kind:   by device number: VT_KIND_TUN (tap and tun), _MACVTAP or _IPVTAP
 * @fdinfo: text of /proc/PID/fdinfo/FD; NULL with BPF and where unreadable
 * @ifname: by TUNGETIFF on a copy, or by BPF; NULL when not obtained
 * @ifname_errno: what TUNGETIFF said, 0 = fine or not asked
 * @flags:  of TUNGETIFF, 0 when not asked
 * @netns:  of the device, by TUNGETDEVNETNS or BPF; 0 = not obtained
 * @ifindex: by BPF, or 0
 * @mac:    of the device, by SIOCGIFHWADDR on the copy (macvtap), or NULL
 * @file:   see struct vt_holder
 * @bpf:    the row is from a BPF iterator: @ifname NULL means not attached
 */
struct vt_raw_fd {
	int32_t pid, tid, fd;
	enum vt_kind kind;
	const char *fdinfo, *ifname, *mac;
	int32_t ifname_errno;
	uint32_t flags, ifindex, file;
	uint64_t netns;
	bool bpf, disabled;
};

/**
 * struct vt_raw_manager - a manager beside libvirt that was asked
 * @name:  "proxmox", "incus", ...
 * @error: why it gave no answer, NULL when it did
 */
struct vt_raw_manager {
	const char *name, *error;
};

/**
 * struct vt_raw_source - a text that a manager has of its VMs
 * @manager: its name
 * @id:    of the VM, in the manager's own words; NULL = of many
 * @path:  where it was read, for people
 * @text:  only what the decoder reads: the rest may be secret; NULL = see @error
 * @error: why it was not read
 * @pid:   of the VM's process, 0 = not said
 */
struct vt_raw_source {
	const char *manager, *id, *path, *text, *error;
	int32_t pid;
};

/** struct vt_raw - one scan; owned, free with vt_raw_free() */
struct vt_raw {
	struct vt_arena *arena;
	struct vt_host host;
	enum vt_scan scan;
	const char *slower;              /* why a faster scan was not taken, or NULL */
	uint64_t own_netns, now, booted; /* Unix times, 0 = not recorded */
	const char *trace;               /* lines of vt_trace(), or NULL */
	uint32_t processes, unreadable;
	bool cgroup_inner;      /* the reader's cgroup namespace is not the host's */
	const char *ovs;        /* ovs-vsctl's JSON, NULL when there is none */
	struct vt_facts *links; /* of vt_decode_links(), NULL before it */
	VT_VEC(struct vt_raw_conn *) conns;
	VT_VEC(struct vt_raw_netns) netnses;
	VT_VEC(struct vt_raw_nsid) nsids;
	VT_VEC(struct vt_raw_manager) managers;
	VT_VEC(struct vt_raw_source) sources;
	VT_VEC(struct vt_raw_proc) procs;
	VT_VEC(struct vt_raw_fd) fds;
	VT_VEC(struct vt_hint) hints;
	VT_VEC(struct vt_gap) gaps; /* strings in @arena */
};

/** vt_raw_new - nothing yet; owned, free with vt_raw_free() */
struct vt_raw *vt_raw_new(void);
void vt_raw_free(struct vt_raw *raw);

/** vt_raw_conn_new - of a connection to @uri; owned, taken when put into a vt_raw */
struct vt_raw_conn *vt_raw_conn_new(const char *uri);
void vt_raw_conn_free(struct vt_raw_conn *c);

/** vt_raw_gap - as vt_facts_gap() */
struct vt_gap *vt_raw_gap(struct vt_raw *raw, enum vt_gap_code code, const char *subject,
			  const char *detail);

#endif
