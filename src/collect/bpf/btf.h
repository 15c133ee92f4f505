/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the kernel that runs has the members of its structures (BTF). */
#ifndef VT_COLLECT_BPF_BTF_H
#define VT_COLLECT_BPF_BTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_BTF_MARKS 256

/**
 * struct vt_btf - type information of the kernel or of one module
 * @base:    of the kernel, when this is a module's; borrowed
 * @types, @strings: inside @data
 * @n_types: 0 until they were counted
 * @marks:   where every @per_mark-th type begins, of those that were passed so far
 *
 * Types have different sizes, so the way to a number leads past all before it.
 */
struct vt_btf {
	struct vt_btf *base;
	const char *data, *types, *strings;
	size_t size, types_len, strings_len;
	bool mapped;
	uint32_t n_types, per_mark, n_marks, marks[VT_BTF_MARKS];
};

/**
 * struct vt_btf_want - a member, or the size of a structure
 * @record: name of the structure; NULL = the one of the want before
 * @member: NULL for the size
 * @ret:    bytes from the beginning of the structure, or its size
 */
struct vt_btf_want {
	const char *record, *member;
	uint32_t *ret;
};

/**
 * vt_btf_init - read type information in memory
 * @data: borrowed, aligned to 4 bytes
 *
 * Returns 0, or -EBADMSG when it is none, or of the other byte order.
 */
int vt_btf_init(struct vt_btf *btf, const void *data, size_t size, struct vt_btf *base);

/**
 * vt_btf_open - read /sys/kernel/btf/@name
 *
 * Returns 0, and then vt_btf_close() is due; -ENOENT when the kernel or the
 * module has none, or another -errno.
 */
int vt_btf_open(struct vt_btf *btf, const char *name, struct vt_btf *base);

/** vt_btf_close - undo vt_btf_open(); { 0 } is fine */
void vt_btf_close(struct vt_btf *btf);

/**
 * vt_btf_find - look up members, also inside of anonymous structures
 * @n:     64 at most
 * @found: bit i is set when @wants[i] was answered; it is not looked for when
 *         the bit is set already, so that modules can be asked for the rest
 *
 * Structures of a module are looked for in the module alone, not in its base.
 */
void vt_btf_find(struct vt_btf *btf, const struct vt_btf_want *wants, size_t n, uint64_t *found);

/** vt_btf_function - number of the function @name, which iterators are known by; 0 = none */
uint32_t vt_btf_function(struct vt_btf *btf, const char *name);

#endif
