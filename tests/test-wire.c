/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows to bytes and back: every table and member, and every way to be wrong. */
#include <config.h>

#include <errno.h>

#include "collect/prober/wire.h"
#include "collect/recording/fields.h"
#include "tap.h"

/* A value for each type of member; @n makes them differ. */
static void fill_field(struct vt_arena *arena, const struct vt_record_field *f, char *row, size_t n)
{
	const char *text = vt_arena_fmt(arena, "%s \xff %zu", f->key, n);
	uint32_t number = (uint32_t)(1000 + n);
	uint64_t large = UINT64_C(1) << 40 | n;
	size_t len = strlen(text) + 1;
	uint32_t word = 0;

	while (f->n_words && word + 1 < f->n_words && !f->words[word])
		word++;
	if (f->type == VT_REC_WORD)
		number = word;
	if (f->type == VT_REC_SET)
		number = (1u << f->n_words) - 1;
	switch (f->type) {
	case VT_REC_TEXT:
	case VT_REC_SLUG:
	case VT_REC_URI:
	case VT_REC_XML:
	case VT_REC_ARGS:
		memcpy(row + f->offset, &text, sizeof(text));
		if (f->type == VT_REC_ARGS)
			memcpy(row + f->len, &len, sizeof(len));
		break;
	case VT_REC_NETLINK:
		vt_buf_add((struct vt_buf *)(void *)(row + f->offset), text, len);
		break;
	case VT_REC_U64:
		memcpy(row + f->offset, &large, sizeof(large));
		break;
	case VT_REC_BOOL:
		row[f->offset] = 1;
		break;
	case VT_REC_U32:
	case VT_REC_I32:
	case VT_REC_PID:
	case VT_REC_ID:
	case VT_REC_WORD:
	case VT_REC_SET:
		memcpy(row + f->offset, &number, sizeof(number));
		break;
	}
}

static void fill(struct vt_arena *arena, const struct vt_record_field *fields, void *row, size_t n)
{
	for (const struct vt_record_field *f = fields; f->key; f++)
		fill_field(arena, f, row, n);
}

static void fill_tables(struct vt_arena *arena, const struct vt_record_table *tables, void *owner)
{
	for (const struct vt_record_table *t = tables; t->key; t++)
		for (size_t i = 0; i < 3; i++)
			fill(arena, t->fields, vt_record_add(owner, t), i);
}

static struct vt_raw *full_scan(void)
{
	struct vt_raw *raw = vt_raw_new();

	fill(raw->arena, vt_record_scan, raw, 0);
	fill(raw->arena, vt_record_host, &raw->host, 0);
	for (size_t i = 0; i < 2; i++) {
		struct vt_raw_conn *c = vt_raw_conn_new("");

		fill(c->arena, vt_record_conn, c, i);
		fill_tables(c->arena, vt_record_conn_tables, c);
		vt_vec_push(&raw->conns, c);
	}
	fill_tables(raw->arena, vt_record_tables, raw);
	return raw;
}

static void bytes_of(const struct vt_raw *raw, struct vt_buf *ret)
{
	struct vt_wire_sent sent = { 0 };

	vt_wire_put(ret, raw, &sent, VT_PHASE_CONNS | VT_PHASE_LINKS);
}

static void end_with(struct vt_buf *out, int code, const char *words)
{
	struct vt_err err = { 0 };

	if (code)
		vt_err_set(&err, code, "%s", words);
	vt_wire_put_end(out, &err);
}

static void test_whole(void)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	struct vt_raw *raw = full_scan();
	VT_BUF_OF(sent);
	VT_BUF_OF(again);
	bool good = true;

	bytes_of(raw, &sent);
	end_with(&sent, 0, NULL);
	for (size_t i = 0; i < sent.len && good; i++)
		good = vt_wire_take(&w, sent.p + i, 1) == 0;
	ok(good && w.ended, "a scan comes byte by byte");
	is_int(w.err.code, 0, "without an error");
	is_int(w.done, VT_PHASE_CONNS | VT_PHASE_LINKS, "its phases are known");
	bytes_of(w.raw, &again);
	end_with(&again, 0, NULL);
	ok(sent.len == again.len && !memcmp(sent.p, again.p, sent.len), "and is the same");
	for (const struct vt_record_table *t = vt_record_tables; t->key; t++)
		is_int((long long)vt_record_rows(w.raw, t).n, 3, t->key);
	is_int((long long)w.pending.len, 0, "nothing is kept of what was read");
	is_int((long long)w.raw->conns.n, 2, "two connections");
	is_int((long long)w.raw->conns.v[1]->domains.n, 3, "with their rows");
	is_int((long long)w.raw->procs.v[2].cmdline_len, (long long)raw->procs.v[2].cmdline_len,
	       "a command line keeps its NULs");
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	vt_raw_free(raw);
}

struct head {
	uint16_t kind, table;
	uint32_t len;
};

/* Frames from @at on with a row of that table. */
static size_t rows_of(const struct vt_buf *out, size_t at, const char *key)
{
	struct head head;
	size_t n = 0;

	for (; at < out->len; at += sizeof(head) + head.len) {
		memcpy(&head, out->p + at, sizeof(head));
		n += head.kind == 7 && !strcmp(vt_record_tables[head.table].key, key);
	}
	return n;
}

/* What is not known stays so. */
static void test_sparse(void)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	struct vt_raw *raw = vt_raw_new();
	VT_BUF_OF(out);

	vt_vec_push(&raw->procs, ((struct vt_raw_proc){ .pid = 7, .stat = "" }));
	bytes_of(raw, &out);
	is_int(vt_wire_take(&w, out.p, out.len), 0, "a process of which little is known");
	is_int((long long)w.raw->procs.n, 1, "is a row");
	is_str(w.raw->procs.v[0].stat, "", "an empty text is empty");
	ok(!w.raw->procs.v[0].exe && !w.raw->ovs && !w.raw->host.hostname, "and none is none");
	ok(!w.raw->procs.v[0].cmdline && !w.raw->procs.v[0].cmdline_len, "so is a command line");
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	vt_raw_free(raw);
}

/* Of the last table of a scan that is sent again, rows are not doubled. */
static void test_again(void)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	struct vt_wire_sent sent = { 0 };
	struct vt_raw *raw = full_scan();
	VT_BUF_OF(out);
	size_t before;

	raw->gaps.n = 0;
	vt_wire_put(&out, raw, &sent, VT_PHASE_CONNS | VT_PHASE_HOLDERS);
	before = out.len;
	vt_wire_put(&out, raw, &sent, VT_PHASE_LINKS);
	ok(out.len - before < 400, "what did not change is not sent again");
	raw->scan = VT_SCAN_BPF;
	before = out.len;
	vt_wire_put(&out, raw, &sent, VT_PHASE_REST);
	ok(out.len - before < 400, "nor at the end of a scan by BPF");
	raw->procs.n = 1;
	vt_wire_put(&out, raw, &sent, VT_PHASE_CONNS);
	raw->scan = VT_SCAN_PROC;
	raw->fds.v[0].file = 77;
	before = out.len;
	vt_wire_put(&out, raw, &sent, VT_PHASE_REST);
	ok(rows_of(&out, before, "fds") == 3 && rows_of(&out, before, "netnses") == 0,
	   "one by /proc sends all but network namespaces again");
	is_int(vt_wire_take(&w, out.p, out.len), 0, "what is sent again is read");
	is_int((long long)w.raw->conns.n, 2, "connections are not doubled");
	is_int((long long)w.raw->procs.n, 1, "rows that went are gone");
	is_int((long long)w.raw->netnses.n, 3, "others stay");
	is_int(w.raw->fds.v[0].file, 77, "and files of a scan by /proc have their numbers");
	ok(!w.ended, "it is not at its end");
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	vt_raw_free(raw);
}

/* A gap that goes while another comes: there are no more of them than before. */
static void test_other_gap(void)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	struct vt_wire_sent sent = { 0 };
	struct vt_raw *raw = vt_raw_new();
	VT_BUF_OF(out);

	vt_raw_gap(raw, VT_GAP_BUDGET_SPENT, "processes", "");
	vt_wire_put(&out, raw, &sent, VT_PHASE_HOLDERS);
	raw->gaps.n = 0;
	vt_raw_gap(raw, VT_GAP_FILE_REFUSED, "a.xml", "");
	vt_wire_put(&out, raw, &sent, VT_PHASE_CONNS);
	is_int(vt_wire_take(&w, out.p, out.len), 0, "a gap is another one later");
	is_int((long long)w.raw->gaps.n, 1, "then that is the only one");
	is_str(w.raw->gaps.v[0].subject, "a.xml", "and it is told");
	out.len = 0;
	raw->gaps.n = 0;
	vt_wire_put(&out, raw, &sent, VT_PHASE_LINKS);
	is_int(vt_wire_take(&w, out.p, out.len), 0, "it goes");
	is_int((long long)w.raw->gaps.n, 0, "then there is none");
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	vt_raw_free(raw);
}

/* Whoever is killed in the middle of it has neither the rows of before nor those that come. */
static void test_cut(void)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	struct vt_wire_sent sent = { 0 };
	struct vt_raw *raw = full_scan();
	VT_BUF_OF(first);
	VT_BUF_OF(second);

	vt_wire_put(&first, raw, &sent, VT_PHASE_HOLDERS | VT_PHASE_PROCS);
	raw->procs.n = 2;
	vt_wire_put(&second, raw, &sent, VT_PHASE_REST);
	vt_wire_take(&w, first.p, first.len);
	is_int(w.done, VT_PHASE_HOLDERS | VT_PHASE_PROCS, "two phases have come");
	is_int(vt_wire_take(&w, second.p, second.len - 1), 0, "rows come again, and are cut off");
	is_int(w.done, 0, "then no phase is whole");
	is_int(vt_wire_take(&w, second.p + second.len - 1, 1), 0, "the last byte");
	is_int(w.done, VT_PHASE_HOLDERS | VT_PHASE_PROCS | VT_PHASE_REST, "makes all of them so");
	second.len = 0;
	vt_wire_put(&second, raw, &sent, VT_PHASE_CONNS);
	vt_wire_take(&w, second.p, second.len - 1);
	is_int(w.done, 0, "so do connections that come again");
	vt_wire_take(&w, second.p + second.len - 1, 1);
	w.done = 0;
	second.len = 0;
	vt_wire_put(&second, raw, &sent, VT_PHASE_LINKS);
	vt_wire_take(&w, second.p, second.len);
	is_int(w.done, VT_PHASE_LINKS, "and what was whole once is told once");
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	vt_raw_free(raw);
}

struct pieces {
	struct vt_buf all;
	size_t largest, n;
};

static void keep_piece(void *arg, struct vt_buf *out)
{
	struct pieces *p = arg;

	vt_buf_add(&p->all, out->p, out->len);
	p->largest = out->len > p->largest ? out->len : p->largest;
	p->n++;
	out->len = 0;
}

/* What users make large is never all in the buffer. */
static void test_pieces(void)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	struct pieces pieces = { .n = 0 };
	struct vt_wire_sent sent = { .flush = keep_piece, .arg = &pieces };
	struct vt_raw *raw = full_scan();
	VT_BUF_OF(out);
	VT_BUF_OF(text);

	for (size_t i = 0; i < 100000; i++)
		vt_buf_add(&text, "x", 1);
	raw->procs.n = 0;
	for (int32_t i = 1; i <= 40; i++) {
		struct vt_raw_proc *p = vt_vec_add(&raw->procs);

		p->pid = i;
		p->stat = "";
		p->cmdline = text.p;
		p->cmdline_len = text.len;
	}
	vt_wire_put(&out, raw, &sent, VT_PHASE_PROCS);
	keep_piece(&pieces, &out);
	ok(pieces.n > 10 && pieces.n < 20, "4 MB of command lines are sent in a few pieces");
	ok(pieces.largest < 500000, "none of which is large");
	is_int(vt_wire_take(&w, pieces.all.p, pieces.all.len), 0, "they are read");
	is_int((long long)w.raw->procs.n, 40, "and are all rows");
	sent = (struct vt_wire_sent){ .flush = NULL };
	vt_wire_put(&out, raw, &sent, VT_PHASE_PROCS);
	ok(out.len > 4000000, "where nobody takes pieces all of it is in one");
	vt_buf_done(&pieces.all);
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	vt_raw_free(raw);
}

static void test_error(void)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	VT_BUF_OF(out);

	end_with(&out, EPERM, "not allowed");
	is_int(vt_wire_take(&w, out.p, out.len), 0, "an error comes");
	is_int(w.err.code, EPERM, "with its number");
	is_str(w.err.msg, "not allowed", "and its words");
	vt_wire_done(&w);
	vt_raw_free(w.raw);
}

/* Takes @n bytes with one of them changed. */
static int take_changed(const struct vt_buf *bytes, size_t at, unsigned char to)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	VT_BUF_OF(copy);
	int r;

	vt_buf_add(&copy, bytes->p, bytes->len);
	copy.p[at] = (char)to;
	r = vt_wire_take(&w, copy.p, copy.len);
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	return r;
}

/* A frame of @kind with @n bytes of payload. */
static int take_frame(unsigned int kind, unsigned int table, const void *payload, uint32_t n)
{
	const struct head head = { (uint16_t)kind, (uint16_t)table, n };
	struct vt_wire w = { .raw = vt_raw_new() };
	VT_BUF_OF(out);
	int r;

	vt_buf_add(&out, &head, sizeof(head));
	vt_buf_add(&out, payload, payload ? n : 0);
	r = vt_wire_take(&w, out.p, out.len);
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	return r;
}

static void put_frame(struct vt_buf *out, unsigned int kind, const void *payload, uint32_t n)
{
	const struct head head = { (uint16_t)kind, 0, n };

	vt_buf_add(out, &head, sizeof(head));
	vt_buf_add(out, payload, n);
}

/* An end's payload: its numbers are in the byte order of this machine, and @n counts one more. */
struct end {
	int32_t code;
	uint32_t n;
	char words[4];
};

/* What a reader does at the end of a stream, and behind something wrong. */
static void test_ends(void)
{
	static const struct end words_of_none = { 5, 0, "" }, no_error = { 0, 2, "x" },
				less_than_none = { INT32_MIN, 2, "x" };
	const uint32_t done = VT_PHASE_LINKS;
	struct vt_wire w = { .raw = vt_raw_new() };
	struct vt_wire other = { .raw = w.raw };
	VT_BUF_OF(out);

	put_frame(&out, 3, &no_error, 9);
	put_frame(&out, 2, &done, 4);
	is_int(vt_wire_take(&w, out.p, out.len), 0, "an end, and more");
	ok(w.ended && !w.done, "what is behind the end does not count");
	ok(!w.err.code && !*w.err.msg, "words of no error are none");
	out.len = 0;
	put_frame(&out, 99, "", 0);
	put_frame(&out, 2, &done, 4);
	is_int(vt_wire_take(&other, out.p, out.len), -EBADMSG,
	       "something wrong before a good frame");
	is_int(other.done, 0, "which does not count");
	is_int(take_frame(3, 0, &no_error, 9), 0, "an end");
	is_int(take_frame(3, 0, &words_of_none, 8), -EBADMSG, "an error without words");
	is_int(take_frame(3, 0, &less_than_none, 9), -EBADMSG, "one below none");
	vt_wire_done(&other);
	vt_wire_done(&w);
	vt_raw_free(w.raw);
}

/* All that may come, and a byte more, without sending it. */
static void test_total(void)
{
	const uint32_t done = VT_PHASE_LINKS;
	VT_BUF_OF(out);

	put_frame(&out, 2, &done, 4);
	for (uint64_t more = 0; more < 2; more++) {
		struct vt_wire w = { .raw = vt_raw_new() };

		w.total = (UINT64_C(2) << 30) - out.len + more;
		is_int(vt_wire_take(&w, out.p, out.len), more ? -E2BIG : 0,
		       more ? "more than any host has" : "as much as may come");
		vt_wire_done(&w);
		vt_raw_free(w.raw);
	}
	is_int(take_frame(2, 0, NULL, UINT32_C(300) << 20), 0, "the largest frame is waited for");
	is_int(take_frame(2, 0, NULL, (UINT32_C(300) << 20) + 1), -E2BIG, "a larger one is not");
}

/* A scan's own row that is wrong leaves what there was. */
static void test_scan_row(void)
{
	static const uint32_t no_scan = 9;
	struct vt_wire w = { .raw = vt_raw_new() };
	struct vt_raw *raw = full_scan();
	VT_BUF_OF(out);

	bytes_of(raw, &out);
	put_frame(&out, 1, &no_scan, 4);
	is_int(vt_wire_take(&w, out.p, out.len), -EBADMSG, "a scan by nothing known");
	is_str(w.raw->ovs, raw->ovs, "what was told before stays");
	is_str(w.raw->host.hostname, raw->host.hostname, "of the host, too");
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	vt_raw_free(raw);
}

static void test_wrong(void)
{
	const uint32_t done = 1;
	unsigned int tables = 0;
	struct vt_raw *raw = full_scan();
	VT_BUF_OF(out);
	int wrong = 0;

	is_int(take_frame(2, 0, &done, 4), 0, "a good frame");
	is_int(take_frame(0, 0, NULL, 0), -EBADMSG, "no kind");
	is_int(take_frame(99, 0, NULL, 0), -EBADMSG, "an unknown kind");
	is_int(take_frame(2, 0, &done, 3), -EBADMSG, "a payload that is too short");
	is_int(take_frame(2, 0, "12345", 5), -EBADMSG, "one that is too long");
	is_int(take_frame(6, 99, NULL, 0), -EBADMSG, "a table that is not there");
	is_int(take_frame(7, 99, NULL, 0), -EBADMSG, "a row of it");
	while (vt_record_tables[tables].key)
		tables++;
	is_int(take_frame(6, tables, NULL, 0), -EBADMSG, "behind the last table");
	is_int(take_frame(7, tables, NULL, 0), -EBADMSG, "a row of that one");
	is_int(take_frame(8, 0, NULL, 0), -EBADMSG, "a row of no connection");
	is_int(take_frame(2, 0, NULL, UINT32_C(400) << 20), -E2BIG, "more than any frame has");
	is_int(take_frame(2, 0, NULL, 1000), 0, "one that has not come is waited for");
	bytes_of(raw, &out);
	for (size_t i = 0; i < out.len; i++)
		for (unsigned int bit = 0; bit < 8; bit += 7)
			wrong += take_changed(&out, i, (unsigned char)(out.p[i] ^ 1 << bit)) < 0;
	ok(wrong > 100, "of all changes of a bit many are seen, and none does harm");
	vt_raw_free(raw);
}

int main(void)
{
	test_whole();
	test_sparse();
	test_again();
	test_other_gap();
	test_cut();
	test_pieces();
	test_error();
	test_ends();
	test_total();
	test_scan_row();
	test_wrong();
	return done();
}
