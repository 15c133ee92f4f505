/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Domain to process, best evidence first: the process that holds the lock of
 * the PID file, the PID in the status file, a hypervisor that carries the
 * UUID. A command line is its process's own word: it can confirm the first two
 * and is believed alone only where nobody contradicts it.
 */
#include <config.h>

#include "analyze/join-domain.h"

#include "util/str.h"

/* The process can be the domain: it lives, and does not carry another UUID. */
static bool plausible(const struct vt_facts *f, uint32_t proc, const struct vt_domain *d)
{
	const struct vt_proc *p = &f->procs.v[proc];

	if (!p->alive)
		return false;
	if (p->uuid)
		return vt_streq(p->uuid, d->uuid);
	/* Every QEMU of libvirt carries -uuid; other drivers' do not. */
	return !p->cmdline_ok || !vt_streq(vt_domain_conn(f, d)->driver, "QEMU");
}

static uint32_t by_pid(const struct vt_facts *f, int32_t pid, const struct vt_domain *d)
{
	uint32_t proc = pid > 0 ? vt_facts_proc_by_pid(f, pid) : VT_NONE;

	return proc != VT_NONE && plausible(f, proc, d) ? proc : VT_NONE;
}

/* The one hypervisor that carries the UUID; VT_NONE when two do. */
static uint32_t by_uuid(const struct vt_index *ix, const struct vt_facts *f,
			const struct vt_domain *d)
{
	const uint32_t *rows;
	size_t n = d->uuid ? vt_index_procs_with_uuid(ix, d->uuid, &rows) : 0;
	uint32_t found = VT_NONE;

	for (size_t i = 0; i < n; i++) {
		const struct vt_proc *p = &f->procs.v[rows[i]];

		if (!p->alive || !p->hypervisor)
			continue;
		if (found != VT_NONE)
			return VT_NONE;
		found = rows[i];
	}
	return found;
}

/*
 * Row of the domain's files. libvirt 9.0 names the PID file by the domain's
 * name with XML escapes, and the status file by the plain name.
 */
static uint32_t find_pidfile(const struct vt_index *ix, const struct vt_domain *d)
{
	static const char special[] = "<>&\"'";
	static const char *const escapes[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&apos;" };
	VT_BUF_OF(escaped);
	uint32_t file;

	for (const char *p = d->name; *p; p++) {
		const char *hit = strchr(special, *p);

		if (hit)
			vt_buf_str(&escaped, escapes[hit - special]);
		else
			vt_buf_add(&escaped, p, 1);
	}
	file = vt_index_pidfile(ix, d->conn, escaped.p ? escaped.p : "");
	return file != VT_NONE ? file : vt_index_pidfile(ix, d->conn, d->name);
}

/* A VM that is not libvirt's comes with its process, if that was found. */
static void take_process(const struct vt_facts *f, const struct vt_domain *d,
			 struct vt_domain_state *state)
{
	state->proc = d->pid > 0 ? vt_facts_proc_by_pid(f, d->pid) : VT_NONE;
	state->pid_source = state->proc == VT_NONE    ? VT_PID_NONE :
			    d->basis == VT_BASIS_SELF ? VT_PID_SELF :
							VT_PID_MANAGER;
}

/*
 * libvirt's Cloud Hypervisor driver gives each VM a socket of its name
 * (virCHMonitorNew: STATEDIR/NAME-socket), which its process has as --api-socket.
 */
uint32_t vt_process_by_socket(const struct vt_facts *f, const struct vt_domain *d)
{
	size_t n = strlen(d->name);
	uint32_t found = VT_NONE;

	if (!vt_streq(vt_domain_conn(f, d)->driver, "CH"))
		return VT_NONE;
	for (uint32_t i = 0; i < f->procs.n; i++) {
		const struct vt_proc *p = &f->procs.v[i];

		if (!p->alive || !p->hypervisor || !p->guest || strncmp(p->guest, d->name, n) ||
		    strcmp(p->guest + n, "-socket") != 0)
			continue;
		if (found != VT_NONE)
			return VT_NONE;
		found = i;
	}
	return found;
}

static void find_process(const struct vt_index *ix, const struct vt_facts *f,
			 const struct vt_domain *d, uint32_t file, struct vt_domain_state *state)
{
	const struct vt_pidfile *p = file == VT_NONE ? NULL : &f->pidfiles.v[file];
	int32_t status_pid = d->pid ? d->pid : p ? p->status_pid : 0;

	state->proc = p ? by_pid(f, p->owner, d) : VT_NONE;
	state->pid_source = VT_PID_PIDFILE;
	if (state->proc == VT_NONE) {
		state->proc = by_pid(f, status_pid, d);
		state->pid_source = VT_PID_STATUS;
	}
	if (state->proc == VT_NONE) {
		state->proc = by_uuid(ix, f, d);
		state->pid_source = VT_PID_UUID;
	}
	if (state->proc == VT_NONE)
		state->proc = vt_process_by_socket(f, d);
	if (state->proc == VT_NONE)
		state->pid_source = VT_PID_NONE;
}

/* An earlier domain that is the same one of the same daemon, asked by two URIs; where that is
 * not known, the same process. */
static bool is_twin(const struct vt_facts *f, const struct vt_inventory *inv, uint32_t a,
		    uint32_t b)
{
	const struct vt_conn *conn = vt_domain_conn(f, &f->domains.v[a]);

	if (f->domains.v[a].conn != f->domains.v[b].conn && conn->daemon &&
	    conn->daemon == vt_domain_conn(f, &f->domains.v[b])->daemon)
		return true;
	return inv->domains[a].proc == inv->domains[b].proc && inv->domains[a].proc != VT_NONE;
}

static uint32_t find_twin(const struct vt_facts *f, const struct vt_inventory *inv, uint32_t row)
{
	const struct vt_domain *d = &f->domains.v[row];

	/* Twins have one name and UUID, so they are neighbors in the table. */
	for (uint32_t i = row; i-- > 0;) {
		const struct vt_domain *other = &f->domains.v[i];

		if (!vt_streq(other->name, d->name) || !vt_streq(other->uuid, d->uuid))
			break;
		if (other->active && other->id == d->id && is_twin(f, inv, i, row))
			return i;
	}
	return VT_NONE;
}

void vt_join_domains(struct vt_inventory *inv, const struct vt_index *ix)
{
	const struct vt_facts *f = inv->facts;

	for (uint32_t i = 0; i < f->domains.n; i++) {
		struct vt_domain_state *state = &inv->domains[i];
		uint32_t file;
		uint64_t netns;

		state->proc = state->twin = state->pidfile = VT_NONE;
		state->netns = vt_domain_netns(f, &f->domains.v[i]);
		if (!f->domains.v[i].active)
			continue;
		file = find_pidfile(ix, &f->domains.v[i]);
		state->pidfile = file;
		if (file != VT_NONE)
			inv->pidfile_domain[file] = i;
		if (f->domains.v[i].conn == VT_NONE)
			take_process(f, &f->domains.v[i], state);
		else
			find_process(ix, f, &f->domains.v[i], file, state);
		state->twin = find_twin(f, inv, i);
		if (state->proc == VT_NONE)
			continue;
		netns = f->procs.v[state->proc].netns;
		if (netns)
			state->netns = netns;
		if (inv->proc_domain[state->proc] == VT_NONE)
			inv->proc_domain[state->proc] = i;
	}
}
