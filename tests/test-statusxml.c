/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Status files: the same rows as the public live XML gives; states and reasons. */
#include <config.h>

#include "collect/libvirt/statusxml.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "collect/libvirt/domstate.h"
#include "collect/libvirt/domxml.h"
#include "tests/tap.h"
#include "util/fd.h"
#include "util/str.h"

#define N(a) (sizeof(a) / sizeof(*(a)))
#define FACTS_OF(name) \
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *name = vt_facts_new()

static void read_data(const char *name, struct vt_buf *buf)
{
	const char *srcdir = getenv("srcdir");
	VT_CLEANUP(vt_file) FILE *f = NULL;
	char path[512], block[4096];
	size_t n;

	snprintf(path, sizeof(path), "%s/tests/data/domxml/%s", srcdir ? srcdir : ".", name);
	f = fopen(path, "r");
	ok(f != NULL, "%s is there", path);
	while (f && (n = fread(block, 1, sizeof(block), f)) > 0)
		vt_buf_add(buf, block, n);
}

static int decode(struct vt_facts *f, const char *xml, struct vt_err *err)
{
	memset(err, 0, sizeof(*err));
	return vt_statusxml_decode(xml, strlen(xml), f, 5, err);
}

static void same_nic(const struct vt_nic *a, const struct vt_nic *b)
{
	const char *const pairs[][2] = {
		{ a->alias, b->alias },
		{ a->mac, b->mac },
		{ a->type, b->type },
		{ a->model, b->model },
		{ a->source_bridge, b->source_bridge },
		{ a->source_network, b->source_network },
		{ a->source_dev, b->source_dev },
		{ a->source_mode, b->source_mode },
		{ a->target, b->target },
		{ a->virtualport, b->virtualport },
		{ a->vlan, b->vlan },
		{ a->portid, b->portid },
		{ a->filter, b->filter },
	};

	for (size_t i = 0; i < N(pairs); i++)
		is_str(pairs[i][0], pairs[i][1], "status and live XML agree");
	ok(a->index == b->index && a->managed == b->managed && a->link_up == b->link_up &&
		   a->queues == b->queues && a->mtu == b->mtu,
	   "numbers agree, too");
}

static void test_pair(void)
{
	FACTS_OF(live);
	FACTS_OF(status);
	VT_BUF_OF(live_xml);
	VT_BUF_OF(status_xml);
	struct vt_err err = { 0 };

	read_data("pair-live.xml", &live_xml);
	read_data("pair-status.xml", &status_xml);
	vt_vec_add(&status->domains); /* so that ours is not row 0 */
	is_int(vt_domxml_decode(live_xml.p, live_xml.len, live, 1, &err), 0, "live XML");
	is_int(decode(status, status_xml.p, &err), 0, "status file");
	is_int((long long)status->nics.n, 7, "seven interfaces");
	is_int((long long)status->nics.n, (long long)live->nics.n, "as many as in the live XML");
	for (size_t i = 0; i < live->nics.n && i < status->nics.n; i++) {
		same_nic(&status->nics.v[i], &live->nics.v[i]);
		is_int(status->nics.v[i].domain, 1, "they are of the domain added");
	}
	is_str(status->nics.v[0].type, "network", "a routed network");
	is_str(status->nics.v[0].source_bridge, "virbr0", "its bridge");
	is_str(status->nics.v[1].type, "bridge", "a network that is a bridge");
	is_str(status->nics.v[2].virtualport, "openvswitch", "the actual virtual port");
	is_str(status->nics.v[2].vlan, "5,6", "the actual tags");
	is_str(status->nics.v[3].source_mode, "vepa", "the actual mode");
}

static void test_domain(void)
{
	FACTS_OF(f);
	VT_BUF_OF(xml);
	struct vt_err err;
	const struct vt_domain *d;

	read_data("pair-status.xml", &xml);
	decode(f, xml.p, &err);
	is_int((long long)f->domains.n, 1, "one domain");
	d = &f->domains.v[0];
	is_int(d->conn, 5, "connection");
	is_str(d->name, "pair", "name");
	is_str(d->uuid, "01234567-89ab-4cde-8f01-23456789abcd", "UUID");
	is_int(d->id, 7, "id");
	is_int(d->pid, 4711, "PID");
	is_int(d->state, VT_STATE_RUNNING, "state");
	ok(d->active && d->xml_ok && !d->transitional, "active, read, settled");
}

static const struct {
	const char *attrs, *job;
	enum vt_state state;
	bool transitional;
} states[] = {
	{ "state='running' reason='booted' pid='1'", "", VT_STATE_RUNNING, false },
	{ "state='running' reason='migrated' pid='1'", "", VT_STATE_RUNNING, false },
	{ "state='running' reason='post-copy' pid='1'", "", VT_STATE_RUNNING, true },
	{ "state='paused' reason='user' pid='1'", "", VT_STATE_PAUSED, false },
	{ "state='paused' reason='starting up' pid='1'", "", VT_STATE_PAUSED, true },
	{ "state='paused' reason='migration' pid='1'", "", VT_STATE_PAUSED, true },
	{ "state='paused' reason='save' pid='1'", "", VT_STATE_PAUSED, true },
	{ "state='paused' reason='shutdown' pid='1'", "", VT_STATE_PAUSED, true },
	{ "state='paused' reason='from snapshot' pid='1'", "", VT_STATE_PAUSED, false },
	{ "state='paused' reason='of tomorrow' pid='1'", "", VT_STATE_PAUSED, false },
	{ "state='blocked' reason='unknown' pid='1'", "", VT_STATE_BLOCKED, false },
	{ "state='shutdown' reason='user' pid='1'", "", VT_STATE_SHUTDOWN, true },
	{ "state='shutdown' pid='1'", "", VT_STATE_SHUTDOWN, true },
	{ "state='shutoff' reason='destroyed' pid='1'", "", VT_STATE_SHUTOFF, true },
	{ "state='crashed' reason='panicked' pid='1'", "", VT_STATE_CRASHED, false },
	{ "state='pmsuspended' pid='1'", "", VT_STATE_PMSUSPENDED, false },
	{ "state='nostate' pid='1'", "", VT_STATE_NONE, false },
	{ "state='dancing' pid='1'", "", VT_STATE_NONE, false },
	{ "pid='1'", "", VT_STATE_NONE, false },
	{ "state='running' pid='0'", "", VT_STATE_RUNNING, true },
	{ "state='running'", "", VT_STATE_RUNNING, true },
	{ "state='running' pid='1'", "<job type='none' async='none'/>", VT_STATE_RUNNING, false },
	{ "state='running' pid='1'", "<job type='none' async='migration out'/>", VT_STATE_RUNNING,
	  true },
	{ "state='running' pid='1'", "<job type='none' async='start'/>", VT_STATE_RUNNING, true },
	{ "state='running' pid='1'", "<job type='none' async='migration in'/>", VT_STATE_RUNNING,
	  true },
	{ "state='running' pid='1'", "<job type='none' async='save'/>", VT_STATE_RUNNING, true },
	{ "state='running' pid='1'", "<job type='none' async='backup'/>", VT_STATE_RUNNING, false },
	{ "state='running' pid='1'", "<job type='destroy' async='none'/>", VT_STATE_RUNNING, true },
	{ "state='running' pid='1'", "<jobs type='destroy' async='start'/>", VT_STATE_RUNNING,
	  false },
	{ "state='running' pid='2147483647'", "", VT_STATE_RUNNING, false },
	{ "state='running' pid='2147483648'", "", VT_STATE_RUNNING, true }, /* no PID */
};

static void test_states(void)
{
	for (size_t i = 0; i < N(states); i++) {
		FACTS_OF(f);
		VT_BUF_OF(xml);
		struct vt_err err;

		vt_buf_fmt(&xml,
			   "<domstatus %s>%s<domain id='2'><name>n</name></domain></domstatus>",
			   states[i].attrs, states[i].job);
		is_int(decode(f, xml.p, &err), 0, states[i].attrs);
		is_int(f->domains.v[0].state, states[i].state, "state");
		is_int(f->domains.v[0].transitional, states[i].transitional, "transitional");
	}
}

#define NOT_ONE "is not a status file"

static void test_bad(void)
{
	static const struct {
		const char *what, *xml, *why;
	} cases[] = {
		{ "plain domain XML", "<domain id='1'><name>n</name></domain>", NOT_ONE },
		{ "no domain", "<domstatus state='running' pid='1'/>", NOT_ONE },
		{ "another root",
		  "<domstatuses><domain id='1'><name>n</name></domain></domstatuses>", NOT_ONE },
		{ "no id", "<domstatus pid='1'><domain><name>n</name></domain></domstatus>",
		  "no id" },
		{ "a bad id",
		  "<domstatus pid='1'><domain id='-1'><name>n</name></domain></domstatus>",
		  "no id" },
		{ "an id too large",
		  "<domstatus pid='1'><domain id='2147483648'><name>n</name></domain>"
		  "</domstatus>",
		  "no id" },
		{ "no name", "<domstatus pid='1'><domain id='1'/></domstatus>", "no name" },
		{ "an empty name", "<domstatus pid='1'><domain id='1'><name/></domain></domstatus>",
		  "no name" },
		{ "cut off",
		  "<domstatus pid='1'><domain id='1'><name>n</name><devices>"
		  "<interface type='bridge'/></devices>",
		  "bad XML" },
		{ "DOCTYPE",
		  "<!DOCTYPE d><domstatus><domain id='1'><name>n</name></domain></domstatus>",
		  "DOCTYPE" },
		{ "the domain one level deeper",
		  "<domstatus><x><domain id='1'><name>n</name></domain></x></domstatus>", NOT_ONE },
		{ "nothing", "", "empty" },
	};

	for (size_t i = 0; i < N(cases); i++) {
		FACTS_OF(f);
		struct vt_err err;

		is_int(decode(f, cases[i].xml, &err), -EBADMSG, cases[i].what);
		ok(!f->domains.n && !f->nics.n, "nothing is added");
		ok(err.code == EBADMSG && strstr(err.msg, cases[i].why), "why: %s", err.msg);
	}
}

static void test_odd(void)
{
	FACTS_OF(f);
	struct vt_err err;

	is_int(decode(f,
		      "<domstatus pid='-4'><domain id='0'><name>a\n&amp;<![CDATA[<b>]]></name>"
		      "<name>second</name><uuid>X</uuid><devices><interface type='network'>"
		      "<actual/><target dev='t0'/></interface><interface type='bridge'>"
		      "<actual type='direct'><mac address='x'/></actual></interface></devices>"
		      "</domain></domstatus>",
		      &err),
	       0, "odd, but one");
	is_str(f->domains.v[0].name, "a\n&<b>", "name of several pieces; the first counts");
	is_str(f->domains.v[0].uuid, "X", "a UUID of another form is kept");
	is_int(f->domains.v[0].pid, 0, "no PID");
	is_int(f->domains.v[0].id, 0, "id 0 is one");
	is_str(f->nics.v[0].type, "network", "an <actual> without a type says nothing");
	is_str(f->nics.v[0].target, "t0", "what follows it is the interface's again");
	is_str(f->nics.v[1].type, "bridge", "only a network has an actual type");
	is_str(f->nics.v[1].mac, NULL, "what is inside <actual> stays there");
	f->domains.n = 0;
	is_int(decode(f,
		      "<domstatus pid='1'><domain id='3'><name>a</name></domain>"
		      "<domain id='4'><name>b</name></domain></domstatus>",
		      &err),
	       0, "two domains");
	is_str(f->domains.v[0].name, "a", "the first one's name");
	is_int(f->domains.v[0].id, 3, "with its own id");
}

/* Numbers and words of libvirt's API, and whether devices come or go meanwhile. */
static void test_reasons(void)
{
	static const struct {
		enum vt_state state;
		int number;
		const char *word;
		bool transitional;
	} rows[] = {
		{ VT_STATE_RUNNING, 0, "unknown", false },
		{ VT_STATE_RUNNING, 1, "booted", false },
		{ VT_STATE_RUNNING, 2, "migrated", false }, /* it has arrived */
		{ VT_STATE_RUNNING, 3, "restored", false },
		{ VT_STATE_RUNNING, 4, "from snapshot", false },
		{ VT_STATE_RUNNING, 5, "unpaused", false },
		{ VT_STATE_RUNNING, 6, "migration canceled", false },
		{ VT_STATE_RUNNING, 7, "save canceled", false },
		{ VT_STATE_RUNNING, 8, "wakeup", false },
		{ VT_STATE_RUNNING, 9, "crashed", false },
		{ VT_STATE_RUNNING, 10, "post-copy", true },
		{ VT_STATE_RUNNING, 11, "post-copy failed", true },
		{ VT_STATE_PAUSED, 0, "unknown", false },
		{ VT_STATE_PAUSED, 1, "user", false },
		{ VT_STATE_PAUSED, 2, "migration", true },
		{ VT_STATE_PAUSED, 3, "save", true },
		{ VT_STATE_PAUSED, 4, "dump", false },
		{ VT_STATE_PAUSED, 5, "ioerror", false },
		{ VT_STATE_PAUSED, 6, "watchdog", false },
		{ VT_STATE_PAUSED, 7, "from snapshot", false },
		{ VT_STATE_PAUSED, 8, "shutdown", true },
		{ VT_STATE_PAUSED, 9, "snapshot", false },
		{ VT_STATE_PAUSED, 10, "panicked", false },
		{ VT_STATE_PAUSED, 11, "starting up", true },
		{ VT_STATE_PAUSED, 12, "post-copy", true },
		{ VT_STATE_PAUSED, 13, "post-copy failed", true },
		{ VT_STATE_PAUSED, 14, "api error", false },
	};
	const enum vt_state far = (enum vt_state)(INT_MAX >> 4);

	for (size_t i = 0; i < N(rows); i++) {
		is_int(vt_domstate_reason(rows[i].state, rows[i].word), rows[i].number,
		       rows[i].word);
		is_int(vt_state_transitional(rows[i].state, rows[i].number), rows[i].transitional,
		       rows[i].word);
	}
	is_int(vt_domstate_reason(VT_STATE_NONE, "booted"), 0, "no state has no reason");
	is_int(vt_domstate_reason(VT_STATE_PAUSED, NULL), 0, "none");
	is_int(vt_domstate_reason(VT_STATE_PAUSED, "of tomorrow"), 0, "a word unheard of");
	is_int(vt_domstate_by_name(NULL), VT_STATE_NONE, "no name");
	ok(vt_state_transitional(VT_STATE_SHUTDOWN, 77), "shutting down for any reason");
	ok(!vt_state_transitional(VT_STATE_PAUSED, -1), "a negative reason");
	ok(!vt_state_transitional(VT_STATE_PAUSED, 15), "the first reason unheard of");
	ok(!vt_state_transitional(VT_STATE_RUNNING, 12), "and that of one that runs");
	ok(!vt_state_transitional(VT_STATE_PAUSED, 1000), "one far from now");
	ok(!vt_state_transitional(VT_STATE_SHUTOFF, 4), "shut off is settled");
	ok(!vt_state_transitional(far, 0), "a state unheard of");
	is_int(vt_domstate_reason(far, "booted"), 0, "and its reason");
}

int main(void)
{
	test_pair();
	test_domain();
	test_states();
	test_bad();
	test_odd();
	test_reasons();
	return done();
}
