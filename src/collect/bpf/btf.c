/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel type information to offsets of members. One pass over all types finds
 * every wanted structure; the format is Documentation/bpf/btf.rst.
 */
#include <config.h>

#include "collect/bpf/btf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/btf.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fd.h"
#include "util/vec.h"

/* Since 5.13 to 6.0; the header at build time may be older. */
#define KIND_FLOAT 16
#define KIND_DECL_TAG 17
#define KIND_TYPE_TAG 18
#define KIND_ENUM64 19

/* Type information is some MiB; anything beyond is none. */
#define SIZE_LIMIT (256u << 20)

/* Anonymous structures within each other. */
#define DEPTH_MAX 8

/* Bytes behind the common part of a type: once per type, and for each of its vlen members. */
static const struct {
	bool known;
	uint8_t once, each;
} tails[] = {
	[BTF_KIND_INT] = { true, sizeof(uint32_t), 0 },
	[BTF_KIND_PTR] = { true, 0, 0 },
	[BTF_KIND_ARRAY] = { true, sizeof(struct btf_array), 0 },
	[BTF_KIND_STRUCT] = { true, 0, sizeof(struct btf_member) },
	[BTF_KIND_UNION] = { true, 0, sizeof(struct btf_member) },
	[BTF_KIND_ENUM] = { true, 0, sizeof(struct btf_enum) },
	[BTF_KIND_FWD] = { true, 0, 0 },
	[BTF_KIND_TYPEDEF] = { true, 0, 0 },
	[BTF_KIND_VOLATILE] = { true, 0, 0 },
	[BTF_KIND_CONST] = { true, 0, 0 },
	[BTF_KIND_RESTRICT] = { true, 0, 0 },
	[BTF_KIND_FUNC] = { true, 0, 0 },
	[BTF_KIND_FUNC_PROTO] = { true, 0, sizeof(struct btf_param) },
	[BTF_KIND_VAR] = { true, sizeof(uint32_t), 0 },
	[BTF_KIND_DATASEC] = { true, 0, 3 * sizeof(uint32_t) },
	[KIND_FLOAT] = { true, 0, 0 },
	[KIND_DECL_TAG] = { true, sizeof(uint32_t), 0 },
	[KIND_TYPE_TAG] = { true, 0, 0 },
	[KIND_ENUM64] = { true, 0, 3 * sizeof(uint32_t) },
};

/* Of five bits since Linux 5.13, whose headers may not be those of this build. */
static unsigned int kind_of(const struct btf_type *t)
{
	return t->info >> 24 & 0x1f;
}

/* The type at *@at, which moves on; NULL at the end, and where it is broken. */
static const struct btf_type *next_type(const struct vt_btf *btf, size_t *at)
{
	const struct btf_type *t = (const void *)(btf->types + *at);
	size_t room = btf->types_len - *at, kind, size;

	if (room < sizeof(*t))
		return NULL;
	kind = kind_of(t);
	if (kind >= sizeof(tails) / sizeof(tails[0]) || !tails[kind].known)
		return NULL;
	size = sizeof(*t) + tails[kind].once + (size_t)tails[kind].each * BTF_INFO_VLEN(t->info);
	if (room < size)
		return NULL;
	*at += size;
	return t;
}

/* The strings of a module go on where its base's end. */
static const char *string_at(const struct vt_btf *btf, uint32_t offset)
{
	size_t before = btf->base ? btf->base->strings_len : 0;

	if (offset < before)
		return btf->base->strings + offset;
	offset -= (uint32_t)before;
	return offset < btf->strings_len ? btf->strings + offset : "";
}

/* A way past types: where it is, and how many it has passed. */
struct walk {
	size_t at;
	uint32_t n;
};

/* The next type; NULL when there is none. */
static const struct btf_type *step(struct vt_btf *btf, struct walk *walk)
{
	const struct btf_type *t = next_type(btf, &walk->at);

	if (!t) {
		btf->n_types = walk->n;
		return NULL;
	}
	walk->n++;
	if (btf->n_marks < VT_BTF_MARKS && walk->n == btf->n_marks * btf->per_mark)
		btf->marks[btf->n_marks++] = (uint32_t)walk->at;
	return t;
}

/* The nearest place that is known before the type of index @n. */
static struct walk walk_near(const struct vt_btf *btf, uint32_t n)
{
	const uint32_t near = n / btf->per_mark, last = btf->n_marks - 1,
		       mark = near < last ? near : last;

	return (struct walk){ btf->marks[mark], mark * btf->per_mark };
}

/* Number of the first type that is not in @btf and its base. */
static uint32_t end_id(struct vt_btf *btf)
{
	struct walk walk = walk_near(btf, UINT32_MAX);

	while (!btf->n_types && step(btf, &walk))
		;
	return (btf->base ? end_id(btf->base) : 1) + btf->n_types;
}

/* Number of the first type of @btf itself; 0 is void. */
static uint32_t first_id(struct vt_btf *btf)
{
	return btf->base ? end_id(btf->base) : 1;
}

static const struct btf_type *type_by_id(struct vt_btf *btf, uint32_t id)
{
	const uint32_t first = first_id(btf);
	const struct btf_type *t;
	struct walk walk;

	if (id < first)
		return btf->base ? type_by_id(btf->base, id) : NULL;
	walk = walk_near(btf, id - first);
	do {
		t = step(btf, &walk);
	} while (t && walk.n <= id - first);
	return t;
}

static bool find_member(struct vt_btf *btf, const struct btf_type *record, const char *name,
			unsigned int depth, uint32_t *ret)
{
	const struct btf_member *m = (const void *)(record + 1);

	for (uint32_t i = 0; i < BTF_INFO_VLEN(record->info); i++, m++) {
		const char *has = string_at(btf, m->name_off);
		uint32_t bits = BTF_INFO_KFLAG(record->info) ? BTF_MEMBER_BIT_OFFSET(m->offset) :
							       m->offset;
		const struct btf_type *inner;

		if (*has && !strcmp(has, name)) {
			*ret = bits / 8;
			return bits % 8 == 0;
		}
		if (*has || depth == DEPTH_MAX)
			continue;
		inner = type_by_id(btf, m->type);
		if (inner &&
		    (kind_of(inner) == BTF_KIND_STRUCT || kind_of(inner) == BTF_KIND_UNION) &&
		    find_member(btf, inner, name, depth + 1, ret)) {
			*ret += bits / 8;
			return true;
		}
	}
	return false;
}

/* Answers the wants of one structure, from @i on; returns how many they are. */
static size_t answer(struct vt_btf *btf, const struct btf_type *record,
		     const struct vt_btf_want *wants, size_t n, size_t i, uint64_t *found)
{
	size_t k = i;

	do {
		const uint64_t bit = UINT64_C(1) << k;
		uint32_t value = record->size;

		if (!(*found & bit) &&
		    (!wants[k].member || find_member(btf, record, wants[k].member, 0, &value))) {
			*wants[k].ret = value;
			*found |= bit;
		}
		k++;
	} while (k < n && !wants[k].record);
	return k - i;
}

void vt_btf_find(struct vt_btf *btf, const struct vt_btf_want *wants, size_t n, uint64_t *found)
{
	const uint64_t all = n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
	bool initials[UINT8_MAX + 1] = { false };
	const struct btf_type *t;
	struct walk walk = { 0 };

	for (size_t i = 0; i < n; i++)
		if (wants[i].record)
			initials[(uint8_t)wants[i].record[0]] = true;

	while (*found != all && (t = step(btf, &walk)) != NULL) {
		const char *name;

		if (kind_of(t) != BTF_KIND_STRUCT || !BTF_INFO_VLEN(t->info))
			continue;
		name = string_at(btf, t->name_off);
		if (!initials[(uint8_t)name[0]])
			continue;
		for (size_t i = 0; i < n && i < 64; i++)
			if (wants[i].record && wants[i].record[0] == name[0] &&
			    !strcmp(wants[i].record, name))
				i += answer(btf, t, wants, n, i, found) - 1;
	}
}

uint32_t vt_btf_function(struct vt_btf *btf, const char *name)
{
	const struct btf_type *t;
	struct walk walk = { 0 };

	while ((t = step(btf, &walk)) != NULL)
		if (kind_of(t) == BTF_KIND_FUNC && !strcmp(string_at(btf, t->name_off), name))
			return first_id(btf) + walk.n - 1;
	return 0;
}

/* What every header has; that of this build may have more than the kernel's (since Linux 7). */
#define HEADER_MIN (offsetof(struct btf_header, str_len) + sizeof(uint32_t))

int vt_btf_init(struct vt_btf *btf, const void *data, size_t size, struct vt_btf *base)
{
	const struct btf_header *h = data;
	size_t body;

	if (size < HEADER_MIN || h->magic != BTF_MAGIC || h->hdr_len < HEADER_MIN ||
	    h->hdr_len > size || h->type_off % sizeof(uint32_t) || h->hdr_len % sizeof(uint32_t))
		return -EBADMSG;
	body = size - h->hdr_len;
	if (h->type_off > body || h->type_len > body - h->type_off || h->str_off > body ||
	    h->str_len > body - h->str_off || !h->str_len)
		return -EBADMSG;
	*btf = (struct vt_btf){ .base = base, .data = data, .size = size, .n_marks = 1 };
	btf->types = btf->data + h->hdr_len + h->type_off;
	btf->types_len = h->type_len;
	btf->per_mark = h->type_len / sizeof(struct btf_type) / VT_BTF_MARKS + 1;
	btf->strings = btf->data + h->hdr_len + h->str_off;
	btf->strings_len = h->str_len;
	if (btf->strings[h->str_len - 1])
		return -EBADMSG;
	return 0;
}

/* The file can be mapped since 6.16; before, it is copied. */
static char *read_file(int fd, size_t size, bool *ret_mapped)
{
	char *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	size_t len = 0;
	ssize_t n;

	*ret_mapped = data != MAP_FAILED;
	if (*ret_mapped)
		return data;
	data = vt_xrealloc(NULL, size, 1);
	while (len < size && (n = read(fd, data + len, size - len)) > 0)
		len += (size_t)n;
	if (len == size)
		return data;
	free(data);
	return NULL;
}

int vt_btf_open(struct vt_btf *btf, const char *name, struct vt_btf *base)
{
	VT_CLEANUP(vt_fd) int fd = -1;
	struct vt_btf opened = { 0 };
	struct stat st;
	char path[64];
	int r;

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (st.st_size <= 0 || st.st_size > SIZE_LIMIT)
		return -EBADMSG;
	opened.size = (size_t)st.st_size;
	opened.data = read_file(fd, opened.size, &opened.mapped);
	if (!opened.data)
		return -EIO;
	r = vt_btf_init(btf, opened.data, opened.size, base);
	if (r < 0)
		vt_btf_close(&opened);
	else
		btf->mapped = opened.mapped;
	return r;
}

void vt_btf_close(struct vt_btf *btf)
{
	union {
		const char *data;
		void *memory;
	} u = { .data = btf->data };

	if (btf->mapped)
		munmap(u.memory, btf->size);
	else
		free(u.memory);
	memset(btf, 0, sizeof(*btf));
}
