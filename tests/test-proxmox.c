/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a configuration file of Proxmox VE's says. */
#include <config.h>

#include "collect/managers/manager.h"

#include "tests/managers.h"
#include "tests/tap.h"
#include "util/str.h"

static void test_proxmox(void)
{
	FACTS_OF(f);
	const struct vt_nic *nic;

	add_process(f, 7, "proxmox", "100");
	is_int(decode(f, "proxmox", "100",
		      "# net9: virtio,bridge=no\n"
		      "name:  web \t\n"
		      "smbios1: uuid=" UUID ",base64=1\n"
		      "tags: prod;web\n"
		      "net0: virtio=BC:24:11:00:00:64,bridge=vmbr0,tag=10,queues=4\r\n"
		      "net1: e1000,bridge=vmbr1,link_down=1,mtu=1\n"
		      "net2: model=rtl8139,macaddr=BC:24:11:00:00:66\n"
		      "net1: virtio=BC:24:11:00:00:65,bridge=vmbr2,queues=0\n"
		      "net32: virtio,bridge=no\n"
		      "netx: virtio,bridge=no\n"
		      "a line that is none\n"
		      "ipconfig0: ip=192.0.2.10/24,gw=192.0.2.1,ip6=2001:db8::1/64\n"
		      "ipconfig1: ip=dhcp,ip6=auto\n"
		      "[PENDING]\n"
		      "net3: virtio,bridge=no\n"
		      "name: not\n"),
	       0, "a configuration");
	is_int((long long)f->domains.n, 1, "one VM");
	is_str(f->domains.v[0].name, "web", "its name, without blanks");
	is_str(f->domains.v[0].uuid, UUID, "its UUID");
	is_str(f->domains.v[0].manager_id, "100", "its number");
	is_str(vt_domain_manager(f, &f->domains.v[0]), "proxmox", "its manager");
	is_int(f->domains.v[0].basis, VT_BASIS_CONFIG, "its basis");
	ok(f->domains.v[0].active, "it runs");
	is_int(f->domains.v[0].pid, 7, "its process, by the cgroup");
	is_int((long long)f->nics.n, 3, "three NICs: no snapshot's, and the last line of each");
	nic = &f->nics.v[0];
	is_str(nic->alias, "net0", "alias");
	is_str(nic->mac, "bc:24:11:00:00:64", "MAC");
	is_str(nic->model, "virtio", "model");
	is_str(nic->source_bridge, "vmbr0", "bridge");
	is_str(nic->vlan, "10", "VLAN");
	is_str(nic->target, "tap100i0", "tap");
	is_int(nic->queues, 4, "queues");
	ok(!nic->type, "no type: that is libvirt's word");
	nic = &f->nics.v[1];
	is_str(nic->source_bridge, "vmbr2", "the last line counts");
	is_int(nic->queues, 1, "no queue is one");
	is_int(nic->mtu, 0, "mtu= is the guest's");
	is_int(nic->link_up, VT_UNKNOWN, "link_down= is QEMU's");
	nic = &f->nics.v[2];
	is_str(nic->model, "rtl8139", "model=");
	is_str(nic->mac, "bc:24:11:00:00:66", "macaddr=");
	is_str(nic->type, "user", "without a bridge");
	ok(!nic->target, "there is no tap");
	is_int((long long)f->addresses.n, 2, "addresses");
	is_str(f->addresses.v[0].ip, "192.0.2.10", "without its prefix");
	is_int(f->addresses.v[0].source, VT_ADDRESS_CONFIG, "of the configuration");
	is_str(f->addresses.v[1].ip, "2001:db8::1", "the other");
}

static void test_proxmox_more(void)
{
	FACTS_OF(f);
	struct vt_netdev *told;

	is_int(decode(f, "proxmox", "101", "net0: virtio,bridge=vmbr0\n"), 0, "of a stopped VM");
	is_str(f->domains.v[0].name, "VM 101", "without a name");
	ok(!f->domains.v[0].active, "it does not run");
	is_int(f->domains.v[0].state, VT_STATE_SHUTOFF, "shut off");
	ok(!f->nics.v[0].mac, "its MAC address is drawn at the start");
	is_int(decode(f, "proxmox", "102", "template: 1\nnet0: virtio,bridge=vmbr0\n"), 0,
	       "a template");
	is_int((long long)f->domains.n, 1, "is no VM");
	add_process(f, 9, "systemd", "100");
	add_process(f, 8, "proxmox", "103");
	told = vt_vec_add(&f->netdevs);
	told->proc = 1;
	told->id = "net0";
	told->mac = "bc:24:11:00:00:67";
	is_int(decode(f, "proxmox", "103", "net0: virtio,bridge=vmbr0\n"), 0, "a VM that runs");
	is_str(f->nics.v[1].mac, "bc:24:11:00:00:67", "its MAC address by the command line");
	is_int(decode(f, "proxmox", "web", "name: x\n"), -1, "no number");
	decode(f, "proxmox", "106",
	       "net0: virtio,bridge=vmbr0,tag=5,trunks=7;9\nnet1: virtio,bridge=vmbr0,trunks=7\n");
	ok(f->nics.v[f->nics.n - 2].vlan_trunk && f->nics.v[f->nics.n - 2].vlan_native == 5,
	   "tag and trunks");
	ok(!f->nics.v[f->nics.n - 1].vlan && !f->nics.v[f->nics.n - 1].vlan_trunk, "trunks alone");
	is_int(decode(f, "proxmox", NULL, "name: x\n"), -1, "no name");
	is_int(decode(f, "proxmox", "104", ""), 0, "an empty file");
	is_int(decode(f, "nobody", "1", "x"), 0, "a manager that this version does not know");
}

/* What the lines say, in one; of a VM that runs, and whose command line has net3's address. */
static void conf_says(const char *what, const char *text, const char *want)
{
	FACTS_OF(f);
	VT_BUF_OF(got);
	struct vt_netdev *other, *told;

	add_process(f, 7, "proxmox", "100");
	add_process(f, 8, "proxmox", "200");
	other = vt_vec_add(&f->netdevs);
	*other = (struct vt_netdev){ .proc = 1, .id = "net3", .mac = "bc:24:11:00:00:99" };
	told = vt_vec_add(&f->netdevs);
	*told = (struct vt_netdev){ .proc = 0, .id = "net3", .mac = "bc:24:11:00:00:03" };
	is_int(decode(f, "proxmox", "100", text), 0, what);
	vt_buf_str(&got, f->domains.n ? f->domains.v[0].name : "none");
	if (f->domains.n && f->domains.v[0].uuid)
		vt_buf_fmt(&got, " uuid=%s", f->domains.v[0].uuid);
	for (size_t i = 0; i < f->labels.n; i++)
		vt_buf_fmt(&got, " %s=%s", f->labels.v[i].key, f->labels.v[i].value);
	for (size_t i = 0; i < f->nics.n; i++) {
		const struct vt_nic *n = &f->nics.v[i];

		vt_buf_fmt(&got, "; %u %s %s %s %s %s q%u", n->index, n->alias,
			   n->model ? n->model : "-", n->mac ? n->mac : "-",
			   n->target ? n->target : n->type,
			   n->source_bridge ? n->source_bridge : "-", n->queues);
		if (n->vlan)
			vt_buf_fmt(&got, " vlan %s", n->vlan);
		if (n->vlan_trunk || n->vlan_native)
			vt_buf_fmt(&got, " trunk %u", n->vlan_native);
	}
	for (size_t i = 0; i < f->addresses.n; i++)
		vt_buf_fmt(&got, "; %u %s", f->addresses.v[i].nic, f->addresses.v[i].ip);
	is_str(got.p, want, "what it says");
}

static const struct {
	const char *what, *text, *want;
} lines[] = {
	{ "nothing", "\n\n", "VM 100" },
	{ "the first NIC and the last", "net0: virtio,bridge=a\nnet31: e1000,bridge=b\n",
	  "VM 100; 0 net0 virtio - tap100i0 a q1; 1 net31 e1000 - tap100i31 b q1" },
	{ "two digits", "net12: virtio,bridge=a\nnet29: virtio,bridge=a",
	  "VM 100; 0 net12 virtio - tap100i12 a q1; 1 net29 virtio - tap100i29 a q1" },
	{ "keys that are none",
	  "net32: virtio\nnet00: virtio\nnet01: virtio\nnet: virtio\nnet1x: virtio\n"
	  "net/: virtio\nnet;: virtio\nnet100: virtio\nxet0: virtio\nNET0: virtio\n"
	  " net0: virtio\nnet0 : virtio\nnet0 virtio\nnamed: a\nnam: b\nxame: c\ntag: d\n"
	  "xags: d\nsmbios2: uuid=" UUID "\nsmbios: uuid=" UUID "\ntemplates: 1\n"
	  "xemplate: 1\ntemplate: 10\ntemplate: 0\n",
	  "VM 100" },
	{ "remarks, also of keys", "#net0: virtio\n#name: x\n# [x]\nname: a", "a" },
	{ "a header ends it, whatever it is called", "name: a\n[b]\nname: c\n", "a" },
	{ "what is pending is not applied",
	  "net0: virtio,bridge=a\n[PENDING]\nnet0: virtio,bridge=b\ndelete: net0\n",
	  "VM 100; 0 net0 virtio - tap100i0 a q1" },
	{ "snapshots, and what is for cloud-init",
	  "name: a\n[special:cloudinit]\nname: b\n[before]\nname: c\n", "a" },
	{ "a header inside of a line is none", "tags: [x]\nname: a", "a tags=[x]" },
	{ "blanks and line ends", "name:\t a b \t\r\ntags:x\r\nsmbios1:\r\n", "a b tags=x" },
	{ "blanks alone", "name: \t \ntags:\n", "VM 100" },
	{ "bytes that are no UTF-8", "name: caf\xe9\n", "caf\xe9" },
	{ "a byte order mark is of no key", "\xef\xbb\xbfname: x\ntags: y\n", "VM 100 tags=y" },
	{ "the last of each counts", "name: a\nname: b\nnet0: e1000\nnet0: virtio,bridge=c\n",
	  "b; 0 net0 virtio - tap100i0 c q1" },
	{ "a UUID beside others", "smbios1: base64=1,uuid=" UUID ",serial=xx",
	  "VM 100 uuid=" UUID },
	{ "no UUID", "smbios1: uuid=1234,serial=" UUID, "VM 100" },
	{ "options that begin like others",
	  "net0: virtio,xbridge=a,bridges=b,bridge,queuesx=3,queues=,tag=x",
	  "VM 100; 0 net0 virtio - user - q1" },
	{ "queues", "net0: virtio,bridge=a,queues=8\nnet1: virtio,bridge=a,queues=0",
	  "VM 100; 0 net0 virtio - tap100i0 a q8; 1 net1 virtio - tap100i1 a q1" },
	{ "a negative number", "net0: virtio,bridge=a,queues=-2,tag=-1",
	  "VM 100; 0 net0 virtio - tap100i0 a q1" },
	{ "a tag and trunks", "net0: virtio,bridge=a,tag=5,trunks=7;9\nnet1: virtio,bridge=a,tag=6",
	  "VM 100; 0 net0 virtio - tap100i0 a q1 vlan 5 trunk 5;"
	  " 1 net1 virtio - tap100i1 a q1 vlan 6" },
	{ "an address of the command line, for want of one", "net3: virtio,bridge=a",
	  "VM 100; 0 net3 virtio bc:24:11:00:00:03 tap100i3 a q1" },
	{ "and not of another VM's", "net4: virtio,bridge=a",
	  "VM 100; 0 net4 virtio - tap100i4 a q1" },
	{ "models",
	  "net0: model=virtio,macaddr=BC:24:11:00:00:01,bridge=a\n"
	  "net1: bridge=a,virtio\nnet2: e1000=BC:24:11:00:00:0G,bridge=a\n"
	  "net5: rtl8139=BC:24:11:00:00:05\n"
	  "net6: bridge=a,vmxnet3=BC:24:11:00:00:06,e1000\nnet7: bridge=a,mtu=1\n"
	  "net8: macaddr=BC:24:11:00:00:08,bridge=a,virtio\nnet9: other,bridge=",
	  "VM 100; 0 net0 virtio bc:24:11:00:00:01 tap100i0 a q1;"
	  " 1 net1 virtio - tap100i1 a q1; 2 net2 e1000 - tap100i2 a q1;"
	  " 3 net5 rtl8139 bc:24:11:00:00:05 user - q1;"
	  " 4 net6 vmxnet3 bc:24:11:00:00:06 tap100i6 a q1; 5 net7 - - tap100i7 a q1;"
	  " 6 net8 virtio bc:24:11:00:00:08 tap100i8 a q1; 7 net9 - - user - q1" },
	{ "addresses",
	  "net1: virtio,bridge=a\nipconfig0: ip=192.0.2.1/24\nipconfig1: gw=192.0.2.1,"
	  "ip6=2001:db8::7,ip=192.0.2.7\nipconfig2: ip=dhcp",
	  "VM 100; 0 net1 virtio - tap100i1 a q1; 0 192.0.2.7; 0 2001:db8::7" },
	{ "none", "net1: virtio,bridge=a\nipconfig1: ip=dhcp,ip6=auto,gw=192.0.2.1",
	  "VM 100; 0 net1 virtio - tap100i1 a q1" },
	{ "a template that runs, for its backup", "template: 1", "VM 100" },
};

static void test_proxmox_lines(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		conf_says(lines[i].what, lines[i].text, lines[i].want);
}

/* Whose process a VM is; the file of a VM is 100's, and its PID file names PID 9. */
static void test_proxmox_process(void)
{
	static const struct {
		const char *what, *manager, *id;
		bool hypervisor;
		int32_t want;
	} cases[] = {
		{ "by its cgroup", "proxmox", "100", true, 7 },
		{ "of another number", "proxmox", "101", true, 9 },
		{ "of another manager", "systemd", "100", true, 9 },
		{ "beside it, as virtiofsd", "proxmox", "100", false, 9 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		FACTS_OF(f);
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_source *s = vt_vec_add(&raw->sources);

		add_process(f, 7, cases[i].manager, cases[i].id);
		f->procs.v[0].hypervisor = cases[i].hypervisor;
		add_process(f, 9, NULL, NULL);
		*s = (struct vt_raw_source){
			.manager = "proxmox", .id = "100", .pid = 9, .text = ""
		};
		vt_managers_decode(f, raw);
		is_int(f->domains.v[0].pid, cases[i].want, cases[i].what);
		vt_raw_free(raw);
	}
}

static void arrive(struct vt_facts *f, const char *id)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);

	s->manager = "proxmox";
	s->id = id;
	s->path = "/etc/pve/nodes/pve2/qemu-server/100.conf";
	s->text = "name: web\nnet0: virtio,bridge=vmbr0\n";
	vt_managers_decode(f, raw);
	vt_raw_free(raw);
}

static void test_proxmox_migration(void)
{
	FACTS_OF(f);

	add_process(f, 7, "proxmox", "100");
	arrive(f, "101");
	is_int((long long)f->domains.n, 0, "what runs on another node is none of ours");
	arrive(f, "100");
	is_str(f->domains.v[0].name, "web", "what arrives is known by the other node's file");
	ok(f->domains.v[0].active && f->domains.v[0].transitional, "and is in motion");
	is_int((long long)f->nics.n, 1, "with its NIC");
}

int main(void)
{
	test_proxmox();
	test_proxmox_migration();
	test_proxmox_more();
	test_proxmox_lines();
	test_proxmox_process();
	return done();
}
