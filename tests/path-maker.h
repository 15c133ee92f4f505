/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths as a table: a host of a few words, and the way of its device in a line. */
#ifndef VT_TESTS_PATH_MAKER_H
#define VT_TESTS_PATH_MAKER_H

#include "analyze/path.h"
#include "util/cleanup.h"
#include "util/str.h"

#include "tap.h"

VT_DEFINE_CLEANUP(facts, struct vt_facts *, vt_facts_free)

/*
 * OVS rows "BRIDGE/NAME/TYPE[/PEER]" of the next host, each with ";"-separated "tag=N",
 * "trunks=N,N", "mode=WORD", "secure" behind it; NULL = none. BRIDGE "-" is none.
 */
extern const char *ovs_rows;

/*
 * One link a word: NAME:KIND[,PROPERTY...]. Properties: "on=MASTER", "over=LOWER",
 * "far=NS/LINK", "down", "dead" (no carrier), "phys", "ns=NS" (1 is our own), "vlan=N",
 * "st=N" (state of the port), "iso" (an isolated port), "filter", "v=N" (untagged VLAN),
 * "t=N-M" (tagged).
 * Indexes are counted from 1 in the order of the words. MASTER or LOWER "?" is not seen.
 */
struct vt_facts *make(const char *words);

/**
 * struct way - a path in words: "tap>br0>eth0=wire", a branch as "br0(eth0=wire eth1=wire)",
 * "!down" where it is cut
 * @again: of a walker that knows the bridges, and has been there from each device
 * @cut: the hop to blame, empty = it is alive
 * @n: hops
 */
struct way {
	struct vt_buf text, again, cut;
	uint32_t n, vlan;
	bool off;
};

/* From the first link, which is the device; way_done() frees what is in @ret. */
void walk(const char *words, struct way *ret);
void way_done(struct way *way);

/* @cut: the hop to blame, NULL = it is alive; the counters of tap.h are of one file */
static inline void __attribute__((unused))
path_is(const char *words, const char *want, const char *cut, bool off)
{
	struct way way;

	walk(words, &way);
	is_str(way.text.p, want, words);
	is_str(way.again.p, want, "   once more");
	is_str(way.cut.p, cut, "   what cuts it");
	ok(way.off == off, "   %s", off ? "leads off the host" : "does not lead off the host");
	way_done(&way);
}

#endif
