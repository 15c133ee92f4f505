/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns libvirt's domain XML into NIC rows. It goes by exact paths: there are
 * <interface> elements in hostdevs and in the metadata of others, too.
 */
#include <config.h>

#include "collect/libvirt/domxml.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define NIC_PATH "/domain/devices/interface"
#define ACTUAL "/actual"

/* Attributes that are members of struct vt_nic as they are. */
static const struct {
	const char *path, *attr;
	size_t member;
} strings[] = {
	{ "/mac", "address", offsetof(struct vt_nic, mac) },
	{ "/source", "bridge", offsetof(struct vt_nic, source_bridge) },
	{ "/source", "network", offsetof(struct vt_nic, source_network) },
	{ "/source", "dev", offsetof(struct vt_nic, source_dev) },
	{ "/source", "mode", offsetof(struct vt_nic, source_mode) },
	{ "/mac", "currentAddress", offsetof(struct vt_nic, mac_current) },
	{ "/source", "portid", offsetof(struct vt_nic, portid) },
	{ "/source", "portgroup", offsetof(struct vt_nic, portgroup) },
	{ "/script", "path", offsetof(struct vt_nic, script) },
	{ "/teaming", "type", offsetof(struct vt_nic, teaming) },
	{ "/virtualport/parameters", "interfaceid", offsetof(struct vt_nic, interface_id) },
	{ "/target", "dev", offsetof(struct vt_nic, target) },
	{ "/virtualport", "type", offsetof(struct vt_nic, virtualport) },
	{ "/filterref", "filter", offsetof(struct vt_nic, filter) },
	{ "/alias", "name", offsetof(struct vt_nic, alias) },
	{ "/model", "type", offsetof(struct vt_nic, model) },
};

static const char **member_of(struct vt_nic *nic, size_t offset)
{
	return (const char **)((char *)nic + offset);
}

static enum vt_tri tri_of(const struct vt_xml_elem *e, const char *attr, const char *yes,
			  const char *no)
{
	if (vt_xml_attr_is(e, attr, yes))
		return VT_YES;
	return vt_xml_attr_is(e, attr, no) ? VT_NO : VT_UNKNOWN;
}

static void add_tag(struct vt_nic *nic, struct vt_buf *vlan, const struct vt_xml_elem *e)
{
	enum vt_tri tagged = tri_of(e, "nativeMode", "tagged", "untagged");
	uint32_t tag;

	if (vt_xml_attr_u32(e, "id", &tag) < 0 || tag >= 4096)
		return;
	vt_buf_fmt(vlan, "%s%u", vlan->len ? "," : "", tag);
	if (tagged == VT_UNKNOWN)
		return;
	nic->vlan_native = tag;
	nic->vlan_tagged = tagged == VT_YES;
}

/* libvirt lets a filter have no others in either: VALID_VARNAME, VALID_VARVALUE. */
static bool is_parameter(const char *text)
{
	return text && !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789_.:")];
}

static void add_parameter(struct vt_domreader *r, const struct vt_xml_elem *e)
{
	const char *name = vt_xml_attr_keep(e, "name", r->arena);
	const char *value = vt_xml_attr_keep(e, "value", r->arena);

	if (is_parameter(name) && is_parameter(value))
		vt_buf_fmt(&r->parameters, "%s%s=%s", r->parameters.len ? "\n" : "", name, value);
}

/* "0x3b" and the like; false for what is none. */
static bool hex_attr(const struct vt_xml_elem *e, const char *name, unsigned int *ret)
{
	char text[16], *end;
	size_t n;
	const char *value = vt_xml_attr(e, name, &n);

	if (!value || !n || n >= sizeof(text))
		return false;
	memcpy(text, value, n);
	text[n] = '\0';
	*ret = (unsigned int)strtoul(text, &end, 16);
	return !*end;
}

/* What a NIC has instead of a device: a PCI function, a socket, passt. */
static void read_instead(struct vt_domreader *r, struct vt_nic *nic, const char *path,
			 const struct vt_xml_elem *e)
{
	unsigned int domain, bus, slot, function;

	if (nic->source_dev)
		return;
	if (!strcmp(path, "/source/address") && vt_xml_attr_is(e, "type", "pci") &&
	    hex_attr(e, "domain", &domain) && hex_attr(e, "bus", &bus) &&
	    hex_attr(e, "slot", &slot) && hex_attr(e, "function", &function))
		nic->source_dev =
			vt_arena_fmt(r->arena, "%04x:%02x:%02x.%x", domain, bus, slot, function);
	else if (!strcmp(path, "/source") && vt_xml_attr_is(e, "type", "unix"))
		nic->source_dev = vt_xml_attr_keep(e, "path", r->arena);
	else if (!strcmp(path, "/backend") && vt_xml_attr_is(e, "type", "passt"))
		nic->source_dev = "passt";
}

/* An element inside an interface; @path counts from there. The first of
 * several elements or attributes of one name counts, as in libvirt. */
static void nic_child(struct vt_domreader *r, const char *path, const struct vt_xml_elem *e)
{
	struct vt_nic *nic = r->in_actual ? &r->actual : &r->nic;

	for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
		const char **member = member_of(nic, strings[i].member);

		if (!*member && !strcmp(path, strings[i].path))
			*member = vt_xml_attr_keep(e, strings[i].attr, r->arena);
	}
	read_instead(r, nic, path, e);
	if (!strcmp(path, "/target") && nic->managed == VT_UNKNOWN)
		nic->managed = tri_of(e, "managed", "yes", "no");
	else if (!strcmp(path, "/link") && nic->link_up == VT_UNKNOWN)
		nic->link_up = tri_of(e, "state", "up", "down");
	else if (!strcmp(path, "/mtu") && !nic->mtu)
		vt_xml_attr_u32(e, "size", &nic->mtu);
	else if (!strcmp(path, "/driver") && !nic->queues)
		vt_xml_attr_u32(e, "queues", &nic->queues);
	else if (!strcmp(path, "/port") && nic->isolated == VT_UNKNOWN)
		nic->isolated = tri_of(e, "isolated", "yes", "no");
	else if (!strcmp(path, "/virtualport/parameters"))
		vt_metadata_port(&r->metadata, (uint32_t)r->nics.n,
				 vt_xml_attr_keep(e, "interfaceid", r->arena));
	else if (!strcmp(path, "/vlan"))
		nic->vlan_trunk = vt_xml_attr_is(e, "trunk", "yes");
	else if (!strcmp(path, "/filterref/parameter"))
		add_parameter(r, e);
	else if (!strcmp(path, "/vlan/tag"))
		add_tag(nic, r->in_actual ? &r->actual_vlan : &r->vlan, e);
}

static int nic_begin(struct vt_domreader *r, const struct vt_xml_elem *e, struct vt_err *err)
{
	if (r->nics.n == VT_DOMXML_MAX_NICS)
		return vt_err_set(err, E2BIG, "a domain of more than %d interfaces",
				  VT_DOMXML_MAX_NICS);
	memset(&r->nic, 0, sizeof(r->nic));
	memset(&r->actual, 0, sizeof(r->actual));
	r->vlan.len = r->actual_vlan.len = r->parameters.len = 0;
	r->nic.type = vt_xml_attr_keep(e, "type", r->arena);
	if (!r->nic.type)
		r->nic.type = vt_arena_str(r->arena, "user"); /* virDomainNetDefParseXML */
	r->in_nic = true;
	return 0;
}

/* The status file has the configuration and, inside, what came of it; the
 * public XML has the latter alone (virDomainActualNetDefContentsFormat). */
static void follow_actual(struct vt_domreader *r)
{
	struct vt_nic *nic = &r->nic;
	const struct vt_nic *actual = &r->actual;

	if (!actual->type || strcmp(nic->type, "network"))
		return;
	nic->type = actual->type;
	nic->source_bridge = actual->source_bridge;
	nic->source_dev = actual->source_dev;
	nic->source_mode = actual->source_mode;
	nic->virtualport = actual->virtualport;
	nic->interface_id = actual->interface_id;
	nic->isolated = actual->isolated;
	nic->vlan_trunk = actual->vlan_trunk;
	nic->vlan_native = actual->vlan_native;
	nic->vlan_tagged = actual->vlan_tagged;
	if (!strcmp(nic->type, "hostdev"))
		nic->source_network = nic->portid = nic->portgroup = NULL;
	r->vlan.len = 0;
	if (r->actual_vlan.len)
		vt_buf_add(&r->vlan, r->actual_vlan.p, r->actual_vlan.len);
}

/* @s is written like @form, where 'x' is a hex digit. */
static bool has_form(const char *s, const char *form)
{
	while (*form && (*form == 'x' ? isxdigit((unsigned char)*s) : *s == *form)) {
		form++;
		s++;
	}
	return !*form && !*s;
}

/* @s in lower case when it has the form */
static const char *lower_if(struct vt_arena *arena, const char *s, const char *form)
{
	return s && has_form(s, form) ? vt_arena_lower(arena, s) : s;
}

static void nic_end(struct vt_domreader *r)
{
	struct vt_nic *nic = &r->nic;

	r->in_nic = false;
	follow_actual(r);
	nic->index = (uint32_t)r->nics.n;
	nic->mac = lower_if(r->arena, nic->mac, "xx:xx:xx:xx:xx:xx");
	nic->mac_current = lower_if(r->arena, nic->mac_current, "xx:xx:xx:xx:xx:xx");
	if (r->vlan.len)
		nic->vlan = vt_arena_strn(r->arena, r->vlan.p, r->vlan.len);
	if (r->parameters.len)
		nic->filter_parameters =
			vt_arena_strn(r->arena, r->parameters.p, r->parameters.len);
	if (!nic->queues)
		nic->queues = 1;
	if (!nic->source_network)
		nic->portid = NULL; /* of type vds: a port of something else */
	vt_vec_push(&r->nics, *nic);
}

static void domain_begin(struct vt_domreader *r, const struct vt_xml_elem *e)
{
	uint32_t id;

	if (r->has_domain)
		return;
	r->has_domain = true;
	r->id = -1;
	if (vt_xml_attr_u32(e, "id", &id) == 0 && id <= INT32_MAX)
		r->id = (int32_t)id;
}

int vt_domreader_start(struct vt_domreader *r, const char *path, const struct vt_xml_elem *e,
		       struct vt_err *err)
{
	const size_t nic_len = sizeof(NIC_PATH) - 1, actual_len = sizeof(ACTUAL) - 1;

	if (!strcmp(path, "/domain"))
		domain_begin(r, e);
	r->metadata.arena = r->arena;
	if (!r->in_nic)
		vt_metadata_start(&r->metadata, path, e);
	if (!r->in_nic)
		return strcmp(path, NIC_PATH) ? 0 : nic_begin(r, e, err);
	path += nic_len;
	if (!strcmp(path, ACTUAL)) {
		r->in_actual = true;
		if (!r->actual.type)
			r->actual.type = vt_xml_attr_keep(e, "type", r->arena);
	} else {
		nic_child(r, r->in_actual ? path + actual_len : path, e);
	}
	return 0;
}

void vt_domreader_text(struct vt_domreader *r, const char *path, const char *text, size_t len)
{
	if (!r->has_name && !strcmp(path, "/domain/name"))
		vt_buf_add(&r->name, text, len);
	else if (!r->has_uuid && !strcmp(path, "/domain/uuid"))
		vt_buf_add(&r->uuid, text, len);
	else if (!r->in_nic)
		vt_metadata_text(&r->metadata, path, text, len);
}

void vt_domreader_end(struct vt_domreader *r, const char *path)
{
	if (r->in_nic) {
		if (!strcmp(path, NIC_PATH))
			nic_end(r);
		else if (!strcmp(path, NIC_PATH ACTUAL))
			r->in_actual = false;
		return;
	}
	vt_metadata_end(&r->metadata, path);
	if (!strcmp(path, "/domain/name")) {
		r->has_name = true;
	} else if (!strcmp(path, "/domain/uuid")) {
		r->has_uuid = true;
	}
}

struct vt_domxml_identity vt_domreader_identity(const struct vt_domreader *r,
						struct vt_arena *arena)
{
	struct vt_domxml_identity who = { .id = r->id };

	if (r->name.len)
		who.name = vt_arena_strn(arena, r->name.p, r->name.len);
	if (r->uuid.len)
		who.uuid = lower_if(arena, vt_arena_strn(arena, r->uuid.p, r->uuid.len),
				    "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
	return who;
}

void vt_domreader_add(const struct vt_domreader *r, struct vt_facts *facts, uint32_t domain)
{
	for (size_t i = 0; i < r->nics.n; i++) {
		struct vt_nic *nic = vt_vec_add(&facts->nics);

		*nic = r->nics.v[i];
		nic->domain = domain;
	}
	vt_metadata_add(&r->metadata, facts, domain, (uint32_t)(facts->nics.n - r->nics.n),
			(uint32_t)r->nics.n);
}

void vt_domreader_done(struct vt_domreader *r)
{
	vt_vec_done(&r->nics);
	vt_buf_done(&r->vlan);
	vt_buf_done(&r->parameters);
	vt_buf_done(&r->actual_vlan);
	vt_buf_done(&r->name);
	vt_buf_done(&r->uuid);
	vt_metadata_done(&r->metadata);
}

static int on_start(void *arg, const struct vt_xml_elem *e, struct vt_err *err)
{
	return vt_domreader_start(arg, e->path, e, err);
}

static void on_text(void *arg, const char *path, const char *text, size_t len)
{
	vt_domreader_text(arg, path, text, len);
}

static void on_end(void *arg, const char *path)
{
	vt_domreader_end(arg, path);
}

static int read_domain(struct vt_domreader *r, const char *xml, size_t len, struct vt_err *err)
{
	static const struct vt_xml_handler handler = { on_start, on_text, on_end };
	int result = vt_xml_parse(xml, len, &handler, r, err);

	if (result == 0 && !r->has_domain)
		return vt_err_set(err, EBADMSG, "the XML has no <domain>");
	return result;
}

int vt_domxml_decode(const char *xml, size_t len, struct vt_facts *facts, uint32_t domain,
		     struct vt_err *err)
{
	__attribute__((
		cleanup(vt_domreader_done))) struct vt_domreader r = { .arena = facts->arena };
	int result = read_domain(&r, xml, len, err);

	if (result == 0)
		vt_domreader_add(&r, facts, domain);
	return result;
}

int vt_domxml_identity(const char *xml, size_t len, struct vt_arena *arena,
		       struct vt_domxml_identity *ret, struct vt_err *err)
{
	__attribute__((cleanup(vt_domreader_done))) struct vt_domreader r = { .arena = arena };
	int result = read_domain(&r, xml, len, err);

	if (result == 0)
		*ret = vt_domreader_identity(&r, arena);
	return result;
}
