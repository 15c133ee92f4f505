/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fuzz target without a fuzzer: runs it over the files of its corpus, whole,
 * cut short and with single bytes changed, always in the same way, as TAP.
 *
 * fuzz-NAME [FILE...]; without a file those of tests/fuzz/corpus/NAME, in the
 * tree that VT_SRCDIR names. What crashes is the file named last.
 */
#include <config.h>

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include "util/fd.h"
#include "util/str.h"
#include "util/vec.h"

/* Of each sort of change, so that a run takes a second, not a minute. */
#define CHANGES 100
#define FILE_MAX ((size_t)8 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static int read_file(const char *path, struct vt_buf *ret)
{
	VT_CLEANUP(vt_file) FILE *f = fopen(path, "re");
	char chunk[8192];
	size_t n;

	if (!f)
		return -errno;
	while (ret->len < FILE_MAX && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		vt_buf_add(ret, chunk, n);
	return ferror(f) ? -EIO : 0;
}

/* An allocation of exactly this size, so that a sanitizer sees an overrun. */
static void run_one(const char *bytes, size_t n)
{
	uint8_t *copy = vt_xrealloc(NULL, n, 1);

	if (n)
		memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static size_t run_changed(struct vt_buf *b)
{
	size_t step = b->len / CHANGES + 1, runs = 1;
	static const unsigned char masks[] = { 0x01, 0x20, 0x80, 0xff };

	run_one(b->p, b->len);
	for (size_t i = 0; i < b->len; i += step, runs++)
		run_one(b->p, i);
	for (size_t i = 0; i < b->len; i += step, runs++) {
		unsigned char mask = masks[i / step % sizeof(masks)];

		b->p[i] = (char)(b->p[i] ^ mask);
		run_one(b->p, b->len);
		b->p[i] = (char)(b->p[i] ^ mask);
	}
	return runs;
}

static bool run_file(const char *path, int number)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	VT_BUF_OF(content);
	int r;

	printf("# %s\n", name);
	fflush(stdout);
	vt_buf_str(&content, "");
	r = read_file(path, &content);
	if (r < 0)
		printf("not ok %d - %s: %s\n", number, name, strerror(-r));
	else
		printf("ok %d - %s, %zu runs\n", number, name, run_changed(&content));
	return r == 0;
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The corpus belonging to the program's name; the number of files, or -errno. */
static int run_corpus(const char *program, int *failed)
{
	const char *top = getenv("VT_SRCDIR"), *name = strrchr(program, '/');
	struct dirent **entries;
	VT_BUF_OF(dir);
	int n;

	name = name ? name + 1 : program;
	name = strncmp(name, "fuzz-", 5) ? name : name + 5;
	vt_buf_fmt(&dir, "%s/tests/fuzz/corpus/%s", top ? top : ".", name);
	n = scandir(dir.p, &entries, not_hidden, alphasort);
	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		VT_BUF_OF(path);

		vt_buf_fmt(&path, "%s/%s", dir.p, entries[i]->d_name);
		*failed += !run_file(path.p, i + 1);
		free(entries[i]);
	}
	free(entries);
	return n;
}

int main(int argc, char **argv)
{
	int failed = 0, n = argc - 1;

	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	/* Nothing at all first, when nothing is set up yet: like libFuzzer. */
	run_one("", 0);
	for (int i = 1; i < argc; i++)
		failed += !run_file(argv[i], i);
	if (!n)
		n = run_corpus(argv[0], &failed);
	if (n <= 0) {
		printf("Bail out! no corpus: %s\n", strerror(-n));
		return 99;
	}
	printf("1..%d\n", n);
	return failed ? 1 : 0;
}
