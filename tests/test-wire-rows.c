/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that a scan which was taken over may send: one value after the other is wrong. */
#include <config.h>

#include <errno.h>

#include "collect/prober/wire.h"
#include "collect/recording/fields.h"
#include "tap.h"

struct head {
	uint16_t kind, table;
	uint32_t len;
};

static void put_u32(struct vt_buf *out, uint32_t value)
{
	vt_buf_add(out, &value, sizeof(value));
}

static void put_string(struct vt_buf *out, const char *text, size_t len)
{
	put_u32(out, text ? (uint32_t)len + 1 : 0);
	vt_buf_add(out, text, text ? len : 0);
}

static unsigned int table_number(const char *key)
{
	unsigned int i = 0;

	while (strcmp(vt_record_tables[i].key, key) != 0)
		i++;
	return i;
}

/* What the reader says of one row of that table. */
static int take_payload(const char *table, const struct vt_buf *row)
{
	const struct head head = { 7, (uint16_t)table_number(table), (uint32_t)row->len };
	struct vt_wire w = { .raw = vt_raw_new() };
	VT_BUF_OF(out);
	int r;

	vt_buf_add(&out, &head, sizeof(head));
	vt_buf_add(&out, row->p, row->len);
	r = vt_wire_take(&w, out.p, out.len);
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	return r;
}

static void test_hint_rows(void)
{
	static const struct {
		const char *what;
		uint32_t pid, way;
		int want;
	} rows[] = {
		{ "a hint", 7, VT_HIDING_IN_FLIGHT, 0 },
		{ "the last word", 7, VT_HIDING_IO_URING, 0 },
		{ "one behind it", 7, VT_HIDING_IO_URING + 1, -EBADMSG },
		{ "one far behind it", 7, UINT32_MAX, -EBADMSG },
		{ "no PID", 0, VT_HIDING_IN_FLIGHT, -EBADMSG },
		{ "the last PID", INT32_MAX, VT_HIDING_IN_FLIGHT, 0 },
		{ "a PID less than none", (uint32_t)INT32_MAX + 1, VT_HIDING_IN_FLIGHT, -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_BUF_OF(row);

		put_u32(&row, rows[i].pid);
		put_u32(&row, rows[i].way);
		put_u32(&row, 3);
		is_int(take_payload("hints", &row), rows[i].want, rows[i].what);
	}
}

static void test_fd_rows(void)
{
	static const struct {
		const char *what;
		uint32_t kind;
		unsigned char off;
		int want;
	} rows[] = {
		{ "a descriptor of a tap", VT_KIND_TUN, 1, 0 },
		{ "one of a kind that has no word", VT_KIND_OTHER, 1, -EBADMSG },
		{ "neither true nor false", VT_KIND_TUN, 2, -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_BUF_OF(row);

		for (unsigned int k = 0; k < 3; k++)
			put_u32(&row, 7); /* pid, tid, fd */
		put_u32(&row, rows[i].kind);
		for (unsigned int k = 0; k < 3; k++)
			put_string(&row, NULL, 0); /* fdinfo, ifname, mac */
		for (unsigned int k = 0; k < 6; k++)
			put_u32(&row, 0); /* ifname_errno, flags, ifindex, file, netns */
		vt_buf_add(&row, "", 1);
		vt_buf_add(&row, &rows[i].off, 1);
		is_int(take_payload("fds", &row), rows[i].want, rows[i].what);
	}
}

static void test_proc_rows(void)
{
	static const struct {
		const char *what;
		uint32_t kvm;
		int want;
	} rows[] = {
		{ "whether it has a VM is not known", VT_UNKNOWN, 0 },
		{ "it has one", VT_YES, 0 },
		{ "no such answer", 9, -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_BUF_OF(row);

		put_u32(&row, 7);
		put_string(&row, "", 0);
		for (unsigned int k = 0; k < 4; k++)
			put_string(&row, NULL, 0); /* exe, cmdline, cgroup, config */
		put_u32(&row, 0);
		put_u32(&row, 0); /* netns */
		put_u32(&row, 0); /* uid */
		put_u32(&row, rows[i].kvm);
		put_u32(&row, 0);
		put_u32(&row, 0); /* inner_pid, fds_error */
		is_int(take_payload("procs", &row), rows[i].want, rows[i].what);
	}
}

static void test_text_rows(void)
{
	static const struct {
		const char *what, *name;
		size_t len;
		int want;
	} rows[] = {
		{ "a manager", "pve", 3, 0 },
		{ "one without a name", NULL, 0, -EBADMSG },
		{ "a NUL in its name", "p\0e", 3, -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_BUF_OF(row);

		put_string(&row, rows[i].name, rows[i].len);
		put_string(&row, NULL, 0);
		is_int(take_payload("managers", &row), rows[i].want, rows[i].what);
	}
}

static void test_gap_rows(void)
{
	static const struct {
		const char *what;
		uint32_t hides;
		int want;
	} rows[] = {
		{ "a gap that hides all", 31, 0 },
		{ "one that hides what there is not", 32, -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_BUF_OF(row);

		put_string(&row, "c", 1);
		put_string(&row, "s", 1);
		put_string(&row, NULL, 0); /* detail */
		put_u32(&row, rows[i].hides);
		for (unsigned int k = 0; k < 4; k++)
			put_u32(&row, 0); /* netns, owner, pid */
		put_string(&row, NULL, 0);
		put_string(&row, NULL, 0); /* uri, uuid */
		vt_buf_add(&row, "", 1);
		is_int(take_payload("gaps", &row), rows[i].want, rows[i].what);
	}
}

int main(void)
{
	test_hint_rows();
	test_fd_rows();
	test_proc_rows();
	test_text_rows();
	test_gap_rows();
	return done();
}
