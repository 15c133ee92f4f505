/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The launcher, the prober, and who asks them.
 *
 * Between caller and launcher is a socket of packets: LAUNCH is answered with
 * one end of a stream to a new prober, and ends the one before, as OPENER does
 * with a process that opens what watch waits for. The caller
 * writes a byte into that stream for each scan, and reads what comes back. Both
 * processes end with the other end of their socket.
 */
#include <config.h>

#include "collect/prober/prober.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/prober/opener.h"
#include "collect/prober/passing.h"
#include "collect/prober/wire.h"
#include "collect/stuck.h"
#include "util/cleanup.h"
#include "util/clock.h"

#define LAUNCH 'L'
#define OPENER 'O'
#define END 'E'
#define SCAN 'S'

/* Processes of the launcher's, including those that were killed and still wait in the kernel. */
#define ALIVE_MAX 6

/* What the prober keeps of the time to send what it has before it is killed. */
#define RESERVE_MS 100

/* Read at once. */
#define CHUNK ((size_t)256 << 10)

struct vt_prober {
	const struct vt_scan_plan *plan;
	pid_t launcher;
	int commands; /* to the launcher */
	int stream;   /* to the prober, -1 = there is none */
	char *chunk;
};

/* --- the prober ---------------------------------------------------------- */

struct sender {
	int stream;
	struct vt_wire_sent sent;
};

/* The reader is always there, and always reads; without it this process has no purpose. */
static void send_all(int stream, const struct vt_buf *out)
{
	for (size_t at = 0; at < out->len;) {
		ssize_t n = send(stream, out->p + at, out->len - at, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			_exit(1);
		at += n > 0 ? (size_t)n : 0;
	}
}

static void flush(void *arg, struct vt_buf *out)
{
	const struct sender *s = arg;

	send_all(s->stream, out);
	out->len = 0;
}

static void report(void *arg, const struct vt_raw *raw, uint32_t done)
{
	struct sender *s = arg;
	VT_BUF_OF(out);

	vt_wire_put(&out, raw, &s->sent, done);
	send_all(s->stream, &out);
}

/* A build that counts the lines that are run counts those of a process that is killed, too. */
#ifdef VT_COVERAGE
void __gcov_dump(void);
void __gcov_reset(void);

static void keep_counts(void)
{
	__gcov_dump();
	__gcov_reset();
}
#else
static void keep_counts(void)
{
}
#endif

static void probe_once(const struct vt_scan_plan *plan, int stream)
{
	struct sender sender = { .stream = stream, .sent = { .flush = flush } };
	struct vt_scan_plan how = *plan;
	struct vt_err err = { 0 };
	struct vt_raw *raw = NULL;
	VT_BUF_OF(out);

	sender.sent.arg = &sender;
	how.report = report;
	how.report_arg = &sender;
	how.timeout_ms -= how.timeout_ms / 10 < RESERVE_MS ? how.timeout_ms / 10 : RESERVE_MS;
	vt_collect(&how, &raw, &err);
	/* It ends when what hangs lets it: whoever asks again must not wait for that. */
	if (vt_stuck_any())
		shutdown(stream, SHUT_RD);
	vt_wire_put_end(&out, &err);
	vt_raw_free(raw);
	keep_counts();
	send_all(stream, &out);
}

/* glibc raises this by itself after the first large piece; each thread's heap then keeps what the
 * largest XML took there. */
#define OF_ITS_OWN (1 << 20)

static void return_large_memory(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, OF_ITS_OWN);
#endif
}

static void __attribute__((noreturn)) run_prober(const struct vt_scan_plan *plan, int stream)
{
	char command;

	return_large_memory();
	while (read(stream, &command, 1) == 1) {
		probe_once(plan, stream);
		/* Threads that hang, and what they keep open, end with the process. */
		if (vt_stuck_any())
			break;
	}
	_exit(0);
}

/* --- the launcher -------------------------------------------------------- */

/* Their own signals, and no hold on the terminal or on whoever reads the output. */
static void detach(void)
{
	const int signals[] = { SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGPIPE, SIGTTOU, SIGTTIN };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int fd = 0; fd <= 2 && null >= 0; fd++)
#ifdef __SANITIZE_ADDRESS__
		if (fd != STDERR_FILENO)
#endif
			dup2(null, fd);
	if (null > 2)
		close(null);
}

/* What the launcher has forked; 0 = none. */
struct brood {
	pid_t prober, opener;
	unsigned int alive; /* with those that are dying */
};

static void end(pid_t *pid)
{
	if (*pid > 0)
		kill(*pid, SIGKILL);
	*pid = 0;
}

/* One that waits in the kernel dies when the kernel lets it go. */
static void reap(struct brood *b)
{
	while (b->alive && waitpid(-1, NULL, WNOHANG) > 0)
		b->alive--;
}

static void __attribute__((noreturn))
run_child(const struct vt_scan_plan *plan, char command, int stream)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (command == LAUNCH)
		run_prober(plan, stream);
	vt_privilege_drop(VT_PRIVILEGE_LISTEN);
	vt_opener_run(stream);
	_exit(0);
}

/* A prober or an opener, in the place of the one before. */
static int launch(const struct vt_scan_plan *plan, char command, int commands, struct brood *b)
{
	pid_t *pid = command == LAUNCH ? &b->prober : &b->opener;
	int pair[2], r;

	if (b->alive >= ALIVE_MAX)
		return -EBUSY;
	if (socketpair(AF_UNIX, (command == LAUNCH ? SOCK_STREAM : SOCK_SEQPACKET) | SOCK_CLOEXEC,
		       0, pair) < 0)
		return -errno;
	*pid = fork();
	if (*pid == 0) {
		close(commands);
		close(pair[0]);
		run_child(plan, command, pair[1]);
	}
	r = *pid < 0 ? -errno : 0;
	close(pair[1]);
	if (r == 0) {
		b->alive++;
		r = vt_passing_send(commands, pair[0]);
	}
	close(pair[0]);
	return r;
}

static void __attribute__((noreturn)) run_launcher(const struct vt_scan_plan *plan, int commands)
{
	struct brood brood = { 0 };
	char command;
	ssize_t n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	detach();
	while ((n = recv(commands, &command, 1, 0)) == 1 || (n < 0 && errno == EINTR)) {
		int r;

		if (n < 0)
			continue;
		end(command == OPENER ? &brood.opener : &brood.prober);
		reap(&brood);
		r = command == END ? 0 : launch(plan, command, commands, &brood);
		/* The caller waits for an answer: one without a descriptor. */
		if (r < 0)
			vt_passing_send(commands, r);
	}
	end(&brood.prober);
	end(&brood.opener);
	_exit(0);
}

/* --- who asks ------------------------------------------------------------ */

static void drop_stream(struct vt_prober *p)
{
	if (p->stream >= 0)
		close(p->stream);
	p->stream = -1;
}

/* One that is late, or makes no sense. */
static void discard(struct vt_prober *p)
{
	const char command = END;

	drop_stream(p);
	send(p->commands, &command, 1, MSG_NOSIGNAL);
}

/* The launcher does not wait for anybody. */
static int order(const struct vt_prober *p, char command)
{
	if (send(p->commands, &command, 1, MSG_NOSIGNAL) != 1)
		return -errno;
	return vt_passing_receive(p->commands);
}

static int launch_prober(struct vt_prober *p)
{
	drop_stream(p);
	p->stream = order(p, LAUNCH);
	return p->stream < 0 ? p->stream : 0;
}

int vt_prober_opener(struct vt_prober *p)
{
	return order(p, OPENER);
}

int vt_prober_start(const struct vt_scan_plan *plan, enum vt_privilege probe, enum vt_privilege own,
		    struct vt_prober **ret, struct vt_err *err)
{
	struct vt_prober *p = vt_xrealloc(NULL, 1, sizeof(*p));
	int pair[2], r;

	*p = (struct vt_prober){ .plan = plan, .stream = -1 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
		r = errno;
		free(p);
		return vt_err_set(err, r, "cannot make a socket: %s", strerror(r));
	}
	p->commands = pair[0];
	p->launcher = fork();
	if (p->launcher == 0) {
		close(pair[0]);
		free(p);
		vt_privilege_drop(probe);
		run_launcher(plan, pair[1]);
	}
	r = p->launcher < 0 ? -errno : 0;
	close(pair[1]);
	if (r == 0)
		r = launch_prober(p);
	if (r < 0) {
		vt_prober_stop(p);
		return vt_err_set(err, -r, "cannot start a process: %s", strerror(-r));
	}
	vt_privilege_drop(own);
	p->chunk = vt_xrealloc(NULL, CHUNK, 1);
	*ret = p;
	return 0;
}

void vt_prober_stop(struct vt_prober *p)
{
	if (!p)
		return;
	drop_stream(p);
	close(p->commands);
	/* It waits for nothing but its socket, which has ended. */
	if (p->launcher > 0)
		waitpid(p->launcher, NULL, 0);
	free(p->chunk);
	free(p);
}

/* One scan being waited for. */
struct wait {
	struct vt_prober *p;
	const struct vt_prober_patience *patience;
	int64_t deadline;
	struct vt_wire wire;
};

/* 1 = there is something to read, 0 = it is late, or -EINTR. */
static int wait_for_bytes(const struct wait *w)
{
	for (;;) {
		struct pollfd fds[2] = { { .fd = w->p->stream, .events = POLLIN },
					 { .fd = w->patience->fd, .events = POLLIN } };
		int64_t left = w->deadline - vt_clock_ms();

		if (left <= 0)
			return 0;
		if (poll(fds, 2, left > INT32_MAX ? INT32_MAX : (int)left) < 0 && errno != EINTR)
			return 0;
		if (fds[1].revents && w->patience->stop(w->patience->arg))
			return -EINTR;
		if (fds[0].revents)
			return 1;
	}
}

/* 0 when the scan has come to its end, -ETIME, -EINTR, or -EPIPE when the prober died. */
static int receive(struct wait *w)
{
	while (!w->wire.ended) {
		int r = wait_for_bytes(w);
		ssize_t n = r > 0 ? recv(w->p->stream, w->p->chunk, CHUNK, MSG_DONTWAIT) : 0;

		if (r <= 0)
			return r < 0 ? r : -ETIME;
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return -EPIPE;
		r = vt_wire_take(&w->wire, w->p->chunk, (size_t)n);
		if (r < 0)
			return r;
	}
	return 0;
}

static void add_silent_connections(const struct vt_scan_plan *plan, struct vt_raw *raw,
				   const char *why)
{
	/* Its rows may not all have come. */
	if (raw->conns.n) {
		struct vt_raw_conn *last = raw->conns.v[raw->conns.n - 1];

		last->ok = false;
		last->error = vt_arena_str(last->arena, why);
	}
	for (size_t i = raw->conns.n; i < plan->n_uris; i++) {
		struct vt_raw_conn *c = vt_raw_conn_new(plan->uris[i]);

		c->error = vt_arena_str(c->arena, why);
		vt_vec_push(&raw->conns, c);
	}
}

/* What a scan did not deliver is a gap. */
static void add_gaps(const struct vt_scan_plan *plan, struct vt_raw *raw, uint32_t done,
		     const char *why)
{
	if (!(done & VT_PHASE_HOLDERS))
		vt_raw_gap(raw, VT_GAP_TIMEOUT, "processes", why);
	else if (!(done & VT_PHASE_PROCS))
		vt_raw_gap(raw, VT_GAP_TIMEOUT, "processes", why)->hides = VT_NEED_PROCS;
	if (!(done & VT_PHASE_CONNS))
		add_silent_connections(plan, raw, why);
	if (!(done & VT_PHASE_LINKS))
		vt_raw_gap(raw, VT_GAP_LINKS_UNREADABLE, "network namespaces", why);
	if (!(done & VT_PHASE_REST))
		vt_raw_gap(raw, VT_GAP_SCAN_CUT, "the rest of the scan", why);
	else if (!(done & VT_PHASE_LAST))
		vt_raw_gap(raw, VT_GAP_SCAN_CUT, "descriptors in no table", why)->hides = 0;
}

static const char *why_cut(int r)
{
	return r == -ETIME   ? "no answer in time" :
	       r == -EBADMSG ? "the process that scans sent what makes no sense" :
	       r == -E2BIG   ? "the process that scans sent more than any host has" :
			       "the process that scans has ended";
}

/* Asks, in a new process where the one before has ended of itself. */
static int ask(struct vt_prober *p)
{
	const char command = SCAN;
	int r = p->stream < 0 ? launch_prober(p) : 0;

	if (r == 0 && send(p->stream, &command, 1, MSG_NOSIGNAL) == 1)
		return 0;
	r = launch_prober(p);
	if (r == 0 && send(p->stream, &command, 1, MSG_NOSIGNAL) != 1)
		r = -errno;
	return r;
}

int vt_prober_scan(struct vt_prober *p, const struct vt_prober_patience *patience,
		   struct vt_raw **ret, struct vt_err *err)
{
	struct wait w = { .p = p,
			  .patience = patience,
			  .deadline = vt_clock_ms() + patience->timeout_ms };
	int r = ask(p);

	if (r < 0)
		return vt_err_set(err, -r, "cannot start a process: %s", strerror(-r));
	w.wire.raw = vt_raw_new();
	r = receive(&w);
	vt_wire_done(&w.wire);
	if (r < 0)
		discard(p);
	if (r == 0 && w.wire.err.code) {
		*err = w.wire.err;
		r = -err->code;
	} else if (r == -EINTR) {
		vt_err_set(err, EINTR, "stopped");
	} else {
		if (r < 0)
			add_gaps(p->plan, w.wire.raw, w.wire.done, why_cut(r));
		r = 0;
		*ret = VT_TAKE_PTR(w.wire.raw);
	}
	vt_raw_free(w.wire.raw);
	return r;
}
