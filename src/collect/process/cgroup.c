/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of /proc/PID/cgroup to who answers for the process. The forms are those
 * of the managers' own code; see virt-taps(8), MANAGERS.
 */
#include <config.h>

#include "collect/process/cgroup.h"

#include <stdint.h>
#include <string.h>

#include "util/str.h"

/* What the kernel appends when the cgroup is gone and its process dies. */
#define DELETED " (deleted)"

/* A component of a path; not NUL-ended. */
struct part {
	const char *s;
	size_t n;
};

static bool is(struct part p, const char *word)
{
	return p.n == strlen(word) && !memcmp(p.s, word, p.n);
}

static bool ends(struct part p, const char *word)
{
	size_t n = strlen(word);

	return p.n > n && !memcmp(p.s + p.n - n, word, n);
}

/* What is between @before and @after, of length 0 where it is not of that form. */
static struct part between(struct part p, const char *before, const char *after)
{
	size_t b = strlen(before), a = strlen(after);

	if (p.n <= b + a || memcmp(p.s, before, b) != 0 || memcmp(p.s + p.n - a, after, a) != 0)
		return (struct part){ p.s, 0 };
	return (struct part){ p.s + b, p.n - b - a };
}

static const char *copy(struct vt_arena *arena, struct part p)
{
	return vt_arena_strn(arena, p.s, p.n);
}

static bool all_in(struct part p, const char *set)
{
	for (size_t i = 0; i < p.n; i++)
		if (!p.s[i] || !strchr(set, p.s[i]))
			return false;
	return p.n > 0;
}

static bool is_number(struct part p)
{
	return all_in(p, "0123456789");
}

static bool is_container_id(struct part p)
{
	return p.n == 64 && all_in(p, "0123456789abcdef");
}

/* The next component of *@path, which is moved behind it. */
static bool next_part(const char **path, struct part *ret)
{
	const char *p = *path + strspn(*path, "/");

	ret->s = p;
	ret->n = strcspn(p, "/");
	/* systemd puts "_" before what would be a file of the kernel's. */
	if (ret->n > 1 && *p == '_') {
		ret->s++;
		ret->n--;
	}
	*path = p + strcspn(p, "/");
	return ret->n > 0;
}

/* --- which line --------------------------------------------------------- */

/* One line of the file: "ID:CONTROLLERS:PATH"; the path may have colons, too. */
static bool split_line(struct part line, struct part *controllers, struct part *path)
{
	const char *first = memchr(line.s, ':', line.n), *second;

	if (!first)
		return false;
	second = memchr(first + 1, ':', line.n - (size_t)(first + 1 - line.s));
	if (!second)
		return false;
	*controllers = (struct part){ first + 1, (size_t)(second - first - 1) };
	*path = (struct part){ second + 1, line.n - (size_t)(second + 1 - line.s) };
	if (ends(*path, DELETED))
		path->n -= sizeof(DELETED) - 1;
	return path->n > 0 && *path->s == '/';
}

/* The unified hierarchy first, then systemd's, then any controller's. */
static unsigned int rank_of(struct part controllers)
{
	if (!controllers.n)
		return 3;
	return is(controllers, "name=systemd") ? 2 : 1;
}

const char *vt_cgroup_path(struct vt_arena *arena, const char *text)
{
	struct part best = { NULL, 0 }, controllers, path;
	unsigned int best_rank = 0;

	if (text && *text == '/')
		return copy(arena, (struct part){ text, strcspn(text, "\n") });
	while (text && *text) {
		struct part line = { text, strcspn(text, "\n") };
		unsigned int rank;

		text += line.n + (text[line.n] == '\n');
		if (!split_line(line, &controllers, &path))
			continue;
		rank = is(path, "/") ? 0 : rank_of(controllers);
		if (!best.s || rank > best_rank) {
			best = path;
			best_rank = rank;
		}
	}
	return best.s ? copy(arena, best) : NULL;
}

/* --- who ---------------------------------------------------------------- */

static struct vt_cgroup_owner owned(const char *manager, const char *id)
{
	return (struct vt_cgroup_owner){ .manager = manager, .id = id };
}

/* "\x2d" to a dash; 0 for what is none of it. */
static char hex_escape(struct part p)
{
	static const char digits[] = "0123456789abcdef";
	const char *high, *low;

	if (p.n < 4 || p.s[0] != '\\' || p.s[1] != 'x')
		return 0;
	high = memchr(digits, p.s[2], 16);
	low = high ? memchr(digits, p.s[3], 16) : NULL;
	return low ? (char)((high - digits) * 16 + (low - digits)) : 0;
}

/* A unit's name without its \xNN. */
static const char *unescape(struct vt_arena *arena, struct part p)
{
	VT_BUF_OF(out);

	vt_buf_str(&out, "");
	for (size_t i = 0; i < p.n; i++) {
		const char c = hex_escape((struct part){ p.s + i, p.n - i });

		vt_buf_add(&out, c ? &c : p.s + i, 1);
		i += c ? 3 : 0;
	}
	return vt_arena_strn(arena, out.p, out.len);
}

/* "qemu-7-web": the name is not whole in it, the number is. */
static struct vt_cgroup_owner libvirt_machine(struct vt_arena *arena, const char *machine)
{
	const char *id = strchr(machine, '-');
	size_t n = id ? strspn(id + 1, "0123456789") : 0;

	return owned("libvirt", n ? vt_arena_strn(arena, id + 1, n) : NULL);
}

static bool is_libvirt_driver(const char *machine)
{
	static const char *const drivers[] = { "qemu-", "ch-", "lxc-" };

	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (!strncmp(machine, drivers[i], strlen(drivers[i])))
			return true;
	return false;
}

/* A scope of machined's, directly below a slice. */
static struct vt_cgroup_owner machine_scope(struct vt_arena *arena, struct part scope)
{
	struct part name = between(scope, "machine-", ".scope");
	const char *machine = name.n ? unescape(arena, name) : NULL;

	if (!machine)
		return owned(NULL, NULL);
	/* Only libvirt escapes the dashes of a driver, its number and a name. */
	if (is_libvirt_driver(machine) && memmem(name.s, name.n, "\\x2d", 4))
		return libvirt_machine(arena, machine);
	return owned("systemd", machine);
}

/* "libpod-ID.scope", "docker-ID.scope", "cri-containerd-ID.scope" */
static struct vt_cgroup_owner container_scope(struct vt_arena *arena, struct part scope)
{
	static const struct {
		const char *prefix, *manager;
	} kinds[] = { { "docker-", "docker" },
		      { "libpod-", "podman" },
		      { "nerdctl-", "containerd" },
		      { "crio-", "cri-o" } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct part id = between(scope, kinds[i].prefix, ".scope");

		if (is_container_id(id))
			return owned(kinds[i].manager, copy(arena, (struct part){ id.s, 12 }));
	}
	return owned(NULL, NULL);
}

/* The pod's UID, with dashes whatever the driver writes; NULL when it is none. */
static const char *pod_uid(struct vt_arena *arena, struct part p)
{
	const char *slice = ends(p, ".slice") ? "-pod" : "pod";
	const char *at = memmem(p.s, p.n, slice, strlen(slice));
	size_t end = p.n - (ends(p, ".slice") ? strlen(".slice") : 0);
	struct part uid;
	VT_BUF_OF(text);

	if (!at || (slice[0] == 'p' && at != p.s))
		return NULL;
	at += strlen(slice);
	uid = (struct part){ at, end - (size_t)(at - p.s) };
	if (!all_in(uid, "0123456789abcdef_-") || (uid.n != 36 && uid.n != 32))
		return NULL;
	vt_buf_add(&text, uid.s, uid.n);
	for (char *c = text.p; (c = strchr(c, '_'));)
		*c = '-';
	return vt_arena_strn(arena, text.p, text.len);
}

/*
 * Both drivers of the kubelet's, wherever its own root is (kind, nested
 * kubelets): "kubepods", then maybe a class, then the pod.
 */
static struct vt_cgroup_owner pod(struct vt_arena *arena, const char *path)
{
	bool inside = false;
	struct part p;

	while (next_part(&path, &p)) {
		const char *uid = inside ? pod_uid(arena, p) : NULL;

		if (uid)
			return owned("kubernetes", uid);
		inside = inside || is(p, "kubepods") || is(p, "kubepods.slice") ||
			 ends(p, "-kubepods.slice");
	}
	return owned(NULL, NULL);
}

/* Daemons whose own unit is where their VMs are, too. */
static const char *daemon_of(struct part unit)
{
	static const struct {
		const char *unit, *manager;
	} daemons[] = { { "incus.service", "incus" },         { "lxd.service", "lxd" },
			{ "snap.lxd.daemon.service", "lxd" }, { "libvirtd.service", "libvirt" },
			{ "virtqemud.service", "libvirt" },   { "virtchd.service", "libvirt" } };

	for (size_t i = 0; i < sizeof(daemons) / sizeof(*daemons); i++)
		if (is(unit, daemons[i].unit))
			return daemons[i].manager;
	return NULL;
}

/* Below system.slice: a unit, perhaps in slices of templates or of the admin. */
static struct vt_cgroup_owner service(struct vt_arena *arena, const char *path)
{
	struct vt_cgroup_owner owner;
	const char *daemon;
	struct part p;

	while (next_part(&path, &p)) {
		if (ends(p, ".slice"))
			continue;
		owner = container_scope(arena, p);
		if (owner.manager)
			return owner;
		if (!ends(p, ".service"))
			break;
		daemon = daemon_of(p);
		return daemon ? owned(daemon, NULL) : owned("systemd", unescape(arena, p));
	}
	return owned(NULL, NULL);
}

/* Any slices, and in them a scope of a machine, of a container, or of Kata's own threads. */
static struct vt_cgroup_owner machine(struct vt_arena *arena, const char *path)
{
	struct vt_cgroup_owner owner;
	struct part p;

	while (next_part(&path, &p)) {
		if (is(p, "kata-overhead.slice"))
			return owned("kata", NULL);
		if (ends(p, ".slice"))
			continue;
		owner = container_scope(arena, p);
		return owner.manager ? owner : machine_scope(arena, p);
	}
	return owned(NULL, NULL);
}

/* Without systemd: /machine/qemu-7-web.libvirt-qemu, /docker/ID, /vc/..., /kata_overhead/... */
static struct vt_cgroup_owner plain(struct vt_arena *arena, struct part first, const char *rest)
{
	static const char *const libvirts[] = { ".libvirt-qemu", ".libvirt-ch", ".libvirt-lxc" };
	struct part p;

	if (is(first, "vc") || is(first, "kata_overhead"))
		return owned("kata", NULL);
	while (next_part(&rest, &p)) {
		if (is(first, "docker") && is_container_id(p))
			return owned("docker", copy(arena, (struct part){ p.s, 12 }));
		for (size_t i = 0; i < sizeof(libvirts) / sizeof(*libvirts); i++)
			if (ends(p, libvirts[i]))
				return libvirt_machine(arena, copy(arena, p));
	}
	return owned(NULL, NULL);
}

struct vt_cgroup_owner vt_cgroup_owner(struct vt_arena *arena, const char *path)
{
	struct vt_cgroup_owner owner;
	const char *rest = path;
	struct part first, second;

	if (!path || !next_part(&rest, &first))
		return owned(NULL, NULL);
	if (is(first, ".."))
		return (struct vt_cgroup_owner){ .open = true };
	if (is(first, "user.slice") || is(first, "user"))
		return owned(NULL, NULL);
	owner = pod(arena, path);
	if (owner.manager)
		return owner;
	if (is(first, "qemu.slice") && next_part(&rest, &second)) {
		struct part id = between(second, "", ".scope");

		return is_number(id) ? owned("proxmox", copy(arena, id)) : owned(NULL, NULL);
	}
	if (is(first, "system.slice"))
		return service(arena, rest);
	if (!ends(first, ".slice"))
		return plain(arena, first, rest);
	owner = machine(arena, rest);
	return owner.manager ? owner : service(arena, rest);
}

struct vt_cgroup_owner vt_cgroup_owner_by(struct vt_arena *arena, const char *text)
{
	return vt_cgroup_owner(arena, text ? vt_cgroup_path(arena, text) : NULL);
}

bool vt_cgroup_is_engine(const char *manager)
{
	static const char *const engines[] = { "docker", "podman", "containerd", "cri-o" };

	for (size_t i = 0; i < sizeof(engines) / sizeof(*engines); i++)
		if (vt_streq(manager, engines[i]))
			return true;
	return false;
}
