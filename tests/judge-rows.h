/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of test-judge, by what the rules are about, and the facts that they share. */
#ifndef VT_TESTS_JUDGE_ROWS_H
#define VT_TESTS_JUDGE_ROWS_H

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

/* Likewise between db1's tap and the bridge. */
#define FWBR2 \
	"link fwbr2 kind=bridge bridge.vlan_filtering=no;" \
	"link fwpr2 kind=veth master=br0; link fwln2 kind=veth master=fwbr2 lower=fwpr2;" \
	"link fwpr2 lower=fwln2; link vnet1 master=fwbr2; vlan e ifindex=fwpr2;"

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

/* Each table ends with a row of NULLs. */
extern const struct judged judge_claim_rows[];
extern const struct judged judge_bridge_rows[];
extern const struct judged judge_device_rows[];
extern const struct judged judge_leftover_rows[];
extern const struct judged judge_path_rows[];

/**
 * struct cured - what a finding says, and what is to be typed
 * @code: of the first finding of that sort
 * @told: its message, and each of its commands on a line of its own
 */
struct cured {
	const char *what, *facts, *code, *told;
};

extern const struct cured judge_cure_rows[];

#endif
