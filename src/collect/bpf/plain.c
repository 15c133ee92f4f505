/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads the object of plain.bpf.c by hand: one map that holds the setup, two
 * programs that refer to nothing else. That needs no loader that the kernel may
 * be too old for, and nothing to be linked with.
 */
#include <config.h>

#include "collect/bpf/plain.h"

#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collect/bpf/plain-object.h"
#include "util/fd.h"
#include "util/vec.h"

/* The only relocation of such an object: llvm/include/llvm/BinaryFormat/ELFRelocs/BPF.def */
#define R_BPF_64_64 1

/* Section and iterator of each program; the kernel's type of an iterator is a function's. */
static const struct {
	const char *section, *relocations, *function;
} iterators[VT_BPF_PLAIN_LINKS] = {
	{ "iter/task", ".reliter/task", "bpf_iter_task" },
	{ "iter/task_file", ".reliter/task_file", "bpf_iter_task_file" },
};

struct section {
	const unsigned char *p;
	size_t size;
};

/* The object was made by this build, so that it is taken as it is. */
static struct section find_section(const char *name)
{
	const unsigned char *object = vt_bpf_plain_object;
	const Elf64_Ehdr *head = (const void *)object;
	const Elf64_Shdr *sections = (const void *)(object + head->e_shoff);
	const char *names = (const char *)object + sections[head->e_shstrndx].sh_offset;

	for (unsigned int i = 0; i < head->e_shnum; i++)
		if (!strcmp(names + sections[i].sh_name, name))
			return (struct section){ object + sections[i].sh_offset,
						 sections[i].sh_size };
	return (struct section){ 0 };
}

static int bpf(int command, union bpf_attr *attr)
{
	int r = (int)syscall(__NR_bpf, command, attr, sizeof(*attr));

	return r < 0 ? -errno : r;
}

/* Up to 5.10 maps and programs count as locked memory, of which 64 KiB are usual. */
static void raise_limit(void)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	struct rlimit own;

	if (setrlimit(RLIMIT_MEMLOCK, &all) == 0 || getrlimit(RLIMIT_MEMLOCK, &own) < 0)
		return;
	own.rlim_cur = own.rlim_max;
	setrlimit(RLIMIT_MEMLOCK, &own);
}

/* The setup, in a map that nobody can write any more: the verifier knows its values. */
static int make_map(const struct vt_bpf_setup *setup, struct vt_bpf_plain *plain)
{
	union bpf_attr attr;
	uint32_t key = 0;
	int r;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = sizeof(key);
	attr.value_size = sizeof(*setup);
	attr.max_entries = 1;
	attr.map_flags = BPF_F_RDONLY_PROG;
	r = bpf(BPF_MAP_CREATE, &attr);
	if (r < 0)
		return r;
	plain->map = r;
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)plain->map;
	attr.key = (uintptr_t)&key;
	attr.value = (uintptr_t)setup;
	r = bpf(BPF_MAP_UPDATE_ELEM, &attr);
	if (r < 0)
		return r;
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)plain->map;
	return bpf(BPF_MAP_FREEZE, &attr);
}

/* Every reference is one to the setup, all of the object's read-only data. */
static void relocate(struct bpf_insn *code, size_t n, struct section relocations, int map)
{
	for (size_t i = 0; i + sizeof(Elf64_Rel) <= relocations.size; i += sizeof(Elf64_Rel)) {
		Elf64_Rel rel;
		size_t at;

		memcpy(&rel, relocations.p + i, sizeof(rel));
		at = rel.r_offset / sizeof(*code);
		if (ELF64_R_TYPE(rel.r_info) != R_BPF_64_64 || at + 1 >= n)
			continue;
		code[at + 1].imm = code[at].imm;
		code[at].imm = map;
		code[at].src_reg = BPF_PSEUDO_MAP_VALUE;
	}
}

static int load_program(unsigned int which, struct vt_btf *kernel, struct vt_bpf_plain *plain)
{
	const struct section section = find_section(iterators[which].section);
	const size_t n = section.size / sizeof(struct bpf_insn);
	VT_CLEANUP(vt_free) struct bpf_insn *code = vt_xrealloc(NULL, n, sizeof(*code));
	union bpf_attr attr;
	int r;

	if (!section.p)
		return -ENOENT;
	memcpy(code, section.p, n * sizeof(*code));
	relocate(code, n, find_section(iterators[which].relocations), plain->map);
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_TRACING;
	attr.expected_attach_type = BPF_TRACE_ITER;
	attr.attach_btf_id = vt_btf_function(kernel, iterators[which].function);
	attr.insns = (uintptr_t)code;
	attr.insn_cnt = (uint32_t)n;
	attr.license = (uintptr_t) "GPL";
	if (!attr.attach_btf_id)
		return -ENOTSUP;
	r = bpf(BPF_PROG_LOAD, &attr);
	if (r >= 0)
		plain->programs[which] = r;
	return r < 0 ? r : 0;
}

static int attach_program(unsigned int which, struct vt_bpf_plain *plain)
{
	union bpf_attr attr;
	int r;

	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)plain->programs[which];
	attr.link_create.attach_type = BPF_TRACE_ITER;
	r = bpf(BPF_LINK_CREATE, &attr);
	if (r >= 0)
		plain->links[which] = r;
	return r < 0 ? r : 0;
}

int vt_bpf_plain_load(const struct vt_bpf_setup *setup, struct vt_btf *kernel,
		      struct vt_bpf_plain *ret, const char **step)
{
	int r;

	*step = "make the map";
	raise_limit();
	r = make_map(setup, ret);
	for (unsigned int i = 0; i < VT_BPF_PLAIN_LINKS && r >= 0; i++) {
		*step = "load the plain programs";
		r = load_program(i, kernel, ret);
		if (r < 0)
			break;
		*step = "attach the plain programs";
		r = attach_program(i, ret);
	}
	return r < 0 ? r : 0;
}

void vt_bpf_plain_unload(struct vt_bpf_plain *plain)
{
	for (unsigned int i = 0; i < VT_BPF_PLAIN_LINKS; i++) {
		if (plain->links[i] > 0)
			close(plain->links[i]);
		if (plain->programs[i] > 0)
			close(plain->programs[i]);
	}
	if (plain->map > 0)
		close(plain->map);
	memset(plain, 0, sizeof(*plain));
}
