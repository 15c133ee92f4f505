/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions: IFLA_VFINFO_LIST to lines, and lines to NICs. */
#include <config.h>

#include <errno.h>
#include <linux/if_link.h>

#include "collect/kernel/vf-decode.h"

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
	struct ifla_vf_mac mac = { .vf = number, .mac = { 0x52, 0x54, 0, 0, 0xaa, 1 } };
	const struct ifla_vf_vlan vlan = { .vf = number, .vlan = 20, .qos = 3 };
	VT_BUF_OF(info);

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
	return vt_vf_lines(b.p, b.len, PF, place, NULL, ret);
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
	       " number=0 mac=52:54:00:00:aa:01 vlan=20 trust=no spoofchk=yes link=enable\n"
	       "0000:03:10.2 " PF " number=2 mac=52:54:00:00:aa:01 vlan=20 spoofchk=yes\n",
	       "what the driver does not say is left out");
	ret.len = 0;
	vt_buf_str(&ret, "kept\n");
	put_attr(&list, IFLA_VF_INFO, "\x08\0\x01\0\0\0\0\0", 8);
	ok(lines_of(&list, &ret) == -EBADMSG, "a MAC address of four bytes");
	is_str(ret.p, "kept\n", "then nothing is taken");
	ok(vt_vf_lines("\x05", 1, PF, place, NULL, &ret) == -EBADMSG, "no message");
}

#define CARD \
	"link eth0 kind=other parent=0000:03:00.0 port_name=p0;" \
	"link rep2 kind=other parent=0000:03:00.0 port_name=pf0vf2;" \
	"link rep12 kind=other parent=0000:03:00.0 port_name=pf0vf12;" \
	"domain a; nic net0 type=hostdev source_dev=0000:03:10.2;" \
	"nic net1 type=hostdev source_dev=0000:5e:00.0;" \
	"nic net2 type=direct source_dev=0000:03:10.2;"

static void test_attach(void)
{
	struct vt_facts *f = scene(CARD);
	const struct vt_vf *vf = &f->nics.v[0].vf;

	vt_vfs_attach(f, NULL);
	ok(!vf->address, "nothing is known");
	vt_vfs_attach(f, "0000:03:10.2\nnonsense \n"
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
	vt_vfs_attach(f, "0000:03:10.2 0000:03:00.0 number=2 mac=00:00:00:00:00:00 vlan=0\n");
	ok(!vf->mac && !vf->vlan && vf->trust == VT_UNKNOWN, "no address of its own, and not said");
	vt_facts_free(f);
}

int main(void)
{
	test_lines();
	test_attach();
	return done();
}
