/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries that are loaded when they are needed first. */
#ifndef VT_UTIL_LIBRARY_H
#define VT_UTIL_LIBRARY_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct vt_library_function - a place for the address of a function
 * @at: offset in the table that is filled
 */
struct vt_library_function {
	const char *name;
	size_t at;
};

/**
 * vt_library_load - load @soname and fill @table, which is all pointers
 * @n: of @functions
 * @failure: room for why it failed, of @size bytes; untouched on success
 *
 * Returns 0 or -ENOENT. It is never unloaded.
 */
int vt_library_load(const char *soname, void *table, const struct vt_library_function *functions,
		    size_t n, char *failure, size_t size);

/*
 * The ELF note by which packagers' tools know of such a library:
 * https://uapi-group.org/specifications/specs/elf_dlopen_metadata/
 */
#define VT_LIBRARY_NOTE(feature, description, soname) \
	VT_LIBRARY_NOTE_TEXT(feature, \
			     "[{\"feature\":\"" #feature "\",\"description\":\"" description \
			     "\",\"priority\":\"required\",\"soname\":[\"" soname "\"]}]")

#define VT_LIBRARY_NOTE_TEXT(feature, json_) \
	static const struct { \
		uint32_t name_size, text_size, type; \
		char name[4], text[(sizeof(json_) + 3) / 4 * 4]; \
	} feature##_note \
		__attribute__((used, section(".note.dlopen"), \
			       aligned(4))) = { 4, sizeof(json_), 0x407c0c0a, "FDO", json_ }

#endif
