/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows as decode, join and judge would leave them, in their order. */
#include <config.h>

#include "render-fixture.h"

#include "analyze/join.h"

#include <string.h>

#define HOST_NS 4026531840u
#define OTHER_NS 4026532700u
#define UUID(n) "6ba7b810-9dad-11d1-80b4-00c04fd4300" n

enum { WEB, EVIL, OFF };
enum { ETH0, BR0, VNET0, VEVIL, MACVTAP0, STRAY0, TUN0, TAP5 };
enum { P_WEB, P_EVIL, P_VPN, P_QEMU };

static void add_domains(struct vt_facts *f)
{
	vt_vec_push(&f->conns, ((struct vt_conn){ .uri = "qemu:///system",
						  .driver = "QEMU",
						  .version = "9.0.0",
						  .ok = true }));
	vt_vec_push(&f->conns, ((struct vt_conn){ .uri = "qemu+ssh://x/session?a=<b>&c",
						  .error = "no route\nto \"host\"",
						  .session = true }));
	vt_vec_push(&f->domains, ((struct vt_domain){ .manager = VT_NONE,
						      .name = "web1",
						      .uuid = UUID("1"),
						      .id = 1,
						      .pid = 1201,
						      .state = VT_STATE_RUNNING,
						      .active = true,
						      .xml_ok = true }));
	vt_vec_push(&f->domains, ((struct vt_domain){ .manager = VT_NONE,
						      .name = EVIL_DOMAIN,
						      .uuid = UUID("2"),
						      .id = 2,
						      .state = VT_STATE_PAUSED,
						      .active = true,
						      .xml_ok = true }));
	vt_vec_push(&f->domains, ((struct vt_domain){ .manager = VT_NONE,
						      .name = FORMULA,
						      .uuid = UUID("3"),
						      .id = -1,
						      .state = VT_STATE_SHUTOFF,
						      .xml_ok = true }));
}

static void add_nics(struct vt_facts *f)
{
	vt_vec_push(&f->nics, ((struct vt_nic){ .domain = WEB,
						.index = 0,
						.alias = "net0",
						.mac = "52:54:00:00:00:01",
						.type = "bridge",
						.model = "virtio",
						.source_bridge = "br0",
						.target = "vnet0",
						.queues = 2,
						.mtu = 1500,
						.link_up = VT_YES,
						.vlan = "10,20",
						.filter = "clean" }));
	vt_vec_push(&f->nics, ((struct vt_nic){ .domain = WEB,
						.index = 1,
						.alias = "net1",
						.mac = "52:54:00:00:00:02",
						.type = "hostdev",
						.source_dev = "0000:03:10.2",
						.model = "e1000",
						.queues = 1 }));
	vt_vec_push(&f->nics, ((struct vt_nic){ .domain = EVIL,
						.index = 0,
						.alias = "net0",
						.mac = "52:54:00:00:00:03",
						.type = "bridge",
						.source_bridge = "br1",
						.target = EVIL_DEVICE,
						.queues = 1 }));
	vt_vec_push(&f->nics, ((struct vt_nic){ .domain = EVIL,
						.index = 1,
						.alias = "net1",
						.mac = "52:54:00:00:00:04",
						.type = "direct",
						.source_dev = "eth0",
						.source_mode = "bridge",
						.target = "macvtap0",
						.queues = 1 }));
	/* As with the test driver: no alias, so that two rows differ by little. */
	vt_vec_push(&f->nics, ((struct vt_nic){ .domain = EVIL,
						.index = 2,
						.mac = "52:54:00:00:00:05",
						.type = "network",
						.source_network = "default",
						.target = "vnet9",
						.queues = 1,
						.managed = VT_NO,
						.link_up = VT_NO }));
}

static void add_addresses(struct vt_facts *f)
{
	vt_vec_push(&f->addresses, ((struct vt_address){ .nic = 0,
							 .mac = "52:54:00:00:00:01",
							 .ip = "192.168.122.57",
							 .source = VT_ADDRESS_LEASE,
							 .age = 60 }));
	vt_vec_push(&f->addresses, ((struct vt_address){ .nic = 0,
							 .mac = "52:54:00:00:00:01",
							 .ip = "2001:db8::57",
							 .source = VT_ADDRESS_NEIGHBOUR,
							 .age = -1 }));
	vt_vec_push(&f->netnses, ((struct vt_netns){ .inode = OTHER_NS,
						     .path = "/run/netns/blue",
						     .name = "blue",
						     .links_ok = true }));
}

static struct vt_link *add_link(struct vt_facts *f, uint64_t netns, uint32_t ifindex,
				enum vt_kind kind, const char *ifname, const char *kind_name)
{
	struct vt_link *link = vt_vec_add(&f->links);

	*link = (struct vt_link){
		.netns = netns,
		.ifindex = ifindex,
		.kind = kind,
		.ifname = ifname,
		.kind_name = kind_name,
		.mtu = 1500,
		.owner = VT_NONE,
		.group = VT_NONE,
		.queues_enabled = VT_NONE,
		.queues_disabled = VT_NONE,
		.up = true,
		.carrier = VT_YES,
		.mac = kind == VT_KIND_TUN ? NULL : "fe:54:00:00:00:01",
	};
	return link;
}

static void add_links(struct vt_facts *f)
{
	struct vt_link *link;

	add_link(f, HOST_NS, 2, VT_KIND_OTHER, "eth0", NULL)->master = 3;
	add_link(f, HOST_NS, 3, VT_KIND_BRIDGE, "br0", "bridge");
	link = add_link(f, HOST_NS, 5, VT_KIND_TAP, "vnet0", "tun");
	link->master = 3;
	link->multi_queue = true;
	link->queues_enabled = link->queues_disabled = 1;
	add_link(f, HOST_NS, 6, VT_KIND_TAP, EVIL_DEVICE, "tun")->master = 3;
	add_link(f, HOST_NS, 7, VT_KIND_MACVTAP, "macvtap0", "macvtap")->lower = 2;
	link = add_link(f, HOST_NS, 8, VT_KIND_TAP, "stray0", "tun");
	link->persist = true;
	link->owner = link->group = 1000;
	link->carrier = VT_NO;
	link->up = false;
	link = add_link(f, HOST_NS, 9, VT_KIND_TUN, "tun0", "tun");
	link->carrier = VT_UNKNOWN;
	add_link(f, OTHER_NS, 2, VT_KIND_TAP, "tap5", "tun");
}

static void add_procs(struct vt_facts *f)
{
	const char *qemu = "/usr/bin/qemu-system-x86_64";

	vt_vec_push(&f->procs, ((struct vt_proc){ .pid = 1201,
						  .start = 5000,
						  .netns = HOST_NS,
						  .comm = "qemu-system-x86",
						  .exe = qemu,
						  .guest = "web1",
						  .uid = 64055,
						  .hypervisor = true,
						  .alive = true }));
	vt_vec_push(&f->procs, ((struct vt_proc){ .pid = 1302,
						  .start = 6000,
						  .netns = HOST_NS,
						  .comm = "evil\033]0;x\a",
						  .exe = qemu,
						  .guest = EVIL_DOMAIN,
						  .uid = 64055,
						  .hypervisor = true,
						  .alive = true }));
	vt_vec_push(&f->procs, ((struct vt_proc){ .pid = 1403,
						  .start = 7000,
						  .netns = HOST_NS,
						  .comm = "@openvpn",
						  .exe = "/usr/sbin/openvpn",
						  .alive = true }));
	vt_vec_push(&f->procs, ((struct vt_proc){ .pid = 1504,
						  .start = 8000,
						  .comm = "qemu-system-x86",
						  .exe = qemu,
						  .guest = "hand",
						  .uid = 1000,
						  .hypervisor = true,
						  .alive = true }));
}

static void init(struct fixture *x)
{
	memset(x, 0, sizeof(*x));
	x->facts = vt_facts_new();
	x->findings = vt_findings_new();
	x->inventory.facts = x->facts;
	x->report.facts = x->facts;
	x->report.inventory = &x->inventory;
	x->report.findings = x->findings;
	x->report.generated_at = "2024-05-06T07:08:09Z";
	x->report.duration_ms = 12.5;
	x->facts->host = (struct vt_host){ "host1", "0123", NULL, "6.1.0 <x>" };
	x->facts->own_netns = HOST_NS;
	x->facts->processes = 250;
}

static uint32_t *none(size_t n)
{
	uint32_t *v = vt_xrealloc(NULL, n + 1, sizeof(*v));

	memset(v, 0xff, (n + 1) * sizeof(*v));
	return v;
}

static void init_states(struct fixture *x)
{
	struct vt_inventory *inv = &x->inventory;
	const struct vt_facts *f = x->facts;

	inv->nics = vt_xrealloc(NULL, f->nics.n + 1, sizeof(*inv->nics));
	inv->domains = vt_xrealloc(NULL, f->domains.n + 1, sizeof(*inv->domains));
	inv->proc_domain = none(f->procs.n);
	inv->holder_device = none(f->holders.n);
	inv->link_device = none(f->links.n);
	for (size_t i = 0; i < f->nics.n; i++)
		inv->nics[i] = (struct vt_nic_state){ VT_NONE, VT_TIE_NONE };
	for (size_t i = 0; i < f->domains.n; i++)
		inv->domains[i] = (struct vt_domain_state){ .proc = VT_NONE, .twin = VT_NONE };
}

static uint32_t add_device(struct vt_inventory *inv, uint32_t link, uint32_t nic, uint32_t proc,
			   uint32_t domain)
{
	uint32_t row = (uint32_t)inv->devices.n;
	struct vt_device *d = vt_vec_add(&inv->devices);

	*d = (struct vt_device){ .link = link,
				 .first_claim = (uint32_t)inv->claims.n,
				 .first_use = (uint32_t)inv->uses.n };
	inv->link_device[link] = row;
	if (nic != VT_NONE) {
		vt_vec_push(&inv->claims, nic);
		inv->nics[nic] = (struct vt_nic_state){ row, VT_TIE_NAME };
		d->n_claims = 1;
	}
	if (proc != VT_NONE) {
		vt_vec_push(&inv->uses, ((struct vt_use){ proc, domain, 2, 1 }));
		d->n_uses = d->queues = 1;
	}
	return row;
}

static void add_mapping(struct fixture *x, uint32_t nic, uint32_t device, uint32_t proc,
			enum vt_status status, enum vt_code code)
{
	struct vt_mapping *m = vt_vec_add(&x->report.mappings);

	*m = (struct vt_mapping){ .nic = nic,
				  .device = device,
				  .proc = proc,
				  .status = status,
				  .first_finding = (uint32_t)x->report.mapping_findings.n };
	if (code == VT_CODE_N)
		return;
	vt_vec_push(&x->report.mapping_findings, code);
	m->n_findings = 1;
	m->worst = vt_class(code)->severity;
}

static void add_finding(struct fixture *x, enum vt_code code, uint32_t nic, uint32_t link,
			uint32_t proc, const char *message)
{
	const struct vt_facts *f = x->facts;
	struct vt_finding *row = vt_vec_add(&x->findings->rows);
	const struct vt_nic *n = nic == VT_NONE ? NULL : &f->nics.v[nic];
	const struct vt_link *l = link == VT_NONE ? NULL : &f->links.v[link];
	const struct vt_domain *d = n ? &f->domains.v[n->domain] : NULL;

	*row = (struct vt_finding){
		.code = code,
		.domain = n ? n->domain : VT_NONE,
		.nic = nic,
		.link = link,
		.proc = proc,
		.domain_name = d ? d->name : NULL,
		.uuid = d ? d->uuid : NULL,
		.alias = n ? n->alias : NULL,
		.ifname = l ? l->ifname :
			  n ? n->target :
			      NULL,
		.conn_uri = d ? "qemu:///system" : NULL,
		.domain_id = d ? d->id : -1,
		.pid = proc == VT_NONE ? 0 : f->procs.v[proc].pid,
		.netns = l ? l->netns : 0,
		.ifindex = l ? l->ifindex : 0,
		.message = message,
		.remedy = "look at \"it\"",
		.evidence = { { "claimed", EVIL_DEVICE, 0 }, { "ports", NULL, 3 } },
		.n_evidence = 2,
	};
	x->report.summary.findings[vt_finding_severity(row)]++;
	x->report.summary.worst = row;
	for (size_t i = 0; i < x->findings->rows.n; i++)
		if (vt_finding_severity(&x->findings->rows.v[i]) >
		    vt_finding_severity(x->report.summary.worst))
			x->report.summary.worst = &x->findings->rows.v[i];
}

static void add_rows(struct fixture *x)
{
	struct vt_inventory *inv = &x->inventory;
	uint32_t vnet0 = add_device(inv, VNET0, 0, P_WEB, WEB);
	uint32_t vevil = add_device(inv, VEVIL, 2, P_EVIL, EVIL);
	uint32_t macvtap = add_device(inv, MACVTAP0, 3, P_EVIL, EVIL);
	uint32_t stray = add_device(inv, STRAY0, VT_NONE, VT_NONE, VT_NONE);
	uint32_t tun = add_device(inv, TUN0, VT_NONE, P_VPN, VT_NONE);
	uint32_t tap5 = add_device(inv, TAP5, VT_NONE, P_QEMU, VT_NONE);

	vt_join_paths(inv);

	add_mapping(x, 0, vnet0, P_WEB, VT_STATUS_OK, VT_CODE_N);
	add_mapping(x, 1, VT_NONE, P_WEB, VT_STATUS_NO_DEVICE, VT_CODE_N);
	add_mapping(x, 2, vevil, P_EVIL, VT_STATUS_MISMATCH, VT_F_WRONG_BRIDGE);
	add_mapping(x, 3, macvtap, P_EVIL, VT_STATUS_UNKNOWN, VT_CODE_N);
	add_mapping(x, 4, VT_NONE, P_EVIL, VT_STATUS_MISMATCH, VT_F_MISSING_DEVICE);
	add_mapping(x, VT_NONE, stray, VT_NONE, VT_STATUS_STRAY, VT_F_STRAY_TAP);
	add_mapping(x, VT_NONE, tun, P_VPN, VT_STATUS_FOREIGN, VT_F_FOREIGN_HOLDER);
	add_mapping(x, VT_NONE, tap5, P_QEMU, VT_STATUS_UNMANAGED, VT_F_UNMANAGED_HYPERVISOR);

	add_finding(x, VT_F_MISSING_DEVICE, 4, VT_NONE, VT_NONE, "device 'vnet9' does not exist");
	add_finding(x, VT_F_WRONG_BRIDGE, 2, VEVIL, VT_NONE,
		    "device '" EVIL_DEVICE "' is on 'br0', not 'br1'\n| critical=0");
	add_finding(x, VT_F_STRAY_TAP, VT_NONE, STRAY0, VT_NONE, "nobody holds or claims 'stray0'");
	add_finding(x, VT_F_UNMANAGED_HYPERVISOR, VT_NONE, TAP5, P_QEMU,
		    "process 1504 (qemu-system-x86) of no known domain holds 'tap5'");
	add_finding(x, VT_F_FOREIGN_HOLDER, VT_NONE, TUN0, P_VPN, "'@openvpn' holds 'tun0'");
}

void fixture_full(struct fixture *x)
{
	init(x);
	x->facts->unreadable = 3;
	add_domains(x->facts);
	add_nics(x->facts);
	add_addresses(x->facts);
	add_links(x->facts);
	x->facts->links.v[VNET0].has_stats = true;
	x->facts->links.v[VNET0].stats =
		(struct vt_stats){ .rx_bytes = 1234567, .tx_bytes = 999, .tx_dropped = 3 };
	x->facts->domains.v[WEB].title = "the web server";
	add_procs(x->facts);
	vt_facts_gap(x->facts, VT_GAP_CONNECTION_FAILED, "qemu:///session", "no\nroute");
	vt_facts_gap(x->facts, VT_GAP_PROCESS_UNREADABLE, EVIL_DOMAIN, "EACCES");
	init_states(x);
	for (uint32_t i = WEB; i <= EVIL; i++) {
		x->inventory.domains[i].proc = i;
		x->inventory.domains[i].pid_source = VT_PID_PIDFILE;
		x->inventory.domains[i].netns = HOST_NS;
		x->inventory.proc_domain[i] = i;
	}
	add_rows(x);
	x->report.summary.domains = 2;
	x->report.summary.devices = 6;
	x->report.summary.mapped = 2;
	x->report.open = true;
}

void fixture_empty(struct fixture *x)
{
	init(x);
	x->facts->host = (struct vt_host){ 0 };
	x->facts->scan = VT_SCAN_BPF;
	init_states(x);
}

static void add_guest(struct vt_facts *f, uint32_t i)
{
	const char *name = vt_arena_fmt(f->arena, "guest-%u", i);

	vt_vec_push(&f->domains, ((struct vt_domain){ .manager = VT_NONE,
						      .name = name,
						      .uuid = vt_arena_fmt(f->arena, "%036u", i),
						      .id = (int32_t)i,
						      .state = VT_STATE_RUNNING,
						      .active = true,
						      .xml_ok = true }));
	vt_vec_push(&f->nics, ((struct vt_nic){ .domain = i,
						.alias = "net0",
						.type = "bridge",
						.mac = "52:54:00:00:00:01",
						.queues = 1,
						.source_bridge = "br0",
						.managed = VT_YES,
						.target = vt_arena_fmt(f->arena, "vnet%u", i) }));
	add_link(f, HOST_NS, i + 10, VT_KIND_TAP, vt_arena_fmt(f->arena, "vnet%u", i), "tun")
		->master = 3;
	vt_vec_push(&f->procs, ((struct vt_proc){ .pid = (int32_t)i + 1000,
						  .start = 1,
						  .netns = HOST_NS,
						  .comm = "qemu-system-x86",
						  .hypervisor = true,
						  .alive = true }));
}

void fixture_large(struct fixture *x, uint32_t n)
{
	init(x);
	add_link(x->facts, HOST_NS, 3, VT_KIND_BRIDGE, "br0", "bridge");
	for (uint32_t i = 0; i < n; i++)
		add_guest(x->facts, i);
	init_states(x);
	for (uint32_t i = 0; i < n; i++) {
		x->inventory.domains[i].proc = i;
		x->inventory.proc_domain[i] = i;
		add_mapping(x, i, add_device(&x->inventory, i + 1, i, i, i), i, VT_STATUS_OK,
			    VT_CODE_N);
	}
	vt_join_paths(&x->inventory);
	x->report.summary.domains = x->report.summary.devices = x->report.summary.mapped = n;
}

void fixture_done(struct fixture *x)
{
	vt_vec_done(&x->inventory.devices);
	vt_vec_done(&x->inventory.claims);
	vt_vec_done(&x->inventory.uses);
	vt_walker_free(x->inventory.walker);
	vt_topology_free(x->inventory.topology);
	vt_paths_done(&x->inventory.paths);
	free(x->inventory.nics);
	free(x->inventory.domains);
	free(x->inventory.proc_domain);
	free(x->inventory.holder_device);
	free(x->inventory.link_device);
	vt_vec_done(&x->report.mappings);
	vt_vec_done(&x->report.mapping_findings);
	vt_findings_free(x->findings);
	vt_facts_free(x->facts);
}
