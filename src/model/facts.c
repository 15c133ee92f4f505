/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fact tables: life cycle, the one order, look-ups in it. */
#include <config.h>

#include "model/facts.h"

#include "util/search.h"
#include "util/str.h"

static const char *const kind_names[] = {
	[VT_KIND_OTHER] = "other",     [VT_KIND_TAP] = "tap",         [VT_KIND_TUN] = "tun",
	[VT_KIND_MACVTAP] = "macvtap", [VT_KIND_IPVTAP] = "ipvtap",   [VT_KIND_BRIDGE] = "bridge",
	[VT_KIND_OVS] = "openvswitch", [VT_KIND_VETH] = "veth",       [VT_KIND_VLAN] = "vlan",
	[VT_KIND_BOND] = "bond",       [VT_KIND_TEAM] = "team",       [VT_KIND_VRF] = "vrf",
	[VT_KIND_VXLAN] = "vxlan",     [VT_KIND_MACVLAN] = "macvlan", [VT_KIND_IPVLAN] = "ipvlan",
};

static const char *const state_names[] = {
	[VT_STATE_NONE] = "no state",        [VT_STATE_RUNNING] = "running",
	[VT_STATE_BLOCKED] = "idle",         [VT_STATE_PAUSED] = "paused",
	[VT_STATE_SHUTDOWN] = "in shutdown", [VT_STATE_SHUTOFF] = "shut off",
	[VT_STATE_CRASHED] = "crashed",      [VT_STATE_PMSUSPENDED] = "pmsuspended",
};

const char *vt_kind_name(enum vt_kind kind)
{
	return kind_names[kind];
}

const char *vt_port_state_name(enum vt_port_state state)
{
	static const char *const names[] = { NULL,       "disabled",   "listening",
					     "learning", "forwarding", "blocking" };

	return names[state];
}

const char *vt_state_name(enum vt_state state)
{
	return state_names[state < VT_STATE_N ? state : VT_STATE_NONE];
}

enum vt_state vt_state_by_name(const char *name)
{
	for (unsigned int i = 0; i < VT_STATE_N; i++)
		if (vt_streq(name, state_names[i]))
			return (enum vt_state)i;
	return VT_STATE_NONE;
}

const char *vt_basis_name(enum vt_basis basis)
{
	static const char *const names[] = { "live", "config", "self" };

	return names[basis];
}

const char *vt_address_source_name(enum vt_address_source source)
{
	static const char *const names[] = { "lease", "neighbour", "metadata", "config" };

	return names[source];
}

const struct vt_conn *vt_domain_conn(const struct vt_facts *f, const struct vt_domain *d)
{
	static const struct vt_conn none = { .ok = true };

	return d->conn < f->conns.n ? &f->conns.v[d->conn] : &none;
}

const char *vt_domain_manager(const struct vt_facts *f, const struct vt_domain *d)
{
	if (d->manager < f->managers.n)
		return f->managers.v[d->manager].name;
	return d->conn < f->conns.n ? "libvirt" : NULL;
}

uint64_t vt_proc_started(const struct vt_facts *f, const struct vt_proc *p)
{
	return f->booted ? f->booted + p->start / 100 : 0; /* USER_HZ */
}

bool vt_proc_answered(const struct vt_proc *p)
{
	return p->manager || p->manager_open;
}

bool vt_kind_is_macvtap(enum vt_kind kind)
{
	return kind == VT_KIND_MACVTAP || kind == VT_KIND_IPVTAP;
}

bool vt_kind_is_device(enum vt_kind kind)
{
	return kind == VT_KIND_TAP || kind == VT_KIND_TUN || vt_kind_is_macvtap(kind);
}

bool vt_kind_fits(enum vt_kind kind, bool by_macvtap)
{
	return vt_kind_is_device(kind) && vt_kind_is_macvtap(kind) == by_macvtap;
}

uint32_t vt_kernel_queues(const struct vt_link *link)
{
	if (!vt_kind_fits(link->kind, false))
		return VT_NONE;
	if (link->multi_queue && link->queues_enabled != VT_NONE)
		return link->queues_enabled + link->queues_disabled;
	/* A device that is not persistent dies with its last queue. */
	if (!link->persist || link->carrier == VT_YES)
		return 1;
	return link->carrier == VT_NO ? 0 : VT_NONE;
}

bool vt_driver_has_processes(const struct vt_conn *conn)
{
	return conn->status_files || vt_streq(conn->driver, "QEMU") ||
	       vt_streq(conn->driver, "Test");
}

struct vt_facts *vt_facts_new(void)
{
	struct vt_facts *f = vt_xrealloc(NULL, 1, sizeof(*f));

	memset(f, 0, sizeof(*f));
	f->arena = vt_arena_new();
	return f;
}

void vt_facts_free(struct vt_facts *f)
{
	if (!f)
		return;
	vt_vec_done(&f->conns);
	vt_vec_done(&f->managers);
	vt_vec_done(&f->domains);
	vt_vec_done(&f->labels);
	vt_vec_done(&f->addresses);
	vt_vec_done(&f->nics);
	vt_vec_done(&f->pidfiles);
	vt_vec_done(&f->netnses);
	vt_vec_done(&f->links);
	vt_vec_done(&f->vlans);
	vt_vec_done(&f->fdb);
	vt_vec_done(&f->procs);
	vt_vec_done(&f->netdevs);
	vt_vec_done(&f->holders);
	vt_vec_done(&f->registrations);
	vt_vec_done(&f->ovs_ports);
	vt_vec_done(&f->hints);
	vt_vec_done(&f->gaps);
	vt_arena_free(f->arena);
	free(f);
}

struct vt_gap *vt_facts_gap(struct vt_facts *f, enum vt_gap_code code, const char *subject,
			    const char *detail)
{
	struct vt_gap *gap = vt_vec_add(&f->gaps);

	vt_gap_init(gap, f->arena, code, subject, detail);
	return gap;
}

#define CMP(a, b) (((a) > (b)) - ((a) < (b)))

/* The result of the first comparison that differs. */
#define FIRST_OF(...) \
	do { \
		const int results_[] = { __VA_ARGS__ }; \
		for (size_t i_ = 0; i_ < sizeof(results_) / sizeof(*results_); i_++) \
			if (results_[i_]) \
				return results_[i_]; \
		return 0; \
	} while (0)

/* A row with the number that it had before the sort. */
#define TAGGED(type) \
	struct { \
		type row; \
		uint32_t old; \
	}

/*
 * Sorts a table and gives map[old row] = new row. The tag lies behind the
 * row, so that one comparison function serves both.
 */
#define SORT_MAPPED(vec, cmp, map) \
	do { \
		TAGGED(__typeof__(*(vec)->v)) *tagged_ = \
			vt_xrealloc(NULL, (vec)->n, sizeof(*tagged_)); \
		for (uint32_t i_ = 0; i_ < (vec)->n; i_++) { \
			tagged_[i_].row = (vec)->v[i_]; \
			tagged_[i_].old = i_; \
		} \
		vt_sort(tagged_, (vec)->n, sizeof(*tagged_), (cmp)); \
		(map) = vt_xrealloc(NULL, (vec)->n, sizeof(*(map))); \
		for (uint32_t i_ = 0; i_ < (vec)->n; i_++) { \
			(vec)->v[i_] = tagged_[i_].row; \
			(map)[tagged_[i_].old] = i_; \
		} \
		free(tagged_); \
	} while (0)

static int cmp_domain(const void *pa, const void *pb)
{
	const struct vt_domain *a = pa, *b = pb;

	FIRST_OF(vt_strcmp0(a->name, b->name), vt_strcmp0(a->uuid, b->uuid), CMP(a->conn, b->conn),
		 CMP(a->id, b->id), CMP(a->manager, b->manager),
		 vt_strcmp0(a->manager_id, b->manager_id), CMP(a->pid, b->pid));
}

static int cmp_label(const void *pa, const void *pb)
{
	const struct vt_label *a = pa, *b = pb;

	FIRST_OF(CMP(a->domain, b->domain), CMP(a->nic, b->nic), vt_strcmp0(a->key, b->key),
		 vt_strcmp0(a->value, b->value));
}

static int cmp_address(const void *pa, const void *pb)
{
	const struct vt_address *a = pa, *b = pb;

	FIRST_OF(CMP(a->nic, b->nic), CMP(a->source, b->source), vt_strcmp0(a->ip, b->ip),
		 vt_strcmp0(a->mac, b->mac), CMP(a->netns, b->netns), CMP(a->age, b->age),
		 vt_strcmp0(a->network, b->network));
}

static int cmp_nic(const void *pa, const void *pb)
{
	const struct vt_nic *a = pa, *b = pb;

	FIRST_OF(CMP(a->domain, b->domain), CMP(a->index, b->index));
}

static int cmp_pidfile(const void *pa, const void *pb)
{
	const struct vt_pidfile *a = pa, *b = pb;

	return vt_strcmp0(a->path, b->path);
}

static int cmp_netns(const void *pa, const void *pb)
{
	const struct vt_netns *a = pa, *b = pb;

	return CMP(a->inode, b->inode);
}

static int cmp_link(const void *pa, const void *pb)
{
	const struct vt_link *a = pa, *b = pb;

	FIRST_OF(CMP(a->netns, b->netns), CMP(a->ifindex, b->ifindex));
}

static int cmp_vlan(const void *pa, const void *pb)
{
	const struct vt_vlan *a = pa, *b = pb;

	FIRST_OF(CMP(a->netns, b->netns), CMP(a->ifindex, b->ifindex), CMP(a->first, b->first),
		 CMP(a->last, b->last), CMP(a->pvid, b->pvid), CMP(a->untagged, b->untagged));
}

static int cmp_fdb(const void *pa, const void *pb)
{
	const struct vt_fdb *a = pa, *b = pb;

	FIRST_OF(vt_strcmp0(a->mac, b->mac), CMP(a->netns, b->netns), CMP(a->bridge, b->bridge),
		 CMP(a->vlan, b->vlan), CMP(a->port, b->port), CMP(a->age, b->age),
		 CMP(a->local, b->local));
}

static int cmp_proc(const void *pa, const void *pb)
{
	const struct vt_proc *a = pa, *b = pb;

	FIRST_OF(CMP(a->pid, b->pid), CMP(a->start, b->start));
}

static int cmp_netdev(const void *pa, const void *pb)
{
	const struct vt_netdev *a = pa, *b = pb;

	FIRST_OF(CMP(a->proc, b->proc), CMP(a->index, b->index), vt_strcmp0(a->id, b->id),
		 CMP(a->fd, b->fd), vt_strcmp0(a->ifname, b->ifname));
}

static int cmp_holder(const void *pa, const void *pb)
{
	const struct vt_holder *a = pa, *b = pb;

	FIRST_OF(CMP(a->proc, b->proc), CMP(a->tid, b->tid), CMP(a->fd, b->fd));
}

static int cmp_registration(const void *pa, const void *pb)
{
	const struct vt_registration *a = pa, *b = pb;

	FIRST_OF(CMP(a->kind, b->kind), CMP(a->conn, b->conn), vt_strcmp0(a->id, b->id),
		 vt_strcmp0(a->ifname, b->ifname), vt_strcmp0(a->owner_uuid, b->owner_uuid),
		 vt_strcmp0(a->owner_name, b->owner_name), vt_strcmp0(a->mac, b->mac));
}

static int cmp_ovs_port(const void *pa, const void *pb)
{
	const struct vt_ovs_port *a = pa, *b = pb;

	FIRST_OF(vt_strcmp0(a->ifname, b->ifname), vt_strcmp0(a->bridge, b->bridge),
		 vt_strcmp0(a->port, b->port), vt_strcmp0(a->type, b->type),
		 vt_strcmp0(a->vm_uuid, b->vm_uuid), CMP(a->tag, b->tag));
}

static int cmp_hint(const void *pa, const void *pb)
{
	const struct vt_hint *a = pa, *b = pb;

	FIRST_OF(CMP(a->pid, b->pid), CMP(a->way, b->way), CMP(a->count, b->count));
}

static int cmp_gap(const void *pa, const void *pb)
{
	const struct vt_gap *a = pa, *b = pb;

	FIRST_OF(vt_strcmp0(a->code, b->code), vt_strcmp0(a->subject, b->subject),
		 vt_strcmp0(a->detail, b->detail), CMP(a->netns, b->netns), CMP(a->pid, b->pid),
		 vt_strcmp0(a->uri, b->uri), vt_strcmp0(a->uuid, b->uuid));
}

static int cmp_manager(const void *pa, const void *pb)
{
	const struct vt_manager *a = pa, *b = pb;

	return vt_strcmp0(a->name, b->name);
}

static void freeze_domains(struct vt_facts *f)
{
	uint32_t *map, *nic_map;

	SORT_MAPPED(&f->domains, cmp_domain, map);
	for (size_t i = 0; i < f->nics.n; i++)
		f->nics.v[i].domain = map[f->nics.v[i].domain];
	SORT_MAPPED(&f->nics, cmp_nic, nic_map);
	for (size_t i = 0; i < f->labels.n; i++) {
		struct vt_label *l = &f->labels.v[i];

		l->domain = map[l->domain];
		l->nic = l->nic == VT_NONE ? VT_NONE : nic_map[l->nic];
	}
	for (size_t i = 0; i < f->addresses.n; i++)
		if (f->addresses.v[i].nic != VT_NONE)
			f->addresses.v[i].nic = nic_map[f->addresses.v[i].nic];
	free(map);
	free(nic_map);
}

static void freeze_managers(struct vt_facts *f)
{
	uint32_t *map;

	SORT_MAPPED(&f->managers, cmp_manager, map);
	for (size_t i = 0; i < f->domains.n; i++)
		if (f->domains.v[i].manager != VT_NONE)
			f->domains.v[i].manager = map[f->domains.v[i].manager];
	free(map);
}

/* Connections keep the order in which they were named. */
void vt_facts_freeze_gaps(struct vt_facts *f)
{
	vt_vec_sort(&f->gaps, cmp_gap);
}

void vt_facts_freeze(struct vt_facts *f)
{
	uint32_t *map;

	freeze_managers(f);
	freeze_domains(f);
	SORT_MAPPED(&f->procs, cmp_proc, map);
	for (size_t i = 0; i < f->holders.n; i++)
		f->holders.v[i].proc = map[f->holders.v[i].proc];
	for (size_t i = 0; i < f->netdevs.n; i++)
		f->netdevs.v[i].proc = map[f->netdevs.v[i].proc];
	free(map);
	vt_vec_sort(&f->labels, cmp_label);
	vt_vec_sort(&f->addresses, cmp_address);
	vt_vec_sort(&f->pidfiles, cmp_pidfile);
	vt_vec_sort(&f->netnses, cmp_netns);
	vt_vec_sort(&f->links, cmp_link);
	vt_vec_sort(&f->vlans, cmp_vlan);
	vt_vec_sort(&f->fdb, cmp_fdb);
	vt_vec_sort(&f->netdevs, cmp_netdev);
	vt_vec_sort(&f->holders, cmp_holder);
	vt_vec_sort(&f->registrations, cmp_registration);
	vt_vec_sort(&f->ovs_ports, cmp_ovs_port);
	vt_vec_sort(&f->hints, cmp_hint);
	vt_facts_freeze_gaps(f);
}

/* First row not before @key, by @cmp; NULL where there is none. */
static const void *lower_bound(const void *rows, size_t n, size_t size, const void *key,
			       int (*cmp)(const void *, const void *))
{
	size_t at = vt_search(rows, n, size, key, cmp);

	return at < n ? (const char *)rows + at * size : NULL;
}

uint32_t vt_facts_proc_by_pid(const struct vt_facts *f, int32_t pid)
{
	const struct vt_proc key = { .pid = pid };
	const struct vt_proc *p = lower_bound(f->procs.v, f->procs.n, sizeof(key), &key, cmp_proc);

	return p && p->pid == pid ? (uint32_t)(p - f->procs.v) : VT_NONE;
}

uint32_t vt_facts_link_by_index(const struct vt_facts *f, uint64_t netns, uint32_t ifindex)
{
	const struct vt_link key = { .netns = netns, .ifindex = ifindex };
	const struct vt_link *l = lower_bound(f->links.v, f->links.n, sizeof(key), &key, cmp_link);

	return l && l->netns == netns && l->ifindex == ifindex ? (uint32_t)(l - f->links.v) :
								 VT_NONE;
}

uint32_t vt_facts_netns(const struct vt_facts *f, uint64_t inode)
{
	const struct vt_netns key = { .inode = inode };
	const struct vt_netns *n =
		lower_bound(f->netnses.v, f->netnses.n, sizeof(key), &key, cmp_netns);

	return n && n->inode == inode ? (uint32_t)(n - f->netnses.v) : VT_NONE;
}

static int cmp_holder_proc(const void *pa, const void *pb)
{
	const struct vt_holder *a = pa, *b = pb;

	return CMP(a->proc, b->proc);
}

static int cmp_netdev_proc(const void *pa, const void *pb)
{
	const struct vt_netdev *a = pa, *b = pb;

	return CMP(a->proc, b->proc);
}

/* How many rows of a sorted table follow each other from @first on that are like @key. */
#define COUNT_SAME(vec, first, member, key) \
	({ \
		size_t n_ = 0; \
		while ((first) && (first) + n_ < (vec)->v + (vec)->n && \
		       (first)[n_].member == (key)) \
			n_++; \
		n_; \
	})

const struct vt_holder *vt_facts_holders_of(const struct vt_facts *f, uint32_t proc, size_t *ret_n)
{
	const struct vt_holder key = { .proc = proc };
	const struct vt_holder *first =
		lower_bound(f->holders.v, f->holders.n, sizeof(key), &key, cmp_holder_proc);

	*ret_n = COUNT_SAME(&f->holders, first, proc, proc);
	return *ret_n ? first : NULL;
}

static int cmp_vlan_link(const void *pa, const void *pb)
{
	const struct vt_vlan *a = pa, *b = pb;

	FIRST_OF(CMP(a->netns, b->netns), CMP(a->ifindex, b->ifindex));
}

const struct vt_vlan *vt_facts_vlans_of(const struct vt_facts *f, const struct vt_link *link,
					size_t *ret_n)
{
	const struct vt_vlan key = { .netns = link->netns, .ifindex = link->ifindex };
	const struct vt_vlan *first =
		lower_bound(f->vlans.v, f->vlans.n, sizeof(key), &key, cmp_vlan_link);
	size_t n = 0;

	while (first && first + n < f->vlans.v + f->vlans.n && !cmp_vlan_link(&first[n], &key))
		n++;
	*ret_n = n;
	return n ? first : NULL;
}

static int cmp_label_domain(const void *pa, const void *pb)
{
	const struct vt_label *a = pa, *b = pb;

	return CMP(a->domain, b->domain);
}

static int cmp_address_nic(const void *pa, const void *pb)
{
	const struct vt_address *a = pa, *b = pb;

	return CMP(a->nic, b->nic);
}

const struct vt_label *vt_facts_labels_of(const struct vt_facts *f, uint32_t domain, size_t *ret_n)
{
	const struct vt_label key = { .domain = domain };
	const struct vt_label *first =
		lower_bound(f->labels.v, f->labels.n, sizeof(key), &key, cmp_label_domain);

	*ret_n = COUNT_SAME(&f->labels, first, domain, domain);
	return *ret_n ? first : NULL;
}

const struct vt_address *vt_facts_addresses_of(const struct vt_facts *f, uint32_t nic,
					       size_t *ret_n)
{
	const struct vt_address key = { .nic = nic };
	const struct vt_address *first =
		lower_bound(f->addresses.v, f->addresses.n, sizeof(key), &key, cmp_address_nic);

	*ret_n = COUNT_SAME(&f->addresses, first, nic, nic);
	return *ret_n ? first : NULL;
}

const struct vt_netdev *vt_facts_netdevs_of(const struct vt_facts *f, uint32_t proc, size_t *ret_n)
{
	const struct vt_netdev key = { .proc = proc };
	const struct vt_netdev *first =
		lower_bound(f->netdevs.v, f->netdevs.n, sizeof(key), &key, cmp_netdev_proc);

	*ret_n = COUNT_SAME(&f->netdevs, first, proc, proc);
	return *ret_n ? first : NULL;
}

size_t vt_facts_passing_gaps(const struct vt_facts *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->gaps.n; i++)
		n += vt_gap_passes(&f->gaps.v[i]);
	return n;
}

static bool has_gap(const struct vt_facts *f, const struct vt_gap *gap)
{
	for (size_t i = 0; i < f->gaps.n; i++)
		if (vt_gap_same(&f->gaps.v[i], gap))
			return true;
	return false;
}

bool vt_facts_new_gap(const struct vt_facts *f, const struct vt_facts *earlier)
{
	for (size_t i = 0; i < f->gaps.n; i++)
		if (vt_gap_passes(&f->gaps.v[i]) && !has_gap(earlier, &f->gaps.v[i]))
			return true;
	return false;
}

bool vt_facts_connection_failed(const struct vt_facts *f)
{
	for (size_t i = 0; i < f->conns.n; i++)
		if (!f->conns.v[i].ok)
			return true;
	for (size_t i = 0; i < f->managers.n; i++)
		if (!f->managers.v[i].ok)
			return true;
	return false;
}
