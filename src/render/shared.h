/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the renderers share. */
#ifndef VT_RENDER_SHARED_H
#define VT_RENDER_SHARED_H

#include "render/formats.h"
#include "util/json.h"

/**
 * struct vt_scope - what of the facts is shown, parallel to their tables
 *
 * Owned, release with vt_scope_done().
 */
struct vt_scope {
	bool *domains, *devices, *procs;
};

/** vt_scope_of - all, or with VT_CMD_SHOW what the report refers to; owned */
struct vt_scope vt_scope_of(const struct vt_report *r, const struct vt_render_opts *o);
void vt_scope_done(struct vt_scope *s);

/* The process of a domain, NULL when none was found. */
const struct vt_proc *vt_domain_proc(const struct vt_report *r, uint32_t domain);
/* The link of a device. */
const struct vt_link *vt_device_link(const struct vt_report *r, uint32_t device);
/* Name of a domain's row, NULL for VT_NONE. */
const char *vt_domain_name(const struct vt_report *r, uint32_t domain);

/** vt_finding_subject - append "vm1 net0 vnet3", or what is known; "-" when nothing is */
void vt_finding_subject(struct vt_buf *out, const struct vt_finding *f, bool ascii);

/** vt_coverage_line - append "incomplete (2 gaps: a, b)"; nothing without gaps */
void vt_coverage_line(struct vt_buf *out, const struct vt_report *r);

/** vt_json_fill_* - add the members that the JSON format has for it to an object */
void vt_json_fill_mapping(struct vt_json *o, const struct vt_report *r, const struct vt_mapping *m);
void vt_json_fill_finding(struct vt_json *o, const struct vt_finding *f);
void vt_json_fill_summary(struct vt_json *o, const struct vt_report *r);

/** vt_table_rows - headings and rows of the table format, without what follows below
 * @left_out: the headings of columns that there was no room for; may be NULL
 */
int vt_table_rows(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		  struct vt_buf *left_out, struct vt_err *err);

/** vt_show_text - the table format of VT_CMD_SHOW */
void vt_show_text(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out);

#endif
