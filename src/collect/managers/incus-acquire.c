/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Incus and LXD: one GET over the daemon's unix socket, and the PID files that
 * their QEMUs keep locked. The socket has full power and systemd starts the
 * daemon for whoever connects: so only GET, and only while the daemon runs. It is
 * asked for no state: for that it would ask the agent in each guest.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#ifdef HAVE_CURL
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#endif

#include "collect/gate.h"
#include "collect/managers/incus-daemon.h"
#include "collect/managers/manager-acquire.h"
#include "util/fd.h"
#include "util/json.h"
#include "util/library.h"
#include "util/str.h"

#define URL "http://unix.socket/1.0/instances?recursion=1&all-projects=true"

/* Ten thousand instances with all of their configuration. */
#define ANSWER_MAX ((size_t)128 << 20)

static bool recognise(struct vt_manager_job *job, const struct vt_raw *raw)
{
	struct vt_incus_daemon daemons[VT_INCUS_DAEMONS_MAX];

	(void)raw;
	return vt_incus_daemons(job->part->arena, false, daemons) > 0;
}

#ifdef HAVE_CURL
/* Loaded where there is an Incus or LXD: it has two dozen libraries behind it. */
#define SONAME "libcurl.so.4"
VT_LIBRARY_NOTE_TEXT(curl, "[{\"feature\":\"curl\",\"description\":\"Ask Incus and LXD\","
			   "\"priority\":\"suggested\",\"soname\":[\"" SONAME "\"]}]");

#define FUNCTIONS(F) \
	F(curl_easy_init) \
	F(curl_easy_setopt) F(curl_easy_perform) F(curl_easy_cleanup) F(curl_easy_strerror)

struct functions {
#define MEMBER(name) __typeof__(&name) name;
	FUNCTIONS(MEMBER)
#undef MEMBER
};

static int load(struct functions *lib, struct vt_err *err)
{
#define FUNCTION(name) { #name, offsetof(struct functions, name) },
	static const struct vt_library_function functions[] = { FUNCTIONS(FUNCTION) };
#undef FUNCTION
	char failure[256] = "";

	if (vt_library_load(SONAME, lib, functions, sizeof(functions) / sizeof(functions[0]),
			    failure, sizeof(failure)) < 0)
		return vt_err_set(err, ENOENT, "%s", failure);
	return 0;
}

static size_t on_data(char *data, size_t size, size_t n, void *arg)
{
	struct vt_buf *out = arg;

	if (out->len + size * n > ANSWER_MAX)
		return 0;
	vt_buf_add(out, data, size * n);
	return size * n;
}

/* HTTP/1.0: neither chunks nor a connection that stays. */
static int perform(const struct functions *lib, const char *socket, int timeout_ms,
		   struct vt_buf *out, struct vt_err *err)
{
	CURL *curl = lib->curl_easy_init();
	CURLcode r = CURLE_FAILED_INIT;

	vt_buf_str(out, "");
	if (curl) {
		lib->curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
		lib->curl_easy_setopt(curl, CURLOPT_URL, URL);
		lib->curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_0);
		lib->curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
		lib->curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
		lib->curl_easy_setopt(curl, CURLOPT_PROXY, "");
		lib->curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
		lib->curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
		lib->curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
		lib->curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
		r = lib->curl_easy_perform(curl);
		lib->curl_easy_cleanup(curl);
	}
	return r == CURLE_OK ? 0 :
			       vt_err_set(err, EIO, "cannot ask %s: %s", socket,
					  lib->curl_easy_strerror(r));
}

static int get(const char *socket, int timeout_ms, struct vt_buf *out, struct vt_err *err)
{
	struct functions lib;
	int r = load(&lib, err);

	return r < 0 ? r : perform(&lib, socket, timeout_ms, out, err);
}
#else
static int get(const char *socket, int timeout_ms, struct vt_buf *out, struct vt_err *err)
{
	(void)timeout_ms;
	(void)out;
	return vt_err_set(err, ENOTSUP, "cannot ask %s: this virt-taps was built without libcurl",
			  socket);
}
#endif

struct copying {
	struct vt_json *nics;
	const struct vt_json *config;
};

/* What Incus itself chose, where the configuration does not say; "" where that is not asked for. */
static const char *made_up(const struct vt_json *config, const char *nic, const char *key)
{
	VT_BUF_OF(path);

	if (strcmp(key, "host_name") != 0 && strcmp(key, "hwaddr") != 0)
		return "";
	vt_buf_fmt(&path, "volatile.%s.%s", nic, key);
	return vt_json_get_str(config, path.p, "");
}

/*
 * The guest has a function of a card, or a USB device, itself: "host_name" is then what that
 * was called before. A network of its own need not say so otherwise.
 */
static bool is_passed_through(const struct vt_json *config, const char *nic)
{
	static const char *const states[] = { "vf.id", "pci.driver", "usb.bus" };

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		VT_BUF_OF(path);

		vt_buf_fmt(&path, "volatile.%s.last_state.%s", nic, states[i]);
		if (*vt_json_get_str(config, path.p, ""))
			return true;
	}
	return false;
}

/* What the decoder reads of a NIC, and nothing else: configurations have secrets. */
static void on_device(void *arg, const char *name, const struct vt_json *device)
{
	static const char *const keys[] = { "nictype",   "parent", "network",     "hwaddr",
					    "host_name", "vlan",   "vlan.tagged", "mtu" };
	struct copying *c = arg;
	struct vt_json *nic;

	if (!vt_streq(vt_json_get_str(device, "type", NULL), "nic"))
		return;
	nic = vt_json_object();
	vt_json_set_str(nic, "device", name);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *text = vt_json_get_str(device, keys[i], "");

		if (!*text)
			text = made_up(c->config, name, keys[i]);
		if (*text)
			vt_json_set_str(nic, keys[i], text);
	}
	if (is_passed_through(c->config, name))
		vt_json_set_bool(nic, "passthrough", true);
	vt_json_add(c->nics, nic);
}

static const char *reduced(struct vt_arena *arena, const struct vt_json *instance)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = vt_json_object();
	struct copying c = { vt_json_array(), vt_json_get(instance, "expanded_config") };
	const char *text;
	size_t len;

	if (!vt_json_is_object(c.config))
		c.config = vt_json_get(instance, "config");
	vt_json_set_str(o, "name", vt_json_get_str(instance, "name", NULL));
	vt_json_set_str(o, "project", vt_json_get_str(instance, "project", NULL));
	vt_json_set_str(o, "location", vt_json_get_str(instance, "location", NULL));
	vt_json_set_int(o, "status_code", vt_json_get_int(instance, "status_code", 0));
	vt_json_set_str(o, "uuid", vt_json_get_str(c.config, "volatile.uuid", NULL));
	vt_json_each(vt_json_get(instance, "expanded_devices"), on_device, &c);
	vt_json_set(o, "nics", c.nics);
	text = vt_json_text(o, false, &len);
	return vt_arena_strn(arena, text, len);
}

/* [PROJECT_]NAME/qemu.pid, locked by the VM's QEMU. */
static int32_t pid_of(const struct vt_gate *run, const char *project, const char *name)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	VT_CLEANUP(vt_fd) int fd = -1;
	VT_BUF_OF(path);

	if (project && strcmp(project, "default") != 0)
		vt_buf_fmt(&path, "%s_", project);
	vt_buf_fmt(&path, "%s/qemu.pid", name);
	if (run->fd < 0 || strstr(path.p, "..") || strchr(name, '/') ||
	    (project && strchr(project, '/')))
		return 0;
	fd = vt_gate_file(run, path.p, 64, NULL);
	if (fd < 0 || fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid > 0 ? lock.l_pid : 0;
}

static void add_instance(struct vt_manager_job *job, const struct vt_gate *run,
			 const struct vt_incus_daemon *daemon, const struct vt_json *instance)
{
	struct vt_arena *arena = job->part->arena;
	const char *name = vt_json_get_str(instance, "name", NULL);
	const char *project = vt_json_get_str(instance, "project", NULL);
	struct vt_raw_source *row;

	if (!name || !vt_streq(vt_json_get_str(instance, "type", NULL), "virtual-machine"))
		return;
	row = vt_managers_source(job, name, daemon->socket);
	row->manager = daemon->manager;
	row->text = reduced(arena, instance);
	row->pid = pid_of(run, project, name);
}

static int take_answer(struct vt_manager_job *job, const struct vt_incus_daemon *daemon,
		       const struct vt_buf *answer, struct vt_err *err)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };
	__attribute__((cleanup(vt_gate_close))) struct vt_gate run = VT_GATE_CLOSED;
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
	const struct vt_json *list;

	if (vt_json_parse(answer->p, answer->len, &o, err) < 0)
		return vt_err_prefix(err, "%s", daemon->socket);
	list = vt_json_get_array(o, "metadata");
	if (!list)
		return vt_err_set(err, EBADMSG, "%s: %s", daemon->socket,
				  vt_json_get_str(o, "error", "no list of instances"));
	vt_gate_open(daemon->run_dir, VT_GATE_ROOTS, &purse, &run);
	for (size_t i = 0; i < vt_json_len(list); i++)
		add_instance(job, &run, daemon, vt_json_at(list, i));
	return 0;
}

static void ask(struct vt_manager_job *job, const struct vt_incus_daemon *daemon, int timeout_ms)
{
	struct vt_raw_manager *row = vt_vec_add(&job->part->managers);
	struct vt_err err = { 0 };
	VT_BUF_OF(answer);

	row->name = daemon->manager;
	if (get(daemon->socket, timeout_ms, &answer, &err) < 0 ||
	    take_answer(job, daemon, &answer, &err) < 0)
		row->error = vt_arena_str(job->part->arena, err.msg);
}

/* Each has its share of the time: one that does not answer costs the other nothing. */
static int acquire(struct vt_manager_job *job, struct vt_err *err)
{
	struct vt_incus_daemon daemons[VT_INCUS_DAEMONS_MAX];
	size_t n = vt_incus_daemons(job->part->arena, true, daemons);

	for (size_t i = 0; i < n; i++)
		ask(job, &daemons[i], job->timeout_ms / (int)n);
	return n ? 0 : vt_err_set(err, ENOENT, "neither incusd nor lxd runs");
}

const struct vt_manager_source vt_source_incus = { "incus", recognise, acquire };
