/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proxmox VE: /etc/pve/qemu-server/N.conf of this node, and the PID files that
 * its QEMUs keep locked. /etc/pve is a FUSE file system that may hang.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "collect/gate.h"
#include "collect/managers/manager-acquire.h"
#include "collect/managers/manager.h"
#include "collect/process/cgroup.h"
#include "util/fd.h"
#include "util/str.h"

#define ROOT "/etc/pve"
#define CONF_DIR ROOT "/qemu-server"
#define PID_DIR "/run/qemu-server"

/* pmxcfs itself takes no larger file (CFS_MAX_FILE_SIZE is 1 MiB). */
#define CONF_MAX ((size_t)1 << 20)

static bool recognise(struct vt_manager_job *job, const struct vt_raw *raw)
{
	struct vt_arena *arena = job->part->arena;

	for (size_t i = 0; i < raw->procs.n; i++) {
		struct vt_cgroup_owner owner = vt_cgroup_owner_by(arena, raw->procs.v[i].cgroup);

		if (vt_streq(owner.manager, "proxmox"))
			vt_vec_push(&job->ids, owner.id);
	}
	/* The mount point itself is on the root file system or a mount that
	 * answers from its cache: what is in it is read in a thread. */
	return access(ROOT, F_OK) == 0;
}

struct reading {
	struct vt_manager_job *job;
	struct vt_gate *conf, *pid, *nodes;
};

/* N of "N.conf": 100 to 999999999. */
static bool vmid_of(const char *name, char *ret, size_t size)
{
	size_t n = strspn(name, "0123456789");

	if (n < 3 || n > 9 || n >= size || *name == '0' || strcmp(name + n, ".conf") != 0)
		return false;
	memcpy(ret, name, n);
	ret[n] = '\0';
	return true;
}

/* Lines that are read; the rest (args, cipassword, sshkeys) may be secret. */
static bool is_needed(const char *line, size_t n)
{
	static const char *const keys[] = { "name:", "smbios1:", "tags:", "template:" };
	static const char *const numbered[] = { "net", "ipconfig" };

	if (n && *line == '[')
		return true;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (n > strlen(keys[i]) && !strncmp(line, keys[i], strlen(keys[i])))
			return true;
	for (size_t i = 0; i < sizeof(numbered) / sizeof(*numbered); i++) {
		size_t p = strlen(numbered[i]);

		if (n > p + 1 && !strncmp(line, numbered[i], p) && line[p] >= '0' && line[p] <= '9')
			return true;
	}
	return false;
}

static const char *needed_lines(struct vt_arena *arena, const char *text)
{
	VT_BUF_OF(out);

	vt_buf_str(&out, "");
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (is_needed(text, n)) {
			vt_buf_add(&out, text, n);
			vt_buf_str(&out, "\n");
			if (*text == '[')
				break; /* what follows is no part of the VM */
		}
		text += n + (text[n] == '\n');
	}
	return vt_arena_strn(arena, out.p, out.len);
}

/* The process that holds the lock of N.pid, 0 = none. */
static int32_t pid_of(const struct vt_gate *dir, const char *vmid)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	VT_CLEANUP(vt_fd) int fd = -1;
	char name[16];

	if (dir->fd < 0)
		return 0;
	snprintf(name, sizeof(name), "%s.pid", vmid);
	fd = vt_gate_file(dir, name, 64, NULL);
	if (fd < 0 || fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid > 0 ? lock.l_pid : 0;
}

/* @name in the directory @where of @dir, of VM @vmid; false when it is not there. */
static bool read_conf(const struct reading *r, const struct vt_gate *dir, const char *where,
		      const char *name, const char *vmid)
{
	struct vt_arena *arena = r->job->part->arena;
	struct vt_raw_source *row;
	VT_BUF_OF(text);
	int result = vt_gate_read(dir, name, CONF_MAX, &text);

	if (result == -ENOENT)
		return false;
	row = vt_managers_source(r->job, vmid, vt_arena_fmt(arena, "%s/%s", where, name));
	row->pid = pid_of(r->pid, vmid);
	if (result < 0)
		row->error = vt_gate_strerror(result);
	else
		row->text = needed_lines(arena, text.p);
	return true;
}

static int on_name(void *arg, const char *name)
{
	const struct reading *r = arg;
	char vmid[12];

	if (vmid_of(name, vmid, sizeof(vmid)))
		read_conf(r, r->conf, CONF_DIR, name, vmid);
	return 0;
}

static bool has_conf(const struct vt_manager_job *job, const char *vmid)
{
	for (size_t i = 0; i < job->part->sources.n; i++)
		if (vt_streq(job->part->sources.v[i].id, vmid))
			return true;
	return false;
}

/* While a VM migrates here, its file is still the other node's. */
static int on_node(void *arg, const char *node)
{
	const struct reading *r = arg;
	VT_BUF_OF(name);

	for (size_t i = 0; i < r->job->ids.n; i++) {
		const char *vmid = r->job->ids.v[i];

		if (has_conf(r->job, vmid))
			continue;
		name.len = 0;
		vt_buf_fmt(&name, "%s/qemu-server/%s.conf", node, vmid);
		read_conf(r, r->nodes, VT_PROXMOX_NODES, name.p, vmid);
	}
	return 0;
}

static void read_arriving(struct reading *r, struct vt_gate *nodes, struct vt_gate_purse *purse)
{
	bool missing = false;

	for (size_t i = 0; i < r->job->ids.n; i++)
		missing = missing || !has_conf(r->job, r->job->ids.v[i]);
	if (missing && vt_gate_open(VT_PROXMOX_NODES, VT_GATE_ROOTS, purse, nodes) == 0)
		vt_gate_list(nodes, on_node, r);
}

static int acquire(struct vt_manager_job *job, struct vt_err *err)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };
	__attribute__((cleanup(vt_gate_close))) struct vt_gate conf = VT_GATE_CLOSED;
	__attribute__((cleanup(vt_gate_close))) struct vt_gate pid = VT_GATE_CLOSED;
	__attribute__((cleanup(vt_gate_close))) struct vt_gate nodes = VT_GATE_CLOSED;
	struct reading reading = { .job = job, .conf = &conf, .pid = &pid, .nodes = &nodes };
	int r = vt_gate_open(CONF_DIR, VT_GATE_ROOTS, &purse, &conf);

	if (r == -ENOENT)
		return vt_err_set(err, ENOENT, ROOT " is empty: pmxcfs does not run");
	if (r == 0) {
		vt_gate_open(PID_DIR, VT_GATE_ROOTS, &purse, &pid);
		r = vt_gate_list(&conf, on_name, &reading);
		read_arriving(&reading, &nodes, &purse);
	}
	return r < 0 ? vt_err_set(err, -r, "cannot read " CONF_DIR ": %s", vt_gate_strerror(r)) : 0;
}

const struct vt_manager_source vt_source_proxmox = { "proxmox", recognise, acquire };
