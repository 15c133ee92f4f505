/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What managers beside libvirt have of their VMs, decoded. */
#include <config.h>

#include "collect/managers/manager.h"

#include "tests/tap.h"
#include "util/str.h"

#define FACTS_OF(name) \
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *name = vt_facts_new()
#define UUID "11111111-aaaa-4111-8111-111111111111"

static int decode(struct vt_facts *f, const char *manager, const char *id, const char *text)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);
	size_t gaps = f->gaps.n;

	s->manager = manager;
	s->id = id;
	s->path = "/file";
	s->text = text;
	vt_managers_decode(f, raw);
	vt_raw_free(raw);
	return f->gaps.n > gaps ? -1 : 0;
}

static void add_process(struct vt_facts *f, int32_t pid, const char *manager, const char *id)
{
	struct vt_proc *p = vt_vec_add(&f->procs);

	p->pid = pid;
	p->manager = manager;
	p->manager_id = id;
	p->hypervisor = p->alive = true;
}

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
	is_int(decode(f, "proxmox", NULL, "name: x\n"), -1, "no name");
	is_int(decode(f, "proxmox", "104", ""), 0, "an empty file");
	is_int(decode(f, "nobody", "1", "x"), 0, "a manager that this version does not know");
}

int main(void)
{
	test_proxmox();
	test_proxmox_more();
	return done();
}
