/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths as a table. */
#include <config.h>

#include "path-maker.h"

static void test_whole(void)
{
	path_is("tap0:tap,on=br0 br0:bridge eth0:eth,phys,on=br0", "tap0>br0>eth0=wire", NULL,
		true);
	path_is("tap0:tap,on=br0 br0:bridge tap1:tap,on=br0", "tap0>br0=nowhere", NULL, false);
	path_is("tap0:tap", "tap0=detached", NULL, false);
	path_is("tap0:tap,on=br0 br0:bridge e0:eth,phys,on=br0 e1:eth,phys,on=br0",
		"tap0>br0(e0=wire e1=wire)", NULL, true);
	path_is("tap0:tap,on=fwbr fwbr:bridge fwln:veth,on=fwbr,over=fwpr "
		"fwpr:veth,on=vmbr,over=fwln vmbr:bridge eno1:eth,phys,on=vmbr",
		"tap0>fwbr>fwln>fwpr>vmbr>eno1=wire", NULL, true);
	path_is("tap0:tap,on=br0 br0:bridge v20:vlan,on=br0,over=bond0,vlan=20 bond0:bond "
		"e0:eth,phys,on=bond0 e1:eth,phys,on=bond0",
		"tap0>br0>v20>bond0(e0=wire e1=wire)", NULL, true);
	path_is("mv:macvtap,over=eth0 eth0:eth,phys", "mv>eth0=wire", NULL, true);
	path_is("mv:macvtap,over=br0 br0:bridge eth0:eth,phys,on=br0", "mv>br0>eth0=wire", NULL,
		true);
	path_is("mv:macvtap,far=1/eth0,ns=2 eth0:eth,phys", "mv>eth0=wire", NULL, true);
	path_is("mv:macvtap,far=0,ns=2", "mv=unseen", NULL, true);
	path_is("mv:macvtap,over=?", "mv=unseen", NULL, true);
	path_is("tap0:tap,on=?", "tap0=unseen", NULL, true);
	path_is("tap0:tap,on=o o:bond,on=o", "tap0>o=unseen", NULL, true);
	path_is("v:veth,over=w w:veth,on=br,over=v br:bridge e:eth,phys,on=br", "v>w>br>e=wire",
		NULL, true);
	path_is("tap0:tap,on=vrf0 vrf0:vrf", "tap0>vrf0=routed", NULL, true);
	path_is("tap0:tap,on=br0 br0:bridge vx:vxlan,on=br0", "tap0>br0>vx=tunnel", NULL, true);
	path_is("tap0:tap,on=br0 br0:bridge vx:vxlan,on=br0,over=e0 e0:eth,phys",
		"tap0>br0>vx>e0=wire", NULL, true);
	path_is("tap0:tap,on=t0 t0:team e0:eth,phys,on=t0", "tap0>t0=unseen", NULL, true);
}

/* The kernel tells a team's carrier, which is off when no port has one or teamd says so, and
 * of its ports their own; no state as of a bond's. */
static void test_teams(void)
{
	path_is("tap0:tap,on=br0 br0:bridge t0:team,on=br0 e0:eth,phys,on=t0 e1:eth,phys,on=t0",
		"tap0>br0>t0(e0=wire e1=wire)", NULL, true);
	path_is("mv:macvtap,over=v v:vlan,over=t0,vlan=7 t0:team e0:eth,phys,on=t0",
		"mv>v>t0>e0=wire", NULL, true);
	path_is("tap0:tap,on=br0 br0:bridge t0:team,on=br0 e0:eth,phys,on=t0,dead "
		"e1:eth,phys,on=t0",
		"tap0>br0>t0(e0!no-carrier=wire e1=wire)", NULL, true);
	path_is("tap0:tap,on=br0 br0:bridge t0:team,on=br0,dead e0:eth,phys,on=t0,dead "
		"e1:eth,phys,on=t0,down",
		"tap0>br0>t0!no-carrier(e0!no-carrier=wire e1!down=wire)", "t0", true);
	path_is("tap0:tap,on=br0 br0:bridge t0:team,on=br0,dead e0:eth,phys,on=t0,down",
		"tap0>br0>t0!no-carrier>e0!down=wire", "e0", true);
	path_is("tap0:tap,on=br0 br0:bridge t0:team,on=br0,dead e0:eth,phys,on=t0",
		"tap0>br0>t0!no-carrier>e0=wire", "t0", true);
	path_is("tap0:tap,on=br0 br0:bridge t0:team,on=br0,dead", "tap0>br0>t0!no-carrier=wire",
		"t0", true);
	path_is("tap0:tap,on=br0 br0:bridge t0:team,on=br0,down e0:eth,phys,on=t0",
		"tap0>br0>t0!down>e0=wire", "t0", true);
}

/* One of its ports is enough; without any that leads off, nor does the bond. */
static void test_bonds(void)
{
	path_is("tap0:tap,on=br br:bridge b:bond,on=br e:eth,phys,on=b d:dummy,on=b",
		"tap0>br>b(e=wire d=nowhere)", NULL, true);
	path_is("tap0:tap,on=br br:bridge b:bond,on=br d:dummy,on=b", "tap0>br=nowhere", NULL,
		false);
	path_is("mv:macvtap,over=b b:bond d:dummy,on=b", "mv>b=nowhere>d=nowhere", NULL, false);
}

static void test_namespaces(void)
{
	path_is("tap0:tap,on=k6t,ns=2 k6t:bridge,ns=2 e0:veth,on=k6t,far=1/cali,ns=2 "
		"cali:veth,far=2/e0",
		"tap0>k6t>e0>cali=routed", NULL, true);
	path_is("tap0:tap,on=k6t,ns=2 k6t:bridge,ns=2 e0:veth,on=k6t,far=1/vp,ns=2 "
		"vp:veth,far=2/e0,on=cni0 cni0:bridge eth0:eth,phys,on=cni0",
		"tap0>k6t>e0>vp>cni0>eth0=wire", NULL, true);
	path_is("tap0:tap,on=br0 br0:bridge vp:veth,on=br0,far=2/ce ce:veth,far=1/vp,ns=2",
		"tap0>br0=nowhere", NULL, false);
	path_is("tap0:tap,on=br0 br0:bridge vp:veth,on=br0,far=0", "tap0>br0>vp=unseen", NULL,
		true);
	path_is("tap0:tap,on=br0 br0:bridge vp:veth,on=br0,over=ve ve:veth,over=vp",
		"tap0>br0>vp>ve=routed", NULL, true);
}

static void test_loops(void)
{
	path_is("tap0:tap,on=fwbr fwbr:bridge fwln:veth,on=fwbr,over=fwpr "
		"fwpr:veth,on=vmbr,over=fwln vmbr:bridge",
		"tap0>fwbr>fwln>fwpr>vmbr=nowhere", NULL, false);
	path_is("tap0:tap,on=fwbr fwbr:bridge fwln:veth,on=fwbr,over=fwpr "
		"fwpr:veth,on=vmbr,over=fwln vmbr:bridge,down",
		"tap0>fwbr>fwln>fwpr>vmbr!down=nowhere", "vmbr", false);
	path_is("tap0:tap,on=a a:bridge x:veth,on=a,over=y y:veth,on=b,over=x b:bridge "
		"z:veth,on=b,over=w w:veth,on=a,over=z e:eth,phys,on=b",
		"tap0>a>x>y>b>e=wire", NULL, true);
	path_is("tap0:tap,on=a a:bridge,on=a", "tap0>a=nowhere", NULL, false);
	path_is("tap0:tap,on=b b:bridge v1:vlan,on=b,over=e,vlan=1 v2:vlan,on=b,over=e,vlan=2 "
		"e:eth,phys",
		"tap0>b(v1>e=wire v2>e=wire)", NULL, true);
	path_is("v1:vlan,over=v2 v2:vlan,over=v1", "v1>v2", NULL, false);
}

/* Where several ways lead to a bridge, whatever is known of the ways on from it by then. */
static void test_rings(void)
{
	/* Two VLANs that come to one bridge from above, or over a pair each. */
	path_is("tap1:tap,on=a,iso a:bridge v:vlan,on=a,over=b,vlan=1 w:vlan,on=a,over=b,vlan=2 "
		"b:bridge e:eth,phys,on=b tap0:tap,on=b",
		"tap1>a(v>b>e=wire w>b>e=wire)", NULL, true);
	path_is("tap1:tap,on=a a:bridge v:vlan,on=a,over=x,vlan=1 w:vlan,on=a,over=y,vlan=2 "
		"x:veth,over=p y:veth,over=q p:veth,on=b,over=x q:veth,on=b,over=y b:bridge "
		"e:eth,phys,on=b",
		"tap1>a(v>x>p>b(q>y=routed e=wire) w>y>q>b(p>x=routed e=wire))", NULL, true);
	/* No way goes over a bridge that it came from. */
	path_is("tap1:tap,on=a,iso a:bridge b:bridge p1:veth,on=b,over=l1 p2:veth,on=b,over=l2 "
		"l2:veth,on=a,over=p2 l1:veth,on=a,over=p1 tap0:tap,on=b",
		"tap1>a>l2>p2>b=nowhere", NULL, false);
	ovs_rows = "a/tap1/system;tag=5 a/l1/system a/l2/system a/eth/system";
	path_is("tap1:tap b:bridge l1:veth,over=p1 l2:veth,over=p2 p2:veth,on=b,over=l2 "
		"p1:veth,on=b,over=l1 tap0:tap,on=b eth:eth,phys",
		"tap1>a>eth=wire", NULL, true);
	ovs_rows = "a/tap1/system;tag=5 a/l1/patch/q;tag=5 a/l2/patch/p a/eth/system b/p/patch/l2 "
		   "b/q/patch/l1 b/tap0/system";
	path_is("tap1:tap tap0:tap eth:eth,phys", "tap1>a>eth=wire", NULL, true);
	ovs_rows = "a/l1/system a/p/patch/q b/q/patch/p b/l2/system b/tap1/system;tag=5";
	path_is("tap1:tap c:bridge l1:veth,over=p1 l2:veth,over=p2 p1:veth,on=c,over=l1 "
		"p2:veth,on=c,over=l2 tap0:tap,on=c",
		"tap1>b>l2>p2>c>p1>l1>a=nowhere", NULL, false);
	ovs_rows = NULL;
	/* Nor twice over one that it led nowhere from. */
	path_is("tap1:tap,on=a,iso a:bridge v:vlan,on=a,over=b,vlan=7 w:vlan,on=a,over=d,vlan=7 "
		"b:bridge c:bridge d:bridge q:veth,on=b,over=m m:veth,on=c,over=q "
		"s:veth,on=c,over=r r:veth,on=d,over=s tap0:tap,on=b",
		"tap1>a>v>b>q>m>c>s>r>d=nowhere", NULL, false);
}

/* The path from the first of @words has @n hops, also once the bridges are known. */
static void has_hops(const char *words, uint32_t n, bool off)
{
	struct way way;

	walk(words, &way);
	ok(way.n == n, "%.60s...: %u of %u hops", words, way.n, n);
	is_str(way.again.p, way.text.p, "   once more");
	ok(way.off == off, "   %s", off ? "leads off the host" : "is not known to lead off it");
	way_done(&way);
}

/* @n VLANs, one on the other, over the link @last. */
static void add_vlans(struct vt_buf *out, int n, const char *last)
{
	vt_buf_str(out, "mv:macvtap,over=v1");
	for (int i = 1; i < n; i++)
		vt_buf_fmt(out, " v%d:vlan,over=v%d", i, i + 1);
	vt_buf_fmt(out, " v%d:vlan,over=%s", n, last);
}

/* 64 hops are shown, and no way is looked for beyond. */
static void test_limits(void)
{
	VT_BUF_OF(cards);
	VT_BUF_OF(firewalls);
	VT_BUF_OF(tunnels);

	vt_buf_str(&cards, "tap0:tap,on=br br:bridge");
	for (int i = 0; i < 70; i++)
		vt_buf_fmt(&cards, " e%d:eth,phys,on=br", i);
	has_hops(cards.p, 64, true);
	vt_buf_str(&firewalls, "tap0:tap,on=br br:bridge");
	for (int i = 0; i < 21; i++)
		vt_buf_fmt(&firewalls,
			   " p%d:veth,on=br,over=l%d l%d:veth,on=f%d,over=p%d f%d:bridge", i, i, i,
			   i, i, i);
	has_hops(firewalls.p, 64, false);
	vt_buf_str(&tunnels, "b/tap0/system");
	for (int i = 0; i < 70; i++)
		vt_buf_fmt(&tunnels, " b/vx%d/vxlan", i);
	ovs_rows = tunnels.p;
	has_hops("tap0:tap", 64, true);
	ovs_rows = "b/b/internal b/vx/vxlan";
	for (int n = 61; n <= 63; n++) {
		VT_BUF_OF(to_card);
		VT_BUF_OF(to_tunnel);

		add_vlans(&to_card, n, "e");
		vt_buf_str(&to_card, " e:eth,phys");
		has_hops(to_card.p, (uint32_t)(n < 63 ? n + 2 : 64), n < 63);
		/* The bridge of Open vSwitch is a hop besides its link. */
		add_vlans(&to_tunnel, n - 1, "b");
		vt_buf_str(&to_tunnel, " b:openvswitch");
		has_hops(to_tunnel.p, (uint32_t)(n < 62 ? n + 3 : 64), n < 62);
	}
	ovs_rows = NULL;
}

/* VMs behind bridges of their own, as a firewall makes them; @fw of them before the uplink. */
static void test_firewalls(void)
{
	VT_BUF_OF(words);

	path_is("tap0:tap,on=br br:bridge p:veth,on=br,over=l l:veth,on=fw,over=p fw:bridge "
		"tap1:tap,on=fw e0:eth,phys,on=br",
		"tap0>br>e0=wire", NULL, true);
	path_is("tap0:tap,on=br br:bridge e0:eth,phys,on=br,dead p:veth,on=br,over=l "
		"l:veth,on=fw,over=p fw:bridge tap1:tap,on=fw",
		"tap0>br>e0!no-carrier=wire", "e0", true);
	path_is("tap0:tap,on=br br:bridge p:veth,on=br,over=l l:veth,on=fw,over=p fw:bridge "
		"q:veth,on=br,over=m m:veth,on=fx,over=q fx:bridge",
		"tap0>br(p>l>fw=nowhere q>m>fx=nowhere)", NULL, false);
	vt_buf_str(&words, "tap0:tap,on=br br:bridge");
	for (int i = 0; i < 30; i++)
		vt_buf_fmt(&words, " p%d:veth,on=br,over=l%d l%d:veth,on=f%d,over=p%d f%d:bridge",
			   i, i, i, i, i, i);
	vt_buf_str(&words, " e0:eth,phys,on=br");
	path_is(words.p, "tap0>br>e0=wire", NULL, true);
}

/* What a container left, or its runtime has not taken up: nobody was to go by it. */
static void test_dead_pairs(void)
{
	path_is("tap0:tap,on=br br:bridge p:veth,on=br,over=q,down q:veth,over=p",
		"tap0>br=nowhere", NULL, false);
	path_is("tap0:tap,on=br br:bridge p:veth,on=br,over=q,dead q:veth,over=p,down",
		"tap0>br=nowhere", NULL, false);
	path_is("tap0:tap,on=br br:bridge p:veth,on=br,over=q,down q:veth,over=p "
		"e0:eth,phys,on=br,dead",
		"tap0>br>e0!no-carrier=wire", "e0", true);
	path_is("tap0:tap,on=br br:bridge p:veth,on=br,over=q,down q:veth,over=p,on=b2 b2:bridge "
		"e0:eth,phys,on=b2",
		"tap0>br>p!down>q>b2>e0=wire", "p", true);
	path_is("mv:macvtap,over=p p:veth,over=q,down q:veth,over=p", "mv>p!down>q=nowhere", "p",
		false);
}

static void test_cuts(void)
{
	path_is("tap0:tap,on=br0 br0:bridge,down e0:eth,phys,on=br0", "tap0>br0!down>e0=wire",
		"br0", true);
	path_is("tap0:tap,on=br0 br0:bridge e0:eth,phys,on=br0,dead", "tap0>br0>e0!no-carrier=wire",
		"e0", true);
	path_is("tap0:tap,on=br0 br0:bridge e0:eth,phys,on=br0,dead e1:eth,phys,on=br0",
		"tap0>br0(e0!no-carrier=wire e1=wire)", NULL, true);
	path_is("tap0:tap,on=br0 br0:bridge e0:eth,phys,on=br0,down e1:eth,phys,on=br0,dead",
		"tap0>br0(e0!down=wire e1!no-carrier=wire)", "e1", true);
	path_is("tap0:tap,on=br0,st=4 br0:bridge e0:eth,phys,on=br0", "tap0!blocked>br0>e0=wire",
		"tap0", true);
	path_is("tap0:tap,on=br0,st=0,dead br0:bridge e0:eth,phys,on=br0", "tap0>br0>e0=wire", NULL,
		true);
	path_is("tap0:tap,on=br0,st=0 br0:bridge,down e0:eth,phys,on=br0", "tap0>br0!down>e0=wire",
		"br0", true);
	path_is("tap0:tap,on=br0,st=3 br0:bridge e0:eth,phys,on=br0,st=2",
		"tap0>br0>e0!blocked=wire", "e0", true);
	path_is("tap0:tap,on=br0,down br0:bridge e0:eth,phys,on=br0", "tap0!down>br0>e0=wire",
		"tap0", true);
	path_is("tap0:tap,on=br0 br0:bridge b0:bond,on=br0,dead e0:eth,phys,on=b0,dead "
		"e1:eth,phys,on=b0,down",
		"tap0>br0>b0!no-carrier(e0!no-carrier=wire e1!down=wire)", "b0", true);
	path_is("tap0:tap,on=br0 br0:bridge b0:bond,on=br0,dead e0:eth,phys,on=b0,down "
		"e1:eth,phys,on=b0,down",
		"tap0>br0>b0!no-carrier(e0!down=wire e1!down=wire)", "e0", true);
	/* One port has a carrier: what the bond lacks is its own. */
	path_is("tap0:tap,on=br0 br0:bridge b0:bond,on=br0,dead e0:eth,phys,on=b0,down "
		"e1:eth,phys,on=b0",
		"tap0>br0>b0!no-carrier(e0!down=wire e1=wire)", "b0", true);
	path_is("tap0:tap,on=br0 br0:bridge v:vlan,on=br0,dead,over=e0,vlan=7 e0:eth,phys,dead",
		"tap0>br0>v!no-carrier>e0!no-carrier=wire", "e0", true);
	path_is("tap0:tap,on=br0 br0:bridge b0:bond,on=br0,dead", "tap0>br0>b0!no-carrier=wire",
		"b0", true);
	path_is("tap0:tap,on=br0 br0:bridge v:vlan,on=br0,down,over=e0,vlan=7 e0:eth,phys,down",
		"tap0>br0>v!down>e0!down=wire", "e0", true);
	path_is("tap0:tap,on=br0 br0:bridge v:vlan,on=br0,down,over=e0,vlan=7 e0:eth,phys",
		"tap0>br0>v!down>e0=wire", "v", true);
	path_is("tap0:tap,on=br0,iso br0:bridge e0:eth,phys,on=br0,iso",
		"tap0>br0>e0!isolated=wire", "e0", true);
	path_is("tap0:tap,on=br0,iso br0:bridge e0:eth,phys,on=br0,iso e1:eth,phys,on=br0",
		"tap0>br0(e0!isolated=wire e1=wire)", NULL, true);
	path_is("tap0:tap,on=br0 br0:bridge e0:eth,phys,on=br0,iso", "tap0>br0>e0=wire", NULL,
		true);
	path_is("tap0:tap,on=br0,iso br0:bridge e0:eth,phys,on=br0,iso tap1:tap,on=br0",
		"tap0>br0>e0!isolated=wire", "e0", true);
	path_is("tap0:tap,on=a,iso a:bridge x:veth,on=a,over=y y:veth,on=b,over=x b:bridge "
		"e:eth,phys,on=b,iso",
		"tap0>a>x>y>b>e=wire", NULL, true);
	path_is("tap0:tap,on=a,iso a:bridge v:vlan,on=a,over=b,vlan=7 b:bridge "
		"e:eth,phys,on=b,iso",
		"tap0>a>v>b>e=wire", NULL, true);
	path_is("tap0:tap,on=a a:bridge x:veth,on=a,over=y,dead y:veth,on=b,over=x,down b:bridge "
		"e:eth,phys,on=b",
		"tap0>a>x!no-carrier>y!down>b>e=wire", "y", true);
}

static void test_vlans(void)
{
	path_is("tap0:tap,on=br0,v=20 br0:bridge,filter e0:eth,phys,on=br0,t=2-30",
		"tap0>br0>e0=wire", NULL, true);
	path_is("tap0:tap,on=br0,v=20 br0:bridge,filter e0:eth,phys,on=br0,t=2-19",
		"tap0>br0>e0!vlan=wire", "e0", true);
	path_is("tap0:tap,on=br0,v=20 br0:bridge,filter e0:eth,phys,on=br0,t=21-30",
		"tap0>br0>e0!vlan=wire", "e0", true);
	path_is("tap0:tap,on=br0 br0:bridge,filter e0:eth,phys,on=br0,v=1", "tap0!vlan>br0>e0=wire",
		"tap0", true);
	path_is("tap0:tap,on=br0,t=20 br0:bridge,filter e0:eth,phys,on=br0,t=20",
		"tap0>br0>e0=wire", NULL, true);
	path_is("tap0:tap,on=br0,v=20 br0:bridge e0:eth,phys,on=br0", "tap0>br0>e0=wire", NULL,
		true);
	/* A VLAN of loose binding stays up when the link below does not. */
	path_is("tap0:tap,on=br0,v=20 br0:bridge,filter v:vlan,on=br0,over=e0,vlan=7,v=1 "
		"e0:eth,phys,down",
		"tap0>br0>v!vlan>e0!down=wire", "v", true);
	path_is("mv:macvtap,over=v v:vlan,over=br0,vlan=7 br0:bridge,filter e0:eth,phys,on=br0,v=1",
		"mv>v>br0>e0!vlan=wire", "e0", true);
	path_is("mv:macvtap,over=v v:vlan,over=br0,vlan=7 br0:bridge,filter e0:eth,phys,on=br0,t=7",
		"mv>v>br0>e0=wire", NULL, true);
	path_is("tap0:tap,on=a,v=5 a:bridge,filter x:veth,on=a,over=y,v=5 y:veth,on=b,over=x "
		"b:bridge e:eth,phys,on=b",
		"tap0>a>x>y>b>e=wire", NULL, true);
}

static void vlan_is(const char *words, uint32_t vlan)
{
	struct way way;

	walk(words, &way);
	ok(way.vlan == vlan, "%s: untagged frames are in VLAN %u", words, way.vlan);
	way_done(&way);
}

static void test_vlan_of_device(void)
{
	vlan_is("tap0:tap,on=br,v=20 br:bridge,filter", 20);
	vlan_is("tap0:tap,on=br,t=20 br:bridge,filter", 0);
	vlan_is("tap0:tap,on=br,v=20 br:bridge", 0);
	vlan_is("tap0:tap,v=20", 0);
}

/* Every value that JSON tells has a name. */
static void test_names(void)
{
	for (int k = VT_HOP_DEVICE; k <= VT_HOP_PATCH; k++)
		ok(vt_hop_role_name((enum vt_hop_role)k) != NULL, "role %d has a name", k);
	is_str(vt_hop_role_name(VT_HOP_PATCH), "patch", "the last role");
	for (int k = VT_CUT_NOT + 1; k <= VT_CUT_ISOLATED; k++)
		ok(vt_cut_name((enum vt_cut)k) != NULL, "cut %d has a name", k);
	is_str(vt_cut_name(VT_CUT_ISOLATED), "isolated", "the last cut");
	for (int k = VT_END_NOT + 1; k <= VT_END_UNSEEN; k++)
		ok(vt_hop_end_name((enum vt_hop_end)k) != NULL, "end %d has a name", k);
	is_str(vt_hop_end_name(VT_END_UNSEEN), "unseen", "the last end");
}

static void test_uplinks(void)
{
	VT_CLEANUP(facts)
	struct vt_facts *f =
		make("br0:bridge tap0:tap,on=br0 e0:eth,phys,on=br0 v:veth,on=br0,far=2/c "
		     "c:veth,ns=2,far=1/v e1:eth,phys,on=br0,dead mv:macvtap,over=e2 e2:eth,phys");
	struct vt_topology *t = vt_topology_new(f);
	struct vt_walker *walker = vt_walker_new(f, t);
	struct vt_uplinks up = { 0 };
	const uint32_t *ports;

	is_int((long long)vt_topology_ports(t, 0, &ports), 4, "four ports");
	is_int((long long)vt_topology_ports(t, 1, &ports), 0, "a tap has none");
	vt_path_uplinks(walker, 0, &up);
	ok(up.list.n == 2 && vt_streq(f->links.v[up.list.v[0]].ifname, "e0") &&
		   vt_streq(f->links.v[up.list.v[1]].ifname, "e1"),
	   "two of them lead off the host, also the dead one");
	vt_vec_done(&up.list);
	vt_walker_free(walker);
	vt_topology_free(t);
}

/* What a tunnel or a VLAN is on may be in another namespace. */
static void test_lowers(void)
{
	path_is("t:tap,on=br br:bridge vx:vxlan,on=br,over=e e:eth,phys", "t>br>vx>e=wire", NULL,
		true);
	path_is("t:tap,on=br br:bridge vx:vxlan,on=br", "t>br>vx=tunnel", NULL, true);
	path_is("t:tap,on=br br:bridge vx:vxlan,on=br,far=2/e e:eth,phys,ns=2", "t>br>vx>e=wire",
		NULL, true);
	path_is("t:tap,on=br br:bridge v:vlan,on=br,far=2/e e:eth,phys,ns=2", "t>br>v>e=wire", NULL,
		true);
	path_is("t:tap,on=br br:bridge vx:vxlan,on=br,over=d d:dummy", "t>br>vx=tunnel>d=nowhere",
		NULL, true);
	path_is("t:tap,on=br br:bridge l:bond,on=br", "t>br>l=wire", NULL, true);
	path_is("mv:macvtap,over=v v:vlan,over=mw mw:macvtap,over=e e:eth,phys", "mv>v>mw>e=wire",
		NULL, true);
	/* A port of a switch chip is one, whatever connects that with the host. */
	path_is("t:tap,on=br br:bridge lan1:dsa,phys,on=br,over=e e:eth,phys", "t>br>lan1=wire",
		NULL, true);
	path_is("t:tap,on=vrf vrf:vrf", "t>vrf=routed", NULL, true);
	path_is("t:tap,on=o o:bond,on=br br:bridge e:eth,phys,on=br", "t>o>br>e=wire", NULL, true);
}

int main(void)
{
	test_lowers();
	test_whole();
	test_teams();
	test_bonds();
	test_namespaces();
	test_loops();
	test_rings();
	test_limits();
	test_firewalls();
	test_dead_pairs();
	test_cuts();
	test_names();
	test_vlans();
	test_vlan_of_device();
	test_uplinks();
	return done();
}
