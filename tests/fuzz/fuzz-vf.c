/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a card's message of its virtual functions, and as the text that is made of it: no
 * crash, whole lines or none, and what a NIC gets of them is its own. The first byte says which.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>

#include "collect/kernel/vf-decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BEFORE "0000:03:10.9 0000:03:00.0 number=9\n"

static bool place(void *arg, uint32_t number, char *ret, size_t size)
{
	(void)arg;
	snprintf(ret, size, "0000:03:10.%u", number % 8);
	return number < VT_VFS_MAX;
}

static struct vt_facts *host(void)
{
	struct vt_facts *f = vt_facts_new();

	for (size_t i = 0; i < 8; i++) {
		struct vt_nic *nic = vt_vec_add(&f->nics);

		nic->type = "hostdev";
		nic->source_dev = vt_arena_fmt(f->arena, "0000:03:10.%zu", i);
	}
	return f;
}

static void attach(const char *text)
{
	struct vt_facts *f = host();

	vt_vfs_attach(f, text);
	for (size_t i = 0; i < f->nics.n; i++) {
		const struct vt_nic *nic = &f->nics.v[i];

		if (nic->vf.address &&
		    (strcmp(nic->vf.address, nic->source_dev) != 0 || !nic->vf.pf_address))
			abort();
		if (nic->vf.mac && !strcmp(nic->vf.mac, "00:00:00:00:00:00"))
			abort();
	}
	vt_facts_free(f);
}

static void check_message(const uint8_t *data, size_t size)
{
	VT_BUF_OF(ret);
	int r;

	vt_buf_str(&ret, BEFORE);
	r = vt_vf_lines(data, size, "0000:03:00.0", place, NULL, &ret);
	if (strlen(ret.p) != ret.len || (r && (r != -EBADMSG || strcmp(ret.p, BEFORE) != 0)))
		abort();
	for (const char *p = ret.p; *p; p += strcspn(p, "\n") + 1)
		if (strncmp(p, "0000:03:10.", 11) != 0 || !strstr(p, " number="))
			abort();
	attach(ret.p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	if (data[0] & 1) {
		check_message(data + 1, size - 1);
		return 0;
	}
	text = vt_xmemdup0(data + 1, size - 1);
	attach(text);
	free(text);
	return 0;
}
