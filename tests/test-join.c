/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which process is a VM, and which device is a NIC's: a row per clause. What
 * comes out is a line per running VM and NIC, in the order of the tables:
 * "web1=100/uuid" and "web1.net0=vnet0@1/name", with "-" for nothing.
 */
#include <config.h>

#include "analyze/join.h"

#include "scene.h"
#include "tap.h"
#include "util/str.h"

/* web1, whose process is found by its UUID; its NIC names vnet0. */
#define VM "domain web1; nic net0 target=vnet0; link vnet0; proc 100; holder vnet0;"
/* The same without anything that leads to the device. */
#define LOST \
	"domain web1; nic net0 target=vnet0; proc 100; link tap7 mac=fe:54:00:00:00:00;" \
	"holder h ifname=tap7 fd=30;"

static const struct {
	const char *what, *facts, *joined;
} rows[] = {
	{ "by UUID", VM, "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "by the lock of the PID file", VM "pidfile web1 owner=100",
	  "web1=100/pidfile web1.net0=vnet0@1/name" },
	{ "by the status file", VM "pidfile web1 status_pid=100",
	  "web1=100/status web1.net0=vnet0@1/name" },
	{ "by what the domain itself says", VM "domain web1 pid=100",
	  "web1=100/status web1.net0=vnet0@1/name" },
	{ "the lock before the status file", VM "proc 200; pidfile web1 owner=100 status_pid=200",
	  "web1=100/pidfile web1.net0=vnet0@1/name" },
	{ "the domain's word before the file's",
	  VM "proc 200; pidfile web1 status_pid=200; domain web1 pid=100",
	  "web1=100/status web1.net0=vnet0@1/name" },
	{ "the file of another connection says nothing",
	  VM "proc 100 uuid=none hypervisor=no cmdline_ok=no; conn qemu:///session;"
	     "pidfile web1 owner=100 conn=qemu:///session",
	  "web1=-/none web1.net0=vnet0@1/name" },
	{ "the file of a name with an escape",
	  "domain 'a<b'; proc 100 uuid=none cmdline_ok=no; pidfile 'a&lt;b' owner=100",
	  "a<b=100/pidfile" },
	{ "with each of them",
	  "domain 'a>b&c\"d'; proc 100 uuid=none cmdline_ok=no;"
	  "pidfile 'a&gt;b&amp;c&quot;d' owner=100",
	  "a>b&c\"d=100/pidfile" },
	{ "of the plain name",
	  "domain 'a<b'; proc 100 uuid=none cmdline_ok=no; pidfile 'a<b' owner=100",
	  "a<b=100/pidfile" },

	{ "it carries another UUID", VM "proc 100 uuid=db1; pidfile web1 owner=100",
	  "web1=-/none web1.net0=vnet0@1/name" },
	{ "a QEMU without UUID is none of libvirt's",
	  VM "proc 100 uuid=none; pidfile web1 owner=100", "web1=-/none web1.net0=vnet0@1/name" },
	{ "another driver's carries none",
	  "conn qemu:///system driver=CH;" VM "proc 100 uuid=none; pidfile web1 owner=100",
	  "web1=100/pidfile web1.net0=vnet0@1/name" },
	{ "its command line is not readable",
	  VM "proc 100 uuid=none cmdline_ok=no; pidfile web1 owner=100",
	  "web1=100/pidfile web1.net0=vnet0@1/name" },
	{ "it is a zombie", VM "proc 100 alive=no; pidfile web1 owner=100",
	  "web1=-/none web1.net0=vnet0@1/name" },
	{ "a zombie by its UUID", VM "proc 100 alive=no", "web1=-/none web1.net0=vnet0@1/name" },
	{ "by UUID, but no hypervisor", VM "proc 100 hypervisor=no",
	  "web1=-/none web1.net0=vnet0@1/name" },
	{ "two carry it", VM "proc 200 uuid=web1", "web1=-/none web1.net0=vnet0@1/name" },
	{ "two carry it, one is no hypervisor", VM "proc 200 uuid=web1 hypervisor=no",
	  "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "no UUID, and no process has one", "domain web1 uuid=none; proc 100 uuid=none",
	  "web1=-/none" },
	{ "no process of that PID", VM "pidfile web1 owner=300; drop holder vnet0; drop proc 100",
	  "web1=-/none web1.net0=vnet0@1/name" },
	{ "a VM that is shut off", VM "domain web1 active=no", "" },

/* Two URIs of one daemon are one VM. */
#define TWIN VM "conn qemu+unix:///x; domain w2 name=web1 uuid=web1 conn=qemu+unix:///x id=1;"
	{ "seen through two connections", TWIN, "web1=100/uuid twin web1.net0=vnet0@1/name" },
	{ "two that have one id, and no process", TWIN "drop holder vnet0; drop proc 100",
	  "web1=-/none web1=-/none web1.net0=vnet0@1/name" },
	{ "two ids", TWIN "domain w2 id=2", "web1=100/uuid web1=100/uuid web1.net0=vnet0@1/name" },
	{ "two UUIDs", TWIN "domain w2 uuid=x",
	  "web1=100/uuid web1=-/none web1.net0=vnet0@1/name" },
	{ "two names", TWIN "domain w2 name=web2",
	  "web1=100/uuid web2=100/uuid web1.net0=vnet0@1/name" },
	{ "one of them is shut off", TWIN "domain w2 active=no",
	  "web1=100/uuid web1.net0=vnet0@1/name" },

	/* The name settles it where the process holds it, or nothing is held. */
	{ "by its alternative name",
	  VM "link vnet0 ifname=x altnames='a vnet0'; holder vnet0 ifname=x",
	  "web1=100/uuid web1.net0=x@1/name" },
	{ "its name, and nobody holds it", VM "drop holder vnet0",
	  "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "another namespace has it, too", VM "link other ifname=vnet0 netns=2",
	  "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "it is in the namespace of the process",
	  VM "link vnet0 netns=2; proc 100 netns=2; holder vnet0 netns=2",
	  "web1=100/uuid web1.net0=vnet0@2/name" },
	{ "whose namespace is not known", VM "proc 100 netns=0",
	  "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "it names none", VM "nic net0 target=none", "web1=100/uuid web1.net0=-@0/none" },
	{ "it needs none", VM "nic net0 type=user", "web1=100/uuid web1.net0=-@0/none" },
	{ "a macvtap",
	  VM "nic net0 type=direct; link vnet0 kind=macvtap; holder vnet0 by_macvtap=yes",
	  "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "of a network", VM "nic net0 type=network", "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "of its own", VM "nic net0 type=ethernet", "web1=100/uuid web1.net0=vnet0@1/name" },

	/* Else the descriptor that the command line gave it. */
	{ "by the command line and the MAC address",
	  LOST "netdev hostnet0 fd=30 id=hostnet0; nic net0 alias=net0",
	  "web1=100/uuid web1.net0=tap7@1/cmdline" },
	{ "by the command line, the guest's own MAC address",
	  LOST "netdev hostnet0 fd=30; link tap7 mac=52:54:00:00:00:00",
	  "web1=100/uuid web1.net0=tap7@1/cmdline" },
	{ "by the command line, and the MAC address speaks against it",
	  LOST "netdev hostnet0 fd=30; link tap7 mac=fe:54:00:00:00:99",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "and nothing speaks for it", LOST "netdev hostnet0 fd=30; link tap7 mac=none",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "by the command line and the name, elsewhere",
	  LOST "netdev hostnet0 fd=30; link tap7 mac=none ifname=vnet0 netns=2;"
	       "holder h ifname=vnet0 netns=2",
	  "web1=100/uuid web1.net0=vnet0@2/cmdline" },
	{ "another descriptor", LOST "netdev hostnet0 fd=31",
	  "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "another netdev", LOST "netdev hostnet1 fd=30", "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "a netdev without descriptor", LOST "netdev hostnet0",
	  "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "a NIC without alias", LOST "netdev hostnet0 fd=30; nic net0 alias=none",
	  "web1=100/uuid web1.-=tap7@1/mac" },
	{ "what another NIC names",
	  LOST "netdev hostnet0 fd=30; nic net1 target=tap7 mac=52:54:00:00:00:00",
	  "web1=100/uuid web1.net0=-@0/none web1.net1=tap7@1/name" },
	{ "what another NIC names in another namespace",
	  LOST "link tap7 netns=2; holder h netns=2; nic net1 target=tap7",
	  "web1=100/uuid web1.net0=tap7@2/mac web1.net1=tap7@2/netns" },

	/* Else one of that name elsewhere, else the only one left. */
	{ "held elsewhere", VM "link vnet0 netns=2; holder vnet0 netns=2",
	  "web1=100/uuid web1.net0=vnet0@2/netns" },
	{ "by the MAC address", LOST, "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "two of them are left", LOST "link tap8 mac=fe:54:00:00:00:00; holder h2 ifname=tap8",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "one of them twice", LOST "holder h2 ifname=tap7", "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "before what has the name and is not held", LOST "link vnet0",
	  "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "the MAC address is another's", LOST "link tap7 mac=fe:54:00:00:00:09",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "without a process there is the name alone", LOST "link vnet0; proc 100 alive=no",
	  "web1=-/none web1.net0=vnet0@1/name" },

	/* What a descriptor belongs to. */
	{ "by number, whatever its name",
	  VM "holder vnet0 ifindex=7; link vnet0 ifindex=7 ifname=x mac=fe:54:00:00:00:00",
	  "web1=100/uuid web1.net0=x@1/mac" },
	{ "a number used again by what cannot be held",
	  VM "holder vnet0 ifindex=7; link br0 kind=bridge ifindex=7",
	  "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "a macvtap's descriptor is no tap's", LOST "holder h by_macvtap=yes",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "a tap's is no macvtap's", LOST "link tap7 kind=macvtap",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "by name alone, where one has it", LOST "holder h netns=0",
	  "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "by name alone, where two have it",
	  LOST "holder h netns=0; link other ifname=tap7 netns=2",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "by name alone, where the other one is of another kind",
	  LOST "holder h netns=0; link other ifname=tap7 netns=2 kind=macvtap",
	  "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "by name and MAC address, where two have the name",
	  LOST "holder h netns=0 mac=FE:54:00:00:00:00;"
	       "link other ifname=tap7 netns=2 mac=fe:54:00:00:00:01",
	  "web1=100/uuid web1.net0=tap7@1/mac" },
	{ "attached to nothing", LOST "holder h ifname=none", "web1=100/uuid web1.net0=-@0/none" },
};

static void tell_domains(const struct vt_facts *f, const struct vt_inventory *inv,
			 struct vt_buf *out)
{
	for (size_t i = 0; i < f->domains.n; i++) {
		const struct vt_domain_state *s = &inv->domains[i];
		const char *source = vt_pid_source_name(s->pid_source);

		if (!f->domains.v[i].active)
			continue;
		vt_buf_str(out, out->len ? " " : "");
		if (s->twin != VT_NONE)
			vt_buf_str(out, "twin");
		else if (s->proc == VT_NONE)
			vt_buf_fmt(out, "%s=-/%s", f->domains.v[i].name, source ? source : "none");
		else
			vt_buf_fmt(out, "%s=%d/%s", f->domains.v[i].name, f->procs.v[s->proc].pid,
				   source);
	}
}

static void tell_nics(const struct vt_facts *f, const struct vt_inventory *inv, struct vt_buf *out)
{
	static const char *const ties[] = { "none", "name", "cmdline", "netns", "mac" };

	for (size_t i = 0; i < f->nics.n; i++) {
		uint32_t device = inv->nics[i].device;
		const struct vt_link *l =
			device == VT_NONE ? NULL : &f->links.v[inv->devices.v[device].link];
		const struct vt_domain *d = &f->domains.v[f->nics.v[i].domain];

		if (d->active)
			vt_buf_fmt(out, " %s.%s=%s@%d/%s", d->name,
				   f->nics.v[i].alias ? f->nics.v[i].alias : "-",
				   l ? l->ifname : "-", l ? (int)l->netns : 0,
				   ties[inv->nics[i].tie]);
	}
}

static void test_ways(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(rows[i].facts);
		struct vt_index *ix = vt_index_new(f);
		struct vt_inventory *inv = vt_join(f, ix);
		VT_BUF_OF(told);

		vt_buf_str(&told, "");
		tell_domains(f, inv, &told);
		tell_nics(f, inv, &told);
		is_str(told.p, rows[i].joined, rows[i].what);
		vt_inventory_free(inv);
		vt_index_free(ix);
	}
}

/* Descriptors of a device, and the distinct open files behind them. */
static void test_uses(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(
		VM "holder h2 ifname=vnet0 file=1; holder h3 ifname=vnet0;"
		   "proc 300 uuid=none; holder h4 ifname=vnet0 file=1; holder h5 ifname=vnet0;"
		   "domain db1; nic eth0 target=vnet0");
	struct vt_index *ix = vt_index_new(f);
	struct vt_inventory *inv = vt_join(f, ix);
	const struct vt_device *d = &inv->devices.v[0];
	const struct vt_use *use = &inv->uses.v[d->first_use];

	is_int((long long)inv->devices.n, 1, "one device");
	is_int(d->n_claims, 2, "claimed twice");
	is_int(d->n_uses, 2, "held by two");
	is_int(use[0].fds, 3, "by three descriptors of the first");
	is_int(use[0].queues, 2, "of two queues");
	ok(use[0].domain != VT_NONE && vt_streq(f->domains.v[use[0].domain].name, "web1"),
	   "which is the VM");
	is_int(use[1].fds, 2, "by two of the second");
	is_int(use[1].queues, 2, "of two queues");
	ok(use[1].domain == VT_NONE, "which is no VM");
	is_int(d->queues, 3, "three queues in all");
	is_int(vt_queues_of(inv, 0, use[0].proc), 2, "what the first holds");
	vt_inventory_free(inv);
	vt_index_free(ix);
}

int main(void)
{
	test_ways();
	test_uses();
	return done();
}
