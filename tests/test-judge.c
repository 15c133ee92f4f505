/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules, a row per clause: facts, the codes that come of them in their
 * order, and the statuses of the rows. Each clause of a rule has a row that
 * fails without it.
 */
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

/* A device that nobody has to do with. */
#define PERSISTENT "persist=yes carrier=no "

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

	/* extra-holder */
	{ "a second process holds it, too", VM "proc 300 uuid=none; holder h2 ifname=vnet0 file=0",
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
};

static void add_word(struct vt_buf *out, const char *word)
{
	vt_buf_fmt(out, "%s%s", out->len ? " " : "", word);
}

static void test_rules(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f =
			scene(rows[i].facts);
		struct vt_analysis *a = vt_analyze(f);
		struct vt_report *r = vt_report_new(a, NULL, NULL);
		const struct vt_findings *list = r->findings;
		VT_BUF_OF(codes);
		VT_BUF_OF(status);

		for (size_t k = 0; k < list->rows.n; k++)
			add_word(&codes, vt_class(list->rows.v[k].code)->code);
		for (size_t k = 0; k < r->mappings.n; k++)
			add_word(&status, vt_status_name(r->mappings.v[k].status));
		is_str(codes.p ? codes.p : "", rows[i].codes, rows[i].what);
		if (rows[i].status)
			is_str(status.p ? status.p : "", rows[i].status, "and the statuses");
		vt_report_free(r);
		vt_analysis_free(a);
	}
}

int main(void)
{
	test_rules();
	return done();
}
