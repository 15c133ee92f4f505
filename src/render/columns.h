/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of table, csv and html. */
#ifndef VT_RENDER_COLUMNS_H
#define VT_RENDER_COLUMNS_H

#include "render/formats.h"
#include "render/row.h"
#include "util/vec.h"

/** vt_row_of_mapping, vt_row_of_finding - borrowed from the report */
struct vt_row vt_row_of_mapping(const struct vt_report *r, const struct vt_mapping *m);
struct vt_row vt_row_of_finding(const struct vt_report *r, const struct vt_finding *f);

/**
 * struct vt_column - a row of the table of columns
 * @name:  heading, and the word for -o
 * @key:   heading in csv, where possible the name in the JSON format; also a word for -o
 * @right: numbers
 * @wrap:  text that may be broken into lines
 * @metric: the counter of Prometheus that it is, NULL = none
 * @moves:  it differs in each scan, which is no news
 * @least, @gives: what happens where there is no room, as in struct vt_grid_column
 * @value: appends the raw bytes of the cell; false = absent, nothing appended
 * @shown: the same for people, where that is different; else NULL
 * @brief: @shown in fewer words; else NULL
 */
struct vt_column {
	const char *name, *key, *help, *metric;
	bool right, wrap, moves;
	size_t least;
	unsigned int gives;
	bool (*value)(const struct vt_row *row, struct vt_buf *ret);
	bool (*shown)(const struct vt_row *row, struct vt_buf *ret);
	bool (*brief)(const struct vt_row *row, struct vt_buf *ret);
};

/** vt_column_at - the columns in the order of --list-columns, NULL behind the last; static */
const struct vt_column *vt_column_at(size_t i);

/* Columns in the order they are shown; zero it, release with vt_columns_done(). */
struct vt_columns {
	VT_VEC(const struct vt_column *) list;
};

static inline void vt_columns_done(struct vt_columns *c)
{
	vt_vec_done(&c->list);
}

/* Who reads the default columns: people do not want as many as programs. */
enum vt_reader { VT_FOR_PEOPLE, VT_FOR_PROGRAMS };

/**
 * vt_columns_parse - the columns that @spec asks for
 * @r:    people see the namespace where devices are in several; NULL = no report
 * @spec: argument of -o, NULL = the default columns of @command
 *
 * Returns 0, or -EINVAL.
 */
int vt_columns_parse(enum vt_command command, enum vt_reader reader, const struct vt_report *r,
		     const char *spec, struct vt_columns *ret, struct vt_err *err);
static inline void vt_columns_cleanup(struct vt_columns *c)
{
	vt_columns_done(c);
}

/** vt_column_cell - the cell's raw text in @ret, which is emptied; false = absent */
bool vt_column_cell(const struct vt_column *c, const struct vt_row *row, struct vt_buf *ret);
/** vt_column_shown - the same for people */
bool vt_column_shown(const struct vt_column *c, const struct vt_row *row, struct vt_buf *ret);
/** vt_column_brief - the same in fewer words; false = there are none */
bool vt_column_brief(const struct vt_column *c, const struct vt_row *row, struct vt_buf *ret);

/** vt_column_by_name - by its heading or key, in any case; NULL and @err = there is none; static */
const struct vt_column *vt_column_by_name(const char *word, size_t len, struct vt_err *err);

#endif
