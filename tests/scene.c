/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements of text to rows of facts. */
#include <config.h>

#include "scene.h"

#include <inttypes.h>
#include <stdio.h>

#include "scene-parts.h"
#include "util/str.h"

struct key {
	const struct scene_table *table;
	const char *key;
	uint32_t row;
};

struct scene {
	struct vt_facts *f;
	VT_VEC(struct key) keys;
};

/* Any VT_VEC. */
struct vec {
	char *v;
	size_t n, cap;
};

void __attribute__((noreturn)) scene_wrong(const char *what, const char *text)
{
	printf("Bail out! scene: %s: '%s'\n", what, text);
	exit(99);
}

static const struct scene_table *find_table(const char *name)
{
	for (const struct scene_table *t = scene_tables; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	scene_wrong("no such table", name);
}

static struct vec *rows_of(struct scene *s, const struct scene_table *t)
{
	return (struct vec *)((char *)s->f + t->vec);
}

static struct key *find_key(struct scene *s, const struct scene_table *t, const char *key)
{
	for (size_t i = 0; i < s->keys.n; i++)
		if (s->keys.v[i].table == t && !strcmp(s->keys.v[i].key, key))
			return &s->keys.v[i];
	return NULL;
}

static void *add_row(struct scene *s, const struct scene_table *t, const char *key)
{
	struct vec *vec = rows_of(s, t);
	char *row;

	/* One at a time: a test has few. */
	vec->cap = vec->n + 1;
	vec->v = vt_xrealloc(vec->v, vec->cap, t->size);
	row = vec->v + vec->n++ * t->size;
	vt_vec_push(&s->keys, ((struct key){ t, key, (uint32_t)vec->n - 1 }));
	t->init(s->f, row, key);
	return row;
}

/* The last row moves to its place: only what nothing refers to can go, which
 * a test that names a missing row would notice. */
static void drop_row(struct scene *s, const struct scene_table *t, const char *key)
{
	struct key *gone = find_key(s, t, key);
	struct vec *vec = rows_of(s, t);

	if (!gone)
		scene_wrong("no such row", key);
	vec->n--;
	memmove(vec->v + gone->row * t->size, vec->v + (gone->row + 1) * t->size,
		(vec->n - gone->row) * t->size);
	for (size_t i = 0; i < s->keys.n; i++)
		if (s->keys.v[i].table == t && s->keys.v[i].row > gone->row)
			s->keys.v[i].row--;
	*gone = s->keys.v[--s->keys.n];
}

static uint32_t row_named(struct scene *s, const char *table, const char *key)
{
	const struct key *k = find_key(s, find_table(table), key);

	if (!k)
		scene_wrong("no such row", key);
	return k->row;
}

static uint32_t word_of(const char *const *words, size_t n, const char *value)
{
	for (uint32_t i = 0; i < n; i++)
		if (words[i] && !strcmp(words[i], value))
			return i;
	scene_wrong("no such word", value);
}

static uint32_t kind_of(const char *value)
{
	for (uint32_t i = VT_KIND_OTHER; i < VT_KIND_N; i++)
		if (vt_streq(vt_kind_name((enum vt_kind)i), value))
			return i;
	scene_wrong("no such kind", value);
}

static int64_t number_of(const char *value)
{
	char *end;
	long long number = strtoll(value, &end, 0);

	if (end == value || *end)
		scene_wrong("no number", value);
	return number;
}

static uint32_t u32_of(struct scene *s, const struct scene_field *field, const char *value)
{
	static const char *const bases[] = { "live", "config", "self" };
	static const char *const registrations[] = { "nwfilter", "port", "ovs" };

	if (!strcmp(value, "none"))
		return field->type == MASTER ? 0 : VT_NONE;
	if (field->type == KIND)
		return kind_of(value);
	if (field->type == STATE)
		return vt_state_by_name(value);
	if (field->type == BASIS)
		return word_of(bases, 3, value);
	if (field->type == RECORD)
		return word_of(registrations, 3, value);
	if (field->type == REF)
		return row_named(s, field->table, value);
	if (field->type == MASTER)
		return s->f->links.v[row_named(s, "link", value)].ifindex;
	return (uint32_t)number_of(value);
}

static void set(struct scene *s, const struct scene_table *t, char *row, const char *name,
		const char *value)
{
	static const char *const tris[] = { "unknown", "no", "yes" };
	const struct scene_field *field = t->fields;
	int64_t wide;
	uint32_t word;

	while (field->name && strcmp(field->name, name) != 0)
		field++;
	if (!field->name)
		scene_wrong("no such field", name);
	if (field->type == STR) {
		const char *text = strcmp(value, "none") ? value : NULL;

		memcpy(row + field->offset, &text, sizeof(text));
		return;
	}
	if (field->type == BOOL) {
		*(bool *)(row + field->offset) = word_of(tris, 3, value) == 2;
		return;
	}
	if (field->type == U64 || field->type == I64) {
		wide = number_of(value);
		memcpy(row + field->offset, &wide, sizeof(wide));
		return;
	}
	word = field->type == TRI ? word_of(tris, 3, value) : u32_of(s, field, value);
	memcpy(row + field->offset, &word, sizeof(word));
}

/* The next word, up to white space, the end of the statement or @stop; text
 * in quotes is one. NULL at the end of the statement. */
static const char *next_word(struct scene *s, const char **text, char stop)
{
	const char *p = *text, *begin, *word;

	p += strspn(p, " \t");
	if (!*p || *p == ';' || *p == '\n')
		return NULL;
	begin = p;
	if (*p == '\'') {
		begin = ++p;
		p += strcspn(p, "'");
		word = vt_arena_strn(s->f->arena, begin, (size_t)(p - begin));
		*text = *p ? p + 1 : p;
		return word;
	}
	while (*p && !strchr(" \t;\n", *p) && *p != stop)
		p++;
	word = vt_arena_strn(s->f->arena, begin, (size_t)(p - begin));
	*text = *p && *p == stop ? p + 1 : p;
	return word;
}

static void statement(struct scene *s, const char **text)
{
	const char *verb = next_word(s, text, '\0'), *key, *name;
	bool drop = verb && !strcmp(verb, "drop");
	const struct scene_table *t;
	struct key *known;
	char *row;

	if (!verb)
		return;
	t = find_table(drop ? next_word(s, text, '\0') : verb);
	key = next_word(s, text, '\0');
	if (!key)
		scene_wrong("no key", verb);
	if (drop) {
		drop_row(s, t, key);
		return;
	}
	known = find_key(s, t, key);
	row = known ? rows_of(s, t)->v + known->row * t->size : add_row(s, t, key);
	while ((name = next_word(s, text, '=')) != NULL) {
		const char *value = next_word(s, text, '\0');

		set(s, t, row, name, value ? value : "");
	}
}

struct vt_facts *scene(const char *text)
{
	struct scene s = { .f = vt_facts_new() };

	s.f->own_netns = 1;
	s.f->processes = 100;
	add_row(&s, find_table("conn"), "qemu:///system");
	while (*text) {
		statement(&s, &text);
		text += strspn(text, " \t");
		if (*text && *text != ';' && *text != '\n')
			scene_wrong("what is", text);
		text += *text != '\0';
	}
	vt_vec_done(&s.keys);
	vt_facts_freeze(s.f);
	return s.f;
}
