/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON text against data/virt-taps.schema.json, fast enough for every run of a
 * fuzzer. It shares nothing with src/util/json.c but the library.
 */
#ifndef VT_FUZZ_SCHEMA_H
#define VT_FUZZ_SCHEMA_H

#include <stddef.h>

/**
 * check_schema - abort where the text is not JSON, or not as the schema says
 *
 * Also aborts where the schema, in the tree that VT_SRCDIR names, cannot be
 * read, or has a keyword that is not known here.
 */
void check_schema(const char *text, size_t len);

#endif
