/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small files that would be huge trees. */
#include <config.h>

#include "collect/recording/recording.h"

#include <errno.h>
#include <unistd.h>

#include "tap.h"

/* @text, @n thousand times */
static void put_often(FILE *f, const char *text, int n)
{
	VT_BUF_OF(block);

	for (int i = 0; i < 1000; i++)
		vt_buf_str(&block, text);
	for (int i = 0; i < n; i++)
		fwrite(block.p, 1, block.len, f);
}

/* And such as only look so. All are broken, so that none is read to its end. */
static void test_rich(const char *path)
{
	static const struct {
		const char *what, *begin, *repeated, *more;
		int n, n_more, want;
	} rows[] = {
		{ "objects", "]", "{}", "", 5000, 0, -E2BIG },
		{ "arrays", "]", "[]", "", 5000, 0, -E2BIG },
		{ "objects and commas", "]", "{},", "", 4500, 0, -E2BIG },
		{ "objects and colons", "]", "{:}", "", 4500, 0, -E2BIG },
		{ "fewer objects, and space", "]", "{}", " ", 4200, 6000, -EBADMSG },
		{ "a text", "]\"", "{", "", 5000, 0, -EBADMSG },
		{ "a text with a quote", "]\"\\\"", "{", "", 5000, 0, -EBADMSG },
		{ "a text, and objects behind it", "]\"\\\\\"", "{}", "", 5000, 0, -E2BIG },
		{ "a text with other letters, and objects behind it", "]\"ab\"", "{}", "", 5000, 0,
		  -E2BIG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
		struct vt_err err = { 0 };
		FILE *f = fopen(path, "w");

		if (f) {
			fputs(rows[i].begin, f);
			put_often(f, rows[i].repeated, rows[i].n);
			put_often(f, rows[i].more, rows[i].n_more);
			fclose(f);
		}
		is_int(vt_record_document(path, &doc, &err), rows[i].want, rows[i].what);
	}
	unlink(path);
}

int main(void)
{
	char path[] = "/tmp/test-rich.XXXXXX";
	int fd = mkstemp(path);

	if (fd >= 0)
		close(fd);
	test_rich(path);
	return done();
}
