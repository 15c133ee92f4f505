/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gets the RTM_NEWLINK messages of a network namespace from the kernel. Knows
 * how a dump is asked for and when it is complete; what the messages mean is
 * rtlink.c's business.
 */
#include <config.h>

#include "collect/kernel/rtnl.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <libmnl/libmnl.h>

#include "util/cleanup.h"
#include "util/vec.h"

#define DUMP_ATTEMPTS 16
/* The kernel fills at most 32 KiB at once, unless one message is longer. */
#define RECEIVE_START ((size_t)64 << 10)
#define RECEIVE_MAX ((size_t)4 << 20)
/* About a hundred thousand links. */
#define LINKS_MAX ((size_t)256 << 20)

#ifndef RTEXT_FILTER_SKIP_STATS
#define RTEXT_FILTER_SKIP_STATS (1 << 3)
#endif

/* Outcome of a step that did not fail. */
enum step { STEP_MORE, STEP_DONE, STEP_AGAIN };

struct dump {
	struct mnl_socket *nl;
	uint32_t seq;
	int64_t deadline; /* ms, CLOCK_MONOTONIC */
	struct vt_buf got;
	void *receive; /* from malloc, so aligned for a nlmsghdr */
	size_t receive_size;
};

VT_DEFINE_CLEANUP(mnl, struct mnl_socket *, mnl_socket_close)

static void dump_cleanup(struct dump *d)
{
	vt_buf_done(&d->got);
	free(d->receive);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int send_request(struct dump *d)
{
	char bytes[MNL_ALIGN(sizeof(struct nlmsghdr)) + 64] = { 0 };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(bytes);
	struct ifinfomsg *info;

	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = d->seq;
	info = mnl_nlmsg_put_extra_header(nlh, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	/* Without RTEXT_FILTER_VF there are no virtual functions either. */
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return mnl_socket_sendto(d->nl, nlh, nlh->nlmsg_len) < 0 ? -errno : 0;
}

static int wait_readable(const struct dump *d)
{
	struct pollfd pfd = { .fd = mnl_socket_get_fd(d->nl), .events = POLLIN };
	int r;

	do {
		int64_t left = d->deadline - now_ms();

		if (left <= 0)
			return -ETIMEDOUT;
		r = poll(&pfd, 1, left > INT32_MAX ? INT32_MAX : (int)left);
	} while (r == 0 || (r < 0 && errno == EINTR));
	return r < 0 ? -errno : 0;
}

/* Room for a datagram of @size; what was received is gone, so the dump starts again. */
static int grow_receive(struct dump *d, size_t size)
{
	if (size > RECEIVE_MAX)
		return -EMSGSIZE;
	d->receive = vt_xrealloc(d->receive, size, 1);
	d->receive_size = size;
	return STEP_AGAIN;
}

static int take_message(struct dump *d, const struct nlmsghdr *nlh)
{
	int32_t error = 0;

	/* An interruption in the last part shows on the NLMSG_DONE only. */
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR || nlh->nlmsg_type == NLMSG_OVERRUN)
		return STEP_AGAIN;
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE) {
		if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(error))
			memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
		return error < 0 ? error : STEP_DONE;
	}
	if (nlh->nlmsg_type != RTM_NEWLINK)
		return STEP_MORE;
	if (d->got.len + nlh->nlmsg_len > LINKS_MAX)
		return -E2BIG;
	/* Attributes are padded, so the length is a multiple of NLMSG_ALIGNTO. */
	vt_buf_add(&d->got, nlh, nlh->nlmsg_len);
	return STEP_MORE;
}

/* One datagram. */
static int receive_part(struct dump *d)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { d->receive, d->receive_size };
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov, .msg_iovlen = 1
	};
	ssize_t n = recvmsg(mnl_socket_get_fd(d->nl), &msg, MSG_TRUNC | MSG_DONTWAIT);
	const struct nlmsghdr *nlh;
	int r = STEP_MORE, left;

	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? STEP_MORE : -errno;
	if (msg.msg_flags & MSG_TRUNC)
		return grow_receive(d, (size_t)n);
	if (msg.msg_namelen != sizeof(from) || from.nl_pid != 0)
		return STEP_MORE;
	left = (int)n;
	nlh = d->receive;
	for (; r == STEP_MORE && mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left))
		if (mnl_nlmsg_seq_ok(nlh, d->seq) &&
		    mnl_nlmsg_portid_ok(nlh, mnl_socket_get_portid(d->nl)))
			r = take_message(d, nlh);
	return r;
}

/* A dump with a socket of its own, so that nothing of an earlier one is left in it. */
static int dump_once(struct dump *d)
{
	VT_CLEANUP(mnl) struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int r;

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	d->nl = nl;
	d->seq++;
	d->got.len = 0;
	r = send_request(d);
	if (r < 0)
		return r;
	do {
		r = wait_readable(d);
		if (!r)
			r = receive_part(d);
	} while (r == STEP_MORE);
	return r;
}

int vt_rtnl_dump_links(int timeout_ms, struct vt_buf *ret, struct vt_err *err)
{
	__attribute__((cleanup(dump_cleanup))) struct dump d = {
		.seq = (uint32_t)now_ms(),
		.deadline = now_ms() + timeout_ms,
		.receive = vt_xrealloc(NULL, RECEIVE_START, 1),
		.receive_size = RECEIVE_START,
	};
	int r = STEP_AGAIN;

	for (int i = 0; i < DUMP_ATTEMPTS && r == STEP_AGAIN; i++)
		r = dump_once(&d);
	if (r == STEP_AGAIN)
		return vt_err_set(err, EAGAIN, "the links changed during each of %d dumps",
				  DUMP_ATTEMPTS);
	if (r == -ETIMEDOUT)
		return vt_err_set(err, ETIMEDOUT, "no complete link dump within %d ms", timeout_ms);
	if (r < 0)
		return vt_err_set(err, -r, "cannot dump the links: %s", strerror(-r));
	vt_buf_add(ret, d.got.p, d.got.len);
	return 0;
}
