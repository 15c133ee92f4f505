/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt to a table of its functions. */
#include <config.h>

#include "collect/libvirt/virapi.h"

#include <pthread.h>

#include "util/library.h"

#define SONAME "libvirt.so.0"
VT_LIBRARY_NOTE(libvirt, "Ask libvirt for its domains", SONAME);

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
