/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns a status file of libvirt's QEMU driver into a domain row and its NIC
 * rows: <domstatus state= reason= pid=>, private state, and the <domain>.
 */
#include <config.h>

#include "collect/libvirt/statusxml.h"

#include <errno.h>
#include <string.h>

#include "collect/libvirt/domstate.h"
#include "collect/libvirt/domxml.h"

#define ROOT "/domstatus"

struct status {
	struct vt_domreader domain;
	enum vt_state state;
	int reason;
	int32_t pid;
	bool job;
};

static void status_cleanup(struct status *s)
{
	vt_domreader_done(&s->domain);
}

/* The path inside the root element, "" for itself, NULL when it is none of ours. */
static const char *below_root(const char *path)
{
	const size_t n = sizeof(ROOT) - 1;

	return !strncmp(path, ROOT, n) ? path + n : NULL;
}

static void root_begin(struct status *s, const struct vt_xml_elem *e)
{
	struct vt_arena *arena = s->domain.arena;
	uint32_t pid;

	s->state = vt_domstate_by_name(vt_xml_attr_keep(e, "state", arena));
	s->reason = vt_domstate_reason(s->state, vt_xml_attr_keep(e, "reason", arena));
	if (vt_xml_attr_u32(e, "pid", &pid) == 0 && pid <= INT32_MAX)
		s->pid = (int32_t)pid;
}

/*
 * What the daemon was doing with it (virDomainAsyncJob); during a migration the state stays
 * "running" for long.
 */
static bool is_moving(const struct vt_xml_elem *e)
{
	static const char *const jobs[] = { "start", "migration in", "migration out", "save" };

	for (size_t i = 0; i < sizeof(jobs) / sizeof(*jobs); i++)
		if (vt_xml_attr_is(e, "async", jobs[i]))
			return true;
	return vt_xml_attr_is(e, "type", "destroy");
}

static int on_start(void *arg, const struct vt_xml_elem *e, struct vt_err *err)
{
	struct status *s = arg;
	const char *path = below_root(e->path);

	if (!path)
		return 0; /* of another root */
	if (!*path)
		root_begin(s, e);
	if (!strcmp(path, "/job") && is_moving(e))
		s->job = true;
	return vt_domreader_start(&s->domain, path, e, err);
}

static void on_text(void *arg, const char *path, const char *text, size_t len)
{
	struct status *s = arg;

	path = below_root(path);
	if (path)
		vt_domreader_text(&s->domain, path, text, len);
}

static void on_end(void *arg, const char *path)
{
	struct status *s = arg;

	path = below_root(path);
	if (path)
		vt_domreader_end(&s->domain, path);
}

static void add_domain(const struct status *s, const struct vt_domxml_identity *who,
		       struct vt_facts *facts, uint32_t conn)
{
	struct vt_domain *row = vt_vec_add(&facts->domains);

	row->conn = conn;
	row->manager = VT_NONE;
	row->name = who->name;
	row->uuid = who->uuid;
	row->id = who->id;
	row->pid = s->pid;
	row->state = s->state;
	row->active = row->xml_ok = true;
	/* Without a process it starts; with an id but shut off it stops. */
	row->transitional = s->job || !s->pid || s->state == VT_STATE_SHUTOFF ||
			    vt_state_transitional(s->state, s->reason);
	vt_domreader_add(&s->domain, facts, (uint32_t)facts->domains.n - 1);
}

int vt_statusxml_decode(const char *xml, size_t len, struct vt_facts *facts, uint32_t conn,
			struct vt_err *err)
{
	static const struct vt_xml_handler handler = { on_start, on_text, on_end };
	__attribute__((
		cleanup(status_cleanup))) struct status s = { .domain = { .arena = facts->arena } };
	struct vt_domxml_identity who;
	int result = vt_xml_parse(xml, len, &handler, &s, err);

	if (result < 0)
		return result;
	if (!s.domain.has_domain)
		return vt_err_set(err, EBADMSG, "the XML is not a status file of a domain");
	who = vt_domreader_identity(&s.domain, facts->arena);
	if (who.id < 0 || !who.name)
		return vt_err_set(err, EBADMSG, "the status file has no live domain: no %s",
				  who.name ? "id" : "name");
	add_domain(&s, &who, facts, conn);
	return 0;
}
