/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subjects against what a look has so far. */
#include <config.h>

#include "collect/subjects.h"

#include <ctype.h>
#include <strings.h>

#include "collect/decode.h"

bool vt_subjects_name(const struct vt_subjects *s, const char *name, bool fold)
{
	for (size_t i = 0; name && i < s->n; i++)
		if (fold ? !strcasecmp(s->v[i], name) : !strcmp(s->v[i], name))
			return true;
	return false;
}

static bool is_mac(const char *s)
{
	for (size_t i = 0; i < 17; i++)
		if (i % 3 == 2 ? s[i] != ':' : !isxdigit((unsigned char)s[i]))
			return false;
	return !s[17];
}

bool vt_subjects_address(const struct vt_subjects *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (is_mac(s->v[i]))
			return true;
	return false;
}

/* A descriptor that does not tell its device's namespace may be another's. */
static bool is_held(const struct vt_raw *raw, const struct vt_link *link)
{
	for (size_t i = 0; i < raw->fds.n; i++)
		if (raw->fds.v[i].netns == link->netns &&
		    vt_streq(raw->fds.v[i].ifname, link->ifname))
			return true;
	return false;
}

static bool may_wait(const struct vt_raw *raw, const struct vt_link *link)
{
	if (!vt_kind_is_device(link->kind) || (link->kind == VT_KIND_TAP && !link->persist))
		return false;
	return !is_held(raw, link);
}

bool vt_subjects_unheld(const struct vt_subjects *s, const struct vt_raw *raw)
{
	__attribute__((cleanup(vt_facts_cleanup))) struct vt_facts *f = vt_decode_links(raw);

	for (size_t i = 0; i < f->links.n; i++) {
		const struct vt_link *link = &f->links.v[i];

		if ((vt_subjects_name(s, link->ifname, false) ||
		     vt_subjects_name(s, link->mac, true)) &&
		    may_wait(raw, link))
			return true;
	}
	return false;
}
