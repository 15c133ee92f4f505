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

	{ "init of a container", "domain web1; proc 1; pidfile web1 owner=1", "web1=1/pidfile" },
	{ "no file, and init is unreadable", "domain web1; proc 1 uuid=none cmdline_ok=no",
	  "web1=-/none" },
	{ "a manager's word", "manager m; domain a conn=none manager=m pid=1; proc 1 uuid=none",
	  "a=1/manager" },
	{ "a manager that does not say",
	  "manager m; domain a conn=none manager=m; proc 1 uuid=none", "a=-/none" },

	{ "by the socket of Cloud Hypervisor's driver",
	  "conn qemu:///system driver=CH; domain web1; proc 100 uuid=none guest=web1-socket",
	  "web1=100/uuid" },
	{ "by the socket, which is another VM's",
	  "conn qemu:///system driver=CH; domain web1; proc 100 uuid=none guest=web10-socket",
	  "web1=-/none" },
	{ "by the socket, which two have",
	  "conn qemu:///system driver=CH; domain web1; proc 100 uuid=none guest=web1-socket;"
	  "proc 101 uuid=none guest=web1-socket",
	  "web1=-/none" },
	{ "by the socket, whose process is dead, or no hypervisor, or of another name",
	  "conn qemu:///system driver=CH; domain web1;"
	  "proc 100 uuid=none guest=web1-socket alive=no;"
	  "proc 101 uuid=none guest=web1-socket hypervisor=no;"
	  "proc 102 uuid=none guest=web2-socket; proc 103 uuid=none",
	  "web1=-/none" },
	{ "a socket is no word of QEMU's", "domain web1; proc 100 uuid=none guest=web1-socket",
	  "web1=-/none" },

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
	/* Where the daemon makes devices. */
	{ "a VM without process, of a daemon elsewhere",
	  "conn qemu:///system netns=9223372036854775807;" VM "drop holder vnet0; drop proc 100",
	  "web1=-/none web1.net0=-@0/none" },
	{ "of one whose namespace is known",
	  "conn qemu:///system netns=2;" VM "link here ifname=vnet0; link vnet0 netns=2;"
	  "drop holder vnet0; drop proc 100",
	  "web1=-/none web1.net0=vnet0@2/name" },
	{ "its process is known, wherever the daemon is",
	  "conn qemu:///system netns=9223372036854775807;" VM,
	  "web1=100/uuid web1.net0=vnet0@1/name" },
	{ "its process is known, and its namespace is not",
	  "conn qemu:///system netns=2;" VM
	  "proc 100 netns=0; link vnet0 netns=2; holder vnet0 netns=2",
	  "web1=100/uuid web1.net0=vnet0@2/name" },
	{ "no process, but one daemon",
	  "conn qemu:///system daemon=1;" TWIN "conn qemu+unix:///x daemon=1; drop holder vnet0;"
	  "drop proc 100",
	  "web1=-/none twin web1.net0=vnet0@1/name" },
	{ "no process, and two daemons",
	  "conn qemu:///system daemon=1;" TWIN "conn qemu+unix:///x daemon=2; drop holder vnet0;"
	  "drop proc 100",
	  "web1=-/none web1=-/none web1.net0=vnet0@1/name" },
	{ "one daemon, but two ids",
	  "conn qemu:///system daemon=1;" TWIN "conn qemu+unix:///x daemon=1; domain w2 id=2",
	  "web1=100/uuid web1=100/uuid web1.net0=vnet0@1/name" },
	{ "one daemon, and only one of them runs",
	  "conn qemu:///system daemon=1;" TWIN "conn qemu+unix:///x daemon=1; domain web1 "
	  "active=no id=-1; domain w2 id=-1; drop nic net0",
	  "web1=100/uuid" },
	{ "one connection has two of an id",
	  "conn qemu:///system daemon=1; domain w1 name=web1; domain w2 name=web1 uuid=w1 id=1",
	  "web1=-/none web1=-/none" },
	{ "two ids", TWIN "domain w2 id=2", "web1=100/uuid web1=100/uuid web1.net0=vnet0@1/name" },
	{ "two UUIDs", TWIN "domain w2 uuid=x",
	  "web1=100/uuid web1=-/none web1.net0=vnet0@1/name" },
	{ "two UUIDs of one process",
	  "domain w1 name=web1 pid=100; conn q; domain w2 name=web1 conn=q id=1 pid=100;"
	  "proc 100 uuid=none cmdline_ok=no",
	  "web1=100/status web1=100/status" },
	{ "two processes", TWIN "proc 200 uuid=web1; domain web1 pid=100; domain w2 pid=200",
	  "web1=100/status web1=200/status web1.net0=vnet0@1/name" },
	{ "two names", TWIN "domain w2 name=web2",
	  "web1=100/uuid web2=100/uuid web1.net0=vnet0@1/name" },
	{ "one of them is shut off", TWIN "domain w2 active=no",
	  "web1=100/uuid web1.net0=vnet0@1/name" },

	/* The name settles it where the process holds it, or nothing is held. */
	{ "by its alternative name",
	  VM "link vnet0 ifname=x altnames='a vnet0'; holder vnet0 ifname=x",
	  "web1=100/uuid web1.net0=x@1/name" },
	{ "in the middle of them", VM "link vnet0 ifname=x altnames='a vnet0 b'; drop holder vnet0",
	  "web1=100/uuid web1.net0=x@1/name" },
	{ "by the beginning of one",
	  VM "link vnet0 ifname=x altnames='vnet01 b'; drop holder vnet0",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "by one in another namespace",
	  VM "link vnet0 ifname=x altnames=vnet0 netns=2; drop holder vnet0",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "by no name at all",
	  VM "nic net0 target=''; link vnet0 ifname=x altnames='a '; drop holder vnet0",
	  "web1=100/uuid web1.net0=-@0/none" },
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

	{ "what comes before the VM's own NICs, and behind them",
	  "domain a; nic n0 target=tap7;" LOST
	  "nic net0 mac=52:54:00:00:00:00; domain z; nic n9 target=tap7",
	  "a=-/none web1=100/uuid z=-/none a.n0=tap7@1/name web1.net0=tap7@1/mac "
	  "z.n9=tap7@1/name" },
	{ "a sibling that names nothing", LOST "nic net1 target=none mac=52:54:00:00:00:77",
	  "web1=100/uuid web1.net0=tap7@1/mac web1.net1=-@0/none" },
	{ "a descriptor of number 0", LOST "netdev hostnet0 fd=0; holder h fd=0",
	  "web1=100/uuid web1.net0=tap7@1/cmdline" },
	{ "one of number 1", LOST "netdev hostnet0 fd=1; holder h fd=1",
	  "web1=100/uuid web1.net0=tap7@1/cmdline" },
	{ "a netdev of no NIC", LOST "netdev host fd=30; nic net0 alias=none",
	  "web1=100/uuid web1.-=tap7@1/mac" },

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

	{ "what a later process holds, the next one having none",
	  LOST "drop holder h; proc 150 uuid=none; proc 200 uuid=none; holder h ifname=tap7",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "what a later process holds, the next one being it",
	  LOST "drop holder h; proc 200 uuid=none; holder h ifname=tap7",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "what an earlier process holds",
	  LOST "drop holder h; proc 50 uuid=none; holder h ifname=tap7",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "a device with an address that begins as the host's, and a NIC's that goes on",
	  LOST "nic net0 mac=52:54:00:00:00:00:00", "web1=100/uuid web1.net0=-@0/none" },
	{ "the other way round", LOST "link tap7 mac=fe:54:00:00:00:00:00",
	  "web1=100/uuid web1.net0=-@0/none" },
	{ "a NIC without address", LOST "nic net0 mac=none", "web1=100/uuid web1.net0=-@0/none" },

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

/* Who holds which device: "vnet0=100*2,300*1" with queues, "?" where more may hold it. */
static const struct {
	const char *what, *facts, *held;
} uses[] = {
	{ "one queue", VM, "vnet0=100*1" },
	{ "two descriptors of one", VM "holder h2 ifname=vnet0 file=1", "vnet0=100*1" },
	{ "two queues", VM "holder h2 ifname=vnet0", "vnet0=100*2" },
	{ "of two processes and two devices",
	  VM "link vnet1; proc 50; holder vnet1; holder h3 ifname=vnet0;"
	     "proc 200; holder h4 ifname=vnet1",
	  "vnet0=50*1,100*1 vnet1=50*1,200*1" },
	{ "of processes without descriptors between them",
	  VM "proc 50; proc 150; proc 200; holder h ifname=vnet0", "vnet0=100*1,200*1" },
	{ "of nobody", "link vnet0; link vnet1; link br0 kind=bridge", "vnet0= vnet1=" },
	{ "of all kinds",
	  "link a kind=tun; link b kind=macvtap; link c kind=ipvtap; link d kind=other",
	  "a= b= c=" },
	{ "of what a NIC claims, be it of another kind", VM "link vnet0 kind=other", "vnet0=" },
	{ "of a macvtap whose address is not known",
	  "link t kind=macvtap; proc 1; holder t netns=0 by_macvtap=yes mac=52:54:00:00:00:01",
	  "t=1*1" },
	{ "by a descriptor whose address is not known",
	  "link t kind=macvtap mac=52:54:00:00:00:01; proc 1; holder t netns=0 by_macvtap=yes",
	  "t=1*1" },
	{ "by one of another's address",
	  "link t kind=macvtap mac=52:54:00:00:00:01; proc 1;"
	  "holder t netns=0 by_macvtap=yes mac=52:54:00:00:00:02",
	  "t=?" },

	{ "a gap, and the kernel's count closes", VM "gap process-unreadable", "vnet0=100*1" },
	{ "a gap, and the kernel counts one more",
	  VM
	  "gap process-unreadable; link vnet0 multi_queue=yes queues_enabled=1 queues_disabled=1",
	  "vnet0=100*1?" },
	{ "a gap, and the kernel does not count",
	  VM "gap process-unreadable; link vnet0 persist=yes carrier=unknown", "vnet0=100*1?" },
	{ "a gap of something else", VM "gap no-libvirt; link vnet0 persist=yes carrier=unknown",
	  "vnet0=100*1" },
	{ "a gap before one of something else",
	  VM "gap process-unreadable; gap timeout hides=1; link vnet0 persist=yes carrier=unknown",
	  "vnet0=100*1?" },
	{ "no gap, and the kernel does not count", VM "link vnet0 persist=yes carrier=unknown",
	  "vnet0=100*1" },
	{ "a descriptor of either of two",
	  "link a; link other ifname=a netns=2; link b; proc 1; holder a netns=0", "a=? b= a=?" },
	{ "the last one of either of two",
	  "link a; link other ifname=a netns=2; link b; proc 1; holder b; holder a netns=0",
	  "a=? b=1*1 a=?" },
	{ "the first one of either of two",
	  "link a; link other ifname=a netns=2; link b; proc 1; holder a netns=0; holder b",
	  "a=? b=1*1 a=?" },
	{ "of another sort",
	  "link a; link other ifname=a netns=2; proc 1; holder a netns=0 by_macvtap=yes", "a= a=" },
	{ "one that tells its namespace, where it is not",
	  "link a; link other ifname=a netns=2; proc 1; holder a netns=3", "a= a=" },
	{ "one that is attached to nothing", "link a; proc 1; holder a netns=0 ifname=none", "a=" },
	{ "one that has its device, beside one that has not",
	  "link a; link b; link other ifname=b netns=2; proc 1; holder a netns=0; holder b netns=0",
	  "a=1*1 b=? b=?" },
};

static void test_held(void)
{
	for (size_t i = 0; i < sizeof(uses) / sizeof(*uses); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(uses[i].facts);
		struct vt_index *ix = vt_index_new(f);
		struct vt_inventory *inv = vt_join(f, ix);
		VT_BUF_OF(told);

		for (size_t k = 0; k < inv->devices.n; k++) {
			const struct vt_device *d = &inv->devices.v[k];

			vt_buf_fmt(&told, "%s%s=", k ? " " : "", f->links.v[d->link].ifname);
			for (uint32_t u = 0; u < d->n_uses; u++)
				vt_buf_fmt(&told, "%s%d*%u", u ? "," : "",
					   f->procs.v[inv->uses.v[d->first_use + u].proc].pid,
					   inv->uses.v[d->first_use + u].queues);
			vt_buf_str(&told, d->may_hide ? "?" : "");
		}
		is_str(told.p, uses[i].held, uses[i].what);
		for (size_t k = 0; k < f->holders.n; k++)
			if (!f->holders.v[k].ifname)
				ok(inv->holder_device[k] == VT_NONE, "no device of that one");
		vt_inventory_free(inv);
		vt_index_free(ix);
	}
}

static void test_host_mac(void)
{
	static const struct {
		const char *mac, *guest;
		bool is;
	} pairs[] = {
		{ "fe:54:00:00:00:01", "52:54:00:00:00:01", true },
		{ "FE:54:00:AA:00:01", "52:54:00:aa:00:01", true },
		{ "fa:54:00:00:00:01", "fe:54:00:00:00:01", true },
		{ "fe:54:00:00:00:01", "fe:54:00:00:00:01", false },
		{ "fa:54:00:00:00:01", "52:54:00:00:00:01", false },
		{ "fe:54:00:00:00:02", "52:54:00:00:00:01", false },
		{ NULL, "52:54:00:00:00:01", false },
		{ "fe:54:00:00:00:01", NULL, false },
		{ NULL, NULL, false },
		{ "fe:54", "52:54", false },
		{ "fe:54", "52:54:00:00:00:01", false },
		{ "fe:54:00:00:00:01", "52:54:00:00:00:01:02", false },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		is_int(vt_mac_is_hosts(pairs[i].mac, pairs[i].guest), pairs[i].is,
		       pairs[i].mac ? pairs[i].mac : "no MAC address");
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
	vt_index_free(NULL);
	vt_inventory_free(NULL);
	test_ways();
	test_uses();
	test_held();
	test_host_mac();
	return done();
}
