/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of systemd-machined's machines, as machine_save() of systemd writes them. */
#include <config.h>

#include <string.h>

#include "collect/managers/machined.h"
#include "collect/managers/manager.h"
#include "util/str.h"

/* What /proc counts in, see proc_pid_stat(5). */
#define TICK_US 10000

/* A process is there before it is registered; clocks differ by a little. */
#define SLACK_US 1000000

/* Value of a line "KEY=value" or KEY="value"; NULL = there is none, or an escape in it. */
static const char *value_of(struct vt_facts *f, const char *text, const char *key)
{
	size_t n = strlen(key);

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *value = line + n + 1;
		size_t len;

		if (strncmp(line, key, n) != 0 || line[n] != '=')
			continue;
		len = strcspn(value, "\n");
		if (len > 1 && *value == '"' && value[len - 1] == '"') {
			value++;
			len -= 2;
		}
		return len && !memchr(value, '\\', len) ? vt_arena_strn(f->arena, value, len) :
							  NULL;
	}
	return NULL;
}

/* The leader's number may be another process's since. */
static bool is_leader(const struct vt_proc *p, const char *registered)
{
	uint64_t us;

	return p->alive && p->hypervisor &&
	       (!registered ||
		(vt_parse_u64(registered, &us) == 0 && p->start * TICK_US <= us + SLACK_US));
}

/* "qemu-7-web" is libvirt's seventh. */
static const char *libvirt_id(struct vt_facts *f, const char *name)
{
	const char *dash = strchr(name, '-');
	size_t n = dash ? strspn(dash + 1, "0123456789") : 0;

	return n ? vt_arena_strn(f->arena, dash + 1, n) : NULL;
}

static void decode_machine(struct vt_facts *f, const struct vt_raw_source *s)
{
	const char *name = value_of(f, s->text, "NAME"), *uid = value_of(f, s->text, "UID");
	const char *service = value_of(f, s->text, "SERVICE");
	uint32_t proc = vt_manager_proc_by_pid(f, s->pid);
	struct vt_proc *p = proc == VT_NONE ? NULL : &f->procs.v[proc];

	/* A machine that a user registered is that user's claim, and proves nothing. */
	if (!p || p->manager || !vt_streq(name, s->id) || (uid && strcmp(uid, "0") != 0) ||
	    (p->cgroup && !strncmp(p->cgroup, "/user.slice/", 12)) ||
	    !vt_streq(value_of(f, s->text, "CLASS"), "vm") ||
	    !is_leader(p, value_of(f, s->text, "MONOTONIC")))
		return;
	p->manager_open = false;
	if (service && !strncmp(service, "libvirt-", 8)) {
		p->manager = "libvirt";
		p->manager_id = libvirt_id(f, name);
	} else {
		p->manager = "systemd";
		p->manager_id = name;
	}
}

void vt_machined_decode(struct vt_facts *f, const struct vt_raw *raw)
{
	for (size_t i = 0; i < raw->sources.n; i++)
		if (vt_streq(raw->sources.v[i].manager, VT_MACHINED) && raw->sources.v[i].text &&
		    raw->sources.v[i].id)
			decode_machine(f, &raw->sources.v[i]);
}
