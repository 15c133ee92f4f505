/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths over Open vSwitch as a table. */
#include <config.h>

#include "path-maker.h"

static void test_ovs(void)
{
	ovs_rows = "br-int/br-int/internal br-int/tap0/system br-int/patch-int/patch/patch-ex "
		   "br-ex/br-ex/internal br-ex/patch-ex/patch/patch-int br-ex/eth0/system "
		   "br-int/vx/vxlan br-int/tap1/system br-lone/lone/patch/gone br-lone/tap2/system";
	path_is("tap0:tap ovs-system:openvswitch,down br-int:openvswitch,down eth0:eth,phys "
		"tap1:tap",
		"tap0>br-int(patch-int>br-ex>eth0=wire vx=tunnel)", NULL, true);
	path_is("tap0:tap,on=ovs-system ovs-system:openvswitch,down "
		"eth0:eth,phys,on=ovs-system,dead",
		"tap0>br-int(patch-int>br-ex>eth0!no-carrier=wire vx=tunnel)", NULL, true);
	path_is("tap2:tap", "tap2>br-lone=nowhere", NULL, false);
	path_is("tap9:tap,on=ovs-system ovs-system:openvswitch,down", "tap9>ovs-system=unseen",
		NULL, true);
	path_is("t:tap,on=qbr qbr:bridge qvb:veth,on=qbr,over=eth0 eth0:veth,over=qvb",
		"t>qbr>qvb>eth0>br-ex>patch-ex>br-int>vx=tunnel", NULL, true);
	path_is("mv:macvtap,over=br-ex br-ex:openvswitch eth0:eth,phys",
		"mv>br-ex>br-ex(eth0=wire patch-ex>br-int>vx=tunnel)", NULL, true);
	ovs_rows = "a/tap0/system a/p/patch/q b/q/patch/p b/r/patch/s a/s/patch/r";
	path_is("tap0:tap", "tap0>a>p>b=nowhere", NULL, false);
	ovs_rows = "a/tap0/system a/p/patch/q b/q/patch/zz b/eth0/system";
	path_is("tap0:tap eth0:eth,phys", "tap0>a=nowhere", NULL, false);
	/* A peer on no bridge, one that does not know it, and none. */
	ovs_rows = "a/tap0/system a/p/patch/q -/q/patch/p";
	path_is("tap0:tap", "tap0>a=nowhere", NULL, false);
	ovs_rows = "a/eth0/system b/tap0/system b/p/patch/q -/q/patch/p";
	path_is("tap0:tap eth0:eth,phys", "tap0>b=nowhere", NULL, false);
	ovs_rows = "a/tap0/system a/p/patch/q b/q/patch b/tap1/system";
	path_is("tap0:tap tap1:tap", "tap0>a=nowhere", NULL, false);
	path_is("tap1:tap tap0:tap", "tap1>b=nowhere", NULL, false);
	/* Without bridges nothing is known but the ports; and the kernel knows better. */
	ovs_rows = "-/tap0/system";
	path_is("tap0:tap,on=ovs-system ovs-system:openvswitch,down", "tap0>ovs-system=unseen",
		NULL, true);
	ovs_rows = "a/tap0/system a/eth1/system";
	path_is("tap0:tap,on=br0 br0:bridge eth0:eth,phys,on=br0 eth1:eth,phys",
		"tap0>br0>eth0=wire", NULL, true);
	/* VMs' devices are no ways on. */
	ovs_rows = "a/tap0/system a/mv/system";
	path_is("tap0:tap mv:macvtap,over=eth0 eth0:eth,phys", "tap0>a=nowhere", NULL, false);
	is_str(vt_hop_role_name(VT_HOP_PATCH), "patch", "a bridge behind a patch port has a role");
	/* A Linux bridge as a port; the outer one has no link here that frames could come from. */
	ovs_rows = "a/tap0/system a/br0/system";
	path_is("tap0:tap br0:bridge,filter eth0:eth,phys,on=br0,t=7", "tap0>a>br0>eth0=wire", NULL,
		true);
	ovs_rows = "a/tap0/system a/dpdk0/dpdk a/vhu/dpdkvhostuserclient";
	path_is("tap0:tap", "tap0>a>dpdk0=wire", NULL, true);
	ovs_rows = NULL;
}

/* A port of the switch's own on a Linux bridge, as Proxmox VE's firewall has it. */
static void test_ovs_firewall(void)
{
	ovs_rows = "a/a/internal a/o/internal;tag=5 a/eth0/system b/tap1/system -/q/internal";
	path_is("tap0:tap,on=fw fw:bridge o:openvswitch,on=fw a:openvswitch eth0:eth,phys",
		"tap0>fw>o>a>eth0=wire", NULL, true);
	path_is("tap0:tap,on=fw fw:bridge o:openvswitch,on=fw a:openvswitch eth0:eth,phys,down",
		"tap0>fw>o>a>eth0!down=wire", "eth0", true);
	path_is("tap0:tap,on=fw,v=5 fw:bridge,filter o:openvswitch,on=fw,v=5 a:openvswitch "
		"eth0:eth,phys",
		"tap0>fw>o=unseen", NULL, true);
	path_is("tap0:tap,on=fw fw:bridge q:openvswitch,on=fw", "tap0>fw>q=unseen", NULL, true);
	path_is("tap0:tap,on=fw fw:bridge eth0:eth,phys,on=fw", "tap0>fw>eth0=wire", NULL, true);
	/* One that is no port of a bridge, whatever the database calls it. */
	ovs_rows = "a/tap0/system a/o/system";
	path_is("tap0:tap o:openvswitch", "tap0>a=nowhere", NULL, false);
	ovs_rows = NULL;
}

/* The device's port is @device's columns, the card's @card's. */
static void ovs_vlan(const char *device, const char *card, bool cut)
{
	VT_BUF_OF(rows);

	vt_buf_fmt(&rows, "b/tap0/system%s b/eth0/system%s", device, card);
	ovs_rows = rows.p;
	path_is("tap0:tap eth0:eth,phys", cut ? "tap0>b>eth0!vlan=wire" : "tap0>b>eth0=wire",
		cut ? "eth0" : NULL, true);
	ovs_rows = NULL;
}

/* By the columns of both ports, as Open vSwitch itself takes them. */
static void test_ovs_vlans(void)
{
	ovs_vlan(";tag=10", "", false);
	ovs_vlan(";tag=10", ";tag=10", false);
	ovs_vlan(";tag=10", ";tag=20", true);
	ovs_vlan("", ";tag=20", false);
	ovs_vlan(";tag=10", ";trunks=1,10,20", false);
	ovs_vlan(";tag=10", ";trunks=1,20,100", true);
	ovs_vlan(";tag=10;trunks=20", ";trunks=20", true);
	ovs_vlan(";trunks=10", ";trunks=20", false);
	ovs_vlan(";tag=10;mode=trunk", ";trunks=20", false);
	ovs_vlan(";tag=10;mode=access", ";trunks=20", true);
	ovs_vlan(";mode=access", ";trunks=20", false);
	ovs_vlan(";tag=10", ";tag=20;trunks=10;mode=access", true);
	ovs_vlan(";tag=10", ";mode=access", true);
	ovs_vlan(";tag=10;mode=dot1q-tunnel", ";trunks=20", true);
	ovs_vlan(";tag=10;mode=dot1q-tunnel", ";trunks=10", false);
	/* The guest's tagged frames may go where the others do not. */
	ovs_vlan(";tag=10;mode=native-untagged", ";trunks=20", false);
	ovs_vlan(";tag=10", ";tag=10;trunks=20;mode=native-untagged", false);
	ovs_vlan(";tag=10", ";tag=10;trunks=20;mode=native-tagged", false);
	ovs_vlan(";tag=10", ";tag=20;trunks=30;mode=native-tagged", true);
	ovs_vlan(";tag=10", ";tag=20;mode=native-untagged", false);
	ovs_vlan(";tag=10", ";tag=20;trunks=30;mode=of-tomorrow", false);
	ovs_vlan(";tag=10;secure", ";tag=20;secure", false);
	ovs_rows = "br-int/tap0/system;tag=10 br-int/eth0/system;tag=20";
	path_is("tap0:tap eth0:eth,phys", "tap0>br-int>eth0=wire", NULL, true);
	ovs_rows = "b/tap0/system;tag=10 b/eth0/system;tag=20 b/eth1/system";
	path_is("tap0:tap eth0:eth,phys eth1:eth,phys", "tap0>b(eth0!vlan=wire eth1=wire)", NULL,
		true);
	path_is("tap0:tap eth0:eth,phys,dead eth1:eth,phys,dead",
		"tap0>b(eth0!no-carrier=wire eth1!no-carrier=wire)", "eth0", true);
	ovs_rows = "b/tap0/system;tag=10 b/vx/vxlan;tag=20";
	path_is("tap0:tap", "tap0>b>vx!vlan=tunnel", "vx", true);
	ovs_rows = "b/tap0/system;tag=10 b/tap1/system;tag=20 b/eth0/system;trunks=10";
	path_is("tap1:tap tap0:tap eth0:eth,phys", "tap1>b>eth0!vlan=wire", "eth0", true);
	path_is("tap0:tap tap1:tap eth0:eth,phys", "tap0>b>eth0=wire", NULL, true);
	ovs_rows = "b/b/internal b/eth0/system;trunks=7";
	path_is("mv:macvtap,over=v v:vlan,over=b,vlan=7 b:openvswitch eth0:eth,phys",
		"mv>v>b>b>eth0=wire", NULL, true);
	path_is("mv:macvtap,over=v v:vlan,over=b,vlan=8 b:openvswitch eth0:eth,phys",
		"mv>v>b>b>eth0!vlan=wire", "eth0", true);
	ovs_rows = "b/b/internal;tag=8 b/eth0/system";
	path_is("mv:macvtap,over=v v:vlan,over=b,vlan=8 b:openvswitch eth0:eth,phys",
		"mv>v>b>b!vlan>eth0=wire", "b", true);
	ovs_rows = NULL;
}

/* From a device with tag 10 over patch ports, near and far, to a card. */
static void ovs_patch(const char *near, const char *far, const char *card, const char *want,
		      const char *cut)
{
	VT_BUF_OF(rows);

	vt_buf_fmt(&rows, "a/tap0/system;tag=10 a/p/patch/q%s b/q/patch/p%s b/eth0/system%s", near,
		   far, card);
	ovs_rows = rows.p;
	path_is("tap0:tap eth0:eth,phys", want, cut, true);
	ovs_rows = NULL;
}

static void test_ovs_patches(void)
{
	static const char fine[] = "tap0>a>p>b>eth0=wire";
	static const char card[] = "tap0>a>p>b>eth0!vlan=wire";
	static const char near[] = "tap0>a>p!vlan>b>eth0=wire";
	static const char far[] = "tap0>a>p>b!vlan>eth0=wire";

	ovs_patch("", "", "", fine, NULL);
	ovs_patch("", "", ";trunks=10", fine, NULL);
	ovs_patch("", "", ";trunks=20", card, "eth0");
	ovs_patch(";trunks=20", "", ";trunks=20", near, "p");
	ovs_patch(";trunks=10", ";trunks=10", ";tag=10", fine, NULL);
	ovs_patch("", ";trunks=20", "", far, "b");
	ovs_patch("", ";tag=10", "", far, "b");
	ovs_patch("", ";tag=30;mode=dot1q-tunnel", ";trunks=30", fine, NULL);
	ovs_patch("", ";tag=30;mode=dot1q-tunnel", ";trunks=10", card, "eth0");
	ovs_patch("", ";secure;tag=20", ";secure;trunks=20", fine, NULL);
	/* The tag is taken off between them, and another one put on. */
	ovs_patch(";tag=10", ";tag=20", ";trunks=20", fine, NULL);
	ovs_patch(";tag=10", ";tag=20", ";trunks=10", card, "eth0");
	ovs_patch(";tag=10", "", ";trunks=20", fine, NULL);
	ovs_patch(";tag=10;mode=native-untagged", ";tag=20", ";trunks=20", fine, NULL);
	ovs_patch(";tag=10;mode=native-tagged", ";tag=20", ";trunks=20", far, "b");
	ovs_patch(";tag=11;mode=native-untagged", ";trunks=10", ";trunks=20", card, "eth0");
}

/* Of a bridge in Open vSwitch's database, by whichever of its rows. */
static void test_ovs_uplinks(void)
{
	static const char *const want[] = { "eth0", "p", "vx" };
	VT_CLEANUP(facts) struct vt_facts *f = NULL;
	struct vt_topology *t;
	struct vt_walker *walker;

	ovs_rows = "br/br/internal br/eth0/system br/loop/patch/pool br/p/patch/q "
		   "br/pool/patch/loop br/tap0/system br/vx/vxlan far/eth1/system far/q/patch/p";
	f = make("eth0:eth,phys tap0:tap eth1:eth,phys");
	ovs_rows = NULL;
	t = vt_topology_new(f);
	walker = vt_walker_new(f, t);
	for (uint32_t row = 0; row < f->ovs_ports.n; row++) {
		struct vt_uplinks up = { 0 };
		bool right;

		if (!vt_streq(f->ovs_ports.v[row].bridge, "br"))
			continue;
		vt_path_ovs_uplinks(walker, row, &up);
		right = up.list.n == 3;
		for (size_t i = 0; right && i < 3; i++)
			right = vt_streq(f->ovs_ports.v[up.list.v[i]].ifname, want[i]);
		ok(right, "uplinks by %s", f->ovs_ports.v[row].ifname);
		vt_vec_done(&up.list);
	}
	vt_walker_free(walker);
	vt_topology_free(t);
}

int main(void)
{
	test_ovs_uplinks();
	test_ovs();
	test_ovs_firewall();
	test_ovs_vlans();
	test_ovs_patches();
	return done();
}
