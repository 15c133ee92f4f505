/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of test-judge: claims and holders. */
#include <config.h>

#include <stddef.h>

#include "judge-rows.h"

const struct judged judge_claim_rows[] = {
	{ "a healthy VM", VM, "", "ok" },
	{ "two of them", VM SECOND, "", "ok ok" },
	{ "an empty host", "", "", "" },

	/* missing-device */
	{ "the device is gone", VM "drop holder vnet0; drop link vnet0", "missing-device",
	  "mismatch" },
	{ "it is in another namespace, and nobody holds it",
	  VM "drop holder vnet0; link vnet0 netns=2 master=none " PERSISTENT,
	  "missing-device stray-tap", "mismatch stray" },
	{ "the NIC names none", VM "drop holder vnet0; drop link vnet0; nic net0 target=none", "",
	  "unknown" },
	{ "a NIC that needs none", VM "drop holder vnet0; drop link vnet0; nic net0 type=user", "",
	  "no-device" },
	{ "the VM is in motion",
	  VM "drop holder vnet0; drop link vnet0; domain web1 transitional=yes", "", "unknown" },
	{ "the VM's XML is not known",
	  VM "drop holder vnet0; drop link vnet0; domain web1 xml_ok=no", "", "unknown" },
	{ "links of its namespace are not known",
	  VM "drop holder vnet0; drop link vnet0; gap netns-unreadable netns=1", "", "unknown" },
	{ "links of another namespace are not known",
	  VM "drop holder vnet0; drop link vnet0; gap netns-unreadable netns=2", "missing-device",
	  "mismatch" },

	/* not-held */
	{ "nobody holds the device", VM "drop holder vnet0; link vnet0 " PERSISTENT, "not-held",
	  "mismatch" },
	{ "nobody is seen with it, but the kernel counts one",
	  VM "drop holder vnet0; link vnet0 persist=yes carrier=yes", "hidden-holder", "mismatch" },
	{ "the kernel does not say", VM "drop holder vnet0; link vnet0 persist=yes carrier=unknown",
	  "not-held", "mismatch" },
	{ "a container's veth cannot be held", VM "drop holder vnet0; link vnet0 kind=other", "",
	  "ok" },
	{ "descriptors are not known",
	  VM "drop holder vnet0; link vnet0 " PERSISTENT "carrier=unknown; gap process-unreadable",
	  "", "unknown" },

	/* wrong-holder */
	{ "another process holds it", VM "drop holder vnet0; proc 300 uuid=none; holder vnet0",
	  "wrong-holder", "mismatch" },
	{ "descriptors of the own process are not known",
	  VM "drop holder vnet0; proc 100 fds_ok=no; proc 300 uuid=none; holder vnet0", "",
	  "unknown" },
	{ "a gap may hide the own hold",
	  VM "drop holder vnet0; link vnet0 multi_queue=yes queues_enabled=2 queues_disabled=0;"
	     "proc 300 uuid=none; holder vnet0; gap process-unreadable",
	  "", "unknown" },
	{ "libvirt made it in its own namespace, and the process is in another",
	  VM "proc 100 netns=2; nic net0 source_bridge=none", "", "ok" },
	{ "and libvirt's daemon may be in yet another",
	  VM "proc 100 netns=2; nic net0 source_bridge=none;"
	     "conn qemu:///system netns=3",
	  "wrong-netns", "mismatch" },
	{ "and it is another manager's",
	  VM "manager m; domain web1 conn=none manager=m pid=100; proc 100 netns=2;"
	     "nic net0 source_bridge=none",
	  "wrong-netns", "mismatch" },
	{ "a child of another VMM's holds it, too",
	  VM SECOND "proc 300 vm_pid=200 uuid=none hypervisor=no; holder h ifname=vnet0",
	  "extra-holder undeclared-device", "ok mismatch" },
	{ "a child of the VM's, the first of all processes, holds what nobody claims",
	  VM "link tap7 master=br0; proc 50 vm_pid=100 uuid=none hypervisor=no; holder tap7",
	  "undeclared-device", "ok unknown" },
	{ "the last of all",
	  VM "link tap7 master=br0; proc 900 vm_pid=100 uuid=none hypervisor=no; holder tap7",
	  "undeclared-device", "ok unknown" },
	{ "a VM's process that another VM's made", VM SECOND "proc 200 vm_pid=100", "", "ok ok" },
	{ "no process is the VM, and some are not known",
	  VM "drop holder vnet0; proc 100 uuid=none; holder vnet0; gap hidepid hides=16", "",
	  "unknown" },
	{ "no process is the VM", VM "proc 100 uuid=none", "wrong-holder no-process", "mismatch" },
	{ "and a child of some VMM's holds it", VM "proc 100 uuid=none hypervisor=no vm_pid=77",
	  "wrong-holder no-process", "mismatch" },
	{ "VMs whose process is not known leave what needs none open, those of others do not",
	  "gap process-silent hides=16 pid=900; link br0 kind=bridge;"
	  "domain a; nic n0 target=vnet1; link vnet1 kind=other master=br0;" VM
	  "domain z; nic n9 target=vnet9; link vnet9 kind=other master=br0",
	  "", "unknown ok unknown" },
	{ "a driver whose processes are not known",
	  "conn qemu:///system driver=LXC;" VM "proc 100 uuid=none", "", "unknown" },

	{ "a driver without processes, whose file names one",
	  "conn qemu:///system driver=CH;" VM
	  "pidfile web1 owner=100; drop holder vnet0; proc 300 uuid=none; holder vnet0",
	  "wrong-holder", "mismatch" },

	/* extra-holder */
	{ "two others hold it, and not the VM",
	  VM "drop holder vnet0; proc 300 uuid=none; holder vnet0; proc 400 uuid=none;"
	     "holder h2 ifname=vnet0",
	  "wrong-holder", "mismatch" },
	{ "a second process holds it, too", VM "proc 300 uuid=none; holder h2 ifname=vnet0 file=1",
	  "extra-holder", "mismatch" },

	/* duplicate-claim */
	{ "two VMs name one device",
	  VM SECOND "nic eth0 target=vnet0; drop holder vnet1; drop link vnet1",
	  "wrong-holder duplicate-claim duplicate-claim", "mismatch mismatch" },
	{ "one VM by two managers, each of which names its device",
	  VM "manager cloud; domain web2 conn=none manager=cloud basis=config pid=100;"
	     "nic eth0 target=vnet0",
	  "", "ok ok" },
	{ "by one manager under two names",
	  VM "manager cloud; domain web1 conn=none manager=cloud basis=config pid=100;"
	     "domain web2 conn=none manager=cloud basis=config pid=100; nic eth0 target=vnet0",
	  "duplicate-claim duplicate-claim", "mismatch mismatch" },
	{ "of two managers, and no process of either is known",
	  VM "manager cloud; domain web1 conn=none manager=cloud basis=config; drop holder vnet0;"
	     "drop proc 100; manager other; domain web2 conn=none manager=other basis=config;"
	     "nic eth0 target=vnet0",
	  "duplicate-claim duplicate-claim hidden-holder", "mismatch mismatch" },
	{ "the other one is in motion",
	  VM SECOND
	  "nic eth0 target=vnet0; drop holder vnet1; drop link vnet1; domain db1 transitional=yes",
	  "", "unknown ok" },

	/* missing-device, further */
	{ "the VM's process is not known, so nor is its namespace",
	  VM "drop holder vnet0; drop link vnet0; drop proc 100", "no-process", "mismatch" },
	{ "a VM of a driver without processes",
	  "conn qemu:///system driver=LXC;" VM "drop holder vnet0; drop link vnet0; drop proc 100",
	  "missing-device", "mismatch" },

	/* deleted-device */
	{ "a tun descriptor leads nowhere, and the device is gone",
	  VM "drop link vnet0; holder vnet0 ifname=none netns=0 deleted=unknown",
	  "missing-device deleted-device", "mismatch" },
	{ "a tun descriptor leads nowhere, and the device is there",
	  VM "link vnet0 " PERSISTENT "; holder vnet0 ifname=none netns=0 deleted=unknown",
	  "not-held", "mismatch" },
	{ "a macvtap's leads nowhere, and there is a new one of its name",
	  VM "link vnet0 kind=macvtap master=none; nic net0 type=direct;"
	     "holder vnet0 ifname=none netns=0 deleted=yes by_macvtap=yes",
	  "not-held deleted-device", "mismatch" },
	{ "beside the queue that it holds", VM "holder h2 ifname=none netns=0 deleted=yes", "",
	  "ok" },
	{ "the NIC names no device",
	  VM "drop link vnet0; holder vnet0 ifname=none netns=0 deleted=yes; nic net0 target=none",
	  "", "unknown" },
	{ "the VM is in motion",
	  VM "drop link vnet0; holder vnet0 ifname=none netns=0 deleted=yes;"
	     "domain web1 transitional=yes",
	  "", "unknown" },

	{ "a macvtap's leads nowhere, and then a tun's",
	  VM "link vnet0 kind=macvtap master=none; nic net0 type=direct;"
	     "holder vnet0 ifname=none netns=0 deleted=yes by_macvtap=yes;"
	     "holder h2 ifname=none netns=0 deleted=unknown",
	  "not-held deleted-device", "mismatch" },

	/* extra-holder, further */
	{ "two others hold it, too",
	  VM "proc 300 uuid=none; holder h2 ifname=vnet0 file=1; proc 400 uuid=none;"
	     "holder h3 ifname=vnet0",
	  "extra-holder extra-holder", "mismatch" },
	{ "a child of the VM's process has its second queue",
	  VM "nic net0 queues=2; proc 300 uuid=none vm_pid=100; holder h2 ifname=vnet0", "", "ok" },
	{ "a child of the VM's process shares its queue",
	  VM "proc 300 uuid=none vm_pid=100; holder h2 ifname=vnet0 file=1", "", "ok" },
	{ "the VM is in motion",
	  VM "proc 300 uuid=none; holder h2 ifname=vnet0 file=1; domain web1 transitional=yes", "",
	  "ok" },

	/* wrong-netns, renamed-device */
	{ "the claim says another namespace than the process's, and is right",
	  VM "nic net0 netns=2; link vnet0 netns=2 master=none; holder vnet0 netns=2;"
	     "nic net0 source_bridge=none",
	  "", "ok" },
	{ "the claim says where it is, and it is with the process", VM "nic net0 netns=2",
	  "wrong-netns", "mismatch" },
	{ "the claim says a namespace that is not here",
	  VM "drop holder vnet0; drop link vnet0;"
	     "nic net0 netns=18446744073709551615 netns_claim=else",
	  "missing-device", "mismatch" },
	{ "which may be one of those that cannot be seen",
	  VM "drop holder vnet0; drop link vnet0;"
	     "nic net0 netns=18446744073709551615 netns_claim=else;"
	     "gap netns-unreadable netns=18446744073709551615",
	  "", "unknown" },
	{ "links are unreadable where the claim is not",
	  VM "drop holder vnet0; drop link vnet0; nic net0 netns=2; gap netns-unreadable netns=1",
	  "missing-device", "mismatch" },
	{ "links are unreadable where the claim is",
	  VM "drop holder vnet0; drop link vnet0; nic net0 netns=2; gap netns-unreadable netns=2",
	  "", "unknown" },
	{ "a shut-off VM's claim is of a namespace",
	  "link t0 " PERSISTENT "; domain off active=no; nic net0 target=t0 managed=no netns=2",
	  "stray-tap", "stray" },
	{ "its device waits there",
	  "link t0 netns=2 " PERSISTENT
	  "; domain off active=no; nic net0 target=t0 managed=no netns=2",
	  "inactive-claim", "waiting" },
	{ "two NICs of one name in two namespaces",
	  VM "nic net0 source_bridge=none; link vnet0 master=none;"
	     "nic net1 target=vnet0 netns=2 source_bridge=none;"
	     "link n2 netns=2 ifname=vnet0; holder h2 ifname=vnet0 netns=2",
	  "", "ok ok" },
	{ "its device is in another namespace",
	  VM "link vnet0 netns=2 master=none; holder vnet0 netns=2", "detached-bridge wrong-netns",
	  "mismatch" },
	{ "where its daemon made it",
	  "conn qemu:///system netns=2;" VM "link vnet0 netns=2; holder vnet0 netns=2;"
	  "link br0 netns=2",
	  "", "ok" },
	{ "of a daemon elsewhere", "conn qemu:///system netns=2;" VM, "", "ok" },
	{ "no device of a container, and its daemon's namespace is not known",
	  "conn qemu:///system driver=LXC netns=9223372036854775807;" VM
	  "drop holder vnet0; drop link vnet0; drop proc 100",
	  "", "unknown" },
	{ "one of two claims is of a daemon elsewhere",
	  VM "conn lxc:///x driver=LXC netns=9223372036854775807; domain box conn=lxc:///x;"
	     "nic b0 domain=box target=vnet0",
	  "", "unknown ok" },
	{ "its device has another name",
	  VM "link vnet0 ifname=tap7 mac=fe:54:00:00:00:00; holder vnet0 ifname=tap7",
	  "renamed-device", "mismatch" },
	{ "its device has the name as an alternative one",
	  VM "link vnet0 ifname=tap7 altnames=vnet0; holder vnet0 ifname=tap7", "", "ok" },

	{ "its device has other names",
	  VM "link vnet0 ifname=tap7 altnames=zzz mac=fe:54:00:00:00:00; holder vnet0 ifname=tap7",
	  "renamed-device", "mismatch" },

	/* undeclared-device */
	{ "it holds a device that it does not name", VM "link vnet5; holder vnet5",
	  "undeclared-device", "ok unknown" },
	{ "and is in motion", VM "link vnet5; holder vnet5; domain web1 transitional=yes", "",
	  "ok unknown" },
	{ "and claims may be missing", VM "link vnet5; holder vnet5; gap no-libvirt", "",
	  "ok unknown" },

	/* cross-connection */
	{ "a VM of another connection holds it",
	  VM "conn qemu:///session; domain db1 conn=qemu:///session; drop holder vnet0;"
	     "proc 200; holder vnet0",
	  "wrong-holder undeclared-device cross-connection", "mismatch" },
	{ "a VMM of no manager's holds it",
	  VM "domain db1 conn=none basis=self pid=200; drop holder vnet0; proc 200; holder vnet0",
	  "wrong-holder undeclared-device", "mismatch" },
	{ "a VM of the same connection holds it",
	  VM "domain db1; drop holder vnet0; proc 200; holder vnet0",
	  "wrong-holder undeclared-device", "mismatch" },
	{ NULL, NULL, NULL, NULL },
};
