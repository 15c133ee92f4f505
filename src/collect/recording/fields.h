/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The members of a recording's rows: one table for both writer and reader. */
#ifndef VT_COLLECT_RECORDING_FIELDS_H
#define VT_COLLECT_RECORDING_FIELDS_H

#include "collect/raw.h"

/* How a member is stored. Secrets are scrubbed from _URI, _XML and _ARGS. */
enum vt_record_type {
	VT_REC_TEXT, /* const char * */
	VT_REC_SLUG, /* likewise; a word like domain-xml, maybe one of a newer version */
	VT_REC_URI,  /* likewise; any text that may name a URI */
	VT_REC_XML,  /* likewise */
	VT_REC_U64,
	VT_REC_U32,
	VT_REC_I32,
	VT_REC_PID, /* int32_t, from 1 */
	VT_REC_ID,  /* uint32_t, VT_NONE is null */
	VT_REC_BOOL,
	VT_REC_WORD,    /* an enum; @words has its names by value, NULL for a value without one */
	VT_REC_SET,     /* uint32_t; written as an array of the @words of its bits */
	VT_REC_ARGS,    /* const char *, and size_t at @len */
	VT_REC_NETLINK, /* struct vt_buf */
};

/**
 * struct vt_record_field - a member of a row; a table ends with a NULL @key
 * @offset: where it is in the row
 * @required: a row without it is invalid
 * @local: not recorded, only passed between processes
 */
struct vt_record_field {
	const char *key;
	enum vt_record_type type;
	size_t offset, len;
	const char *const *words;
	size_t n_words;
	bool required, local;
};

/**
 * struct vt_record_table - a table of rows; a list ends with a NULL @key
 * @offset: where its vector is, in a struct vt_raw or vt_raw_conn
 */
struct vt_record_table {
	const char *key;
	const struct vt_record_field *fields;
	size_t offset, row_size;
};

/* What keeps something of each table of a scan has so much room. */
#define VT_RECORD_TABLES_MAX 32

/* The tables of a scan, and of each of its connections. */
extern const struct vt_record_table vt_record_tables[], vt_record_conn_tables[];

/** struct vt_record_rows - what every VT_VEC looks like */
struct vt_record_rows {
	char *v;
	size_t n, cap;
};

/** vt_record_rows - the vector of @table's rows in @owner */
static inline struct vt_record_rows vt_record_rows(const void *owner,
						   const struct vt_record_table *table)
{
	struct vt_record_rows rows;

	memcpy(&rows, (const char *)owner + table->offset, sizeof(rows));
	return rows;
}

/** vt_record_add - append a zeroed row; valid until the next call */
void *vt_record_add(void *owner, const struct vt_record_table *table);

extern const struct vt_record_field vt_record_scan[], vt_record_host[], vt_record_conn[],
	vt_record_domain[], vt_record_pidfile[], vt_record_registration[], vt_record_netns[],
	vt_record_nsid[], vt_record_lease[], vt_record_manager[], vt_record_source[],
	vt_record_proc[], vt_record_fd[], vt_record_hint[], vt_record_gap[];

#endif
