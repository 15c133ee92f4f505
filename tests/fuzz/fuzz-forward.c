/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as what netfilter says of its chains: no crash, and lines of three printable words or
 * none; and as rules of x_tables. The first byte says which, the next two where a policy stands.
 */
#include <config.h>

#include <ctype.h>
#include <errno.h>

#include "collect/kernel/forward-decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BEFORE "ip before it\n"

static void check_line(const char *line, size_t n)
{
	size_t words = 1;

	for (size_t i = 0; i < n; i++) {
		words += line[i] == ' ';
		if (!isprint((unsigned char)line[i]))
			abort();
	}
	if (words != 3 ||
	    (strncmp(line, "ip ", 3) && strncmp(line, "ip6 ", 4) && strncmp(line, "inet ", 5)))
		abort();
}

static void check_chains(const uint8_t *data, size_t size)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_netns row = { 0 };
	VT_BUF_OF(ret);
	int r;

	vt_buf_str(&ret, BEFORE);
	r = vt_forward_chains(data, size, &ret);
	if (strlen(ret.p) != ret.len || (r && (r != -EBADMSG || strcmp(ret.p, BEFORE) != 0)))
		abort();
	for (const char *p = ret.p; *p; p += strcspn(p, "\n") + 1)
		check_line(p, strcspn(p, "\n"));
	vt_forward_decode("ip ip6", ret.p, f->arena, &row);
	if (!row.calls_ip || !row.calls_ip6 || !row.drops_ip)
		abort();
	vt_facts_free(f);
}

static void check_text(const uint8_t *data, size_t size)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_netns row = { 0 };
	char *text = vt_xmemdup0(data, size);

	vt_forward_decode(text, text, f->arena, &row);
	free(text);
	if (row.drops_ip && strncmp(row.drops_ip, "ip ", 3) && strncmp(row.drops_ip, "inet ", 5))
		abort();
	vt_facts_free(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3)
		return 0;
	if (data[0] % 3 == 0)
		check_chains(data + 3, size - 3);
	else if (data[0] % 3 == 1)
		vt_forward_legacy_drops(data + 3, size - 3, data[1] * 256U + data[2], data[2]);
	else
		check_text(data + 3, size - 3);
	return 0;
}
