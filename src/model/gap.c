/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The gaps table as data. */
#include <config.h>

#include "model/gap.h"

#include <string.h>

#include "util/str.h"

static const struct vt_gap_class classes[] = {
#define GAP(symbol, code, hides, summary, explanation, remedy) \
	{ code, hides, summary, explanation, remedy },
#include "model/gaps.def"
#undef GAP
};

const struct vt_gap_class *vt_gap_class(enum vt_gap_code code)
{
	return &classes[code];
}

const struct vt_gap_class *vt_gap_class_by_code(const char *code)
{
	for (unsigned int i = 0; i < VT_GAP_CODE_N; i++)
		if (!strcmp(classes[i].code, code))
			return &classes[i];
	return NULL;
}

const char *vt_need_name(unsigned int bit)
{
	static const char *const names[] = { "claims", "inactive", "holders", "links",
					     "processes" };

	return bit < sizeof(names) / sizeof(*names) ? names[bit] : NULL;
}

void vt_gap_init(struct vt_gap *gap, struct vt_arena *arena, enum vt_gap_code code,
		 const char *subject, const char *detail)
{
	*gap = (struct vt_gap){ .code = classes[code].code,
				.subject = vt_arena_str(arena, subject),
				.detail = vt_arena_str(arena, detail),
				.hides = classes[code].hides };
}

struct vt_gap vt_gap_copy(struct vt_arena *arena, const struct vt_gap *gap)
{
	struct vt_gap copy = *gap;

	copy.code = vt_arena_str(arena, gap->code);
	copy.subject = vt_arena_str(arena, gap->subject);
	copy.detail = vt_arena_str(arena, gap->detail);
	copy.uri = vt_arena_str(arena, gap->uri);
	copy.uuid = vt_arena_str(arena, gap->uuid);
	return copy;
}

bool vt_gap_same(const struct vt_gap *a, const struct vt_gap *b)
{
	return vt_streq(a->code, b->code) && vt_streq(a->subject, b->subject) &&
	       a->netns == b->netns && a->pid == b->pid && vt_strcmp0(a->uri, b->uri) == 0 &&
	       vt_strcmp0(a->uuid, b->uuid) == 0;
}

bool vt_gap_passes(const struct vt_gap *gap)
{
	static const enum vt_gap_code passing[] = {
		VT_GAP_DOMAIN_XML,       VT_GAP_DOMAIN_HIDDEN,  VT_GAP_STATUS_FILE,
		VT_GAP_CONFIG_FILE,      VT_GAP_OVS_UNREADABLE, VT_GAP_PROCESS_SILENT,
		VT_GAP_TIMEOUT,          VT_GAP_SCAN_CUT,       VT_GAP_NETNS_UNREADABLE,
		VT_GAP_LINKS_UNREADABLE,
	};

	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++)
		if (!strcmp(gap->code, vt_gap_class(passing[i])->code))
			return true;
	return false;
}
