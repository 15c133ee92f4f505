/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules: one function per row of findings.def, over a const inventory; what a finding is
 * about, and how it is reported. One that says that something is missing is withheld if a gap
 * could hide that thing (hidden.h), and its row becomes "unknown".
 */
#ifndef VT_ANALYZE_RULES_H
#define VT_ANALYZE_RULES_H

#include "analyze/about.h"
#include "analyze/hidden.h"
#include "analyze/index.h"
#include "analyze/mapping.h"

/**
 * struct vt_judge - the state that all rules share
 * @nic_open, @device_open: a finding about the row was withheld
 */
struct vt_judge {
	const struct vt_facts *f;
	const struct vt_inventory *inv;
	const struct vt_index *ix;
	struct vt_findings *out;
	bool *nic_open, *device_open;
	uint32_t withheld;
};

static inline struct vt_seen vt_judge_seen(const struct vt_judge *j)
{
	return (struct vt_seen){ j->f, j->inv, j->ix };
}

/** vt_about_domain - a domain and its process */
struct vt_about vt_about_domain(const struct vt_judge *j, uint32_t domain);
/** vt_about_nic - a NIC, its domain, its device and its domain's process */
struct vt_about vt_about_nic(const struct vt_judge *j, uint32_t nic);
/** vt_about_device - a device and, if any, its first holder */
struct vt_about vt_about_device(const struct vt_judge *j, uint32_t device);
/** vt_about_record - a record outside the kernel, a row of facts.registrations */
struct vt_about vt_about_record(uint32_t record);
/** vt_about_file - a PID file, a row of facts.pidfiles */
struct vt_about vt_about_file(const struct vt_judge *j, uint32_t file);

/**
 * vt_report_finding - the rule holds for this subject
 *
 * Adds and returns the finding, valid until the next one, for the caller to add evidence to.
 * If a gap may hide what the code needs, it is withheld: NULL.
 */
struct vt_finding *vt_report_finding(struct vt_judge *j, enum vt_code code, struct vt_about s,
				     const char *fmt, ...) VT_PRINTF(4, 5);

/**
 * vt_leads_to_bridge - is the device on a bridge of its manager's own, which leads to the
 * claimed one
 * @master: row of links
 *
 * Proxmox VE puts a tap on a bridge for its firewall or its VLAN. Never true for libvirt,
 * whose claims name the tap's own bridge.
 */
bool vt_leads_to_bridge(const struct vt_judge *j, uint32_t nic, uint32_t master);

/**
 * vt_stray_vmid - the number of the Proxmox VE VM that a tap's name refers to
 * @ret_domain: its row, if it is known
 *
 * Returns 0 if there is none, or Proxmox VE manages no VMs here.
 */
uint32_t vt_stray_vmid(const struct vt_judge *j, const struct vt_link *link, uint32_t *ret_domain);

/* Evidence; ignored for a withheld (NULL) finding. */
void vt_evidence_str(struct vt_judge *j, struct vt_finding *row, const char *key, const char *text);
void vt_evidence_int(struct vt_finding *row, const char *key, int64_t number);

/** vt_judgeable - the domain runs, is fully known, not in transition, and no twin */
bool vt_judgeable(const struct vt_judge *j, uint32_t domain);

/** vt_nic_device - the NIC's device, NULL when it has none or its domain is not judged */
const struct vt_device *vt_nic_device(const struct vt_judge *j, uint32_t nic);

/** vt_judge_link - its link row */
const struct vt_link *vt_judge_link(const struct vt_judge *j, const struct vt_device *d);

/** vt_judge_master - the row of the master of @link, VT_NONE when it has none */
uint32_t vt_judge_master(const struct vt_judge *j, const struct vt_link *link);

/** vt_holds_own - the domain's own process holds a queue of the NIC's device */
bool vt_holds_own(const struct vt_judge *j, uint32_t nic);

/* One function per row of findings.def. */
#define FINDING(symbol, code, severity, needs, summary, explanation, remedy, uncured) \
	void vt_rule_##symbol(struct vt_judge *j);
#include "model/findings.def"
#undef FINDING

#endif
