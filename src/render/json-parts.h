/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the JSON format share. */
#ifndef VT_RENDER_JSON_PARTS_H
#define VT_RENDER_JSON_PARTS_H

#include "render/shared.h"

/** vt_json_domains, vt_json_devices, vt_json_processes - the rows in @s; taken by the caller */
struct vt_json *vt_json_domains(const struct vt_report *r, const struct vt_scope *s);
struct vt_json *vt_json_devices(const struct vt_report *r, const struct vt_scope *s);
struct vt_json *vt_json_processes(const struct vt_report *r, const struct vt_scope *s);
/** vt_json_bridges - every bridge; taken by the caller */
struct vt_json *vt_json_bridges(const struct vt_report *r);
/** vt_json_path - hops of a device (a row of the inventory); vt_json_stats - counters of a link */
struct vt_json *vt_json_path(const struct vt_report *r, uint32_t device);
struct vt_json *vt_json_stats(const struct vt_link *link);

/** vt_json_needs - names of what a gap hides; taken by the caller */
struct vt_json *vt_json_needs(uint32_t hides);

/** vt_json_fill_domain, .._device, .._process, .._nic - add the members of that row to an object */
void vt_json_fill_domain(struct vt_json *o, const struct vt_report *r, uint32_t row);
void vt_json_fill_device(struct vt_json *o, const struct vt_report *r, uint32_t row);
void vt_json_fill_process(struct vt_json *o, const struct vt_report *r, uint32_t row);
void vt_json_fill_nic(struct vt_json *o, const struct vt_facts *f, const struct vt_nic *nic);

/** vt_json_fill_gap - add the members of a gap to an object */
void vt_json_fill_gap(struct vt_json *o, const struct vt_gap *gap);

/** vt_json_set_u32 - null for VT_NONE; vt_json_set_nonzero - null for 0 */
void vt_json_set_u32(struct vt_json *o, const char *key, uint32_t value);
void vt_json_set_nonzero(struct vt_json *o, const char *key, uint64_t value);
/** vt_json_set_tri - true, false, or null for unknown */
void vt_json_set_tri(struct vt_json *o, const char *key, enum vt_tri value);
/** vt_json_set_name - a name, and beside it the hex digits of its bytes where they are not UTF-8 */
void vt_json_set_name(struct vt_json *o, const char *key, const char *key_hex, const char *name);

#endif
