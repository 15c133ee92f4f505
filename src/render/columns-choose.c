/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which columns: the names of -o, and the default ones of each command. */
#include <config.h>

#include "render/columns.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "util/cleanup.h"
#include "util/nearest.h"

#define DEFAULT_LIST "VM,NIC,DEVICE,BRIDGE,IP,PID,STATUS"
#define DEFAULT_AUDIT "SEVERITY,CODE,VM,NIC,DEVICE,MESSAGE"
#define DEFAULT_LIST_CSV "VM,UUID,NIC,MAC,TYPE,DEVICE,KIND,NETNS,BRIDGE,IP,PID,COMM,STATUS,FINDINGS"
#define DEFAULT_AUDIT_CSV "SEVERITY,CODE,VM,UUID,NIC,DEVICE,NETNS,PID,MESSAGE"

static bool is_name(const char *name, const char *word, size_t len)
{
	return strlen(name) == len && !strncasecmp(name, word, len);
}

/* By its heading, else by what csv and JSON call it. */
static const struct vt_column *unknown_column(const char *word, size_t len, struct vt_err *err)
{
	VT_CLEANUP(vt_free) char *name = vt_xmemdup0(word, len);
	struct vt_nearest near = { .word = name };
	const struct vt_column *c;

	for (size_t i = 0; (c = vt_column_at(i)) != NULL; i++)
		vt_nearest_offer(&near, c->name);
	for (size_t i = 0; !near.n && (c = vt_column_at(i)) != NULL; i++)
		vt_nearest_offer(&near, c->key);
	if (!len)
		vt_err_set(err, EINVAL, "empty column name");
	else
		vt_nearest_error(&near, "", "virt-taps --list-columns", err,
				 "unknown column '%.64s'", name);
	return NULL;
}

/* What JSON calls it in another table than that of the mappings. */
static const struct {
	const char *name, *column;
} others[] = {
	{ "name", "VM" },
	{ "manager_id", "ID" },
	{ "interfaces", "NIC" },
};

const struct vt_column *vt_column_by_name(const char *word, size_t len, struct vt_err *err)
{
	const struct vt_column *c;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (is_name(others[i].name, word, len))
			return vt_column_by_name(others[i].column, strlen(others[i].column), err);

	for (size_t i = 0; (c = vt_column_at(i)) != NULL; i++)
		if (is_name(c->name, word, len))
			return c;
	for (size_t i = 0; (c = vt_column_at(i)) != NULL; i++)
		if (is_name(c->key, word, len))
			return c;
	return unknown_column(word, len, err);
}

static bool among(const struct vt_columns *list, size_t n, const struct vt_column *c)
{
	for (size_t i = 0; i < n; i++)
		if (list->list.v[i] == c)
			return true;
	return false;
}

/* Those of @spec, except what is there already. */
static int add_columns(const char *spec, struct vt_columns *ret, struct vt_err *err)
{
	size_t before = ret->list.n;

	while (true) {
		size_t n = strcspn(spec, ",");
		const struct vt_column *c = vt_column_by_name(spec, n, err);

		if (!c)
			return -EINVAL;
		if (!among(ret, before, c))
			vt_vec_push(&ret->list, c);
		if (!spec[n])
			return 0;
		spec += n + 1;
	}
}

/* Whether a device of the rows is in another namespace than our own. */
static bool any_elsewhere(const struct vt_report *r)
{
	for (size_t i = 0; r && i < r->mappings.n; i++) {
		const struct vt_link *l = vt_mapping_link(r, &r->mappings.v[i]);

		if (l && l->netns != r->facts->own_netns)
			return true;
	}
	return false;
}

/* Whether somebody else than libvirt answers for a VM. */
static bool other_managers(const struct vt_report *r)
{
	for (size_t i = 0; r && i < r->mappings.n; i++) {
		const char *manager = vt_mapping_manager(r, &r->mappings.v[i]);

		if (manager && strcmp(manager, "libvirt") != 0)
			return true;
	}
	return false;
}

static const char *default_columns(enum vt_command command, enum vt_reader reader,
				   const struct vt_report *r)
{
	bool audit = command == VT_CMD_AUDIT;

	if (reader == VT_FOR_PROGRAMS)
		return audit ? DEFAULT_AUDIT_CSV : DEFAULT_LIST_CSV;
	if (!audit && other_managers(r))
		return any_elsewhere(r) ? "VM,MANAGER,NIC,DEVICE,NETNS,BRIDGE,IP,PID,STATUS" :
					  "VM,MANAGER,NIC,DEVICE,BRIDGE,IP,PID,STATUS";
	if (any_elsewhere(r))
		return audit ? "SEVERITY,CODE,VM,NIC,DEVICE,NETNS,MESSAGE" :
			       "VM,NIC,DEVICE,NETNS,BRIDGE,IP,PID,STATUS";
	return audit ? DEFAULT_AUDIT : DEFAULT_LIST;
}

/* Moves what stands in front of the columns from @from on to behind the added ones. */
static void move_to_end(struct vt_columns *c, size_t from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct vt_column *moved = c->list.v[from];

		memmove(&c->list.v[from], &c->list.v[from + 1],
			(c->list.n - from - 1) * sizeof(*c->list.v));
		c->list.v[c->list.n - 1] = moved;
	}
}

/* "+COL": in front of STATUS and what follows it, or of the message. */
static int add_before_status(const char *spec, struct vt_columns *ret, struct vt_err *err)
{
	size_t before = ret->list.n, at = 0;
	int r = add_columns(spec, ret, err);

	while (at < before && strcmp(ret->list.v[at]->name, "STATUS") != 0 &&
	       strcmp(ret->list.v[at]->name, "MESSAGE") != 0)
		at++;
	if (r == 0)
		move_to_end(ret, at, before - at);
	return r;
}

int vt_columns_parse(enum vt_command command, enum vt_reader reader, const struct vt_report *r,
		     const char *spec, struct vt_columns *ret, struct vt_err *err)
{
	int result = 0;

	if (!spec || *spec == '+')
		result = add_columns(default_columns(command, reader, r), ret, err);
	if (!result && spec && *spec == '+')
		return add_before_status(spec + 1, ret, err);
	return result || !spec ? result : add_columns(spec, ret, err);
}

int vt_columns_check(const char *spec, struct vt_err *err)
{
	VT_CLEANUP(vt_columns) struct vt_columns list = { 0 };

	return vt_columns_parse(VT_CMD_LIST, VT_FOR_PEOPLE, NULL, spec, &list, err);
}

void vt_columns_list(struct vt_buf *out)
{
	const struct vt_column *c;

	for (size_t i = 0; (c = vt_column_at(i)) != NULL; i++)
		vt_buf_fmt(out, "%-10s  %s\n", c->name, c->help);
}
