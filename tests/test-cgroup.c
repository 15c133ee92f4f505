/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of /proc/PID/cgroup: which line counts, and who made the path. */
#include <config.h>

#include "collect/process/cgroup.h"

#include "tests/tap.h"

#define N(a) (sizeof(a) / sizeof(*(a)))
#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEX63 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
#define POD "b1d6e5b0-0c12-4f6e-9d7d-2f5f7a1c9e11"
#define POD_ "b1d6e5b0_0c12_4f6e_9d7d_2f5f7a1c9e11"

static const struct {
	const char *text, *path;
} lines[] = {
	{ "0::/qemu.slice/100.scope\n", "/qemu.slice/100.scope" },
	{ "0::/qemu.slice/100.scope", "/qemu.slice/100.scope" },
	{ "0::/system.slice/a.service (deleted)\n", "/system.slice/a.service" },
	{ "0::/a:b:c\n", "/a:b:c" },
	/* hybrid: the unified one says nothing, systemd's does */
	{ "12:memory:/x\n1:name=systemd:/system.slice/a.service\n0::/\n",
	  "/system.slice/a.service" },
	{ "1:name=systemd:/user.slice\n0::/system.slice/a.service\n", "/system.slice/a.service" },
	{ "12:memory:/machine/q.libvirt-qemu\n1:name=systemd:/\n0::/\n",
	  "/machine/q.libvirt-qemu" },
	{ "7:cpu,cpuacct:/\n1:name=systemd:/\n", "/" },
	/* the first of several controllers', and any of them before a root */
	{ "5:cpu:/a\n4:memory:/b\n", "/a" },
	{ "1:name=systemd:/\n0::/\n4:memory:/b\n", "/b" },
	{ "0::x\n", NULL },
	{ "0::\n", NULL },
	{ "/qemu.slice/100.scope", "/qemu.slice/100.scope" },
	{ "nonsense\n3:x\n", NULL },
	{ "", NULL },
	{ NULL, NULL },
};

static const struct {
	const char *path, *manager, *id;
} owners[] = {
	{ "/machine.slice/machine-qemu\\x2d7\\x2dweb.scope/libvirt/emulator", "libvirt", "7" },
	{ "/machine.slice/machine-qemu\\x2d7\\x2dweb.scope", "libvirt", "7" },
	{ "/machine.slice/machine-qemu\\x2d3.scope", "libvirt", "3" },
	{ "/machine.slice/machine-ch\\x2d12\\x2dvm.scope/libvirt", "libvirt", "12" },
	{ "/prod.slice/prod-db.slice/machine-qemu\\x2d7\\x2dweb.scope/libvirt", "libvirt", "7" },
	{ "/machine/qemu-7-web.libvirt-qemu/emulator", "libvirt", "7" },
	{ "/prod.partition/db.partition/qemu-7-web.libvirt-qemu", "libvirt", "7" },
	{ "/machine/lxc-3-ct.libvirt-lxc", "libvirt", "3" },
	{ "/machine/web.libvirt-qemu", "libvirt", NULL },
	{ "/machine.slice/machine-lxc\\x2d5\\x2dct.scope", "libvirt", "5" },
	/* no dash of libvirt's, or no driver of its */
	{ "/machine.slice/machine-qemu-7-web.scope", "systemd", "qemu-7-web" },
	{ "/machine.slice/machine-my\\x2dvm.scope", "systemd", "my-vm" },
	/* what is no escape, or none of a letter */
	{ "/machine.slice/machine-a\\x2d.scope", "systemd", "a-" },
	{ "/machine.slice/machine-sixfeed.scope", "systemd", "sixfeed" },
	{ "/machine.slice/machine-a\\u2db.scope", "systemd", "a\\u2db" },
	{ "/machine.slice/machine-a\\xg0\\x0gb.scope", "systemd", "a\\xg0\\x0gb" },
	{ "/machine.slice/machine-a\\x00b.scope", "systemd", "a\\x00b" },
	{ "/machine.slice/machine-.scope", NULL, NULL },
	{ "/machine.slice/other.scope", NULL, NULL },
	{ "/machine.slice/machine-web.service", "systemd", "machine-web.service" },
	{ "/system.slice/machine-web.scope", NULL, NULL },
	{ "/machine.slice/machine-web.scope", "systemd", "web" },
	{ "/machine.slice/machine-qemu.scope", "systemd", "qemu" },
	{ "/machine.slice/libpod-" HEX64 ".scope/container", "podman", "0123456789ab" },
	{ "/qemu.slice/100.scope", "proxmox", "100" },
	{ "/qemu.slice/100.scope/below", "proxmox", "100" },
	{ "/qemu.slice/7.scope", "proxmox", "7" },
	{ "/qemu.slice/web.scope", NULL, NULL },
	{ "/qemu.slice/x00.scope", NULL, NULL },
	{ "/qemu.slice/10x.scope", NULL, NULL },
	{ "/qemu.slice/.scope", NULL, NULL },
	{ "/qemu.slice/100", NULL, NULL },
	{ "/qemu.sli/100.scope", NULL, NULL },
	{ "/qemu.slice", NULL, NULL },
	{ "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" POD_
	  ".slice/cri-containerd-" HEX64 ".scope",
	  "kubernetes", POD },
	{ "/kubepods.slice/kubepods-pod" POD_ ".slice/crio-" HEX64 ".scope/container", "kubernetes",
	  POD },
	{ "/kubepods/besteffort/pod" POD "/" HEX64, "kubernetes", POD },
	{ "/kubepods/pod0123456789abcdef0123456789abcdef/" HEX64, "kubernetes",
	  "0123456789abcdef0123456789abcdef" },
	{ "/system.slice/docker-" HEX64 ".scope/kubelet.slice/kubelet-kubepods.slice/"
	  "kubelet-kubepods-pod" POD_ ".slice/cri-containerd-" HEX64 ".scope",
	  "kubernetes", POD },
	{ "/kubepods/pod" POD "/kata_" HEX64, "kubernetes", POD },
	/* systemd's own "_" before a name, and what is one letter long */
	{ "/_a/_kubepods/pod" POD, "kubernetes", POD },
	{ "/a/_/kubepods/pod" POD, "kubernetes", POD },
	{ "/kubepods.slice/other", NULL, NULL },
	{ "/kubepods/xpod" POD, NULL, NULL },
	{ "/pod" POD, NULL, NULL },
	{ "/kubepods/pod" POD "0", NULL, NULL },
	{ "/kubepods/pod0123456789abcdef0123456789abcdexyz", NULL, NULL },
	{ "/kubepods/pod0123456789abcdef0123456789abcdez", NULL, NULL },
	{ "/user/x/kubepods/pod" POD, NULL, NULL },
	{ "/kata_overhead/x", "kata", NULL },
	{ "/kata.slice/kata-overhead.slice/runtime-rs-x.scope", "kata", NULL },
	{ "/vc/abc", "kata", NULL },
	{ "/system.slice/incus.service", "incus", NULL },
	{ "/system.slice/lxd.service", "lxd", NULL },
	{ "/system.slice/snap.lxd.daemon.service", "lxd", NULL },
	{ "/system.slice/libvirtd.service", "libvirt", NULL },
	{ "/system.slice/docker-" HEX64 ".scope", "docker", "0123456789ab" },
	{ "/docker/" HEX64, "docker", "0123456789ab" },
	{ "/docker/short", NULL, NULL },
	{ "/docker/abc", NULL, NULL },
	{ "/docker/" HEX64 "0", NULL, NULL },
	{ "/docker/x" HEX63, NULL, NULL },
	{ "/docker/" HEX63 "x", NULL, NULL },
	{ "/other/" HEX64, NULL, NULL },
	{ "/system.slice/crio-" HEX64 ".scope", "cri-o", "0123456789ab" },
	{ "/system.slice/nerdctl-" HEX64 ".scope", "containerd", "0123456789ab" },
	{ "/system.slice/virtchd.service", "libvirt", NULL },
	{ "/system.slice/.service", NULL, NULL },
	{ "/system.slice/system-microvm.slice/microvm@web.service", "systemd",
	  "microvm@web.service" },
	{ "/system.slice/fc\\x2dagent.service/vm1", "systemd", "fc-agent.service" },
	{ "/vms.slice/web.service", "systemd", "web.service" },
	{ "/system.slice", NULL, NULL },
	{ "/system.slice/run-r1.scope", NULL, NULL },
	{ "/user.slice/user-1000.slice/session-3.scope", NULL, NULL },
	{ "/user.slice/user-1000.slice/user@1000.service/machine.slice/"
	  "machine-qemu\\x2d1\\x2dweb.scope",
	  NULL, NULL },
	{ "/user.slice/user-1000.slice/user@1000.service/app.slice/kubepods/pod" POD, NULL, NULL },
	{ "/user.slice/user-0.slice/user@0.service/qemu.slice/100.scope", NULL, NULL },
	{ "/elsewhere/qemu.slice/100.scope", NULL, NULL },
	{ "/", NULL, NULL },
	{ "", NULL, NULL },
	{ NULL, NULL, NULL },
};

int main(void)
{
	struct vt_arena *arena = vt_arena_new();

	for (size_t i = 0; i < N(lines); i++)
		is_str(vt_cgroup_path(arena, lines[i].text), lines[i].path,
		       lines[i].text ? lines[i].text : "(NULL)");
	for (size_t i = 0; i < N(owners); i++) {
		struct vt_cgroup_owner owner = vt_cgroup_owner(arena, owners[i].path);
		const char *what = owners[i].path ? owners[i].path : "(NULL)";

		is_str(owner.manager, owners[i].manager, what);
		is_str(owner.id, owners[i].id, what);
		ok(!owner.open, "%s: nothing is out of sight", what);
	}
	ok(vt_cgroup_owner(arena, "/../../qemu.slice/100.scope").open, "out of our namespace");
	ok(vt_cgroup_is_engine("docker") && vt_cgroup_is_engine("podman") &&
		   vt_cgroup_is_engine("containerd") && vt_cgroup_is_engine("cri-o"),
	   "these run containers");
	ok(!vt_cgroup_is_engine("kubernetes") && !vt_cgroup_is_engine(NULL), "others do not");
	ok(!vt_cgroup_owner(arena, "/../../qemu.slice/100.scope").manager, "and nobody's");
	vt_arena_free(arena);
	return done();
}
