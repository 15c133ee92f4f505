/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Labels of <metadata>, by the namespaces of those who write them. xml.c gives
 * an element of such a namespace a prefix of its own, whatever the document's is.
 */
#include <config.h>

#include "collect/libvirt/metadata.h"

#define NOVA "/domain/metadata/nova:instance"
#define ONE "/domain/metadata/one:vm"

/* So many bytes of a text are looked at. */
#define TEXT_MAX 256

static const struct {
	const char *path, *key;
} texts[] = {
	{ "/domain/title", "title" },
	{ "/domain/description", "description" },
	{ NOVA "/nova:name", "nova-name" },
	{ NOVA "/nova:owner/nova:project", "project" },
	{ NOVA "/nova:owner/nova:user", "user" },
	{ ONE "/one:name", "one-name" },
	{ ONE "/one:uname", "user" },
	{ "/domain/metadata/kubevirt:kubevirt/kubevirt:uid", "kubevirt-uid" },
	{ "/domain/metadata/ovirt-vm:vm/ovirt-vm:clusterVersion", "ovirt-version" },
	{ "/domain/metadata/cloudstack:instance/cloudstack:name", "cloudstack-name" },
};

static void add_label(struct vt_metadata *m, uint32_t nic, const char *key, const char *value)
{
	if (value)
		vt_vec_push(&m->labels,
			    ((struct vt_label){ .nic = nic, .key = key, .value = value }));
}

void vt_metadata_port(struct vt_metadata *m, uint32_t nic, const char *uuid)
{
	for (size_t i = 0; i < m->labels.n; i++)
		if (m->labels.v[i].nic == nic)
			return;
	add_label(m, nic, "port", uuid);
}

/* Nova writes its ports in the order of the interfaces. */
void vt_metadata_start(struct vt_metadata *m, const char *path, const struct vt_xml_elem *e)
{
	m->text.len = 0;
	if (!strcmp(path, NOVA "/nova:ports/nova:port"))
		add_label(m, m->ports++, "port", vt_xml_attr_keep(e, "uuid", m->arena));
	else if (!strcmp(path, NOVA "/nova:ports/nova:port/nova:ip")) {
		struct vt_address row = { .nic = m->ports - 1,
					  .ip = vt_xml_attr_keep(e, "address", m->arena),
					  .source = VT_ADDRESS_METADATA,
					  .age = -1 };

		if (row.ip)
			vt_vec_push(&m->addresses, row);
	}
}

void vt_metadata_text(struct vt_metadata *m, const char *path, const char *text, size_t len)
{
	size_t room = TEXT_MAX - m->text.len;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!strcmp(path, texts[i].path))
			vt_buf_add(&m->text, text, len < room ? len : room);
}

/* Without the space around it; the first line of several, and no part of a character. */
static const char *trimmed(struct vt_metadata *m)
{
	const char *s = m->text.len ? m->text.p : "";
	size_t n = 0, len;
	uint32_t c;

	s += strspn(s, " \t\r\n");
	while ((len = vt_utf8_next(s + n, &c)) && c != '\r' && c != '\n')
		n += len;
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	return n ? vt_arena_strn(m->arena, s, n) : NULL;
}

static bool has_label(const struct vt_metadata *m, const char *key)
{
	for (size_t i = 0; i < m->labels.n; i++)
		if (!strcmp(m->labels.v[i].key, key))
			return true;
	return false;
}

/* As with libvirt's own elements, the first of several counts. */
void vt_metadata_end(struct vt_metadata *m, const char *path)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!strcmp(path, texts[i].path) && !has_label(m, texts[i].key))
			add_label(m, VT_NONE, texts[i].key, trimmed(m));
}

void vt_metadata_add(const struct vt_metadata *m, struct vt_facts *f, uint32_t domain,
		     uint32_t first_nic, uint32_t n)
{
	for (size_t i = 0; i < m->labels.n; i++) {
		struct vt_label row = m->labels.v[i];

		row.domain = domain;
		if (row.nic != VT_NONE && row.nic >= n)
			continue;
		if (row.nic != VT_NONE)
			row.nic += first_nic;
		if (!strcmp(row.key, "title"))
			f->domains.v[domain].title = row.value;
		else
			vt_vec_push(&f->labels, row);
	}
	for (size_t i = 0; i < m->addresses.n; i++) {
		struct vt_address row = m->addresses.v[i];

		if (row.nic >= n)
			continue;
		row.nic += first_nic;
		row.mac = f->nics.v[row.nic].mac;
		vt_vec_push(&f->addresses, row);
	}
}

void vt_metadata_done(struct vt_metadata *m)
{
	vt_vec_done(&m->labels);
	vt_vec_done(&m->addresses);
	vt_buf_done(&m->text);
}
