/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells about where a NIC's frames go, for columns.c; and numbers of bytes for people. */
#ifndef VT_RENDER_COLUMNS_PARTS_H
#define VT_RENDER_COLUMNS_PARTS_H

#include "render/columns.h"
#include "render/row.h"
#include "util/str.h"

/* Each as vt_column.value, .shown or .brief. */
bool vt_col_addresses(const struct vt_row *row, struct vt_buf *ret);
bool vt_brief_addresses(const struct vt_row *row, struct vt_buf *ret);
/* What a NIC has instead of a link, in brackets, as it is not the name of one. */
bool vt_shown_device(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_pci(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_label(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_from(const struct vt_row *row, struct vt_buf *ret);
bool vt_shown_from(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_to(const struct vt_row *row, struct vt_buf *ret);
bool vt_shown_to(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_from_packets(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_to_packets(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_errors(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_dropped(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_from_rate(const struct vt_row *row, struct vt_buf *ret);
bool vt_shown_from_rate(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_to_rate(const struct vt_row *row, struct vt_buf *ret);
bool vt_shown_to_rate(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_from_pps(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_to_pps(const struct vt_row *row, struct vt_buf *ret);
bool vt_col_path(const struct vt_row *row, struct vt_buf *ret);

/** vt_column_of_json - columns that are members of the JSON format, NULL behind the last; static */
const struct vt_column *vt_column_of_json(size_t i);

/** vt_bytes_add - "512 B", "1.2 GB" */
void vt_bytes_add(struct vt_buf *out, uint64_t bytes);

/** vt_path_add_text - "vnet0 -> br0 -> eth0, eth1", raw bytes; nothing for no device */
void vt_path_add_text(struct vt_buf *out, const struct vt_report *r, uint32_t device);

/** vt_domain_label - what an orchestrator calls the VM, else its title; NULL = nothing */
const char *vt_domain_label(const struct vt_facts *f, uint32_t domain);

#endif
