/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each VMM's options one by one, names of sockets, and who is a VMM by its file's name. */
#include <config.h>

#include "collect/vmm/vmm.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "util/str.h"

#define N(a) (sizeof(a) / sizeof(*(a)))
#define FACTS_OF(name) \
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *name = vt_facts_new()

#define A "11111111-aaaa-4111-8111-111111111111"
#define B "22222222-bbbb-4222-8222-222222222222"
#define M1 "52:54:00:00:00:01"
#define M2 "52:54:00:00:00:02"

/* The literal's own final NUL ends the last argument. */
#define LINE(s) s, sizeof(s)

static struct vt_proc decode(struct vt_facts *f, const struct vt_vmm *vmm, const char *line,
			     size_t len, const char *config, size_t max)
{
	char *exact = vt_xrealloc(NULL, len, 1); /* an overrun is seen */

	memcpy(exact, line, len);
	f->procs.n = f->netdevs.n = 0;
	vt_vec_add(&f->procs);
	vt_vmm_decode(vmm, exact, len, config, max, f, 0);
	free(exact);
	return f->procs.v[0];
}

/* "DEVICE/MAC@BRIDGE" or "fdN..." of each, with a blank between them. */
static void describe(const struct vt_facts *f, struct vt_buf *ret)
{
	vt_buf_str(ret, "");
	for (size_t i = 0; i < f->netdevs.n; i++) {
		const struct vt_netdev *row = &f->netdevs.v[i];

		vt_buf_str(ret, i ? " " : "");
		if (row->ifname || row->fd < 0)
			vt_buf_str(ret, row->ifname ? row->ifname : "-");
		else
			vt_buf_fmt(ret, "fd%d", row->fd);
		if (row->mac)
			vt_buf_fmt(ret, "/%s", row->mac);
		if (row->bridge)
			vt_buf_fmt(ret, "@%s", row->bridge);
	}
}

static const struct {
	const char *line;
	size_t len;
	const char *guest, *uuid, *nics;
} lines[] = {
	/* An option has a dash, and one value. */
	{ LINE("qemu\0name\0a\0uuid\0" A "\0smbios\0type=1,uuid=" A), NULL, NULL, "" },
	{ LINE("qemu\0netdev\0tap,fd=3\0nic\0tap,fd=4\0net\0tap,fd=5"), NULL, NULL, "" },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3\0device\0virtio,netdev=a,mac=" M1), NULL, NULL,
	  "fd3" },
	{ LINE("qemu\0append\0-name\0x"), "x", NULL, "" },
	{ LINE("qemu\0xname\0y"), NULL, NULL, "" },
	{ LINE("qemu\0-name\0a\0b"), "a", NULL, "" },
	{ LINE("qemu\0-uuid\0" A "\0" B), NULL, A, "" },
	{ LINE("qemu\0-smbios\0type=1,uuid=" A "\0type=1,uuid=" B), NULL, A, "" },
	{ LINE("qemu\0-netdev\0tap,fd=3\0tap,fd=4"), NULL, NULL, "fd3" },
	{ LINE("qemu\0-nic\0tap,fd=3\0tap,fd=4"), NULL, NULL, "fd3" },
	{ LINE("qemu\0-net\0tap,fd=3\0tap,fd=4"), NULL, NULL, "fd3" },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3\0-device\0virtio,netdev=a,mac=" M1
	       "\0virtio,netdev=a,mac=" M2),
	  NULL, NULL, "fd3/" M1 },
	/* Its values. */
	{ LINE("qemu\0-smbios\0uuid=" A), NULL, NULL, "" },
	{ LINE("qemu\0-uuid\0aaaaaaaa-aaaa-4111-8111-11111111111/"), NULL, NULL, "" },
	{ LINE("qemu\0-uuid\0aaaaaaaa-aaaa-4111-8111-11111111111:"), NULL, NULL, "" },
	{ LINE("qemu\0-uuid\0aaaaaaaa-aaaa-4111-8111-11111111111`"), NULL, NULL, "" },
	{ LINE("qemu\0-uuid\0aaaaaaaa-aaaa-4111-8111-11111111111g"), NULL, NULL, "" },
	{ LINE("qemu\0-name\0guest=[3]"), "[3]", NULL, "" },
	{ LINE("qemu\0-netdev\0tap,fd=000000000003"), NULL, NULL, "-" },
	{ LINE("qemu\0-netdev\0tap,fd=0,ifname=t"), NULL, NULL, "fd0" },
	{ LINE("qemu\0-netdev\0{\"type\":\"tap\",\"fd\":0}"), NULL, NULL, "fd0" },
	{ LINE("qemu\0-netdev\0{\"type\":\"tap\",\"id\":0,\"fd\":3}\0"
	       "-device\0virtio,netdev=0,mac=" M1),
	  NULL, NULL, "fd3/" M1 },
	{ LINE("qemu\0-nic\0tap,fd=3,mac=52:54:00:AB:CD:0F"), NULL, NULL, "fd3/52:54:00:ab:cd:0f" },
	{ LINE("qemu\0-netdev\0bridge,br=br0"), NULL, NULL, "-@br0" },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3\0-device\0virtio,netdev="), NULL, NULL, "fd3" },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3\0-device\0{\"driver\":\"virtio\",\"netdev\":\"a\","
	       "\"mac\":\"" M1 "\"}"),
	  NULL, NULL, "fd3/" M1 },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3\0-device\0{\"netdev\":\"a\""), NULL, NULL, "fd3" },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3\0-netdev\0tap,id=b,fd=4\0"
	       "-net\0nic,netdev=b,macaddr=" M1),
	  NULL, NULL, "fd3 fd4/" M1 },
	/* One hub's NIC is its only tap's. */
	{ LINE("qemu\0-net\0nic,macaddr=" M1 "\0-net\0tap,ifname=a"), NULL, NULL, "a/" M1 },
	{ LINE("qemu\0-net\0nic,macaddr=" M1 "\0-net\0tap,ifname=a\0-net\0tap,ifname=b"), NULL,
	  NULL, "a b" },
	{ LINE("cloud-hypervisor\0-net\0tap=a"), NULL, NULL, "" },
	{ LINE("cloud-hypervisor\0--net\0tap=a\0"), NULL, NULL, "a -" },
	{ LINE("cloud-hypervisor\0--net\0tap=a,mac=" M1), NULL, NULL, "a/" M1 },
	{ LINE("cloud-hypervisor\0--net\0tap=[3]"), NULL, NULL, "[3]" },
	{ LINE("cloud-hypervisor\0--net\0fd=[3,4"), NULL, NULL, "fd3" },
	{ LINE("cloud-hypervisor\0--net\0fds=[3,4]"), NULL, NULL, "fd3 fd4" },
	{ LINE("cloud-hypervisor\0--net\0tap=a,ip=192.0.2.1"), NULL, NULL, "a" },
	{ LINE("cloud-hypervisor\0--net\0tap=a,vhost_user=off"), NULL, NULL, "a" },
	{ LINE("cloud-hypervisor\0--net\0tap=a,vhost_user=false"), NULL, NULL, "a" },
	{ LINE("cloud-hypervisor\0--net\0tap=a,vhost_user=on"), NULL, NULL, "" },
	{ LINE("cloud-hypervisor\0--platform\0system_uuid=" A), NULL, A, "" },
	{ LINE("cloud-hypervisor\0--platform\0serial_number=" A), NULL, NULL, "" },
	{ LINE("cloud-hypervisor\0--platform\0uuid=" A "\0uuid=" B), NULL, A, "" },
	{ LINE("cloud-hypervisor\0--api-socket\0/run/a.sock\0/run/b.sock"), "a", NULL, "" },
	{ LINE("crosvm\0run\0--net\0tap-fd=9"), NULL, NULL, "fd9" },
	{ LINE("crosvm\0run\0--net\0tap-name=a,mac=" M1), NULL, NULL, "a/" M1 },
	{ LINE("crosvm\0run\0--net\0tap-name=a\0tap-name=b"), NULL, NULL, "a" },
	{ LINE("crosvm\0run\0--tap-name\0a\0b"), NULL, NULL, "a" },
	{ LINE("crosvm\0run\0--tap-fd\0003\0004"), NULL, NULL, "fd3" },
	{ LINE("crosvm\0run\0--name\0a\0b"), "a", NULL, "" },
	{ LINE("crosvm\0run\0--socket\0/run/a.sock\0/run/b.sock"), "a", NULL, "" },
	{ LINE("crosvm\0run\0-s\0/run/a.sock\0/run/b.sock"), "a", NULL, "" },
	{ LINE("crosvm\0run\0s\0/run/a.sock"), NULL, NULL, "" },
	{ LINE("crosvm\0run\0p\0--name=x"), "x", NULL, "" },
	{ LINE("crosvm\0run\0-p\0--name=x"), NULL, NULL, "" },
	{ LINE("crosvm\0run\0--params\0--name=x"), NULL, NULL, "" },
	{ LINE("firecracker\0--id\0anonymous-instance"), NULL, NULL, "" },
	{ LINE("firecracker\0--id\0a\0b"), "a", NULL, "" },
	{ LINE("firecracker\0--api-sock\0/run/a.sock\0/run/b.sock"), "a", NULL, "" },
	{ LINE("firecracker\0--metadata\0--id=x"), NULL, NULL, "" },
	{ LINE("containerd-shim-kata-v2\0-id\0a\0b"), "sandbox-a", NULL, "" },
	{ LINE("containerd-shim-kata-v2\0id\0a"), NULL, NULL, "" },
	{ LINE("lkvm\0run\0--network\0mode=user,tapif=a"), NULL, NULL, "" },
	{ LINE("lkvm\0run\0--network\0tapif=/dev/tap5"), NULL, NULL, "-" },
	{ LINE("lkvm\0run\0--network\0tapif=a,guest_mac=" M1), NULL, NULL, "a/" M1 },
	{ LINE("lkvm\0run\0--network\0mode=tap,fd=5"), NULL, NULL, "fd5" },
	{ LINE("lkvm\0run\0--network\0tapif=a\0tapif=b"), NULL, NULL, "a" },
	{ LINE("lkvm\0run\0-n\0tapif=a\0tapif=b"), NULL, NULL, "a" },
	{ LINE("lkvm\0run\0n\0tapif=a\0p\0--name=x"), "x", NULL, "" },
	{ LINE("lkvm\0run\0--name\0a\0b"), "a", NULL, "" },
	{ LINE("lkvm\0run\0-p\0--name=x"), NULL, NULL, "" },
	{ LINE("lkvm\0run\0--params\0--name=x"), NULL, NULL, "" },
};

static void test_lines(void)
{
	FACTS_OF(f);

	for (size_t i = 0; i < N(lines); i++) {
		struct vt_proc p = decode(f, vt_vmm_of(NULL, NULL, lines[i].line), lines[i].line,
					  lines[i].len, NULL, VT_VMM_MAX_NETDEVS);
		VT_BUF_OF(nics);

		describe(f, &nics);
		is_str(p.guest, lines[i].guest, "guest");
		is_str(p.uuid, lines[i].uuid, "UUID");
		is_str(nics.p, lines[i].nics, "NICs");
	}
}

/* Numbers that QEMU alone is given. */
static void test_numbers(void)
{
	static const struct {
		const char *line;
		size_t len;
		uint32_t vmid;
		bool model;
	} cases[] = {
		{ LINE("kvm\0-id\0"
		       "100"),
		  100, false },
		{ LINE("kvm\0-id\0"
		       "99"),
		  0, false },
		{ LINE("kvm\0id\0"
		       "100"),
		  0, false },
		{ LINE("kvm\0-id\0"
		       "100\0"
		       "101"),
		  100, false },
		{ LINE("kvm\0-xen-domid\0"
		       "7"),
		  0, true },
		{ LINE("kvm\0xen-domid\0"
		       "7"),
		  0, false },
		{ LINE("kvm\0-xen-domid\0x\0"
		       "7"),
		  0, false },
	};
	FACTS_OF(f);

	for (size_t i = 0; i < N(cases); i++) {
		struct vt_proc p = decode(f, &vt_vmm_qemu, cases[i].line, cases[i].len, NULL,
					  VT_VMM_MAX_NETDEVS);

		is_int(p.vmid, cases[i].vmid, "the VM's number");
		ok(p.device_model == cases[i].model && !p.hypervisor, "a device model: %zu", i);
	}
}

/* What is kept of a line's devices is bounded as its NICs are. */
static void test_devices(void)
{
	static const char line[] = "qemu\0-netdev\0tap,id=a,fd=3\0-device\0virtio,netdev=x,mac=" M1
				   "\0-device\0virtio,netdev=a,mac=" M1;
	FACTS_OF(f);

	decode(f, &vt_vmm_qemu, line, sizeof(line), NULL, 1);
	ok(!f->netdevs.v[0].mac, "the second of one");
	decode(f, &vt_vmm_qemu, line, sizeof(line), NULL, 2);
	is_str(f->netdevs.v[0].mac, M1, "and of two");
}

static const struct {
	const struct vt_vmm *vmm;
	const char *text, *nics;
} configs[] = {
	{ &vt_vmm_crosvm, "{\"net\":[{\"tap-name\":\"a\",\"tap-fd\":0}]}", "fd0" },
	{ &vt_vmm_qemu, "[netdev \"n\"\n type = \"tap\"", "" },
	{ &vt_vmm_qemu, "[netdev\n type = \"tap\"", "" },
	{ &vt_vmm_qemu, "[netdev \"n\"]\n type = \"tap\n", "" },
	{ &vt_vmm_qemu, "type = \"tap\"\n[netdev \"n\"]\n type = \"tap\"\n fd = \"3\"", "fd3" },
	{ &vt_vmm_qemu,
	  "[netdev \"n\"]\n type = \"user\"\n[netdev]\n type = \"tap\"\n fd = \"3\"\n"
	  "[device]\n netdev = \"n\"\n mac = \"" M1 "\"",
	  "fd3" },
	{ &vt_vmm_kvmtool, "{}", "" },
};

static void test_configs(void)
{
	FACTS_OF(f);

	for (size_t i = 0; i < N(configs); i++) {
		VT_BUF_OF(nics);

		decode(f, configs[i].vmm, LINE("vmm"), configs[i].text, VT_VMM_MAX_NETDEVS);
		describe(f, &nics);
		is_str(nics.p, configs[i].nics, configs[i].text);
	}
}

/* Of crosvm's pairs of queues. */
static void test_pairs(void)
{
	static const char text[] = "{\"net\":[{\"vq-pairs\":65535},{\"vq-pairs\":65536},"
				   "{\"vq-pairs\":0},{\"vq-pairs\":-1},{}]}";
	static const uint32_t want[] = { 65535, 1, 1, 1, 1 };
	FACTS_OF(f);

	decode(f, &vt_vmm_crosvm, LINE("crosvm"), text, VT_VMM_MAX_NETDEVS);
	is_int((long long)f->netdevs.n, N(want), "each is one");
	for (size_t i = 0; i < f->netdevs.n && i < N(want); i++)
		is_int(f->netdevs.v[i].queues, want[i], "queues");
	ok(!strchr(vt_vmm_crosvm.reduce(f->arena, text), '\n'), "what is kept is one line");
}

/* A line may be of 1199 bytes, as long as QEMU's own reader keeps it. */
static void test_long_line(void)
{
	FACTS_OF(f);

	for (int more = 0; more < 2; more++) {
		VT_BUF_OF(text);
		size_t begin;

		vt_buf_str(&text, "[netdev \"n\"]\n  type = \"tap\"\n");
		begin = text.len;
		vt_buf_str(&text, "  ifname = \"a\"");
		while (text.len < begin + 1199 + (size_t)more)
			vt_buf_str(&text, " ");
		is_str(vt_qemu_config_reduce(f->arena, text.p),
		       more ? "[netdev \"n\"]\n  type = \"tap\"\n" :
			      "[netdev \"n\"]\n  type = \"tap\"\n  ifname = \"a\"\n",
		       more ? "what is longer is left out" : "what fits is read");
	}
}

static void test_sockets(void)
{
	static const struct {
		const char *path, *name;
	} cases[] = {
		{ "/run/vms/web/api.sock", "web" },
		{ "/run/web.sock", "web" },
		{ "/run/web.socket", "web" },
		{ "/run/web.api", "web" },
		{ "/run/web-api.sock", "web" },
		{ "/run/web/", "web" },
		{ "/run/web/vm.sock", "web" },
		{ "/run/web/.sock", "web" },
		{ "/run/ap.sock", "ap" },
		{ "web.socket", "web" },
		{ "api.sock", NULL },
		{ "/run/firecracker.socket", NULL },
		{ "/run/vms/web/clh-api.sock", "web" },
		{ "/run/vms/web/fc.sock", "web" },
		{ "/run/vc/vm/0a1b/clh-api.sock", "sandbox-0a1b" },
		{ "/run/kata/0a1b/root/ch-api.sock", "sandbox-0a1b" },
		{ "/run/kata/web.sock", "web" },
		{ "/run/kata//web.sock", "web" },
		{ "/srv/run/kata/0a1b/web.sock", "web" },
		{ "", NULL },
	};
	FACTS_OF(f);

	for (size_t i = 0; i < N(cases); i++)
		is_str(vt_vmm_socket_name(f->arena, cases[i].path), cases[i].name, cases[i].path);
}

#define FORTY "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void test_names(void)
{
	static const struct {
		const char *exe;
		bool want;
	} cases[] = {
		{ "/nix/store/x/bin/.qemu-kvm", false },
		{ "/usr/bin/xqemu-kvm-wrapped", false },
		{ "/usr/bin/containerd-shim-kata-v2", false },
		{ "/usr/bin/qemu-system-" FORTY "xxxxxxxxxxx", true }, /* 63 bytes */
		{ "/usr/bin/qemu-system-" FORTY "xxxxxxxxxxxx", false },
	};
	static const struct {
		const char *line;
		size_t len;
		bool want;
	} lines_of[] = {
		{ LINE("qemu\0-uuid\0" A), true },    { LINE("qemu\0-S\0--uuid\0" A), true },
		{ LINE("qemu\0-S\0---uuid"), false }, { LINE("-uuid"), true },
		{ LINE("qemu\0-name\0uuid"), false }, { LINE("qemu"), false },
	};

	for (size_t i = 0; i < N(cases); i++)
		is_int(vt_vmm_is_hypervisor(cases[i].exe, NULL, NULL), cases[i].want, cases[i].exe);
	for (size_t i = 0; i < N(lines_of); i++)
		is_int(vt_vmm_carries_uuid(lines_of[i].line, lines_of[i].len), lines_of[i].want,
		       "a UUID in the command line");
}

int main(void)
{
	test_lines();
	test_numbers();
	test_devices();
	test_configs();
	test_pairs();
	test_long_line();
	test_sockets();
	test_names();
	return done();
}
