/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a NIC without a device has: passt and its process. */
#include <config.h>

#include "analyze/backing.h"
#include "model/pidfile.h"
#include "util/cleanup.h"

#include "scene.h"
#include "tap.h"

VT_DEFINE_CLEANUP(facts, struct vt_facts *, vt_facts_free)

#define VM \
	"domain web1 id=7; nic net0 type=user source_dev=passt source_bridge=none;" \
	"proc 100; proc 150 comm=passt.avx2 uuid=none hypervisor=no;"

static void test_process(void)
{
	static const struct {
		const char *what, *facts, *words;
	} rows[] = {
		{ "by the number that it wrote", VM "pidfile 7-web1-net0-passt pid=150;",
		  "passt 150" },
		{ "by the lock on it, before the number",
		  VM "pidfile 7-web1-net0-passt pid=151 owner=150;", "passt 150" },
		{ "behind vhost-user",
		  VM "nic net0 type=vhostuser; pidfile 7-web1-net0-passt pid=150;", "passt 150" },
		{ "nobody", VM, "passt" },
		{ "another NIC's", VM "pidfile 7-web1-net1-passt pid=150;", "passt" },
		{ "another VM's", VM "pidfile 8-web1-net0-passt pid=150;", "passt" },
		{ "of a process that is gone", VM "pidfile 7-web1-net0-passt pid=151;", "passt" },
		{ "of a process that has ended",
		  VM "proc 150 alive=no; pidfile 7-web1-net0-passt pid=150;", "passt" },
		{ "of a number that somebody else has by now",
		  VM "proc 150 comm=sh; pidfile 7-web1-net0-passt pid=150;", "passt" },
		{ "of another daemon",
		  VM
		  "conn qemu:///session; pidfile 7-web1-net0-passt conn=qemu:///session pid=150;",
		  "passt" },
		{ "of a process without a name",
		  VM "proc 150 comm=none; pidfile 7-web1-net0-passt pid=150;", "passt" },
		{ "of a NIC without an alias",
		  VM "nic net0 alias=none; pidfile 7-web1-(null)-passt pid=150;", "passt" },
		{ "locked by init, whatever it says",
		  VM "proc 1 uuid=none; pidfile 7-web1-net0-passt pid=150 owner=1;", "passt" },
		{ "of a VM that does not run",
		  VM "domain web1 active=no; pidfile 7-web1-net0-passt pid=150;", "passt" },
		{ "without passt",
		  VM "nic net0 source_dev=none; pidfile 7-web1-net0-passt pid=150;", "user" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_CLEANUP(facts) struct vt_facts *f = scene(rows[i].facts);
		struct vt_backing b = vt_nic_backing(f, &f->nics.v[0]);
		VT_BUF_OF(words);

		vt_backing_words(f, &b, &words);
		is_str(words.p, rows[i].words, rows[i].what);
	}
}

#define NIC "domain web1 id=7; nic net0 source_bridge=none "
#define PORTS "ovs br-dp type=internal; ovs vhu0 type=dpdkvhostuser;"

static void test_words(void)
{
	static const struct {
		const char *what, *facts, *words;
	} rows[] = {
		{ "a device of the host", NIC "type=bridge", NULL },
		{ "a NIC that does not say", NIC "type=none", NULL },
		{ "a function of a card",
		  NIC "type=hostdev source_dev=0000:03:10.2 vf.address=0000:03:10.2 vf.pf=eth0",
		  "VF 0 of eth0" },
		{ "of a card without an interface",
		  NIC "type=hostdev source_dev=0000:03:10.2 vf.address=0000:03:10.2 "
		      "vf.pf_address=0000:03:00.0",
		  "VF 0 of 0000:03:00.0" },
		{ "a card", NIC "type=hostdev source_dev=0000:03:00.0", "PCI 0000:03:00.0" },
		{ "vDPA", NIC "type=vdpa source_dev=/dev/vhost-vdpa-0", "vhost-vdpa-0" },
		{ "a socket that Open vSwitch makes",
		  NIC "type=vhostuser source_dev=/run/vhu0;" PORTS, "vhost-user vhu0" },
		{ "of the first port",
		  NIC "type=vhostuser source_dev=/run/a; ovs a type=dpdkvhostuser;" PORTS,
		  "vhost-user a" },
		{ "of none", NIC "type=vhostuser source_dev=/run/vhu1;" PORTS, "vhost-user" },
		{ "of a port of another type", NIC "type=vhostuser source_dev=/run/br-dp;" PORTS,
		  "vhost-user" },
		{ "a socket to which it connects",
		  NIC "type=vhostuser source_dev=/run/x;" PORTS
		      "ovs v1 type=dpdkvhostuserclient socket=/run/x",
		  "vhost-user v1" },
		{ "a socket that is not known", NIC "type=vhostuser;" PORTS, "vhost-user" },
		{ "no passt by its name alone", NIC "type=mcast source_dev=passt", "mcast" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_CLEANUP(facts) struct vt_facts *f = scene(rows[i].facts);
		struct vt_backing b = vt_nic_backing(f, &f->nics.v[0]);
		VT_BUF_OF(words);

		vt_backing_words(f, &b, &words);
		is_str(words.p, rows[i].words, rows[i].what);
	}
}

static void test_names(void)
{
	static const struct {
		const char *name, *vm;
		bool passt;
		size_t helper;
	} rows[] = {
		{ "7-web1-net0-passt", "web1", true, 6 },
		{ "7-web-1-net0-passt", "web-1", true, 7 },
		{ "7-a-very-long-name-of-a-net0-passt", "a-very-long-name-of-a-VM", false, 23 },
		{ "7-a-very-long-name-of--net0-passt", "a-very-long-name-of-a-VM", true, 22 },
		{ "7-a-very-long-name-o-net0-passt", "a-very-long-name-of-a-VM", true, 20 },
		{ "7-a-very-long-name-\xc3\xa4-net0-passt",
		  "a-very-long-name-\xc3\xa4\xc3\xa4\xc3\xa4", true, 21 },
		{ "7-we-net0-passt", "web1", false, 4 },
		{ "7-web1-net0-passt", "web", false, 6 },
		{ "7-web1-net10-passt", "web1", false, 6 },
		{ "7--net0-passt", "web1", false, 7 },
		{ "77-web1-net0-passt", "web1", false, 7 },
		{ "7-web1-net0-slirp", "web1", false, 11 },
		{ "7-web1-ua-x-passt", "web1", false, 11 },
		{ "7-passt", "web1", false, 0 },
		{ "", "web1", false, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		ok(vt_pidfile_is_passt(rows[i].name, 7, rows[i].vm, "net0") == rows[i].passt,
		   "%s is %s's: %d", rows[i].name, rows[i].vm, rows[i].passt);
		is_int((long long)vt_pidfile_helper(rows[i].name, strlen(rows[i].name)),
		       (long long)rows[i].helper, rows[i].name);
	}
	ok(vt_pidfile_is_passt("7-web1-ua-x-passt", 7, "web1", "ua-x"), "a user's alias");
}

int main(void)
{
	test_process();
	test_words();
	test_names();
	return done();
}
