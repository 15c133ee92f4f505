/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysfs says which function is which VF of a card, the card what it does with it. */
#include <config.h>

#include "collect/kernel/vf-acquire.h"

#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "collect/kernel/nlattr.h"
#include "collect/kernel/rtnl.h"
#include "collect/kernel/vf-decode.h"
#include "util/clock.h"
#include "util/fd.h"

#define RTEXT_VF 1
#define RTEXT_SKIP_STATS 8
/* Of <linux/if_link.h>, which may be older: since 5.14 */
#define ATTR_PARENT_NAME 56
#define ATTR_PARENT_BUS 57

/* A card by its address on the PCI bus, "0000:3b:00.0". */
struct card {
	uint32_t ifindex;
	char address[32];
};

static bool take_text(struct vt_span s, char *ret, size_t size)
{
	struct vt_span text;

	if (vt_attr_string(s, size - 1, &text) < 0 || memchr(text.p, '/', text.n))
		return false;
	memcpy(ret, text.p, text.n);
	ret[text.n] = '\0';
	return true;
}

/* False for a link that is no function of a PCI card. */
static bool read_card(struct vt_span body, struct card *c)
{
	struct ifinfomsg info;
	struct vt_attr attr;
	bool named = false, on_pci = false;
	char bus[8];

	if (body.n < sizeof(info))
		return false;
	memcpy(&info, body.p, sizeof(info));
	c->ifindex = (uint32_t)info.ifi_index;
	vt_span_skip(&body, NLMSG_ALIGN(sizeof(info)));
	while (vt_attr_next(&body, &attr) > 0) {
		if (attr.type == ATTR_PARENT_NAME)
			named = take_text(attr.payload, c->address, sizeof(c->address));
		else if (attr.type == ATTR_PARENT_BUS)
			on_pci = take_text(attr.payload, bus, sizeof(bus)) && !strcmp(bus, "pci");
	}
	return named && on_pci;
}

static bool has_functions(const struct card *c)
{
	VT_CLEANUP(vt_fd) int fd = -1;
	char path[96], first;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/sriov_numvfs", c->address);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && read(fd, &first, 1) == 1 && first != '0';
}

static bool find_place(void *arg, uint32_t number, char *ret, size_t size)
{
	const struct card *c = arg;
	char path[96], link[96];
	const char *name;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/virtfn%u", c->address, number);
	n = readlink(path, link, sizeof(link) - 1);
	if (n < 0)
		return false;
	link[n] = '\0';
	name = strrchr(link, '/');
	return snprintf(ret, size, "%s", name ? name + 1 : link) < (int)size;
}

static void ask_card(struct card *c, int timeout_ms, struct vt_buf *ret)
{
	struct {
		struct ifinfomsg info;
		struct nlattr head;
		uint32_t mask;
	} body = {
		.info = { .ifi_family = AF_UNSPEC, .ifi_index = (int)c->ifindex },
		.head = { .nla_len = NLA_HDRLEN + sizeof(uint32_t), .nla_type = IFLA_EXT_MASK },
		.mask = RTEXT_VF | RTEXT_SKIP_STATS,
	};
	const struct vt_rtnl_query q = { .what = "virtual functions",
					 .request = RTM_GETLINK,
					 .answer = RTM_NEWLINK,
					 .body = &body,
					 .len = sizeof(body),
					 .get = true };
	__attribute__((cleanup(vt_rtnl_cleanup))) struct vt_rtnl *s = vt_rtnl_open();
	VT_BUF_OF(answer);

	if (s && !vt_rtnl_get(s, &q, timeout_ms, &answer))
		vt_vf_lines(answer.p, answer.len, c->address, find_place, c, ret);
}

void vt_vf_take(const struct vt_buf *links, int timeout_ms, struct vt_buf *ret)
{
	struct vt_span rest = { (const unsigned char *)links->p, links->len }, body;
	const int64_t deadline = vt_clock_ms() + timeout_ms;
	struct card c;

	while (vt_message_next(&rest, RTM_NEWLINK, &body) > 0 && vt_clock_ms() < deadline)
		if (read_card(body, &c) && has_functions(&c))
			ask_card(&c, (int)(deadline - vt_clock_ms()), ret);
}
