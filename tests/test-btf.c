/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Offsets out of type information made by hand, and by libbpf for a module on
 * top of the kernel that runs; whatever is cut off is no harm.
 */
#include <config.h>

#include "collect/bpf/btf.h"

#include <dlfcn.h>
#include <linux/btf.h>
#include <stdlib.h>

#include "tap.h"

#define INFO(kind, n) ((uint32_t)(kind) << 24 | (n))
#define BITFIELDS (1u << 31)
/* A header's length, whatever that of this build has behind it. */
#define HEADER 24

/* A blob under construction. */
struct blob {
	uint32_t types[64];
	char strings[256];
	uint32_t n_types, n_strings, strings_before;
};

static uint32_t string(struct blob *b, const char *s)
{
	uint32_t at = b->n_strings;

	memcpy(b->strings + at, s, strlen(s) + 1);
	b->n_strings += (uint32_t)strlen(s) + 1;
	return b->strings_before + at;
}

static void words(struct blob *b, uint32_t x, uint32_t y, uint32_t z)
{
	b->types[b->n_types++] = x;
	b->types[b->n_types++] = y;
	b->types[b->n_types++] = z;
}

/* Owned by the caller, and as long as it must be: a read beyond is seen. */
static void *finish_long(const struct blob *b, uint32_t header, size_t *ret_size)
{
	struct btf_header h = { .magic = BTF_MAGIC, .version = 1, .hdr_len = header };
	char *data;

	h.type_len = b->n_types * 4;
	h.str_off = h.type_len;
	h.str_len = b->n_strings;
	*ret_size = header + h.type_len + h.str_len;
	data = calloc(1, *ret_size);
	memcpy(data, &h, HEADER);
	memcpy(data + header, b->types, h.type_len);
	memcpy(data + header + h.type_len, b->strings, h.str_len);
	return data;
}

static void *finish(const struct blob *b, size_t *ret_size)
{
	return finish_long(b, HEADER, ret_size);
}

/* struct file { int f_mode; struct { int pad; void *inner; }; unsigned a:3; }; */
static void *kernel_blob(size_t *ret_size)
{
	struct blob b = { .n_strings = 1 };

	words(&b, string(&b, "int"), INFO(BTF_KIND_INT, 0), 4); /* 1 */
	b.types[b.n_types++] = 32;
	words(&b, 0, INFO(BTF_KIND_STRUCT, 2), 16); /* 2, anonymous */
	words(&b, string(&b, "pad"), 1, 0);
	words(&b, string(&b, "inner"), 1, 64);
	words(&b, string(&b, "file"), BITFIELDS | INFO(BTF_KIND_STRUCT, 3), 32); /* 3 */
	words(&b, string(&b, "f_mode"), 1, 0);
	words(&b, 0, 2, 64);
	words(&b, string(&b, "a"), 1, 3u << 24 | 193);
	return finish(&b, ret_size);
}

/* struct tun_file { int tun; struct { int inner; }; }; by the kernel's "inner" */
static void *module_blob(const struct vt_btf *kernel, size_t *ret_size)
{
	struct blob b = { .strings_before = (uint32_t)kernel->strings_len };
	uint32_t inner = 1;

	while (strcmp(kernel->strings + inner, "inner") != 0)
		inner++;
	words(&b, string(&b, "tun_file"), INFO(BTF_KIND_STRUCT, 2), 24); /* 4 */
	words(&b, string(&b, "tun"), 1, 32);
	words(&b, 0, 5, 64);
	words(&b, 0, INFO(BTF_KIND_STRUCT, 1), 8); /* 5 */
	words(&b, inner, 1, 32);
	return finish(&b, ret_size);
}

/*
 * Kinds that headers before Linux 5.13 to 6.0 do not know, before struct late { int pad, x; },
 * behind a header of Linux 7.
 */
static void test_new_kinds(void)
{
	enum { FLOAT = 16, DECL_TAG, TYPE_TAG, ENUM64 };
	struct blob b = { .n_strings = 1 };
	uint32_t x = 7;
	const struct vt_btf_want want = { "late", "x", &x };
	uint64_t found = 0;
	struct vt_btf btf;
	size_t size;
	void *data;

	words(&b, string(&b, "double"), INFO(FLOAT, 0), 8); /* 1 */
	words(&b, string(&b, "big"), INFO(ENUM64, 1), 8);   /* 2 */
	words(&b, string(&b, "huge"), 0, 1);
	words(&b, string(&b, "user"), INFO(TYPE_TAG, 0), 1); /* 3 */
	words(&b, string(&b, "tag"), INFO(DECL_TAG, 0), 1);  /* 4 */
	b.types[b.n_types++] = UINT32_MAX;
	words(&b, string(&b, "late"), INFO(BTF_KIND_STRUCT, 2), 16); /* 5 */
	words(&b, string(&b, "pad"), 1, 0);
	words(&b, string(&b, "x"), 1, 64);
	data = finish_long(&b, HEADER + 8, &size);
	is_int(vt_btf_init(&btf, data, size, NULL), 0, "type information of new kinds");
	vt_btf_find(&btf, &want, 1, &found);
	ok(found == 1 && x == 8, "a structure behind them");
	free(data);
}

/* Types by number, far before and behind the structure that names them. */
#define FAR 3000

/*
 * 1: struct { int pad, early; }; pointers; FAR + 2: struct wide { int first; struct 1; struct
 * 2 * FAR + 3; }; pointers; 2 * FAR + 3: struct goal { int late; }; 2 * FAR + 4: goal()
 */
static void *long_blob(size_t *ret_size)
{
	static const char strings[] = "\0early\0wide\0first\0late\0goal";
	enum { EARLY = 1, WIDE = 7, FIRST = 12, LATE = 18, GOAL = 23 };
	const uint32_t inner[][3] = { { 0, INFO(BTF_KIND_STRUCT, 2), 8 },
				      { 0, 2, 0 },
				      { EARLY, 2, 32 } };
	const uint32_t wide[][3] = { { WIDE, INFO(BTF_KIND_STRUCT, 3), 32 },
				     { FIRST, 2, 0 },
				     { 0, 1, 64 },
				     { 0, 2 * FAR + 3, 128 } };
	const uint32_t last[][3] = { { GOAL, INFO(BTF_KIND_STRUCT, 1), 8 },
				     { LATE, 2, 32 },
				     { GOAL, INFO(BTF_KIND_FUNC, 0), 2 } };
	const uint32_t pointer[] = { 0, INFO(BTF_KIND_PTR, 0), 2 };
	struct btf_header h = { .magic = BTF_MAGIC, .version = 1, .hdr_len = HEADER };
	char *data, *p;

	h.type_len = sizeof(inner) + sizeof(wide) + sizeof(last) + 2 * FAR * sizeof(pointer);
	h.str_off = h.type_len;
	h.str_len = sizeof(strings);
	*ret_size = HEADER + h.type_len + h.str_len;
	data = p = malloc(*ret_size);
	memcpy(p, &h, HEADER);
	p += HEADER;
	memcpy(p, inner, sizeof(inner));
	p += sizeof(inner);
	for (int i = 0; i < FAR; i++, p += sizeof(pointer))
		memcpy(p, pointer, sizeof(pointer));
	memcpy(p, wide, sizeof(wide));
	p += sizeof(wide);
	for (int i = 0; i < FAR; i++, p += sizeof(pointer))
		memcpy(p, pointer, sizeof(pointer));
	memcpy(p, last, sizeof(last));
	memcpy(p + sizeof(last), strings, sizeof(strings));
	return data;
}

/* The struct outer { struct N inner; } of a module whose own types begin at N = @first. */
static void *outer_blob(const struct vt_btf *kernel, uint32_t first, size_t *ret_size)
{
	struct blob b = { .strings_before = (uint32_t)kernel->strings_len };

	words(&b, 0, INFO(BTF_KIND_STRUCT, 1), 4);
	words(&b, string(&b, "mine"), 2, 0);
	words(&b, string(&b, "outer"), INFO(BTF_KIND_STRUCT, 2), 16);
	words(&b, 0, 2 * FAR + 3, 0);
	words(&b, 0, first, 64);
	return finish(&b, ret_size);
}

static void test_far(void)
{
	uint32_t first = 7, early = 7, late = 7, none = 7, mine = 7, theirs = 7;
	const struct vt_btf_want wants[] = {
		{ "wide", "late", &late },
		{ NULL, "early", &early },
		{ NULL, "first", &first },
		{ NULL, "none", &none },
	};
	const struct vt_btf_want outer[] = { { "outer", "mine", &mine },
					     { NULL, "late", &theirs } };
	struct vt_btf kernel, module;
	uint64_t found = 0, again = 0;
	size_t size;
	void *data = long_blob(&size), *split;

	vt_btf_init(&kernel, data, size, NULL);
	vt_btf_find(&kernel, wants, 4, &found);
	is_int((long long)found, 7, "types are found far before and behind");
	ok(first == 0 && early == 12 && late == 20, "and have their offsets");
	first = early = late = 7;
	vt_btf_find(&kernel, wants, 4, &again);
	ok(again == found && first == 0 && early == 12 && late == 20, "once more the same");
	is_int(vt_btf_function(&kernel, "goal"), 2 * FAR + 4, "number of the last");
	is_int(vt_btf_function(&kernel, "none"), 0, "no number of none");
	vt_btf_init(&kernel, data, size, NULL);
	is_int(vt_btf_function(&kernel, "goal"), 2 * FAR + 4, "number when none was asked before");
	vt_btf_init(&kernel, data, size, NULL);
	split = outer_blob(&kernel, 2 * FAR + 5, &size);
	vt_btf_init(&module, split, size, &kernel);
	found = 0;
	vt_btf_find(&module, outer, 2, &found);
	ok(found == 3 && mine == 8 && theirs == 4,
	   "a module's numbers go on where the kernel's end");
	free(split);
	free(data);
}

static void test_kernel(struct vt_btf *btf)
{
	uint32_t mode = 7, inner = 7, bits = 7, none = 7, size = 7;
	const struct vt_btf_want wants[] = {
		{ "file", "f_mode", &mode }, { NULL, "inner", &inner }, { NULL, "a", &bits },
		{ NULL, NULL, &size },       { "nobody", "x", &none },
	};
	uint64_t found = 0;

	vt_btf_find(btf, wants, 5, &found);
	is_int((long long)found, 0x0b,
	       "a bit field and a structure that is not there are not found");
	is_int(mode, 0, "first member");
	is_int(inner, 16, "member of an anonymous structure");
	is_int(size, 32, "size of a structure");
	ok(bits == 7 && none == 7, "what is not found stays as it was");
}

static void test_module(struct vt_btf *btf)
{
	uint32_t tun = 7, inner = 7, mode = 7;
	const struct vt_btf_want wants[] = {
		{ "file", "f_mode", &mode },
		{ "tun_file", "tun", &tun },
		{ NULL, "inner", &inner },
	};
	uint64_t found = 0;

	vt_btf_find(btf, wants, 3, &found);
	is_int((long long)found, 6, "a module answers for its own structures");
	is_int(tun, 4, "member of a module's structure");
	is_int(inner, 12, "name by the kernel's string, type by the module's number");
}

/* Every byte cut off, and every byte changed. */
static void test_broken(const char *data, size_t size)
{
	uint32_t value = 0;
	const struct vt_btf_want want = { "file", "inner", &value };

	for (size_t i = 0; i < size; i++) {
		char *cut = malloc(i ? i : 1), *changed = malloc(size);
		struct vt_btf btf;
		uint64_t found = 0;

		memcpy(cut, data, i);
		if (vt_btf_init(&btf, cut, i, NULL) == 0)
			vt_btf_find(&btf, &want, 1, &found);
		memcpy(changed, data, size);
		for (int bit = 0; bit < 8; bit++) {
			changed[i] = (char)(data[i] ^ 1 << bit);
			if (vt_btf_init(&btf, changed, size, NULL) == 0)
				vt_btf_find(&btf, &want, 1, &found);
		}
		free(cut);
		free(changed);
	}
	ok(true, "broken type information is survived");
}

/* What is used of libbpf, which the program itself is not linked with. */
struct libbpf {
	struct btf *(*load)(const char *path, struct btf *base);
	struct btf *(*new_split)(struct btf *base);
	int (*add_struct)(struct btf *btf, const char *name, uint32_t size);
	int (*add_field)(struct btf *btf, const char *name, int type, uint32_t bits,
			 uint32_t width);
	int32_t (*find)(const struct btf *btf, const char *name, uint32_t kind);
	const void *(*data)(const struct btf *btf, uint32_t *ret_size);
	void (*release)(struct btf *btf);
};

static bool load_libbpf(struct libbpf *lib)
{
	static const char *const names[] = {
		"btf__parse_split", "btf__new_empty_split",   "btf__add_struct",
		"btf__add_field",   "btf__find_by_name_kind", "btf__raw_data",
		"btf__free",
	};
	void *handle = dlopen("libbpf.so.1", RTLD_NOW), *found[7];

	_Static_assert(sizeof(found) == sizeof(*lib), "a name for each function");
	for (size_t i = 0; i < 7; i++) {
		found[i] = handle ? dlsym(handle, names[i]) : NULL;
		if (!found[i])
			return false;
	}
	memcpy(lib, found, sizeof(found));
	return true;
}

/* struct tun_file { ...; struct { struct ... *tun; }; } as the driver's module would have it. */
static void add_driver(const struct libbpf *lib, struct btf *module, const struct btf *base)
{
	int list = lib->find(base, "list_head", BTF_KIND_STRUCT);
	int inner = lib->add_struct(module, "", 16);

	lib->add_field(module, "prev_by_module", list, 0, 0);
	lib->add_struct(module, "vt_module_file", 96);
	lib->add_field(module, "f_mode", list, 0, 0); /* a name that the kernel has, too */
	lib->add_field(module, "vt_module_tun", list, 128, 0);
	lib->add_field(module, "", inner, 512, 0);
}

static void test_module_of_kernel(struct vt_btf *kernel)
{
	uint32_t mode = 0, tun = 0, inner = 0, size = 0, files = 0;
	const struct vt_btf_want wants[] = {
		{ "vt_module_file", "f_mode", &mode }, { NULL, "vt_module_tun", &tun },
		{ NULL, "prev_by_module", &inner },    { NULL, NULL, &size },
		{ "task_struct", "files", &files },
	};
	struct libbpf lib;
	struct btf *base, *split;
	struct vt_btf module;
	uint64_t found = 0;
	uint32_t bytes = 0;
	const void *data;

	if (!load_libbpf(&lib)) {
		printf("# no libbpf.so.1: no module on top of the kernel that runs\n");
		return;
	}
	base = lib.load("/sys/kernel/btf/vmlinux", NULL);
	split = lib.new_split(base);
	add_driver(&lib, split, base);
	data = lib.data(split, &bytes);
	is_int(vt_btf_init(&module, data, bytes, kernel), 0, "a module of the kernel that runs");
	vt_btf_find(&module, wants, 5, &found);
	is_int((long long)found, 0xf, "it answers for its own structures, by names of both");
	ok(mode == 0 && tun == 16 && inner == 64 && size == 96, "as libbpf has laid them out");
	lib.release(split);
	lib.release(base);
}

int main(void)
{
	struct vt_btf kernel, module, live = { 0 };
	size_t kernel_size, module_size;
	void *data = kernel_blob(&kernel_size), *split;

	is_int(vt_btf_init(&kernel, data, kernel_size, NULL), 0, "type information of a kernel");
	test_kernel(&kernel);
	test_new_kinds();
	test_far();
	split = module_blob(&kernel, &module_size);
	is_int(vt_btf_init(&module, split, module_size, &kernel), 0,
	       "type information of a module");
	test_module(&module);
	test_broken(data, kernel_size);
	free(split);
	free(data);
	if (vt_btf_open(&live, "vmlinux", NULL) == 0) {
		uint32_t files = 0;
		const struct vt_btf_want want = { "task_struct", "files", &files };
		uint64_t found = 0;

		vt_btf_find(&live, &want, 1, &found);
		ok(found == 1 && files > 0, "the kernel that runs tells of its tasks");
		test_module_of_kernel(&live);
	}
	vt_btf_close(&live);
	return done();
}
