/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One JSON object per line: the NIC of a VM, and the device that it should have.
 * Lines of one VM are one domain.
 */
#include <config.h>

#include "collect/managers/claims-decode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect/managers/manager.h"
#include "util/json.h"
#include "util/str.h"

#define LINE_MAX_LEN 65536

/* No host has so many NICs. */
#define LINES_MAX 16384

static const char *keep(struct vt_facts *f, const struct vt_json *o, const char *key)
{
	const char *s = vt_json_get_str(o, key, NULL);

	return s && *s ? vt_arena_str(f->arena, s) : NULL;
}

/* A name, a path, or the number of its inode. */
static int check_netns(const struct vt_json *o, unsigned int number, struct vt_err *err)
{
	const struct vt_json *value = vt_json_get(o, "netns");
	const char *text = vt_json_get_str(o, "netns", NULL);

	if (!value || (text && *text) || vt_json_get_u64(o, "netns", 0))
		return 0;
	return vt_err_set(err, EBADMSG, "line %u has a \"netns\" that names none", number);
}

static int check_line(const struct vt_json *o, unsigned int number, struct vt_err *err)
{
	static const char *const texts[] = { "domain", "device" };

	if (!vt_json_is_object(o))
		return vt_err_set(err, EBADMSG, "line %u is not a JSON object", number);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *s = vt_json_get_str(o, texts[i], NULL);

		if (!s || !*s)
			return vt_err_set(err, EBADMSG, "line %u has no \"%s\"", number, texts[i]);
	}
	return check_netns(o, number, err);
}

static bool is_blank(const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strchr(" \t\r", line[i]))
			return false;
	return true;
}

typedef void claim_fn(void *arg, const struct vt_json *claim);

static int each_claim(const char *text, claim_fn *fn, void *arg, struct vt_err *err)
{
	unsigned int number = 0;
	int r = 0;

	while (*text && r == 0) {
		__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
		size_t n = strcspn(text, "\n");

		/* Each is looked for among those before it. */
		if (++number > LINES_MAX)
			return vt_err_set(err, EFBIG, "more than %d lines", LINES_MAX);
		if (!is_blank(text, n)) {
			if (n > LINE_MAX_LEN)
				return vt_err_set(err, EBADMSG, "line %u is too long", number);
			if (vt_json_parse(text, n, &o, err) < 0)
				return vt_err_prefix(err, "line %u", number);
			r = check_line(o, number, err);
			if (r == 0 && fn)
				fn(arg, o);
		}
		text += n + (text[n] == '\n');
	}
	return r;
}

int vt_claims_check(const char *text, struct vt_err *err)
{
	return each_claim(text, NULL, NULL, err);
}

static uint64_t netns_of_pid(const struct vt_facts *f, int32_t pid)
{
	uint32_t proc = vt_manager_proc_by_pid(f, pid);

	return proc == VT_NONE ? 0 : f->procs.v[proc].netns;
}

/* The number in "4026533771", "net:[4026533771]" and "/proc/PID/ns/net"; 0 = it is none. */
static uint64_t netns_number(const struct vt_facts *f, const char *text)
{
	unsigned long long inode;
	int32_t pid;
	int end = 0;

	if (text[strspn(text, "0123456789")] == '\0')
		return strtoull(text, NULL, 10);
	if (sscanf(text, "net:[%llu]%n", &inode, &end) == 1 && end && !text[end])
		return inode;
	if (sscanf(text, "/proc/%d/ns/net%n", &pid, &end) == 1 && end && !text[end])
		return netns_of_pid(f, pid);
	return 0;
}

static const char *base_name(const char *path)
{
	static const char *const places[] = { "/run/netns/", "/var/run/netns/" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (!strncmp(path, places[i], strlen(places[i])))
			return path + strlen(places[i]);
	return path;
}

/* Its row in @f by what a claim calls it; VT_NONE = there is none here. */
static uint32_t find_netns(const struct vt_facts *f, const char *text)
{
	uint64_t number = netns_number(f, text);
	const char *name = base_name(text);

	/* A name may be of digits only: what is called so comes first. */
	for (uint32_t i = 0; i < f->netnses.n; i++)
		if (vt_streq(f->netnses.v[i].name, name) || vt_streq(f->netnses.v[i].path, text))
			return i;
	for (uint32_t i = 0; number && i < f->netnses.n; i++)
		if (f->netnses.v[i].inode == number)
			return i;
	return VT_NONE;
}

/* What a claim says of the namespace, a number or a text; NULL = nothing. */
static const char *netns_claim(struct vt_facts *f, const struct vt_json *o)
{
	uint64_t number = vt_json_get_u64(o, "netns", 0);

	return number ? vt_arena_fmt(f->arena, "%llu", (unsigned long long)number) :
			keep(f, o, "netns");
}

static uint64_t netns_of(const struct vt_facts *f, const char *text)
{
	uint32_t row;

	if (!text)
		return 0;
	row = find_netns(f, text);
	return row == VT_NONE ? VT_NETNS_GONE : f->netnses.v[row].inode;
}

/* Where not everything can be seen, what was not found may be there. */
static void unseen_gap(struct vt_facts *f, const char *text)
{
	if (f->unreadable)
		vt_facts_gap(f, VT_GAP_NETNS_UNREADABLE,
			     vt_arena_fmt(f->arena, "network namespace %s", text),
			     "a claim names it, and it is none of those that can be seen")
			->netns = VT_NETNS_GONE;
}

/* The VMM that holds a device of that name; VT_NONE when several do. */
static uint32_t holder_of(const struct vt_facts *f, const char *device, uint64_t netns)
{
	uint32_t found = VT_NONE;

	for (size_t i = 0; i < f->holders.n; i++) {
		uint32_t proc = f->holders.v[i].proc;

		if (!vt_streq(f->holders.v[i].ifname, device) || !f->procs.v[proc].hypervisor ||
		    (netns && f->holders.v[i].netns && f->holders.v[i].netns != netns))
			continue;
		if (found != VT_NONE && found != proc)
			return VT_NONE;
		found = proc;
	}
	return found;
}

static uint32_t by_uuid(const struct vt_facts *f, const char *uuid)
{
	for (uint32_t i = 0; uuid && i < f->procs.n; i++)
		if (f->procs.v[i].hypervisor && vt_streq(f->procs.v[i].uuid, uuid))
			return i;
	return VT_NONE;
}

static uint32_t process_of(const struct vt_facts *f, const struct vt_json *o, uint64_t netns)
{
	int64_t pid = vt_json_get_int(o, "pid", 0);
	uint32_t proc;

	if (pid > 0 && pid <= INT32_MAX)
		return vt_manager_proc_by_pid(f, (int32_t)pid);
	proc = by_uuid(f, vt_json_get_str(o, "uuid", NULL));
	return proc != VT_NONE ? proc : holder_of(f, vt_json_get_str(o, "device", ""), netns);
}

struct claims {
	struct vt_facts *f;
	size_t first; /* of the domains of this file */
};

static uint32_t domain_of(struct claims *c, const struct vt_json *o, uint32_t manager)
{
	struct vt_facts *f = c->f;
	const char *name = keep(f, o, "domain"), *uuid = keep(f, o, "uuid");
	struct vt_domain *d;

	for (size_t i = c->first; i < f->domains.n; i++)
		if (f->domains.v[i].manager == manager && vt_streq(f->domains.v[i].name, name) &&
		    (!uuid || !f->domains.v[i].uuid || vt_streq(f->domains.v[i].uuid, uuid)))
			return (uint32_t)i;
	d = vt_manager_domain(f, manager);
	d->basis = VT_BASIS_CONFIG;
	d->name = name;
	d->uuid = uuid;
	return (uint32_t)f->domains.n - 1;
}

/*
 * A known manager tells of it, and knows better: OpenNebula's and CloudStack's VMs are libvirt's,
 * too. Without UUID in the claim it is known by its process.
 */
static bool is_known(const struct claims *c, const struct vt_json *o, uint32_t manager,
		     uint32_t proc)
{
	const char *uuid = vt_json_get_str(o, "uuid", NULL);
	const struct vt_proc *p = uuid || proc == VT_NONE ? NULL : &c->f->procs.v[proc];

	for (size_t i = 0; i < c->first; i++) {
		const struct vt_domain *d = &c->f->domains.v[i];

		if (uuid && vt_streq(d->uuid, uuid))
			return true;
		if (p && d->manager != manager &&
		    (d->pid == p->pid || (p->uuid && vt_streq(d->uuid, p->uuid))))
			return true;
	}
	return false;
}

static void on_claim(void *arg, const struct vt_json *o)
{
	struct claims *c = arg;
	struct vt_facts *f = c->f;
	const char *manager = keep(f, o, "manager"), *where = netns_claim(f, o);
	uint64_t netns = netns_of(f, where);
	uint32_t row = vt_manager_row(f, manager ? manager : "claims", VT_BASIS_CONFIG);
	uint32_t domain, proc = process_of(f, o, netns), index = 0;
	struct vt_nic *nic;

	if (is_known(c, o, row, proc))
		return;
	domain = domain_of(c, o, row);
	if (!f->domains.v[domain].active)
		vt_manager_runs(f, &f->domains.v[domain], proc);
	for (size_t i = 0; i < f->nics.n; i++)
		index += f->nics.v[i].domain == domain;
	nic = vt_vec_add(&f->nics);
	nic->domain = domain;
	nic->index = index;
	nic->target = keep(f, o, "device");
	nic->mac = vt_manager_mac(f, vt_json_get_str(o, "mac", NULL));
	nic->source_bridge = keep(f, o, "bridge");
	nic->netns = netns;
	nic->netns_claim = where;
	if (netns == VT_NETNS_GONE)
		unseen_gap(f, where);
	/* Whoever made the device, it may be there before its VM. */
	if (!f->domains.v[domain].active)
		nic->managed = VT_NO;
}

int vt_claims_decode(struct vt_facts *f, const struct vt_raw_source *source, uint32_t manager,
		     struct vt_err *err)
{
	struct claims c = { .f = f, .first = f->domains.n };

	(void)manager;
	return each_claim(source->text, on_claim, &c, err);
}
