/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IFLA_VFINFO_LIST and what is made of it. The text may come from a file. */
#include <config.h>

#include "collect/kernel/vf-decode.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "collect/kernel/nlattr.h"
#include "util/cleanup.h"

#define MAC_BYTES 6
/* As the kernel has it where the driver does not say. */
#define NOT_SAID UINT32_MAX

/* All of these begin with the VF's number, and most are that and another one. */
struct pair {
	uint32_t vf, value;
};

struct vf {
	struct ifla_vf_mac mac;
	struct pair vlan, spoofchk, link, trust;
	bool has_mac;
};

static int read_pair(struct vt_span s, struct pair *ret)
{
	if (s.n < sizeof(*ret))
		return -EBADMSG;
	memcpy(ret, s.p, sizeof(*ret));
	return 0;
}

static int read_attr(const struct vt_attr *attr, struct vf *v)
{
	switch (attr->type) {
	case IFLA_VF_MAC:
		if (attr->payload.n < sizeof(v->mac))
			return -EBADMSG;
		memcpy(&v->mac, attr->payload.p, sizeof(v->mac));
		v->has_mac = true;
		return 0;
	case IFLA_VF_VLAN:
		return read_pair(attr->payload, &v->vlan);
	case IFLA_VF_SPOOFCHK:
		return read_pair(attr->payload, &v->spoofchk);
	case IFLA_VF_LINK_STATE:
		return read_pair(attr->payload, &v->link);
	case IFLA_VF_TRUST:
		return read_pair(attr->payload, &v->trust);
	default:
		return 0;
	}
}

static int read_vf(struct vt_span info, struct vf *v)
{
	struct vt_attr attr;
	int r;

	*v = (struct vf){ .spoofchk.value = NOT_SAID,
			  .link.value = NOT_SAID,
			  .trust.value = NOT_SAID };
	while ((r = vt_attr_next(&info, &attr)) > 0) {
		r = read_attr(&attr, v);
		if (r)
			return r;
	}
	return r;
}

static void add_switch(struct vt_buf *ret, const char *name, uint32_t value)
{
	if (value != NOT_SAID)
		vt_buf_fmt(ret, " %s=%s", name, value ? "yes" : "no");
}

static void add_line(const struct vf *v, const char *address, const char *pf, struct vt_buf *ret)
{
	static const char *const states[] = { "auto", "enable", "disable" };
	const unsigned char *mac = v->mac.mac;

	vt_buf_fmt(ret, "%s %s number=%u mac=%02x:%02x:%02x:%02x:%02x:%02x vlan=%u", address, pf,
		   v->mac.vf, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], v->vlan.value);
	add_switch(ret, "trust", v->trust.value);
	add_switch(ret, "spoofchk", v->spoofchk.value);
	if (v->link.value < sizeof(states) / sizeof(*states))
		vt_buf_fmt(ret, " link=%s", states[v->link.value]);
	vt_buf_str(ret, "\n");
}

/* The one attribute of the message that is wanted, if it is there; 0 or -EBADMSG. */
static int find_list(struct vt_span body, struct vt_span *ret)
{
	struct vt_attr attr;
	int r;

	if (body.n < sizeof(struct ifinfomsg))
		return -EBADMSG;
	vt_span_skip(&body, NLMSG_ALIGN(sizeof(struct ifinfomsg)));
	while ((r = vt_attr_next(&body, &attr)) > 0)
		if (attr.type == IFLA_VFINFO_LIST) {
			*ret = attr.payload;
			return 0;
		}
	return r;
}

int vt_vf_lines(const void *message, size_t len, const char *pf, vt_vf_place *place, void *arg,
		struct vt_buf *ret)
{
	struct vt_span rest = { message, len }, body, list = { 0 };
	size_t before = ret->len;
	struct vt_attr attr;
	char address[32];
	struct vf v;
	int r = vt_message_next(&rest, RTM_NEWLINK, &body);

	if (r > 0)
		r = find_list(body, &list);
	if (r)
		return r;
	for (size_t n = 0; n < VT_VFS_MAX && (r = vt_attr_next(&list, &attr)) > 0; n++) {
		r = attr.type == IFLA_VF_INFO ? read_vf(attr.payload, &v) : 0;
		if (r)
			break;
		if (attr.type == IFLA_VF_INFO && v.has_mac &&
		    place(arg, v.mac.vf, address, sizeof(address)))
			add_line(&v, address, pf, ret);
	}
	if (r < 0 && ret->p)
		ret->p[ret->len = before] = '\0';
	return r;
}

static enum vt_tri tri_of(const char *value)
{
	return !strcmp(value, "yes") ? VT_YES : !strcmp(value, "no") ? VT_NO : VT_UNKNOWN;
}

static void take_word(struct vt_vf *vf, const char *key, const char *value)
{
	if (!strcmp(key, "number"))
		vt_parse_u32(value, &vf->number);
	else if (!strcmp(key, "vlan"))
		vt_parse_u32(value, &vf->vlan);
	else if (!strcmp(key, "mac") && strcmp(value, "00:00:00:00:00:00") != 0)
		vf->mac = value;
	else if (!strcmp(key, "trust"))
		vf->trust = tri_of(value);
	else if (!strcmp(key, "spoofchk"))
		vf->spoofchk = tri_of(value);
	else if (!strcmp(key, "link"))
		vf->link_state = value;
}

/* False for a line that is none of ours. */
static bool read_line(char *line, struct vt_vf *vf)
{
	char *saved = NULL, *word;

	*vf = (struct vt_vf){ .address = strtok_r(line, " ", &saved) };
	vf->pf_address = strtok_r(NULL, " ", &saved);
	while (vf->pf_address && (word = strtok_r(NULL, " ", &saved))) {
		char *value = strchr(word, '=');

		if (!value)
			return false;
		*value++ = '\0';
		take_word(vf, word, value);
	}
	return vf->pf_address;
}

/* "pf0vf3", "c1pf0vf3"; false for the port of the card itself, "p0". */
static bool represents(const struct vt_link *l, uint32_t number)
{
	const char *at = l->port_name ? strstr(l->port_name, "vf") : NULL;
	uint32_t n;

	return at && !vt_parse_u32(at + 2, &n) && n == number;
}

static void find_links(const struct vt_facts *f, struct vt_vf *vf)
{
	for (size_t i = 0; i < f->links.n; i++) {
		const struct vt_link *l = &f->links.v[i];

		if (!vt_streq(l->parent, vf->pf_address))
			continue;
		if (represents(l, vf->number))
			vf->representor = l->ifname;
		else if (!vf->pf && (!l->port_name || !strstr(l->port_name, "vf")))
			vf->pf = l->ifname;
	}
}

/* @vf belongs to a line that goes away. */
static void attach(struct vt_facts *f, const struct vt_vf *vf)
{
	for (size_t i = 0; i < f->nics.n; i++) {
		struct vt_nic *nic = &f->nics.v[i];

		if (!vt_streq(nic->type, "hostdev") || !vt_streq(nic->source_dev, vf->address))
			continue;
		nic->vf = *vf;
		nic->vf.address = nic->source_dev;
		nic->vf.pf_address = vt_arena_str(f->arena, vf->pf_address);
		nic->vf.mac = vt_arena_str(f->arena, vf->mac);
		nic->vf.link_state = vt_arena_str(f->arena, vf->link_state);
		find_links(f, &nic->vf);
	}
}

void vt_vfs_attach(struct vt_facts *f, const char *text)
{
	for (const char *p = text; p && *p; p += strcspn(p, "\n"), p += *p == '\n') {
		VT_CLEANUP(vt_free) char *line = vt_xmemdup0(p, strcspn(p, "\n"));
		struct vt_vf vf;

		if (read_line(line, &vf))
			attach(f, &vf);
	}
}
