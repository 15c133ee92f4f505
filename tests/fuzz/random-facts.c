/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes to a small host, table by table. */
#include <config.h>

#include "random-facts.h"

#include "util/str.h"

#define N(array) (sizeof(array) / sizeof(*(array)))
#define PICK(in, array) ((array)[take((in), N(array))])

static const char *const names[] = {
	"vnet0",   "vnet1",       "tap0",    "macvtap0",   "br0",
	"br1",     "br0-nic",     "web",     "db",         "ovs-system",
	"v\xff\n", "\033[31m\"x", "=cmd()",  "<b>&'{}|",   "\xc2\x9b\xe2\x80\xae",
	"-x",      "a b",         "\\n\\\"", "virbr0-nic", "\xf0\x9f\x98\x80\xff",
};

static const char *const uuids[] = { "00000000-0000-0000-0000-00000000000a",
				     "00000000-0000-0000-0000-00000000000b",
				     "00000000-0000-0000-0000-00000000000c", "not a uuid\n" };

static const char *const macs[] = { "52:54:00:00:00:01",
				    "fe:54:00:00:00:01",
				    "52:54:00:00:00:02",
				    "FE:54:00:00:00:02",
				    "fa:54:00:00:00:03",
				    "fe:54:00:00:00:03",
				    "x" };

uint32_t take(struct input *in, uint32_t below)
{
	uint32_t value = 0;

	if (in->n) {
		value = *in->p++;
		in->n--;
	}
	return value % below;
}

/* Mostly yes where the bytes are zeros or small: the ordinary host is near. */
static bool mostly(struct input *in)
{
	return take(in, 256) < 192;
}

static bool seldom(struct input *in)
{
	return take(in, 256) >= 192;
}

const char *take_text(struct input *in, struct vt_arena *arena)
{
	uint32_t i = take(in, (uint32_t)N(names) * 2);
	char text[16];
	size_t n;

	if (i < N(names))
		return names[i];
	if (i < N(names) * 2 - 4)
		return names[i % 4]; /* the ordinary ones */
	n = 1 + take(in, sizeof(text) - 1);
	for (size_t k = 0; k < n; k++)
		text[k] = (char)(1 + take(in, 255));
	return vt_arena_strn(arena, text, n);
}

static const char *maybe_text(struct input *in, struct vt_arena *arena)
{
	return mostly(in) ? take_text(in, arena) : NULL;
}

static const char *maybe_uuid(struct input *in)
{
	return mostly(in) ? PICK(in, uuids) : NULL;
}

static const char *maybe_mac(struct input *in)
{
	return mostly(in) ? PICK(in, macs) : NULL;
}

static enum vt_tri take_tri(struct input *in)
{
	return (enum vt_tri)take(in, 3);
}

static void add_conns(struct input *in, struct vt_facts *f)
{
	static const char *const drivers[] = { "QEMU", "QEMU", "QEMU", "Test", "LXC", NULL };
	uint32_t n = 1 + take(in, 3);

	for (uint32_t i = 0; i < n; i++) {
		struct vt_conn *c = vt_vec_add(&f->conns);

		c->uri = i ? take_text(in, f->arena) : "qemu:///system";
		c->driver = PICK(in, drivers);
		c->version = c->driver ? "9.0.0" : NULL;
		c->ok = c->driver != NULL;
		c->error = c->ok ? NULL : take_text(in, f->arena);
		c->session = seldom(in);
		c->status_files = !c->ok && mostly(in);
	}
}

static bool same_domain(const struct vt_domain *a, const struct vt_domain *b)
{
	return a->conn == b->conn && a->id == b->id && vt_streq(a->name, b->name) &&
	       vt_streq(a->uuid, b->uuid);
}

static void add_nics(struct input *in, struct vt_facts *f, uint32_t domain)
{
	static const char *const types[] = { "bridge",    "network", "ethernet", "direct",
					     "vhostuser", "user",    "bridge",   "odd" };
	static const char *const aliases[] = { "net0", "net1", "ua-x" };
	static const char *const models[] = { "virtio", "e1000", NULL };
	uint32_t n = take(in, 4);

	for (uint32_t i = 0; i < n; i++) {
		struct vt_nic *nic = vt_vec_add(&f->nics);

		nic->domain = domain;
		nic->index = i;
		nic->alias = mostly(in) ? aliases[i] : NULL;
		nic->mac = maybe_mac(in);
		nic->type = PICK(in, types);
		nic->model = PICK(in, models);
		nic->source_bridge = mostly(in) ? take(in, 2) ? "br0" : "br1" : NULL;
		nic->source_dev = seldom(in) ? take_text(in, f->arena) : NULL;
		nic->source_network = nic->source_mode = nic->source_dev;
		nic->target = maybe_text(in, f->arena);
		nic->virtualport = seldom(in) ? take(in, 2) ? "openvswitch" : "802.1Qbh" : NULL;
		nic->vlan = seldom(in) ? "10,20" : NULL;
		nic->vlan_trunk = seldom(in);
		nic->vlan_native = seldom(in) ? 10 : 0;
		nic->isolated = seldom(in) ? take_tri(in) : VT_UNKNOWN;
		nic->interface_id = nic->script = seldom(in) ? take_text(in, f->arena) : NULL;
		nic->mac_current = seldom(in) ? maybe_mac(in) : NULL;
		nic->filter = seldom(in) ? take_text(in, f->arena) : NULL;
		nic->managed = take_tri(in);
		nic->link_up = take_tri(in);
		nic->queues = 1 + take(in, 4);
		nic->mtu = seldom(in) ? 1500 + take(in, 2) : 0;
		nic->netns = seldom(in) ? take(in, 2) ? VT_NETNS_GONE : 2 : 0;
		nic->netns_claim = nic->netns ? "else" : NULL;
	}
}

/* VMs that other managers tell of, and what answers for processes. At the end of the input. */
static void add_managed(struct input *in, struct vt_facts *f)
{
	static const char *const managers[] = { "proxmox", "claims", "libvirt" };
	static const char *const vms[] = { "m0", "m1", "m2" };
	uint32_t n = take(in, 4), n_managers = take(in, 4);

	for (uint32_t i = 0; i < n_managers; i++) {
		struct vt_manager *m = vt_vec_add(&f->managers);

		m->name = managers[i];
		m->basis = (enum vt_basis)take(in, 3);
		m->ok = mostly(in);
	}
	for (uint32_t i = 0; i < n; i++) {
		struct vt_domain *d = vt_vec_add(&f->domains);

		d->conn = VT_NONE;
		d->manager = f->managers.n ? take(in, (uint32_t)f->managers.n) : VT_NONE;
		d->basis = (enum vt_basis)take(in, 3);
		d->name = vms[i];
		d->manager_id = seldom(in) ? "100" : NULL;
		d->uuid = maybe_uuid(in);
		d->active = mostly(in);
		d->id = -1;
		d->pid = d->active ? (int32_t)take(in, 8) : 0;
		d->state = d->active ? VT_STATE_RUNNING : VT_STATE_SHUTOFF;
		d->xml_ok = true;
		add_nics(in, f, (uint32_t)f->domains.n - 1);
		for (size_t k = f->nics.n; k > 0 && f->nics.v[k - 1].domain == f->domains.n - 1;
		     k--)
			f->nics.v[k - 1].type = seldom(in) ? "user" : NULL;
	}
	for (size_t i = 0; i < f->procs.n; i++) {
		f->procs.v[i].manager = seldom(in) ? PICK(in, managers) : NULL;
		f->procs.v[i].manager_open = !f->procs.v[i].manager && seldom(in);
		f->procs.v[i].vm_pid = seldom(in) ? (int32_t)take(in, 8) : 0;
	}
}

static void add_domains(struct input *in, struct vt_facts *f)
{
	uint32_t n = take(in, 7);

	for (uint32_t i = 0; i < n; i++) {
		struct vt_domain d = { .conn = take(in, (uint32_t)f->conns.n), .manager = VT_NONE };
		bool known = false;

		d.name = take_text(in, f->arena);
		d.uuid = maybe_uuid(in);
		d.active = mostly(in);
		d.id = d.active ? (int32_t)take(in, 8) : -1;
		d.pid = (int32_t)take(in, 8);
		d.state = d.active ? (enum vt_state)take(in, VT_STATE_N) : VT_STATE_SHUTOFF;
		d.transitional = d.active && seldom(in);
		d.xml_ok = mostly(in);
		for (size_t k = 0; k < f->domains.n; k++)
			known = known || same_domain(&f->domains.v[k], &d);
		if (known)
			continue;
		vt_vec_push(&f->domains, d);
		if (d.xml_ok)
			add_nics(in, f, (uint32_t)f->domains.n - 1);
	}
}

/* What leads on from a link, and what may stop frames there. */
static void add_path(struct input *in, struct vt_link *l)
{
	if (seldom(in)) {
		l->far_lower = 1 + take(in, 4);
		l->far_netns = take(in, 4);
		l->lower = 0;
	}
	l->parent = seldom(in) ? "0000:3b:00.1" : NULL;
	l->port.state = (enum vt_port_state)take(in, 6);
	l->port.isolated = take_tri(in);
	l->port.delay = seldom(in);
	l->bridge.vlan_filtering = take_tri(in);
	l->bridge.calls_ip = take_tri(in);
	l->bridge.calls_ip6 = take_tri(in);
	l->bridge.stp = take_tri(in);
	l->vlan_id = l->kind == VT_KIND_VLAN ? 20 : 0;
	l->has_stats = mostly(in);
	l->stats.rx_packets = take(in, 256);
	l->stats.tx_dropped = take(in, 256);
}

static void add_vlans(struct input *in, struct vt_facts *f)
{
	for (uint32_t n = take(in, 6); n > 0; n--) {
		struct vt_vlan *v = vt_vec_add(&f->vlans);

		v->netns = 1 + take(in, 3);
		v->ifindex = 1 + take(in, 8);
		v->first = 1 + take(in, 30);
		v->last = v->first + take(in, 10);
		v->pvid = mostly(in);
		v->untagged = mostly(in);
	}
}

static void add_fdb(struct input *in, struct vt_facts *f)
{
	for (uint32_t n = take(in, 6); n > 0; n--) {
		struct vt_fdb *e = vt_vec_add(&f->fdb);

		e->netns = 1 + take(in, 3);
		e->bridge = 1 + take(in, 8);
		e->port = 1 + take(in, 8);
		e->mac = PICK(in, macs);
		e->vlan = seldom(in) ? 20 : 0;
		e->age = take(in, 256) * 10;
		e->local = seldom(in);
	}
}

static void add_link(struct input *in, struct vt_facts *f, uint64_t netns, uint32_t ifindex)
{
	static const enum vt_kind kinds[] = { VT_KIND_TAP,     VT_KIND_TAP,    VT_KIND_TAP,
					      VT_KIND_TUN,     VT_KIND_OVS,    VT_KIND_MACVTAP,
					      VT_KIND_MACVTAP, VT_KIND_IPVTAP, VT_KIND_BRIDGE,
					      VT_KIND_OTHER,   VT_KIND_VETH,   VT_KIND_VLAN,
					      VT_KIND_BOND,    VT_KIND_VRF,    VT_KIND_VXLAN,
					      VT_KIND_BRIDGE,  VT_KIND_TAP };
	static const char *const kind_names[] = { "bridge", "veth", "odd_kind.1-x" };
	struct vt_link *l = vt_vec_add(&f->links);

	l->netns = netns;
	l->ifindex = ifindex;
	l->kind = PICK(in, kinds);
	l->ifname = take_text(in, f->arena);
	l->kind_name = seldom(in) ? PICK(in, kind_names) : NULL;
	l->mac = l->kind == VT_KIND_TUN ? NULL : maybe_mac(in);
	l->alias = seldom(in) ? take_text(in, f->arena) : NULL;
	l->altnames = seldom(in) ? take(in, 2) ? "vnet0 tap0" : "br0 web" : NULL;
	l->mtu = 1500 + take(in, 2);
	l->master = mostly(in) ? take(in, 6) : 0;
	l->lower = seldom(in) ? take(in, 6) : 0;
	l->owner = mostly(in) ? VT_NONE : 1000;
	l->group = mostly(in) ? VT_NONE : 1000;
	l->up = mostly(in);
	l->persist = seldom(in);
	l->multi_queue = seldom(in);
	l->queues_enabled = l->queues_disabled = VT_NONE;
	if (l->multi_queue && mostly(in)) {
		l->queues_enabled = take(in, 4);
		l->queues_disabled = take(in, 3);
	}
	l->carrier = take_tri(in);
	add_path(in, l);
}

static void add_links(struct input *in, struct vt_facts *f)
{
	for (uint64_t netns = 1; netns <= 3; netns++) {
		struct vt_netns row = { .inode = netns, .links_ok = mostly(in) };
		uint32_t n = netns == 1 ? take(in, 8) : take(in, 4);

		row.calls_ip = mostly(in);
		row.drops_ip = mostly(in) ? NULL : "ip filter FORWARD";
		row.drops_ip6 = mostly(in) ? NULL : "inet guard forward";
		row.path = take_text(in, f->arena);
		vt_vec_push(&f->netnses, row);
		for (uint32_t i = 0; row.links_ok && i < n; i++)
			add_link(in, f, netns, 1 + i);
	}
	f->own_netns = 1;
	add_vlans(in, f);
	add_fdb(in, f);
}

static void add_holder(struct input *in, struct vt_facts *f, uint32_t proc, int32_t fd)
{
	struct vt_holder *h = vt_vec_add(&f->holders);

	h->proc = proc;
	h->tid = f->procs.v[proc].pid + (seldom(in) ? 1 : 0);
	h->fd = fd;
	h->file = take(in, 12);
	h->ifname = maybe_text(in, f->arena);
	h->by_macvtap = seldom(in);
	h->mac = h->by_macvtap ? maybe_mac(in) : NULL;
	h->netns = take(in, 4);
	h->ifindex = h->netns && seldom(in) ? 1 + take(in, 8) : 0;
	h->deleted = h->ifname ? VT_NO : h->by_macvtap ? take_tri(in) : VT_UNKNOWN;
	h->disabled = take_tri(in);
}

static void add_netdev(struct input *in, struct vt_facts *f, uint32_t proc)
{
	static const char *const ids[] = { "hostnet0", "hostnet1", "hostnet2", "hostua-x" };
	struct vt_netdev *n = vt_vec_add(&f->netdevs);

	n->proc = proc;
	n->id = PICK(in, ids);
	n->fd = mostly(in) ? (int32_t)take(in, 4) : -1;
	n->ifname = n->fd < 0 ? take_text(in, f->arena) : NULL;
}

static void add_procs(struct input *in, struct vt_facts *f)
{
	uint32_t n = take(in, 8);

	for (uint32_t i = 0; i < n; i++) {
		struct vt_proc *p = vt_vec_add(&f->procs);

		p->pid = (int32_t)(1 + i);
		p->start = 100 + i;
		p->netns = take(in, 4);
		p->comm = take_text(in, f->arena);
		p->exe = maybe_text(in, f->arena);
		p->uid = p->exe ? i : VT_NONE;
		p->guest = maybe_text(in, f->arena);
		p->uuid = maybe_uuid(in);
		p->hypervisor = mostly(in);
		p->alive = mostly(in);
		p->cmdline_ok = p->uuid || mostly(in);
		p->fds_ok = mostly(in);
		for (uint32_t k = take(in, 4); k > 0; k--)
			add_holder(in, f, i, (int32_t)k);
		for (uint32_t k = take(in, 3); k > 0; k--)
			add_netdev(in, f, i);
	}
}

static void add_pidfiles(struct input *in, struct vt_facts *f)
{
	static const char *const paths[] = { "/run/a.pid", "/run/b\n.pid", "/run/c.pid", NULL };
	uint32_t n = take(in, 4);

	for (uint32_t i = 0; i < n; i++) {
		struct vt_pidfile *p = vt_vec_add(&f->pidfiles);

		p->path = paths[i];
		p->name = take_text(in, f->arena);
		p->conn = take(in, (uint32_t)f->conns.n);
		p->pid = (int32_t)take(in, 9);
		p->owner = (int32_t)take(in, 9) - 1;
		p->status_pid = (int32_t)take(in, 9);
	}
}

/* Two connections to one daemon would both have it. */
static bool same_registration(const struct vt_registration *a, const struct vt_registration *b)
{
	return a->kind == b->kind && vt_streq(a->ifname, b->ifname) &&
	       vt_streq(a->owner_uuid, b->owner_uuid) && vt_streq(a->owner_name, b->owner_name) &&
	       (a->ifname || vt_streq(a->id, b->id));
}

static void add_registrations(struct input *in, struct vt_facts *f)
{
	uint32_t n = take(in, 4);

	for (uint32_t i = 0; i < n; i++) {
		struct vt_registration l = { .kind = (enum vt_registration_kind)take(in, 3) };
		bool known = false;

		l.conn = l.kind == VT_REG_OVS ? VT_NONE : take(in, (uint32_t)f->conns.n);
		l.id = take_text(in, f->arena);
		l.ifname = l.kind == VT_REG_PORT ? NULL : take_text(in, f->arena);
		l.owner_uuid = maybe_uuid(in);
		l.owner_name = maybe_text(in, f->arena);
		l.mac = maybe_mac(in);
		for (size_t k = 0; k < f->registrations.n; k++)
			known = known || same_registration(&f->registrations.v[k], &l);
		if (!known)
			vt_vec_push(&f->registrations, l);
	}
}

/* Mostly of a link: what has another name is on no path. */
static const char *ovs_name(struct input *in, struct vt_facts *f)
{
	return f->links.n && take(in, 4) ? f->links.v[take(in, (uint32_t)f->links.n)].ifname :
					   take_text(in, f->arena);
}

static void add_ovs_ports(struct input *in, struct vt_facts *f)
{
	static const char *const types[] = { "", "internal", "patch" };
	uint32_t n = seldom(in) ? take(in, 6) : 0;

	for (uint32_t i = 0; i < n; i++) {
		struct vt_ovs_port p = { .tag = take(in, 2) ? VT_NONE : take(in, 4096) };

		p.ifname = ovs_name(in, f);
		p.type = types[take(in, 3)];
		if (take(in, 2)) {
			p.bridge = ovs_name(in, f);
			p.port = p.ifname;
			p.datapath = take(in, 2) ? "" : "netdev";
		}
		p.vlan_mode = take(in, 4) ? NULL : "trunk";
		p.trunks = take(in, 4) ? NULL : "1,20";
		p.vm_uuid = maybe_uuid(in);
		p.mac = maybe_mac(in);
		vt_vec_push(&f->ovs_ports, p);
	}
}

static void add_gaps(struct input *in, struct vt_facts *f)
{
	uint32_t n = seldom(in) ? take(in, 4) : 0;

	for (uint32_t i = 0; i < n; i++) {
		enum vt_gap_code code = (enum vt_gap_code)take(in, VT_GAP_CODE_N);
		uint32_t hides = take(in, 32);
		const char *subject = take_text(in, f->arena);
		struct vt_gap *g = vt_facts_gap(f, code, subject, maybe_text(in, f->arena));

		g->hides = hides;
		g->netns = take(in, 4);
	}
	for (uint32_t i = seldom(in) ? take(in, 3) : 0; i > 0; i--)
		vt_vec_push(&f->hints, ((struct vt_hint){ .pid = (int32_t)(1 + take(in, 8)),
							  .way = (enum vt_hiding)take(in, 2),
							  .count = 1 + take(in, 3) }));
}

struct vt_facts *random_facts(struct input *in)
{
	struct vt_facts *f = vt_facts_new();

	f->scan = (enum vt_scan)take(in, 2);
	f->processes = take(in, 256);
	f->unreadable = take(in, 16);
	f->host = (struct vt_host){ .hostname = maybe_text(in, f->arena),
				    .kernel = maybe_text(in, f->arena) };
	add_conns(in, f);
	add_domains(in, f);
	add_links(in, f);
	add_procs(in, f);
	add_pidfiles(in, f);
	add_registrations(in, f);
	add_ovs_ports(in, f);
	add_gaps(in, f);
	add_managed(in, f);
	return f;
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* map[old row] = new row, every one of @n once; owned by the caller */
static uint32_t *permutation(size_t n, uint32_t *seed)
{
	uint32_t *map = vt_xrealloc(NULL, n, sizeof(*map));

	for (uint32_t i = 0; i < n; i++)
		map[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t k = next_random(seed) % i;
		uint32_t other = map[k];

		map[k] = map[i - 1];
		map[i - 1] = other;
	}
	return map;
}

/* Copies a table in another order; leaves the new rows' numbers in @map. */
#define SHUFFLE(to, from, table, seed, map) \
	do { \
		(map) = permutation((from)->table.n, (seed)); \
		for (size_t i_ = 0; i_ < (from)->table.n; i_++) \
			vt_vec_add(&(to)->table); \
		for (size_t i_ = 0; i_ < (from)->table.n; i_++) \
			(to)->table.v[(map)[i_]] = (from)->table.v[i_]; \
	} while (0)

#define SHUFFLE_ONLY(to, from, table, seed) \
	do { \
		uint32_t *map_; \
		SHUFFLE(to, from, table, seed, map_); \
		free(map_); \
	} while (0)

struct vt_facts *shuffled_facts(const struct vt_facts *from, uint32_t seed)
{
	struct vt_facts *f = vt_facts_new();
	uint32_t *map;

	f->host = from->host;
	f->scan = from->scan;
	f->own_netns = from->own_netns;
	f->processes = from->processes;
	f->unreadable = from->unreadable;
	for (size_t i = 0; i < from->conns.n; i++)
		vt_vec_push(&f->conns, from->conns.v[i]);
	SHUFFLE_ONLY(f, from, nics, &seed);
	SHUFFLE_ONLY(f, from, holders, &seed);
	SHUFFLE_ONLY(f, from, netdevs, &seed);
	SHUFFLE(f, from, domains, &seed, map);
	for (size_t i = 0; i < f->nics.n; i++)
		f->nics.v[i].domain = map[f->nics.v[i].domain];
	free(map);
	SHUFFLE(f, from, managers, &seed, map);
	for (size_t i = 0; i < f->domains.n; i++)
		if (f->domains.v[i].manager != VT_NONE)
			f->domains.v[i].manager = map[f->domains.v[i].manager];
	free(map);
	SHUFFLE(f, from, procs, &seed, map);
	for (size_t i = 0; i < f->holders.n; i++)
		f->holders.v[i].proc = map[f->holders.v[i].proc];
	for (size_t i = 0; i < f->netdevs.n; i++)
		f->netdevs.v[i].proc = map[f->netdevs.v[i].proc];
	free(map);
	SHUFFLE_ONLY(f, from, pidfiles, &seed);
	SHUFFLE_ONLY(f, from, netnses, &seed);
	SHUFFLE_ONLY(f, from, links, &seed);
	SHUFFLE_ONLY(f, from, vlans, &seed);
	SHUFFLE_ONLY(f, from, fdb, &seed);
	SHUFFLE_ONLY(f, from, registrations, &seed);
	SHUFFLE_ONLY(f, from, ovs_ports, &seed);
	SHUFFLE_ONLY(f, from, hints, &seed);
	SHUFFLE_ONLY(f, from, gaps, &seed);
	return f;
}
