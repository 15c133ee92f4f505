/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host of a few words, and the way of its device in a line. */
#include <config.h>

#include "path-maker.h"

#include <stdlib.h>

#define LINKS_MAX 128
/* Of a link that is not seen. */
#define UNSEEN 999

struct maker {
	struct vt_facts *f;
	char names[LINKS_MAX][32];
	uint32_t n;
};

static uint32_t index_of(const struct maker *m, const char *name)
{
	if (!strcmp(name, "?"))
		return UNSEEN;
	for (uint32_t i = 0; i < m->n; i++)
		if (!strcmp(m->names[i], name))
			return i + 1;
	printf("# no link %s\n", name);
	abort();
}

static enum vt_kind kind_of(const char *word)
{
	for (unsigned int k = 0; k < VT_KIND_N; k++)
		if (!strcmp(vt_kind_name((enum vt_kind)k), word))
			return (enum vt_kind)k;
	return VT_KIND_OTHER;
}

static void add_vlan(struct maker *m, const struct vt_link *l, const char *range, bool untagged)
{
	struct vt_vlan *v = vt_vec_add(&m->f->vlans);
	const char *dash = strchr(range, '-');

	v->netns = l->netns;
	v->ifindex = l->ifindex;
	v->first = (uint32_t)atoi(range);
	v->last = dash ? (uint32_t)atoi(dash + 1) : v->first;
	v->pvid = v->untagged = untagged;
}

static void set_property(struct maker *m, struct vt_link *l, char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = '\0';
	if (!strcmp(word, "on"))
		l->master = index_of(m, value);
	else if (!strcmp(word, "over"))
		l->lower = index_of(m, value);
	else if (!strcmp(word, "far")) {
		l->far_netns = (uint64_t)atoi(value);
		l->far_lower = strchr(value, '/') ? index_of(m, strchr(value, '/') + 1) : UNSEEN;
	} else if (!strcmp(word, "down"))
		l->up = false;
	else if (!strcmp(word, "dead"))
		l->carrier = VT_NO;
	else if (!strcmp(word, "phys"))
		l->parent = "0000:00:01.0";
	else if (!strcmp(word, "vlan"))
		l->vlan_id = (uint32_t)atoi(value);
	else if (!strcmp(word, "st"))
		l->port.state = (enum vt_port_state)(atoi(value) + 1);
	else if (!strcmp(word, "iso"))
		l->port.isolated = VT_YES;
	else if (!strcmp(word, "filter"))
		l->bridge.vlan_filtering = VT_YES;
	else if (!strcmp(word, "v"))
		add_vlan(m, l, value, true);
	else if (!strcmp(word, "t"))
		add_vlan(m, l, value, false);
	else if (strcmp(word, "ns") != 0)
		abort();
}

static void add_link(struct maker *m, uint32_t i, char *text)
{
	struct vt_link *l = &m->f->links.v[i];
	char *saved = NULL, *colon = strchr(text, ':'), *word;
	const char *ns = strstr(text, "ns=");

	*colon = '\0';
	l->netns = ns ? (uint64_t)atoi(ns + 3) : 1;
	l->ifindex = i + 1;
	l->ifname = vt_arena_str(m->f->arena, text);
	l->up = true;
	l->carrier = VT_YES;
	word = strtok_r(colon + 1, ",", &saved);
	if (strcmp(word, "eth") != 0) {
		l->kind_name = vt_arena_str(m->f->arena, word);
		l->kind = kind_of(word);
	}
	while ((word = strtok_r(NULL, ",", &saved)))
		set_property(m, l, word);
}

const char *ovs_rows;

static void set_ovs_column(struct vt_facts *f, struct vt_ovs_port *row, char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = '\0';
	if (!strcmp(word, "secure"))
		row->secure = true;
	else if (!strcmp(word, "tag"))
		row->tag = (uint32_t)atoi(value);
	else if (!strcmp(word, "trunks"))
		row->trunks = vt_arena_str(f->arena, value);
	else if (!strcmp(word, "mode"))
		row->vlan_mode = vt_arena_str(f->arena, value);
	else
		abort();
}

static void add_ovs(struct vt_facts *f)
{
	char text[4096], *saved = NULL;

	snprintf(text, sizeof(text), "%s", ovs_rows ? ovs_rows : "");
	for (char *w = strtok_r(text, " ", &saved); w; w = strtok_r(NULL, " ", &saved)) {
		struct vt_ovs_port *row = vt_vec_add(&f->ovs_ports);
		char *rest = NULL, *part[4] = { strtok_r(w, ";", &rest), NULL, NULL, NULL };

		for (int i = 1; i < 4 && part[i - 1] && (part[i] = strchr(part[i - 1], '/')); i++)
			*part[i]++ = '\0';
		row->bridge = vt_arena_str(f->arena, strcmp(part[0], "-") != 0 ? part[0] : NULL);
		row->ifname = row->port = vt_arena_str(f->arena, part[1]);
		row->type = vt_arena_str(f->arena, strcmp(part[2], "system") ? part[2] : "");
		row->peer = vt_arena_str(f->arena, part[3]);
		row->tag = VT_NONE;
		while ((w = strtok_r(NULL, ";", &rest)))
			set_ovs_column(f, row, w);
	}
}

struct vt_facts *make(const char *words)
{
	struct maker m = { .f = vt_facts_new() };
	char text[4096], *saved = NULL, *list[LINKS_MAX];

	snprintf(text, sizeof(text), "%s", words);
	for (char *w = strtok_r(text, " ", &saved); w; w = strtok_r(NULL, " ", &saved)) {
		snprintf(m.names[m.n], sizeof(m.names[0]), "%.*s", (int)strcspn(w, ":"), w);
		list[m.n++] = w;
		vt_vec_add(&m.f->links);
	}
	for (uint32_t i = 0; i < m.n; i++)
		add_link(&m, i, list[i]);
	m.f->own_netns = 1;
	add_ovs(m.f);
	vt_facts_freeze(m.f);
	return m.f;
}

/* "tap>br0>eth0=wire", a branch as "br0(eth0=wire eth1=wire)", "!down" where it is cut */
static void describe(struct vt_buf *out, const struct vt_facts *f, const struct vt_hop *hops,
		     uint32_t n, uint32_t i)
{
	uint32_t children = 0;

	vt_buf_str(out, vt_hop_name(f, &hops[i]));
	if (hops[i].cut != VT_CUT_NOT)
		vt_buf_fmt(out, "!%s", vt_cut_name(hops[i].cut));
	if (hops[i].end != VT_END_NOT)
		vt_buf_fmt(out, "=%s", vt_hop_end_name(hops[i].end));
	for (uint32_t k = i + 1; k < n; k++)
		children += hops[k].from == i;
	if (children)
		vt_buf_str(out, children > 1 ? "(" : ">");
	for (uint32_t k = i + 1, done = 0; k < n; k++) {
		if (hops[k].from != i)
			continue;
		if (done++)
			vt_buf_str(out, " ");
		describe(out, f, hops, n, k);
	}
	if (children > 1)
		vt_buf_str(out, ")");
}

/* From each other device, then from @device again: so that the walker knows the bridges, and the
 * ways on from them. */
static void walk_all(struct vt_paths *paths, struct vt_walker *walker, const struct vt_facts *f,
		     uint32_t device)
{
	for (int times = 0; times < 2; times++)
		for (uint32_t i = 0; i < f->links.n; i++)
			if (i != device && vt_kind_is_device(f->links.v[i].kind))
				vt_path_add(paths, walker, i);
	vt_path_add(paths, walker, device);
}

void walk(const char *words, struct way *ret)
{
	VT_CLEANUP(facts) struct vt_facts *f = make(words);
	struct vt_topology *t = vt_topology_new(f);
	struct vt_walker *walker = vt_walker_new(f, t);
	struct vt_paths paths = { 0 };
	const struct vt_path *p;
	const struct vt_hop *blamed;
	uint32_t device = 0, before, after;

	*ret = (struct way){ .off = false };
	while (f->links.v[device].ifindex != 1)
		device++;
	before = vt_path_add(&paths, walker, device);
	walk_all(&paths, walker, f, device);
	after = vt_path_add(&paths, walker, device);
	p = &paths.list.v[after];
	describe(&ret->again, f, paths.hops.v + p->first, p->n, 0);
	p = &paths.list.v[before];
	describe(&ret->text, f, paths.hops.v + p->first, p->n, 0);
	blamed = vt_path_cut(&paths, p);
	if (blamed)
		vt_buf_str(&ret->cut, vt_hop_name(f, blamed));
	ret->off = p->off_host;
	ret->n = p->n;
	ret->vlan = p->vlan;
	vt_paths_done(&paths);
	vt_walker_free(walker);
	vt_topology_free(t);
}

void way_done(struct way *way)
{
	vt_buf_done(&way->text);
	vt_buf_done(&way->again);
	vt_buf_done(&way->cut);
}
