/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a file of what is expected: an error with its line, or rules that are whole. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/accept.h"
#include "util/str.h"
#include "util/vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned int lines_of(const char *text)
{
	unsigned int n = 1;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void check_rule(const struct vt_accept_rule *rule)
{
	const struct vt_finding other = { .code = rule->code ? 0 : 1,
					  .domain = VT_NONE,
					  .nic = VT_NONE,
					  .link = VT_NONE,
					  .proc = VT_NONE };
	const struct vt_inventory inv = { 0 };
	const struct vt_facts f = { 0 };
	struct vt_accept one = { .path = "f" };
	bool used = false;

	if (rule->code >= VT_CODE_N || !rule->reason || !*rule->reason ||
	    strchr(rule->reason, '\n'))
		abort();
	for (size_t i = 0; i < VT_ACCEPT_KEYS; i++)
		if (rule->globs[i] && !*rule->globs[i])
			abort();
	/* It never accepts a finding of another code, nor past its date. */
	vt_vec_push(&one.rules, *rule);
	if (vt_accept_rule_for(&one, &f, &inv, &other, 0, &used))
		abort();
	if (rule->until && vt_accept_rule_for(&one, &f, &inv,
					      &(struct vt_finding){ .code = rule->code,
								    .domain = VT_NONE,
								    .nic = VT_NONE,
								    .link = VT_NONE,
								    .proc = VT_NONE },
					      rule->until + 1, &used))
		abort();
	if (used)
		abort();
	vt_vec_done(&one.rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	__attribute__((cleanup(vt_accept_cleanup))) struct vt_accept a = { .path = "f" };
	char *text = vt_xmemdup0(data, size);
	struct vt_err err = { 0 };
	int r = vt_accept_parse(text, &a, &err);

	if (r < 0 ? !err.code || strncmp(err.msg, "f:", 2) != 0 : err.code)
		abort();
	if (a.rules.n > lines_of(text))
		abort();
	for (size_t i = 0; i < a.rules.n; i++)
		check_rule(&a.rules.v[i]);
	free(text);
	return 0;
}
