/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The managers beside libvirt: sources of VMs, their NICs, and their claims.
 * One is a row of the table in manager.c (what its texts mean) and a row of the
 * table in manager-acquire.c (how it is recognised and asked), each with its
 * own file.
 */
#ifndef VT_COLLECT_MANAGERS_MANAGER_H
#define VT_COLLECT_MANAGERS_MANAGER_H

#include "collect/raw.h"

/**
 * struct vt_manager_kind - how a manager's texts are decoded
 * @basis:  what its claims rest on
 * @decode: of one text; returns 0, or -EBADMSG with why in @err
 */
struct vt_manager_kind {
	const char *name;
	enum vt_basis basis;
	int (*decode)(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		      struct vt_err *err);
};

/** vt_managers_decode - the texts of all managers; processes and links are decoded */
void vt_managers_decode(struct vt_facts *f, const struct vt_raw *raw);

/**
 * vt_manager_row - the row of facts.managers of that name, which is added where there is none
 * @name: static or of the arena of @f
 */
uint32_t vt_manager_row(struct vt_facts *f, const char *name, enum vt_basis basis);

/** vt_manager_domain - add a VM of a manager's: shut off until it has a process; its row */
struct vt_domain *vt_manager_domain(struct vt_facts *f, uint32_t manager);

/** vt_manager_runs - the VM is that process, VT_NONE = it is shut off */
void vt_manager_runs(struct vt_facts *f, struct vt_domain *d, uint32_t proc);

/** vt_manager_proc_by_pid - row of facts that are not frozen yet, or VT_NONE */
uint32_t vt_manager_proc_by_pid(const struct vt_facts *f, int32_t pid);

/** vt_manager_mac - a MAC address in lower case, of the arena of @f; NULL for what is none */
const char *vt_manager_mac(struct vt_facts *f, const char *text);

/** vt_manager_label - another name of a VM; @key is static, @value of the arena of @f */
void vt_manager_label(struct vt_facts *f, uint32_t domain, const char *key, const char *value);

/* Where Proxmox VE has all nodes' files; that of a VM of this node is there while it arrives. */
#define VT_PROXMOX_NODES "/etc/pve/nodes"

/** vt_proxmox_decode - /etc/pve/qemu-server/N.conf, see struct vt_manager_kind */
int vt_proxmox_decode(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		      struct vt_err *err);

/** vt_kubevirt_decode - the status file of a VM in a pod, or in another container */
int vt_kubevirt_decode(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		       struct vt_err *err);
/** vt_incus_decode - an instance of Incus or LXD, as it was cut down */
int vt_incus_decode(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		    struct vt_err *err);
/** vt_claims_decode - a file of --claims */
int vt_claims_decode(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		     struct vt_err *err);

#endif
