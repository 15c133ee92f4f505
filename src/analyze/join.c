/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptor to link, NIC to link, and from both the devices. Links are known
 * by (netns, ifindex); a name alone is never enough where two links have it.
 */
#include <config.h>

#include "analyze/join.h"

#include <stdio.h>
#include <strings.h>

#include "analyze/backing.h"
#include "analyze/join-domain.h"
#include "util/str.h"

uint64_t vt_nic_netns(const struct vt_inventory *inv, const struct vt_nic *nic)
{
	return nic->netns ? nic->netns : inv->domains[nic->domain].netns;
}

bool vt_mac_is_hosts(const char *mac, const char *guest)
{
	const char *first;

	if (!mac || !guest || strlen(guest) != 17)
		return false;
	first = !strncasecmp(guest, "fe", 2) ? "fa" : "fe";
	return !strncasecmp(mac, first, 2) && !strcasecmp(mac + 2, guest + 2);
}

/*
 * Where the descriptor does not tell its device's namespace (macvtap, or no
 * right to ask), the name must be enough, with the MAC address beside it.
 */
static uint32_t link_by_name_alone(const struct vt_facts *f, const struct vt_index *ix,
				   const struct vt_holder *h)
{
	const uint32_t *rows;
	size_t n = vt_index_links_named(ix, h->ifname, &rows);
	uint32_t found = VT_NONE;

	for (size_t i = 0; i < n; i++) {
		const struct vt_link *l = &f->links.v[rows[i]];

		if (!vt_kind_fits(l->kind, h->by_macvtap) ||
		    (h->mac && l->mac && strcasecmp(h->mac, l->mac) != 0))
			continue;
		if (found != VT_NONE)
			return VT_NONE;
		found = rows[i];
	}
	return found;
}

static uint32_t link_of_holder(const struct vt_facts *f, const struct vt_index *ix,
			       const struct vt_holder *h)
{
	uint32_t link;

	if (!h->ifname)
		return VT_NONE;
	if (!h->netns)
		return link_by_name_alone(f, ix, h);
	link = h->ifindex ? vt_facts_link_by_index(f, h->netns, h->ifindex) :
			    vt_index_link(ix, h->netns, h->ifname);
	/* The number may have been used again since, and a recording may lie. */
	return link != VT_NONE && vt_kind_fits(f->links.v[link].kind, h->by_macvtap) ? link :
										       VT_NONE;
}

/* While the join is built: links instead of devices, which come last. */
struct join {
	const struct vt_facts *f;
	const struct vt_index *ix;
	struct vt_inventory *inv;
	uint32_t *holder_link;
	uint32_t *nic_link;
	uint32_t *first_holder; /* facts.procs -> its first row in facts.holders */
};

static void join_holders(struct join *j)
{
	j->first_holder[j->f->procs.n] = (uint32_t)j->f->holders.n;
	for (size_t i = j->f->holders.n; i-- > 0;) {
		j->holder_link[i] = link_of_holder(j->f, j->ix, &j->f->holders.v[i]);
		j->first_holder[j->f->holders.v[i].proc] = (uint32_t)i;
	}
	for (size_t i = j->f->procs.n; i-- > 0;)
		if (j->first_holder[i] == VT_NONE)
			j->first_holder[i] = j->first_holder[i + 1];
}

/* The first descriptor of @proc, from @from on, that belongs to a link. */
static uint32_t next_held(const struct join *j, uint32_t proc, uint32_t from)
{
	for (uint32_t i = from; i < j->first_holder[proc + 1]; i++)
		if (j->holder_link[i] != VT_NONE)
			return i;
	return VT_NONE;
}

#define FOR_EACH_HELD(j, proc, i) \
	for (uint32_t i = (proc) == VT_NONE ? VT_NONE : \
					      next_held((j), (proc), (j)->first_holder[(proc)]); \
	     i != VT_NONE; i = next_held((j), (proc), i + 1))

static bool holds(const struct join *j, uint32_t proc, uint32_t link)
{
	FOR_EACH_HELD(j, proc, i)
		if (j->holder_link[i] == link)
			return true;
	return false;
}

/* Does the device's MAC address speak for the NIC? */
static bool mac_supports(const struct vt_link *link, const struct vt_nic *nic)
{
	if (!link->mac || !nic->mac)
		return false;
	return !strcasecmp(link->mac, nic->mac) || vt_mac_is_hosts(link->mac, nic->mac);
}

/* Another NIC of the domain names this link; this one's name did not lead to it. */
static bool named_by_sibling(const struct join *j, const struct vt_nic *nic, uint32_t link)
{
	const struct vt_nic *nics = j->f->nics.v;
	const struct vt_link *l = &j->f->links.v[link];
	size_t i = (size_t)(nic - nics) - nic->index;

	for (; i < j->f->nics.n && nics[i].domain == nic->domain; i++)
		if (nics[i].target && l->netns == vt_nic_netns(j->inv, &nics[i]) &&
		    vt_index_link(j->ix, l->netns, nics[i].target) == link)
			return true;
	return false;
}

/* The descriptor that the command line gave to netdev "host" + alias. */
static uint32_t link_by_cmdline(const struct join *j, const struct vt_nic *nic, uint32_t proc)
{
	const struct vt_netdev *netdevs;
	char id[128];
	size_t n;

	if (!nic->alias)
		return VT_NONE;
	snprintf(id, sizeof(id), "host%s", nic->alias);
	netdevs = vt_facts_netdevs_of(j->f, proc, &n);
	for (size_t i = 0; i < n; i++) {
		if (!vt_streq(netdevs[i].id, id))
			continue;
		FOR_EACH_HELD(j, proc, h)
			if (j->f->holders.v[h].fd == netdevs[i].fd)
				return j->holder_link[h];
	}
	return VT_NONE;
}

/* A device of the claimed name in another namespace that the process holds. */
static uint32_t link_elsewhere(const struct join *j, const struct vt_nic *nic, uint32_t proc)
{
	FOR_EACH_HELD(j, proc, i)
		if (vt_streq(j->f->links.v[j->holder_link[i]].ifname, nic->target))
			return j->holder_link[i];
	return VT_NONE;
}

/* The only device held that no NIC names and whose MAC address fits. */
static uint32_t link_left_over(const struct join *j, const struct vt_nic *nic, uint32_t proc)
{
	uint32_t found = VT_NONE;

	FOR_EACH_HELD(j, proc, i) {
		uint32_t link = j->holder_link[i];

		if (link == found || named_by_sibling(j, nic, link) ||
		    !mac_supports(&j->f->links.v[link], nic))
			continue;
		if (found != VT_NONE)
			return VT_NONE;
		found = link;
	}
	return found;
}

/*
 * A claimed name that leads to what the process holds settles it. Otherwise
 * the NIC's own descriptor is followed: a descriptor number can have been used
 * again after an unplug, so the MAC address or the name must agree.
 */
static uint32_t join_nic(const struct join *j, const struct vt_nic *nic, enum vt_tie *tie)
{
	const struct vt_domain_state *d = &j->inv->domains[nic->domain];
	uint32_t link = vt_index_link(j->ix, vt_nic_netns(j->inv, nic), nic->target);
	uint32_t other;

	*tie = VT_TIE_NAME;
	if (d->proc == VT_NONE || (link != VT_NONE && holds(j, d->proc, link)))
		return link;
	other = link_by_cmdline(j, nic, d->proc);
	if (other != VT_NONE && !named_by_sibling(j, nic, other) &&
	    (mac_supports(&j->f->links.v[other], nic) ||
	     vt_streq(j->f->links.v[other].ifname, nic->target))) {
		*tie = VT_TIE_CMDLINE;
		return other;
	}
	other = link_elsewhere(j, nic, d->proc);
	*tie = VT_TIE_NETNS;
	if (other == VT_NONE) {
		other = link_left_over(j, nic, d->proc);
		*tie = VT_TIE_MAC;
	}
	if (other != VT_NONE)
		return other;
	*tie = VT_TIE_NAME;
	return link;
}

static void join_nics(struct join *j)
{
	for (size_t i = 0; i < j->f->nics.n; i++) {
		const struct vt_nic *nic = &j->f->nics.v[i];
		const struct vt_domain *d = &j->f->domains.v[nic->domain];

		j->nic_link[i] = VT_NONE;
		if (!d->active || j->inv->domains[nic->domain].twin != VT_NONE || !nic->target ||
		    !vt_nic_wants_device(nic))
			continue;
		j->nic_link[i] = join_nic(j, nic, &j->inv->nics[i].tie);
		if (j->nic_link[i] == VT_NONE)
			j->inv->nics[i].tie = VT_TIE_NONE;
	}
}

/* Every tap, tun, macvtap, ipvtap, and whatever else is claimed. */
static void make_devices(struct join *j)
{
	struct vt_inventory *inv = j->inv;
	uint32_t *wanted = inv->link_device;

	for (size_t i = 0; i < j->f->links.n; i++)
		wanted[i] = vt_kind_is_device(j->f->links.v[i].kind) ? 0 : VT_NONE;
	for (size_t i = 0; i < j->f->nics.n; i++)
		if (j->nic_link[i] != VT_NONE)
			wanted[j->nic_link[i]] = 0;
	for (uint32_t i = 0; i < j->f->links.n; i++) {
		if (wanted[i] == VT_NONE)
			continue;
		wanted[i] = (uint32_t)inv->devices.n;
		vt_vec_add(&inv->devices)->link = i;
	}
}

/* (device, row) pairs, to be sorted by device. */
struct pair {
	uint32_t device, row;
};

static int cmp_pair(const void *pa, const void *pb)
{
	const struct pair *a = pa, *b = pb;

	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return (a->row > b->row) - (a->row < b->row);
}

static void attach_claims(struct join *j)
{
	struct vt_inventory *inv = j->inv;
	VT_VEC(struct pair) pairs = { 0 };

	for (uint32_t i = 0; i < j->f->nics.n; i++) {
		uint32_t link = j->nic_link[i];

		inv->nics[i].device = link == VT_NONE ? VT_NONE : inv->link_device[link];
		if (link != VT_NONE)
			vt_vec_push(&pairs, ((struct pair){ inv->nics[i].device, i }));
	}
	vt_vec_sort(&pairs, cmp_pair);
	for (size_t i = 0; i < pairs.n; i++) {
		struct vt_device *d = &inv->devices.v[pairs.v[i].device];

		if (!d->n_claims++)
			d->first_claim = (uint32_t)inv->claims.n;
		vt_vec_push(&inv->claims, pairs.v[i].row);
	}
	vt_vec_done(&pairs);
}

static int cmp_file(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static uint32_t count_distinct(uint32_t *files, size_t n)
{
	uint32_t distinct = n > 0;

	vt_sort(files, n, sizeof(*files), cmp_file);
	for (size_t i = 1; i < n; i++)
		distinct += files[i] != files[i - 1];
	return distinct;
}

/* @pairs[0..n) are one device's holders, in order of process. */
static void add_uses(struct join *j, const struct pair *pairs, size_t n)
{
	struct vt_inventory *inv = j->inv;
	struct vt_device *d = &inv->devices.v[pairs[0].device];
	uint32_t *files = vt_xrealloc(NULL, n, sizeof(*files));
	size_t run = 0;

	d->first_use = (uint32_t)inv->uses.n;
	for (size_t i = 0; i < n; i++) {
		const struct vt_holder *h = &j->f->holders.v[pairs[i].row];
		bool last = i + 1 == n || j->f->holders.v[pairs[i + 1].row].proc != h->proc;

		files[run++] = h->file;
		if (!last)
			continue;
		*vt_vec_add(&inv->uses) = (struct vt_use){
			.proc = h->proc,
			.domain = inv->proc_domain[h->proc],
			.fds = (uint32_t)run,
			.queues = count_distinct(files, run),
		};
		d->n_uses++;
		run = 0;
	}
	for (size_t i = 0; i < n; i++)
		files[i] = j->f->holders.v[pairs[i].row].file;
	d->queues = count_distinct(files, n);
	free(files);
}

static void attach_uses(struct join *j)
{
	struct vt_inventory *inv = j->inv;
	VT_VEC(struct pair) pairs = { 0 };

	for (uint32_t i = 0; i < j->f->holders.n; i++) {
		uint32_t link = j->holder_link[i];

		inv->holder_device[i] = link == VT_NONE ? VT_NONE : inv->link_device[link];
		if (link != VT_NONE)
			vt_vec_push(&pairs, ((struct pair){ inv->holder_device[i], i }));
	}
	vt_vec_sort(&pairs, cmp_pair);
	for (size_t i = 0, n; i < pairs.n; i += n) {
		for (n = 1; i + n < pairs.n && pairs.v[i + n].device == pairs.v[i].device;)
			n++;
		add_uses(j, &pairs.v[i], n);
	}
	vt_vec_done(&pairs);
}

/* Descriptors whose device is one of several, and it is not known which. */
struct vague {
	VT_VEC(const struct vt_holder *) holders;
};

static void find_vague(const struct join *j, struct vague *vague)
{
	for (size_t i = 0; i < j->f->holders.n; i++) {
		const struct vt_holder *h = &j->f->holders.v[i];

		if (h->ifname && !h->netns && j->holder_link[i] == VT_NONE)
			vt_vec_push(&vague->holders, h);
	}
}

/* Each of those leaves all that it may belong to open. */
static bool is_ambiguous(const struct vague *vague, const struct vt_link *link)
{
	for (size_t i = 0; i < vague->holders.n; i++)
		if (vt_streq(vague->holders.v[i]->ifname, link->ifname) &&
		    vt_kind_fits(link->kind, vague->holders.v[i]->by_macvtap))
			return true;
	return false;
}

/* Is there a gap that may hide holders of such a device? */
static bool holders_open(const struct join *j, bool macvtap)
{
	for (size_t i = 0; i < j->f->gaps.n; i++)
		if ((j->f->gaps.v[i].hides & VT_NEED_HOLDERS) &&
		    (macvtap || !j->f->gaps.v[i].macvtap))
			return true;
	return false;
}

static void mark_hidden(struct join *j)
{
	const bool gap[] = { holders_open(j, false), holders_open(j, true) };
	struct vague vague = { 0 };

	find_vague(j, &vague);
	for (size_t i = 0; i < j->inv->devices.n; i++) {
		struct vt_device *d = &j->inv->devices.v[i];
		const struct vt_link *l = &j->f->links.v[d->link];

		d->ambiguous = is_ambiguous(&vague, l);
		/* Where the kernel does not count, VT_NONE is more than any number. */
		d->may_hide = d->ambiguous ||
			      (gap[vt_kind_fits(l->kind, true)] && vt_kernel_queues(l) > d->queues);
	}
	vt_vec_done(&vague.holders);
}

/* What a VMM forked to serve its devices is its VM's, too. */
static void join_children(struct vt_inventory *inv)
{
	const struct vt_facts *f = inv->facts;

	for (size_t i = 0; i < f->procs.n; i++) {
		uint32_t vmm = f->procs.v[i].vm_pid ?
				       vt_facts_proc_by_pid(f, f->procs.v[i].vm_pid) :
				       VT_NONE;

		if (vmm != VT_NONE && inv->proc_domain[i] == VT_NONE)
			inv->proc_domain[i] = inv->proc_domain[vmm];
	}
}

static uint32_t *rows(size_t n)
{
	uint32_t *v = vt_xrealloc(NULL, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = VT_NONE;
	return v;
}

void vt_join_paths(struct vt_inventory *inv)
{
	inv->topology = vt_topology_new(inv->facts);
	inv->walker = vt_walker_new(inv->facts, inv->topology);
	for (size_t i = 0; i < inv->devices.n; i++)
		vt_path_add(&inv->paths, inv->walker, inv->devices.v[i].link);
}

struct vt_inventory *vt_join(const struct vt_facts *f, const struct vt_index *ix)
{
	struct vt_inventory *inv = vt_xrealloc(NULL, 1, sizeof(*inv));
	struct join j = { .f = f, .ix = ix, .inv = inv };

	memset(inv, 0, sizeof(*inv));
	inv->facts = f;
	inv->domains = vt_xrealloc(NULL, f->domains.n, sizeof(*inv->domains));
	inv->nics = vt_xrealloc(NULL, f->nics.n, sizeof(*inv->nics));
	memset(inv->domains, 0, f->domains.n * sizeof(*inv->domains));
	memset(inv->nics, 0, f->nics.n * sizeof(*inv->nics));
	inv->proc_domain = rows(f->procs.n);
	inv->holder_device = rows(f->holders.n);
	inv->link_device = rows(f->links.n);
	inv->pidfile_domain = rows(f->pidfiles.n);
	j.holder_link = rows(f->holders.n);
	j.nic_link = rows(f->nics.n);
	j.first_holder = rows(f->procs.n + 1);
	vt_join_domains(inv, ix);
	join_children(inv);
	join_holders(&j);
	join_nics(&j);
	make_devices(&j);
	attach_claims(&j);
	attach_uses(&j);
	mark_hidden(&j);
	vt_join_paths(inv);
	free(j.holder_link);
	free(j.nic_link);
	free(j.first_holder);
	return inv;
}

void vt_inventory_free(struct vt_inventory *inv)
{
	if (!inv)
		return;
	vt_vec_done(&inv->devices);
	vt_vec_done(&inv->claims);
	vt_vec_done(&inv->uses);
	vt_walker_free(inv->walker);
	vt_topology_free(inv->topology);
	vt_paths_done(&inv->paths);
	free(inv->domains);
	free(inv->nics);
	free(inv->proc_domain);
	free(inv->holder_device);
	free(inv->link_device);
	free(inv->pidfile_domain);
	free(inv);
}

bool vt_serves(const struct vt_facts *f, uint32_t child, uint32_t proc)
{
	return child == proc ||
	       (f->procs.v[child].vm_pid && f->procs.v[child].vm_pid == f->procs.v[proc].pid);
}

uint32_t vt_queues_of(const struct vt_inventory *inv, uint32_t device, uint32_t proc)
{
	const struct vt_device *d = &inv->devices.v[device];
	uint32_t queues = 0;

	for (uint32_t i = 0; i < d->n_uses; i++)
		if (vt_serves(inv->facts, inv->uses.v[d->first_use + i].proc, proc))
			queues += inv->uses.v[d->first_use + i].queues;
	/* One open file may be a VM's and its child's. */
	return queues < d->queues ? queues : d->queues;
}
