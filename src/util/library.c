/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A shared library to a table of its functions. */
#include <config.h>

#include "util/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

int vt_library_load(const char *soname, void *table, const struct vt_library_function *functions,
		    size_t n, char *failure, size_t size)
{
	void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	if (!library) {
		snprintf(failure, size, "cannot load %s", dlerror());
		return -ENOENT;
	}
	for (size_t i = 0; i < n; i++) {
		void *function = dlsym(library, functions[i].name);

		if (!function) {
			snprintf(failure, size, "%s is too old: it has no %s", soname,
				 functions[i].name);
			return -ENOENT;
		}
		memcpy((char *)table + functions[i].at, &function, sizeof(function));
	}
	return 0;
}
