/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of managers. */
#include <config.h>

#include "collect/managers/manager.h"

#include "util/str.h"

uint32_t vt_manager_row(struct vt_facts *f, const char *name, enum vt_basis basis)
{
	struct vt_manager *row;

	for (uint32_t i = 0; i < f->managers.n; i++)
		if (vt_streq(f->managers.v[i].name, name))
			return i;
	row = vt_vec_add(&f->managers);
	row->name = name;
	row->basis = basis;
	row->ok = true;
	return (uint32_t)f->managers.n - 1;
}
