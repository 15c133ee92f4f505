/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Claims: what of a file is none, whose process and namespace they mean, which are one VM's. */
#include <config.h>

#include "collect/managers/claims-decode.h"

#include <errno.h>
#include <stdio.h>

#include "collect/managers/manager.h"

#include "tests/tap.h"
#include "util/str.h"

#define N(a) (sizeof(a) / sizeof(*(a)))
#define FACTS_OF(name) \
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *name = vt_facts_new()
#define A "11111111-aaaa-4111-8111-111111111111"
#define B "22222222-bbbb-4222-8222-222222222222"

static int decode(struct vt_facts *f, const char *text)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);
	size_t gaps = f->gaps.n;

	s->manager = "claims";
	s->path = "/file";
	s->text = text;
	vt_managers_decode(f, raw);
	vt_raw_free(raw);
	return f->gaps.n > gaps ? -1 : 0;
}

static const struct {
	const char *text;
	int result;
	const char *msg;
} checks[] = {
	{ "{\"domain\":\"a\",\"device\":\"t\"}", 0, NULL },
	{ "[]", -EBADMSG, "line 1 is not a JSON object" },
	{ "{\"device\":\"t\"}", -EBADMSG, "line 1 has no \"domain\"" },
	{ "{\"domain\":\"a\"}", -EBADMSG, "line 1 has no \"device\"" },
	{ "{\"domain\":\"a\",\"device\":\"\"}", -EBADMSG, "line 1 has no \"device\"" },
	{ "{\"domain\":\"a\"}\n{\"domain\":\"a\",\"device\":\"t\"}", -EBADMSG,
	  "line 1 has no \"device\"" },
};

static void test_check(void)
{
	FACTS_OF(f);
	VT_BUF_OF(text);

	for (size_t i = 0; i < N(checks); i++) {
		struct vt_err err = { 0 };

		is_int(vt_claims_check(checks[i].text, &err), checks[i].result, checks[i].text);
		if (checks[i].msg)
			is_str(err.msg, checks[i].msg, "says so");
	}
	is_int(decode(f, checks[3].text), -1, "a line that is none");
	is_int((long long)f->nics.n, 0, "adds nothing");
	is_int(decode(f, "{\"domain\":\"a\",\"device\":\"t\",\"bridge\":\"\",\"manager\":\"\"}"), 0,
	       "what is empty");
	ok(!f->nics.v[0].source_bridge, "is not said");
	is_str(vt_domain_manager(f, &f->domains.v[0]), "claims", "of the manager, either");
	vt_buf_str(&text, "{\"domain\":\"a\",\"device\":\"t\"}");
	while (text.len < 65536)
		vt_buf_str(&text, " ");
	for (int more = 0; more < 2; more++) {
		struct vt_err err = { 0 };

		is_int(vt_claims_check(text.p, &err), more ? -EBADMSG : 0,
		       more ? "65537 bytes" : "a line of 65536 bytes");
		is_str(err.msg, more ? "line 1 is too long" : "", "says so");
		vt_buf_str(&text, " ");
	}
}

static void add_process(struct vt_facts *f, int32_t pid, const char *uuid)
{
	struct vt_proc *p = vt_vec_add(&f->procs);

	p->pid = pid;
	p->uuid = uuid;
	p->hypervisor = p->alive = true;
}

static void add_holder(struct vt_facts *f, uint32_t proc)
{
	struct vt_holder *h = vt_vec_add(&f->holders);

	h->proc = proc;
	h->ifname = "tap0";
}

static void add_netns(struct vt_facts *f, uint64_t inode, const char *path, const char *name)
{
	*vt_vec_add(&f->netnses) =
		(struct vt_netns){ .inode = inode, .path = path, .name = name, .links_ok = true };
}

/* The process of the VM that claims tap0 and says this, too; 0 = none. */
static int32_t pid_of_claim(struct vt_facts *f, const char *members)
{
	char text[256];

	f->domains.n = f->nics.n = 0;
	snprintf(text, sizeof(text), "{\"domain\":\"a\",\"device\":\"tap0\"%s}", members);
	is_int(decode(f, text), 0, text);
	return f->domains.n && f->domains.v[0].active ? f->domains.v[0].pid : 0;
}

static void test_processes(void)
{
	FACTS_OF(f);

	add_process(f, 7, A);
	add_process(f, 8, NULL);
	add_process(f, 9, B);
	add_process(f, 1, B);
	f->procs.v[2].hypervisor = false;
	is_int(pid_of_claim(f, ",\"uuid\":\"" A "\""), 7, "by the UUID");
	is_int(pid_of_claim(f, ",\"uuid\":\"" B "\""), 1, "which others may name");
	is_int(pid_of_claim(f, ",\"uuid\":\"33333333-bbbb-4222-8222-222222222222\""), 0,
	       "a UUID of none");
	add_holder(f, 2);
	is_int(pid_of_claim(f, ""), 0, "a holder that is no VMM");
	add_holder(f, 0);
	add_holder(f, 0);
	is_int(pid_of_claim(f, ""), 7, "the VMM that holds its queues");
	add_netns(f, 5, "/run/netns/x", "x");
	is_int(pid_of_claim(f, ",\"netns\":\"x\""), 7, "somewhere that is not known");
	is_int(pid_of_claim(f, ",\"pid\":1"), 1, "by the PID, which may be a container's first");
	is_int(pid_of_claim(f, ",\"pid\":6"), 0, "a PID of none");
	is_int(pid_of_claim(f, ",\"pid\":2147483647"), 0, "the greatest");
	is_int(pid_of_claim(f, ",\"pid\":4294967304"), 7, "what is none says nothing");
	add_holder(f, 1);
	is_int(pid_of_claim(f, ""), 0, "two VMMs that hold a device of that name");
}

/* What a claim says of the namespace is one of these. */
static uint64_t netns_of_claim(struct vt_facts *f, const char *netns)
{
	char members[128];

	snprintf(members, sizeof(members), ",\"netns\":\"%s\"", netns);
	pid_of_claim(f, members);
	return f->nics.n ? f->nics.v[0].netns : 0;
}

static void test_namespaces(void)
{
	FACTS_OF(f);

	add_process(f, 7, NULL);
	f->procs.v[0].netns = 4026533001;
	add_netns(f, 0, "/0", NULL);
	add_netns(f, 1, "/1", NULL);
	add_netns(f, 4026533003, "/var/run/netns/c", "c");
	add_netns(f, 4026533001, "/run/docker/netns/d", NULL);
	is_int((long long)netns_of_claim(f, "/proc/7/ns/net"), 4026533001, "of a process");
	ok(netns_of_claim(f, "/proc/7/ns/netx") == VT_NETNS_GONE, "nearly");
	ok(netns_of_claim(f, "/proc/6/ns/net") == VT_NETNS_GONE, "of none");
	ok(netns_of_claim(f, "nowhere") == VT_NETNS_GONE, "a name of none");
	ok(netns_of_claim(f, "4026539999") == VT_NETNS_GONE, "a number of none");
	is_int((long long)netns_of_claim(f, "/run/netns/c"), 4026533003, "by iproute2's path");
	is_int((long long)netns_of_claim(f, "/run/docker/netns/d"), 4026533001, "by another");
}

static const struct {
	const char *what, *text;
	size_t domains;
} files[] = {
	{ "two NICs of one VM",
	  "{\"domain\":\"a\",\"device\":\"t0\"}\n{\"domain\":\"a\",\"device\":\"t1\"}", 1 },
	{ "two names", "{\"domain\":\"a\",\"device\":\"t0\"}\n{\"domain\":\"b\",\"device\":\"t1\"}",
	  2 },
	{ "two managers",
	  "{\"domain\":\"a\",\"device\":\"t0\",\"manager\":\"x\"}\n"
	  "{\"domain\":\"a\",\"device\":\"t1\",\"manager\":\"y\"}",
	  2 },
	{ "one UUID",
	  "{\"domain\":\"a\",\"device\":\"t0\",\"uuid\":\"" A "\"}\n"
	  "{\"domain\":\"a\",\"device\":\"t1\",\"uuid\":\"" A "\"}",
	  1 },
	{ "two UUIDs",
	  "{\"domain\":\"a\",\"device\":\"t0\",\"uuid\":\"" A "\"}\n"
	  "{\"domain\":\"a\",\"device\":\"t1\",\"uuid\":\"" B "\"}",
	  2 },
	{ "a UUID that is not said again",
	  "{\"domain\":\"a\",\"device\":\"t0\",\"uuid\":\"" A "\"}\n"
	  "{\"domain\":\"a\",\"device\":\"t1\"}",
	  1 },
	{ "a UUID that is said later",
	  "{\"domain\":\"a\",\"device\":\"t0\"}\n"
	  "{\"domain\":\"a\",\"device\":\"t1\",\"uuid\":\"" A "\"}",
	  1 },
};

static void test_domains(void)
{
	for (size_t i = 0; i < N(files); i++) {
		FACTS_OF(f);

		is_int(decode(f, files[i].text), 0, files[i].text);
		is_int((long long)f->domains.n, (long long)files[i].domains, files[i].what);
	}
}

/* What another manager tells of is its own. */
static void test_known(void)
{
	FACTS_OF(f);

	for (int i = 0; i < 2; i++)
		*vt_vec_add(&f->domains) =
			(struct vt_domain){ .uuid = i ? B : A, .manager = VT_NONE };
	is_int(decode(f, "{\"domain\":\"a\",\"device\":\"t0\",\"uuid\":\"" A "\"}\n"
			 "{\"domain\":\"b\",\"device\":\"t1\",\"uuid\":\"" B "\"}"),
	       0, "claims of VMs that a manager tells of");
	is_int((long long)(f->domains.n + f->nics.n), 2, "are none");
	is_int(decode(f, "{\"domain\":\"c\",\"device\":\"t2\"}"), 0, "one without a UUID");
	is_int((long long)f->nics.n, 1, "is one");
	f->domains.n = 2;
	f->nics.n = 0;
	add_process(f, 7, A);
	add_process(f, 8, NULL);
	add_holder(f, 0);
	is_int(decode(f, "{\"domain\":\"c\",\"device\":\"tap0\"}"), 0,
	       "nor is that of its process");
	is_int((long long)(f->domains.n + f->nics.n), 2, "by the UUID");
	f->domains.v[1].pid = 8;
	is_int(decode(f, "{\"domain\":\"c\",\"device\":\"tap0\",\"pid\":8}"), 0,
	       "or by its number");
	is_int((long long)(f->domains.n + f->nics.n), 2, "is one");
	is_int(decode(f, "{\"domain\":\"c\",\"device\":\"tap0\",\"pid\":8,\"uuid\":\"c\"}"), 0,
	       "of which the claim says that it is another VM");
	is_int((long long)f->nics.n, 1, "is its own");
	f->domains.n = 2;
	f->nics.n = 0;
	f->domains.v[0].uuid = f->domains.v[1].uuid = NULL;
	f->domains.v[1].pid = 0;
	is_int(decode(f, "{\"domain\":\"c\",\"device\":\"tap0\",\"pid\":8}"), 0,
	       "two that say nothing of themselves");
	is_int((long long)f->nics.n, 1, "are two");
	is_int(decode(f, "{\"domain\":\"d\",\"device\":\"tap0\",\"pid\":8}"), 0,
	       "another of its own");
	is_int((long long)f->nics.n, 2, "is another claim");
	f->domains.n = 1;
	f->nics.n = 0;
	f->domains.v[0].uuid = A;
	f->procs.v[1].uuid = B;
	is_int(decode(f, "{\"domain\":\"d\",\"device\":\"tap0\",\"pid\":8}"), 0,
	       "a process of another");
	is_int((long long)f->nics.n, 1, "is none of the manager's");
}

int main(void)
{
	test_check();
	test_processes();
	test_namespaces();
	test_domains();
	test_known();
	return done();
}
