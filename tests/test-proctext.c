/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of /proc and of status files to values: a row for each thing that a text may say. */
#include <config.h>

#include "collect/process/hints-decode.h"
#include "collect/process/proctext.h"

#include "guard.h"
#include "tap.h"

#define N(a) (sizeof(a) / sizeof(*(a)))

static void test_iff(void)
{
	static const struct {
		const char *what, *text, *want;
	} rows[] = {
		{ "a device", "pos:\t0\nflags:\t02\niff:\tvnet0\n", "vnet0" },
		{ "in the first line", "iff:\tvnet0\nx\n", "vnet0" },
		{ "in a last line without its end", "pos:\t0\niff:\tvnet0", "vnet0" },
		{ "no device", "pos:\t0\niff:\t\n", "" },
		{ "another line that ends so", "pos:\t0\nxiff:\tvnet0\n", NULL },
		{ "no such line", "pos:\t0\n", NULL },
		{ "nothing", "", NULL },
	};

	for (size_t i = 0; i < N(rows); i++) {
		const char *name = NULL;
		size_t len = 0;
		bool found = vt_fdinfo_iff(rows[i].text, &name, &len);

		ok(found == (rows[i].want != NULL) &&
			   (!found ||
			    (len == strlen(rows[i].want) && !memcmp(name, rows[i].want, len))),
		   "iff: %s", rows[i].what);
	}
}

/* Fields 4 to 22, of which the parent is 3, the threads are 2, and the start is 99. */
#define FIELDS " R 3 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 2 18 99 20"

static void test_stat(void)
{
	static const struct {
		const char *what, *text, *comm;
	} rows[] = {
		{ "a process", "7 (qemu)" FIELDS, "qemu" },
		{ "a name with parentheses", "7 (a) S (b)" FIELDS, "a) S (b" },
		{ "a name of no bytes", "7 ()" FIELDS, "" },
		{ "no name", "7 a" FIELDS, NULL },
		{ "a name that does not end", "7 (a" FIELDS, NULL },
		{ "one that does not begin", "7 a)" FIELDS, NULL },
		{ "one that ends before it begins", "7 )" FIELDS "(", NULL },
		{ "cut before its start time",
		  "7 (a) R 3 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 2 18", NULL },
		{ "cut behind its name",
		  "7 (a) \0"
		  "3 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 2 18 99",
		  NULL },
		{ "cut behind its state",
		  "7 (a) R\0"
		  "3 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 2 18 99",
		  NULL },
		{ "no space behind its name",
		  "7 (a)R 3 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 2 18 99", NULL },
		{ "nothing", "", NULL },
	};

	for (size_t i = 0; i < N(rows); i++) {
		struct vt_pidstat st = { 0 };
		int r = vt_pidstat_decode(rows[i].text, &st);

		ok(rows[i].comm ?
			   !r && st.comm_len == strlen(rows[i].comm) &&
				   !memcmp(st.comm, rows[i].comm, st.comm_len) && st.state == 'R' &&
				   st.ppid == 3 && st.threads == 2 && st.start == 99 :
			   r < 0,
		   "stat: %s", rows[i].what);
	}
}

static void test_status(void)
{
	static const struct {
		const char *what, *text;
		int32_t pid;
	} rows[] = {
		{ "in a namespace", "Name:\tx\nNSpid:\t100\t7\nNSpgid:\t5\t6\n", 7 },
		{ "the first one there", "NSpid:\t100\t1\n", 1 },
		{ "in three of them", "NSpid:\t100\t20\t3\n", 3 },
		{ "in ours alone", "Name:\tx\nNSpid:\t100\nNSpgid:\t5\n", 0 },
		{ "as the last line", "NSpid:\t100\t7", 7 },
		{ "the largest number", "NSpid:\t1\t2147483647\n", INT32_MAX },
		{ "more than a PID can be", "NSpid:\t1\t2147483648\n", 0 },
		{ "no PID", "NSpid:\t1\t0\n", 0 },
		{ "less than one", "NSpid:\t1\t-7\n", 0 },
		{ "no number", "NSpid:\t1\tx\n", 0 },
		{ "an old kernel", "Name:\tx\n", 0 },
	};
	uint32_t uid = 7;

	for (size_t i = 0; i < N(rows); i++)
		is_int(vt_status_inner_pid(rows[i].text), rows[i].pid, rows[i].what);
	ok(vt_status_uid("Name:\tx\nUid:\t1\t2\t3\t4\n", &uid) && uid == 2, "effective user");
	ok(!vt_status_uid("Name:\tx\nGid:\t1\t2\t3\t4\n", &uid), "no user");
	ok(!vt_status_uid("Uid:\t1\n", &uid), "nor an effective one");
}

static void test_head(void)
{
	static const struct {
		const char *what, *text;
		int32_t pid;
	} rows[] = {
		{ "a status file",
		  "<!-- x -->\n<domstatus state='running' reason='booted' pid='42'>", 42 },
		{ "PID 1", "<domstatus pid='1'>", 1 },
		{ "the largest PID", "<domstatus pid='2147483647'>", INT32_MAX },
		{ "more than a PID can be", "<domstatus pid='2147483648'>", 0 },
		{ "more than an int can be", "<domstatus pid='4294967338'>", 0 },
		{ "another element's", "<domstatus state='x'><x pid='42'>", 0 },
		{ "before the element", "<x pid='42'><domstatus state='x'>", 0 },
		{ "none", "<domstatus state='x'>", 0 },
		{ "an element that does not end", "<domstatus pid='42'", 0 },
		{ "no number", "<domstatus pid='x'>", 0 },
		{ "not a PID", "<domstatus pid='-42'>", 0 },
		{ "no status file", "<domain pid='42'>", 0 },
		{ "no text", NULL, 0 },
	};

	for (size_t i = 0; i < N(rows); i++)
		is_int(vt_status_head_pid(rows[i].text), rows[i].pid, rows[i].what);
}

static void test_majors(void)
{
	static const struct {
		const char *what, *text;
		uint32_t major;
	} rows[] = {
		{ "a driver",
		  "Character devices:\n  1 mem\n246 macvtap\n\nBlock devices:\n 9 ipvtap\n", 246 },
		{ "the first one", "Character devices:\n246 macvtap\n245 x\n", 246 },
		{ "a longer name before it", "Character devices:\n245 macvtapx\n246 macvtap\n",
		  246 },
		{ "another name of that length", "Character devices:\n245 macvlan\n246 macvtap\n",
		  246 },
		{ "a line without a number", "Character devices:\n macvtap\n246 macvtap\n", 246 },
		{ "no space before it", "Character devices:\n246-macvtap\n", 0 },
		{ "in the last line", "Character devices:\n246 macvtap", 246 },
		{ "none", "Character devices:\n246 x\n", 0 },
		{ "a block device", "Character devices:\n246 x\n\nBlock devices:\n9 macvtap\n", 0 },
		{ "another text", "246 macvtap\n", 0 },
		{ "a headline alone", "Character devices:", 0 },
		{ "and its line's end", "Character devices:\n", 0 },
	};

	for (size_t i = 0; i < N(rows); i++)
		is_int(vt_devices_major(guarded(rows[i].text, strlen(rows[i].text) + 1), "macvtap"),
		       rows[i].major, rows[i].what);
}

#define RING "pos:\t0\nUserFiles:\t"

static void test_hints(void)
{
	static const struct {
		const char *what, *fdinfo;
		uint32_t count;
		enum vt_hiding way;
	} rows[] = {
		{ "nothing", "pos:\t0\nflags:\t02\n", 0, 0 },
		{ "three in flight", "pos:\t0\nscm_fds: 3\n", 3, VT_HIDING_IN_FLIGHT },
		{ "one in flight", "pos:\t0\nscm_fds: 1\n", 1, VT_HIDING_IN_FLIGHT },
		{ "none in flight", "pos:\t0\nscm_fds: 0\n", 0, 0 },
		{ "no number of them", "pos:\t0\nscm_fds: x\n", 0, 0 },
		{ "registered", RING "2\n    0: /dev/net/tun\n    1: tun\nUserBufs:\t0\n", 2,
		  VT_HIDING_IO_URING },
		{ "the text ends with it", RING "1\n    0: tun", 1, VT_HIDING_IO_URING },
		{ "another file", RING "1\n    0: /dev/null\nUserBufs:\t0\n", 0, 0 },
		{ "a name that ends so", RING "1\n    0: /tmp/fortun\nUserBufs:\t0\n", 0, 0 },
		{ "lines of three and of no letters", RING "1\ntun\n\nUserBufs:\t0\n", 0, 0 },
		{ "no file of the ring any more", RING "0\nUserBufs:\t1\n    0: /dev/net/tun\n", 0,
		  0 },
	};

	for (size_t i = 0; i < N(rows); i++) {
		enum vt_hiding way = VT_HIDING_IN_FLIGHT;
		uint32_t count = 0;
		bool any = vt_hints_decode(rows[i].fdinfo, &way, &count);

		ok(any == (rows[i].count > 0) &&
			   (!any || (count == rows[i].count && way == rows[i].way)),
		   "hint: %s", rows[i].what);
	}
}

int main(void)
{
	test_iff();
	test_stat();
	test_status();
	test_head();
	test_majors();
	test_hints();
	return done();
}
