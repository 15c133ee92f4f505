/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as messages of addresses: numbers with commas between, no two neighbours alike. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collect/kernel/bridge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_list(const char *p)
{
	unsigned long last = 0;

	while (*p) {
		char *end;
		unsigned long number = strtoul(p, &end, 10);

		if (end == p || number == last || number > UINT32_MAX || (*end && *end != ','))
			abort();
		if (*end == ',' && !end[1])
			abort();
		last = number;
		p = end + (*end == ',');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	VT_BUF_OF(list);

	vt_buf_str(&list, "");
	vt_addressed_list(data, size, &list);
	check_list(list.p);
	return 0;
}
