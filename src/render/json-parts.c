/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Members that are null where there is nothing to say. */
#include <config.h>

#include "render/json-parts.h"

#include <string.h>

#include "util/cleanup.h"

void vt_json_set_u32(struct vt_json *o, const char *key, uint32_t value)
{
	vt_json_set_id(o, key, value, VT_NONE);
}

void vt_json_set_nonzero(struct vt_json *o, const char *key, uint64_t value)
{
	if (value)
		vt_json_set_u64(o, key, value);
	else
		vt_json_set_null(o, key);
}

void vt_json_set_tri(struct vt_json *o, const char *key, enum vt_tri value)
{
	if (value == VT_UNKNOWN)
		vt_json_set_null(o, key);
	else
		vt_json_set_bool(o, key, value == VT_YES);
}

/* The name, and beside it hex digits of its bytes where they are not UTF-8. */
void vt_json_set_name(struct vt_json *o, const char *key, const char *key_hex, const char *name)
{
	bool odd = name && !vt_utf8_valid(name);
	VT_CLEANUP(vt_free) char *hex = odd ? vt_hex(name, strlen(name)) : NULL;

	vt_json_set_str(o, key, name);
	vt_json_set_str(o, key_hex, hex);
}
