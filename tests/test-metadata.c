/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What orchestrators say about their VMs in domain XML: labels, ports, addresses. */
#include <config.h>

#include <string.h>

#include "collect/libvirt/domxml.h"
#include "tests/tap.h"

#define N(a) (sizeof(a) / sizeof(*(a)))
#define FACTS_OF(name) \
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *name = vt_facts_new()

static const char *label_of(const struct vt_facts *f, const char *key, uint32_t nic)
{
	for (size_t i = 0; i < f->labels.n; i++)
		if (!strcmp(f->labels.v[i].key, key) && f->labels.v[i].nic == nic)
			return f->labels.v[i].value;
	return NULL;
}

#define NOVA "xmlns='http://openstack.org/xmlns/libvirt/nova/1.0'"
#define ONE "xmlns='http://opennebula.org/xmlns/libvirt/1.0'"

/* Every place that a label comes from. */
static const struct {
	const char *what, *xml, *key, *want;
} label_rows[] = {
	{ "a title", "<title>Shop</title>", "title", "Shop" },
	{ "space around it", "<title> \n\t Shop \t </title>", "title", "Shop" },
	{ "the first line", "<description>one\ntwo</description>", "description", "one" },
	{ "a line of DOS", "<description>one&#13;\ntwo</description>", "description", "one" },
	{ "nothing but space", "<title> \n </title>", "title", NULL },
	{ "an empty one", "<title/>", "title", NULL },
	{ "two of them", "<title>1st</title><title>2nd</title>", "title", "1st" },
	{ "an empty one first", "<title/><title>2nd</title>", "title", "2nd" },
	{ "around an element", "<title>a<b>c</b>d</title>", "title", "d" },
	{ "around another's element", "<title>a<q:b xmlns:q='urn:q'>c</q:b>d</title>", "title",
	  "ad" },
	{ "Nova's name", "<metadata><instance " NOVA "><name>n</name></instance></metadata>",
	  "nova-name", "n" },
	{ "Nova's project",
	  "<metadata><instance " NOVA "><owner><project>p</project></owner></instance>"
	  "</metadata>",
	  "project", "p" },
	{ "Nova's user",
	  "<metadata><instance " NOVA "><owner><user>u</user></owner></instance>"
	  "</metadata>",
	  "user", "u" },
	{ "OpenNebula's name", "<metadata><vm " ONE "><name>n</name></vm></metadata>", "one-name",
	  "n" },
	{ "OpenNebula's user", "<metadata><vm " ONE "><uname>u</uname></vm></metadata>", "user",
	  "u" },
	{ "KubeVirt's UID",
	  "<metadata><kubevirt xmlns='http://kubevirt.io'><uid>k</uid></kubevirt>"
	  "</metadata>",
	  "kubevirt-uid", "k" },
	{ "oVirt's version",
	  "<metadata><vm xmlns='http://ovirt.org/vm/1.0'>"
	  "<clusterVersion>4.7</clusterVersion></vm></metadata>",
	  "ovirt-version", "4.7" },
	{ "CloudStack's name",
	  "<metadata><instance xmlns='http://cloudstack.apache.org/instance'>"
	  "<name>c</name></instance></metadata>",
	  "cloudstack-name", "c" },
	{ "nobody's name",
	  "<metadata><instance xmlns='http://example.org/'><name>n</name></instance>"
	  "</metadata>",
	  "nova-name", NULL },
	{ "Nova's, not in the metadata", "<instance " NOVA "><name>n</name></instance>",
	  "nova-name", NULL },
	{ "Nova's, in what only begins so",
	  "<metadatas><instance " NOVA "><name>n</name></instance></metadatas>", "nova-name",
	  NULL },
	{ "Nova's, one level deeper",
	  "<metadata><x><instance " NOVA "><name>n</name></instance></x></metadata>", "nova-name",
	  NULL },
};

static void test_labels(void)
{
	for (size_t i = 0; i < N(label_rows); i++) {
		FACTS_OF(f);
		VT_BUF_OF(xml);
		struct vt_err err = { 0 };

		vt_vec_add(&f->domains);
		vt_buf_fmt(&xml, "<domain>%s</domain>", label_rows[i].xml);
		is_int(vt_domxml_decode(xml.p, xml.len, f, 0, &err), 0, label_rows[i].what);
		is_str(!strcmp(label_rows[i].key, "title") ?
			       f->domains.v[0].title :
			       label_of(f, label_rows[i].key, VT_NONE),
		       label_rows[i].want, label_rows[i].what);
		ok(f->labels.n <= 1, "and no other");
	}
}

/* A text may be as long as the XML; so much of it is a label. */
static void test_long_label(void)
{
	FACTS_OF(f);
	struct vt_err err = { 0 };
	char long_one[257], xml[600];

	vt_vec_add(&f->domains);
	memset(long_one, 'x', 256);
	long_one[256] = '\0';
	snprintf(xml, sizeof(xml), "<domain><title>%sy</title></domain>", long_one);
	is_int(vt_domxml_decode(xml, strlen(xml), f, 0, &err), 0, "a title of 257 bytes");
	is_str(f->domains.v[0].title, long_one, "256 of them");
	long_one[255] = '\0';
	snprintf(xml, sizeof(xml), "<domain><title>%s\303\251</title></domain>", long_one);
	is_int(vt_domxml_decode(xml, strlen(xml), f, 0, &err), 0, "a character across the end");
	is_str(f->domains.v[0].title, long_one, "is left out");
}

#define NOVA_NS "xmlns:n='http://openstack.org/xmlns/libvirt/nova/1.1'"

/* By the namespace, whatever its prefix; and an element of the same name of nobody's is none. */
static void test_metadata(void)
{
	static const char xml[] =
		"<domain><title> Shop </title><description>line one\nline two</description>"
		"<metadata><n:instance " NOVA_NS "><n:name>shop-1</n:name><n:name>two</n:name>"
		"<n:owner><n:user uuid='u'>alice</n:user>"
		"<n:project uuid='p'>prod</n:project></n:owner>"
		"<n:ports><n:port uuid='port-a'>"
		"<n:ip type='fixed' address='10.0.0.5' ipVersion='4'/>"
		"<n:route address='10.0.0.6'/></n:port>"
		"<n:port uuid='port-b'/><n:port uuid='port-c'>"
		"<n:ip address='10.0.0.7'/></n:port></n:ports></n:instance>"
		"<instance xmlns='http://example.org/'><name>other</name></instance>"
		"<kubevirt xmlns='http://kubevirt.io'><uid>k-uid</uid></kubevirt></metadata>"
		"<devices><interface type='bridge'><mac address='52:54:00:00:00:01'/></interface>"
		"<interface type='bridge'><virtualport type='openvswitch'>"
		"<parameters interfaceid='if-b'/></virtualport></interface></devices>"
		"<x><n:instance " NOVA_NS "><n:name>elsewhere</n:name></n:instance></x></domain>";
	struct vt_facts *f = vt_facts_new();
	struct vt_err err = { 0 };

	vt_vec_add(&f->domains);
	vt_vec_add(&f->nics); /* another VM's */
	is_int(vt_domxml_decode(xml, sizeof(xml) - 1, f, 0, &err), 0, "metadata of Nova decodes");
	is_str(f->domains.v[0].title, "Shop", "a title without space around it");
	is_str(label_of(f, "description", VT_NONE), "line one", "the first line of a description");
	is_str(label_of(f, "nova-name", VT_NONE), "shop-1", "the first name");
	is_str(label_of(f, "project", VT_NONE), "prod", "the project");
	is_str(label_of(f, "user", VT_NONE), "alice", "the user");
	is_str(label_of(f, "kubevirt-uid", VT_NONE), "k-uid", "KubeVirt's");
	is_str(label_of(f, "port", 1), "port-a", "the port of the first NIC");
	is_str(label_of(f, "port", 2), "port-b", "metadata before a virtual port's parameters");
	is_int((long long)f->labels.n, 7, "no other label: a port without NIC has none");
	ok(f->addresses.n == 1 && f->addresses.v[0].nic == 1 && f->addresses.v[0].age == -1 &&
		   vt_streq(f->addresses.v[0].ip, "10.0.0.5") &&
		   vt_streq(f->addresses.v[0].mac, "52:54:00:00:00:01"),
	   "and its address; a port without NIC has none");
	is_int((long long)f->nics.n, 1 + 2, "two interfaces");
	vt_facts_free(f);
}

/* One port a NIC, whether Nova or the virtual port names it. */
static void test_ports(void)
{
	static const char start[] = "<domain><metadata><instance " NOVA "><ports>",
			  middle[] = "</ports></instance></metadata><devices><interface>"
				     "<virtualport><parameters interfaceid='own'/></virtualport>",
			  end[] = "</interface></devices></domain>";
	static const struct {
		const char *what, *ports, *more, *want;
	} rows[] = {
		{ "the virtual port's alone", "", "", "own" },
		{ "Nova's before it", "<port uuid='a'><ip address='10.0.0.1'/></port>", "", "a" },
		{ "Nova's, without a UUID", "<port/>", "", "own" },
		{ "a second virtual port", "",
		  "<virtualport><parameters interfaceid='two'/></virtualport>", "own" },
	};

	for (size_t i = 0; i < N(rows); i++) {
		FACTS_OF(f);
		VT_BUF_OF(xml);
		struct vt_err err = { 0 };

		vt_vec_add(&f->domains);
		vt_buf_fmt(&xml, "%s%s%s%s%s", start, rows[i].ports, middle, rows[i].more, end);
		is_int(vt_domxml_decode(xml.p, xml.len, f, 0, &err), 0, rows[i].what);
		is_str(label_of(f, "port", 0), rows[i].want, rows[i].what);
		is_int((long long)f->addresses.n, strstr(rows[i].ports, "<ip") != NULL,
		       "with its address");
		is_int((long long)f->labels.n, 1, "and no other");
	}
}

int main(void)
{
	test_labels();
	test_long_label();
	test_metadata();
	test_ports();
	return done();
}
