/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NAME.pid and NAME.xml of libvirt's state directory, undecoded.
 *
 * The domain's own process keeps NAME.pid open and write-locked for life
 * (virPidFileAcquirePath in the child), so F_GETLK names the living process,
 * for any user, without trusting the number in the file.
 *
 * The directory of a session is its user's: whatever it holds, or is, is opened
 * by the gate, as that user. A daemon in a container has its own, beneath its root:
 * the host's is another daemon's.
 */
#include <config.h>

#include "collect/libvirt/statedir.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/gate.h"
#include "collect/libvirt/leases-acquire.h"
#include "collect/libvirt/peer-acquire.h"
#include "collect/libvirt/uri.h"
#include "collect/libvirt/xmlbudget.h"
#include "util/fd.h"

/* A status file is a domain's XML and some more. */
#define STATUS_MAX (8u << 20)
/* A number and a newline. */
#define PID_MAX 64
/* Of <domstatus ...>, which stands behind a comment. */
#define HEAD_MAX 1024
/* A gap each for so many files, and one for the rest. */
#define REFUSED_MAX 8

/* A directory of one connection. */
struct state {
	struct vt_raw_conn *conn;
	const char *path;
	struct vt_gate gate;
	unsigned int refused;
	size_t excess; /* see vt_xml_spend() */
	bool status;   /* of domains: the files are status files */
	bool complete;
};

static const char *meant(struct vt_raw_conn *c)
{
	return vt_uri_meant(c->arena, c->uri, geteuid() == 0);
}

/* Directory of the daemon's sockets and state; where its socket told, there. */
static const char *run_dir(struct vt_raw_conn *c)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *home = getenv("HOME");
	const char *dir = c->run_dir ? c->run_dir : vt_uri_run_dir(c->arena, meant(c));

	if (dir || !c->session || vt_uri_parameter(c->arena, c->uri, "socket"))
		return dir;
	if (runtime && *runtime)
		return vt_arena_fmt(c->arena, "%s/libvirt", runtime);
	return home ? vt_arena_fmt(c->arena, "%s/.cache/libvirt", home) : NULL;
}

/* Root directory of an embedded driver: qemu:///embed?root=DIR */
static const char *embed_dir(struct vt_arena *arena, const char *uri)
{
	const char *root = vt_uri_parameter(arena, uri, "root");

	return root ? vt_arena_fmt(arena, "%s/run/%s", root, vt_uri_driver(arena, uri)) : NULL;
}

static const char *state_dir(struct vt_raw_conn *c)
{
	const char *dir;

	if (strstr(c->uri, ":///embed"))
		return embed_dir(c->arena, c->uri);
	dir = strstr(c->uri, ":///") ? run_dir(c) : NULL;
	return dir ? vt_uri_state_dir(c->arena, meant(c), dir) : NULL;
}

/* Of these drivers it has a PID file and a status file of each VM. */
static bool has_files(struct vt_raw_conn *c)
{
	const char *driver = vt_uri_driver(c->arena, c->uri);

	return !strcmp(driver, "qemu") || !strcmp(driver, "ch");
}

static const char *config_dir(struct vt_raw_conn *c)
{
	const char *driver = vt_uri_driver(c->arena, c->uri);
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	/* A socket does not tell whose session it is, and so not where that is configured. */
	if (strstr(c->uri, "/embed") || vt_uri_parameter(c->arena, c->uri, "socket"))
		return NULL;
	if (!c->session)
		return vt_arena_fmt(c->arena, "/etc/libvirt/%s", driver);
	if (config && *config)
		return vt_arena_fmt(c->arena, "%s/libvirt/%s", config, driver);
	return home ? vt_arena_fmt(c->arena, "%s/.config/libvirt/%s", home, driver) : NULL;
}

static int32_t lock_owner(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid > 0 ? lock.l_pid : VT_LOCKED_BY_UNSEEN;
}

static bool has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n > m && !strcmp(s + n - m, suffix);
}

static void add_gap(struct vt_raw_conn *c, enum vt_gap_code code, const char *subject,
		    const char *detail)
{
	struct vt_gap *gap = vt_vec_add(&c->gaps);

	vt_gap_init(gap, c->arena, code, subject, detail);
	gap->uri = c->uri;
	/* What is not read here, a daemon that answers knows as well. */
	if (c->ok)
		gap->hides = 0;
}

/* True for what only malice or mishap puts there. */
static bool is_refusal(int r)
{
	return r == -ELOOP || r == -EINVAL || r == -EMLINK || r == -EPERM || r == -EFBIG;
}

static bool has_gap(const struct vt_raw_conn *c, const char *subject)
{
	for (size_t i = 0; i < c->gaps.n; i++)
		if (vt_streq(c->gaps.v[i].subject, subject))
			return true;
	return false;
}

/* One gap for a file, though both its PID and its XML are looked for. */
static void note_unread(struct state *s, const char *file, const char *why)
{
	const char *path = vt_arena_fmt(s->conn->arena, "%s/%s", s->path, file);

	if (s->refused > REFUSED_MAX || has_gap(s->conn, path))
		return;
	if (s->refused++ == REFUSED_MAX)
		add_gap(s->conn, VT_GAP_FILE_REFUSED, s->path, "more of its files were not read");
	else
		add_gap(s->conn, VT_GAP_FILE_REFUSED, path, why);
}

/* None for one that is gone or may not be read. */
static void note_refusal(struct state *s, const char *file, int r)
{
	if (is_refusal(r))
		note_unread(s, file,
			    vt_arena_fmt(s->conn->arena, "it was not opened: it %s",
					 vt_gate_strerror(r)));
}

/* The PID is an attribute of the root element. */
static const char *status_head(struct state *s, const char *file)
{
	VT_BUF_OF(head);
	int r = vt_gate_head(&s->gate, file, HEAD_MAX, &head);

	note_refusal(s, file, r);
	return r < 0 ? NULL : vt_arena_strn(s->conn->arena, head.p, head.len);
}

static void read_pidfile(struct state *s, const char *file)
{
	VT_CLEANUP(vt_fd) int fd = -1;
	struct vt_raw_conn *c = s->conn;
	struct vt_raw_pidfile *row;
	char content[PID_MAX] = "";
	ssize_t n;

	/* driver.pid is the daemon's own; a domain of that name shares it and
	 * is found by its status file or UUID. */
	if (!strcmp(file, "driver.pid") || has_suffix(file, "-pr-helper0.pid"))
		return;
	fd = vt_gate_file(&s->gate, file, PID_MAX, NULL);
	note_refusal(s, file, fd);
	if (fd < 0)
		return;
	n = read(fd, content, sizeof(content) - 1);
	content[n > 0 ? n : 0] = '\0';
	content[strcspn(content, "\n")] = '\0';
	row = vt_vec_add(&c->pidfiles);
	row->path = vt_arena_fmt(c->arena, "%s/%s", s->path, file);
	row->name = vt_arena_strn(c->arena, file, strlen(file) - strlen(".pid"));
	row->content = vt_arena_str(c->arena, content);
	row->owner = lock_owner(fd);
	row->status = status_head(s, vt_arena_fmt(c->arena, "%s.xml", row->name));
}

/* The status file of a domain whose PID file is gone. */
static void read_lone_status(struct state *s, const char *file)
{
	struct vt_raw_conn *c = s->conn;
	const char *name = vt_arena_strn(c->arena, file, strlen(file) - strlen(".xml"));
	const char *pidfile = vt_arena_fmt(c->arena, "%s.pid", name);
	struct vt_raw_pidfile *row;
	struct stat st;

	if (fstatat(s->gate.fd, pidfile, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    strcmp(name, "driver") != 0)
		return;
	row = vt_vec_add(&c->pidfiles);
	row->name = name;
	row->status = status_head(s, file);
}

static int note_state(void *arg, const char *name)
{
	struct state *s = arg;

	if (has_suffix(name, ".pid"))
		read_pidfile(s, name);
	else if (has_suffix(name, ".xml"))
		read_lone_status(s, name);
	return 0;
}

static int note_helper(void *arg, const char *name)
{
	if (has_suffix(name, ".pid"))
		read_pidfile(arg, name);
	return 0;
}

/*
 * One that cannot be opened costs its domain. One that may not be read costs them all, for then
 * they are not the whole truth.
 */
static int note_domain(void *arg, const char *file)
{
	struct state *s = arg;
	struct vt_raw_domain *row;
	VT_BUF_OF(text);
	int r;

	if (!has_suffix(file, ".xml"))
		return 0;
	r = vt_gate_read(&s->gate, file, STATUS_MAX, &text);
	note_refusal(s, file, r);
	if (r == -EDQUOT)
		return r;
	if (r < 0) {
		s->complete = s->complete && is_refusal(r);
		return 0;
	}
	if (!vt_xml_spend(&s->excess, text.len)) {
		note_unread(s, file, vt_xml_too_large(s->conn->arena, text.len));
		return 0;
	}
	row = vt_vec_add(&s->conn->domains);
	row->name = vt_arena_strn(s->conn->arena, file, strlen(file) - strlen(".xml"));
	row->xml = vt_arena_strn(s->conn->arena, text.p, text.len);
	row->id = -1;
	row->active = row->status = s->status;
	row->config = !s->status;
	return 0;
}

static enum vt_gate_way way_of(const struct vt_raw_conn *c)
{
	return c->session || strstr(c->uri, "/embed") ? VT_GATE_USERS : VT_GATE_ROOTS;
}

/* Beneath another root, which only is opened as such, nothing leads out of it. */
static int open_dir(const struct vt_raw_conn *c, const char *path, struct vt_gate_purse *purse,
		    struct vt_gate *ret)
{
	__attribute__((cleanup(vt_gate_close))) struct vt_gate root = VT_GATE_CLOSED;
	const size_t n = vt_peer_root_len(path);
	int r;

	if (!n)
		return vt_gate_open(path, way_of(c), purse, ret);
	r = vt_gate_open(vt_arena_strn(c->arena, path, n), VT_GATE_INSIDE, purse, &root);
	return r < 0 ? r : vt_gate_enter(&root, path + n + 1, ret);
}

/* Calls @fn for each file of @path; false where that is not all of it. */
static bool visit(struct vt_raw_conn *c, const char *path, struct vt_gate_purse *purse, bool status,
		  int (*fn)(void *arg, const char *name))
{
	struct state s = { .conn = c, .path = path, .status = status, .complete = true };
	int r = path ? open_dir(c, path, purse, &s.gate) : -ENOENT;

	if (is_refusal(r))
		add_gap(c, VT_GAP_FILE_REFUSED, path,
			vt_arena_fmt(c->arena, "it was not opened: it %s", vt_gate_strerror(r)));
	if (r < 0)
		return false;
	r = vt_gate_list(&s.gate, fn, &s);
	vt_gate_close(&s.gate);
	return r == 0 && s.complete;
}

static void note_spender(struct vt_raw_conn *c, const struct vt_gate_purse *purse, const char *path)
{
	const struct vt_gate_account *a = vt_gate_spender(purse, 0);

	if (a)
		add_gap(c, VT_GAP_BUDGET_SPENT, path,
			vt_arena_fmt(c->arena,
				     "user %u has more there than is read of one user: %" PRIu64
				     " files and %" PRIu64 " bytes were",
				     a->uid, a->files, a->bytes));
}

/* Files of VMs whose XML the daemon did not give, of running or of shut-off ones. */
static void read_missing(struct vt_raw_conn *c, const char *path, struct vt_gate_purse *purse,
			 bool active)
{
	struct state s = { .conn = c, .path = path };
	bool any = false;

	for (size_t i = 0; i < c->domains.n; i++)
		any = any || (c->domains.v[i].by_file && c->domains.v[i].active == active);
	if (!any || !path || open_dir(c, path, purse, &s.gate) < 0)
		return;
	for (size_t i = 0; i < c->domains.n; i++) {
		struct vt_raw_domain *row = &c->domains.v[i];
		const char *file = vt_arena_fmt(c->arena, "%s.xml", row->name);
		VT_BUF_OF(text);
		int r;

		if (!row->by_file || row->active != active)
			continue;
		r = vt_gate_read(&s.gate, file, STATUS_MAX, &text);
		note_refusal(&s, file, r);
		if (r >= 0 && vt_xml_spend(&s.excess, text.len))
			row->xml = vt_arena_strn(c->arena, text.p, text.len);
	}
	vt_gate_close(&s.gate);
}

void vt_statedir_acquire(struct vt_raw_conn *c)
{
	struct vt_gate_purse purse = { 0 };
	const char *path;

	c->session = vt_uri_is_session(meant(c));
	c->state_dir = state_dir(c);
	if (!has_files(c))
		return;
	path = c->state_dir;
	visit(c, path, &purse, false, note_state);
	/* "1-web-net0-passt.pid", of the user that QEMU runs as. */
	if (path)
		visit(c, vt_arena_fmt(c->arena, "%s/passt", path), &purse, false, note_helper);
	read_missing(c, path, &purse, true);
	read_missing(c, config_dir(c), &purse, false);
	if (!c->ok) {
		c->status_files = visit(c, path, &purse, true, note_domain);
		if (c->status_files)
			c->config_files = visit(c, config_dir(c), &purse, false, note_domain);
		else
			c->domains.n = 0;
	}
	/* The host's own networks, not a session's or a container's. */
	if (c->status_files && vt_streq(path, "/run/libvirt/qemu"))
		vt_leases_acquire(c, &purse);
	note_spender(c, &purse, path);
	vt_gate_purse_done(&purse);
}
