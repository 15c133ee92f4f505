/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks rtnetlink: dumps and gets, and nothing that changes anything. Knows how
 * they are asked for and when the answer is complete; what the messages mean
 * is the decoders' business.
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

#include "util/fd.h"
#include "util/clock.h"
#include "util/vec.h"

#define DUMP_ATTEMPTS 16
/* The kernel fills at most 32 KiB at once, unless one message is longer. */
#define RECEIVE_START ((size_t)64 << 10)
#define RECEIVE_MAX ((size_t)4 << 20)
/* A neighbor or a number of a namespace: some hundred bytes. */
#define GET_SIZE ((size_t)8 << 10)
/* About a hundred thousand links. */
#define ANSWER_MAX ((size_t)256 << 20)

/* Outcome of a step that did not fail. */
enum step { STEP_MORE, STEP_WAIT, STEP_DONE, STEP_AGAIN };

struct dump {
	const struct vt_rtnl_query *query;
	struct mnl_socket *nl;
	uint32_t seq;
	int64_t deadline; /* ms, CLOCK_MONOTONIC */
	struct vt_buf got;
	void *receive; /* aligned for a nlmsghdr: the caller's, or @grown */
	size_t receive_size;
	void *grown; /* owned */
};

VT_DEFINE_CLEANUP(mnl, struct mnl_socket *, mnl_socket_close)

static void dump_cleanup(struct dump *d)
{
	vt_buf_done(&d->got);
	free(d->grown);
}

static int send_request(struct dump *d)
{
	char bytes[MNL_ALIGN(sizeof(struct nlmsghdr)) + VT_RTNL_BODY_MAX] = { 0 };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(bytes);
	const struct vt_rtnl_query *q = d->query;

	nlh->nlmsg_type = q->request;
	nlh->nlmsg_flags = NLM_F_REQUEST | (q->get ? 0 : NLM_F_DUMP);
	nlh->nlmsg_seq = d->seq;
	memcpy(mnl_nlmsg_put_extra_header(nlh, q->len), q->body, q->len);
	return mnl_socket_sendto(d->nl, nlh, nlh->nlmsg_len) < 0 ? -errno : 0;
}

static int wait_readable(const struct dump *d)
{
	struct pollfd pfd = { .fd = mnl_socket_get_fd(d->nl), .events = POLLIN };
	int r;

	do {
		int64_t left = d->deadline - vt_clock_ms();

		if (left <= 0)
			return -ETIMEDOUT;
		r = poll(&pfd, 1, left > INT32_MAX ? INT32_MAX : (int)left);
	} while (r == 0 || (r < 0 && errno == EINTR));
	return r < 0 ? -errno : 0;
}

static int check_time(const struct dump *d)
{
	return vt_clock_ms() < d->deadline ? 0 : -ETIMEDOUT;
}

/* Room for a datagram of @size; what was received is gone, so the dump starts again. */
static int grow_receive(struct dump *d, size_t size)
{
	if (size > RECEIVE_MAX)
		return -EMSGSIZE;
	d->grown = vt_xrealloc(d->grown, size, 1);
	d->receive = d->grown;
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
	if (nlh->nlmsg_type != d->query->answer)
		return STEP_MORE;
	if (d->query->keep && !d->query->keep(d->query->arg, nlh))
		return d->query->get ? STEP_DONE : STEP_MORE;
	if (d->got.len + nlh->nlmsg_len > (d->query->max ? d->query->max : ANSWER_MAX))
		return -E2BIG;
	/* Attributes are padded, so the length is a multiple of NLMSG_ALIGNTO. */
	vt_buf_add(&d->got, nlh, nlh->nlmsg_len);
	return d->query->get ? STEP_DONE : STEP_MORE;
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
		return errno == EINTR || errno == EAGAIN ? STEP_WAIT : -errno;
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

static int run_query(struct dump *d)
{
	int r;

	d->seq++;
	d->got.len = 0;
	r = send_request(d);
	if (r < 0)
		return r;
	/* A dump is made in the call that asks for it: mostly there is nothing to wait for. */
	while ((r = receive_part(d)) == STEP_MORE || r == STEP_WAIT) {
		int waited = r == STEP_WAIT ? wait_readable(d) : check_time(d);

		if (waited < 0)
			return waited;
	}
	return r;
}

/* A dump with a socket of its own, so that nothing of an earlier one is left in it. */
static int dump_once(struct dump *d)
{
	VT_CLEANUP(mnl) struct mnl_socket *nl = mnl_socket_open2(d->query->protocol, SOCK_CLOEXEC);

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	d->nl = nl;
	return run_query(d);
}

static int no_answer(const struct vt_rtnl_query *q, int r, int timeout_ms, struct vt_err *err)
{
	if (r == STEP_AGAIN)
		return vt_err_set(err, EAGAIN, "the %s changed during each of %d dumps", q->what,
				  DUMP_ATTEMPTS);
	if (r == -ETIMEDOUT)
		return vt_err_set(err, ETIMEDOUT, "no complete dump of the %s within %d ms",
				  q->what, timeout_ms);
	return vt_err_set(err, -r, "cannot dump the %s: %s", q->what, strerror(-r));
}

int vt_rtnl_dump(const struct vt_rtnl_query *q, int timeout_ms, struct vt_buf *ret,
		 struct vt_err *err)
{
	/* A thread's heap would grow and shrink with each of a thousand namespaces. */
	_Alignas(struct nlmsghdr) char room[RECEIVE_START];
	__attribute__((cleanup(dump_cleanup))) struct dump d = {
		.query = q,
		.seq = (uint32_t)vt_clock_ms(),
		.deadline = vt_clock_ms() + timeout_ms,
		.receive = room,
		.receive_size = sizeof(room),
	};
	int r = STEP_AGAIN;

	for (int i = 0; i < DUMP_ATTEMPTS && r == STEP_AGAIN; i++)
		r = dump_once(&d);
	if (r != STEP_DONE)
		return no_answer(q, r, timeout_ms, err);
	vt_buf_add(ret, d.got.p, d.got.len);
	return 0;
}

struct vt_rtnl {
	struct mnl_socket *nl;
	struct dump dump;
};

struct vt_rtnl *vt_rtnl_open(void)
{
	VT_CLEANUP(mnl) struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	struct vt_rtnl *s;

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		return NULL;
	s = vt_xrealloc(NULL, 1, sizeof(*s));
	*s = (struct vt_rtnl){ .nl = VT_TAKE_PTR(nl),
			       .dump = { .seq = (uint32_t)vt_clock_ms(),
					 .grown = vt_xrealloc(NULL, GET_SIZE, 1),
					 .receive_size = GET_SIZE } };
	s->dump.nl = s->nl;
	s->dump.receive = s->dump.grown;
	return s;
}

void vt_rtnl_close(struct vt_rtnl *s)
{
	if (!s)
		return;
	mnl_socket_close(s->nl);
	dump_cleanup(&s->dump);
	free(s);
}

int vt_rtnl_get(struct vt_rtnl *s, const struct vt_rtnl_query *q, int timeout_ms,
		struct vt_buf *ret)
{
	int r;

	s->dump.query = q;
	s->dump.deadline = vt_clock_ms() + timeout_ms;
	r = run_query(&s->dump);
	if (r == STEP_AGAIN)
		return -EMSGSIZE; /* one message is no longer than GET_SIZE */
	if (r == STEP_DONE)
		vt_buf_add(ret, s->dump.got.p, s->dump.got.len);
	return r == STEP_DONE ? 0 : r;
}

static int dump_links(const char *what, unsigned char family, uint32_t mask, int timeout_ms,
		      size_t max, struct vt_buf *ret, struct vt_err *err)
{
	const struct {
		struct ifinfomsg info;
		struct nlattr head;
		uint32_t mask;
	} body = {
		.info.ifi_family = family,
		.head = { .nla_len = NLA_HDRLEN + sizeof(uint32_t), .nla_type = IFLA_EXT_MASK },
		.mask = mask,
	};
	const struct vt_rtnl_query q = { .what = what,
					 .request = RTM_GETLINK,
					 .answer = RTM_NEWLINK,
					 .body = &body,
					 .len = sizeof(body),
					 .max = max };

	return vt_rtnl_dump(&q, timeout_ms, ret, err);
}

/* No RTEXT_FILTER_VF: no virtual functions; and counters are wanted. */
int vt_rtnl_dump_links(int timeout_ms, size_t max, struct vt_buf *ret, struct vt_err *err)
{
	return dump_links("links", AF_UNSPEC, 0, timeout_ms, max, ret, err);
}

int vt_rtnl_dump_vlans(int timeout_ms, size_t max, struct vt_buf *ret, struct vt_err *err)
{
	return dump_links("VLANs", AF_BRIDGE, RTEXT_FILTER_BRVLAN_COMPRESSED, timeout_ms, max, ret,
			  err);
}
