/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MAC addresses out of whatever text names the NICs of VMs. */
#include <config.h>

#include "collect/macs.h"

#include <string.h>

#include "util/search.h"

/* From "mac" to the address itself: <mac address='..'>, mac=.., "virtio=..". */
#define REACH 16

/* Below 0 for what is none. */
static int digit(char c)
{
	if (c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool vt_mac_parse(const char *text, struct vt_mac *ret)
{
	for (int i = 0; i < 6; i++, text += 3) {
		int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);

		if (low < 0 || (i < 5 && text[2] != ':'))
			return false;
		ret->b[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

void vt_macs_add(struct vt_macs *m, const char *digits)
{
	struct vt_mac mac;

	if (m->list.n == VT_MACS_MAX || strlen(digits) != 12)
		return;
	for (size_t i = 0; i < sizeof(mac.b); i++) {
		int high = digit(digits[2 * i]), low = digit(digits[2 * i + 1]);

		if (high < 0 || low < 0)
			return;
		mac.b[i] = (unsigned char)(high << 4 | low);
	}
	vt_vec_push(&m->list, mac);
}

/* The first address within reach of @at; the text goes on for @left bytes. */
static void add_near(struct vt_macs *m, const char *at, size_t left)
{
	struct vt_mac mac;

	for (size_t i = 0; i < REACH && i + 17 <= left; i++)
		if (vt_mac_parse(at + i, &mac)) {
			vt_vec_push(&m->list, mac);
			return;
		}
}

void vt_macs_add_text(struct vt_macs *m, const char *text, size_t len)
{
	static const char hostdev[] = "<interface type='hostdev'",
			  actual[] = "<actual type='hostdev'";
	const char *at = text, *end = text + len;

	m->functions = m->functions || memmem(text, len, hostdev, strlen(hostdev)) ||
		       memmem(text, len, actual, strlen(actual));
	while (m->list.n < VT_MACS_MAX && (at = memmem(at, (size_t)(end - at), "mac", 3))) {
		at += 3;
		add_near(m, at, (size_t)(end - at));
	}
}

static int cmp_mac(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct vt_mac));
}

void vt_macs_sort(struct vt_macs *m)
{
	size_t kept = 0;

	vt_vec_sort(&m->list, cmp_mac);
	for (size_t i = 0; i < m->list.n; i++)
		if (!kept || cmp_mac(&m->list.v[kept - 1], &m->list.v[i]))
			m->list.v[kept++] = m->list.v[i];
	m->list.n = kept;
}

bool vt_macs_has(const struct vt_macs *m, const void *mac)
{
	return vt_vec_find(&m->list, mac, cmp_mac);
}

void vt_macs_done(struct vt_macs *m)
{
	vt_vec_done(&m->list);
}
