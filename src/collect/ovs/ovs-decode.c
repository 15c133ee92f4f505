/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ovs-vsctl's JSON table to leftovers. */
#include <config.h>

#include "collect/ovs/ovs-decode.h"

#include "util/json.h"
#include "util/str.h"

/* ["map",[["k","v"],...]] */
static const char *map_value(const struct vt_json *cell, const char *key)
{
	const struct vt_json *pairs = vt_json_at(cell, 1);

	if (!vt_streq(vt_json_str(vt_json_at(cell, 0)), "map"))
		return NULL;
	for (size_t i = 0; i < vt_json_len(pairs); i++) {
		const struct vt_json *pair = vt_json_at(pairs, i);

		if (vt_streq(vt_json_str(vt_json_at(pair, 0)), key))
			return vt_json_str(vt_json_at(pair, 1));
	}
	return NULL;
}

int vt_ovs_decode(const char *text, size_t len, struct vt_facts *facts, struct vt_err *err)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	const struct vt_json *rows;
	int r = vt_json_parse(text, len, &doc, err);

	if (r < 0)
		return vt_err_prefix(err, "ovs-vsctl");
	rows = vt_json_get_array(doc, "data");
	for (size_t i = 0; i < vt_json_len(rows); i++) {
		const struct vt_json *row = vt_json_at(rows, i);
		const char *name = vt_json_str(vt_json_at(row, 0));
		const char *type = vt_json_str(vt_json_at(row, 1));
		const char *vm = map_value(vt_json_at(row, 2), "vm-id");
		struct vt_leftover *left;

		if (!name || !vm || !type || (*type && strcmp(type, "system") != 0))
			continue;
		left = vt_vec_add(&facts->leftovers);
		left->kind = VT_LEFT_OVS;
		left->conn = VT_NONE;
		left->id = vt_arena_str(facts->arena, name);
		left->ifname = left->id;
		left->owner_uuid = vt_arena_str(facts->arena, vm);
		left->mac =
			vt_arena_str(facts->arena, map_value(vt_json_at(row, 2), "attached-mac"));
	}
	return 0;
}
