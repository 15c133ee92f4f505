/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sections of the page. */
#ifndef VT_RENDER_HTML_HTML_SECTIONS_H
#define VT_RENDER_HTML_HTML_SECTIONS_H

#include "render/shared.h"

/** vt_html_findings ... - a section each, with its heading; nothing for an empty one */
void vt_html_findings(const struct vt_report *r, struct vt_buf *out);
void vt_html_gaps(const struct vt_report *r, struct vt_buf *out);
void vt_html_picture(const struct vt_report *r, struct vt_buf *out);
int vt_html_mappings(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		     struct vt_err *err);
void vt_html_domains(const struct vt_report *r, const struct vt_scope *s, struct vt_buf *out);
void vt_html_devices(const struct vt_report *r, const struct vt_scope *s, struct vt_buf *out);
void vt_html_processes(const struct vt_report *r, const struct vt_scope *s, struct vt_buf *out);
void vt_html_connections(const struct vt_report *r, struct vt_buf *out);

#endif
