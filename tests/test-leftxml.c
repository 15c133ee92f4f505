/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network filter bindings and network ports. */
#include <config.h>

#include "collect/libvirt/recordxml.h"

#include <errno.h>

#include "collect/libvirt/xml.h"
#include "tests/tap.h"

#define N(a) (sizeof(a) / sizeof(*(a)))
#define FACTS_OF(name) \
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *name = vt_facts_new()

static const char binding[] = "<filterbinding>\n"
			      "  <owner>\n"
			      "    <name>a &amp; b</name>\n"
			      "    <uuid>AAAAAAAA-1111-4222-8333-444444444444</uuid>\n"
			      "  </owner>\n"
			      "  <portdev name='vnet7'/>\n"
			      "  <linkdev name='eth0'/>\n"
			      "  <mac address='52:54:00:AA:BB:CC'/>\n"
			      "  <filterref filter='clean-traffic'>\n"
			      "    <parameter name='MAC' value='52:54:00:aa:bb:cc'/>\n"
			      "  </filterref>\n"
			      "</filterbinding>\n";

static const char port[] = "<networkport>\n"
			   "  <uuid>BBBBBBBB-1111-4222-8333-444444444444</uuid>\n"
			   "  <owner>\n"
			   "    <uuid>aaaaaaaa-1111-4222-8333-444444444444</uuid>\n"
			   "    <name>a</name>\n"
			   "  </owner>\n"
			   "  <mac address='52:54:00:aa:bb:cc'/>\n"
			   "  <virtualport type='802.1Qbg'/>\n"
			   "  <plug type='direct' dev='eth0' mode='vepa'/>\n"
			   "</networkport>\n";

typedef int decoder(const char *xml, size_t len, struct vt_facts *facts, uint32_t conn,
		    struct vt_err *err);

static void test_binding(void)
{
	FACTS_OF(f);
	struct vt_err err = { 0 };
	const struct vt_registration *row;

	is_int(vt_leftxml_nwfilter(binding, strlen(binding), f, 2, &err), 0, "binding");
	is_int((long long)f->registrations.n, 1, "one row");
	row = &f->registrations.v[0];
	is_int(row->kind, VT_REG_NWFILTER, "kind");
	is_int(row->conn, 2, "connection");
	is_str(row->id, "clean-traffic", "filter");
	is_str(row->ifname, "vnet7", "device");
	is_str(row->owner_name, "a & b", "owner");
	is_str(row->owner_uuid, "aaaaaaaa-1111-4222-8333-444444444444", "its UUID, lower case");
	is_str(row->mac, "52:54:00:aa:bb:cc", "MAC, lower case");
}

static void test_port(void)
{
	FACTS_OF(f);
	struct vt_err err = { 0 };
	const struct vt_registration *row;

	is_int(vt_leftxml_port(port, strlen(port), f, 1, &err), 0, "port");
	is_int((long long)f->registrations.n, 1, "one row");
	row = &f->registrations.v[0];
	is_int(row->kind, VT_REG_PORT, "kind");
	is_int(row->conn, 1, "connection");
	is_str(row->id, "bbbbbbbb-1111-4222-8333-444444444444", "UUID, lower case");
	is_str(row->ifname, NULL, "no device");
	is_str(row->owner_name, "a", "owner");
	is_str(row->owner_uuid, "aaaaaaaa-1111-4222-8333-444444444444", "its UUID");
	is_str(row->mac, "52:54:00:aa:bb:cc", "MAC");
}

static void test_sparse(void)
{
	static const char xml[] = "<filterbinding><linkdev name='no'/><portdev name='t'/>"
				  "<portdev name='u'/><x:mac xmlns:x='urn:x' address='no'/>"
				  "<mac>no</mac><owner/></filterbinding>";
	static const char texts[] = "<networkport><uuid is='odd'>a<x>b</x>c</uuid>"
				    "<owner><name>1st</name><name>2nd</name></owner></networkport>";
	FACTS_OF(f);
	struct vt_err err = { 0 };

	is_int(vt_leftxml_nwfilter(xml, strlen(xml), f, 0, &err), 0, "a device is enough");
	is_str(f->registrations.v[0].ifname, "t", "the first one counts");
	is_str(f->registrations.v[0].owner_name, NULL, "no owner");
	is_str(f->registrations.v[0].mac, NULL, "a MAC of another namespace or place is none");
	is_str(f->registrations.v[0].id, NULL, "no filter");
	is_int(vt_leftxml_port("<networkport><uuid>u</uuid></networkport>", 41, f, 0, &err), 0,
	       "a UUID is enough");
	is_int(vt_leftxml_port(texts, strlen(texts), f, 0, &err), 0, "an odd one");
	is_str(f->registrations.v[2].id, "c", "the text that an element ends with");
	is_str(f->registrations.v[2].owner_name, "1st", "the first name counts");
}

static void test_bad(void)
{
	static const struct {
		const char *what, *xml;
		decoder *fn;
		const char *why;
	} cases[] = {
		{ "a port is no binding", port, vt_leftxml_nwfilter, "no <filterbinding>" },
		{ "a binding is no port", binding, vt_leftxml_port, "no <networkport>" },
		{ "no device", "<filterbinding/>", vt_leftxml_nwfilter, "names no device" },
		{ "no UUID", "<networkport><owner><uuid>u</uuid></owner></networkport>",
		  vt_leftxml_port, "has no UUID" },
		{ "empty UUID", "<networkport><uuid/></networkport>", vt_leftxml_port,
		  "has no UUID" },
		{ "cut off", "<filterbinding><portdev name='t'/>", vt_leftxml_nwfilter, "bad XML" },
		{ "cut off", "<networkport><uuid>u</uuid>", vt_leftxml_port, "bad XML" },
		{ "DOCTYPE", "<!DOCTYPE x><networkport><uuid>u</uuid></networkport>",
		  vt_leftxml_port, "DOCTYPE" },
		{ "empty", "", vt_leftxml_port, "empty" },
		{ "one level deeper", "<x><networkport><uuid>u</uuid></networkport></x>",
		  vt_leftxml_port, "no <networkport>" },
	};

	for (size_t i = 0; i < N(cases); i++) {
		FACTS_OF(f);
		struct vt_err err = { 0 };

		is_int(cases[i].fn(cases[i].xml, strlen(cases[i].xml), f, 0, &err), -EBADMSG,
		       cases[i].what);
		is_int((long long)f->registrations.n, 0, "nothing is added");
		ok(err.code == EBADMSG && strstr(err.msg, cases[i].why), "why: %s", err.msg);
	}
}

int main(void)
{
	test_binding();
	test_port();
	test_sparse();
	test_bad();
	return done();
}
