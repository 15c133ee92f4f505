/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions: IFLA_VFINFO_LIST to lines, and lines to NICs. */
#include <config.h>

#include <errno.h>
#include <linux/if_link.h>

#include "collect/kernel/vf-decode.h"

#include "guard.h"
#include "nlmsg.h"
#include "scene.h"
#include "tap.h"

#define PF "0000:03:00.0"

static void put_pair(struct vt_buf *b, unsigned int type, uint32_t vf, uint32_t value)
{
	const uint32_t pair[] = { vf, value };

	put_attr(b, type, pair, sizeof(pair));
}

/* VF 7 is not in sysfs. */
static bool place(void *arg, uint32_t number, char *ret, size_t size)
{
	(void)arg;
	snprintf(ret, size, "0000:03:10.%u", number);
	return number != 7;
}

static void put_vf(struct vt_buf *list, uint32_t number, uint32_t trust, uint32_t link)
{
	struct ifla_vf_mac mac = { .vf = number, .mac = { 0x52, 0x54, 0, 0xbb, 0xaa, 1 } };
	const struct ifla_vf_vlan vlan = { .vf = number, .vlan = 20, .qos = 3 };
	VT_BUF_OF(info);

	put_u32(&info, IFLA_VF_RSS_QUERY_EN, 1);
	put_attr(&info, IFLA_VF_MAC, &mac, sizeof(mac));
	put_attr(&info, IFLA_VF_VLAN, &vlan, sizeof(vlan));
	put_pair(&info, IFLA_VF_SPOOFCHK, number, 1);
	put_pair(&info, IFLA_VF_TRUST, number, trust);
	put_pair(&info, IFLA_VF_LINK_STATE, number, link);
	put_nested(list, IFLA_VF_INFO, &info);
}

static int lines_of(const struct vt_buf *list, struct vt_buf *ret)
{
	VT_BUF_OF(b);
	size_t start = start_link(&b, AF_UNSPEC, 3, 0);

	put_str(&b, IFLA_IFNAME, "eth0");
	if (list->len)
		put_nested(&b, IFLA_VFINFO_LIST, list);
	end_message(&b, start);
	return vt_vf_lines(guarded(b.p, b.len), b.len, PF, place, NULL, ret);
}

static void test_lines(void)
{
	VT_BUF_OF(list);
	VT_BUF_OF(ret);

	vt_buf_str(&ret, "");
	ok(!lines_of(&list, &ret) && !ret.len, "a card without functions");
	put_vf(&list, 0, 0, IFLA_VF_LINK_STATE_ENABLE);
	put_vf(&list, 7, 0, 0);
	put_vf(&list, 2, UINT32_MAX, 99);
	ok(!lines_of(&list, &ret), "three of them, one of which is at no place");
	is_str(ret.p,
	       "0000:03:10.0 " PF
	       " number=0 mac=52:54:00:bb:aa:01 vlan=20 trust=no spoofchk=yes link=enable\n"
	       "0000:03:10.2 " PF " number=2 mac=52:54:00:bb:aa:01 vlan=20 spoofchk=yes\n",
	       "what the driver does not say is left out");
	ret.len = 0;
	vt_buf_str(&ret, "kept\n");
	put_attr(&list, IFLA_VF_INFO, "\x08\0\x01\0\0\0\0\0", 8);
	ok(lines_of(&list, &ret) == -EBADMSG, "a MAC address of four bytes");
	is_str(ret.p, "kept\n", "then nothing is taken");
	ok(vt_vf_lines("\x05", 1, PF, place, NULL, &ret) == -EBADMSG, "no message");
	ok(!vt_vf_lines("", 0, PF, place, NULL, &ret), "none at all");
	is_str(ret.p, "kept\n", "and nothing of either");
}

/* What is in the list beside VFs, and VFs that say less. */
static void test_less(void)
{
	VT_BUF_OF(list);
	VT_BUF_OF(ret);
	VT_BUF_OF(info);

	put_u32(&list, IFLA_VF_INFO + 1, 0);
	put_vf(&list, 3, 1, IFLA_VF_LINK_STATE_DISABLE + 1);
	put_u32(&list, IFLA_VF_INFO + 1, 0);
	put_pair(&info, IFLA_VF_TRUST, 4, 1);
	put_nested(&list, IFLA_VF_INFO, &info);
	ok(!lines_of(&list, &ret), "one function, one without address, and what is neither");
	is_str(ret.p,
	       "0000:03:10.3 " PF
	       " number=3 mac=52:54:00:bb:aa:01 vlan=20 trust=yes spoofchk=yes\n",
	       "a later kernel's state of a link is not known");
}

/* A card has as many as the budget, or one more. */
static void test_many(void)
{
	for (uint32_t n = VT_VFS_MAX; n <= VT_VFS_MAX + 1; n++) {
		struct ifla_vf_mac mac = { 0 };
		size_t lines = 0;
		VT_BUF_OF(list);
		VT_BUF_OF(ret);
		VT_BUF_OF(info);

		put_attr(&info, IFLA_VF_MAC, &mac, sizeof(mac));
		for (uint32_t i = 0; i < n; i++)
			put_nested(&list, IFLA_VF_INFO, &info);
		ok(!lines_of(&list, &ret), "%u functions", n);
		for (const char *p = ret.p; p && (p = strchr(p, '\n')); p++)
			lines++;
		is_int((long long)lines, VT_VFS_MAX, "a line for each, and for no more than that");
	}
}

/* What is shorter than the kernel makes it; the MAC address has its row above. */
static void test_short(void)
{
	static const unsigned int types[] = { IFLA_VF_MAC, IFLA_VF_VLAN, IFLA_VF_SPOOFCHK,
					      IFLA_VF_LINK_STATE, IFLA_VF_TRUST };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		VT_BUF_OF(list);
		VT_BUF_OF(ret);
		VT_BUF_OF(info);

		put_attr(&info, types[i], "\0\0\0\0\0\0\0", 7);
		put_nested(&list, IFLA_VF_INFO, &info);
		ok(lines_of(&list, &ret) == -EBADMSG && !ret.len, "attribute %u of 7 bytes",
		   types[i]);
	}
}

static void test_cut(void)
{
	bool all = true;
	VT_BUF_OF(list);
	VT_BUF_OF(b);
	VT_BUF_OF(ret);

	put_vf(&list, 3, 1, 0);
	start_link(&b, AF_UNSPEC, 3, 0);
	put_nested(&b, IFLA_VFINFO_LIST, &list);
	for (size_t n = b.len - 1; n >= sizeof(struct nlmsghdr); n--) {
		int r;

		cut_message(&b, n);
		r = vt_vf_lines(guarded(b.p, n), n, PF, place, NULL, &ret);
		/* There is a header, which may be all. */
		all = all &&
		      r == (n == sizeof(struct nlmsghdr) + sizeof(struct ifinfomsg) ? 0 : -EBADMSG);
		all = all && !ret.len;
	}
	ok(all, "a message cut at each byte says nothing");
}

#define CARD \
	"link rep12 kind=other parent=0000:03:00.0 port_name=pf0vf12;" \
	"link odd kind=other parent=0000:03:00.0 port_name=pf0vfx;" \
	"link eth0 kind=other parent=0000:03:00.0;" \
	"link eth1 kind=other parent=0000:03:00.0 port_name=p1;" \
	"link sf9 kind=other parent=0000:03:00.0 port_name=pf0sf9;" \
	"link rep2 kind=other parent=0000:03:00.0 port_name=pf0vf2;" \
	"domain a; nic net0 type=hostdev source_dev=0000:03:10.2;" \
	"nic net1 type=hostdev source_dev=0000:5e:00.0;" \
	"nic net2 type=direct source_dev=0000:03:10.2;" \
	"nic net3 type=hostdev source_dev=0000:03:11.4;"

static void test_attach(void)
{
	struct vt_facts *f = scene(CARD);
	const struct vt_vf *vf = &f->nics.v[0].vf;

	vt_vfs_attach(f, NULL);
	ok(!vf->address, "nothing is known");
	vt_vfs_attach(f, "0000:03:10.2 0000:03:00.0 vlan=1 nonsense\n");
	ok(!vf->address, "nor by a line that is none of ours");
	vt_vfs_attach(f, "0000:03:10.2\nnonsense \n\n"
			 "0000:03:10.2 0000:03:00.0 number=2 mac=52:54:00:00:aa:01 vlan=20 "
			 "trust=no spoofchk=yes link=auto more=1\n");
	is_str(vf->address, "0000:03:10.2", "the function of the NIC");
	is_str(vf->pf_address, "0000:03:00.0", "its card");
	is_str(vf->pf, "eth0", "the card's own interface");
	is_str(vf->representor, "rep2", "its own at the switch, not that of VF 12");
	ok(vf->number == 2 && vf->vlan == 20 && vf->trust == VT_NO && vf->spoofchk == VT_YES,
	   "what the card does");
	is_str(vf->link_state, "auto", "its link");
	is_str(vf->mac, "52:54:00:00:aa:01", "its address");
	ok(!f->nics.v[1].vf.address, "another function is not it");
	ok(!f->nics.v[2].vf.address, "nor is a NIC of another type");
	vt_vfs_attach(f, "0000:03:11.4 0000:03:00.0 number=12\n");
	is_str(f->nics.v[3].vf.representor, "rep12", "that of VF 12");
	vt_vfs_attach(f, "0000:03:10.2 0000:03:00.0 number=2 mac=00:00:00:00:00:00 vlan=0 "
			 "trust=maybe\n");
	ok(!vf->mac && !vf->vlan && vf->trust == VT_UNKNOWN, "no address of its own, and not said");
	vt_facts_free(f);
}

int main(void)
{
	test_lines();
	test_less();
	test_many();
	test_short();
	test_cut();
	test_attach();
	return done();
}
