/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The VMMs that are known: how one is recognised, and what its command line
 * says. A VMM is one file beside this one, and one row of the table in vmm.c.
 */
#ifndef VT_COLLECT_VMM_VMM_H
#define VT_COLLECT_VMM_VMM_H

#include "collect/vmm/line.h"

/**
 * struct vt_vmm - one of them
 * @exact, @prefixes: of the executable's name, each ended by NULL; @prefixes
 *            may be NULL
 * @options:  of its command line, ended by one without a name; NULL = not read
 * @finish:   called after the options, or NULL
 * @config_option: by which its configuration file is named, in its usual spelling, or NULL
 * @reduce:   what @config reads of that file's text, and nothing else, for it may have
 *            secrets; of @arena
 * @config:   what the reduced text says
 * @children: it serves its devices by processes that it forks and jails: their
 *            descriptors are the VM's
 */
struct vt_vmm {
	const char *const *exact;
	const char *const *prefixes;
	const struct vt_vmm_option *options;
	void (*finish)(struct vt_vmm_line *line);
	const char *config_option;
	const char *(*reduce)(struct vt_arena *arena, const char *text);
	void (*config)(struct vt_vmm_line *line, const char *text);
	bool children;
};

extern const struct vt_vmm vt_vmm_qemu, vt_vmm_cloud_hypervisor, vt_vmm_firecracker, vt_vmm_crosvm,
	vt_vmm_kvmtool, vt_vmm_kata;

/**
 * vt_vmm_of - which VMM a process is, NULL when none that is known
 * @exe:   link text of /proc/PID/exe; when NULL (unreadable), @comm and then
 *         @argv0 are asked instead; any may be NULL
 */
const struct vt_vmm *vt_vmm_of(const char *exe, const char *comm, const char *argv0);

/** vt_vmm_is_hypervisor - it is one that is nothing else: Kata's shim only may hold a VM */
bool vt_vmm_is_hypervisor(const char *exe, const char *comm, const char *argv0);

/** vt_vmm_carries_uuid - an argument of its own is -uuid: a guest whose executable may be any */
bool vt_vmm_carries_uuid(const char *cmdline, size_t len);

/**
 * vt_vmm_decode - what a VMM was told
 * @vmm:    NULL = one that is not known: QEMU's options are tried
 * @cmdline: arguments, each ended by a NUL; a last one without is taken as cut
 *          off and ignored
 * @config: text of its configuration file, NULL = there is none
 * @max:    netdev rows at most; 0 = only who it is
 * @proc:   row of the process: its guest and uuid are set where the command
 *          line has them, else left alone
 *
 * Adds netdev rows, see vt_vmm_add(). Strings are copied into the arena of @facts.
 */
void vt_vmm_decode(const struct vt_vmm *vmm, const char *cmdline, size_t len, const char *config,
		   size_t max, struct vt_facts *facts, uint32_t proc);

/* Of QEMU's -readconfig, see struct vt_vmm. */
const char *vt_qemu_config_reduce(struct vt_arena *arena, const char *text);
void vt_qemu_config_decode(struct vt_vmm_line *line, const char *text);

#endif
