/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the decoders make of files, for compare.py: lines of "KIND PATH" on
 * standard input, a line of JSON for each on standard output. KIND is domain,
 * status or args (arguments that are each ended by a NUL).
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect/libvirt/domxml.h"
#include "collect/libvirt/statusxml.h"
#include "collect/vmm/vmm.h"
#include "util/json.h"
#include "util/str.h"

static const char *const tri[] = { [VT_UNKNOWN] = NULL, [VT_NO] = "no", [VT_YES] = "yes" };

static void set_nic(struct vt_json *o, const struct vt_nic *n)
{
	vt_json_set_str(o, "type", n->type);
	vt_json_set_str(o, "alias", n->alias);
	vt_json_set_str(o, "mac", n->mac);
	vt_json_set_str(o, "mac_current", n->mac_current);
	vt_json_set_str(o, "model", n->model);
	vt_json_set_str(o, "source_bridge", n->source_bridge);
	vt_json_set_str(o, "source_network", n->source_network);
	vt_json_set_str(o, "source_dev", n->source_dev);
	vt_json_set_str(o, "source_mode", n->source_mode);
	vt_json_set_str(o, "portid", n->portid);
	vt_json_set_str(o, "portgroup", n->portgroup);
	vt_json_set_str(o, "target", n->target);
	vt_json_set_str(o, "managed", tri[n->managed]);
	vt_json_set_str(o, "virtualport", n->virtualport);
	vt_json_set_str(o, "interface_id", n->interface_id);
	vt_json_set_str(o, "filter", n->filter);
	vt_json_set_str(o, "filter_parameters", n->filter_parameters);
	vt_json_set_str(o, "script", n->script);
	vt_json_set_str(o, "teaming", n->teaming);
	vt_json_set_str(o, "vlan", n->vlan);
	vt_json_set_bool(o, "vlan_trunk", n->vlan_trunk);
	vt_json_set_int(o, "vlan_native", n->vlan_native);
	vt_json_set_str(o, "link_up", tri[n->link_up]);
	vt_json_set_str(o, "isolated", tri[n->isolated]);
	vt_json_set_int(o, "queues", n->queues);
	vt_json_set_int(o, "mtu", n->mtu);
}

static void set_netdev(struct vt_json *o, const struct vt_netdev *n)
{
	vt_json_set_str(o, "id", n->id);
	vt_json_set_str(o, "ifname", n->ifname);
	vt_json_set_str(o, "mac", n->mac);
	vt_json_set_int(o, "fd", n->fd);
}

static int decode_domain(struct vt_json *o, const struct vt_buf *text, struct vt_facts *f)
{
	struct vt_domxml_identity who = { 0 };
	struct vt_err err = { 0 };
	int r;

	vt_vec_add(&f->domains);
	r = vt_domxml_decode(text->p, text->len, f, 0, &err);

	if (r == 0)
		r = vt_domxml_identity(text->p, text->len, f->arena, &who, &err);
	vt_json_set_str(o, "name", who.name);
	vt_json_set_str(o, "uuid", who.uuid);
	vt_json_set_int(o, "id", who.name ? who.id : -1);
	return r;
}

static int decode_status(struct vt_json *o, const struct vt_buf *text, struct vt_facts *f)
{
	struct vt_err err = { 0 };
	int r = vt_statusxml_decode(text->p, text->len, f, 0, &err);
	const struct vt_domain *d = r < 0 ? NULL : &f->domains.v[0];

	vt_json_set_str(o, "name", d ? d->name : NULL);
	vt_json_set_str(o, "uuid", d ? d->uuid : NULL);
	vt_json_set_int(o, "id", d ? d->id : -1);
	vt_json_set_int(o, "pid", d ? d->pid : 0);
	return r;
}

static int decode_args(struct vt_json *o, const struct vt_buf *text, struct vt_facts *f)
{
	vt_vec_add(&f->procs);
	vt_vmm_decode(&vt_vmm_qemu, text->p, text->len, NULL, VT_VMM_MAX_NETDEVS, f, 0);
	vt_json_set_str(o, "name", f->procs.v[0].guest);
	vt_json_set_str(o, "uuid", f->procs.v[0].uuid);
	return 0;
}

static int read_file(const char *path, struct vt_buf *text)
{
	FILE *in = fopen(path, "re");
	char chunk[4096];
	size_t n;

	if (!in)
		return -1;
	vt_buf_str(text, "");
	while ((n = fread(chunk, 1, sizeof(chunk), in)) > 0)
		vt_buf_add(text, chunk, n);
	fclose(in);
	return 0;
}

static int decode(struct vt_json *o, const char *kind, const struct vt_buf *text,
		  struct vt_facts *f)
{
	if (!strcmp(kind, "status"))
		return decode_status(o, text, f);
	return strcmp(kind, "args") ? decode_domain(o, text, f) : decode_args(o, text, f);
}

static void tell(const char *kind, const char *path)
{
	struct vt_facts *f = vt_facts_new();
	struct vt_json *o = vt_json_object(), *nics = vt_json_array(), *netdevs = vt_json_array();
	VT_BUF_OF(text);
	size_t len;

	vt_json_set_bool(o, "ok", read_file(path, &text) == 0 && decode(o, kind, &text, f) == 0);
	for (size_t i = 0; i < f->nics.n; i++) {
		struct vt_json *nic = vt_json_object();

		set_nic(nic, &f->nics.v[i]);
		vt_json_add(nics, nic);
	}
	for (size_t i = 0; i < f->netdevs.n; i++) {
		struct vt_json *netdev = vt_json_object();

		set_netdev(netdev, &f->netdevs.v[i]);
		vt_json_add(netdevs, netdev);
	}
	vt_json_set(o, "nics", nics);
	vt_json_set(o, "netdevs", netdevs);
	printf("%s\n", vt_json_text(o, false, &len));
	vt_json_free(o);
	vt_facts_free(f);
}

int main(void)
{
	char line[4096];

	while (fgets(line, sizeof(line), stdin)) {
		char *path = strchr(line, ' ');

		line[strcspn(line, "\n")] = '\0';
		if (!path)
			return 2;
		*path++ = '\0';
		tell(line, path);
	}
	return 0;
}
