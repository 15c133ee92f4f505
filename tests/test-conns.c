/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What daemons and namespaces told to rows of facts, and the gaps of what they did not. */
#include <config.h>

#include "collect/decode.h"
#include "collect/managers/machined.h"
#include "gaps.h"
#include "tap.h"
#include "util/str.h"

#define XML(uuid) \
	"<domain id='4'><title>t</title><description>d</description><name>n</name><uuid>" uuid \
	"</uuid><metadata><instance xmlns='http://openstack.org/xmlns/libvirt/nova/1.1'><ports>" \
	"<port><ip address='192.0.2.7'/></port></ports></instance></metadata><devices>" \
	"<interface type='bridge'/></devices></domain>"
#define STATUS(uuid) "<domstatus state='running' pid='7'>" XML(uuid) "</domstatus>"

static struct vt_raw_conn *add_conn(struct vt_raw *raw, const char *uri)
{
	struct vt_raw_conn *c = vt_raw_conn_new(uri);

	c->ok = true;
	vt_vec_push(&raw->conns, c);
	return c;
}

static bool says(const struct vt_gap *g, const char *words)
{
	return g && g->detail && strstr(g->detail, words);
}

/* Domains as a connection tells them. */
static const struct {
	const char *what;
	struct vt_raw_domain raw;
	int32_t id;
	enum vt_state state;
	bool transitional, xml_ok;
	unsigned int hides;
	const char *why;
} domains[] = {
	{ "one that runs",
	  { .xml = XML("u"), .id = 4, .active = true, .state = VT_STATE_RUNNING },
	  4,
	  VT_STATE_RUNNING,
	  false,
	  true,
	  0,
	  NULL },
	{ "one that stops",
	  { .xml = XML("u"), .id = 4, .active = true, .state = VT_STATE_SHUTDOWN },
	  4,
	  VT_STATE_SHUTDOWN,
	  true,
	  true,
	  0,
	  NULL },
	{ "one that is shut off has no id",
	  { .xml = XML("u"), .id = 4, .state = VT_STATE_SHUTDOWN },
	  -1,
	  VT_STATE_SHUTDOWN,
	  false,
	  true,
	  0,
	  NULL },
	{ "the last state",
	  { .xml = XML("u"), .state = VT_STATE_N - 1 },
	  -1,
	  VT_STATE_N - 1,
	  false,
	  true,
	  0,
	  NULL },
	{ "a state of tomorrow",
	  { .xml = XML("u"), .state = VT_STATE_N },
	  -1,
	  VT_STATE_NONE,
	  false,
	  true,
	  0,
	  NULL },
	{ "less than a state",
	  { .xml = XML("u"), .state = -1 },
	  -1,
	  VT_STATE_NONE,
	  false,
	  true,
	  0,
	  NULL },
	{ "whose XML did not come",
	  { .xml_error = "late", .id = 4, .active = true },
	  4,
	  VT_STATE_NONE,
	  false,
	  false,
	  VT_NEED_CLAIMS,
	  "late" },
	{ "whose XML did not come, shut off",
	  { .xml_error = "late" },
	  -1,
	  VT_STATE_NONE,
	  false,
	  false,
	  VT_NEED_INACTIVE,
	  "late" },
	{ "whose XML is none",
	  { .xml = "<domain>", .id = 4, .active = true },
	  4,
	  VT_STATE_NONE,
	  false,
	  false,
	  VT_NEED_CLAIMS,
	  "bad XML" },
};

static void test_domains(void)
{
	for (size_t i = 0; i < sizeof(domains) / sizeof(*domains); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_conn *c = add_conn(raw, "qemu:///system");
		const struct vt_gap *gap;
		struct vt_facts *f;
		const struct vt_domain *d;
		size_t n;

		vt_vec_push(&c->domains, domains[i].raw);
		c->domains.v[0].name = "n";
		c->domains.v[0].uuid = "u";
		f = vt_decode(raw);
		d = &f->domains.v[0];
		ok(f->domains.n == 1 && d->conn == 0 && d->manager == VT_NONE &&
			   d->id == domains[i].id && d->state == domains[i].state &&
			   d->active == domains[i].raw.active &&
			   d->transitional == domains[i].transitional &&
			   d->xml_ok == domains[i].xml_ok,
		   "%s", domains[i].what);
		n = gaps_of(f, VT_GAP_DOMAIN_XML, &gap);
		ok(n == (domains[i].why != NULL) &&
			   (!n ||
			    (gap->hides == domains[i].hides && says(gap, domains[i].why) &&
			     vt_streq(gap->uri, "qemu:///system") && vt_streq(gap->uuid, "u"))),
		   "its gap");
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

/* VMs that nobody asked about are one gap of each connection. */
static void test_unasked(bool other)
{
	struct vt_raw *raw = vt_raw_new();
	const struct vt_gap *gap;
	struct vt_facts *f;

	if (other)
		vt_raw_gap(raw, VT_GAP_BINDING_XML, "qemu:///system", "another one about it");
	for (unsigned int i = 0; i < 2; i++) {
		struct vt_raw_conn *c = add_conn(raw, i ? "qemu:///session" : "qemu:///system");

		for (unsigned int k = 0; k < 3; k++)
			vt_vec_push(&c->domains,
				    ((struct vt_raw_domain){
					    .name = "n", .uuid = "u", .unasked = true }));
	}
	f = vt_decode(raw);
	is_int((long long)f->domains.n, 6, "VMs that are shut off");
	is_int((long long)gaps_of(f, VT_GAP_NOT_ASKED, &gap), 2, "one gap of each connection");
	ok(gap != NULL && vt_streq(gap->uri, gap->subject), "which names it");
	is_int((long long)gaps_of(f, VT_GAP_DOMAIN_XML, &gap), 0, "and no other");
	vt_facts_free(f);
	vt_raw_free(raw);
}

/* The daemon answers, but for the XML of a VM. */
static void test_by_file(void)
{
	static const struct {
		const char *what, *xml, *error;
		bool active, xml_ok;
		const char *why;
		unsigned int hides;
	} rows[] = {
		{ "its status file", STATUS("u"), "late", true, true, "late; its file", 0 },
		{ "without a reason", STATUS("u"), NULL, true, true, "did not come; its file", 0 },
		{ "another VM's status file", STATUS("other"), "late", true, false, "late",
		  VT_NEED_CLAIMS },
		{ "a broken status file", "<domstatus>", "late", true, false, "late",
		  VT_NEED_CLAIMS },
		{ "no file", NULL, "late", true, false, "late", VT_NEED_CLAIMS },
		{ "shut off, a status file", STATUS("u"), "late", false, false, "no <domain>",
		  VT_NEED_INACTIVE },
		{ "shut off, its configuration", XML("u"), "late", false, true, "late; its file",
		  0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_conn *c = add_conn(raw, "qemu:///system");
		const struct vt_gap *gap;
		struct vt_facts *f;

		vt_vec_push(&c->domains, ((struct vt_raw_domain){ .name = "n",
								  .uuid = "u",
								  .xml = rows[i].xml,
								  .xml_error = rows[i].error,
								  .active = rows[i].active,
								  .id = 4,
								  .by_file = true }));
		f = vt_decode(raw);
		ok(f->domains.n == 1 && vt_streq(f->domains.v[0].uuid, "u") &&
			   f->domains.v[0].active == rows[i].active &&
			   f->domains.v[0].xml_ok == rows[i].xml_ok,
		   "%s", rows[i].what);
		ok(f->nics.n == rows[i].xml_ok && f->labels.n == rows[i].xml_ok &&
			   f->addresses.n == rows[i].xml_ok,
		   "with its NIC, label and address, and no other's");
		ok(gaps_of(f, VT_GAP_DOMAIN_XML, &gap) == 1 && says(gap, rows[i].why) &&
			   gap->hides == rows[i].hides && vt_streq(gap->uuid, "u") &&
			   vt_streq(gap->uri, "qemu:///system"),
		   "and it is told");
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

static const struct vt_domain *domain_of(const struct vt_facts *f, uint32_t conn, const char *uuid)
{
	for (size_t i = 0; i < f->domains.n; i++)
		if (f->domains.v[i].conn == conn && vt_streq(f->domains.v[i].uuid, uuid))
			return &f->domains.v[i];
	return NULL;
}

/* A daemon that does not answer: its status files, and configurations of what does not run. */
static void test_files(void)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_conn *c = add_conn(raw, "qemu:///system"), *other;
	const struct vt_domain *d;
	const struct vt_gap *gap;
	struct vt_facts *f;

	vt_vec_push(&c->domains,
		    ((struct vt_raw_domain){ .name = "f0", .xml = XML("1"), .config = true }));
	vt_vec_push(&c->domains,
		    ((struct vt_raw_domain){ .name = "f1", .xml = STATUS("1"), .status = true }));
	vt_vec_push(&c->domains,
		    ((struct vt_raw_domain){ .name = "f2", .xml = "<x", .status = true }));
	vt_vec_push(&c->domains,
		    ((struct vt_raw_domain){ .name = "f3", .xml = XML("3"), .config = true }));
	vt_vec_push(&c->domains,
		    ((struct vt_raw_domain){ .name = "f4", .xml = "<y", .config = true }));
	vt_vec_push(&c->domains,
		    ((struct vt_raw_domain){ .name = "f5",
					     .config = true,
					     .xml = "<domain><uuid>5</uuid></domain>" }));
	other = add_conn(raw, "qemu:///session");
	vt_vec_push(&other->domains,
		    ((struct vt_raw_domain){ .name = "f6", .xml = XML("1"), .config = true }));
	vt_vec_push(&other->domains,
		    ((struct vt_raw_domain){ .name = "f7", .xml = XML("1"), .config = true }));
	f = vt_decode(raw);
	is_int((long long)f->domains.n, 5, "the configuration of a VM that runs is not wanted");
	d = domain_of(f, 0, "1");
	ok(d && d->active && d->pid == 7, "one runs");
	d = domain_of(f, 0, "3");
	ok(d && !d->active && d->state == VT_STATE_SHUTOFF, "another one is shut off");
	ok(d && vt_streq(d->name, "n"), "its name is in the file");
	d = domain_of(f, 0, "5");
	ok(d && vt_streq(d->name, "f5"), "or that of the file");
	d = domain_of(f, 1, "1");
	ok(d && !d->active, "another daemon's is another VM, of whatever UUID");
	ok(gaps_of(f, VT_GAP_STATUS_FILE, &gap) == 1 && vt_streq(gap->subject, "f2") &&
		   vt_streq(gap->uri, "qemu:///system"),
	   "a broken status file");
	ok(gaps_of(f, VT_GAP_CONFIG_FILE, &gap) == 1 && vt_streq(gap->subject, "f4") &&
		   vt_streq(gap->uri, "qemu:///system"),
	   "a broken configuration");
	vt_facts_free(f);
	vt_raw_free(raw);
}

/* What a connection that failed hides. */
static void test_failed(void)
{
	static const struct {
		const char *what, *error, *why;
		bool status, config;
		unsigned int hides;
	} rows[] = {
		{ "without files", "refused", "refused", false, false, 0 },
		{ "without a reason", NULL, "unknown error", false, false, 0 },
		{ "with status files", "refused", "refused; running VMs", true, false,
		  VT_NEED_INACTIVE },
		{ "with all files", "refused", "refused; running VMs", true, true, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_raw_conn *c = add_conn(raw, "qemu:///system");
		const struct vt_gap *gap;
		struct vt_facts *f;

		c->ok = false;
		c->error = rows[i].error;
		c->status_files = rows[i].status;
		c->config_files = rows[i].config;
		f = vt_decode(raw);
		ok(gaps_of(f, VT_GAP_CONNECTION_FAILED, &gap) == 1 && says(gap, rows[i].why) &&
			   vt_streq(gap->uri, "qemu:///system"),
		   "%s", rows[i].what);
		is_int(gap->hides,
		       rows[i].status ? rows[i].hides :
					vt_gap_class(VT_GAP_CONNECTION_FAILED)->hides,
		       "what it hides");
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

static void test_records(void)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_conn *c = add_conn(raw, "qemu:///system");
	const struct vt_gap *gap;
	struct vt_facts *f;

	vt_vec_push(&c->registrations,
		    ((struct vt_raw_registration){
			    VT_REG_PORT, "<networkport><uuid>p</uuid></networkport>", "net" }));
	vt_vec_push(&c->registrations,
		    ((struct vt_raw_registration){ VT_REG_NWFILTER, "<x", "bad" }));
	vt_vec_push(&c->registrations,
		    ((struct vt_raw_registration){
			    VT_REG_NWFILTER, "<filterbinding><portdev name='t'/></filterbinding>",
			    NULL }));
	vt_vec_push(&c->pidfiles,
		    ((struct vt_raw_pidfile){ "/p", "n", "12", "<domstatus pid='13'>", 14 }));
	vt_vec_push(&c->pidfiles, ((struct vt_raw_pidfile){ "/q", "m", "x", NULL, 0 }));
	vt_vec_push(&c->pidfiles, ((struct vt_raw_pidfile){ "/r", "o", NULL, NULL, 0 }));
	raw->ovs = "{";
	f = vt_decode(raw);
	is_int((long long)f->registrations.n, 2, "a port and a binding");
	for (size_t i = 0; i < f->registrations.n; i++)
		is_str(f->registrations.v[i].network,
		       f->registrations.v[i].kind == VT_REG_PORT ? "net" : NULL, "its network");
	ok(gaps_of(f, VT_GAP_BINDING_XML, &gap) == 1 && vt_streq(gap->subject, "qemu:///system"),
	   "one that is broken is told");
	ok(gaps_of(f, VT_GAP_OVS_UNREADABLE, &gap) == 1, "so are tables of Open vSwitch");
	is_int((long long)f->pidfiles.n, 3, "PID files");
	ok(f->pidfiles.v[0].pid == 12 && f->pidfiles.v[0].status_pid == 13 &&
		   f->pidfiles.v[0].owner == 14 && f->pidfiles.v[0].conn == 0,
	   "what one says");
	ok(!f->pidfiles.v[1].pid && !f->pidfiles.v[2].pid, "one says no number, and one nothing");
	vt_facts_free(f);
	vt_raw_free(raw);
}

/* Which URIs are of one daemon, where the recording does not say. */
static void test_daemons(void)
{
	static const struct {
		const char *uri;
		uint32_t want;
	} rows[] = {
		{ "qemu:///system", 1 },
		{ "lxc:///", 2 },
		{ "qemu+unix:///system", 1 },
		{ "qemu:///session", 0 },
		{ "qemu:///session", 0 },
		{ "qemu:///system?socket=/srv/libvirt-sock", 6 },
		{ "qemu:///system?socket=/srv/libvirt-sock-ro", 6 },
	};
	const size_t n = sizeof(rows) / sizeof(*rows);

	/* Of none, of the first, of the last. */
	for (unsigned int told = 0; told < 3; told++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_facts *f;

		for (size_t i = 0; i < n; i++)
			add_conn(raw, rows[i].uri);
		if (told)
			raw->conns.v[told == 1 ? 0 : n - 1]->daemon = 9;
		f = vt_decode(raw);
		for (size_t i = 0; i < n; i++)
			is_int(f->conns.v[i].daemon,
			       !told                                ? rows[i].want :
			       i == (told == 1 ? (size_t)0 : n - 1) ? 9 :
								      0,
			       rows[i].uri);
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

/* Of hypervisors whose cgroup this namespace does not show, and that nobody answers for. */
static void test_unseen(void)
{
#define UNSEEN "0::/../../x.slice/y.scope\n"
#define STAT(state) "7 (x) " state " 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99 0 0"
	static const struct {
		int32_t pid;
		const char *exe, *state, *cgroup, *cmdline;
		size_t len;
	} rows[] = {
		{ 9, "/usr/bin/qemu-system-x86_64", STAT("S"), UNSEEN, "qemu", 5 },
		{ 3, "/bin/sleep", STAT("S"), UNSEEN, "sleep", 6 },
		{ 2, "/usr/bin/qemu-system-x86_64", STAT("Z"), UNSEEN, "qemu", 5 },
		{ 1, "/usr/bin/kvm", STAT("S"), UNSEEN, "kvm", 4 },
		{ 4, "/usr/bin/qemu-system-x86_64", STAT("S"), "0::/x.slice/y.scope\n", "qemu", 5 },
		{ 5, "/usr/bin/qemu-system-x86_64", STAT("S"), UNSEEN, "qemu", 5 },
	};
	struct vt_raw *raw = vt_raw_new();
	const struct vt_gap *gap;
	struct vt_facts *f;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		vt_vec_push(&raw->procs, ((struct vt_raw_proc){ .pid = rows[i].pid,
								.exe = rows[i].exe,
								.stat = rows[i].state,
								.cgroup = rows[i].cgroup,
								.cmdline = rows[i].cmdline,
								.cmdline_len = rows[i].len }));
	/* Somebody answers for one. */
	vt_vec_push(&raw->sources, ((struct vt_raw_source){ .manager = VT_MACHINED,
							    .id = "box",
							    .pid = 1,
							    .text = "NAME=box\nCLASS=vm\n" }));
	f = vt_decode(raw);
	is_int((long long)gaps_of(f, VT_GAP_CGROUP_UNSEEN, &gap), 1, "one gap of all of them");
	is_str(gap ? gap->subject : NULL, "PID 5", "which names the first that is one");
	vt_facts_free(f);
	vt_raw_free(raw);
}

/* Each connection's leases. */
static void test_leases(void)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_facts *f;

	for (unsigned int i = 0; i < 3; i++) {
		struct vt_raw_conn *c = add_conn(raw, "qemu:///system");

		vt_vec_push(&c->leases,
			    ((struct vt_raw_lease){ NULL, "52:54:00:00:00:01", "192.0.2.1", 0 }));
	}
	f = vt_decode(raw);
	is_int((long long)f->addresses.n, 3, "an address each");
	vt_facts_free(f);
	vt_raw_free(raw);
}

/* Whose network namespace a daemon is in. */
static void test_places(void)
{
	static const struct {
		const char *uri;
		uint64_t told, want;
	} rows[] = {
		{ "qemu:///system", 0, 0 },
		{ "qemu:///system?socket=/srv/libvirt-sock", 0, VT_NETNS_UNKNOWN },
		{ "qemu:///system?socket=/srv/libvirt-sock", 7, 7 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_raw *raw = vt_raw_new();
		struct vt_facts *f;

		add_conn(raw, rows[i].uri)->netns = rows[i].told;
		f = vt_decode(raw);
		ok(f->conns.v[0].netns == rows[i].want, "%s, told %d", rows[i].uri,
		   (int)rows[i].told);
		vt_facts_free(f);
		vt_raw_free(raw);
	}
}

int main(void)
{
	test_domains();
	test_unasked(false);
	test_unasked(true);
	test_by_file();
	test_files();
	test_failed();
	test_records();
	test_daemons();
	test_unseen();
	test_leases();
	test_places();
	return done();
}
