/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows to bytes and back, by the tables of recordings. */
#include <config.h>

#include "collect/prober/wire.h"

#include <errno.h>

#include "collect/recording/fields.h"
#include "util/cleanup.h"

/* Ten thousand VMs are 200 MB; no host has more than this. */
#define TOTAL_MAX (UINT64_C(2) << 30)
#define FRAME_MAX (UINT32_C(300) << 20)

/* So much is collected before it is flushed. */
#define FLUSH_AT ((size_t)256 << 10)

enum frame_kind {
	FRAME_SCAN = 1, /* struct vt_raw itself, and the host */
	FRAME_DONE,     /* phases */
	FRAME_END,      /* an error, code 0 = none */
	FRAME_NO_CONNS, /* forget those that came */
	FRAME_CONN,     /* a connection; its rows follow */
	FRAME_CLEAR,    /* forget the rows of @table */
	FRAME_ROW,      /* of @table */
	FRAME_CONN_ROW, /* of @table of the last connection */
};

struct frame {
	uint16_t kind, table;
	uint32_t len;
};

/* --- writing ------------------------------------------------------------- */

static void put_text(struct vt_buf *out, const char *text, size_t len)
{
	/* NULL is 0, and every text one more than its length. */
	uint32_t n = text ? (uint32_t)len + 1 : 0;

	vt_buf_add(out, &n, sizeof(n));
	if (text)
		vt_buf_add(out, text, len);
}

static void put_field(struct vt_buf *out, const struct vt_record_field *f, const void *row)
{
	const char *p = (const char *)row + f->offset;
	struct vt_buf bytes;
	const char *text;
	size_t len;

	switch (f->type) {
	case VT_REC_TEXT:
	case VT_REC_SLUG:
	case VT_REC_URI:
	case VT_REC_XML:
		memcpy(&text, p, sizeof(text));
		put_text(out, text, text ? strlen(text) : 0);
		break;
	case VT_REC_ARGS:
		memcpy(&text, p, sizeof(text));
		memcpy(&len, (const char *)row + f->len, sizeof(len));
		put_text(out, text, len);
		break;
	case VT_REC_NETLINK:
		memcpy(&bytes, p, sizeof(bytes));
		put_text(out, bytes.p, bytes.len);
		break;
	case VT_REC_U64:
		vt_buf_add(out, p, sizeof(uint64_t));
		break;
	case VT_REC_BOOL:
		vt_buf_add(out, p, sizeof(bool));
		break;
	case VT_REC_U32:
	case VT_REC_I32:
	case VT_REC_PID:
	case VT_REC_ID:
	case VT_REC_WORD:
	case VT_REC_SET:
		vt_buf_add(out, p, sizeof(uint32_t));
		break;
	}
}

static void put_fields(struct vt_buf *out, const struct vt_record_field *fields, const void *row)
{
	for (const struct vt_record_field *f = fields; f->key; f++)
		put_field(out, f, row);
}

/* Where the frame begins, for end_frame(). */
static size_t begin_frame(struct vt_buf *out, enum frame_kind kind, size_t table)
{
	const struct frame head = { .kind = (uint16_t)kind, .table = (uint16_t)table };
	const size_t at = out->len;

	vt_buf_add(out, &head, sizeof(head));
	return at;
}

static void end_frame(struct vt_buf *out, size_t at)
{
	const uint32_t len = (uint32_t)(out->len - at - sizeof(struct frame));

	memcpy(out->p + at + offsetof(struct frame, len), &len, sizeof(len));
}

static void put_row(struct vt_buf *out, enum frame_kind kind, size_t table,
		    const struct vt_record_field *fields, const void *row)
{
	const size_t at = begin_frame(out, kind, table);

	put_fields(out, fields, row);
	end_frame(out, at);
}

static void flush(struct vt_buf *out, const struct vt_wire_sent *sent)
{
	if (sent->flush && out->len >= FLUSH_AT)
		sent->flush(sent->arg, out);
}

static void put_table(struct vt_buf *out, const struct vt_wire_sent *sent, enum frame_kind kind,
		      size_t i, const struct vt_record_table *table, const void *owner)
{
	const struct vt_record_rows rows = vt_record_rows(owner, table);

	for (size_t k = 0; k < rows.n; k++) {
		put_row(out, kind, i, table->fields, rows.v + k * table->row_size);
		flush(out, sent);
	}
}

static void put_conns(struct vt_buf *out, const struct vt_wire_sent *sent, const struct vt_raw *raw)
{
	end_frame(out, begin_frame(out, FRAME_NO_CONNS, 0));
	for (size_t i = 0; i < raw->conns.n; i++) {
		const struct vt_raw_conn *c = raw->conns.v[i];

		put_row(out, FRAME_CONN, 0, vt_record_conn, c);
		for (size_t t = 0; vt_record_conn_tables[t].key; t++)
			put_table(out, sent, FRAME_CONN_ROW, t, &vt_record_conn_tables[t], c);
	}
}

/* Rows that only come once, and are large. */
static bool is_final(const struct vt_record_table *table)
{
	return table->fields == vt_record_netns;
}

/* Of these some may go and as many others come: what is asked again has gaps of its own. */
static bool is_renewed(const struct vt_record_table *table)
{
	return table->fields == vt_record_gap;
}

void vt_wire_put(struct vt_buf *out, const struct vt_raw *raw, struct vt_wire_sent *sent,
		 uint32_t done)
{
	/* A scan by /proc is done again, and numbers the files when it is over. */
	const bool again = (done & VT_PHASE_REST) && raw->scan == VT_SCAN_PROC;
	const size_t scan = begin_frame(out, FRAME_SCAN, 0);
	size_t at;

	put_fields(out, vt_record_scan, raw);
	put_fields(out, vt_record_host, &raw->host);
	end_frame(out, scan);
	if (done & VT_PHASE_CONNS)
		put_conns(out, sent, raw);
	for (size_t i = 0; vt_record_tables[i].key; i++) {
		const struct vt_record_table *table = &vt_record_tables[i];
		const struct vt_record_rows rows = vt_record_rows(raw, table);

		if (rows.n == sent->rows[i] && (!again || is_final(table)) &&
		    (!rows.n || !is_renewed(table)))
			continue;
		end_frame(out, begin_frame(out, FRAME_CLEAR, i));
		put_table(out, sent, FRAME_ROW, i, table, raw);
		sent->rows[i] = rows.n;
	}
	at = begin_frame(out, FRAME_DONE, 0);
	vt_buf_add(out, &done, sizeof(done));
	end_frame(out, at);
}

void vt_wire_put_end(struct vt_buf *out, const struct vt_err *err)
{
	const size_t at = begin_frame(out, FRAME_END, 0);
	const int32_t code = err->code;

	vt_buf_add(out, &code, sizeof(code));
	put_text(out, err->msg, strlen(err->msg));
	end_frame(out, at);
}

/* --- reading ------------------------------------------------------------- */

/* What is left of a payload. */
struct payload {
	const char *p;
	size_t left;
	struct vt_arena *arena;
};

static int take_bytes(struct payload *in, void *ret, size_t n)
{
	if (in->left < n)
		return -EBADMSG;
	memcpy(ret, in->p, n);
	in->p += n;
	in->left -= n;
	return 0;
}

/* Inside the payload; NULL for NULL. */
static bool take_span(struct payload *in, const char **ret, size_t *ret_len)
{
	uint32_t n;

	*ret = NULL;
	*ret_len = 0;
	if (take_bytes(in, &n, sizeof(n)) < 0 || in->left + 1 < n)
		return false;
	if (n) {
		*ret = in->p;
		*ret_len = n - 1;
		in->p += n - 1;
		in->left -= n - 1;
	}
	return true;
}

static int take_text(struct payload *in, const struct vt_record_field *f, char *row)
{
	const char *span, *text;
	size_t len;

	if (!take_span(in, &span, &len) || (f->required && !span))
		return -EBADMSG;
	if (f->type != VT_REC_ARGS && span && memchr(span, '\0', len))
		return -EBADMSG;
	text = span ? vt_arena_strn(in->arena, span, len) : NULL;
	memcpy(row + f->offset, &text, sizeof(text));
	if (f->type == VT_REC_ARGS)
		memcpy(row + f->len, &len, sizeof(len));
	return 0;
}

static int take_netlink(struct payload *in, const struct vt_record_field *f, char *row)
{
	struct vt_buf bytes = { 0 };
	const char *span;
	size_t len;

	if (!take_span(in, &span, &len))
		return -EBADMSG;
	if (span)
		vt_buf_add(&bytes, span, len);
	memcpy(row + f->offset, &bytes, sizeof(bytes));
	return 0;
}

static bool is_word(const struct vt_record_field *f, uint32_t value)
{
	if (!value && !f->required)
		return true;
	return value < f->n_words && f->words[value];
}

static int take_number(struct payload *in, const struct vt_record_field *f, char *row)
{
	uint32_t value;

	if (take_bytes(in, &value, sizeof(value)) < 0)
		return -EBADMSG;
	if (f->type == VT_REC_PID && (!value || value > INT32_MAX))
		return -EBADMSG;
	if (f->type == VT_REC_WORD && !is_word(f, value))
		return -EBADMSG;
	if (f->type == VT_REC_SET && value >> f->n_words)
		return -EBADMSG;
	memcpy(row + f->offset, &value, sizeof(value));
	return 0;
}

static int take_bool(struct payload *in, const struct vt_record_field *f, char *row)
{
	unsigned char byte;

	if (take_bytes(in, &byte, 1) < 0 || byte > 1)
		return -EBADMSG;
	*(bool *)(row + f->offset) = byte;
	return 0;
}

static int take_field(struct payload *in, const struct vt_record_field *f, char *row)
{
	switch (f->type) {
	case VT_REC_TEXT:
	case VT_REC_SLUG:
	case VT_REC_URI:
	case VT_REC_XML:
	case VT_REC_ARGS:
		return take_text(in, f, row);
	case VT_REC_NETLINK:
		return take_netlink(in, f, row);
	case VT_REC_U64:
		return take_bytes(in, row + f->offset, sizeof(uint64_t));
	case VT_REC_BOOL:
		return take_bool(in, f, row);
	case VT_REC_U32:
	case VT_REC_I32:
	case VT_REC_PID:
	case VT_REC_ID:
	case VT_REC_WORD:
	case VT_REC_SET:
		return take_number(in, f, row);
	}
	return -EBADMSG;
}

static int take_fields(struct payload *in, const struct vt_record_field *fields, void *row)
{
	int r = 0;

	for (const struct vt_record_field *f = fields; f->key && r == 0; f++)
		r = take_field(in, f, row);
	return r;
}

static const struct vt_record_table *table_of(const struct vt_record_table *tables, size_t n)
{
	for (size_t i = 0; tables[i].key; i++)
		if (i == n)
			return &tables[i];
	return NULL;
}

/* Texts are the arena's; messages are the row's own. */
static void release_row(const struct vt_record_field *fields, char *row)
{
	for (const struct vt_record_field *f = fields; f->key; f++)
		if (f->type == VT_REC_NETLINK)
			vt_buf_done((struct vt_buf *)(void *)(row + f->offset));
}

/* If it is cut off from here on, neither the old rows nor all of the new ones are there. */
static void begin_again(struct vt_wire *w)
{
	w->before |= w->done;
	w->done = 0;
}

/* They come again, or are gone. */
static int clear_rows(struct vt_wire *w, size_t t)
{
	const struct vt_record_table *table = table_of(vt_record_tables, t);
	struct vt_record_rows rows;

	if (!table)
		return -EBADMSG;
	begin_again(w);
	rows = vt_record_rows(w->raw, table);

	for (size_t i = 0; i < rows.n; i++)
		release_row(table->fields, rows.v + i * table->row_size);
	rows.n = 0;
	memcpy((char *)w->raw + table->offset, &rows, sizeof(rows));
	vt_arena_free(VT_TAKE_PTR(w->texts[t]));
	return 0;
}

/* A row that is not complete does not count. */
static int take_row(struct payload *in, const struct vt_record_table *table, void *owner)
{
	struct vt_record_rows rows;
	char *row = vt_record_add(owner, table);

	if (take_fields(in, table->fields, row) == 0)
		return 0;
	release_row(table->fields, row);
	rows = vt_record_rows(owner, table);
	rows.n--;
	memcpy((char *)owner + table->offset, &rows, sizeof(rows));
	return -EBADMSG;
}

static int take_table_row(struct payload *in, struct vt_wire *w, size_t i)
{
	const struct vt_record_table *table = table_of(vt_record_tables, i);

	if (!table)
		return -EBADMSG;
	if (!w->texts[i])
		w->texts[i] = vt_arena_new();
	in->arena = w->texts[i];
	return take_row(in, table, w->raw);
}

static int take_scan(struct payload *in, struct vt_wire *w)
{
	struct vt_arena *before = w->scan;
	int r;

	in->arena = w->scan = vt_arena_new();
	r = take_fields(in, vt_record_scan, w->raw);
	if (r == 0)
		r = take_fields(in, vt_record_host, &w->raw->host);
	/* In one that is not complete some members are still the old ones. */
	if (!r)
		vt_arena_free(before);
	else
		vt_arena_take(w->raw->arena, before);
	return r;
}

static int take_conn(struct payload *in, struct vt_raw *raw)
{
	struct vt_raw_conn *c = vt_raw_conn_new(NULL);

	in->arena = c->arena;
	if (take_fields(in, vt_record_conn, c) < 0) {
		vt_raw_conn_free(c);
		return -EBADMSG;
	}
	vt_vec_push(&raw->conns, c);
	return 0;
}

static int take_conn_row(struct payload *in, struct vt_raw *raw, size_t table)
{
	const struct vt_record_table *of_conn = table_of(vt_record_conn_tables, table);
	struct vt_raw_conn *c;

	if (!of_conn || !raw->conns.n)
		return -EBADMSG;
	c = raw->conns.v[raw->conns.n - 1];
	in->arena = c->arena;
	return take_row(in, of_conn, c);
}

static int forget_conns(struct vt_wire *w)
{
	begin_again(w);
	while (w->raw->conns.n)
		vt_raw_conn_free(w->raw->conns.v[--w->raw->conns.n]);
	return 0;
}

static int take_end(struct payload *in, struct vt_wire *w)
{
	const char *text;
	int32_t code;
	size_t len;

	if (take_bytes(in, &code, sizeof(code)) < 0 || !take_span(in, &text, &len) || !text ||
	    code < 0)
		return -EBADMSG;
	if (code)
		vt_err_set(&w->err, code, "%.*s", (int)len, text);
	w->ended = true;
	return 0; /* nothing more is read */
}

static int take_frame(struct vt_wire *w, const struct frame *head, struct payload *in)
{
	uint32_t done;

	switch (head->kind) {
	case FRAME_SCAN:
		return take_scan(in, w);
	case FRAME_DONE:
		if (take_bytes(in, &done, sizeof(done)) < 0)
			return -EBADMSG;
		w->done |= w->before | done;
		w->before = 0;
		return 0;
	case FRAME_END:
		return take_end(in, w);
	case FRAME_NO_CONNS:
		return forget_conns(w);
	case FRAME_CONN:
		return take_conn(in, w->raw);
	case FRAME_CLEAR:
		return clear_rows(w, head->table);
	case FRAME_ROW:
		return take_table_row(in, w, head->table);
	case FRAME_CONN_ROW:
		return take_conn_row(in, w->raw, head->table);
	}
	return -EBADMSG;
}

/* Every whole frame of what has come; less than 0 ends the stream. */
static int take_frames(struct vt_wire *w, size_t *ret_used)
{
	size_t at = 0;
	int r = 0;

	while (r == 0 && !w->ended && w->pending.len - at >= sizeof(struct frame)) {
		struct payload in = { .arena = w->raw->arena };
		struct frame head;

		memcpy(&head, w->pending.p + at, sizeof(head));
		if (head.len > FRAME_MAX)
			return -E2BIG;
		if (w->pending.len - at - sizeof(head) < head.len)
			break;
		in.p = w->pending.p + at + sizeof(head);
		in.left = head.len;
		r = take_frame(w, &head, &in);
		if (in.left)
			r = -EBADMSG;
		at += sizeof(head) + head.len;
	}
	*ret_used = at;
	return r;
}

int vt_wire_take(struct vt_wire *w, const void *bytes, size_t n)
{
	size_t used;
	int r;

	w->total += n;
	if (w->total > TOTAL_MAX)
		return -E2BIG;
	vt_buf_add(&w->pending, bytes, n);
	r = take_frames(w, &used);
	if (r < 0)
		return r;
	memmove(w->pending.p, w->pending.p + used, w->pending.len - used);
	w->pending.len -= used;
	return 0;
}

void vt_wire_done(struct vt_wire *w)
{
	vt_buf_done(&w->pending);
	vt_arena_take(w->raw->arena, VT_TAKE_PTR(w->scan));
	for (size_t i = 0; i < VT_RECORD_TABLES_MAX; i++)
		vt_arena_take(w->raw->arena, VT_TAKE_PTR(w->texts[i]));
}
