/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns XML of network filter bindings and of network ports into leftover
 * rows. Both are a handful of texts and attributes at known paths.
 */
#include <config.h>

#include "collect/libvirt/recordxml.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "collect/libvirt/xml.h"
#include "util/str.h"

/* Where a member is: in the attribute @attr, or, when NULL, in the text. */
struct place {
	const char *path, *attr;
	size_t member;
};

struct record {
	const char *root;
	const struct place *places;
	size_t n_places;
	struct vt_arena *arena;
	struct vt_registration row;
	struct vt_buf text; /* of the element that began last */
	bool has_root;
};

static const struct place binding_places[] = {
	{ "/filterbinding/owner/name", NULL, offsetof(struct vt_registration, owner_name) },
	{ "/filterbinding/owner/uuid", NULL, offsetof(struct vt_registration, owner_uuid) },
	{ "/filterbinding/portdev", "name", offsetof(struct vt_registration, ifname) },
	{ "/filterbinding/mac", "address", offsetof(struct vt_registration, mac) },
	{ "/filterbinding/filterref", "filter", offsetof(struct vt_registration, id) },
};

static const struct place port_places[] = {
	{ "/networkport/uuid", NULL, offsetof(struct vt_registration, id) },
	{ "/networkport/owner/name", NULL, offsetof(struct vt_registration, owner_name) },
	{ "/networkport/owner/uuid", NULL, offsetof(struct vt_registration, owner_uuid) },
	{ "/networkport/mac", "address", offsetof(struct vt_registration, mac) },
};

static const char **member_of(struct record *r, const struct place *place)
{
	return (const char **)((char *)&r->row + place->member);
}

/* What is at @path, if it is wanted: in the attributes of an element that starts, @e, or in the
 * text of one that ends, NULL. The first one counts. */
static void take(struct record *r, const char *path, const struct vt_xml_elem *e)
{
	for (size_t i = 0; i < r->n_places; i++) {
		const struct place *place = &r->places[i];
		const char **member = member_of(r, place);

		if (*member || strcmp(path, place->path) != 0)
			continue;
		if (place->attr && e)
			*member = vt_xml_attr_keep(e, place->attr, r->arena);
		if (!place->attr && r->text.len)
			*member = vt_arena_strn(r->arena, r->text.p, r->text.len);
	}
}

static int on_start(void *arg, const struct vt_xml_elem *e, struct vt_err *err)
{
	struct record *r = arg;

	(void)err;
	r->text.len = 0;
	if (!strcmp(e->path + 1, r->root))
		r->has_root = true;
	take(r, e->path, e);
	return 0;
}

static void on_text(void *arg, const char *path, const char *text, size_t len)
{
	struct record *r = arg;

	(void)path;
	vt_buf_add(&r->text, text, len);
}

static void on_end(void *arg, const char *path)
{
	struct record *r = arg;

	take(r, path, NULL);
	r->text.len = 0;
}

static int read_record(struct record *r, const char *xml, size_t len, struct vt_err *err)
{
	static const struct vt_xml_handler handler = { on_start, on_text, on_end };
	int result = vt_xml_parse(xml, len, &handler, r, err);

	vt_buf_done(&r->text);
	if (result == 0 && !r->has_root)
		return vt_err_set(err, EBADMSG, "the XML has no <%s>", r->root);
	r->row.owner_uuid = vt_arena_lower(r->arena, r->row.owner_uuid);
	r->row.mac = vt_arena_lower(r->arena, r->row.mac);
	return result;
}

int vt_leftxml_nwfilter(const char *xml, size_t len, struct vt_facts *facts, uint32_t conn,
			struct vt_err *err)
{
	struct record r = { .root = "filterbinding",
			    .places = binding_places,
			    .n_places = sizeof(binding_places) / sizeof(*binding_places),
			    .arena = facts->arena,
			    .row = { .kind = VT_REG_NWFILTER, .conn = conn } };
	int result = read_record(&r, xml, len, err);

	if (result < 0)
		return result;
	if (!r.row.ifname)
		return vt_err_set(err, EBADMSG, "the filter binding names no device");
	vt_vec_push(&facts->registrations, r.row);
	return 0;
}

int vt_leftxml_port(const char *xml, size_t len, struct vt_facts *facts, uint32_t conn,
		    struct vt_err *err)
{
	struct record r = { .root = "networkport",
			    .places = port_places,
			    .n_places = sizeof(port_places) / sizeof(*port_places),
			    .arena = facts->arena,
			    .row = { .kind = VT_REG_PORT, .conn = conn } };
	int result = read_record(&r, xml, len, err);

	if (result < 0)
		return result;
	if (!r.row.id)
		return vt_err_set(err, EBADMSG, "the network port has no UUID");
	r.row.id = vt_arena_lower(r.arena, r.row.id);
	vt_vec_push(&facts->registrations, r.row);
	return 0;
}
