/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the facts mean: devices with their claims and holders, NICs with their
 * devices, findings, and the mapping rows made from them. Join and judge build
 * it, then it is const; render/ only reads it.
 */
#ifndef VT_ANALYZE_MAPPING_H
#define VT_ANALYZE_MAPPING_H

#include "analyze/path.h"
#include "model/facts.h"
#include "model/finding.h"
#include "util/str.h"

/* How a domain's process was found. */
enum vt_pid_source {
	VT_PID_NONE,
	VT_PID_PIDFILE,
	VT_PID_STATUS,
	VT_PID_UUID,
	VT_PID_MANAGER,
	VT_PID_SELF
};

/** struct vt_use - a process's hold on a device
 * @proc:   row of facts
 * @domain: the domain whose process it is, VT_NONE = none
 * @fds:    descriptors; @queues: distinct open files
 */
struct vt_use {
	uint32_t proc, domain, fds, queues;
};

/**
 * struct vt_device - a tap, tun, macvtap or ipvtap, or another claimed link
 * @link:   row of facts
 * @claims: rows of inventory nics, @n_claims of them from @first_claim in
 *          vt_inventory.claims
 * @uses:   likewise in vt_inventory.uses, one per process
 * @queues: distinct open files over all visible processes
 * @may_hide: a gap may hide a holder, and the kernel's queue count does not rule that out
 * @ambiguous: a visible descriptor belongs to it or to another device of the same name
 */
struct vt_device {
	uint32_t link;
	uint32_t first_claim, n_claims;
	uint32_t first_use, n_uses;
	uint32_t queues;
	bool may_hide, ambiguous;
};

/* How a NIC and its device were tied together. */
enum vt_tie { VT_TIE_NONE, VT_TIE_NAME, VT_TIE_CMDLINE, VT_TIE_NETNS, VT_TIE_MAC };

/**
 * struct vt_nic_state - what became of a NIC's claim; parallel to facts.nics
 * @device: row of inventory devices, VT_NONE when there is none
 * @tie:    the evidence for it
 */
struct vt_nic_state {
	uint32_t device;
	enum vt_tie tie;
};

/** struct vt_domain_state - parallel to facts.domains
 * @proc:    its process, VT_NONE when none was found
 * @twin:    the same domain seen through an earlier connection, else VT_NONE
 * @netns:   where its claims are looked up
 * @pidfile: its row in facts.pidfiles, else VT_NONE
 */
struct vt_domain_state {
	uint32_t proc;
	enum vt_pid_source pid_source;
	uint32_t twin, pidfile;
	uint64_t netns;
};

/** struct vt_inventory - the join; owned, free with vt_inventory_free() */
struct vt_inventory {
	const struct vt_facts *facts;
	VT_VEC(struct vt_device) devices; /* ordered as facts.links */
	VT_VEC(uint32_t) claims;
	VT_VEC(struct vt_use) uses;
	struct vt_topology *topology;
	struct vt_walker *walker;
	struct vt_paths paths; /* its list is parallel to devices */
	struct vt_nic_state *nics;
	struct vt_domain_state *domains;
	uint32_t *proc_domain;    /* facts.procs -> domain or VT_NONE */
	uint32_t *holder_device;  /* facts.holders -> device or VT_NONE */
	uint32_t *link_device;    /* facts.links -> device or VT_NONE */
	uint32_t *pidfile_domain; /* facts.pidfiles -> active domain or VT_NONE */
};

/* Status of a mapping row, see virt-taps(8). */
enum vt_status {
	VT_STATUS_OK,
	VT_STATUS_MISMATCH,
	VT_STATUS_NO_DEVICE,
	VT_STATUS_WAITING,
	VT_STATUS_STRAY,
	VT_STATUS_UNMANAGED,
	VT_STATUS_FOREIGN,
	VT_STATUS_UNKNOWN,
	VT_STATUS_N
};

/**
 * struct vt_mapping - a row of the report
 * @nic:    row of facts.nics, VT_NONE for a device without claim
 * @device: row of inventory devices, VT_NONE when there is none
 * @proc:   the process shown: the domain's own, else the first holder
 * @first_finding, @n_findings: in vt_report.mapping_findings, codes without
 *          repetition
 * @worst:  severity of the worst of them
 */
struct vt_mapping {
	uint32_t nic, device, proc;
	enum vt_status status;
	enum vt_severity worst;
	uint32_t first_finding, n_findings;
};

struct vt_summary {
	uint32_t domains, devices, mapped, withdrawn;
	uint32_t findings[VT_SEVERITY_N], accepted;
	const struct vt_finding *worst; /* NULL = none */
};

/**
 * struct vt_report - everything a renderer may show; made by vt_report_new()
 * @generated_at: RFC 3339
 * @rates:  borrowed; NULL = not known, as one scan alone has no rates
 * @replay: the facts are from a file
 * @subject_domains, @subject_links, @subject_procs, @subject_netnses: rows of facts that a
 *           subject named; @subject_ovs: likewise of Open vSwitch's ports, including the
 *           ports named like their bridge
 * @subset: rows were left out, as only subjects were asked for
 * @open:   a gap leaves something open (exit status 3 of audit)
 */
struct vt_report {
	const struct vt_facts *facts;
	const struct vt_inventory *inventory;
	struct vt_findings *findings; /* their strings are the analysis's */
	struct vt_findings *accepted; /* findings that a rule expects; not counted elsewhere */
	VT_VEC(struct vt_mapping) mappings;
	VT_VEC(enum vt_code) mapping_findings;
	VT_VEC(uint32_t) subject_domains;
	VT_VEC(uint32_t) subject_links;
	VT_VEC(uint32_t) subject_ovs;
	VT_VEC(uint32_t) subject_procs;
	VT_VEC(uint32_t) subject_netnses;
	struct vt_summary summary;
	const char *generated_at;
	const struct vt_rates *rates;
	double duration_ms;
	bool replay, open, subset;
	const char *const *subjects; /* what was asked for, n_subjects of them; borrowed */
	bool *subject_found;         /* one per subject */
	size_t n_subjects, subjects_found;
};

/* What audit comes to: its exit status, and the state in its monitoring format. */
enum vt_outcome { VT_OUTCOME_OK, VT_OUTCOME_WARNING, VT_OUTCOME_CRITICAL, VT_OUTCOME_UNKNOWN };

/**
 * vt_report_outcome - the worst finding, else that a subject is not there, else what is open
 *
 * Where a connection failed, a subject that was not found may be there all the same.
 */
enum vt_outcome vt_report_outcome(const struct vt_report *r);

/* Names of enum values, as in the output; static strings. */
const char *vt_status_name(enum vt_status status);
const char *vt_pid_source_name(enum vt_pid_source source); /* NULL for none */

/**
 * vt_mapping_* - the values of a row's columns, shared by all formats.
 * Strings are borrowed from the report; NULL is absent.
 */
const char *vt_mapping_domain(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_uuid(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_alias(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_mac(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_type(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_ifname(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_kind(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_master(const struct vt_report *r, const struct vt_mapping *m);
/* the bridge that the device is a port of; for Open vSwitch, by its database */
const char *vt_mapping_bridge(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_network(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_vlan(const struct vt_report *r, const struct vt_mapping *m);
const char *vt_mapping_manager(const struct vt_report *r, const struct vt_mapping *m);
/* where the claim is from: "live", "config", "self"; NULL without a VM */
const char *vt_mapping_basis(const struct vt_report *r, const struct vt_mapping *m);
/* the address of the NIC's PCI function */
const char *vt_mapping_pci(const struct vt_report *r, const struct vt_mapping *m);
/* its namespace's name, NULL for our own */
const char *vt_mapping_netns_name(const struct vt_report *r, const struct vt_mapping *m);
/* the link row, NULL when there is none */
const struct vt_link *vt_mapping_link(const struct vt_report *r, const struct vt_mapping *m);
/* the process row, NULL when there is none */
const struct vt_proc *vt_mapping_proc(const struct vt_report *r, const struct vt_mapping *m);

/** vt_link_kind_name - the kind as in the output; the kernel's word for kinds we do not know */
const char *vt_link_kind_name(const struct vt_link *link);
/** vt_netns_name - the name of a namespace; NULL for our own, and if it has none */
const char *vt_netns_name(const struct vt_facts *f, uint64_t inode);
/**
 * vt_netns_words - append how messages name a namespace: its name, else
 * "4026532236, PID 123" with some process in it; and its owner, if that is not root
 */
void vt_netns_words(const struct vt_facts *f, uint64_t inode, struct vt_buf *out);
/** vt_netns_owner_uid - the user that owns the namespace; 0 = root, or not known */
uint32_t vt_netns_owner_uid(const struct vt_facts *f, uint64_t inode);
/** vt_link_master_name - name of the link's master, NULL when it has none */
const char *vt_link_master_name(const struct vt_facts *f, const struct vt_link *link);
/** vt_link_bridge_name - the bridge it is a port of; for Open vSwitch, by its database */
const char *vt_link_bridge_name(const struct vt_facts *f, const struct vt_link *link);
/**
 * struct vt_traffic - a device's counters as the VM sees them
 * @dropped, @errors: in both directions
 */
struct vt_traffic {
	uint64_t from_bytes, from_packets, to_bytes, to_packets, dropped, errors;
};

/** vt_link_traffic - swapped for a tap, which receives what the VM sends */
struct vt_traffic vt_link_traffic(const struct vt_link *link);

/**
 * vt_device_vhost - does the kernel move the device's frames (vhost-net)
 *
 * Taken from the holder's command line, so not known for a hot-plugged NIC.
 */
enum vt_tri vt_device_vhost(const struct vt_inventory *inv, uint32_t device);

/** vt_link_lower_name - the link below a macvtap or ipvtap, in any namespace; NULL if not seen */
const char *vt_link_lower_name(const struct vt_facts *f, const struct vt_link *link);

#endif
