/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration files of VMMs. They may have secrets: only what is read of them
 * is kept.
 */
#include <config.h>

#include "collect/vmm/config-acquire.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "collect/gate.h"
#include "collect/vmm/vmm.h"
#include "util/fd.h"

#define CONFIG_MAX ((size_t)1 << 20)

/* The value of "-name", "--name" or "--name="; NULL when it is not there. */
static const char *config_file(const struct vt_raw_proc *p, const char *option)
{
	const char *end = p->cmdline + p->cmdline_len;
	const char *name = option + strspn(option, "-");
	const size_t n = strlen(name);

	for (const char *arg = p->cmdline; arg && arg < end; arg += strlen(arg) + 1) {
		const char *next = arg + strlen(arg) + 1;
		size_t dashes = strspn(arg, "-");

		if (!dashes || dashes > 2 || strncmp(arg + dashes, name, n) != 0)
			continue;
		if (!arg[dashes + n])
			return next < end ? next : NULL;
		if (dashes == 2 && arg[dashes + n] == '=')
			return arg + dashes + n + 1;
	}
	return NULL;
}

/*
 * The process's user's, or root's for everybody: whoever can run a VMM must not
 * have a file read that he may not read.
 */
static bool may_read(const struct stat *st, uint32_t uid)
{
	return st->st_uid == uid || (st->st_uid == 0 && (st->st_mode & S_IROTH));
}

static int read_text(const struct vt_gate *dir, const char *name, uint32_t uid, struct vt_buf *ret)
{
	struct stat st;
	VT_CLEANUP(vt_fd) int fd = vt_gate_file(dir, name, CONFIG_MAX, &st);

	if (fd < 0)
		return fd;
	if (!may_read(&st, uid))
		return -EPERM;
	return vt_gate_read(dir, name, CONFIG_MAX, ret);
}

/* A relative name is looked up where the process is; in a jail that is its root. */
static void read_config(struct vt_raw *raw, struct vt_raw_proc *p, const struct vt_vmm *vmm,
			struct vt_gate_purse *purse)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate dir = VT_GATE_CLOSED;
	const char *name = config_file(p, vmm->config_option);
	VT_BUF_OF(text);
	char path[32];

	if (!name)
		return;
	snprintf(path, sizeof(path), "/proc/%d/%s", p->pid, *name == '/' ? "root" : "cwd");
	name += strspn(name, "/");
	if (vt_gate_open(path, VT_GATE_INSIDE, purse, &dir) == 0 &&
	    read_text(&dir, name, p->uid, &text) == 0)
		p->config = vmm->reduce(raw->arena, text.p);
}

void vt_vmm_read_configs(struct vt_raw *raw)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };

	for (size_t i = 0; i < raw->procs.n; i++) {
		struct vt_raw_proc *p = &raw->procs.v[i];
		const struct vt_vmm *vmm = p->config ? NULL : vt_vmm_of(p->exe, NULL, p->cmdline);

		if (vmm && vmm->config_option)
			read_config(raw, p, vmm, &purse);
	}
}
