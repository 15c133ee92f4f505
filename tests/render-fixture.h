/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report made by hand, with every kind of row and hostile names. */
#ifndef VT_TESTS_RENDER_FIXTURE_H
#define VT_TESTS_RENDER_FIXTURE_H

#include "analyze/mapping.h"

/* Names that each format has to defuse. */
#define EVIL_DOMAIN \
	"ev\"il,<script>alert('1')</script>\n\033[31m|\\x1b&\xc2\x9b" \
	"2J\xe2\x80\xae%s"
#define EVIL_DEVICE \
	"v\xff\x9b" \
	"1"
#define FORMULA "=cmd('x')"

/**
 * struct fixture - a report and what it is made of
 *
 * Owned; release with fixture_done().
 */
struct fixture {
	struct vt_facts *facts;
	struct vt_findings *findings;
	struct vt_inventory inventory;
	struct vt_report report;
};

/** fixture_full - three domains, five NICs, a stray, a VPN, an unmanaged guest, two gaps */
void fixture_full(struct fixture *x);

/** fixture_empty - a host without anything, seen completely */
void fixture_empty(struct fixture *x);

/** fixture_large - @n domains with one NIC each on one bridge */
void fixture_large(struct fixture *x, uint32_t n);

void fixture_done(struct fixture *x);

#endif
