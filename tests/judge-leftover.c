/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of test-judge: processes, files and what is left. */
#include <config.h>

#include <stddef.h>

#include "judge-rows.h"

const struct judged judge_leftover_rows[] = {
	/* no-process */
	{ "no process", VM "drop holder vnet0; drop proc 100; link vnet0 " PERSISTENT, "no-process",
	  "mismatch" },
	{ "of a VM that crashed",
	  VM "drop holder vnet0; drop proc 100; link vnet0 " PERSISTENT
	     "; domain web1 state=crashed",
	  "", "unknown" },
	{ "of a VM in motion",
	  VM "drop holder vnet0; drop proc 100; link vnet0 " PERSISTENT
	     "; domain web1 transitional=yes",
	  "", "unknown" },
	{ "of a driver without processes",
	  "conn qemu:///system driver=LXC;" VM
	  "drop holder vnet0; drop proc 100; link vnet0 kind=other",
	  "", "ok" },
	{ "that holds its PID file unseen",
	  VM "drop holder vnet0; drop proc 100; link vnet0 " PERSISTENT "; pidfile web1 owner=-1",
	  "", "unknown" },
	{ "where some are not seen",
	  VM "drop holder vnet0; drop proc 100; link vnet0 " PERSISTENT "; gap hidepid", "",
	  "unknown" },

	/* pid-mismatch, stale-pidfile */
	{ "the PID file says the process", VM "pidfile web1 owner=100 pid=100 status_pid=100", "",
	  "ok" },
	{ "it says another", VM "pidfile web1 owner=100 pid=99", "pid-mismatch", "mismatch" },
	{ "the status file says another", VM "pidfile web1 owner=100 pid=100 status_pid=99",
	  "pid-mismatch", "mismatch" },
	{ "they say nothing", VM "pidfile web1 owner=100", "", "ok" },
	{ "of a VM in motion", VM "pidfile web1 owner=100 pid=99; domain web1 transitional=yes", "",
	  "ok" },
	{ "of a VM without process",
	  VM "drop holder vnet0; drop proc 100; link vnet0 " PERSISTENT
	     "; pidfile web1 owner=-1 pid=99",
	  "", "unknown" },
	{ "nothing holds it locked", VM "pidfile web1 pid=100", "stale-pidfile", "ok" },
	{ "nor of a VM in motion", VM "pidfile web1 pid=100; domain web1 transitional=yes", "",
	  "ok" },
	{ "of a VM that does not run", VM "pidfile db1 pid=100", "stale-pidfile", "ok" },
	{ "of a VM that does not run, locked", VM "pidfile db1 owner=300", "stale-pidfile", "ok" },
	{ "a status file alone", VM "pidfile db1 path=none", "", "ok" },

	{ "of a VM that is shut off", VM "domain db1 active=no; pidfile db1 pid=100",
	  "stale-pidfile", "ok" },

	/* stray-tap, stray-macvtap, inactive-claim */
	{ "a tap that stays", "link tap9 " PERSISTENT, "stray-tap", "stray" },
	{ "one that may have a holder", "link tap9 persist=yes carrier=unknown", "stray-tap",
	  "stray" },
	{ "a tun that stays", "link tun9 kind=tun " PERSISTENT, "", "stray" },
	{ "a macvtap", "link tap9 kind=macvtap addressed=no", "stray-macvtap", "stray" },
	{ "an ipvtap", "link tap9 kind=ipvtap addressed=no", "stray-macvtap", "stray" },
	{ "one with an address of the host", "link tap9 kind=macvtap addressed=yes", "", "stray" },
	{ "one that may have an address", "link tap9 kind=macvtap", "", "stray" },
	{ "one that may, and is named by libvirt", "link macvtap9 kind=macvtap", "stray-macvtap",
	  "stray" },
	{ "one that may, and is not quite", "link macvtap9x kind=macvtap", "", "stray" },
	{ "a tap of a user", "link tap9 owner=464 " PERSISTENT, "inactive-claim", "waiting" },
	{ "a tap of a group", "link tap9 group=998 " PERSISTENT, "inactive-claim", "waiting" },
	{ "one that is held",
	  "link tap9 kind=macvtap; proc 300 hypervisor=no; holder tap9 by_macvtap=yes",
	  "foreign-holder", "foreign" },
	{ "a shut-off VM waits for it",
	  "domain db1 active=no id=-1; nic eth0 managed=no target=tap9; link tap9 " PERSISTENT,
	  "inactive-claim", NULL },
	{ "a running VM names one in another namespace",
	  "domain db1; nic eth0 managed=no target=tap9; proc 200 netns=2; link tap9 " PERSISTENT,
	  "missing-device stray-tap", NULL },
	{ "a shut-off VM waits for a macvtap",
	  "domain db1 active=no id=-1; nic eth0 managed=no target=tap9; link tap9 kind=macvtap",
	  "inactive-claim", NULL },
	{ "in another namespace, where it does not",
	  "domain db1 active=no id=-1; nic eth0 managed=no target=tap9;"
	  "link tap9 netns=2 " PERSISTENT,
	  "stray-tap", NULL },
	{ "a shut-off VM names it, managed or not",
	  "domain db1 active=no id=-1; nic eth0 target=tap9; link tap9 " PERSISTENT,
	  "inactive-claim", "waiting" },
	{ "a shut-off VM of a manager that makes its own",
	  "manager proxmox; domain db1 active=no id=-1 manager=proxmox;"
	  "nic eth0 target=tap9; link tap9 " PERSISTENT,
	  "stray-tap", NULL },
	{ "a shut-off VM is not known in full", "link tap9 " PERSISTENT "; gap config-file", "",
	  NULL },
	{ "the dummy of a bridge", "link virbr0 kind=bridge; link virbr0-nic " PERSISTENT, "",
	  NULL },
	{ "the dummy of no bridge", "link virbr0-nic " PERSISTENT, "stray-tap", "stray" },
	{ "the dummy of what is no bridge", "link virbr0 kind=other; link virbr0-nic " PERSISTENT,
	  "stray-tap", "stray" },
	{ "the dummy of a bridge elsewhere",
	  "link virbr0 kind=bridge netns=2; link virbr0-nic " PERSISTENT, "stray-tap", "stray" },
	{ "nothing but -nic", "link -nic " PERSISTENT, "stray-tap", "stray" },

	/* unmanaged-hypervisor, foreign-holder */
	{ "a hypervisor of nobody's", "link tap9; proc 300; holder tap9", "unmanaged-hypervisor",
	  "unmanaged" },
	{ "another program", "link tap9; proc 300 hypervisor=no; holder tap9", "foreign-holder",
	  "foreign" },
	{ "both", "link tap9; proc 300 hypervisor=no; holder tap9; proc 400; holder h2 ifname=tap9",
	  "unmanaged-hypervisor foreign-holder", NULL },
	{ "claims may be missing", "link tap9; proc 300; holder tap9; gap no-libvirt", "",
	  "unknown" },
	{ "claims may be missing, and another program",
	  "link tap9; proc 300 hypervisor=no; holder tap9; gap no-libvirt", "", "unknown" },
	{ "a hypervisor that something answers for",
	  "link tap9; proc 300 manager=systemd; holder tap9", "", "unknown" },

	/* By the word of another manager, or of the VMM itself. */
	{ "who answers for it is out of sight",
	  VM "domain web1 basis=self; proc 100 manager_open=yes", "", "unknown" },
	{ "a command line that names more queues than there are",
	  VM "domain web1 basis=self; proc 100 manager=systemd; nic net0 queues=2",
	  "queue-mismatch", "ok" },
	{ "a command line that names none",
	  VM "domain web1 basis=self; proc 100 manager=systemd; nic net0 queues=0", "", "ok" },
	{ "a configuration that names more queues",
	  VM "domain web1 basis=config; nic net0 queues=2", "queue-mismatch", "mismatch" },
	{ "a tun descriptor leads nowhere, says the VMM",
	  VM "domain web1 basis=self; drop link vnet0;"
	     "holder vnet0 ifname=none netns=0 deleted=unknown",
	  "missing-device", NULL },
	{ "its device is in another namespace, says the VMM",
	  VM "domain web1 basis=self; link vnet0 netns=2 master=none; holder vnet0 netns=2;"
	     "nic net0 source_bridge=none; proc 100 manager=systemd",
	  "", "ok" },
	{ "a VMM claims what another VM has",
	  VM SECOND "domain db1 basis=self; nic eth0 target=vnet0; drop holder vnet1;"
		    "drop link vnet1; proc 200 manager=systemd",
	  "wrong-holder duplicate-claim", NULL },
	{ "held by another manager's VM",
	  "manager a; manager b; link br0 kind=bridge; domain v1 conn=none manager=a pid=100;"
	  "nic net0 target=vnet0; link vnet0 master=br0; proc 100; "
	  "domain v2 conn=none manager=b pid=200;"
	  "proc 200; holder vnet0",
	  "wrong-holder undeclared-device cross-connection", NULL },

	/* stale-binding */
	{ "of a VM that runs", VM "leftover b1 owner_uuid=web1 ifname=vnet0", "", "ok" },
	{ "of a VM that nobody who was asked knows", VM "leftover b1 owner_uuid=db1", "", "ok" },
	{ "of a VM that no driver knows",
	  VM "conn lxc:///system driver=LXC; leftover b1 owner_uuid=db1", "stale-binding", "ok" },
	{ "of a VM that is shut off", VM "domain db1 active=no; leftover b1 owner_uuid=db1",
	  "stale-binding", "ok" },
	{ "of one that is shut off, of a device that is held",
	  VM "domain db1 active=no; leftover b1 owner_uuid=db1 ifname=vnet0", "", "ok" },
	{ "of one that is shut off, and a process has its UUID",
	  VM "domain db1 active=no; proc 300 uuid=db1; leftover b1 owner_uuid=db1", "", "ok" },
	{ "told by two URIs", VM "leftover b1 ifname=vnet9; leftover b1x id=b1 ifname=vnet9",
	  "stale-binding", "ok" },
	{ "a network port that is there",
	  VM "nic net0 portid=p1; leftover p1 kind=port owner_uuid=web1", "", "ok" },
	{ "a network port that is gone", VM "nic net0 portid=p1", "stale-binding", "mismatch" },
	{ "a network port, and they could not be listed",
	  "conn qemu:///system ports_unknown=yes;" VM "nic net0 portid=p1", "", "ok" },

	/* missing-filter, mac-changed */
	{ "a filter without binding",
	  "conn qemu:///system bindings_ok=yes;" VM "nic net0 filter=clean", "missing-filter",
	  "mismatch" },
	{ "bindings could not be listed", VM "nic net0 filter=clean", "", "ok" },
	{ "but there are others",
	  VM SECOND "nic net0 filter=clean; leftover b1 conn=qemu:///system ifname=vnet1",
	  "missing-filter", "ok mismatch" },
	{ "a filter with its binding",
	  "conn qemu:///system bindings_ok=yes;" VM
	  "nic net0 filter=clean; leftover b1 ifname=vnet0",
	  "", "ok" },
	{ "another address than the claim's",
	  VM "nic net0 mac=52:54:00:00:00:01 mac_current=52:54:00:00:00:02", "mac-changed", "ok" },
	{ "the claim's own address",
	  VM "nic net0 mac=52:54:00:00:00:01 mac_current=52:54:00:00:00:01", "", "ok" },
	{ "of a device that is there", VM "leftover b1 ifname=vnet0", "", "ok" },
	{ "of a device that is not", VM "leftover b1 ifname=vnet9", "stale-binding", "ok" },
	{ "of nothing", VM "leftover b1", "", "ok" },
	{ "some claims are not known", VM "leftover b1 owner_uuid=db1; gap connection-failed", "",
	  "ok" },
	{ "some links are not known", VM "leftover b1 ifname=vnet9; gap netns-unreadable netns=2",
	  "", "ok" },
	{ NULL, NULL, NULL, NULL },
};
