/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection to "something happened". Where the socket belongs is
 * watched with inotify while there is no connection.
 *
 * libvirt's own event loop is not used: a client that has one takes part in
 * keep-alive, and the daemon then wakes it every five seconds. This event
 * implementation declines to watch descriptors, which libvirt documents as
 * "no events and no keep-alive", and remembers which descriptor was offered.
 * Events are sent all the same, since they are asked for by a plain call; when
 * the descriptor becomes readable, the next plain call reads them.
 */
#include <config.h>

#include "collect/libvirt/virevents.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <time.h>

#include "collect/libvirt/virapi.h"
#include "util/fd.h"
#include "util/clock.h"
#include "util/str.h"
#include "util/vec.h"

/* A daemon makes its socket before it listens, so a few tries with growing
 * pauses follow a change, of 50 ms to 1.6 s. */
#define FIRST_PAUSE_MS 50
#define LAST_PAUSE_MS 1600

/* A connection that lasted this long was not closed at once; this is also the longest wait
 * before one that was. */
#define LASTING_MS 5000
#define LONGEST_PAUSE_MS 30000

/* How long a thread may take to end. */
#define STOP_SECONDS 1

enum {
	ON_LIFECYCLE,
	ON_ADDED,
	ON_REMOVED,
#if LIBVIR_CHECK_VERSION(11, 2, 0)
	ON_MAC, /* a guest took another MAC address; an older library refuses it */
#endif
	N_CALLBACKS
};

struct vt_libvirt_watch {
	char *uri;
	pthread_t thread;
	int notify, stop;
	virConnectPtr conn;
	int socket;
	int callbacks[N_CALLBACKS];
	bool happened;
	struct {
		virEventTimeoutCallback run;
		virFreeCallback release;
		void *opaque;
		int frequency;
		bool used, removed;
	} timer; /* by which libvirt hands events over */
};

/* libvirt calls the event implementation from the thread that makes a call;
 * threads that only ask have none of this. */
static __thread struct vt_libvirt_watch *own;

#define TIMER_ID 1

static int decline_handle(int fd, int events, virEventHandleCallback run, void *opaque,
			  virFreeCallback release)
{
	(void)events;
	(void)run;
	(void)opaque;
	(void)release;
	if (own)
		own->socket = fd;
	return -1;
}

static void update_handle(int watch, int events)
{
	(void)watch;
	(void)events;
}

static int remove_handle(int watch)
{
	(void)watch;
	return -1;
}

static int add_timer(int frequency, virEventTimeoutCallback run, void *opaque,
		     virFreeCallback release)
{
	if (!own || own->timer.used)
		return -1;
	own->timer.run = run;
	own->timer.release = release;
	own->timer.opaque = opaque;
	own->timer.frequency = frequency;
	own->timer.used = true;
	own->timer.removed = false;
	return TIMER_ID;
}

static void update_timer(int id, int frequency)
{
	if (own && id == TIMER_ID)
		own->timer.frequency = frequency;
}

static int remove_timer(int id)
{
	if (!own || !own->timer.used || id != TIMER_ID)
		return -1;
	own->timer.frequency = -1;
	own->timer.removed = true;
	return 0;
}

void vt_libvirt_events_init(void)
{
	if (!vt_virapi_load())
		vt_vir.virEventRegisterImpl(decline_handle, update_handle, remove_handle, add_timer,
					    update_timer, remove_timer);
}

static void notify(const struct vt_libvirt_watch *w)
{
	eventfd_write(w->notify, 1);
}

static int on_lifecycle(virConnectPtr conn, virDomainPtr domain, int event, int detail, void *arg)
{
	struct vt_libvirt_watch *w = arg;

	(void)conn;
	(void)domain;
	(void)event;
	(void)detail;
	w->happened = true;
	return 0;
}

static void on_device(virConnectPtr conn, virDomainPtr domain, const char *alias, void *arg)
{
	struct vt_libvirt_watch *w = arg;

	(void)conn;
	(void)domain;
	(void)alias;
	w->happened = true;
}

#if LIBVIR_CHECK_VERSION(11, 2, 0)
static void on_mac(virConnectPtr conn, virDomainPtr domain, const char *alias, const char *old_mac,
		   const char *new_mac, void *arg)
{
	(void)old_mac;
	(void)new_mac;
	on_device(conn, domain, alias, arg);
}
#endif

static void disconnect(struct vt_libvirt_watch *w)
{
	for (size_t i = 0; i < N_CALLBACKS; i++)
		if (w->callbacks[i] >= 0)
			vt_vir.virConnectDomainEventDeregisterAny(w->conn, w->callbacks[i]);
	vt_vir.virConnectClose(w->conn);
	w->conn = NULL;
	if (w->timer.removed && w->timer.release)
		w->timer.release(w->timer.opaque);
	memset(&w->timer, 0, sizeof(w->timer));
}

/* VIR_DOMAIN_EVENT_CALLBACK(), which clang 19 warns of: by the one type that
 * stands for any function. */
#define CALLBACK(fn) ((virConnectDomainEventGenericCallback)(void (*)(void))(fn))

/* A driver that has no events of devices is still good for the others. */
static bool connect_to(struct vt_libvirt_watch *w)
{
	static const struct {
		int id;
		virConnectDomainEventGenericCallback run;
	} events[N_CALLBACKS] = {
		[ON_LIFECYCLE] = { VIR_DOMAIN_EVENT_ID_LIFECYCLE, CALLBACK(on_lifecycle) },
		[ON_ADDED] = { VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, CALLBACK(on_device) },
		[ON_REMOVED] = { VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, CALLBACK(on_device) },
#if LIBVIR_CHECK_VERSION(11, 2, 0)
		[ON_MAC] = { VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE, CALLBACK(on_mac) },
#endif
	};
	const char *why;

	w->socket = -1;
	w->timer.frequency = -1;
	if (vt_virapi_load())
		return false;
	w->conn = vt_virapi_open(w->uri, &why);
	if (!w->conn)
		return false;
	for (size_t i = 0; i < N_CALLBACKS; i++)
		w->callbacks[i] = vt_vir.virConnectDomainEventRegisterAny(w->conn, NULL,
									  events[i].id,
									  events[i].run, w, NULL);
	if (w->callbacks[ON_LIFECYCLE] >= 0)
		return true;
	disconnect(w);
	return false;
}

/* Reads what has come; false when that was the end of the connection. */
static bool read_events(struct vt_libvirt_watch *w)
{
	unsigned long version;

	if (vt_vir.virConnectGetLibVersion(w->conn, &version) < 0)
		return false;
	if (w->timer.frequency >= 0)
		w->timer.run(TIMER_ID, w->timer.opaque);
	if (w->happened)
		notify(w);
	w->happened = false;
	return true;
}

/* Until the connection ends, or the watch: then false. */
static bool serve(struct vt_libvirt_watch *w)
{
	struct pollfd fds[2] = { { .fd = w->stop, .events = POLLIN },
				 { .fd = w->socket, .events = POLLIN } };

	for (;;) {
		fds[1].revents = 0;
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return true;
		if (fds[0].revents)
			return false;
		if (fds[1].revents & (POLLERR | POLLHUP | POLLNVAL))
			return true;
		if (fds[1].revents && !read_events(w))
			return true;
	}
}

/* Directory of the socket that the URI names as socket=PATH; false = none. */
static bool directory_by_uri(const char *uri, char *ret, size_t size)
{
	const char *path = strstr(uri, "socket=");
	char *slash;
	size_t n;

	if (!path)
		return false;
	path += strlen("socket=");
	n = strcspn(path, "&;#");
	snprintf(ret, size, "%.*s", n > INT_MAX ? INT_MAX : (int)n, path);
	slash = strrchr(ret, '/');
	if (slash)
		*slash = '\0';
	return slash && ret[0] == '/';
}

/* Where libvirt's own choice of the socket would be. */
static void socket_directory(const char *uri, char *ret, size_t size)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *home = getenv("HOME");
	const char *path = strstr(uri, ":///");

	if (directory_by_uri(uri, ret, size))
		return;
	if (!path || strncmp(path + 3, "/session", strlen("/session")) != 0)
		snprintf(ret, size, "/run/libvirt");
	else if (runtime && *runtime)
		snprintf(ret, size, "%s/libvirt", runtime);
	else
		snprintf(ret, size, "%s/.cache/libvirt", home ? home : "");
}

/* Watches @directory, or what there is of the way to it. */
static void arm(int inotify, const char *directory)
{
	const uint32_t mask = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
			      IN_ONLYDIR;
	char path[PATH_MAX];
	char *slash;

	snprintf(path, sizeof(path), "%s", directory);
	while (inotify_add_watch(inotify, path[0] ? path : "/", mask) < 0 && path[0]) {
		slash = strrchr(path, '/');
		*(slash ? slash : path) = '\0';
	}
}

static void drain(int fd)
{
	char bytes[4096];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
}

/*
 * Until there is a connection, or the end of the watch: then false. Watched
 * before each try, so that nothing happens unseen between a try and the wait.
 */
static bool reach(struct vt_libvirt_watch *w)
{
	VT_CLEANUP(vt_fd) int inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct pollfd fds[2] = { { .fd = w->stop, .events = POLLIN },
				 { .fd = inotify, .events = POLLIN } };
	char directory[PATH_MAX];
	int pause = FIRST_PAUSE_MS;

	socket_directory(w->uri, directory, sizeof(directory));
	for (;;) {
		arm(inotify, directory);
		if (connect_to(w))
			return true;
		if (poll(fds, 2, pause <= LAST_PAUSE_MS ? pause : -1) < 0 && errno != EINTR)
			return false;
		if (fds[0].revents)
			return false;
		pause *= 2;
		if (fds[1].revents) {
			pause = FIRST_PAUSE_MS;
			drain(inotify);
		}
	}
}

/* True when the watch ends meanwhile. */
static bool stopped_within(const struct vt_libvirt_watch *w, int ms)
{
	struct pollfd stop = { .fd = w->stop, .events = POLLIN };

	return poll(&stop, 1, ms) > 0;
}

static void *run(void *arg)
{
	struct vt_libvirt_watch *w = arg;
	int pause = FIRST_PAUSE_MS;
	bool more = true;

	own = w;
	while (more && reach(w)) {
		const int64_t since = vt_clock_ms();

		notify(w);
		more = serve(w);
		disconnect(w);
		notify(w);
		/* A daemon that is there and closes every connection at once is not asked for
		 * ever. */
		pause = vt_clock_ms() - since >= LASTING_MS ? FIRST_PAUSE_MS :
			pause * 2 < LONGEST_PAUSE_MS        ? pause * 2 :
							      LONGEST_PAUSE_MS;
		more = more && !stopped_within(w, pause);
	}
	return NULL;
}

static void free_watch(struct vt_libvirt_watch *w)
{
	close(w->notify);
	close(w->stop);
	free(w->uri);
	free(w);
}

static bool is_local(const char *uri)
{
	const char *authority = strstr(uri, "://");

	return !authority || authority[3] == '/' || authority[3] == '\0';
}

struct vt_libvirt_watch *vt_libvirt_watch_start(const char *uri, int notify_fd)
{
	struct vt_libvirt_watch *w;

	if (!is_local(uri))
		return NULL;
	w = vt_xrealloc(NULL, 1, sizeof(*w));
	memset(w, 0, sizeof(*w));
	w->uri = vt_xstrdup(uri);
	w->notify = fcntl(notify_fd, F_DUPFD_CLOEXEC, 0);
	w->stop = eventfd(0, EFD_CLOEXEC);
	if (w->notify >= 0 && w->stop >= 0 && pthread_create(&w->thread, NULL, run, w) == 0)
		return w;
	free_watch(w);
	return NULL;
}

void vt_libvirt_watch_stop(struct vt_libvirt_watch *w)
{
	struct timespec until;

	eventfd_write(w->stop, 1);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_SECONDS;
	if (pthread_timedjoin_np(w->thread, NULL, &until) == 0)
		free_watch(w);
}
