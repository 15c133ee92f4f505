/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firecracker's --config-file. It may have secrets: only its NICs are kept. */
#include <config.h>

#include "collect/vmm/config-acquire.h"

#include <stdio.h>
#include <string.h>

#include "collect/gate.h"
#include "collect/vmm/vmm.h"
#include "util/fd.h"
#include "util/json.h"

#define CONFIG_MAX ((size_t)1 << 20)
#define NAME "--config-file"

/* The value of the option, NULL when it is not there. */
static const char *config_file(const struct vt_raw_proc *p)
{
	const char *end = p->cmdline + p->cmdline_len;

	for (const char *arg = p->cmdline; arg && arg < end; arg += strlen(arg) + 1) {
		const char *next = arg + strlen(arg) + 1;

		if (!strcmp(arg, NAME))
			return next < end ? next : NULL;
		if (!strncmp(arg, NAME "=", sizeof(NAME)))
			return arg + sizeof(NAME);
	}
	return NULL;
}

static int read_text(const struct vt_gate *root, const char *name, uint32_t uid, struct vt_buf *ret)
{
	struct stat st;
	VT_CLEANUP(vt_fd) int fd = vt_gate_file(root, name, CONFIG_MAX, &st);

	if (fd < 0)
		return fd;
	if (st.st_uid != uid)
		return -EPERM;
	return vt_gate_read(root, name, CONFIG_MAX, ret);
}

static const char *only_nics(struct vt_arena *arena, const struct vt_buf *text)
{
	static const char *const keys[] = { "iface_id", "host_dev_name", "guest_mac" };
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *o = NULL;
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *out = vt_json_object();
	struct vt_json *nics = vt_json_array();
	const struct vt_json *list;
	struct vt_err err = { 0 };
	size_t len;

	if (vt_json_parse(text->p, text->len, &o, &err) == 0) {
		list = vt_json_get_array(o, "network-interfaces");
		for (size_t i = 0; i < vt_json_len(list); i++) {
			struct vt_json *nic = vt_json_object();

			for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
				vt_json_set_str(nic, keys[k],
						vt_json_get_str(vt_json_at(list, i), keys[k],
								NULL));
			vt_json_add(nics, nic);
		}
	}
	vt_json_set(out, "network-interfaces", nics);
	return vt_arena_str(arena, vt_json_text(out, false, &len));
}

void vt_vmm_read_configs(struct vt_raw *raw)
{
	__attribute__((cleanup(vt_gate_purse_done))) struct vt_gate_purse purse = { 0 };

	for (size_t i = 0; i < raw->procs.n; i++) {
		__attribute__((cleanup(vt_gate_close))) struct vt_gate root = VT_GATE_CLOSED;
		struct vt_raw_proc *p = &raw->procs.v[i];
		const char *name = vt_vmm_of(p->exe, NULL, p->cmdline) == &vt_vmm_firecracker ?
					   config_file(p) :
					   NULL;
		VT_BUF_OF(text);
		char path[32];

		if (!name || p->config)
			continue;
		/* In a jail the working directory is the root. */
		name += strspn(name, "/");
		snprintf(path, sizeof(path), "/proc/%d/root", p->pid);
		if (vt_gate_open(path, VT_GATE_INSIDE, &purse, &root) == 0 &&
		    read_text(&root, name, p->uid, &text) == 0)
			p->config = only_nics(raw->arena, &text);
	}
}
