/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /run/systemd/machines/NAME. systemd calls them private, so that a missing file
 * or key is no error. "unit:..." are links to them.
 */
#include <config.h>

#include <string.h>

#include "collect/gate.h"
#include "collect/managers/machined.h"
#include "collect/process/cgroup.h"
#include "collect/vmm/vmm.h"

#define MACHINES "/run/systemd/machines"
#define MACHINE_MAX ((size_t)64 << 10)

static bool is_silent(const struct vt_raw_proc *p)
{
	struct vt_arena *arena = vt_arena_new();
	bool silent = !vt_cgroup_owner_by(arena, p->cgroup).manager;

	vt_arena_free(arena);
	return silent && (p->kvm == VT_YES || vt_vmm_is_hypervisor(p->exe, NULL, p->cmdline));
}

static bool is_needed(const char *line, size_t n)
{
	static const char *const keys[] = { "NAME=", "SERVICE=", "CLASS=", "UID=", "MONOTONIC=" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (n >= strlen(keys[i]) && !strncmp(line, keys[i], strlen(keys[i])))
			return true;
	return false;
}

struct reading {
	struct vt_raw *raw;
	const struct vt_gate *dir;
};

static void add_machine(struct vt_raw *raw, const char *name, const char *text)
{
	struct vt_raw_source *row = vt_vec_add(&raw->sources);
	VT_BUF_OF(kept);

	vt_buf_str(&kept, "");
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t n = strcspn(line, "\n");

		if (!strncmp(line, "LEADER=", 7))
			row->pid = (int32_t)strtol(line + 7 + (line[7] == '"'), NULL, 10);
		else if (is_needed(line, n))
			vt_buf_add(&kept, line, n + (line[n] == '\n'));
	}
	row->manager = VT_MACHINED;
	row->id = vt_arena_str(raw->arena, name);
	row->path = vt_arena_fmt(raw->arena, MACHINES "/%s", name);
	row->text = vt_arena_strn(raw->arena, kept.p, kept.len);
}

static int on_name(void *arg, const char *name)
{
	struct reading *r = arg;
	VT_BUF_OF(text);

	if (!strchr(name, ':') && vt_gate_read(r->dir, name, MACHINE_MAX, &text) == 0 &&
	    strstr(text.p, "CLASS=vm"))
		add_machine(r->raw, name, text.p);
	return 0;
}

void vt_machined_acquire(struct vt_raw *raw)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };
	__attribute__((cleanup(vt_gate_close))) struct vt_gate dir = VT_GATE_CLOSED;
	struct reading r = { .raw = raw, .dir = &dir };
	bool silent = false;

	for (size_t i = 0; i < raw->procs.n && !silent; i++)
		silent = is_silent(&raw->procs.v[i]);
	if (silent && vt_gate_open(MACHINES, VT_GATE_ROOTS, &purse, &dir) == 0 && dir.uid == 0)
		vt_gate_list(&dir, on_name, &r);
}
