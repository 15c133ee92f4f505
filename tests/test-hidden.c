/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a gap costs: one VM, namespace, port or process that could not be read
 * costs what depends on it. A row per scope and per sort of dependence: facts,
 * codes, statuses, and whether the answer is open.
 */
#include <config.h>

#include "analyze/analysis.h"

#include "scene.h"
#include "tap.h"
#include "util/str.h"

/* A healthy VM: web1's net0 is vnet0 on br0, held by PID 100. */
#define VM \
	"link br0 kind=bridge; domain web1; nic net0 target=vnet0;" \
	"link vnet0 master=br0 persist=yes carrier=yes; proc 100; holder vnet0;"

/* Another one, whose XML could not be read; its process is known. */
#define UNREAD VM "domain db1 xml_ok=no; pidfile db1 owner=200; proc 200;"
#define ITS_XML "gap domain-xml hides=1 uuid=db1 uri=qemu:///system subject=db1;"

/* One of another connection, which is not known at all. */
#define HIDDEN \
	VM "gap domain-hidden uuid=db1 uri=qemu:///system pid=200 subject=db1; proc 200 uuid=db1;"

#define STRAY "link tap9 persist=yes carrier=no;"
#define PROGRAM "link tun5; proc 300 uuid=none hypervisor=no; holder tun5;"
#define HYPERVISOR "link tap7; proc 400 uuid=none; holder tap7;"
#define MACVTAP \
	"nic net0 type=direct source_bridge=none; link vnet0 kind=macvtap master=none;" \
	"holder vnet0 by_macvtap=yes;"
#define HELD_ELSEWHERE MACVTAP "drop holder vnet0; proc 300 uuid=none; holder vnet0 by_macvtap=yes;"
#define SILENT(pid) "gap process-silent hides=4 pid=" pid ";"

static const struct {
	const char *what, *facts, *codes, *status;
	bool open;
} rows[] = {
	{ "no gap", VM, "", "ok", false },
	{ "a gap that hides nothing", VM "gap binding-xml", "", "ok", false },

	/* one VM whose claims are not known */
	{ "a VM without XML: another one is whole", UNREAD ITS_XML, "", "ok", true },
	{ "it may claim the tap in its namespace", UNREAD ITS_XML STRAY, "", "ok unknown", true },
	{ "but not one in another", UNREAD ITS_XML STRAY "link tap9 netns=2", "stray-tap",
	  "ok stray", true },
	{ "its process is not known, so nor is its namespace",
	  UNREAD ITS_XML STRAY "link tap9 netns=2; drop pidfile db1; drop proc 200", "",
	  "ok unknown", true },
	{ "what another VM's claims do not name",
	  UNREAD ITS_XML "link vnet5; holder vnet5 proc=100", "undeclared-device", "ok unknown",
	  true },
	{ "a hypervisor that is another process", UNREAD ITS_XML HYPERVISOR "domain db1",
	  "unmanaged-hypervisor", "ok unmanaged", true },
	{ "a hypervisor, and the VM's process is not known",
	  UNREAD ITS_XML "drop pidfile db1; drop proc 200;" HYPERVISOR, "", "ok unknown", true },
	{ "a program that has the device it may claim", UNREAD ITS_XML PROGRAM, "", "ok unknown",
	  true },
	{ "and one in another namespace",
	  UNREAD ITS_XML PROGRAM "link tun5 netns=2; holder tun5 netns=2", "foreign-holder",
	  "ok foreign", true },
	{ "a PID file of another VM", UNREAD ITS_XML "pidfile old path=/run/old.pid pid=9",
	  "stale-pidfile", "ok", true },
	{ "a record of another VM",
	  UNREAD ITS_XML "domain old active=no; record b1 owner_uuid=old conn=qemu:///system",
	  "stale-binding", "ok", true },
	{ "a record of its own",
	  UNREAD ITS_XML "domain db1 active=no; record b1 owner_uuid=db1 conn=qemu:///system", "",
	  "ok", true },
	{ "a record of nobody", UNREAD ITS_XML "record b1 ifname=vnet9", "", "ok", true },

	/* a VM that is not listed */
	{ "a VM that is not listed: others are whole", HIDDEN "link vnet5; holder vnet5 proc=100",
	  "undeclared-device", "ok unknown", true },
	{ "its own process has a device", HIDDEN "link vnet5; proc 200; holder vnet5", "",
	  "ok unknown", true },
	{ "its own PID file", HIDDEN "pidfile db1 path=/run/db1.pid owner=200", "", "ok", true },
	{ "another PID file", HIDDEN "pidfile old path=/run/old.pid pid=9", "stale-pidfile", "ok",
	  true },

	/* a connection */
	{ "another connection failed: what a VM does not name",
	  VM "gap connection-failed uri=qemu:///session; link vnet5; holder vnet5 proc=100",
	  "undeclared-device", "ok unknown", true },
	{ "its own failed",
	  VM "gap connection-failed uri=qemu:///system; link vnet5; holder vnet5 proc=100", "",
	  "ok unknown", true },
	{ "a PID file of another",
	  VM "gap connection-failed uri=qemu:///session; pidfile old path=/run/old.pid pid=9",
	  "stale-pidfile", "ok", true },
	{ "a PID file of its own",
	  VM "gap connection-failed uri=qemu:///system; pidfile old path=/run/old.pid pid=9", "",
	  "ok", true },
	{ "a tap that a VM of it may claim", VM "gap connection-failed uri=qemu:///session;" STRAY,
	  "", "ok unknown", true },

	/* a network namespace */
	{ "a user's own namespace", VM "gap netns-unreadable netns=7 owner=1000", "", "ok", false },
	{ "one of the host's", VM "gap netns-unreadable netns=7", "", "ok", true },
	{ "a user's own, with a VM in it",
	  VM "proc 100 netns=7; link vnet0 netns=7; link br0 netns=7; holder vnet0 netns=7;"
	     "gap netns-unreadable netns=7 owner=1000",
	  "", "ok", true },
	{ "a record of a device that may be in it",
	  VM "record b1 ifname=vnet9; gap netns-unreadable netns=7", "", "ok", true },
	{ "which is nobody's but root's to put there",
	  VM "record b1 ifname=vnet9; gap netns-unreadable netns=7 owner=1000", "stale-binding",
	  "ok", false },
	{ "more of a user's namespaces", VM "gap netns-unreadable owner=1000", "", "ok", false },
	{ "and one of them is the VM's",
	  VM
	  "drop holder vnet0; drop link vnet0; proc 100 netns=7; gap netns-unreadable owner=1000",
	  "", "unknown", true },
	{ "and the VM's was read",
	  VM "drop holder vnet0; drop link vnet0; netns 1 links_ok=yes;"
	     "gap netns-unreadable owner=1000",
	  "missing-device", "mismatch", false },

	/* one process */
	{ "a process that may hold anything: the kernel counts a tap's queues",
	  VM "link vnet0 multi_queue=yes queues_enabled=1 queues_disabled=0;" SILENT("900"), "",
	  "ok", false },
	{ "and a macvtap's it does not", VM MACVTAP SILENT("900"), "", "ok", true },
	{ "queues of the VM's own process", VM MACVTAP "nic net0 queues=2;" SILENT("900"),
	  "queue-mismatch", "mismatch", true },
	{ "which is that process", VM MACVTAP "nic net0 queues=2;" SILENT("100"), "", "unknown",
	  true },
	{ "another holder than the VM's process",
	  VM MACVTAP
	  "drop holder vnet0; proc 300 uuid=none; holder vnet0 by_macvtap=yes;" SILENT("900"),
	  "wrong-holder", "mismatch", true },
	{ "and the VM's process is that process",
	  VM MACVTAP
	  "drop holder vnet0; proc 300 uuid=none; holder vnet0 by_macvtap=yes;" SILENT("100"),
	  "", "unknown", true },
	{ "a VM without process, and one that is not known",
	  VM "link vnet0 carrier=no; drop holder vnet0; drop proc 100;"
	     "gap process-silent hides=16 pid=900",
	  "", "unknown", true },
	{ "one that is another VM's",
	  VM "domain db1; proc 200; pidfile db1 owner=200; domain web1;"
	     "link vnet0 carrier=no; drop holder vnet0; proc 100 uuid=none;"
	     "gap process-silent hides=16 pid=200",
	  "no-process", "mismatch", false },
	{ "one that is no hypervisor",
	  VM
	  "link vnet0 carrier=no; drop holder vnet0; proc 100 uuid=none hypervisor=no exe=/bin/sh;"
	  "gap process-silent hides=16 pid=100",
	  "no-process", "mismatch", false },
	{ "all VMs have their process", VM "gap process-silent hides=16 pid=900", "", "ok", false },

	/* one sort of descriptor */
	{ "macvtaps are not seen: a tap is",
	  VM "drop holder vnet0; link vnet0 persist=yes carrier=unknown;"
	     "gap descriptor-unreadable macvtap=yes",
	  "not-held", "mismatch", false },
	{ "a macvtap is not", VM MACVTAP "drop holder vnet0; gap descriptor-unreadable macvtap=yes",
	  "", "unknown", true },
	{ "there is none", VM "gap descriptor-unreadable macvtap=yes", "", "ok", false },

	/* gaps without scope, and such as are about what does not matter */
	{ "what nobody claims may be another's", VM PROGRAM "gap no-libvirt", "", "ok unknown",
	  true },
	{ "what another VM's claims do not name, and no connection is known",
	  VM "link vnet5; holder vnet5 proc=100; gap no-libvirt", "", "ok unknown", true },
	{ "what its own configuration names",
	  VM "link vnet5; holder vnet5 proc=100; gap domain-xml hides=1 pid=100", "", "ok unknown",
	  true },
	{ "and another process's does not",
	  VM "link vnet5; holder vnet5 proc=100; proc 900 uuid=none;"
	     "gap domain-xml hides=1 pid=900",
	  "undeclared-device", "ok unknown", true },
	{ "a hypervisor that has the UUID of the VM whose XML is not known",
	  VM "link tap7; proc 400 uuid=x; holder tap7; gap domain-xml hides=1 uuid=x", "",
	  "ok unknown", true },
	{ "a hypervisor that has another",
	  VM "link tap7; proc 400 uuid=y; holder tap7;"
	     "gap domain-xml hides=1 uuid=x",
	  "unmanaged-hypervisor", "ok unmanaged", true },
	{ "a PID file, and no connection is known",
	  VM "gap no-libvirt; pidfile old path=/run/old.pid pid=9", "", "ok", true },
	{ "a macvtap in another namespace than who may claim it",
	  VM "link tap9 kind=macvtap addressed=no; proc 300 uuid=none netns=2;"
	     "gap domain-xml hides=1 pid=300",
	  "stray-macvtap", "ok stray", true },
	{ "a tap that waits, in another namespace",
	  VM "link tap9 owner=5 persist=yes carrier=no; proc 300 uuid=none netns=2;"
	     "gap domain-xml hides=1 pid=300",
	  "inactive-claim", "ok waiting", true },
	{ "a record whose VM may be of a connection that is not known",
	  VM "record b1 ifname=vnet9 owner_uuid=u; gap connection-failed uri=qemu:///session", "",
	  "ok", true },
	{ "a record of the VM whose XML is not known",
	  VM "record b1 ifname=vnet9 owner_uuid=u; gap domain-xml hides=1 uuid=u", "", "ok", true },
	{ "a record of another VM",
	  VM "record b1 ifname=vnet9 owner_uuid=w; gap domain-xml hides=1 uuid=u", "stale-binding",
	  "ok", true },
	{ "a bridge's dummy, and no connection is known",
	  VM "link br0-nic persist=yes carrier=no; gap no-libvirt", "", "ok unknown", true },
	{ "and the XML of what is shut off is not",
	  VM "link br0-nic persist=yes carrier=no; gap domain-xml hides=2", "", "ok stray", true },

	{ "a NIC's port, and another connection is not known",
	  VM "nic net0 portid=p1 type=network source_network=default;"
	     "gap connection-failed uri=qemu:///session",
	  "stale-binding", "mismatch", true },

	/* namespaces once more */
	{ "the own namespace, which is a user's",
	  "netns 1 owner_uid=1000; record b1 ifname=vnet9;"
	  "gap netns-unreadable netns=1 owner=1000",
	  "", "", true },
	{ "a user's own, which a VM that is shut off names",
	  VM "domain db1 active=no id=-1; nic eth0 target=tap9 netns=7;"
	     "gap netns-unreadable netns=7 owner=1000",
	  "", "ok", false },
	{ "more of a user's, and the VM's was not read either",
	  VM "drop holder vnet0; drop link vnet0; netns 1 links_ok=no;"
	     "gap netns-unreadable owner=1000",
	  "", "unknown", true },
	{ "all of them", VM "drop holder vnet0; drop link vnet0; netns 1; gap netns-unreadable", "",
	  "unknown", true },
	{ "more of a user's, and a record of what is in none of them",
	  VM "record b1 ifname=vnet9; gap netns-unreadable owner=1000", "stale-binding", "ok",
	  false },

	/* processes once more */
	{ "the VM without process may be a hypervisor that is not known further",
	  VM "link vnet0 carrier=no; drop holder vnet0; proc 100 uuid=none;"
	     "gap process-silent hides=16 pid=100",
	  "", "unknown", true },
	{ "or something of which nothing is known",
	  VM "link vnet0 carrier=no; drop holder vnet0;"
	     "proc 100 uuid=none hypervisor=no exe=none; gap process-silent hides=16 pid=100",
	  "", "unknown", true },
	{ "another holder, and the VM without process is not that of a gap",
	  VM "drop holder vnet0; proc 100 uuid=none; holder vnet0; domain db1; proc 200;"
	     "gap process-silent hides=16 pid=200",
	  "wrong-holder no-process", "mismatch", false },
	{ "nor of one about something else",
	  VM "drop holder vnet0; proc 100 uuid=none; holder vnet0; gap no-libvirt",
	  "wrong-holder no-process", "mismatch", true },
	{ "queues of the VM's own process, and another one's are not known",
	  VM MACVTAP "nic net0 queues=2; proc 900 uuid=none;" SILENT("900"), "queue-mismatch",
	  "mismatch", true },
	{ "a child of the VM's process, whose queues are not known",
	  VM MACVTAP "nic net0 queues=2; proc 900 uuid=none vm_pid=100;" SILENT("900"), "",
	  "unknown", true },
	{ "a macvtap that nobody is seen with, and another one's are not known",
	  VM MACVTAP "drop holder vnet0; proc 900 uuid=none;" SILENT("900"), "", "unknown", true },
	{ "a tap, the first of all links, of which the kernel says that nobody holds it",
	  "domain web1; nic net0 target=vnet0 source_bridge=none;"
	  "link vnet0 persist=yes carrier=no; proc 100; gap process-unreadable",
	  "not-held", "mismatch", true },
	{ "another holder of a tap, whose queues the kernel counts",
	  VM "drop holder vnet0; proc 300 uuid=none; holder vnet0; gap process-unreadable",
	  "wrong-holder", "mismatch", true },
	{ "of a macvtap, and what is not known is another process, and a connection",
	  VM MACVTAP "drop holder vnet0; proc 900 uuid=none; holder vnet0 by_macvtap=yes;" SILENT(
		  "900") "gap no-libvirt",
	  "wrong-holder", "mismatch", true },
	{ "what does not rest on holders, where one of two devices may be held",
	  VM "link vnet0 up=no; holder vnet0 netns=0; link other ifname=vnet0 netns=2", "link-down",
	  "mismatch unknown", true },
	{ "of which no holder may be hidden: one of two devices",
	  VM "link a; link other ifname=a netns=2; proc 300 uuid=none hypervisor=no;"
	     "holder a netns=0; gap process-silent hides=16 pid=900",
	  "", "ok unknown unknown", true },
	{ "processes that cannot be listed", VM "gap hidepid hides=16", "", "ok", true },
	{ "one whose claims of shut-off VMs are not known", VM "gap process-silent hides=2 pid=900",
	  "", "ok", true },
};

static void add_word(struct vt_buf *out, const char *word)
{
	vt_buf_fmt(out, "%s%s", out->len ? " " : "", word);
}

static void check(size_t i)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = scene(rows[i].facts);
	struct vt_analysis *a = vt_analyze(f);
	struct vt_report *r = vt_report_new(a, NULL, NULL);
	VT_BUF_OF(codes);
	VT_BUF_OF(statuses);

	vt_buf_str(&codes, "");
	vt_buf_str(&statuses, "");
	for (size_t k = 0; k < r->findings->rows.n; k++)
		add_word(&codes, vt_class(r->findings->rows.v[k].code)->code);
	for (size_t k = 0; k < r->mappings.n; k++)
		add_word(&statuses, vt_status_name(r->mappings.v[k].status));
	is_str(codes.p, rows[i].codes, rows[i].what);
	is_str(statuses.p, rows[i].status, "and the statuses");
	ok(r->open == rows[i].open, "and whether the answer is open");
	vt_report_free(r);
	vt_analysis_free(a);
}

/* A gap that is there in one scan only gets one scan more, and then the other two decide. */
static const struct {
	const char *what, *gaps[3];
	bool more;
	size_t earlier, later; /* of three */
} scans[] = {
	{ "no gap", { "", "", "" }, false, 1, 2 },
	{ "the same one in all", { SILENT("9"), SILENT("9"), SILENT("9") }, false, 1, 2 },
	{ "in the first only", { SILENT("9"), "", "" }, true, 1, 2 },
	{ "in the second only", { "", SILENT("9"), "" }, true, 0, 2 },
	{ "in the third only, too", { "", "", SILENT("9") }, false, 0, 1 },
	{ "of another process", { SILENT("9"), SILENT("8"), SILENT("8") }, true, 1, 2 },
	{ "of another VM", { "gap domain-xml uuid=a", "gap domain-xml uuid=b", "" }, true, 0, 2 },
	{ "of another namespace",
	  { "gap netns-unreadable netns=5", "gap netns-unreadable netns=6", "" },
	  true,
	  0,
	  2 },
	{ "one that does not pass", { "", "gap process-unreadable", "" }, false, 1, 2 },
};

static void check_scans(size_t i)
{
	struct vt_facts *f[3];
	size_t earlier = 9, later = 9;

	for (size_t k = 0; k < 3; k++)
		f[k] = scene(scans[i].gaps[k]);
	ok(vt_scans_differ(f[0], f[1]) == scans[i].more, "a gap: %s", scans[i].what);
	vt_scans_decide((const struct vt_facts *const *)f, 2, &earlier, &later);
	ok(earlier == 0 && later == 1, "of two scans both decide");
	vt_scans_decide((const struct vt_facts *const *)f, 3, &earlier, &later);
	ok(earlier == scans[i].earlier && later == scans[i].later, "of three, %zu and %zu", earlier,
	   later);
	for (size_t k = 0; k < 3; k++)
		vt_facts_free(f[k]);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(scans) / sizeof(*scans); i++)
		check_scans(i);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check(i);
	return done();
}
