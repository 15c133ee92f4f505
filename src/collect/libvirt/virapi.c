/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt to a table of its functions. */
#include <config.h>

#include "collect/libvirt/virapi.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "collect/libvirt/uri.h"
#include "util/fd.h"
#include "util/library.h"
#include "util/str.h"

#define SONAME "libvirt.so.0"
VT_LIBRARY_NOTE(libvirt, "Ask libvirt for its VMs", SONAME);

struct vt_vir_functions vt_vir;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[256];

static void silence(void *arg, virErrorPtr error)
{
	(void)arg;
	(void)error;
}

static void load(void)
{
#define FUNCTION(name) { #name, offsetof(struct vt_vir_functions, name) },
	static const struct vt_library_function functions[] = { VT_VIR_FUNCTIONS(FUNCTION) };
#undef FUNCTION
	const size_t n = sizeof(functions) / sizeof(functions[0]);

	if (vt_library_load(SONAME, &vt_vir, functions, n, failure, sizeof(failure)) < 0)
		return;
	vt_vir.virSetErrorFunc(NULL, silence);
	vt_vir.virInitialize();
}

const char *vt_virapi_load(void)
{
	pthread_once(&once, load);
	return failure[0] ? failure : NULL;
}

/* Whoever set it, the environment is the caller's own. */
#define CONF_MAX (1u << 20)

const char *vt_virapi_conf(struct vt_arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (geteuid() == 0)
		return "/etc/libvirt/libvirt.conf";
	if (config && *config)
		return vt_arena_fmt(arena, "%s/libvirt/libvirt.conf", config);
	return home ? vt_arena_fmt(arena, "%s/.config/libvirt/libvirt.conf", home) : NULL;
}

static void read_conf(struct vt_arena *arena, struct vt_buf *ret)
{
	const char *path = vt_virapi_conf(arena);
	VT_CLEANUP(vt_file) FILE *f = path ? fopen(path, "re") : NULL;
	char chunk[4096];
	size_t n;

	vt_buf_str(ret, "");
	while (f && ret->len < CONF_MAX && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		vt_buf_add(ret, chunk, n);
}

/*
 * Aliases are resolved here, and not by libvirt behind the check: what passes
 * it has a scheme, and what has a colon is no alias to libvirt.
 */
virConnectPtr vt_virapi_open(const char *uri, const char **ret_error)
{
	struct vt_arena *arena = vt_arena_new();
	virConnectPtr conn = NULL;
	const char *alias;
	VT_BUF_OF(conf);

	read_conf(arena, &conf);
	alias = vt_uri_alias(arena, conf.p, uri);
	*ret_error = vt_uri_refusal(alias ? alias : uri);
	if (!*ret_error) {
		conn = vt_vir.virConnectOpenAuth(alias ? alias : uri, NULL, VIR_CONNECT_RO);
		*ret_error = conn ? NULL : vt_vir.virGetLastErrorMessage();
	}
	vt_arena_free(arena);
	return conn;
}
