/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a URI, and as libvirt.conf: no crash, and what is asked is a daemon of this host. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "collect/libvirt/uri.h"
#include "util/vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_arena *arena = vt_arena_new();
	char *uri = vt_xmemdup0(data, size);
	const char *dir = vt_uri_run_dir(arena, uri);
	const char *socket = vt_uri_parameter(arena, uri, "socket");

	/* Escapes only make it shorter. */
	if (socket && strlen(socket) > strlen(uri))
		abort();
	if (dir &&
	    (socket ? strncmp(dir, socket, strlen(dir)) != 0 : strcmp(dir, "/run/libvirt") != 0))
		abort();
	if (dir && vt_uri_state_dir(arena, uri, dir)[0] == '\0')
		abort();
	if (!vt_uri_refusal(uri) &&
	    (strstr(uri, "+ssh") == uri + 4 || strstr(uri, "embed") == uri + 8))
		abort();
	if (!socket != vt_uri_is_hosts(arena, uri) && !socket)
		abort();
	vt_uri_alias(arena, uri, "a");
	free(uri);
	vt_arena_free(arena);
	return 0;
}
