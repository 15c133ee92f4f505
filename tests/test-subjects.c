/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subjects: how their text is read, and which rows of a host they mean. */
#include <config.h>

#include "analyze/analysis.h"
#include "analyze/subjects.h"

#include "scene.h"
#include "tap.h"
#include "util/str.h"

#define UUID "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

static void test_names(void)
{
	struct vt_subject s = vt_subject_read("web*");

	ok(vt_subject_is_name(&s, "web1"), "a pattern fits a name");
	ok(vt_subject_is_name(&s, "web*"), "and itself");
	ok(!vt_subject_is_name(&s, "db1") && !vt_subject_is_name(&s, NULL), "and no other");
	s = vt_subject_read("web");
	ok(!vt_subject_is_name(&s, "web1") && !vt_subject_is_name(&s, "WEB"), "a name is whole");
}

static void test_macs(void)
{
	static const char *const same[] = { "52:54:00:AA:bb:01", "52-54-00-aa-bb-01",
					    "5254.00aa.bb01", "525400aabb01" };
	static const char *const none[] = { "52:54:00:aa:bb",    "52:54:00:aa:bb:01:02",
					    "52:5400:aa:bb:01",  "52:54-00:aa:bb:01",
					    "5254.00aa.bb0",     "52:54:00:aa:bb:0g",
					    "52:54:00:aa:bb:01:" };

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		struct vt_subject s = vt_subject_read(same[i]);

		ok(vt_subject_is_mac(&s, "52:54:00:aa:bb:01"), "%s is the address", same[i]);
		ok(!vt_subject_is_mac(&s, "52:54:00:aa:bb:02"), "and no other");
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		is_str(vt_subject_read(none[i]).mac, "", none[i]);
}

static void test_uuids(void)
{
	static const char *const same[] = { UUID, "6BA7B810", "6ba7b810-9dad",
					    "6ba7b8109dad11d180b400c04fd430c8", "6ba7b8109" };
	static const char *const none[] = { "6ba7b81",  "6ba7b810x", "6ba7-b810-9dad",
					    "6ba7b811", UUID "0",    "6ba7b810--9dad" };

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		struct vt_subject s = vt_subject_read(same[i]);

		ok(vt_subject_is_uuid(&s, UUID), "%s begins the UUID", same[i]);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		struct vt_subject s = vt_subject_read(none[i]);

		ok(!vt_subject_is_uuid(&s, UUID), "%s does not", none[i]);
	}
}

static void test_addresses(void)
{
	static const char *const zones[] = { "fe80::5054:ff:fe00:1%br0", "FE80::5054:FF:FE00:1%7",
					     "fe80:0000:0000:0000:5054:00ff:254.0.0.1%virbr0" };
	struct vt_subject four = vt_subject_read("192.0.2.7"), six = vt_subject_read("2001:DB8::7");

	ok(vt_subject_is_ip(&four, "192.0.2.7") && !vt_subject_is_ip(&four, "192.0.2.8"), "IPv4");
	ok(vt_subject_is_ip(&six, "2001:db8:0:0::7") && !vt_subject_is_ip(&six, "2001:db8::8"),
	   "IPv6 in another spelling");
	four = vt_subject_read("192.0.2.7%br0");
	ok(!four.family, "IPv4 has no zone");
	four = vt_subject_read("192.0.2.7");
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		six = vt_subject_read(zones[i]);
		ok(vt_subject_is_ip(&six, "fe80::5054:ff:fe00:1"), "with a zone: %s", zones[i]);
	}
	six = vt_subject_read("::1111:2222:3333:4444:5555:255.255.255.2555");
	ok(!six.family, "longer than an address can be");
	six = vt_subject_read("2001:DB8::7");
	ok(!vt_subject_is_ip(&four, "2001:db8::7") && !vt_subject_is_ip(&six, "192.0.2.7"),
	   "not across families");
}

/* Two VMs on one bridge with an uplink, one behind a VLAN on a bond, one by
 * macvtap, one behind a veth to a second bridge, one shut off. */
static const char host[] =
	"manager proxmox; manager kubevirt;"
	"link eth0 kind=other; link br0 kind=bridge mac=02:00:00:00:00:01; link eth0 master=br0;"
	"domain web1 uuid=" UUID " id=7 title=Shop manager=proxmox manager_id=1042;"
	"nic net0 target=vnet0 mac=52:54:00:00:00:01 source_network=lan portid=aaaaaaaa-0000-4000-"
	"8000-000000000001;"
	"link vnet0 master=br0 altnames='shop0 shop1'; proc 100 guest=web1; holder vnet0;"
	"label nova value=web.example domain=web1; address 192.0.2.7 nic=net0;"
	"domain db1 id=8; nic eth0 target=vnet1; link vnet1 master=br0; proc 200; holder vnet1;"
	"link eth1 kind=other; link bond0 kind=bond; link eth1 master=bond0;"
	"link bond0.5 kind=vlan lower=bond0; link br5 kind=bridge;"
	"link bond0.5 master=br5; domain vlan1 id=9; nic v0 target=vnet2 source_bridge=br5;"
	"link vnet2 master=br5; proc 300; holder vnet2;"
	"domain mac1 id=10; nic m0 target=mvt0 type=direct source_dev=eth2 source_bridge=none;"
	"link eth2 kind=other; link mvt0 kind=macvtap lower=eth2; proc 400;"
	"holder mvt0 by_macvtap=yes;"
	"link fwln kind=veth; link fwpr kind=veth;"
	"link fwln lower=fwpr; link fwpr lower=fwln master=br0; link fwbr kind=bridge;"
	"link fwln master=fwbr; domain fw1 id=11; nic f0 target=tapf source_bridge=fwbr;"
	"link tapf master=fwbr; proc 500; holder tapf;"
	"ovs br-int type=internal bridge=br-int; ovs tapo bridge=br-int;"
	"ovs patch-int type=patch peer=patch-ex bridge=br-int;"
	"ovs br-ex type=internal bridge=br-ex;"
	"ovs patch-ex type=patch peer=patch-int bridge=br-ex; ovs vx type=vxlan bridge=br-ex;"
	"link br-int kind=openvswitch; link br-ex kind=openvswitch;"
	"domain ovs1 id=12; nic p0 target=tapo virtualport=openvswitch source_bridge=br-int;"
	"link tapo; proc 600; holder tapo; ovs a0 bridge=br-int;"
	"ovs fake0 type=internal bridge=br-int fake_bridge=fake0 tag=5;"
	"ovs tapq bridge=br-int fake_bridge=fake0 tag=5; domain ovs2 id=13;"
	"nic p1 target=tapq virtualport=openvswitch source_bridge=none; link tapq; proc 610;"
	"holder tapq;"
	"netns 7 name=blue; link tapb netns=7 persist=yes carrier=no;"
	"domain pod1 id=-1 manager=kubevirt manager_id=c0ffee12-9dad-11d1-80b4-00c04fd430c8; "
	"nic k0 target=tapk source_bridge=none; link tapk master=none; proc 700; holder tapk;"
	"domain off1 id=-1 active=no state=shutoff; nic o0 target=vnet9 mac=52:54:00:00:00:99 "
	"source_network=away source_bridge=br77 source_dev=eth77;";

static const struct {
	const char *subject, *rows, *domains, *what;
} meant[] = {
	{ "web1", "vnet0", "web1", "name" },
	{ "web*", "vnet0", "web1", "pattern" },
	{ "6ba7b810", "vnet0", "web1", "beginning of the UUID" },
	{ "7", "vnet0 tapb", "web1", "libvirt's id, and a namespace's number" },
	{ "Shop", "vnet0", "web1", "title" },
	{ "1042", "vnet0", "web1", "its manager's id" },
	{ "c0ffee12", "tapk", "pod1", "beginning of a manager's UUID" },
	{ "web.example", "vnet0", "web1", "a label" },
	{ "vnet0", "vnet0", "", "device" },
	{ "shop1", "vnet0", "", "alternative name" },
	{ "5254.0000.0001", "vnet0", "", "MAC address" },
	{ "aaaaaaaa-0000-4000-8000-000000000001", "vnet0", "", "port" },
	{ "192.0.2.7", "vnet0", "", "IP address" },
	{ "lan", "vnet0", "", "network of libvirt" },
	{ "100", "vnet0", "web1", "PID" },
	{ "br0", "vnet1 tapf vnet0", "", "bridge, also behind a veth" },
	{ "eth0", "vnet1 tapf vnet0", "", "its uplink" },
	{ "fwbr", "tapf", "", "bridge before another" },
	{ "fwpr", "tapf", "", "veth between them" },
	{ "bond0", "vnet2", "", "bond below a VLAN" },
	{ "eth1", "vnet2", "", "port of the bond" },
	{ "br5", "vnet2", "", "bridge on the VLAN" },
	{ "eth2", "mvt0", "", "below a macvtap" },
	{ "200", "vnet1", "db1", "PID of another" },
	{ "fake0", "tapq", "", "fake bridge of Open vSwitch" },
	{ "a0", "", "", "a port beside it" },
	{ "br-ex", "tapo tapq", "", "bridge of Open vSwitch" },
	{ "patch-int", "tapo tapq", "", "port of it that is no link" },
	{ "vx", "tapo tapq", "", "tunnel of it" },
	{ "blue", "tapb", "", "namespace" },
	{ "off1", "", "off1", "VM that is shut off" },
	{ "away", "", "off1", "network of a VM that is shut off" },
	{ "br77", NULL, NULL, "a bridge that it would be on" },
	{ "eth77", NULL, NULL, "and a card" },
	{ "vnet9", NULL, NULL, "and its device" },
	{ "52:54:00:00:00:99", "", "off1", "address of a VM that is shut off" },
	{ "web", NULL, NULL, "the beginning of a name" },
	{ "vnet", NULL, NULL, "the beginning of a device" },
	{ "", NULL, NULL, "nothing" },
};

#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X256 X64 X64 X64 X64

/* What leads to rows by other ways, and findings that no row has. */
static const char other_host[] =
	"link vn0 mac=fe:54:00:00:00:0a altnames='" X256 "x  " X256 " alt9'; link brl kind=bridge;"
	"link pa kind=other master=brl; link vn0 master=brl;"
	"domain aa1 id=0 title=Alpha; nic n0 target=vn0 source_bridge=brx mac=52:54:00:00:00:0a;"
	"proc 10; holder vn0;"
	"label u value=11111111-0000-4000-8000-000000000001; label p value=port7 nic=n0;"
	"address 192.0.2.9 nic=n0; address 192.0.2.10 nic=none;"
	"domain bb1 id=5; nic n1 type=vhostuser source_dev=/run/vhu0 source_bridge=none; proc 20;"
	"ovs vhu0 type=dpdkvhostuser bridge=br-dp; ovs br-dp type=internal bridge=br-dp; ovs zz;"
	"domain nn1 id=6 title=Nada; domain cc1 id=-1; nic n2 type=user target=nope;"
	"link tapu; proc 50 guest=ghost uuid=22222222-0000-4000-8000-000000000002; holder tapu;"
	"link tapx; proc 60 hypervisor=no guest=spook uuid=33333333-0000-4000-8000-000000000003;"
	"holder tapx; proc 61 hypervisor=no; holder h ifname=tapx;"
	"fdb 02:aa:00:00:00:01 bridge=brl port=pa; fdb 02:aa:00:00:00:02 bridge=brl port=vn0;"
	"fdb 02:aa:00:00:00:03 bridge=brl port=vn0 local=yes; fdb 02:aa:00:00:00:04 bridge=brl;"
	"fdb 02:aa:00:00:00:05 bridge=brl port=vn0;"
	"domain off2 id=-1 active=no state=shutoff uuid=55555555-0000-4000-8000-000000000005;"
	"domain ee1 id=9; nic e0 target=gone0 source_bridge=none; nic e1 target=gone1 "
	"source_bridge=none; label q value=port8 nic=e1;"
	"nic e2 type=hostdev source_bridge=none vf.address=0000:03:10.2 vf.pf=enp3s0 "
	"vf.pf_address=0000:03:00.0 vf.representor=rep2; proc 70;"
	"netns 1 drops_ip='ip filter FORWARD' calls_ip=yes;"
	"link br9 kind=bridge mac=02:00:00:00:00:77; link vn9 master=br9;"
	"domain ff1 id=11; nic f0 target=vn9 source_bridge=br9; proc 80; holder vn9;"
	"record b1 ifname=gone9 owner_name=lost1 owner_uuid=44444444-0000-4000-8000-000000000004;";

static const struct {
	const char *subject, *rows, *findings, *what;
} others[] = {
	{ "Alpha", "vn0", "wrong-bridge", "title" },
	{ "Nada", "", "no-process", "title of a VM without NIC" },
	{ "0", "vn0", "wrong-bridge", "the id 0" },
	{ "18446744073709551615", NULL, "", "no id" },
	{ "10", "vn0", "wrong-bridge", "PID of the first VM" },
	{ "brx", "vn0", "wrong-bridge", "a bridge that is not there" },
	{ "fe:54:00:00:00:0a", "vn0", "wrong-bridge", "MAC address of a device" },
	{ "alt9", "vn0", "wrong-bridge", "alternative name" },
	{ X256, NULL, "", "one that is too long" },
	{ "11111111", "vn0", "wrong-bridge", "a label that is a UUID" },
	{ "port7", "vn0", "wrong-bridge", "a NIC's label" },
	{ "192.0.2.9", "vn0", "wrong-bridge", "address of the first NIC" },
	{ "192.0.2.10", NULL, "", "of none" },
	{ "vhu0", "bb1", "", "port of a socket" },
	{ "br-dp", "bb1", "", "its bridge" },
	{ "zz", "", "", "a port of nobody's" },
	{ "/run/vhu0", "bb1", "", "the socket" },
	{ "nope", NULL, "", "the device of a NIC that needs none" },
	{ "ghost", "tapu", "unmanaged-hypervisor", "guest of a VMM" },
	{ "22222222", "tapu", "unmanaged-hypervisor", "and its UUID" },
	{ "spook", NULL, "", "no VMM" },
	{ "33333333", NULL, "", "and its UUID" },
	{ "60", "tapx", "foreign-holder", "the first holder" },
	{ "61", "tapx", "foreign-holder", "the second" },
	{ "02:aa:00:00:00:01", "vn0", "wrong-bridge", "learned on the uplink" },
	{ "02:aa:00:00:00:02", "vn0", "wrong-bridge", "learned on the device" },
	{ "02:aa:00:00:00:05", "vn0", "wrong-bridge", "and the last of them" },
	{ "02:aa:00:00:00:03", NULL, "", "an address of the bridge's own" },
	{ "02:aa:00:00:00:04", NULL, "", "learned on no port" },
	{ "gone9", "", "stale-binding", "device of a record" },
	{ "lost1", "", "stale-binding", "its VM" },
	{ "44444444", "", "stale-binding", "its VM's UUID" },
	{ "", NULL, "", "nothing, beside names with nothing between them" },
	{ "55555555", "", "", "UUID of a VM that is shut off" },
	{ "gone0", "gone0", "missing-device", "a device that is not there" },
	{ "port8", "gone1", "missing-device", "label of one NIC of several" },
	{ "enp3s0", "ee1", "", "interface of the card whose function a NIC is" },
	{ "0000:03:00.0", "ee1", "", "the card" },
	{ "02:00:00:00:00:77", "vn9", "bridge-netfilter", "a bridge's own address" },
	{ "rep2", "ee1", "", "the function's end at the card's switch" },
};

static void add_word(struct vt_buf *out, const char *word)
{
	vt_buf_fmt(out, "%s%s", out->len ? " " : "", word);
}

static void test_rows(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(host);
	struct vt_analysis *a = vt_analyze(f);

	for (size_t i = 0; i < sizeof(meant) / sizeof(*meant); i++) {
		const struct vt_question q = { .subjects = &meant[i].subject, .n_subjects = 1 };
		struct vt_report *r = vt_report_new(a, NULL, &q);
		VT_BUF_OF(rows);
		VT_BUF_OF(domains);

		vt_buf_str(&rows, "");
		vt_buf_str(&domains, "");
		for (size_t k = 0; k < r->mappings.n; k++)
			add_word(&rows, vt_mapping_ifname(r, &r->mappings.v[k]));
		for (size_t k = 0; k < r->subject_domains.n; k++)
			add_word(&domains, f->domains.v[r->subject_domains.v[k]].name);
		is_int((long long)r->subjects_found, meant[i].rows != NULL, meant[i].what);
		is_str(rows.p, meant[i].rows ? meant[i].rows : "", "its rows");
		is_str(domains.p, meant[i].domains ? meant[i].domains : "", "its VMs");
		vt_report_free(r);
	}
	vt_analysis_free(a);
}

static void test_others(void)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(other_host);
	struct vt_analysis *a = vt_analyze(f);

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		const struct vt_question q = { .subjects = &others[i].subject, .n_subjects = 1 };
		struct vt_report *r = vt_report_new(a, NULL, &q);
		VT_BUF_OF(rows);
		VT_BUF_OF(findings);

		vt_buf_str(&rows, "");
		vt_buf_str(&findings, "");
		for (size_t k = 0; k < r->mappings.n; k++) {
			const struct vt_mapping *m = &r->mappings.v[k];
			const char *ifname = vt_mapping_ifname(r, m);

			add_word(&rows, ifname ? ifname : vt_mapping_domain(r, m));
		}
		for (size_t k = 0; k < r->findings->rows.n; k++)
			add_word(&findings, vt_class(r->findings->rows.v[k].code)->code);
		is_int((long long)r->subjects_found, others[i].rows != NULL, others[i].what);
		is_str(rows.p, others[i].rows ? others[i].rows : "", "its rows");
		is_str(findings.p, others[i].findings, "its findings");
		vt_report_free(r);
	}
	vt_analysis_free(a);
}

/* Of each sort of names the first and the last. */
static void test_nearest(void)
{
	static const char *const words[][2] = {
		{ "alph1", "alpha" },
		{ "omeg1", "omega" },
		{ "Tit1e", "Title" },
		{ "lnik0", "link0" },
		{ "lnik9", "link9" },
		{ "bule", "blue" },
		{ "gerenish", "greenish" },
		{ "ntework", "network" },
		{ "ntework9", "network9" },
		{ "02:00:00:00:00:x1", "02:00:00:00:00:01" },
		{ "shop-frnt", "shop-front" },
		{ "shop-bcak", "shop-back" },
		{ "vuh1", "vhu1" },
		{ "vhuser92", "vhuser9" },
	};
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
		scene("link link0; link qq kind=other; link link9; netns 7 name=blue; netns 8;"
		      "netns 9 name=greenish; domain alpha title=Title;"
		      "nic a source_network=network mac=02:00:00:00:00:01; nic b mac=none;"
		      "domain omega; nic c source_network=network9;"
		      "label nova value=shop-front domain=alpha;"
		      "label title value=shop-back domain=omega;"
		      "ovs vhu1 bridge=qq; ovs vhuser9 bridge=qq");

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct vt_nearest nearest = { .word = words[i][0] };

		vt_subject_nearest(f, &nearest);
		is_str(nearest.n ? nearest.best[0] : "", words[i][1], words[i][0]);
	}
}

int main(void)
{
	test_names();
	test_macs();
	test_uuids();
	test_addresses();
	test_rows();
	test_others();
	test_nearest();
	return done();
}
