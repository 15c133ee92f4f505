/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of test-judge: what a device is like. */
#include <config.h>

#include <stddef.h>

#include "judge-rows.h"

const struct judged judge_device_rows[] = {
	/* the host's end of a tap, and who made it */
	{ "a script gave it another address",
	  VM "nic net0 script=/x mac=52:54:00:00:00:aa; link vnet0 mac=fe:54:00:00:00:77", "",
	  "ok" },
	{ "a script gave it the guest's",
	  VM "nic net0 script=/x mac=52:54:00:00:00:aa; link vnet0 mac=52:54:00:00:00:aa",
	  "mac-mismatch", "mismatch" },
	{ "the guest changed its own, and the VM is in motion",
	  VM "nic net0 mac_current=52:54:00:00:00:99; domain web1 transitional=yes", "", "ok" },

	/* pid-mismatch */
	{ "the file has the PID of the process's own namespace",
	  VM "pidfile web1 owner=100 pid=7; proc 100 inner_pid=7", "", "ok" },
	{ "the file is a container's", VM "pidfile web1 owner=100 pid=7 path=/proc/9/root/web1.pid",
	  "", "ok" },
	{ "there is a status file alone", VM "pidfile web1 owner=100 status_pid=7 path=none",
	  "pid-mismatch", NULL },

	/* queue-mismatch */
	{ "two queues wanted, one held", VM "nic net0 queues=2", "queue-mismatch", "mismatch" },
	{ "and held", VM "nic net0 queues=2; holder h2 ifname=vnet0", "", "ok" },
	{ "the same one twice", VM "nic net0 queues=2; holder h2 ifname=vnet0 file=1",
	  "queue-mismatch", "mismatch" },
	{ "of a session, whose helper opens one",
	  "conn qemu:///system session=yes;" VM "nic net0 queues=2", "", "ok" },
	{ "of a session, one too many",
	  "conn qemu:///system session=yes;" VM "holder h2 ifname=vnet0", "queue-mismatch",
	  "mismatch" },
	{ "a model that takes no queues", VM "nic net0 queues=2 model=e1000", "", "ok" },
	{ "a model that does", VM "nic net0 queues=2 model=virtio-net", "queue-mismatch",
	  "mismatch" },
	{ "such a model, one too many", VM "nic net0 model=e1000; holder h2 ifname=vnet0",
	  "queue-mismatch", "mismatch" },
	{ "the kernel has what is wanted, unseen",
	  VM "nic net0 queues=2; link vnet0 multi_queue=yes queues_enabled=1 queues_disabled=1",
	  "hidden-holder", "mismatch" },
	{ "the kernel has more than is wanted",
	  VM "nic net0 queues=2; link vnet0 multi_queue=yes queues_enabled=3 queues_disabled=0",
	  "queue-mismatch hidden-holder", "mismatch" },
	{ "another process has the queue that is missing",
	  VM "nic net0 queues=2; link vnet0 multi_queue=yes queues_enabled=2 queues_disabled=0;"
	     "proc 300 uuid=none; holder h2 ifname=vnet0",
	  "extra-holder queue-mismatch", "mismatch" },
	{ "the number is not known", VM "nic net0 queues=0; holder h2 ifname=vnet0", "", "ok" },

	/* hidden-holder */
	{ "of a device that nobody claims", "link tap9", "hidden-holder", "unknown" },
	{ "of one that stays", "link tap9 persist=yes carrier=yes", "hidden-holder", "unknown" },
	{ "holders may be missing", "link tap9; gap process-unreadable", "", "unknown" },
	{ "the VM is in motion", VM "drop holder vnet0; domain web1 transitional=yes", "",
	  "unknown" },
	{ "of a macvtap the kernel does not say", "link macvtap9 kind=macvtap", "stray-macvtap",
	  "stray" },

	/* mac-mismatch */
	{ "the tap has the guest's own", VM "link vnet0 mac=52:54:00:00:00:00", "mac-mismatch",
	  "mismatch" },
	{ "the tap has what libvirt gives it", VM "link vnet0 mac=FE:54:00:00:00:00", "", "ok" },
	{ "where the guest's begins so",
	  VM "nic net0 mac=fe:54:00:00:00:07; link vnet0 mac=fa:54:00:00:00:07", "", "ok" },
	{ "a script may have given it another",
	  VM "link vnet0 mac=fe:54:00:00:00:01; nic net0 script=/x", "", "ok" },
	{ "a script gave it the guest's own",
	  VM "link vnet0 mac=52:54:00:00:00:00; nic net0 script=/x", "mac-mismatch", "mismatch" },
	{ "the tap has another", VM "link vnet0 mac=fe:54:00:00:00:01", "mac-mismatch",
	  "mismatch" },
	{ "the admin made it", VM "link vnet0 mac=fe:54:00:00:00:01; nic net0 managed=no", "",
	  "ok" },
	{ "the session's helper made it",
	  "conn qemu:///system session=yes;" VM "link vnet0 mac=fe:54:00:00:00:01", "", "ok" },
	{ "another driver made it",
	  "conn qemu:///system driver=Test;" VM "link vnet0 mac=fe:54:00:00:00:01", "", "ok" },
	{ "a macvtap has the guest's own",
	  VM "link vnet0 kind=macvtap master=none mac=52:54:00:00:00:00; nic net0 type=direct;"
	     "holder vnet0 by_macvtap=yes",
	  "", "ok" },

	/* mtu-mismatch */
	{ "another MTU than the XML's", VM "nic net0 mtu=9000", "mtu-mismatch", "mismatch" },
	{ "the same", VM "nic net0 mtu=1500", "", "ok" },

	/* link-down */
	{ "it is down", VM "link vnet0 up=no", "link-down", "mismatch" },
	{ "as the XML says", VM "link vnet0 up=no; nic net0 link_up=no", "", "ok" },
	{ "not as the XML says", VM "link vnet0 up=no; nic net0 link_up=yes", "link-down",
	  "mismatch" },
	{ "the admin's, and the XML says nothing", VM "link vnet0 up=no; nic net0 managed=no",
	  "link-down", "ok" },
	{ "the admin's, and the XML says that it is up",
	  VM "link vnet0 up=no; nic net0 managed=no link_up=yes", "link-down", "mismatch" },
	{ "a paused VM's tap", VM "link vnet0 up=no; domain web1 state=paused", "link-down",
	  "mismatch" },
#define MACVTAP \
	"link vnet0 kind=macvtap master=none; nic net0 type=direct; holder vnet0 by_macvtap=yes;"
	{ "a macvtap", VM MACVTAP "link vnet0 up=no", "link-down", "mismatch" },
	{ "a paused VM's macvtap", VM MACVTAP "link vnet0 up=no; domain web1 state=paused", "",
	  "ok" },
	{ "an idle VM's macvtap", VM MACVTAP "link vnet0 up=no; domain web1 state=idle",
	  "link-down", "mismatch" },

	/* mtu-mismatch */
	{ "the device is below the claim", VM "nic net0 mtu=1501", "mtu-mismatch", "mismatch" },
	{ "the device is what is claimed", VM "nic net0 mtu=1500", "", "ok" },
	{ "a larger device loses nothing", VM "nic net0 mtu=1499", "", "ok" },
	{ "the uplink is below the device", VM UPLINK "link eth0 mtu=1499", "mtu-mismatch",
	  "mismatch" },
	{ "the bridge is below the device", VM UPLINK "link br0 mtu=1280", "", "ok" },
	{ "another VM's port is below the device", VM SECOND "link vnet1 mtu=1280", "", "ok ok" },
	{ "the uplink is larger", VM UPLINK "link eth0 mtu=9000", "", "ok" },
	{ "frames take no way that is cut",
	  VM UPLINK "link eth0 mtu=1400 carrier=no; link eth1 kind=other parent=p1 master=br0", "",
	  "ok" },
	{ NULL, NULL, NULL, NULL },
};
