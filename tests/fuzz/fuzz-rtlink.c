/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as link messages: no crash, names within the kernel's limits, and
 * all rows or none.
 */
#include <config.h>

#include <ctype.h>
#include <errno.h>

#include "collect/kernel/rtlink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const struct vt_link *l)
{
	if (!l->ifname || !*l->ifname || strlen(l->ifname) > 15 || !l->ifindex)
		abort();
	/* It is printed as it is, and the schema says which characters it has. */
	for (const char *p = l->kind_name; p && *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_.-", *p))
			abort();
	if (l->mac && strlen(l->mac) % 3 != 2)
		abort();
	if (!l->multi_queue && (l->queues_enabled != VT_NONE || l->queues_disabled != VT_NONE))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_facts *facts = vt_facts_new();
	struct vt_err err = { 0 };
	int r = vt_rtlink_decode(data, size, 1, facts, &err);

	if (r && (r != -EBADMSG || facts->links.n || err.code != EBADMSG))
		abort();
	for (size_t i = 0; i < facts->links.n; i++)
		check_row(&facts->links.v[i]);
	vt_facts_freeze(facts);
	vt_facts_free(facts);
	return 0;
}
