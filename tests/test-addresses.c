/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose an address is: by its MAC address, its network, and whether its VM runs. */
#include <config.h>

#include "collect/addresses.h"

#include "tap.h"
#include "util/str.h"

static void add_vm(struct vt_facts *f, const char *uuid, bool active, const char *mac,
		   const char *network)
{
	vt_vec_push(&f->domains,
		    ((struct vt_domain){
			    .name = uuid, .uuid = uuid, .active = active, .manager = VT_NONE }));
	vt_vec_push(&f->nics, ((struct vt_nic){ .domain = (uint32_t)f->domains.n - 1,
						.mac = mac,
						.source_network = network }));
}

static void add_address(struct vt_facts *f, const char *ip, const char *mac)
{
	vt_vec_push(&f->addresses,
		    ((struct vt_address){ .nic = VT_NONE, .ip = ip, .mac = mac, .age = -1 }));
}

static void test_attach(void)
{
	struct vt_facts *f = vt_facts_new();

	add_vm(f, "a", true, "52:54:00:00:00:0A", NULL);
	add_vm(f, "b", true, "52:54:00:00:00:0b", NULL);
	add_vm(f, "c", true, "52:54:00:00:00:0b", NULL);
	add_vm(f, "d", true, "52:54:00:00:00:0d", NULL);
	add_vm(f, "e", false, "52:54:00:00:00:0d", NULL);
	add_vm(f, "f", true, "52:54:00:00:00:0f", "default");
	add_vm(f, "f", true, "52:54:00:00:00:0f", NULL);
	add_address(f, "10.0.0.1", "52:54:00:00:00:0a");
	add_address(f, "10.0.0.2", "52:54:00:00:00:0b");
	add_address(f, "10.0.0.3", "52:54:00:00:00:0d");
	add_address(f, "10.0.0.5", "52:54:00:00:00:99");
	add_address(f, "10.0.0.4", "52:54:00:00:00:0f");
	vt_addresses_attach(f);
	ok(f->addresses.v[0].nic == 0, "in any case of letters");
	ok(f->addresses.v[1].nic == VT_NONE, "of two VMs' address, nobody's");
	ok(f->addresses.v[2].nic == 3, "the running one's, not the other's");
	ok(f->addresses.v[3].nic == VT_NONE, "of an address that nobody has");
	ok(f->addresses.n == 6 && f->addresses.v[4].nic == 5 && f->addresses.v[5].nic == 6 &&
		   vt_streq(f->addresses.v[5].ip, "10.0.0.4"),
	   "each NIC's of one VM, in whatever network");
	vt_facts_free(f);
}

/* VMs with one MAC address, of which some run. */
static void test_running(void)
{
	static const struct {
		const char *what, *vms; /* a letter each, a capital one runs */
		uint32_t nic;
	} rows[] = {
		{ "the only one's, shut off", "a", 0 },
		{ "the running one's, first", "Ab", 0 },
		{ "the running one's, last", "aB", 1 },
		{ "that of two running ones nobody's", "AB", VT_NONE },
		{ "behind one that is shut off, too", "aBC", VT_NONE },
		{ "before one that is shut off, too", "ABc", VT_NONE },
		{ "that of two shut off nobody's", "ab", VT_NONE },
		{ "nobody has a NIC", "", VT_NONE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_facts *f = vt_facts_new();

		for (const char *vm = rows[i].vms; *vm; vm++)
			add_vm(f, vt_arena_fmt(f->arena, "%c", *vm), *vm < 'a', "52:54:00:00:00:0a",
			       NULL);
		add_address(f, "10.0.0.1", "52:54:00:00:00:0a");
		vt_addresses_attach(f);
		ok(f->addresses.n == 1 && f->addresses.v[0].nic == rows[i].nic, "%s", rows[i].what);
		vt_facts_free(f);
	}
}

/* Whose an address is by other means is not asked again. */
static void test_known(void)
{
	struct vt_facts *f = vt_facts_new();

	add_vm(f, "a", true, "52:54:00:00:00:0a", NULL);
	add_vm(f, "b", true, NULL, NULL);
	add_address(f, "10.0.0.1", "52:54:00:00:00:0a");
	f->addresses.v[0].nic = 1;
	add_address(f, "10.0.0.2", NULL);
	vt_addresses_attach(f);
	ok(f->addresses.v[0].nic == 1, "what metadata says of a NIC stays");
	ok(f->addresses.v[1].nic == VT_NONE, "an address of no MAC address is nobody's");
	vt_facts_free(f);
}

static void add_lease(struct vt_raw_conn *c, const char *mac, const char *ip, uint64_t expiry)
{
	vt_vec_push(&c->leases, ((struct vt_raw_lease){ "default", mac, ip, expiry }));
}

static void test_leases(void)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_raw_conn *c = vt_raw_conn_new("test:///default");

	add_vm(f, "e", true, "52:54:00:00:00:0e", "default");
	add_vm(f, "b", true, "52:54:00:00:00:0a", "other");
	add_vm(f, "c", true, "52:54:00:00:00:0c", "other");
	add_vm(f, "n", true, NULL, "default");
	add_vm(f, "a", true, "52:54:00:00:00:0a", "default");
	add_lease(c, "52:54:00:00:00:0a", "192.168.122.5", 1600);
	add_lease(c, "52:54:00:00:00:0b", "192.168.122.6", 0);
	add_lease(c, "52:54:00:00:00:0b", "192.168.122.7", 1000);
	add_lease(c, "52:54:00:00:00:0c", "192.168.122.8", 1001);
	add_lease(c, "52:54:00:00:00:0e", "192.168.122.9", 0);
	vt_leases_decode(f, c, 1000);
	ok(f->addresses.n == 4, "a lease that has ended is none");
	is_str(f->addresses.v[3].network, "default", "the network of the first NIC's");
	ok(f->addresses.v[0].left == 600 && f->addresses.v[0].age == -1 &&
		   f->addresses.v[0].source == VT_ADDRESS_LEASE &&
		   vt_streq(f->addresses.v[0].network, "default"),
	   "ten minutes are left");
	vt_addresses_attach(f);
	ok(f->addresses.v[0].nic == 4, "and it is the NIC's in that network");
	ok(f->addresses.n == 4, "and no other's");
	ok(!f->addresses.v[1].left && !f->addresses.v[1].network &&
		   f->addresses.v[1].nic == VT_NONE,
	   "one without end, of nobody");
	ok(f->addresses.v[2].left == 1 && !f->addresses.v[2].network && f->addresses.v[2].nic == 2,
	   "one for another second, whose NIC says another network");
	vt_raw_conn_free(c);
	vt_facts_free(f);
}

/* As libvirt 9's helper writes it; a lease without end has expiry-time 0. */
static void test_lease_file(void)
{
	static const char text[] =
		"[\n  {\n    \"ip-address\": \"192.168.122.9\",\n"
		"    \"mac-address\": \"52:54:00:00:00:0a\",\n    \"hostname\": \"web\",\n"
		"    \"client-id\": \"ff:56\",\n    \"expiry-time\": 1600\n  },\n"
		"  { \"ip-address\": \"192.168.122.11\" }, { \"mac-address\": 7 }, 3,\n"
		"  { \"mac-address\": \"52:54:00:00:00:0c\" },\n"
		"  { \"ip-address\": \"192.168.122.10\", "
		"\"mac-address\": \"52:54:00:00:00:0b\" } ]\n";
	struct vt_raw_conn *c = vt_raw_conn_new("qemu:///system");

	vt_leases_read(text, strlen(text), c);
	ok(c->leases.n == 2, "what has no address, or nobody's, is no lease");
	is_str(c->leases.v[0].ip, "192.168.122.9", "the address");
	is_str(c->leases.v[0].mac, "52:54:00:00:00:0a", "whose it is");
	ok(c->leases.v[0].expiry == 1600 && !c->leases.v[1].expiry, "until when");
	ok(!c->leases.v[0].network, "its network is not in the file");
	vt_leases_read("[ { ", 4, c);
	vt_leases_read("{}", 2, c);
	ok(c->leases.n == 2, "a file that is none");
	vt_raw_conn_free(c);
}

int main(void)
{
	test_lease_file();
	test_attach();
	test_running();
	test_known();
	test_leases();
	return done();
}
