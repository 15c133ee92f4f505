/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What scene.c, which reads the text, and scene-tables.c, which knows the facts, share. */
#ifndef VT_TESTS_SCENE_PARTS_H
#define VT_TESTS_SCENE_PARTS_H

#include <stddef.h>

#include "model/facts.h"

enum scene_type { STR, BOOL, TRI, U32, I32, I64, U64, KIND, STATE, BASIS, RECORD, REF, MASTER };

struct scene_field {
	const char *name;
	enum scene_type type;
	size_t offset;
	const char *table; /* that a REF is a row of */
};

/* A table of facts: its rows, and what a row has that nothing is said about. */
struct scene_table {
	const char *name;
	size_t vec, size;
	void (*init)(struct vt_facts *f, void *row, const char *key);
	const struct scene_field *fields;
};

/** scene_tables - all of them; the last one has no name */
extern const struct scene_table scene_tables[];

/** scene_wrong - the test itself is wrong: ends it */
void __attribute__((noreturn)) scene_wrong(const char *what, const char *text);

#endif
