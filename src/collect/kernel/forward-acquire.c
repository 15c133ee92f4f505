/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks netfilter for its policies. A request for nf_tables would have an absent module loaded
 * (nfnetlink_rcv_msg), and one for a table of x_tables an absent table made
 * (xt_request_find_table_lock): each is asked only where it is there already.
 */
#include <config.h>

#include "collect/kernel/forward-acquire.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "collect/kernel/forward-decode.h"
#include "collect/kernel/rtnl.h"
#include "util/cleanup.h"
#include "util/fd.h"
#include "util/vec.h"

/* Some 25,000 rules. */
#define RULES_MAX ((uint32_t)4 << 20)

/* Of /proc/sys/net, which is that of the reading thread's namespace; -1 = not there. */
static int read_setting(const char *path)
{
	VT_CLEANUP(vt_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char c;

	return fd < 0 || read(fd, &c, 1) != 1 ? -1 : c != '0';
}

/* A line of @path begins with the word. */
static bool is_listed(const char *path, const char *word)
{
	VT_CLEANUP(vt_file) FILE *file = fopen(path, "re");
	VT_CLEANUP(vt_free) char *line = NULL;
	size_t size = 0, n = strlen(word);

	while (file && getline(&line, &size, file) > 0)
		if (!strncmp(line, word, n) && strchr(" \n", line[n]))
			return true;
	return false;
}

/* It is there, or no kernel module can be loaded at all. */
static bool may_ask_nftables(void)
{
	return is_listed("/proc/modules", "nf_tables") || access("/proc/modules", F_OK) < 0 ||
	       read_setting("/proc/sys/kernel/modules_disabled") == 1;
}

static bool ask_nftables(int timeout_ms, struct vt_buf *drops)
{
	const struct nfgenmsg head = { .nfgen_family = NFPROTO_UNSPEC };
	const struct vt_rtnl_query q = {
		.what = "chains",
		.protocol = NETLINK_NETFILTER,
		.request = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN,
		.answer = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN,
		.body = &head,
		.len = sizeof(head),
	};
	struct vt_err err = { 0 };
	VT_BUF_OF(messages);

	return may_ask_nftables() && !vt_rtnl_dump(&q, timeout_ms, &messages, &err) &&
	       !vt_forward_chains(messages.p, messages.len, drops);
}

/* x_tables of one protocol; the layout of what getsockopt() gives is the same for both. */
struct legacy {
	const char *names, *line;
	int domain, level, get_info, get_entries;
	size_t target_at;
};

static const struct legacy legacies[] = {
	{ "/proc/thread-self/net/ip_tables_names", "ip filter FORWARD legacy\n", AF_INET,
	  IPPROTO_IP, IPT_SO_GET_INFO, IPT_SO_GET_ENTRIES,
	  offsetof(struct ipt_entry, target_offset) },
	{ "/proc/thread-self/net/ip6_tables_names", "ip6 filter FORWARD legacy\n", AF_INET6,
	  IPPROTO_IPV6, IP6T_SO_GET_INFO, IP6T_SO_GET_ENTRIES,
	  offsetof(struct ip6t_entry, target_offset) },
};

_Static_assert(sizeof(struct ipt_getinfo) == sizeof(struct ip6t_getinfo) &&
		       offsetof(struct ipt_getinfo, underflow) ==
			       offsetof(struct ip6t_getinfo, underflow) &&
		       offsetof(struct ipt_get_entries, entrytable) ==
			       offsetof(struct ip6t_get_entries, entrytable),
	       "one layout for both protocols");

/* Any socket of the protocol will do. The table may have grown since: EAGAIN, and not known. */
static void ask_legacy(const struct legacy *l, struct vt_buf *drops)
{
	VT_CLEANUP(vt_fd) int fd = -1;
	VT_CLEANUP(vt_free) struct ipt_get_entries *entries = NULL;
	struct ipt_getinfo info = { .name = "filter" };
	socklen_t len = sizeof(info);

	if (!is_listed(l->names, "filter"))
		return;
	fd = socket(l->domain, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || getsockopt(fd, l->level, l->get_info, &info, &len) < 0 ||
	    info.size > RULES_MAX)
		return;
	len = (socklen_t)(offsetof(struct ipt_get_entries, entrytable) + info.size);
	entries = vt_xrealloc(NULL, len, 1);
	memset(entries, 0, len);
	memcpy(entries->name, "filter", sizeof("filter"));
	entries->size = info.size;
	if (getsockopt(fd, l->level, l->get_entries, entries, &len) == 0 &&
	    vt_forward_legacy_drops(entries->entrytable, info.size, info.underflow[NF_INET_FORWARD],
				    l->target_at))
		vt_buf_str(drops, l->line);
}

void vt_forward_take(bool bridge_calls, int timeout_ms, struct vt_buf *calls, struct vt_buf *drops)
{
	int ip = read_setting("/proc/sys/net/bridge/bridge-nf-call-iptables");
	int ip6 = read_setting("/proc/sys/net/bridge/bridge-nf-call-ip6tables");

	if (ip < 0)
		return;
	vt_buf_str(calls, ip ? "ip" : "");
	vt_buf_str(calls, ip && ip6 > 0 ? " " : "");
	vt_buf_str(calls, ip6 > 0 ? "ip6" : "");
	if (!ip && ip6 <= 0 && !bridge_calls)
		return;
	vt_buf_str(drops, "");
	ask_nftables(timeout_ms, drops);
	for (size_t i = 0; i < sizeof(legacies) / sizeof(*legacies); i++)
		ask_legacy(&legacies[i], drops);
}
