/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What managers beside libvirt have of their VMs, decoded. */
#include <config.h>

#include "collect/managers/manager.h"

#include <errno.h>
#include <stdio.h>

#include "collect/managers/claims-decode.h"
#include "collect/managers/machined.h"

#include "tests/managers.h"
#include "tests/tap.h"
#include "util/str.h"

/* Of an instance's one NIC. */
static const struct vt_nic *incus_vlans(struct vt_facts *f, const char *members)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "{\"name\":\"a\",\"status_code\":102,\"nics\":[{\"device\":\"eth0\"%s}]}",
		 members);
	is_int(decode(f, "incus", "a", text), 0, text);
	return &f->nics.v[f->nics.n - 1];
}

static void test_incus_vlans(void)
{
	FACTS_OF(f);
	const struct vt_nic *nic;

	is_str(incus_vlans(f, ",\"vlan\":\"7\"")->vlan, "7", "one");
	nic = incus_vlans(f, ",\"vlan\":\"7\",\"vlan.tagged\":\"8,9\"");
	is_str(nic->vlan, "7,8,9", "and tagged ones");
	ok(nic->vlan_trunk && nic->vlan_native == 7, "beside that of untagged frames");
	nic = incus_vlans(f, ",\"vlan\":\"none\",\"vlan.tagged\":\"8\"");
	is_str(nic->vlan, "8", "tagged ones alone");
	ok(nic->vlan_trunk && !nic->vlan_native, "untagged frames go nowhere");
	ok(!incus_vlans(f, ",\"vlan\":\"none\"")->vlan, "none");
	ok(!incus_vlans(f, ",\"vlan\":\"7\",\"vlan.tagged\":\"10-20\"")->vlan,
	   "a range is not compared");
	ok(!incus_vlans(f, ",\"vlan.tagged\":\"8\"")->vlan,
	   "beside tagged ones alone is the bridge's own, whichever that is");
	ok(!incus_vlans(f, "")->vlan, "nothing");
}

/* What a NIC of a VM that runs has instead of a tap; NULL = a tap, or what is not known. */
static void incus_instead(struct vt_facts *f, const char *members, const char *type,
			  const char *bridge)
{
	char text[512];

	f->nics.n = 0;
	snprintf(text, sizeof(text), "{\"name\":\"a\",\"uuid\":\"" UUID "\",\"nics\":[{%s}]}",
		 members);
	is_int(decode(f, "incus", "a", text), 0, members);
	is_str(f->nics.v[0].type, type, "what it has instead of a tap");
	is_str(f->nics.v[0].source_bridge, bridge, "its bridge");
}

static void test_incus_instead(void)
{
	FACTS_OF(f);

	f->own_netns = 1;
	*vt_vec_add(&f->links) =
		(struct vt_link){ .netns = 1, .ifname = "lan", .kind = VT_KIND_BRIDGE };
	incus_instead(f, "\"network\":\"ovn\"", NULL, NULL);
	add_process(f, 7, "incus", NULL);
	f->procs.v[0].uuid = UUID;
	incus_instead(f, "\"network\":\"ovn\"", "none", NULL);
	incus_instead(f, "\"network\":\"ovn\",\"host_name\":\"tap1\"", NULL, NULL);
	incus_instead(f, "\"network\":\"vfs\",\"host_name\":\"eth0v3\",\"passthrough\":true",
		      "hostdev", NULL);
	incus_instead(f, "\"nictype\":\"physical\",\"parent\":\"eth0\",\"host_name\":\"eth0\"",
		      "hostdev", NULL);
	incus_instead(f, "\"nictype\":\"physical\",\"parent\":\"lan\",\"host_name\":\"tap1\"", NULL,
		      "lan");
	incus_instead(f, "\"nictype\":\"sriov\",\"parent\":\"lan\"", "hostdev", "lan");
}

static void test_incus(void)
{
	FACTS_OF(f);
	static const char vm[] =
		"{\"name\":\"web\",\"project\":\"test\",\"status_code\":103,\"uuid\":\"" UUID
		"\",\"nics\":[{\"device\":\"eth0\",\"hwaddr\":\"00:16:3E:00:00:01\","
		"\"host_name\":\"tap1\",\"nictype\":\"bridged\",\"parent\":\"br0\","
		"\"vlan\":\"7\"},{\"device\":\"vf\",\"nictype\":\"sriov\"},"
		"{\"device\":\"net\",\"network\":\"ovn\",\"host_name\":\"tap2\"}]}";

	is_int(decode(f, "incus", "web", vm), 0, "one that runs elsewhere");
	is_int((long long)f->domains.n, 0, "is none of this host");
	add_process(f, 7, "incus", NULL);
	f->procs.v[0].uuid = UUID;
	is_int(decode(f, "incus", "web", vm), 0, "an instance");
	is_str(f->domains.v[0].manager_id, "test/web", "its project and name");
	is_int(f->domains.v[0].pid, 7, "its process, by the UUID");
	is_int(f->domains.v[0].basis, VT_BASIS_LIVE, "its basis");
	is_int((long long)f->nics.n, 3, "its NICs");
	is_str(f->nics.v[0].target, "tap1", "tap");
	is_str(f->nics.v[0].mac, "00:16:3e:00:00:01", "MAC");
	is_str(f->nics.v[0].source_bridge, "br0", "bridge");
	is_str(f->nics.v[0].vlan, "7", "VLAN");
	is_str(f->nics.v[1].type, "hostdev", "a VF has no tap");
	ok(!f->nics.v[2].source_bridge, "a network need not be a bridge");
	is_int(decode(f, "lxd", "off", "{\"name\":\"x\",\"status_code\":102,\"nics\":[]}"), 0,
	       "of LXD");
	is_str(vt_domain_manager(f, &f->domains.v[1]), "lxd", "has its own name");
	is_int(f->domains.v[1].basis, VT_BASIS_LIVE, "and the same basis");
	f->domains.n = 1;
	is_int(decode(f, "incus", "off", "{\"name\":\"off\",\"status_code\":102,\"nics\":[]}"), 0,
	       "a stopped one");
	ok(!f->domains.v[1].active, "does not run");
	is_int(decode(f, "incus", "x", "{\"project\":\"x\"}"), -1, "without a name");
	is_int(decode(f, "incus", "x", "[]"), -1, "no object");
	is_int(decode(f, "incus", "x", "{"), -1, "no JSON");
}

/* What of @code means that there is a process, though it is not seen here. */
static void incus_state(int code, bool runs)
{
	FACTS_OF(f);
	char text[128];

	snprintf(text, sizeof(text), "{\"name\":\"a\",\"status_code\":%d,\"nics\":[]}", code);
	is_int(decode(f, "incus", "a", text), 0, text);
	is_int((long long)f->domains.n, !runs, runs ? "runs elsewhere" : "is off");
}

/* A NIC on a network, which is the link of that name where it is a bridge. */
static void incus_network(const char *what, const char *ifname, enum vt_kind kind, uint64_t netns,
			  bool bridge)
{
	FACTS_OF(f);
	struct vt_link *last;

	f->own_netns = 1;
	*vt_vec_add(&f->links) = (struct vt_link){ .netns = netns, .ifname = ifname, .kind = kind };
	last = vt_vec_add(&f->links);
	*last = (struct vt_link){ .netns = 1, .ifname = "eth0", .kind = VT_KIND_OTHER };
	decode(f, "incus", "a",
	       "{\"name\":\"a\",\"status_code\":102,\"nics\":[{\"network\":\"net\"},{}]}");
	is_str(f->nics.v[0].source_bridge, bridge ? "net" : NULL, what);
	ok(!f->nics.v[1].source_bridge, "a NIC that says nothing is on none");
	/* In the other order. */
	f->links.v[1] = f->links.v[0];
	f->links.v[0] = (struct vt_link){ .netns = 1, .ifname = "eth0", .kind = VT_KIND_OTHER };
	f->nics.n = 0;
	decode(f, "incus", "a",
	       "{\"name\":\"a\",\"status_code\":102,\"nics\":[{\"network\":\"net\"}]}");
	is_str(f->nics.v[0].source_bridge, bridge ? "net" : NULL, "wherever it is");
}

static void test_incus_more(void)
{
	FACTS_OF(f);
	static const char vm[] = "{\"name\":\"a\",\"status_code\":103,\"uuid\":\"" UUID
				 "\",\"nics\":[{\"nictype\":\"ipvlan\",\"parent\":\"\","
				 "\"host_name\":\"\"},{\"nictype\":\"physical\"}]}";

	for (int code = 100; code < 116; code++)
		incus_state(code, code == 103 || code == 110 || code == 113);
	incus_network("a bridge", "net", VT_KIND_BRIDGE, 1, true);
	incus_network("Open vSwitch's", "net", VT_KIND_OVS, 1, true);
	incus_network("a link that is none", "net", VT_KIND_OTHER, 1, false);
	incus_network("a bridge elsewhere", "net", VT_KIND_BRIDGE, 2, false);
	incus_network("another bridge", "other", VT_KIND_BRIDGE, 1, false);
	add_process(f, 7, "incus", NULL);
	add_process(f, 8, "incus", NULL);
	f->procs.v[0].uuid = f->procs.v[1].uuid = UUID;
	f->procs.v[0].alive = false;
	is_int(decode(f, "incus", "a", vm), 0, "a process of its UUID that ended");
	is_int(f->domains.v[0].pid, 8, "is not its own");
	is_str(f->nics.v[0].type, "hostdev", "ipvlan has no tap");
	is_str(f->nics.v[1].type, "hostdev", "nor has a card");
	ok(!f->nics.v[0].target && !f->nics.v[0].source_bridge, "what is empty is not said");
	f->procs.v[1].hypervisor = false;
	f->domains.n = 0;
	decode(f, "incus", "a", vm);
	is_int((long long)f->domains.n, 0, "nor is a program that has the UUID as an argument");
	f->procs.v[1].uuid = NULL;
	f->procs.v[1].hypervisor = true;
	decode(f, "incus", "a", "{\"name\":\"a\",\"status_code\":103,\"nics\":[]}");
	is_int((long long)f->domains.n, 0, "no UUID is nobody's");
}

/* The lock of the PID file, and the UUID where both are there. */
static void test_incus_pid(void)
{
	FACTS_OF(f);
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);

	*s = (struct vt_raw_source){ .manager = "incus",
				     .id = "a",
				     .pid = 9,
				     .text = "{\"name\":\"a\",\"uuid\":\"" UUID "\",\"nics\":[]}" };
	add_process(f, 9, NULL, NULL);
	vt_managers_decode(f, raw);
	is_int(f->domains.v[0].pid, 9, "who has locked the PID file");
	ok(f->domains.v[0].active, "is its process, whatever its state is called");
	add_process(f, 7, NULL, NULL);
	f->procs.v[1].uuid = UUID;
	f->domains.n = 0;
	vt_managers_decode(f, raw);
	is_int(f->domains.v[0].pid, 7, "but for the one that has its UUID");
	vt_raw_free(raw);
}

static void test_claims(void)
{
	FACTS_OF(f);
	struct vt_err err = { 0 };

	add_process(f, 7, "systemd", "x.service");
	is_int(decode(f, "claims", NULL,
		      "{\"domain\":\"a\",\"device\":\"t0\",\"pid\":7,\"mac\":\"02:00:00:00:00:0A\","
		      "\"bridge\":\"br0\",\"manager\":\"one\"}\n"
		      "\n"
		      "{\"domain\":\"a\",\"device\":\"t1\",\"manager\":\"one\"}\n"
		      "{\"domain\":\"b\",\"device\":\"t2\"}"),
	       0, "three lines");
	is_int((long long)f->domains.n, 2, "two VMs");
	is_str(vt_domain_manager(f, &f->domains.v[0]), "one", "what the manager is called");
	is_str(vt_domain_manager(f, &f->domains.v[1]), "claims", "where it is not said");
	is_int(f->domains.v[0].basis, VT_BASIS_CONFIG, "basis");
	ok(f->domains.v[0].active && !f->domains.v[1].active, "one runs");
	is_int((long long)f->nics.n, 3, "three NICs");
	is_int(f->nics.v[1].index, 1, "the second of one VM");
	is_str(f->nics.v[0].mac, "02:00:00:00:00:0a", "MAC");
	is_int(f->nics.v[0].managed, VT_UNKNOWN, "of a VM that runs");
	is_int(f->nics.v[2].managed, VT_NO, "a device that waits");
	is_int(vt_claims_check("{\"domain\":\"a\",\"device\":\"t0\"}\n\n{\"domain\":\"a\"}", &err),
	       -EBADMSG, "a line without device");
	is_str(err.msg, "line 3 has no \"device\"", "is named by its number");
	err.code = 0;
	is_int(vt_claims_check("[]", &err), -EBADMSG, "no object");
	err.code = 0;
	is_int(vt_claims_check("{", &err), -EBADMSG, "no JSON");
	is_int(vt_claims_check(" \t\r\n", &err), 0, "nothing");
}

static void add_netns(struct vt_facts *f, uint64_t inode, const char *path, const char *name)
{
	*vt_vec_add(&f->netnses) =
		(struct vt_netns){ .inode = inode, .path = path, .name = name, .links_ok = true };
}

static void add_holder(struct vt_facts *f, uint32_t proc, const char *ifname, uint64_t netns)
{
	struct vt_holder *h = vt_vec_add(&f->holders);

	h->proc = proc;
	h->ifname = ifname;
	h->netns = netns;
}

/* Of the first NIC of a file that has one claim. */
static uint64_t netns_of_claim(struct vt_facts *f, const char *netns)
{
	size_t nics = f->nics.n;
	char text[256];

	snprintf(text, sizeof(text), "{\"domain\":\"a%zu\",\"device\":\"tap0\",\"netns\":%s}", nics,
		 netns);
	is_int(decode(f, "claims", NULL, text), 0, text);
	return f->nics.n > nics ? f->nics.v[nics].netns : 0;
}

static void test_claims_netns(void)
{
	FACTS_OF(f);
	struct vt_err err = { 0 };

	add_process(f, 7, "systemd", "a.service");
	add_process(f, 8, "systemd", "b.service");
	f->procs.v[1].netns = 4026533002;
	add_netns(f, 4026533001, "/run/netns/fc-a", "fc-a");
	add_netns(f, 4026533002, "/proc/8/ns/net", NULL);
	add_netns(f, 4026533003, "/run/netns/4026533001", "4026533001");
	add_holder(f, 0, "tap0", 4026533001);
	add_holder(f, 1, "tap0", 4026533002);
	is_int((long long)netns_of_claim(f, "\"fc-a\""), 4026533001, "by its name");
	ok(f->domains.v[0].active && f->domains.v[0].pid == 7,
	   "the process that holds a device of that name there");
	is_int((long long)netns_of_claim(f, "4026533002"), 4026533002, "by a number");
	is_int(f->domains.v[1].pid, 8, "the other one");
	is_int((long long)netns_of_claim(f, "\"4026533002\""), 4026533002, "by its digits");
	is_int((long long)netns_of_claim(f, "\"4026533001\""), 4026533003, "which may be a name");
	is_int((long long)netns_of_claim(f, "\"net:[4026533001]\""), 4026533001, "by its link");
	is_int((long long)netns_of_claim(f, "\"/run/netns/fc-a\""), 4026533001, "by a path");
	is_int((long long)netns_of_claim(f, "\"/var/run/netns/fc-a\""), 4026533001,
	       "the older one");
	is_int((long long)netns_of_claim(f, "\"/proc/8/ns/net\""), 4026533002, "of a process");
	ok(netns_of_claim(f, "\"/proc/9/ns/net\"") == VT_NETNS_GONE, "of none that is here");
	ok(netns_of_claim(f, "\"fc-b\"") == VT_NETNS_GONE, "a name of none");
	ok(netns_of_claim(f, "\"net:[4026533001]x\"") == VT_NETNS_GONE, "nearly a link");
	is_str(f->nics.v[f->nics.n - 1].netns_claim, "net:[4026533001]x", "in its own words");
	is_int((long long)netns_of_claim(f, "null"), 0, "none is said");
	f->unreadable = 1;
	is_int(decode(f, "claims", NULL, "{\"domain\":\"z\",\"device\":\"t\",\"netns\":\"fc-b\"}"),
	       -1, "where not all can be seen that is a gap");
	ok(f->gaps.v[0].netns == VT_NETNS_GONE, "of that claim");
	is_int(vt_claims_check("{\"domain\":\"a\",\"device\":\"t\",\"netns\":[]}", &err), -EBADMSG,
	       "a list");
	is_str(err.msg, "line 1 has a \"netns\" that names none", "is named");
	err.code = 0;
	is_int(vt_claims_check("{\"domain\":\"a\",\"device\":\"t\",\"netns\":\"\"}", &err),
	       -EBADMSG, "no name");
}

static void witness(struct vt_facts *f, const char *id, int32_t pid, const char *text)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);

	f->procs.v[0].manager = f->procs.v[0].manager_id = NULL;
	s->manager = VT_MACHINED;
	s->id = id;
	s->pid = pid;
	s->text = text;
	vt_machined_decode(f, raw);
	vt_managers_decode(f, raw);
	vt_raw_free(raw);
}

static void test_machined_rows(void)
{
	static const char text[] = "NAME=box\nCLASS=vm\n";
	const struct vt_raw_source rows[] = {
		{ .manager = "proxmox", .id = "box", .pid = 7, .text = text },
		{ .manager = VT_MACHINED, .id = "box", .pid = 7 },
		{ .manager = VT_MACHINED, .pid = 7, .text = "CLASS=vm\n" },
	};
	FACTS_OF(f);
	struct vt_raw *raw = vt_raw_new();

	add_process(f, 7, NULL, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		vt_vec_push(&raw->sources, rows[i]);
	vt_machined_decode(f, raw);
	ok(!f->procs.v[0].manager, "another's row, one without text, one without a name");
	raw->sources.n = 0;
	vt_vec_push(&raw->sources, rows[0]);
	raw->sources.v[0].manager = VT_MACHINED;
	f->procs.v[0].manager = "docker";
	vt_machined_decode(f, raw);
	is_str(f->procs.v[0].manager, "docker", "what the cgroup says comes first");
	vt_raw_free(raw);
}

static void test_macs(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "00:16:3e:00:00:01", "00:16:3e:00:00:01" },
		{ "0A:9F:AF:FA:09:90", "0a:9f:af:fa:09:90" },
		{ NULL, NULL },
		{ "", NULL },
		{ "00:16:3e:00:00:0", NULL },
		{ "00:16:3e:00:00:012", NULL },
		{ "00-16-3e-00-00-01", NULL },
		{ "00:16:3e:00:00:0g", NULL },
		{ "00:16:3e:00:00:0G", NULL },
		{ "00:16:3e:00:00:0/", NULL },
		{ "00:16:3e:00:00:0:", NULL },
		{ "00:16:3e:00:00:0`", NULL },
		{ "00:16:3e:00:00:0@", NULL },
	};
	FACTS_OF(f);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(vt_manager_mac(f, cases[i].text), cases[i].want,
		       cases[i].text ? cases[i].text : "none");
}

/* Who is a process, by its number. */
static void test_rows(void)
{
	FACTS_OF(f);
	struct vt_domain d = { .name = "a" };
	struct vt_raw *raw = vt_raw_new();

	add_process(f, 1, NULL, NULL);
	add_process(f, 0, NULL, NULL);
	is_int(vt_manager_proc_by_pid(f, 1), 0, "PID 1 of a container");
	is_int(vt_manager_proc_by_pid(f, 0), VT_NONE, "0 is nobody's");
	f->procs.v[0].alive = false;
	vt_manager_runs(f, &d, 0);
	ok(!d.active, "a process that ended does not run");
	vt_vec_add(&raw->managers)->name = "nobody";
	vt_managers_decode(f, raw);
	is_int((long long)f->managers.n, 0, "a manager that this version does not know");
	vt_raw_free(raw);
}

/* A file of so many lines is no host's. */
static void test_claims_lines(void)
{
	struct vt_err err = { 0 };
	VT_BUF_OF(text);

	for (int i = 0; i < 16384; i++)
		vt_buf_str(&text, "\n");
	is_int(vt_claims_check(text.p, &err), 0, "16384 lines");
	vt_buf_str(&text, "\n");
	is_int(vt_claims_check(text.p, &err), -EFBIG, "one more");
	is_str(err.msg, "more than 16384 lines", "says so");
}

static const struct {
	const char *what, *id, *text, *manager, *manager_id;
	int32_t pid;
} machines[] = {
	{ "a machine", "box", "NAME=box\nCLASS=vm\nMONOTONIC=5000000\n", "systemd", "box", 7 },
	{ "in quotes", "box", "NAME=\"box\"\nSERVICE=\"x\"\nCLASS=\"vm\"\n", "systemd", "box", 7 },
	{ "of libvirt's", "qemu-3-web", "NAME=qemu-3-web\nSERVICE=libvirt-qemu\nCLASS=vm\n",
	  "libvirt", "3", 7 },
	{ "of libvirt's, without a number", "web", "NAME=web\nSERVICE=libvirt-qemu\nCLASS=vm\n",
	  "libvirt", NULL, 7 },
	{ "of root's", "box", "NAME=box\nCLASS=vm\nUID=0\n", "systemd", "box", 7 },
	{ "of a user's", "box", "NAME=box\nCLASS=vm\nUID=1000\n", NULL, NULL, 7 },
	{ "a container", "box", "NAME=box\nCLASS=container\n", NULL, NULL, 7 },
	{ "of another name than its file's", "box", "NAME=cube\nCLASS=vm\n", NULL, NULL, 7 },
	{ "of another process", "box", "NAME=box\nCLASS=vm\n", NULL, NULL, 8 },
	{ "registered before the process was", "box", "NAME=box\nCLASS=vm\nMONOTONIC=2000000\n",
	  NULL, NULL, 7 },
	{ "no number", "box", "NAME=box\nCLASS=vm\nMONOTONIC=x\n", NULL, NULL, 7 },
	{ "escapes", "b", "NAME=b\\x2d\nCLASS=vm\n", NULL, NULL, 7 },
	{ "escapes, as they are", "b\\x2d", "NAME=b\\x2d\nCLASS=vm\n", NULL, NULL, 7 },
	{ "a key of that length before it", "box", "ROOT=/x\nNAME=box\nCLASS=vm\n", "systemd",
	  "box", 7 },
	{ "a key that begins so", "box", "NAMES=x\nNAME=box\nCLASS=vm\n", "systemd", "box", 7 },
	{ "a quote alone", "\"", "NAME=\"\nCLASS=vm\n", "systemd", "\"", 7 },
	{ "a quote behind", "box\"", "NAME=box\"\nCLASS=vm\n", "systemd", "box\"", 7 },
	{ "a quote before", "\"box", "NAME=\"box\nCLASS=vm\n", "systemd", "\"box", 7 },
	{ "of nobody", "box", "NAME=box\nCLASS=vm\nUID=\n", "systemd", "box", 7 },
	{ "registered a second before, by a clock that differs", "box",
	  "NAME=box\nCLASS=vm\nMONOTONIC=4000000\n", "systemd", "box", 7 },
	{ "an empty file", "box", "", NULL, NULL, 7 },
};

static void test_machined(void)
{
	FACTS_OF(f);
	struct vt_proc *p;

	add_process(f, 7, NULL, NULL);
	p = &f->procs.v[0];
	p->start = 500; /* 5 s */
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++) {
		witness(f, machines[i].id, machines[i].pid, machines[i].text);
		is_str(p->manager, machines[i].manager, machines[i].what);
		is_str(p->manager_id, machines[i].manager_id, "and its id");
	}
	p->cgroup = "/user.slice/user-1000.slice/session-1.scope";
	witness(f, "box", 7, machines[0].text);
	ok(!p->manager, "nor for what is in a login session");
	p->cgroup = "/../..";
	p->manager_open = true;
	witness(f, "box", 7, machines[0].text);
	ok(p->manager && !p->manager_open, "where the cgroup is out of sight it is not");
	p->hypervisor = false;
	witness(f, "box", 7, machines[0].text);
	ok(!p->manager, "nor for what is no VMM");
	p->hypervisor = true;
	p->alive = false;
	witness(f, "box", 7, machines[0].text);
	ok(!p->manager, "nor for a dead one");
	is_int((long long)(f->managers.n + f->domains.n + f->gaps.n), 0, "it claims nothing");
}

int main(void)
{
	test_incus();
	test_claims();
	test_claims_netns();
	test_machined();
	test_machined_rows();
	test_macs();
	test_rows();
	test_claims_lines();
	test_incus_vlans();
	test_incus_instead();
	test_incus_more();
	test_incus_pid();
	return done();
}
