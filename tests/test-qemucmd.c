/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines: guest and UUID, back ends in every spelling, executables. */
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

/* The literal's own final NUL ends the last argument. */
#define LINE(s) s, sizeof(s)

static struct vt_proc decode(struct vt_facts *f, const char *line, size_t len)
{
	char *exact = vt_xrealloc(NULL, len ? len : 1, 1); /* an overrun is seen */

	if (len)
		memcpy(exact, line, len);
	f->procs.n = f->netdevs.n = 0;
	vt_vec_add(&f->procs);
	vt_vec_add(&f->procs);
	vt_vmm_decode(vt_vmm_of(NULL, NULL, len ? line : NULL), exact, len, NULL,
		      VT_VMM_MAX_NETDEVS, f, 1);
	free(exact);
	return f->procs.v[1];
}

static const struct {
	const char *line;
	size_t len;
	const char *guest, *uuid;
} identities[] = {
	{ LINE("qemu\0-name\0guest=web1,debug-threads=on\0-uuid\0" A), "web1", A },
	{ LINE("qemu\0-name\0web1,process=p\0-S"), "web1", NULL },
	{ LINE("qemu\0-name\0debug-threads=on,guest=mid,process=p"), "mid", NULL },
	{ LINE("qemu\0-name\0guest=a,,b"), "a,b", NULL },
	{ LINE("qemu\0-name\0guest=,,,,"), ",,", NULL },
	{ LINE("qemu\0-name\0guest=a,,,process=x"), "a,", NULL },
	{ LINE("qemu\0-name\0a,,b=c"), "a,b=c", NULL },
	{ LINE("qemu\0-name\0guest=a=b"), "a=b", NULL },
	{ LINE("qemu\0-name\0guest=q'\"\\x"), "q'\"\\x", NULL },
	{ LINE("qemu\0-name\0guest=two\nlines"), "two\nlines", NULL },
	{ LINE("qemu\0-name\0guest=\377\376"), "\377\376", NULL },
	{ LINE("qemu\0-name\0guest=[x,process=y]"), "[x", NULL },
	{ LINE("qemu\0-name\0process=p,debug-threads=on"), NULL, NULL },
	{ LINE("qemu\0-name\0"), NULL, NULL },
	{ LINE("qemu\0-name\0guest="), NULL, NULL },
	{ LINE("qemu\0-name\0one\0-name\0guest=two"), "two", NULL },
	{ LINE("qemu\0-name\0guest=one,guest=two"), "two", NULL },
	{ LINE("qemu\0--name\0dashes\0--uuid\0" B), "dashes", B },
	{ LINE("qemu\0---name\0no\0-uuid=" B), NULL, NULL },
	{ LINE("qemu\0-name=no"), NULL, NULL },
	{ LINE("qemu\0-name\0-uuid\0-uuid\0" A), "-uuid", A },
	{ LINE("qemu\0-append\0-uuid\0" B), NULL, NULL },
	{ LINE("qemu\0-name\0driver"), "driver", NULL },
	{ LINE("qemu\0-uuid\0" A "\0-uuid\0" B), NULL, B },
	{ LINE("qemu\0-uuid\0" A "\0-uuid\0nonsense"), NULL, A },
	{ LINE("qemu\0-uuid\0ABCDEF00-AAAA-4111-8111-11111111111F"), NULL,
	  "abcdef00-aaaa-4111-8111-11111111111f" },
	{ LINE("qemu\0-uuid\0" A "0"), NULL, NULL },
	{ LINE("qemu\0-uuid\0{" A "}"), NULL, NULL },
	{ LINE("qemu\0-uuid\0001111111-aaaa-4111-8111-11111111111"), NULL, NULL },
	{ LINE("qemu\0-uuid\00011111111aaaaa-4111-8111-111111111111"), NULL, NULL },
	{ LINE("qemu\0-uuid\0"), NULL, NULL },
	{ LINE("kvm\0-id\0"
	       "100\0-name\0vm,debug-threads=on\0-smbios\0type=1,uuid=" B),
	  "vm", B },
	{ LINE("kvm\0-smbios\0uuid=" B ",type=1"), NULL, B },
	{ LINE("kvm\0-smbios\0type=2,uuid=" B), NULL, NULL },
	{ LINE("kvm\0-smbios\0type=1,serial=a,,uuid=x\0-S"), NULL, NULL },
	{ LINE("kvm\0-smbios\0type=1,uuid=" B "\0-uuid\0" A), NULL, A },
	{ LINE("kvm\0-uuid\0" A "\0-smbios\0type=1,uuid=" B), NULL, B },
	{ LINE("firecracker\0--id\0my-vm\0--api-sock\0/x"), "my-vm", NULL },
	{ LINE("firecracker\0--api-sock\0/x\0--id=my-vm"), "my-vm", NULL },
	{ LINE("cloud-hypervisor\0--platform\0serial_number=1,uuid=" A), NULL, A },
	{ LINE("-name"), NULL, NULL },
	{ LINE("-name\0zero"), NULL, NULL },
	{ LINE("\0-name\0guest=x"), "x", NULL },
	{ LINE("\0\0\0-name\0guest=x\0\0\0"), "x", NULL },
	{ LINE("-\0--\0-name\0guest=x"), "x", NULL },
	{ "", 0, NULL, NULL },
	{ "qemu", 4, NULL, NULL },
	{ "qemu\0-name", 10, NULL, NULL },
	{ "qemu\0-name\0guest=cut", 20, NULL, NULL },
	{ "qemu\0-name\0guest=whole\0-uu", 26, "whole", NULL },
	{ "\0", 1, NULL, NULL },
};

static void test_identity(void)
{
	FACTS_OF(f);

	for (size_t i = 0; i < N(identities); i++) {
		struct vt_proc p = decode(f, identities[i].line, identities[i].len);

		is_str(p.guest, identities[i].guest, "guest");
		is_str(p.uuid, identities[i].uuid, "UUID");
		is_int((long long)f->netdevs.n, 0, "no netdevs");
	}
}

/* Only root's word counts, and who holds a KVM VM is one itself. */
static void test_device_model(void)
{
	static const char line[] = "qemu-system-i386\0-xen-domid\0"
				   "7\0-name\0guest=hvm";
	static const struct {
		uint32_t uid;
		enum vt_tri kvm;
		bool model;
	} processes[] = { { 0, VT_UNKNOWN, true },
			  { 0, VT_NO, true },
			  { 0, VT_YES, false },
			  { 1000, VT_NO, false } };
	FACTS_OF(f);

	for (size_t i = 0; i < N(processes); i++) {
		struct vt_proc *p;

		f->procs.n = 0;
		p = vt_vec_add(&f->procs);
		p->uid = processes[i].uid;
		p->kvm = processes[i].kvm;
		p->hypervisor = true;
		vt_vmm_decode(&vt_vmm_qemu, line, sizeof(line), NULL, VT_VMM_MAX_NETDEVS, f, 0);
		ok(p->device_model == processes[i].model && p->hypervisor != p->device_model,
		   "of Xen: user %u, KVM %d", p->uid, p->kvm);
	}
	ok(!decode(f, LINE("qemu\0-xen-domid\0x")).device_model, "without number");
}

struct want {
	const char *id, *ifname;
	int32_t fd;
};

static void check_netdevs(const struct vt_facts *f, const struct want *want, const char *what)
{
	size_t n = 0;

	while (want[n].fd)
		n++;
	is_int((long long)f->netdevs.n, (long long)n, what);
	for (size_t i = 0; i < n && i < f->netdevs.n; i++) {
		is_int(f->netdevs.v[i].proc, 1, "process");
		is_str(f->netdevs.v[i].id, want[i].id, "id");
		is_str(f->netdevs.v[i].ifname, want[i].ifname, "name");
		is_int(f->netdevs.v[i].fd, want[i].fd, "descriptor");
	}
}

/* Rows end at descriptor 0: no hypervisor is given its standard input. */
static const struct {
	const char *line;
	size_t len;
	struct want want[5];
} lines[] = {
	{ LINE("q\0-netdev\0{\"type\":\"tap\",\"fd\":\"30\",\"vhost\":true,\"vhostfd\":\"31\","
	       "\"id\":\"hostnet0\"}"),
	  { { "hostnet0", NULL, 30 } } },
	{ LINE("q\0-netdev\0{\"type\":\"tap\",\"fds\":\"30:32:33\",\"vhostfds\":\"1:2:3\","
	       "\"id\":\"hostua-b\"}"),
	  { { "hostua-b", NULL, 30 }, { "hostua-b", NULL, 32 }, { "hostua-b", NULL, 33 } } },
	{ LINE("q\0-netdev\0{\"id\":\"n\",\"ifname\":\"tap,0\",\"type\":\"tap\"}"),
	  { { "n", "tap,0", -1 } } },
	{ LINE("q\0-netdev\0{\"id\":\"n\",\"type\":\"tap\",\"fd\":17}"), { { "n", NULL, 17 } } },
	{ LINE("q\0-netdev\0{\"id\":\"n\",\"type\":\"user\",\"fd\":\"17\"}"), { { 0 } } },
	{ LINE("q\0-netdev\0{\"id\":\"n\",\"type\":\"bridge\",\"br\":\"br0\"}"),
	  { { "n", NULL, -1 } } },
	{ LINE("q\0-netdev\0{\"id\":7,\"type\":[\"tap\"],\"fd\":{}}"), { { 0 } } },
	{ LINE("q\0-netdev\0{\"id\":-7,\"type\":\"tap\",\"ifname\":\"t\"}"),
	  { { NULL, "t", -1 } } },
	{ LINE("q\0-netdev\0{\"type\":\"tap\",\"fd\":\"3"), { { 0 } } },
	{ LINE("q\0-netdev\0{"), { { 0 } } },
	{ LINE("q\0-netdev\0[\"tap\"]"), { { 0 } } },
	{ LINE("q\0-netdev\0tap,fds=30:31,id=hostnet0,vhost=on,vhostfds=32:33"),
	  { { "hostnet0", NULL, 30 }, { "hostnet0", NULL, 31 } } },
	{ LINE("q\0-netdev\0tap,fd=30,id=hostnet0,vhost=on,vhostfd=32"),
	  { { "hostnet0", NULL, 30 } } },
	{ LINE("q\0-netdev\0type=tap,id=net0,ifname=tap100i0,script=/s,vhost=on"),
	  { { "net0", "tap100i0", -1 } } },
	{ LINE("q\0-netdev\0id=net0,ifname=t,,x,type=tap"), { { "net0", "t,x", -1 } } },
	{ LINE("q\0-netdev\0tap,id=n0"), { { "n0", NULL, -1 } } },
	{ LINE("q\0-netdev\0tap"), { { NULL, NULL, -1 } } },
	{ LINE("q\0-netdev\0bridge,id=n0,br=br0"), { { "n0", NULL, -1 } } },
	{ LINE("q\0--netdev\0tap,id=n0,fd=5"), { { "n0", NULL, 5 } } },
	{ LINE("q\0-netdev=tap,id=n0,fd=5"), { { 0 } } },
	{ LINE("q\0-netdev\0user,id=tap,hostfwd=tcp::1-:2\0-netdev\0vhost-user,id=n"), { { 0 } } },
	{ LINE("q\0-netdev\0tap,type=user,fd=3"), { { 0 } } },
	{ LINE("q\0-netdev\0user,type=tap,fd=3"), { { NULL, NULL, 3 } } },
	{ LINE("q\0-netdev\0tapestry,fd=3"), { { 0 } } },
	{ LINE("q\0-netdev\0tap,fd=tapfd-net0,id=n"), { { "n", NULL, -1 } } },
	{ LINE("q\0-netdev\0tap,fd=-1,id=n"), { { "n", NULL, -1 } } },
	{ LINE("q\0-netdev\0tap,fds=1048575:1048576:99999999999999999999,id=n"),
	  { { "n", NULL, 1048575 } } },
	{ LINE("q\0-netdev\0tap,fds=:::7:,id=n"), { { "n", NULL, 7 } } },
	{ LINE("q\0-netdev\0"), { { 0 } } },
	{ LINE("q\0-netdev"), { { 0 } } },
	{ LINE("q\0-netdev\0,,,=,=,"), { { 0 } } },
	{ "q\0-netdev\0tap,fd=3", 18, { { 0 } } },
	{ LINE("q\0-net\0tap,ifname=t0,name=n"), { { "n", "t0", -1 } } },
	{ LINE("q\0-net\0nic,model=virtio,name=n"), { { 0 } } },
	{ LINE("q\0-net\0tap=x,fd=3\0-S"), { { 0 } } },
	{ LINE("q\0-nic\0tap,ifname=t0,model=virtio-net-pci,mac=52:54:00:00:00:01"),
	  { { NULL, "t0", -1 } } },
	{ LINE("q\0-nic\0none\0-nic\0user"), { { 0 } } },
	{ LINE("q\0-S\0-netdev\0tap,id=a,fd=3\0-no-new-flag\0-netdev\0tap,id=b,fd=4"),
	  { { "a", NULL, 3 }, { "b", NULL, 4 } } },
	{ LINE("cloud-hypervisor\0--net\0tap=vmtap0,mac=52:54:00:00:00:01\0--api-socket\0/x"),
	  { { NULL, "vmtap0", -1 } } },
	{ LINE("cloud-hypervisor\0--net\0tap=a,id=x\0tap=b\0fd=[3,4],num_queues=4\0--cpus\0z"),
	  { { "x", "a", -1 }, { NULL, "b", -1 }, { NULL, NULL, 3 }, { NULL, NULL, 4 } } },
	{ LINE("cloud-hypervisor\0--net=fd=7,id=n"), { { "n", NULL, 7 } } },
	{ LINE("cloud-hypervisor\0--net\0vhost_user=true,socket=/s"), { { 0 } } },
	{ LINE("cloud-hypervisor\0--net\0tap=a\0--disk\0tap=b"), { { NULL, "a", -1 } } },
	{ LINE("crosvm\0run\0--net\0tap-name=crosvm_tap,mac=x"), { { NULL, "crosvm_tap", -1 } } },
	{ LINE("lkvm\0run\0--network\0mode=tap,tapif=tap4"), { { NULL, "tap4", -1 } } },
	{ LINE("q\0--net\0tap,ifname=t0\0disk.img,fd=9"), { { NULL, "t0", -1 } } },
};

static void test_netdevs(void)
{
	FACTS_OF(f);

	for (size_t i = 0; i < N(lines); i++) {
		decode(f, lines[i].line, lines[i].len);
		check_netdevs(f, lines[i].want, "netdevs");
	}
}

static void test_list(void)
{
	FACTS_OF(f);
	static const struct want want[] = {
		{ "x", NULL, 3 }, { "x", NULL, 4 }, { "x", "t", -1 }, { 0 }
	};

	decode(f, LINE("cloud-hypervisor\0--net\0fd=[3,4],id=x\0id=x,tap=t\0-v\0tap=no"));
	check_netdevs(f, want, "a list in brackets");
}

static void test_limits(void)
{
	FACTS_OF(f);
	VT_BUF_OF(line);

	vt_buf_add(&line, "q\0-netdev\0tap,id=n,fds=3", 24);
	for (int i = 0; i < 3 * VT_VMM_MAX_NETDEVS; i++)
		vt_buf_str(&line, ":3");
	vt_buf_add(&line, "\0-uuid\0" A "\0", 7 + 36 + 1);
	ok(decode(f, line.p, line.len).uuid != NULL, "the rest is still read");
	is_int((long long)f->netdevs.n, VT_VMM_MAX_NETDEVS, "bounded");
	line.len = 2;
	vt_buf_add(&line, "-name\0", 6);
	for (int i = 0; i < 100000; i++)
		vt_buf_add(&line, "x", 1);
	vt_buf_add(&line, "", 1);
	is_int((long long)strlen(decode(f, line.p, line.len).guest), 1024, "a name is no longer");
	line.len = 2;
	for (int i = 0; i < 200000; i++)
		vt_buf_add(&line, "-netdev\0{\"type\":[[[[\0", 21);
	decode(f, line.p, line.len);
	is_int((long long)f->netdevs.n, 0, "4 MB of bad JSON");
	line.len = 2;
	vt_buf_add(&line, "-netdev\0", 8);
	for (int i = 0; i < 1000000; i++)
		vt_buf_add(&line, "{", 1);
	vt_buf_add(&line, "", 1);
	decode(f, line.p, line.len);
	is_int((long long)f->netdevs.n, 0, "deep JSON");
}

/* What a file that the command line names says, as it is cut down and read. */
static const struct {
	const char *argv0, *text, *guest;
	struct {
		const char *id, *ifname, *mac, *model;
		uint32_t queues;
		int32_t fd;
	} want[3];
	size_t n;
} configs[] = {
	{ "qemu-system-x86_64",
	  "# comment\n[object \"sec0\"]\n  qom-type = \"secret\"\n  data = \"hush\"\n"
	  "[name]\n  guest = \"web\"\n[netdev \"n0\"]\n  type = \"tap\"\n  ifname = \"tap7\"\n"
	  "  queues = \"4\"\n  script = \"hush\"\n\n[device \"d0\"]\n"
	  "  driver = \"virtio-net-pci\"\n"
	  "  netdev = \"n0\"\n  mac = \"52:54:00:AB:CD:01\"\n  host_mtu = \"1400\"\n"
	  "  romfile = \"\"\n",
	  "web",
	  { { "n0", "tap7", "52:54:00:ab:cd:01", "virtio-net-pci", 4, -1 } },
	  1 },
	{ "qemu-system-x86_64",
	  "[device \"d0\"]\n netdev = \"b\"\n mac = \"52:54:00:00:00:02\"\n[netdev \"a\"]\n"
	  " type = \"tap\"\n fds = \"5:6\"\n[netdev \"u\"]\n type = \"user\"\n[netdev \"b\"]\n"
	  " type = \"bridge\"\n br = \"br0\"",
	  NULL,
	  { { "a", NULL, NULL, NULL, 0, 5 },
	    { "a", NULL, NULL, NULL, 0, 6 },
	    { "b", NULL, "52:54:00:00:00:02", NULL, 0, -1 } },
	  3 },
	{ "qemu-system-x86_64",
	  "type = \"tap\"\n[netdev\n[]\n[netdev \"x\"]\nifname = tap0\n",
	  NULL,
	  { { 0 } },
	  0 },
	{ "crosvm",
	  "{\"params\":[\"hush\"],\"net\":[{\"tap-name\":\"t0\",\"mac\":\"02:00:00:00:00:01\","
	  "\"vq-pairs\":2},"
	  "{\"tap-fd\":9},\"x\",{\"vq-pairs\":-1}]}",
	  NULL,
	  { { NULL, "t0", "02:00:00:00:00:01", NULL, 2, -1 }, { NULL, NULL, NULL, NULL, 1, 9 } },
	  4 },
	{ "crosvm", "{\"net\":{}}", NULL, { { 0 } }, 0 },
	{ "firecracker",
	  "{\"drives\":[{\"path\":\"hush\"}],\"network-interfaces\":[{\"iface_id\":\"eth0\","
	  "\"host_dev_name\":\"tap0\",\"guest_mac\":\"06:00:AC:10:00:02\",\"mmds\":\"hush\"}]}",
	  NULL,
	  { { "eth0", "tap0", "06:00:ac:10:00:02", NULL, 1, -1 } },
	  1 },
	{ "firecracker", "{", NULL, { { 0 } }, 0 },
};

/* What the guest is told of its MTU. */
static void test_mtu(void)
{
	static const struct {
		const char *line;
		size_t len;
		uint32_t mtu;
	} told[] = {
		{ LINE("qemu\0-netdev\0tap,id=a,ifname=t\0-device\0"
		       "virtio-net-pci,netdev=a,host_mtu=8900"),
		  8900 },
		{ LINE("qemu\0-netdev\0tap,id=a,ifname=t\0-device\0"
		       "{\"driver\":\"virtio-net-pci\",\"netdev\":\"a\",\"host_mtu\":1400}"),
		  1400 },
		{ LINE("qemu\0-netdev\0tap,id=a,ifname=t\0-device\0"
		       "{\"driver\":\"virtio-net-pci\",\"\\u006eetdev\":\"a\",\"host_mtu\":1400}"),
		  1400 },
		{ LINE("qemu\0-netdev\0tap,id=a,ifname=t\0-device\0"
		       "virtio-net-pci,netdev=a"),
		  0 },
		{ LINE("qemu\0-netdev\0tap,id=a,ifname=t\0-device\0"
		       "virtio-net-pci,netdev=a,host_mtu=x"),
		  0 },
		{ LINE("qemu\0-netdev\0tap,id=a,ifname=t\0-device\0"
		       "virtio-net-pci,netdev=b,host_mtu=9"),
		  0 },
	};
	FACTS_OF(f);

	for (size_t i = 0; i < N(told); i++) {
		decode(f, told[i].line, told[i].len);
		is_int(f->netdevs.v[0].mtu, told[i].mtu, "MTU");
	}
}

static void test_configs(void)
{
	FACTS_OF(f);

	for (size_t i = 0; i < N(configs); i++) {
		const struct vt_vmm *vmm = vt_vmm_of(NULL, NULL, configs[i].argv0);
		const char *text = vmm->reduce(f->arena, configs[i].text);

		ok(vmm->config_option && !strstr(text, "hush"), "what is not read is not kept");
		is_str(vmm->reduce(f->arena, text), text, "what was cut down stays as it is");
		f->procs.n = f->netdevs.n = 0;
		vt_vec_add(&f->procs);
		vt_vmm_decode(vmm, configs[i].argv0, strlen(configs[i].argv0) + 1, text,
			      VT_VMM_MAX_NETDEVS, f, 0);
		is_str(f->procs.v[0].guest, configs[i].guest, "the guest");
		is_int((long long)f->netdevs.n, (long long)configs[i].n, text);
		for (size_t k = 0; k < f->netdevs.n && k < N(configs[i].want); k++) {
			const struct vt_netdev *row = &f->netdevs.v[k];

			if (k >= 2 && !configs[i].want[k].fd)
				continue; /* beyond what is told */
			is_str(row->id, configs[i].want[k].id, "id");
			is_str(row->ifname, configs[i].want[k].ifname, "device");
			is_str(row->mac, configs[i].want[k].mac, "MAC address");
			is_str(row->model, configs[i].want[k].model, "model");
			is_int(row->queues, configs[i].want[k].queues, "queues");
			is_int(row->fd, configs[i].want[k].fd, "descriptor");
		}
	}
}

/* Of the first NIC: 0 = not said. */
static void test_queues(void)
{
	FACTS_OF(f);
	static const struct {
		const char *line;
		size_t len;
		uint32_t queues;
	} cases[] = {
		{ LINE("qemu\0-netdev\0tap,id=n,ifname=t"), 0 },
		{ LINE("qemu\0-netdev\0tap,id=n,ifname=t,queues=4"), 4 },
		{ LINE("qemu\0-netdev\0{\"type\":\"tap\",\"id\":\"n\",\"queues\":4}"), 4 },
		{ LINE("qemu\0-nic\0tap,ifname=t,queues=2"), 2 },
		{ LINE("cloud-hypervisor\0--net\0tap=t"), 1 },
		{ LINE("cloud-hypervisor\0--net\0tap=t,num_queues=8"), 4 },
		{ LINE("crosvm\0run\0--net\0tap-name=t"), 1 },
		{ LINE("crosvm\0run\0--net\0tap-name=t,vq-pairs=3"), 3 },
		{ LINE("crosvm\0run\0--tap-fd\0003"), 1 },
		{ LINE("lkvm\0run\0-n\0mode=tap,tapif=t"), 0 },
		{ LINE("lkvm\0run\0--network\0tapif=t,mq=2"), 2 },
	};

	for (size_t i = 0; i < N(cases); i++) {
		decode(f, cases[i].line, cases[i].len);
		is_int(f->netdevs.n ? (long long)f->netdevs.v[0].queues : -1, cases[i].queues,
		       "queues");
	}
}

static void test_hypervisors(void)
{
	static const struct {
		const char *exe, *comm, *argv0;
		bool want;
	} cases[] = {
		{ "/usr/bin/qemu-system-x86_64", "CPU 0/KVM", "x", true },
		{ "/usr/bin/qemu-system-x86_64 (deleted)", NULL, NULL, true },
		{ "/usr/libexec/qemu-kvm", NULL, NULL, true },
		{ "/usr/libexec/qemu-kvm (deleted)", NULL, NULL, true },
		{ "/nix/store/x-qemu/bin/.qemu-kvm-wrapped", NULL, NULL, true },
		{ "/nix/store/x-qemu/bin/.qemu-system-x86_64-wrapped (deleted)", NULL, NULL, true },
		{ "/usr/bin/kvm", NULL, NULL, true },
		{ "/usr/bin/cloud-hypervisor", NULL, NULL, true },
		{ "/opt/cloud-hypervisor-static", NULL, NULL, true },
		{ "/firecracker", NULL, NULL, true },
		{ "/opt/firecracker-v1.7.0-x86_64", NULL, NULL, true },
		{ "/usr/bin/crosvm", NULL, NULL, true },
		{ "/usr/bin/lkvm", NULL, NULL, true },
		{ "/usr/bin/stratovirt", NULL, NULL, true },
		{ "/usr/lib/virtualbox/VBoxHeadless", NULL, NULL, true },
		{ "qemu-system-aarch64", NULL, NULL, true },
		{ "/usr/sbin/libvirtd", "qemu-system-x86", "/usr/bin/kvm", false },
		{ "/usr/sbin/virtqemud", NULL, NULL, false },
		{ "/usr/bin/qemu-img", NULL, NULL, false },
		{ "/usr/bin/qemu-nbd", NULL, NULL, false },
		{ "/usr/lib/qemu/qemu-bridge-helper", NULL, NULL, false },
		{ "/usr/bin/qemu-pr-helper", NULL, NULL, false },
		{ "/usr/bin/qemu-ga", NULL, NULL, false },
		{ "/usr/bin/qemu-storage-daemon", NULL, NULL, false },
		{ "/usr/bin/qemu-x86_64", NULL, NULL, false },
		{ "/usr/bin/qemu-aarch64-static", NULL, NULL, false },
		{ "/usr/bin/firecracker-containerd", NULL, NULL, false },
		{ "/usr/bin/kvm-ok", NULL, NULL, false },
		{ "/qemu-system-x86_64/bin/sh", NULL, NULL, false },
		{ "/usr/bin/my-qemu-system-x86_64", NULL, NULL, false },
		{ " (deleted)", NULL, NULL, false },
		{ "", "kvm", "kvm", false },
		{ "/", NULL, NULL, false },
		{ "/usr/bin/.-wrapped", NULL, NULL, false },
		{ NULL, "qemu-system-x86", NULL, true },
		{ NULL, "cloud-hyperviso", NULL, true },
		{ NULL, "kvm", NULL, true },
		{ NULL, "CPU 0/KVM", "/usr/bin/qemu-system-x86_64", true },
		{ NULL, "qemu-ga", "/usr/bin/qemu-ga", false },
		{ NULL, "kvm-pit/123", NULL, false },
		{ NULL, "bash", "", false },
		{ NULL, NULL, "/usr/bin/kvm", true },
		{ NULL, NULL, NULL, false },
	};

	for (size_t i = 0; i < N(cases); i++)
		is_int(vt_vmm_is_hypervisor(cases[i].exe, cases[i].comm, cases[i].argv0),
		       cases[i].want,
		       cases[i].exe  ? cases[i].exe :
		       cases[i].comm ? cases[i].comm :
				       "neither");
}

static const struct {
	const char *line;
	size_t len;
	enum vt_tri vhost;
} vhosts[] = {
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3"), VT_NO },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3,vhost=on"), VT_YES },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3,vhost=off"), VT_NO },
	{ LINE("qemu\0-netdev\0tap,id=a,fd=3,vhostfd=4"), VT_YES },
	{ LINE("qemu\0-netdev\0tap,id=a,fds=3:5,vhostfds=4:6"), VT_YES },
	{ LINE("qemu\0-netdev\0tap,id=a,ifname=tap0,vhostforce=on"), VT_YES },
	{ LINE("qemu\0-netdev\0{\"type\":\"tap\",\"id\":\"a\",\"fd\":\"3\"}"), VT_NO },
	{ LINE("qemu\0-netdev\0{\"type\":\"tap\",\"id\":\"a\",\"fd\":\"3\",\"vhost\":true}"),
	  VT_YES },
	{ LINE("qemu\0-netdev\0{\"type\":\"tap\",\"id\":\"a\",\"fd\":\"3\",\"vhost\":false}"),
	  VT_NO },
	{ LINE("qemu\0-netdev\0{\"type\":\"tap\",\"id\":\"a\",\"fd\":\"3\",\"vhostfd\":\"4\"}"),
	  VT_YES },
	{ LINE("qemu\0-netdev\0{\"type\":\"tap\",\"fds\":\"3:5\",\"vhostfds\":\"4:6\"}"), VT_YES },
	{ LINE("cloud-hypervisor\0--net\0tap=tap0"), VT_UNKNOWN },
};

static void test_vhost(void)
{
	for (size_t i = 0; i < N(vhosts); i++) {
		FACTS_OF(f);

		decode(f, vhosts[i].line, vhosts[i].len);
		ok(f->netdevs.n && f->netdevs.v[0].vhost == vhosts[i].vhost, "vhost %zu", i);
	}
}

int main(void)
{
	test_vhost();
	test_identity();
	test_device_model();
	test_netdevs();
	test_list();
	test_limits();
	test_mtu();
	test_configs();
	test_queues();
	test_hypervisors();
	return done();
}
