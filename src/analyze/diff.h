/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The differences between two JSON inventories of a host.
 *
 * Rows with the same identity are the same thing. As far as possible, identity
 * survives a restart of the guest and a reboot of the host:
 *
 *   domain   connection and UUID, else UUID
 *   nic      its domain and MAC address, else its domain and alias
 *   device   the claim on it, else name and namespace, else name
 *   holder   its device, its domain and its program, else its device and PID
 *   finding  code, domain, NIC and device, else code, domain and NIC
 *
 * Not compared: times; interface indexes; the PID of a domain's own holder, as
 * it is the domain's PID; across a reboot, ids, PIDs, namespace numbers and text
 * with them; if the guest runs in one of the two only, what only live XML has.
 */
#ifndef VT_ANALYZE_DIFF_H
#define VT_ANALYZE_DIFF_H

#include "util/arena.h"
#include "util/json.h"
#include "util/vec.h"

enum vt_change_kind { VT_ADDED, VT_REMOVED, VT_CHANGED };

enum vt_change_what {
	VT_WHAT_DOMAIN,
	VT_WHAT_NIC,
	VT_WHAT_DEVICE,
	VT_WHAT_HOLDER,
	VT_WHAT_FINDING,
	VT_WHAT_N
};

/** struct vt_diff_value - a member on one side; @text is NULL for numbers and booleans */
struct vt_diff_value {
	enum { VT_VALUE_NULL, VT_VALUE_TEXT, VT_VALUE_INT, VT_VALUE_BOOL } type;
	const char *text;
	int64_t number;
};

/** struct vt_diff_field - a member that differs; all of them, if one side lacks the row */
struct vt_diff_field {
	const char *name;
	struct vt_diff_value old, new;
};

/** struct vt_diff_key - what a change is about; NULL for what does not apply */
struct vt_diff_key {
	const char *domain, *uuid, *alias, *ifname, *comm, *code;
};

/**
 * struct vt_change - one difference
 * @first_field, @n_fields: in vt_diff.fields
 */
struct vt_change {
	enum vt_change_kind kind;
	enum vt_change_what what;
	struct vt_diff_key key;
	size_t first_field, n_fields;
};

/** struct vt_diff_side - what identifies an inventory; strings may be NULL */
struct vt_diff_side {
	const char *hostname, *machine_id, *boot_id, *generated_at;
	bool complete;
	size_t gaps;
};

/**
 * struct vt_diff - all differences, sorted by what they are about; owned
 * @same_boot: no reboot in between, as far as is known
 *
 * Strings are borrowed from both inventories, which must outlive it.
 */
struct vt_diff {
	struct vt_arena *arena;
	struct vt_diff_side old, new;
	bool same_boot;
	VT_VEC(struct vt_change) changes;
	VT_VEC(struct vt_diff_field) fields;
};

/**
 * vt_diff_check - is @doc an inventory that vt_diff() can compare
 *
 * Returns 0, -ENOTSUP for a newer version, or -EBADMSG.
 */
int vt_diff_check(const struct vt_json *doc, struct vt_err *err);

/** vt_diff_new - compare two checked inventories; owned, free with vt_diff_free() */
struct vt_diff *vt_diff_new(const struct vt_json *old, const struct vt_json *new);
void vt_diff_free(struct vt_diff *d);

static inline void vt_diff_cleanup(struct vt_diff **d)
{
	vt_diff_free(*d);
}

#endif
