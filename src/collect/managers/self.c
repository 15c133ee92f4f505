/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last source of claims: a VMM's own command line, and what it holds. A process that is a
 * manager's domain is not asked: the manager knows better.
 */
#include <config.h>

#include "collect/managers/self.h"

#include <string.h>

#include "collect/managers/manager.h"
#include "collect/process/cgroup.h"
#include "collect/vmm/vmm.h"
#include "util/str.h"

/* Rows of a table in lists by process; next[] links those of one list. */
struct by_proc {
	uint32_t *first, *next;
};

struct self {
	struct vt_facts *f;
	struct by_proc holders;
	VT_VEC(int32_t) pids;       /* of domains that are known, sorted */
	VT_VEC(const char *) uuids; /* likewise */
};

static uint32_t *no_rows(size_t n)
{
	uint32_t *v = vt_xrealloc(NULL, n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = VT_NONE;
	return v;
}

/* The VMM that a process serves, else itself. */
static uint32_t main_of(const struct vt_facts *f, uint32_t proc)
{
	int32_t vm = f->procs.v[proc].vm_pid;

	for (uint32_t i = 0; vm && i < f->procs.n; i++)
		if (f->procs.v[i].pid == vm)
			return i;
	return proc;
}

/* Holders by VMM, in the order of their descriptors. */
static void file_holders(struct self *s)
{
	struct vt_facts *f = s->f;

	s->holders.first = no_rows(f->procs.n);
	s->holders.next = no_rows(f->holders.n);
	for (uint32_t i = (uint32_t)f->holders.n; i-- > 0;) {
		uint32_t *head = &s->holders.first[main_of(f, f->holders.v[i].proc)];

		s->holders.next[i] = *head;
		*head = i;
	}
}

static int cmp_pid(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static int cmp_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void note_known(struct self *s)
{
	struct vt_facts *f = s->f;

	for (size_t i = 0; i < f->domains.n; i++) {
		if (!f->domains.v[i].active)
			continue;
		if (f->domains.v[i].pid > 0)
			vt_vec_push(&s->pids, f->domains.v[i].pid);
		if (f->domains.v[i].uuid)
			vt_vec_push(&s->uuids, f->domains.v[i].uuid);
	}
	for (size_t i = 0; i < f->pidfiles.n; i++) {
		if (f->pidfiles.v[i].owner > 0)
			vt_vec_push(&s->pids, f->pidfiles.v[i].owner);
		if (f->pidfiles.v[i].status_pid > 0)
			vt_vec_push(&s->pids, f->pidfiles.v[i].status_pid);
	}
	vt_vec_sort(&s->pids, cmp_pid);
	vt_vec_sort(&s->uuids, cmp_text);
}

static bool is_known(const struct self *s, const struct vt_proc *p)
{
	if (s->pids.n && bsearch(&p->pid, s->pids.v, s->pids.n, sizeof(*s->pids.v), cmp_pid))
		return true;
	return p->uuid && s->uuids.n &&
	       bsearch(&p->uuid, s->uuids.v, s->uuids.n, sizeof(*s->uuids.v), cmp_text);
}

/* A process that a VMM forked to serve its devices: same executable, its child. */
static void find_children(struct vt_facts *f)
{
	for (size_t i = 0; i < f->procs.n; i++) {
		struct vt_proc *p = &f->procs.v[i];
		const struct vt_vmm *vmm = vt_vmm_of(p->exe, p->comm, NULL);

		for (size_t k = 0; vmm && vmm->children && k < f->procs.n; k++)
			if (f->procs.v[k].pid == p->ppid &&
			    (p->exe ?
				     vt_streq(f->procs.v[k].exe, p->exe) :
				     vt_vmm_of(f->procs.v[k].exe, f->procs.v[k].comm, NULL) == vmm))
				p->vm_pid = p->ppid;
	}
}

/* One VMM's devices and NICs while they are put together. */
struct vm {
	struct self *s;
	uint32_t proc, domain, nics;
	VT_VEC(uint32_t) held; /* rows of holders, one for each device */
};

static bool same_device(const struct vt_holder *a, const struct vt_holder *b)
{
	return vt_streq(a->ifname, b->ifname) && a->netns == b->netns && a->ifindex == b->ifindex;
}

/* The order in which a VMM opened or got them. */
static void insert_by_fd(struct vm *vm, uint32_t holder)
{
	const struct vt_holder *rows = vm->s->f->holders.v;
	size_t at = vm->held.n;

	vt_vec_push(&vm->held, holder);
	for (; at && rows[vm->held.v[at - 1]].fd > rows[holder].fd; at--)
		vm->held.v[at] = vm->held.v[at - 1];
	vm->held.v[at] = holder;
}

static void list_held(struct vm *vm)
{
	const struct self *s = vm->s;
	const struct vt_holder *rows = s->f->holders.v;

	for (uint32_t i = s->holders.first[vm->proc]; i != VT_NONE; i = s->holders.next[i]) {
		bool seen = !rows[i].ifname;

		for (size_t k = 0; k < vm->held.n && !seen; k++)
			seen = same_device(&rows[vm->held.v[k]], &rows[i]);
		if (!seen)
			insert_by_fd(vm, i);
	}
}

/* Takes the device off the list of those that no NIC is known for. */
static void take(struct vm *vm, size_t at)
{
	for (size_t i = at + 1; i < vm->held.n; i++)
		vm->held.v[i - 1] = vm->held.v[i];
	vm->held.n--;
}

static void take_named(struct vm *vm, const char *ifname)
{
	for (size_t i = 0; ifname && i < vm->held.n; i++)
		if (vt_streq(vm->s->f->holders.v[vm->held.v[i]].ifname, ifname)) {
			take(vm, i);
			return;
		}
}

/* The device behind one of the descriptors that the command line names. */
static const char *take_by_fd(struct vm *vm, int32_t fd)
{
	const struct vt_facts *f = vm->s->f;

	for (uint32_t i = vm->s->holders.first[vm->proc]; fd >= 0 && i != VT_NONE;
	     i = vm->s->holders.next[i]) {
		const struct vt_holder *h = &f->holders.v[i];

		if (h->proc != vm->proc || h->fd != fd)
			continue;
		for (size_t k = 0; k < vm->held.n; k++)
			if (same_device(&f->holders.v[vm->held.v[k]], h)) {
				take(vm, k);
				return h->ifname;
			}
	}
	return NULL;
}

static struct vt_nic *add_nic(struct vm *vm)
{
	struct vt_nic *nic = vt_vec_add(&vm->s->f->nics);

	nic->domain = vm->domain;
	nic->index = vm->nics++;
	return nic;
}

/* @first to @end are the rows of one NIC. */
static void add_told(struct vm *vm, size_t first, size_t end)
{
	const struct vt_netdev *rows = vm->s->f->netdevs.v;
	struct vt_nic *nic = add_nic(vm);

	nic->alias = rows[first].id;
	nic->mac = rows[first].mac;
	nic->model = rows[first].model;
	nic->source_bridge = rows[first].bridge;
	nic->target = rows[first].ifname;
	nic->queues = rows[first].queues;
	nic->mtu = rows[first].mtu;
	if (nic->queues < end - first)
		nic->queues = (uint32_t)(end - first);
	for (size_t i = first; i < end; i++) {
		const char *ifname = take_by_fd(vm, rows[i].fd);

		nic->target = nic->target ? nic->target : ifname;
	}
}

static void add_all_told(struct vm *vm)
{
	const struct vt_facts *f = vm->s->f;

	for (size_t i = 0, n; i < f->netdevs.n; i += n) {
		for (n = 1; i + n < f->netdevs.n &&
			    f->netdevs.v[i + n].proc == f->netdevs.v[i].proc &&
			    f->netdevs.v[i + n].index == f->netdevs.v[i].index;)
			n++;
		if (f->netdevs.v[i].proc == vm->proc)
			add_told(vm, i, i + n);
	}
}

/*
 * NICs whose device the VMM chose or was given, and devices that no NIC names:
 * where there are as many of the one as of the other they go by their order;
 * else each device is a NIC of which nothing more is known.
 */
static void match_rest(struct vm *vm)
{
	struct vt_facts *f = vm->s->f;
	size_t first = f->nics.n - vm->nics, nameless = 0, next = 0;

	for (size_t i = first; i < f->nics.n; i++) {
		take_named(vm, f->nics.v[i].target);
		nameless += !f->nics.v[i].target;
	}
	for (size_t i = first; nameless == vm->held.n && i < f->nics.n; i++)
		if (!f->nics.v[i].target)
			f->nics.v[i].target = f->holders.v[vm->held.v[next++]].ifname;
	for (; next < vm->held.n; next++)
		add_nic(vm)->target = f->holders.v[vm->held.v[next]].ifname;
}

/* A bridge that only KubeVirt's pods have; for where the cgroup says nothing. */
static bool in_kubevirt_pod(const struct vt_facts *f, const struct vt_proc *p)
{
	if (!p->netns || p->netns == f->own_netns)
		return false;
	for (size_t i = 0; i < f->links.n; i++)
		if (f->links.v[i].netns == p->netns && f->links.v[i].kind == VT_KIND_BRIDGE &&
		    !strncmp(f->links.v[i].ifname, "k6t-", 4))
			return true;
	return false;
}

/*
 * Where the cgroup says nothing, and is no user's, root's own command line is
 * believed (Proxmox VE runs its VMs as root), and a pod is known by what is in it.
 */
static void refine_manager(struct vt_facts *f, struct vt_proc *p)
{
	bool silent = !vt_proc_answered(p) &&
		      (!p->cgroup || strncmp(p->cgroup, "/user.slice/", 12) != 0);
	bool pod = vt_streq(p->manager, "kubernetes");

	if (silent && p->vmid && p->uid == 0) {
		p->manager = "proxmox";
		p->manager_id = vt_arena_fmt(f->arena, "%u", p->vmid);
	} else if (silent && in_kubevirt_pod(f, p)) {
		p->manager = "kubevirt";
	} else if (pod && p->guest && !strncmp(p->guest, "sandbox-", 8)) {
		p->manager = "kata";
	} else if (pod && p->guest && strchr(p->guest, '_')) {
		p->manager = "kubevirt";
	}
}

static const char *name_of(struct vt_facts *f, const struct vt_proc *p)
{
	if (p->guest)
		return p->guest;
	if (vt_streq(p->manager, "systemd") && p->manager_id)
		return p->manager_id;
	return vt_arena_fmt(f->arena, "PID %d", p->pid);
}

/*
 * A libvirt driver whose processes are not known claims what it holds: it must be that
 * domain's process.
 */
static bool may_be_libvirts(const struct vm *vm)
{
	const struct vt_facts *f = vm->s->f;

	for (size_t i = 0; i < f->nics.n; i++) {
		const struct vt_domain *d = &f->domains.v[f->nics.v[i].domain];
		const char *driver = vt_domain_conn(f, d)->driver;

		if (!d->active || !driver || !strcmp(driver, "QEMU") || !strcmp(driver, "Test"))
			continue;
		for (size_t k = 0; k < vm->held.n; k++)
			if (vt_streq(f->holders.v[vm->held.v[k]].ifname, f->nics.v[i].target))
				return true;
	}
	return false;
}

static void add_vm(struct self *s, uint32_t proc)
{
	struct vm vm = { .s = s, .proc = proc, .domain = (uint32_t)s->f->domains.n };
	struct vt_facts *f = s->f;
	const struct vt_proc *p = &f->procs.v[proc];
	struct vt_domain *d;

	list_held(&vm);
	if (!may_be_libvirts(&vm)) {
		add_all_told(&vm);
		match_rest(&vm);
	}
	vt_vec_done(&vm.held);
	if (!vm.nics)
		return;
	d = vt_vec_add(&f->domains);
	d->conn = VT_NONE;
	d->manager = p->manager ? vt_manager_row(f, p->manager, VT_BASIS_SELF) : VT_NONE;
	d->manager_id = p->manager_id;
	d->name = name_of(f, p);
	d->uuid = p->uuid;
	d->basis = VT_BASIS_SELF;
	d->id = -1;
	d->pid = p->pid;
	d->state = VT_STATE_RUNNING;
	d->active = d->xml_ok = true;
}

/* What a container's or pod's namespace is called; NULL for what is none. */
static const char *namespace_name(struct vt_facts *f, const struct vt_proc *p)
{
	static const char *const pods[] = { "kubernetes", "kubevirt", "kata" };

	if (p->manager_id && vt_cgroup_is_engine(p->manager))
		return vt_arena_fmt(f->arena, "%s-%s", p->manager, p->manager_id);
	for (size_t i = 0; p->manager_id && i < sizeof(pods) / sizeof(*pods); i++)
		if (vt_streq(p->manager, pods[i]))
			return vt_arena_fmt(f->arena, "pod-%.8s", p->manager_id);
	return NULL;
}

/* Those that ip-netns(8) does not know. */
static void name_namespaces(struct vt_facts *f)
{
	for (size_t i = 0; i < f->netnses.n; i++) {
		struct vt_netns *n = &f->netnses.v[i];

		for (size_t k = 0; !n->name && n->inode != f->own_netns && k < f->procs.n; k++)
			if (f->procs.v[k].netns == n->inode)
				n->name = namespace_name(f, &f->procs.v[k]);
	}
}

void vt_self_managers(struct vt_facts *f)
{
	find_children(f);
	for (size_t i = 0; i < f->procs.n; i++)
		if (f->procs.v[i].hypervisor)
			refine_manager(f, &f->procs.v[i]);
	name_namespaces(f);
}

void vt_self_decode(struct vt_facts *f)
{
	struct self s = { .f = f };

	file_holders(&s);
	note_known(&s);
	for (uint32_t i = 0; i < f->procs.n; i++) {
		const struct vt_proc *p = &f->procs.v[i];

		if (p->hypervisor && p->alive && !p->vm_pid && !is_known(&s, p))
			add_vm(&s, i);
	}
	free(s.holders.first);
	free(s.holders.next);
	vt_vec_done(&s.pids);
	vt_vec_done(&s.uuids);
}
