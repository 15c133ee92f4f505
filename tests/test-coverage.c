/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which gaps the facts together tell of: a row per clause. */
#include <config.h>

#include "analyze/coverage.h"

#include "scene.h"
#include "tap.h"
#include "util/str.h"

#define VM "domain web1; nic net0 target=vnet0; link vnet0; proc 100; holder vnet0;"

static const struct {
	const char *what, *facts, *gaps;
} rows[] = {
	{ "a VM", VM, "" },
	{ "and its PID file", VM "pidfile web1 owner=100", "" },

	/* domain-hidden */
	{ "a PID file of a VM that is not listed", VM "pidfile db1 owner=200; proc 200 uuid=db1",
	  "domain-hidden=db1" },
	{ "of one that another connection lists",
	  VM "conn qemu:///session; domain db1 conn=qemu:///session;"
	     "pidfile db1 owner=200; proc 200 uuid=db1",
	  "domain-hidden=db1" },
	{ "of one that is listed beside the same of another connection",
	  VM "conn qemu:///session; domain db1 conn=qemu:///session; domain db2 uuid=db1;"
	     "pidfile db1 owner=200; proc 200 uuid=db1",
	  "" },
	{ "of one that is shut off, as it ends",
	  VM "domain db1 active=no; pidfile db1 owner=200; proc 200 uuid=db1", "" },
	{ "init of a container holds it", VM "pidfile db1 owner=1; proc 1 uuid=db1",
	  "domain-hidden=db1" },
	{ "nothing holds its lock", VM "pidfile db1 owner=0; proc 200 uuid=db1", "" },
	{ "something unseen holds its lock", VM "pidfile db1 owner=-1; proc 200 uuid=db1", "" },
	{ "a process that is not known holds its lock", VM "pidfile db1 owner=300", "" },
	{ "no hypervisor holds its lock",
	  VM "pidfile db1 owner=200; proc 200 uuid=db1 hypervisor=no", "" },
	{ "a hypervisor without a UUID does", VM "pidfile db1 owner=200; proc 200 uuid=none", "" },
	{ "the connection failed, and says so itself",
	  "conn qemu:///system ok=no;" VM "pidfile db1 owner=200; proc 200 uuid=db1", "" },

	/* domain-process */
	{ "a VM of a driver whose processes are not known", "conn qemu:///system driver=CH;" VM,
	  "domain-process=qemu:///system" },
	{ "its status file names the process",
	  "conn qemu:///system driver=CH;" VM "pidfile web1 status_pid=100", "" },
	{ "the lock of its PID file does",
	  "conn qemu:///system driver=CH;" VM "pidfile web1 owner=100", "" },
	{ "held by init of a container", "conn qemu:///system driver=CH;" VM "pidfile web1 owner=1",
	  "" },
	{ "another VM's does", "conn qemu:///system driver=CH;" VM "pidfile web2 owner=100",
	  "domain-process=qemu:///system" },
	{ "one of another connection does",
	  "conn qemu:///system driver=CH;" VM
	  "conn ch:///x driver=CH; pidfile web1 status_pid=100 conn=ch:///x",
	  "domain-process=qemu:///system" },
	{ "the PID file says nothing", "conn qemu:///system driver=CH;" VM "pidfile web1",
	  "domain-process=qemu:///system" },
	{ "the test driver's VMs are no processes at all", "conn qemu:///system driver=Test;" VM,
	  "" },
	{ "the daemon's files were read", "conn qemu:///system driver=CH status_files=yes;" VM,
	  "" },
	{ "it claims no device", "conn qemu:///system driver=CH;" VM "nic net0 target=none", "" },
	{ "it claims what nobody can hold",
	  "conn qemu:///system driver=CH;" VM "link vnet0 kind=other", "" },
	{ "it claims what does not exist",
	  "conn qemu:///system driver=CH;" VM "nic net0 target=vnet9", "" },
	{ "it is shut off", "conn qemu:///system driver=CH;" VM "domain web1 active=no", "" },
	{ "its connection failed", "conn qemu:///system driver=CH ok=no;" VM, "" },
	{ "no connection lists it", "conn qemu:///system driver=CH;" VM "domain web1 conn=none",
	  "" },
	{ "two of them are one gap",
	  "conn qemu:///system driver=CH;" VM "domain db1; nic eth0 target=vnet0",
	  "domain-process=qemu:///system" },

	/* holder-ambiguous */
	{ "a name that two namespaces have",
	  VM "holder vnet0 netns=0; link other ifname=vnet0 netns=2", "holder-ambiguous=vnet0" },
	{ "a descriptor that tells which", VM "link other ifname=vnet0 netns=2", "" },
	{ "one that leads nowhere",
	  VM "holder vnet0 netns=0 ifname=none; link other ifname=vnet0 netns=2", "" },
	{ "a descriptor of another sort",
	  VM "holder vnet0 netns=0; link other ifname=vnet0 netns=2 kind=macvtap", "" },
	{ "another name", VM "holder vnet0 netns=0; link vnet1 netns=2", "" },
	{ "of macvtaps the MAC address tells which",
	  VM "holder vnet0 netns=0 by_macvtap=yes mac=52:54:00:00:00:aa;"
	     "link vnet0 kind=macvtap mac=52:54:00:00:00:AA;"
	     "link other ifname=vnet0 netns=2 kind=ipvtap mac=52:54:00:00:00:bb",
	  "" },
	{ "or it does not",
	  VM "holder vnet0 netns=0 by_macvtap=yes mac=52:54:00:00:00:aa;"
	     "link vnet0 kind=macvtap mac=52:54:00:00:00:AA;"
	     "link other ifname=vnet0 netns=2 kind=ipvtap mac=52:54:00:00:00:aa",
	  "holder-ambiguous=vnet0" },
	{ "or the device's is not known",
	  VM "holder vnet0 netns=0 by_macvtap=yes mac=52:54:00:00:00:aa; link vnet0 kind=macvtap;"
	     "link other ifname=vnet0 netns=2 kind=ipvtap",
	  "holder-ambiguous=vnet0" },
	{ "or the descriptor's is not known",
	  VM "holder vnet0 netns=0 by_macvtap=yes; link vnet0 kind=macvtap mac=52:54:00:00:00:AA;"
	     "link other ifname=vnet0 netns=2 kind=ipvtap mac=52:54:00:00:00:bb",
	  "holder-ambiguous=vnet0" },
	{ "two of them are one gap",
	  VM "holder vnet0 netns=0; holder h2 ifname=vnet0 netns=0;"
	     "link other ifname=vnet0 netns=2",
	  "holder-ambiguous=vnet0" },
};

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(rows[i].facts);
		VT_BUF_OF(gaps);

		vt_coverage_find(f);
		for (size_t k = 0; k < f->gaps.n; k++)
			vt_buf_fmt(&gaps, "%s%s=%s", k ? " " : "", f->gaps.v[k].code,
				   f->gaps.v[k].subject);
		is_str(gaps.p ? gaps.p : "", rows[i].gaps, rows[i].what);
	}
	return done();
}
