/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domain XML: every type and field, and what is no interface of the domain. */
#include <config.h>

#include "collect/libvirt/domxml.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "tests/tap.h"
#include "util/fd.h"

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
	return vt_domxml_decode(xml, strlen(xml), f, 3, err);
}

/* A domain of one interface element, decoded. */
static const struct vt_nic *one(struct vt_facts *f, const char *interface)
{
	VT_BUF_OF(xml);
	struct vt_err err;

	vt_buf_fmt(&xml, "<domain><devices>%s</devices></domain>", interface);
	f->nics.n = 0;
	if (decode(f, xml.p, &err) < 0) {
		printf("# %s\n", err.msg);
		return NULL;
	}
	return f->nics.n == 1 ? &f->nics.v[0] : NULL;
}

static void test_all_types(void)
{
	static const char *const types[] = { "user",     "ethernet", "vhostuser", "server",
					     "client",   "mcast",    "network",   "bridge",
					     "internal", "direct",   "hostdev",   "udp",
					     "vdpa",     "null",     "vds",       "user" };
	static const char *const targets[] = { "written", "tap-by-admin", "vhost-two", NULL,
					       NULL,      NULL,           "vnet6",     "ovs7",
					       NULL,      "macvtap9" };
	FACTS_OF(f);
	VT_BUF_OF(xml);
	struct vt_err err;

	read_data("all-types.xml", &xml);
	is_int(decode(f, xml.p, &err), 0, "all types are decoded");
	is_int((long long)f->nics.n, N(types), "no more and no less than the domain's own");
	for (size_t i = 0; i < N(types) && i < f->nics.n; i++) {
		const struct vt_nic *nic = &f->nics.v[i];

		is_str(nic->type, types[i], "type");
		is_int(nic->index, (long long)i, "index");
		is_int(nic->domain, 3, "domain");
		is_str(nic->target, i < N(targets) ? targets[i] : NULL, "target");
	}
	is_str(f->nics.v[14].portid, NULL, "the portid of a vds is no network port");
	is_str(f->nics.v[15].mac, "52:54:00:0:0:f", "a MAC of another form is kept");
	is_str(f->nics.v[12].source_dev, "/dev/vhost-vdpa-0", "vdpa device");
}

static void test_fields(void)
{
	FACTS_OF(f);
	VT_BUF_OF(xml);
	struct vt_err err;
	const struct vt_nic *nic;

	read_data("all-types.xml", &xml);
	decode(f, xml.p, &err);
	nic = &f->nics.v[1];
	is_int(nic->managed, VT_NO, "managed='no'");
	is_int(nic->mtu, 9000, "mtu");
	is_int(nic->link_up, VT_NO, "link down");
	is_str(nic->alias, "net1", "alias");
	is_str(nic->model, "virtio", "model");
	is_int(nic->queues, 1, "one queue by default");
	nic = &f->nics.v[6];
	is_str(nic->mac, "52:54:00:ab:cd:ef", "MAC in lower case");
	is_str(nic->source_network, "a & b", "network, entity decoded");
	is_str(nic->source_bridge, "virbr4", "its bridge");
	is_str(nic->portid, "11112222-3333-4444-8555-666677778888", "its port");
	is_int(nic->link_up, VT_YES, "link up");
	is_int(nic->queues, 3, "queues");
	is_int(nic->managed, VT_UNKNOWN, "managed unsaid");
	nic = &f->nics.v[7];
	is_str(nic->vlan, "42,123", "vlan tags");
	ok(nic->vlan_native == 123 && !nic->vlan_tagged, "its native one, untagged");
	is_str(nic->virtualport, "openvswitch", "virtual port");
	is_str(nic->filter, "no-spoofing", "filter");
	is_int(nic->link_up, VT_UNKNOWN, "link state unsaid");
	nic = &f->nics.v[9];
	is_str(nic->source_dev, "eth9", "source device");
	is_str(nic->source_mode, "passthrough", "source mode");
}

static void test_odd_values(void)
{
	FACTS_OF(f);
	const struct vt_nic *nic;

	nic = one(f, "<interface type='bridge'><target dev='a&amp;b&lt;&#38;amp;&#x41;'/>"
		     "</interface>");
	is_str(nic ? nic->target : NULL, "a&b<&amp;A", "references are decoded, once");
	nic = one(f, "<interface type='bridge'><filterref filter='f'>"
		     "<parameter name='IP' value='192.0.2.7'/><parameter name='x y' value='1'/>"
		     "<parameter name='A' value='b c'/>"
		     "<parameter name='DHCPSERVER' value='2001:db8::1'/></filterref></interface>");
	is_str(nic ? nic->filter_parameters : NULL, "IP=192.0.2.7\nDHCPSERVER=2001:db8::1",
	       "parameters of a filter, as libvirt takes them");
	nic = one(f, "<interface type='bridge'><filterref filter='f'><parameter name='IP'/>"
		     "<parameter value='192.0.2.7'/></filterref></interface>");
	ok(nic && !nic->filter_parameters, "half a parameter is none");
	nic = one(f, "<interface type='bridge'><target dev=''/><target dev='two'/></interface>");
	is_str(nic ? nic->target : NULL, "two", "an empty value is none");
	nic = one(f, "<interface type='bridge'><target dev='1st'/><target dev='2nd'/></interface>");
	is_str(nic ? nic->target : NULL, "1st", "the first one counts");
	nic = one(f, "<interface type='bridge'><target dev='caf\303\251&#10;x'/></interface>");
	is_str(nic ? nic->target : NULL, "caf\303\251\nx", "any character but NUL");
	nic = one(f, "<interface type='bridge'><driver queues='-2'/><mtu size='99999999999'/>"
		     "<vlan><tag id='4096'/><tag id='x'/><tag id='4095'/></vlan>"
		     "<target managed='perhaps'/><link state='sideways'/></interface>");
	is_int(nic ? nic->queues : 0, 1, "bad queues");
	is_int(nic ? nic->mtu : 1, 0, "bad MTU");
	is_str(nic ? nic->vlan : NULL, "4095", "bad tags");
	is_int(nic ? nic->managed : VT_YES, VT_UNKNOWN, "bad managed");
	is_int(nic ? nic->link_up : VT_YES, VT_UNKNOWN, "bad link state");
	nic = one(f, "<interface type='bridge'><target managed='y'/><mtu size='000000000001500'/>"
		     "<driver queues='0000000000000004'/></interface>");
	is_int(nic ? nic->managed : VT_YES, VT_UNKNOWN, "half a word");
	is_int(nic ? nic->mtu : 0, 1500, "a number of 15 digits");
	is_int(nic ? nic->queues : 0, 1, "one of 16 is none");
	nic = one(f, "<interface type='bridge'><mac address='52:54:00:00:00:GG'/></interface>");
	is_str(nic ? nic->mac : NULL, "52:54:00:00:00:GG", "bad MAC");
	nic = one(f, "<interface type='bridge'><mac address='52:54:00:00:00:AAA'/></interface>");
	is_str(nic ? nic->mac : NULL, "52:54:00:00:00:AAA", "more than a MAC");
	nic = one(f, "<interface type='bridge'><mac address='52:54:00:00:00:A'/></interface>");
	is_str(nic ? nic->mac : NULL, "52:54:00:00:00:A", "less than a MAC");
	nic = one(f, "<interface type=''><driver queues='0'/></interface>");
	is_str(nic ? nic->type : NULL, "user", "an empty type");
	is_int(nic ? nic->queues : 0, 1, "no queues are one");
}

/* As in libvirt. */
static void test_first_counts(void)
{
	FACTS_OF(f);
	const struct vt_nic *nic = one(f, "<interface type='bridge'>"
					  "<target managed='no'/><target managed='yes'/>"
					  "<link state='down'/><link state='up'/>"
					  "<mtu size='9000'/><mtu size='1500'/>"
					  "<driver queues='2'/><driver queues='4'/>"
					  "<port isolated='no'/><port isolated='yes'/>"
					  "</interface>");

	if (!ok(nic != NULL, "elements given twice are no error"))
		return;
	is_int(nic->managed, VT_NO, "the first <target> counts");
	is_int(nic->link_up, VT_NO, "the first <link> counts");
	is_int(nic->mtu, 9000, "the first <mtu> counts");
	is_int(nic->queues, 2, "the first <driver> counts");
	is_int(nic->isolated, VT_NO, "the first <port> counts");
}

static void test_places(void)
{
	static const struct {
		const char *what, *xml;
		size_t nics;
	} cases[] = {
		{ "no devices", "<domain/>", 0 },
		{ "no interfaces", "<domain><devices/></domain>", 0 },
		{ "in metadata", "<domain><metadata><interface/></metadata></domain>", 0 },
		{ "directly in the domain", "<domain><interface/></domain>", 0 },
		{ "in a hostdev",
		  "<domain><devices><hostdev><source><interface>e</interface></source></hostdev>"
		  "</devices></domain>",
		  0 },
		{ "in an interface",
		  "<domain><devices><interface><interface/></interface></devices></domain>", 1 },
		{ "a longer name", "<domain><devices><interfaces/><interfac/></devices></domain>",
		  0 },
		{ "prefixed, declared",
		  "<domain xmlns:q='urn:q'><devices><q:interface/></devices></domain>", 0 },
		{ "prefixed, undeclared", "<domain><devices><q:interface/></devices></domain>", 0 },
		{ "in a prefixed element",
		  "<domain><devices><q:x xmlns:q='urn:q'><interface/></q:x><interface/></devices>"
		  "</domain>",
		  1 },
		{ "in another namespace by default",
		  "<domain><devices><interface xmlns='urn:q'/></devices></domain>", 0 },
		{ "two <devices>",
		  "<domain><devices><interface/></devices><devices><interface/>"
		  "</devices></domain>",
		  2 },
		{ "in a comment, in CDATA",
		  "<domain><devices><!-- <interface/> --><![CDATA[<interface/>]]></devices>"
		  "</domain>",
		  0 },
		{ "a processing instruction",
		  "<?xml version='1.0' encoding='UTF-8'?><?x y?>"
		  "<domain><devices><interface/></devices></domain>",
		  1 },
		{ "another encoding by name is not followed",
		  "<?xml version='1.0' "
		  "encoding='UTF-7'?><domain><devices><interface/></devices></domain>",
		  1 },
	};

	for (size_t i = 0; i < N(cases); i++) {
		FACTS_OF(f);
		struct vt_err err;

		is_int(decode(f, cases[i].xml, &err), 0, cases[i].what);
		is_int((long long)f->nics.n, (long long)cases[i].nics, cases[i].what);
	}
}

static void test_prefixed_attribute(void)
{
	FACTS_OF(f);
	const struct vt_nic *nic = one(f, "<interface type='bridge'><target xmlns:q='urn:q' "
					  "q:dev='no' dev='yes'/></interface>");

	is_str(nic ? nic->target : NULL, "yes", "an attribute of a namespace is another one");
	nic = one(f, "<interface type='bridge'><target q:dev='no' dev='yes'/></interface>");
	is_str(nic ? nic->target : NULL, "yes", "and one whose prefix nobody declared");
}

static void test_bad(void)
{
	static const struct {
		const char *what, *xml, *msg;
	} cases[] = {
		{ "empty", "", "line 1" },
		{ "no XML", "hello", "line 1" },
		{ "cut off", "<domain>\n<devices><interface type='bridge'/>\n", "line 3" },
		{ "cut off in a value", "<domain><devices><interface type='bri", "line 1" },
		{ "crossed", "<domain>\n\n<a></domain></a>", "line 3" },
		{ "two roots", "<domain><devices><interface/></devices></domain><domain/>",
		  "line 1" },
		{ "another root", "<network/>", "no <domain>" },
		{ "the root in a namespace", "<domain xmlns='urn:q'/>", "no <domain>" },
		{ "unknown entity", "<domain>&e;</domain>", "line 1" },
		{ "DOCTYPE", "<!DOCTYPE domain>\n<domain/>", "DOCTYPE" },
		{ "external DTD", "<!DOCTYPE d SYSTEM 'http://192.0.2.1/x.dtd'><domain/>",
		  "DOCTYPE" },
		{ "entity bomb",
		  "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>"
		  "<!ENTITY c '&b;&b;&b;&b;'>]><domain>&c;</domain>",
		  "DOCTYPE" },
		{ "external entity",
		  "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><domain>&x;</domain>",
		  "DOCTYPE" },
		{ "not UTF-8", "<domain>\n<devices><interface type='\377\376'/></devices></domain>",
		  "line 2" },
		/* libxml2 2.9.10 tells of the end that does not fit, on the second. */
		{ "not UTF-8 in the root's name, and text behind it",
		  "<domai\356>\n<name>n</name></domain>", "bad XML at line " },
		{ "not UTF-8 behind elements, which end all the same",
		  "<domain><devices></devices></domain>\n<\356>text</a></b>", "line 2" },
		{ "an attribute twice", "<domain a='1' a='2'/>", "line 1" },
		{ "letters of the document", "<domain><caf\303\251></b></domain>", "caf  " },
	};

	for (size_t i = 0; i < N(cases); i++) {
		FACTS_OF(f);
		struct vt_err err;

		is_int(decode(f, cases[i].xml, &err), -EBADMSG, cases[i].what);
		is_int((long long)f->nics.n, 0, "nothing is added");
		is_int(err.code, EBADMSG, "err has the code");
		if (!ok(strstr(err.msg, cases[i].msg) && !strpbrk(err.msg, "\n\t"),
			"the message says '%s'", cases[i].msg))
			printf("# it says '%s'\n", err.msg);
	}
}

static void nested(struct vt_buf *xml, unsigned int depth, const char *open, const char *close)
{
	for (unsigned int i = 0; i < depth; i++)
		vt_buf_str(xml, open);
	for (unsigned int i = 0; i < depth; i++)
		vt_buf_str(xml, close);
}

static int decode_nested(unsigned int depth, const char *open, const char *close)
{
	FACTS_OF(f);
	VT_BUF_OF(xml);
	struct vt_err err;

	vt_buf_str(&xml, "<domain>");
	nested(&xml, depth, open, close);
	vt_buf_str(&xml, "</domain>");
	return decode(f, xml.p, &err);
}

/* A document of @n bytes, most of them space. */
static int decode_of_length(size_t n)
{
	FACTS_OF(f);
	VT_BUF_OF(xml);
	struct vt_err err = { 0 };

	vt_buf_str(&xml, "<domain>");
	while (xml.len < n - strlen("</domain>"))
		vt_buf_add(&xml, " ", 1);
	vt_buf_str(&xml, "</domain>");
	return vt_domxml_decode(xml.p, xml.len, f, 0, &err);
}

static void test_limits(void)
{
	FACTS_OF(f);
	VT_BUF_OF(xml);
	struct vt_err err = { 0 };

	is_int(decode_nested(VT_XML_MAX_DEPTH - 1, "<m>", "</m>"), 0, "just not too deep");
	is_int(decode_nested(VT_XML_MAX_DEPTH, "<m>", "</m>"), -E2BIG, "too deep");
	is_int(decode_nested(100000, "<m>", "</m>"), -E2BIG, "far too deep");
	is_int(decode_nested(100000, "<q:m>", "</q:m>"), -E2BIG, "far too deep, skipped");
	vt_buf_str(&xml, "<domain><devices>");
	for (int i = 0; i < VT_DOMXML_MAX_NICS; i++)
		vt_buf_str(&xml, "<interface/>");
	vt_buf_str(&xml, "</devices></domain>");
	is_int(decode(f, xml.p, &err), 0, "as many interfaces as may be");
	is_int((long long)f->nics.n, VT_DOMXML_MAX_NICS, "all are there");
	xml.len -= strlen("</devices></domain>");
	vt_buf_str(&xml, "<interface/></devices></domain>");
	is_int(decode(f, xml.p, &err), -E2BIG, "one more");
	is_int((long long)f->nics.n, VT_DOMXML_MAX_NICS, "nothing is added");
	is_int(decode_of_length(VT_XML_MAX_LEN), 0, "as many bytes as may be");
	is_int(decode_of_length(VT_XML_MAX_LEN + 1), -E2BIG, "one more");
	memset(&err, 0, sizeof(err));
	is_int(vt_domxml_decode("<domain/>\0", 10, f, 0, &err), -EBADMSG, "a NUL byte");
	is_str(err.msg, "bad XML: a NUL byte within",
	       "which is what the message says: bad XML: a NUL byte within");
}

static int identity_of(struct vt_facts *f, const char *xml, struct vt_domxml_identity *ret)
{
	struct vt_err err = { 0 };

	return vt_domxml_identity(xml, strlen(xml), f->arena, ret, &err);
}

static void test_identity(void)
{
	FACTS_OF(f);
	VT_BUF_OF(xml);
	struct vt_err err = { 0 };
	struct vt_domxml_identity who = { .id = 99 };

	read_data("all-types.xml", &xml);
	is_int(vt_domxml_identity(xml.p, xml.len, f->arena, &who, &err), 0, "identity");
	is_str(who.name, "every <type> & \"more\"", "name");
	is_str(who.uuid, "0f0e0d0c-0b0a-4908-8706-050403020100", "UUID in lower case");
	is_int(who.id, 12, "id");
	xml.len = 0;
	read_data("no-interfaces.xml", &xml);
	is_int(vt_domxml_identity(xml.p, xml.len, f->arena, &who, &err), 0, "without interfaces");
	is_str(who.name, "bare", "its name");
	is_int(who.id, -1, "it is not live");
	is_int(vt_domxml_identity("<domain>", 8, f->arena, &who, &err), -EBADMSG, "bad");
	is_str(who.name, "bare", "untouched");
	is_int(vt_domxml_identity("<domain/>", 9, f->arena, &who, &err), 0, "bare");
	is_str(who.name, NULL, "no name");
	is_str(who.uuid, NULL, "no UUID");
	is_int(identity_of(f, "<domain id='2147483647'/>", &who), 0, "the last id");
	is_int(who.id, INT32_MAX, "is one");
	is_int(identity_of(f, "<domain id='2147483648'/>", &who), 0, "one more");
	is_int(who.id, -1, "is none");
	is_int(identity_of(f, "<domain><uuid>1st</uuid><uuid>2nd</uuid></domain>", &who), 0,
	       "two UUIDs");
	is_str(who.uuid, "1st", "the first one counts");
}

static void *in_thread(void *arg)
{
	const struct vt_buf *xml = arg;
	FACTS_OF(f);
	struct vt_err err = { 0 };
	size_t bad = 0;

	for (int i = 0; i < 200; i++) {
		bad += vt_domxml_decode(xml->p, xml->len, f, 0, &err) != 0;
		bad += vt_domxml_decode(xml->p, xml->len / 2, f, 0, &err) != -EBADMSG;
	}
	return bad || f->nics.n != 200 * 16 ? arg : NULL;
}

static void test_threads(void)
{
	pthread_t threads[4];
	VT_BUF_OF(xml);
	void *failed;

	read_data("all-types.xml", &xml);
	for (size_t i = 0; i < N(threads); i++)
		if (pthread_create(&threads[i], NULL, in_thread, &xml))
			abort();
	for (size_t i = 0; i < N(threads); i++) {
		pthread_join(threads[i], &failed);
		ok(!failed, "thread %zu", i);
	}
}

#define HOSTDEV(address) \
	"<interface type='hostdev'><source><address " address "/></source></interface>"

/* What there is instead of a device. */
static void test_instead(void)
{
	static const struct {
		const char *xml, *want;
	} rows[] = {
		{ HOSTDEV("type='pci' domain='0x0000' bus='0x3b' slot='0x10' function='0x2'"),
		  "0000:3b:10.2" },
		{ HOSTDEV("type='usb' domain='0x0000' bus='0x3b' slot='0x10' function='0x2'"),
		  NULL },
		{ HOSTDEV("type='pci' domain='x' bus='0x3b' slot='0x10' function='0x2'"), NULL },
		{ HOSTDEV("type='pci' domain='0x0000' bus='x' slot='0x10' function='0x2'"), NULL },
		{ HOSTDEV("type='pci' domain='0x0000' bus='' slot='0x10' function='0x2'"), NULL },
		{ HOSTDEV("type='pci' domain='0x0000' slot='0x10' function='0x2'"), NULL },
		{ HOSTDEV("type='pci' domain='0x0000' bus='0x3b' slot='0x10' "
			  "function='0x00000000000002'"), /* 16 characters */
		  NULL },
		{ "<interface type='hostdev'><address type='pci' domain='0x0000' bus='0x3b' "
		  "slot='0x10' function='0x2'/></interface>",
		  NULL },
		{ "<interface type='vhostuser'><source type='unix' path='/run/vhu0' "
		  "mode='client'/></interface>",
		  "/run/vhu0" },
		{ "<interface type='vhostuser'><source type='tcp' path='/run/vhu0'/></interface>",
		  NULL },
		{ "<interface type='vhostuser'><log type='unix' path='/run/log'/></interface>",
		  NULL },
		{ "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>",
		  "/dev/vhost-vdpa-0" },
		{ "<interface type='user'><backend type='passt'/></interface>", "passt" },
		{ "<interface type='user'><backend type='default'/></interface>", NULL },
		{ "<interface type='user'><model type='passt'/></interface>", NULL },
		{ "<interface type='user'><source dev='eth0'/><backend type='passt'/></interface>",
		  "eth0" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_facts *f = vt_facts_new();
		struct vt_err err = { 0 };
		VT_BUF_OF(xml);

		vt_vec_add(&f->domains);
		vt_buf_fmt(&xml, "<domain><devices>%s</devices></domain>", rows[i].xml);
		vt_domxml_decode(xml.p, xml.len, f, 0, &err);
		is_str(f->nics.n ? f->nics.v[0].source_dev : "none", rows[i].want, rows[i].xml);
		vt_facts_free(f);
	}
}

static void test_port_options(void)
{
	static const char xml[] =
		"<domain><devices><interface type='bridge'><port isolated='yes'/>"
		"<teaming type='persistent'/>"
		"<vlan trunk='yes'><tag id='4' nativeMode='tagged'/><tag id='5'/></vlan>"
		"<virtualport type='openvswitch'><parameters interfaceid='if-a'/></virtualport>"
		"</interface><interface type='bridge'><port isolated='no'/>"
		"<vlan><tag id='4'/></vlan>"
		"</interface><interface type='bridge'/></devices></domain>";
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };

	vt_vec_add(&f->domains);
	is_int(vt_domxml_decode(xml, sizeof(xml) - 1, f, 0, &err), 0, "options of ports decode");
	ok(f->nics.v[0].isolated == VT_YES && f->nics.v[0].teaming && f->nics.v[0].vlan_trunk,
	   "isolated, of a pair, a trunk");
	ok(f->nics.v[0].vlan_native == 4 && f->nics.v[0].vlan_tagged, "a native VLAN, tagged");
	ok(f->nics.v[1].isolated == VT_NO && !f->nics.v[1].teaming && !f->nics.v[1].vlan_trunk,
	   "neither");
	ok(f->nics.v[2].isolated == VT_UNKNOWN, "nothing said");
	vt_facts_free(f);
}

int main(void)
{
	test_all_types();
	test_fields();
	test_odd_values();
	test_first_counts();
	test_places();
	test_prefixed_attribute();
	test_bad();
	test_limits();
	test_identity();
	test_threads();
	test_instead();
	test_port_options();
	return done();
}
