/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Life cycle of an undecoded scan. */
#include <config.h>

#include "collect/raw.h"

struct vt_raw *vt_raw_new(void)
{
	struct vt_raw *raw = vt_xrealloc(NULL, 1, sizeof(*raw));

	memset(raw, 0, sizeof(*raw));
	raw->arena = vt_arena_new();
	return raw;
}

void vt_raw_free(struct vt_raw *raw)
{
	if (!raw)
		return;
	for (size_t i = 0; i < raw->conns.n; i++)
		vt_raw_conn_free(raw->conns.v[i]);
	for (size_t i = 0; i < raw->netnses.n; i++) {
		vt_buf_done(&raw->netnses.v[i].messages);
		vt_buf_done(&raw->netnses.v[i].vlans);
		vt_buf_done(&raw->netnses.v[i].neighbours);
	}
	vt_vec_done(&raw->conns);
	vt_vec_done(&raw->netnses);
	vt_vec_done(&raw->nsids);
	vt_vec_done(&raw->managers);
	vt_vec_done(&raw->sources);
	vt_vec_done(&raw->procs);
	vt_vec_done(&raw->fds);
	vt_vec_done(&raw->hints);
	vt_facts_free(raw->links);
	vt_vec_done(&raw->gaps);
	vt_arena_free(raw->arena);
	free(raw);
}

struct vt_raw_conn *vt_raw_conn_new(const char *uri)
{
	struct vt_raw_conn *c = vt_xrealloc(NULL, 1, sizeof(*c));

	memset(c, 0, sizeof(*c));
	c->arena = vt_arena_new();
	c->uri = vt_arena_str(c->arena, uri);
	return c;
}

void vt_raw_conn_free(struct vt_raw_conn *c)
{
	if (!c)
		return;
	vt_vec_done(&c->domains);
	vt_vec_done(&c->pidfiles);
	vt_vec_done(&c->registrations);
	vt_vec_done(&c->leases);
	vt_vec_done(&c->gaps);
	vt_arena_free(c->arena);
	free(c);
}

struct vt_gap *vt_raw_gap(struct vt_raw *raw, enum vt_gap_code code, const char *subject,
			  const char *detail)
{
	struct vt_gap *gap = vt_vec_add(&raw->gaps);

	vt_gap_init(gap, raw->arena, code, subject, detail);
	return gap;
}
