/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules, a row per clause: facts, the codes that come of them in their
 * order, and the statuses of the rows. Each clause of a rule has a row that
 * fails without it.
 */
/* check-size: a row for each clause of each rule */
#include <config.h>

#include "analyze/analysis.h"

#include "scene.h"
#include "tap.h"
#include "util/str.h"

/* A healthy VM, to be changed: web1's net0 is vnet0 on br0, held by PID 100. */
#define VM \
	"link br0 kind=bridge; domain web1; nic net0 target=vnet0;" \
	"link vnet0 master=br0; proc 100; holder vnet0;"

/* A second one: db1's eth0 is vnet1, held by PID 200. */
#define SECOND "domain db1; nic eth0 target=vnet1; link vnet1 master=br0; proc 200; holder vnet1;"

/* A way off the host. */
#define UPLINK "link eth0 kind=other parent=p0 master=br0;"

/* What is forwarded is dropped, in the namespace of the bridge. */
#define NF "netns 1 drops_ip='ip filter FORWARD';"

/* What is left of a container: a pair that is down. */
#define DEAD_PAIR \
	"link ve0 kind=veth up=no master=br0; link ve1 kind=veth; link ve0 lower=ve1;" \
	"link ve1 lower=ve0;"

/* A bridge that filters: the VM is in VLAN 20, and so is the uplink. */
#define VLANS \
	VM UPLINK "link br0 bridge.vlan_filtering=yes; nic net0 vlan=20;" \
		  "vlan d ifindex=vnet0 first=20 last=20;" \
		  "vlan u ifindex=eth0 first=20 last=20 pvid=no;"

/* What it rests on is a configuration. */
#define CONFIG "domain web1 basis=config;"

/* Between the tap and its bridge is one of a firewall's: the VLAN is on the veth. */
#define FWBR \
	"link fwbr kind=bridge bridge.vlan_filtering=no;" \
	"link fwpr kind=veth master=br0; link fwln kind=veth master=fwbr lower=fwpr;" \
	"link fwpr lower=fwln; link vnet0 master=fwbr; vlan d ifindex=fwpr;"

/* The bridge has the NIC's address on the uplink. */
#define ELSEWHERE \
	VM UPLINK "nic net0 mac=52:54:00:00:00:01; link vnet0 mac=fe:54:00:00:00:01;" \
		  "fdb m mac=52:54:00:00:00:01 bridge=br0 port=eth0;"

/* A device that nobody has to do with. */
#define PERSISTENT "persist=yes carrier=no "

/* The VM's NIC is on a bridge of Open vSwitch. */
#define OVS "nic net0 virtualport=openvswitch; ovs br0 type=internal bridge=br0;"

/* Likewise by a claim that names the bridge alone. */
#define BY_NAME \
	VM "nic net0 source_bridge=ovs0; ovs ovs0 type=internal bridge=ovs0;" \
	   "link ovs-system kind=openvswitch; link vnet0 master=ovs-system;"

/**
 * struct judged - a row
 * @codes:  of the findings, "" = none
 * @status: of the mapping's rows, NULL = not looked at
 */
struct judged {
	const char *what, *facts, *codes, *status;
};

static const struct judged rows[] = {
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
	{ "no process is the VM, and some are not known",
	  VM "drop holder vnet0; proc 100 uuid=none; holder vnet0; gap hidepid hides=16", "",
	  "unknown" },
	{ "no process is the VM", VM "proc 100 uuid=none", "wrong-holder no-process", "mismatch" },
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
	{ "the other one is in motion",
	  VM SECOND
	  "nic eth0 target=vnet0; drop holder vnet1; drop link vnet1; domain db1 transitional=yes",
	  "", "unknown ok" },

	/* detached-bridge, wrong-bridge */
	{ "on no bridge", VM "link vnet0 master=none", "detached-bridge", "mismatch" },
	{ "a virtual port that is none of a bridge",
	  VM "link vnet0 master=none; nic net0 virtualport=802.1Qbh", "", "ok" },
	{ "on another bridge", VM "link br1 kind=bridge; link vnet0 master=br1", "wrong-bridge",
	  "mismatch" },
	{ "by the bridge's alternative name",
	  VM "link br0 altnames='lan front'; nic net0 source_bridge=front", "", "ok" },
	{ "by the end of an alternative name",
	  VM "link br0 altnames='lan front'; nic net0 source_bridge=ront", "wrong-bridge",
	  "mismatch" },

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
	{ "a VM of the same connection holds it",
	  VM "domain db1; drop holder vnet0; proc 200; holder vnet0",
	  "wrong-holder undeclared-device", "mismatch" },

	/* detached-bridge, wrong-bridge, further */
	{ "no bridge is named", VM "link vnet0 master=none; nic net0 source_bridge=none", "",
	  "ok" },
	{ "an ethernet NIC", VM "link vnet0 master=none; nic net0 type=ethernet", "", "ok" },
	{ "of a network, on no bridge", VM "link vnet0 master=none; nic net0 type=network",
	  "detached-bridge", "mismatch" },
	{ "of Open vSwitch, and its database has no port of it", VM OVS "link vnet0 master=none",
	  "detached-bridge", "mismatch" },
	{ "of Open vSwitch, and the master says nothing", VM OVS "ovs vnet0 bridge=br0", "", "ok" },
	{ "of Open vSwitch, and the bridge is not in this database",
	  VM OVS "nic net0 source_bridge=br9", "", "ok" },
	{ "of Open vSwitch, and the database is another namespace's",
	  VM OVS "link vnet0 netns=2 master=none; holder vnet0 netns=2; proc 100 netns=2;"
		 "link vnet0 netns=2",
	  "", "ok" },
	{ "of Open vSwitch, whose datapath is another's",
	  VM "link vnet0 master=none; nic net0 virtualport=openvswitch;"
	     "link ovs-system kind=openvswitch netns=2",
	  "", "ok" },
	{ "of Open vSwitch in user space",
	  VM "link vnet0 master=none; nic net0 virtualport=openvswitch", "", "ok" },
	{ "something else is called ovs-system",
	  VM
	  "link vnet0 master=none; nic net0 virtualport=openvswitch; link ovs-system kind=bridge",
	  "", "ok" },
	{ "of Open vSwitch, on its datapath",
	  VM
	  "nic net0 virtualport=openvswitch source_bridge=ovsbr0; link ovs-system kind=openvswitch;"
	  "link vnet0 master=ovs-system",
	  "", "ok" },
	{ "of Open vSwitch, and the port is on another bridge",
	  VM OVS "ovs br1 type=internal bridge=br1; ovs vnet0 bridge=br1", "wrong-bridge",
	  "mismatch" },
	{ "of Open vSwitch, and on which bridge is not known", VM OVS "ovs vnet0 bridge=none", "",
	  "ok" },

	{ "of Open vSwitch by the bridge's name", BY_NAME "ovs vnet0 bridge=ovs0", "", "ok" },
	{ "by its name, and the port is on another bridge",
	  BY_NAME "ovs ovs1 type=internal bridge=ovs1; ovs vnet0 bridge=ovs1", "wrong-bridge",
	  "mismatch" },
	{ "by its name, and there is no port", BY_NAME "link vnet0 master=none", "detached-bridge",
	  "mismatch" },
	{ "by its name, and the master is left", BY_NAME, "detached-bridge", "mismatch" },
	{ "by its name, and the device is on a bridge of the kernel's",
	  BY_NAME "link vnet0 master=br0", "wrong-bridge", "mismatch" },
	{ "by its name, in another namespace",
	  BY_NAME "link vnet0 netns=2 master=none; holder vnet0 netns=2; proc 100 netns=2",
	  "detached-bridge", "mismatch" },
	{ "by its name, but the virtualport is another",
	  BY_NAME "nic net0 virtualport=midonet; link vnet0 master=none", "", "ok" },
	{ "by its name, a tag that nothing is said of", BY_NAME "ovs vnet0 bridge=ovs0 tag=8", "",
	  "ok" },
	{ "by its name, the dead VLAN", BY_NAME "ovs vnet0 bridge=ovs0 tag=4095", "vlan-mismatch",
	  "mismatch" },
	{ "by its name, another tag", BY_NAME "nic net0 vlan=7; ovs vnet0 bridge=ovs0 tag=8",
	  "vlan-mismatch", "mismatch" },

	/* vlan-mismatch of Open vSwitch */
	{ "the tag of the claim", VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0 tag=7", "", "ok" },
	{ "another tag", VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0 tag=8", "vlan-mismatch",
	  "mismatch" },
	{ "no tag any more", VM OVS "nic net0 vlan=7; ovs vnet0 bridge=br0", "vlan-mismatch",
	  "mismatch" },
	{ "a tag that nobody asked for", VM OVS "ovs vnet0 bridge=br0 tag=8", "vlan-mismatch",
	  "mismatch" },
	{ "a tag that the controller chose", VM OVS "ovs vnet0 bridge=br0 tag=8 secure=yes", "",
	  "ok" },
	{ "a tag of Neutron's bridge",
	  VM OVS "nic net0 source_bridge=br-int; ovs br-int type=internal bridge=br-int;"
		 "ovs vnet0 bridge=br-int tag=8",
	  "", "ok" },
	{ "the dead VLAN", VM OVS "ovs vnet0 bridge=br0 tag=4095 secure=yes", "vlan-mismatch",
	  "mismatch" },
	{ "trunks in another order",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes; ovs vnet0 bridge=br0 trunks='8,7'", "",
	  "ok" },
	{ "a trunk is missing",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes; ovs vnet0 bridge=br0 trunks=7",
	  "vlan-mismatch", "mismatch" },
	{ "a trunk too many",
	  VM OVS "nic net0 vlan=7 vlan_trunk=yes; ovs vnet0 bridge=br0 trunks='7,77'",
	  "vlan-mismatch", "mismatch" },
	{ "a native tag",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes vlan_native=8 vlan_tagged=yes;"
		 "ovs vnet0 bridge=br0 trunks='7,8' tag=8 vlan_mode=native-tagged",
	  "", "ok" },
	{ "of another mode",
	  VM OVS "nic net0 vlan='7,8' vlan_trunk=yes vlan_native=8 vlan_tagged=yes;"
		 "ovs vnet0 bridge=br0 trunks='7,8' tag=8 vlan_mode=native-untagged",
	  "vlan-mismatch", "mismatch" },
	{ "an ethernet NIC on a bridge", VM "nic net0 type=ethernet source_bridge=br9", "", "ok" },

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

	/* duplicate-mac */
	{ "two NICs on one bridge",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:AA",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "on two bridges",
	  VM SECOND
	  "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa source_bridge=br1;"
	  "link br1 kind=bridge; link vnet1 master=br1",
	  "", "ok ok" },
	{ "in two VLANs",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa vlan=7; nic eth0 mac=52:54:00:00:00:aa vlan=8",
	  "", "ok ok" },
	{ "in a VRF",
	  VM SECOND "link vrf0 kind=other kind_name=vrf; link vnet0 master=vrf0;"
		    "link vnet1 master=vrf0; nic net0 mac=52:54:00:00:00:aa type=ethernet;"
		    "nic eth0 mac=52:54:00:00:00:aa type=ethernet",
	  "", "ok ok" },
	{ "of one VM: a bond of the guest's",
	  VM "nic net0 mac=52:54:00:00:00:aa; nic net1 target=vnet1 mac=52:54:00:00:00:aa;"
	     "link vnet1 master=br0; holder vnet1",
	  "", "ok ok" },
	{ "the bridge's own address",
	  VM "link br0 mac=52:54:00:00:00:aa; nic net0 mac=52:54:00:00:00:AA", "duplicate-mac",
	  "mismatch" },
	{ "the uplink's",
	  VM "link eth0 kind=other master=br0 mac=52:54:00:00:00:aa;"
	     "nic net0 mac=52:54:00:00:00:aa",
	  "duplicate-mac", "mismatch" },
	{ "two logical networks of OVN",
	  VM SECOND "nic net0 virtualport=openvswitch source_bridge=br-int mac=52:54:00:00:00:aa;"
		    "nic eth0 virtualport=openvswitch source_bridge=br-int mac=52:54:00:00:00:aa",
	  "", "ok ok" },
	{ "on no bridge",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa type=ethernet; link vnet0 master=none;"
		    "nic eth0 mac=52:54:00:00:00:aa type=ethernet; link vnet1 master=none",
	  "", "ok ok" },
	{ "on two bridges of Open vSwitch",
	  VM SECOND
	  "link ovs-system kind=openvswitch; link vnet0 master=ovs-system;"
	  "link vnet1 master=ovs-system; nic net0 virtualport=openvswitch mac=52:54:00:00:00:aa;"
	  "nic eth0 virtualport=openvswitch mac=52:54:00:00:00:aa source_bridge=br1",
	  "", "ok ok" },
	{ "on one of Open vSwitch",
	  VM SECOND
	  "link ovs-system kind=openvswitch; link vnet0 master=ovs-system;"
	  "link vnet1 master=ovs-system; nic net0 virtualport=openvswitch mac=52:54:00:00:00:aa;"
	  "nic eth0 virtualport=openvswitch mac=52:54:00:00:00:aa",
	  "duplicate-mac duplicate-mac", "mismatch mismatch" },
	{ "on bridges of one number in two namespaces",
	  VM SECOND "nic net0 mac=52:54:00:00:00:aa; nic eth0 mac=52:54:00:00:00:aa;"
		    "link br9 ifname=br0 kind=bridge netns=2 ifindex=1; proc 200 netns=2;"
		    "link vnet1 netns=2 master=br9; holder vnet1 netns=2",
	  "", "ok ok" },
	{ "both without", VM SECOND "nic net0 mac=none; nic eth0 mac=none", "", "ok ok" },

	/* mac-mismatch */
	{ "the tap has the guest's own", VM "link vnet0 mac=52:54:00:00:00:00", "mac-mismatch",
	  "mismatch" },
	{ "the tap has what libvirt gives it", VM "link vnet0 mac=FE:54:00:00:00:00", "", "ok" },
	{ "where the guest's begins so",
	  VM "nic net0 mac=fe:54:00:00:00:07; link vnet0 mac=fa:54:00:00:00:07", "", "ok" },
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
	/* bridge-down, uplink-down, port-blocked: which hop is blamed is test-path's matter */
	{ "the bridge is down", VM "link br0 up=no", "bridge-down", "mismatch" },
	{ "the device is down, too", VM "link br0 up=no; link vnet0 up=no", "link-down",
	  "mismatch" },
	{ "the bridge is down, and the VM in motion",
	  VM "link br0 up=no; domain web1 transitional=yes", "", "ok" },
	{ "the only uplink is down", VM UPLINK "link eth0 up=no", "bridge-down", "mismatch" },
	{ "it has no carrier", VM UPLINK "link eth0 carrier=no", "uplink-down", "mismatch" },
	{ "there are two uplinks",
	  VM UPLINK "link eth0 carrier=no; link eth1 kind=other parent=p1 master=br0", "", "ok" },
	{ "no uplink is no fault", VM, "", "ok" },
	{ "a pair of veths that a container left", VM DEAD_PAIR, "", "ok" },
	{ "it is no other way off the host", VM UPLINK DEAD_PAIR "link eth0 carrier=no",
	  "uplink-down", "mismatch" },
	{ "it leads to another bridge",
	  VM DEAD_PAIR "link br1 kind=bridge; link ve1 master=br1; link eth0 kind=other parent=p0 "
		       "master=br1;",
	  "bridge-down", "mismatch" },
	/* bridge-netfilter */
	{ "netfilter drops what the bridge passes", VM NF "netns 1 calls_ip=yes",
	  "bridge-netfilter", "ok" },
	{ "it drops, and sees nothing of the bridge", VM NF, "", "ok" },
	{ "it sees IPv6 alone, and drops IPv4", VM NF "netns 1 calls_ip6=yes", "", "ok" },
	{ "the bridge's own setting is enough", VM NF "link br0 bridge.calls_ip=yes",
	  "bridge-netfilter", "ok" },
	{ "the bridge's own no does not help",
	  VM NF "netns 1 calls_ip=yes; link br0 bridge.calls_ip=no", "bridge-netfilter", "ok" },
	{ "it sees the bridge, and drops nothing", VM "netns 1 calls_ip=yes calls_ip6=yes", "",
	  "ok" },
	{ "IPv6 is dropped", VM "netns 1 calls_ip6=yes drops_ip6='ip6 filter FORWARD'",
	  "bridge-netfilter", "ok" },
	{ "of the bridge's own, IPv6",
	  VM "netns 1 drops_ip6='ip6 f F'; link br0 bridge.calls_ip6=yes", "bridge-netfilter",
	  "ok" },
	{ "on another bridge",
	  VM NF "netns 1 calls_ip=no; link br1 kind=bridge bridge.calls_ip=yes", "", "ok" },
	{ "a bridge with a tap that no VM claims",
	  "netns 1 calls_ip=yes drops_ip='ip filter FORWARD'; link br0 kind=bridge;"
	  "link tun9 master=br0; proc 300 hypervisor=no; holder tun9",
	  "foreign-holder", "foreign" },
	{ "in another namespace", VM "netns 2 calls_ip=yes drops_ip='ip filter FORWARD'", "",
	  "ok" },
	{ "the port is blocked", VM "link vnet0 port.state=5", "port-blocked", "mismatch" },
	{ "its forward delay runs", VM "link vnet0 port.state=2 port.delay=yes", "", "ok" },
	{ "it is disabled, whatever runs", VM "link vnet0 port.state=1 port.delay=yes",
	  "port-blocked", "mismatch" },
	{ "it listens, and nobody works on it", VM "link vnet0 port.state=2", "port-blocked",
	  "mismatch" },
	{ "it listens, and a spanning tree works on it",
	  VM "link br0 bridge.stp=yes; link vnet0 port.state=2", "", "ok" },
	{ "a spanning tree blocks it", VM "link br0 bridge.stp=yes; link vnet0 port.state=5",
	  "port-blocked", "mismatch" },
	{ "disabled for want of a carrier", VM "link vnet0 port.state=1 carrier=no", "", "ok" },

	/* isolation-mismatch */
	{ "isolated by the XML alone", VM "nic net0 isolated=yes; link vnet0 port.isolated=no",
	  "isolation-mismatch", "mismatch" },
	{ "isolated by the bridge alone", VM "nic net0 isolated=no; link vnet0 port.isolated=yes",
	  "isolation-mismatch", "mismatch" },
	{ "isolated by both", VM "nic net0 isolated=yes; link vnet0 port.isolated=yes", "", "ok" },
	{ "the XML does not say", VM "link vnet0 port.isolated=yes", "", "ok" },
	{ "the kernel does not say", VM "nic net0 isolated=yes", "", "ok" },

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

	/* vlan-mismatch on a bridge */
	{ "a configuration: the port has its tag for untagged frames", VLANS CONFIG, "", "ok" },
	{ "a configuration: the port has more tags", VLANS CONFIG "vlan 30 ifindex=vnet0 pvid=no",
	  "", "ok" },
	{ "a configuration: the port has another", VLANS CONFIG "vlan d first=21 last=21",
	  "vlan-mismatch", "mismatch" },
	{ "a configuration: the bridge does not filter",
	  VLANS CONFIG "link br0 bridge.vlan_filtering=no", "vlan-mismatch", "mismatch" },
	{ "a configuration: the bridge is one made for the VLAN",
	  VLANS CONFIG "link br0 ifname=br0v20 bridge.vlan_filtering=no", "", "ok" },
	{ "a configuration: the table was not read", VLANS CONFIG "drop vlan d; drop vlan u", "",
	  "ok" },
	{ "a configuration without a tag", VLANS CONFIG "nic net0 vlan=none; vlan d first=7 last=7",
	  "", "ok" },
	{ "a configuration's bridge is Open vSwitch's, behind the firewall's",
	  "link br0 kind=openvswitch; domain web1 basis=config; nic net0 target=vnet0 vlan=20;"
	  "link fwbr kind=bridge; link vnet0 master=fwbr; link fwln kind=openvswitch master=fwbr;"
	  "ovs fwln type=internal bridge=br0 tag=20; proc 100; holder vnet0;",
	  "", "ok" },
	{ "and is another one",
	  "link br0 kind=openvswitch; domain web1 basis=config;"
	  "nic net0 target=vnet0 vlan=20; link fwbr kind=bridge; link vnet0 master=fwbr;"
	  "link fwln kind=openvswitch master=fwbr; ovs fwln type=internal bridge=br1 tag=20;"
	  "proc 100; holder vnet0;",
	  "wrong-bridge", "mismatch" },
	{ "and is not known",
	  "link br0 kind=openvswitch; domain web1 basis=config; nic net0 target=vnet0 vlan=20;"
	  "link fwbr kind=bridge; link vnet0 master=fwbr; link fwln kind=openvswitch master=fwbr;"
	  "proc 100; holder vnet0;",
	  "", "ok" },
	{ "a configuration's tag is behind the firewall's bridge", VLANS CONFIG FWBR, "", "ok" },
	{ "and is another one there", VLANS CONFIG FWBR "vlan d first=21 last=21", "vlan-mismatch",
	  "mismatch" },
	{ "the port has the claim's VLAN", VLANS "", "", "ok" },
	{ "it has another", VLANS "vlan d first=21 last=21; vlan u first=21 last=21",
	  "vlan-mismatch", "mismatch" },
	{ "it has the VLAN, and not for untagged frames", VLANS "vlan d pvid=no", "vlan-mismatch",
	  "mismatch" },
	{ "it has one more", VLANS "vlan 30 ifindex=vnet0 pvid=no", "vlan-mismatch", "mismatch" },
	{ "it has none", VLANS "drop vlan d", "vlan-mismatch", "mismatch" },
	{ "it has none, and the table was not read", VLANS "drop vlan d; drop vlan u", "", "ok" },
	{ "the bridge does not filter", VLANS "link br0 bridge.vlan_filtering=no", "vlan-mismatch",
	  "mismatch" },
	{ "it is not known whether it does", VLANS "link br0 bridge.vlan_filtering=unknown", "",
	  "ok" },
	{ "the uplink does not carry it", VLANS "vlan u first=21 last=21", "vlan-mismatch",
	  "mismatch" },
	{ "no claim of a VLAN, whatever the port has",
	  VLANS "nic net0 vlan=none; vlan d first=7 last=7", "", "ok" },
	{ "no claim, and the port has none", VLANS "nic net0 vlan=none; drop vlan d",
	  "vlan-mismatch", "mismatch" },
	{ "a trunk of two",
	  VLANS "nic net0 vlan=20,30 vlan_trunk=yes; vlan d pvid=no; vlan 30 ifindex=vnet0 pvid=no",
	  "", "ok" },
	{ "a trunk that lacks one", VLANS "nic net0 vlan=20,30 vlan_trunk=yes; vlan d pvid=no",
	  "vlan-mismatch", "mismatch" },
	{ "a native VLAN of a trunk",
	  VLANS "nic net0 vlan=20,30 vlan_native=20; vlan 30 ifindex=vnet0 pvid=no", "", "ok" },

	/* mac-elsewhere */
	{ "the NIC's address is on the uplink", ELSEWHERE "", "mac-elsewhere", "mismatch" },
	{ "on its own port", ELSEWHERE "fdb m port=vnet0", "", "ok" },
	{ "on another bridge", ELSEWHERE "link br1 kind=bridge; fdb m bridge=br1", "", "ok" },
	{ "of another namespace", ELSEWHERE "fdb m netns=2", "", "ok" },
	{ "it is the uplink's own", ELSEWHERE "fdb m local=yes", "", "ok" },
	{ "it was heard long ago", ELSEWHERE "fdb m age=1001", "", "ok" },
	{ "put there long ago", ELSEWHERE "fdb m age=1001 fixed=yes", "mac-elsewhere", "mismatch" },
	{ "of another NIC", ELSEWHERE "fdb m mac=52:54:00:00:00:99", "", "ok" },
	{ "of a failover pair", ELSEWHERE "nic net0 teaming=yes", "", "ok" },
	{ "the VM is paused", ELSEWHERE "domain web1 state=paused", "", "ok" },
	{ "in another VLAN",
	  ELSEWHERE
	  "link br0 bridge.vlan_filtering=yes; vlan 20 ifindex=vnet0;"
	  "vlan 7 ifindex=eth0; vlan t ifindex=eth0 first=20 last=20 pvid=no; fdb m vlan=7",
	  "", "ok" },
	{ "in its VLAN",
	  ELSEWHERE "link br0 bridge.vlan_filtering=yes; vlan 20 ifindex=vnet0;"
		    "vlan t ifindex=eth0 first=20 last=20 pvid=no; fdb m vlan=20",
	  "mac-elsewhere", "mismatch" },
	{ "a bond that sends frames back", ELSEWHERE "link eth0 kind=bond mode=0 parent=none", "",
	  "ok" },
	{ "a bond that does not", ELSEWHERE "link eth0 kind=bond mode=1 parent=none",
	  "mac-elsewhere", "mismatch" },
};

static void add_word(struct vt_buf *out, const char *word)
{
	vt_buf_fmt(out, "%s%s", out->len ? " " : "", word);
}

static void check(const struct vt_report *r, const char *what, const char *codes,
		  const char *status)
{
	VT_BUF_OF(found);
	VT_BUF_OF(rows_are);

	vt_buf_str(&found, "");
	vt_buf_str(&rows_are, "");
	for (size_t i = 0; i < r->findings->rows.n; i++)
		add_word(&found, vt_class(r->findings->rows.v[i].code)->code);
	for (size_t i = 0; i < r->mappings.n; i++)
		add_word(&rows_are, vt_status_name(r->mappings.v[i].status));
	is_str(found.p, codes, what);
	if (status)
		is_str(rows_are.p, status, "and the statuses");
}

static void test_rules(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(rows[i].facts);
		struct vt_analysis *a = vt_analyze(f);
		struct vt_report *r = vt_report_new(a, NULL, NULL);

		check(r, rows[i].what, rows[i].codes, rows[i].status);
		vt_report_free(r);
		vt_analysis_free(a);
	}
}

/* What the second of two scans leaves of the first. */
static const struct confirmed {
	const char *what, *first, *second, *codes, *status;
	uint32_t withdrawn;
} pairs[] = {
	{ "in both", VM "link vnet0 up=no", VM "link vnet0 up=no", "link-down", "mismatch", 0 },
	{ "in the first only", VM "link vnet0 up=no", VM, "", "ok", 1 },
	{ "in the second only", VM, VM "link vnet0 up=no", "", "unknown", 1 },
	{ "an info in the second only", VM, VM "pidfile web1 pid=100", "", "ok", 1 },
	{ "an info about a device in the second only", VM,
	  VM "domain db1 active=no id=-1; nic eth0 managed=no target=tap9; link tap9 " PERSISTENT,
	  "", "ok waiting", 1 },
	{ "another one", VM "link vnet0 up=no", VM "link vnet0 master=none", "", "unknown", 2 },
	{ "of a VM that was started again", VM "link vnet0 up=no",
	  VM "link vnet0 up=no; domain web1 id=9", "", "unknown", 2 },
	{ "of a device that was made again", VM "link vnet0 up=no",
	  VM "link vnet0 up=no ifindex=77", "", "unknown", 2 },
	{ "a tap without claim in the second only", VM, VM "link tap9 " PERSISTENT, "",
	  "ok unknown", 1 },
	{ "in a namespace that has the number of an earlier one",
	  VM "netns 2 cookie=5; link tap9 netns=2 " PERSISTENT,
	  VM "netns 2 cookie=6; link tap9 netns=2 " PERSISTENT, "", "ok unknown", 2 },
	{ "in one that is the same", VM "netns 2 cookie=5; link tap9 netns=2 " PERSISTENT,
	  VM "netns 2 cookie=5; link tap9 netns=2 " PERSISTENT, "stray-tap", "ok stray", 0 },
	{ "a device that is gone", VM "link tap9 " PERSISTENT, VM, "", "ok", 1 },
};

static void test_confirm(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(pairs[i].first);
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *g =
			scene(pairs[i].second);
		struct vt_analysis *first = vt_analyze(f), *second = vt_analyze(g);
		struct vt_verdict *v = vt_verdict_confirm(second, vt_analysis_verdict(first));
		struct vt_report *r = vt_report_new(second, v, NULL);

		check(r, pairs[i].what, pairs[i].codes, pairs[i].status);
		is_int(r->summary.withdrawn, pairs[i].withdrawn, "and what is withdrawn");
		vt_report_free(r);
		vt_verdict_free(v);
		vt_analysis_free(first);
		vt_analysis_free(second);
	}
}

/* A bridge with @n ports, of which the first is @port. */
static void full(const char *what, const char *bridge, int n, const char *port, const char *codes)
{
	struct vt_facts *f;
	VT_BUF_OF(text);
	struct vt_analysis *a;
	struct vt_report *r;

	vt_buf_fmt(&text, "link br0 %s; %s;", bridge, port);
	for (int i = 1; i < n; i++)
		vt_buf_fmt(&text, "link p%d kind=other master=br0;", i);
	f = scene(text.p);
	a = vt_analyze(f);
	r = vt_report_new(a, NULL, NULL);
	check(r, what, codes, NULL);
	vt_report_free(r);
	vt_analysis_free(a);
	vt_facts_free(f);
}

#define STRAY "link tap9 master=br0 " PERSISTENT

static void test_full_bridges(void)
{
	full("a bridge nearly full", "kind=bridge", 922, STRAY, "bridge-full stray-tap");
	full("one port less", "kind=bridge", 921, STRAY, "stray-tap");
	full("Open vSwitch has no such limit", "kind=openvswitch", 922, STRAY, "stray-tap");
	full("of containers", "kind=bridge", 922, "link veth9 kind=other master=br0", "");
	full("of containers and a VPN", "kind=bridge", 922,
	     "link tun9 master=br0; proc 300 hypervisor=no; holder tun9", "foreign-holder");
	full("with a VM's tap", "kind=bridge", 922,
	     "domain web1; nic net0 target=vnet0; link vnet0 master=br0; proc 100; holder vnet0",
	     "bridge-full");
	full("ports of another bridge", "kind=bridge", 921,
	     "link br1 kind=bridge; link p0 kind=other master=br1;" STRAY, "stray-tap");
	full("ports of another namespace", "kind=bridge", 921,
	     "link br1 kind=bridge netns=2 ifindex=1; link p0 kind=other netns=2 master=br1;" STRAY,
	     "stray-tap");
}

int main(void)
{
	test_rules();
	test_confirm();
	test_full_bridges();
	return done();
}
