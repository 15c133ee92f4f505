/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A manager's text and a process of its VM, for tests of what it means. */
#ifndef VT_TESTS_MANAGERS_H
#define VT_TESTS_MANAGERS_H

#include "collect/managers/manager.h"

#define FACTS_OF(name) \
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *name = vt_facts_new()
#define UUID "11111111-aaaa-4111-8111-111111111111"

/* Returns -1 when the text is a gap. */
static inline int decode(struct vt_facts *f, const char *manager, const char *id, const char *text)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);
	size_t gaps = f->gaps.n;

	s->manager = manager;
	s->id = id;
	s->path = "/file";
	s->text = text;
	vt_managers_decode(f, raw);
	vt_raw_free(raw);
	return f->gaps.n > gaps ? -1 : 0;
}

static inline void add_process(struct vt_facts *f, int32_t pid, const char *manager, const char *id)
{
	struct vt_proc *p = vt_vec_add(&f->procs);

	p->pid = pid;
	p->manager = manager;
	p->manager_id = id;
	p->hypervisor = p->alive = true;
}

#endif
