/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recordings: every byte survives, and what does not fit is refused with its place. */
#include <config.h>

#include "collect/recording/recording.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/decode.h"
#include "tap.h"

#define CMDLINE "a\0\xff\xfe\0\0-object\0secret,id=s,data=hush,x=1\0cut"
#define SCRUBBED_CMDLINE "a\0\xff\xfe\0\0-object\0secret,id=s,data=SCRUBBED,x=1\0cut"

static struct vt_raw_conn *full_conn(void)
{
	struct vt_raw_conn *c = vt_raw_conn_new("qemu+ssh://me:hush@there/system?socket=\xe9");

	c->driver = "QEMU";
	c->error = "esc \x1b[31m \x7f \xc2\x9b \"quoted\" \\ \t\n";
	c->session = c->status_files = true;
	vt_vec_push(&c->domains, ((struct vt_raw_domain){ .name = "\xc3\xa9\xe2\x80\xae",
							  .id = -1,
							  .xml = "<a passwd='hush'>\xe9</a>",
							  .status = true }));
	vt_vec_push(&c->pidfiles, ((struct vt_raw_pidfile){ .name = "", .owner = -1 }));
	vt_vec_push(&c->registrations, ((struct vt_raw_registration){ VT_REG_PORT, "<x/>", NULL }));
	return c;
}

static struct vt_raw *full_scan(void)
{
	struct nlmsghdr head = { .nlmsg_len = sizeof(head), .nlmsg_type = NLMSG_DONE };
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_netns *ns;
	struct vt_raw_proc *p;
	struct vt_raw_fd *fd;
	struct vt_gap *gap;

	raw->host.hostname = "h\xff";
	raw->scan = VT_SCAN_BPF;
	raw->own_netns = UINT64_MAX;
	raw->processes = UINT32_MAX;
	raw->ovs = "";
	vt_vec_push(&raw->conns, full_conn());
	ns = vt_vec_add(&raw->netnses);
	ns->inode = 4026531840;
	ns->owner = 1000;
	for (int i = 0; i < 3; i++)
		vt_buf_add(&ns->messages, &head, sizeof(head));
	vt_buf_add(&ns->messages, "\x01\xff", 2);
	p = vt_vec_add(&raw->procs);
	*p = (struct vt_raw_proc){ .pid = 7,
				   .stat = "7 (x) S",
				   .uid = VT_NONE,
				   .fds_error = 13,
				   .cmdline = CMDLINE,
				   .cmdline_len = sizeof(CMDLINE) - 1 };
	p = vt_vec_add(&raw->procs);
	*p = (struct vt_raw_proc){ .pid = 8, .stat = "", .cmdline = "", .exe = "/bin/\n" };
	fd = vt_vec_add(&raw->fds);
	*fd = (struct vt_raw_fd){ .pid = 7,
				  .tid = 8,
				  .fd = -1,
				  .kind = VT_KIND_IPVTAP,
				  .ifname = "t",
				  .flags = UINT32_MAX,
				  .bpf = true };
	vt_vec_push(&raw->hints, ((struct vt_hint){ 7, VT_HIDING_IO_URING, 3 }));
	gap = vt_raw_gap(raw, VT_GAP_LINKS_UNREADABLE, "subject", NULL);
	gap->hides |= VT_NEED_CLAIMS;
	gap->netns = 5;
	return raw;
}

static void test_round_trip(const char *path)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	struct vt_recording rec = { .generated_at = "2026-01-31T08:15:00Z", .n_scans = 2 };
	struct vt_recording back = { .n_scans = 0 };
	const struct vt_raw *raw;
	struct vt_err err = { 0 };
	size_t scrubbed = 0;
	struct stat st;

	rec.scans[0] = full_scan();
	rec.scans[1] = vt_raw_new();
	ok(vt_record_write(path, &rec, &scrubbed, &err) == 0, "it is written");
	is_int((long long)scrubbed, 3, "the secrets that were scrubbed");
	ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600, "for its owner only");
	ok(vt_record_document(path, &doc, &err) == 0 && vt_record_is(doc), "it is a document");
	is_int((long long)vt_json_len(vt_json_get_array(doc, "scrubbed")), 3, "and lists them");
	is_str(vt_json_get_str(vt_json_at(vt_json_get_array(doc, "scrubbed"), 2), "where", ""),
	       "looks[0].procs[0].cmdline[4]", "by their place");
	if (!ok(vt_record_read(doc, &back, &err) == 0, "it is read back: %s", err.msg))
		return;
	is_str(back.generated_at, rec.generated_at, "the time");
	is_int((long long)back.n_scans, 2, "both looks");
	raw = back.scans[0];
	is_str(raw->host.hostname, "h\xff", "bytes that are no UTF-8");
	ok(!raw->host.kernel && raw->ovs && !*raw->ovs, "absent and empty are two things");
	ok(raw->own_netns == UINT64_MAX && raw->processes == UINT32_MAX, "large numbers");
	is_str(raw->conns.v[0]->uri, "qemu+ssh://me:SCRUBBED@there/system?socket=\xe9", "a URI");
	is_str(raw->conns.v[0]->error, rec.scans[0]->conns.v[0]->error, "control characters");
	is_str(raw->conns.v[0]->domains.v[0].xml, "<a passwd='SCRUBBED'>\xe9</a>", "XML");
	is_int(raw->conns.v[0]->pidfiles.v[0].owner, -1, "a negative number");
	is_int(raw->conns.v[0]->registrations.v[0].kind, VT_REG_PORT, "a word");
	ok(raw->netnses.v[0].messages.len == 3 * 16 + 2 &&
		   !memcmp(raw->netnses.v[0].messages.p, rec.scans[0]->netnses.v[0].messages.p, 50),
	   "netlink messages, and what is behind them");
	is_int(raw->netnses.v[0].owner, 1000, "whose a namespace is");
	ok(raw->procs.v[0].cmdline_len == sizeof(SCRUBBED_CMDLINE) - 1 &&
		   !memcmp(raw->procs.v[0].cmdline, SCRUBBED_CMDLINE, sizeof(SCRUBBED_CMDLINE)),
	   "a command line, with its end missing");
	ok(raw->procs.v[1].cmdline && !raw->procs.v[1].cmdline_len, "an empty one");
	ok(raw->procs.v[0].uid == VT_NONE && raw->procs.v[1].uid == 0, "no user and root");
	ok(raw->fds.v[0].kind == VT_KIND_IPVTAP && raw->fds.v[0].bpf, "a descriptor");
	is_int(raw->hints.v[0].way, VT_HIDING_IO_URING, "a hint");
	ok(raw->gaps.v[0].hides == (VT_NEED_LINKS | VT_NEED_CLAIMS) &&
		   vt_streq(raw->gaps.v[0].code, "links-unreadable") && raw->gaps.v[0].netns == 5,
	   "a gap");
	vt_recording_done(&back);
	vt_recording_done(&rec);
}

#define HEAD \
	"\"format\":\"virt-taps-recording\",\"generated_at\":\"2026-01-31T08:15:00Z\",\"version\":"

/* The message of reading @text, "" when it can be read. */
static const char *read_message(const char *text)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	struct vt_recording rec = { .n_scans = 0 };
	static struct vt_err err;

	memset(&err, 0, sizeof(err));
	if (vt_json_parse(text, strlen(text), &doc, &err) < 0)
		return err.msg;
	if (vt_record_read(doc, &rec, &err) == 0) {
		vt_facts_free(vt_decode(rec.scans[0]));
		vt_recording_done(&rec);
		return "";
	}
	return rec.n_scans || rec.scans[0] || !err.code ? "something is left" : err.msg;
}

#define LOOK(members) "{" HEAD "1,\"looks\":[{\"scan\":\"proc\"," members "}]}"
static const char *const refusals[][2] = {
	{ LOOK("\"future\":{\"x\":[1]},\"procs\":null"), "" },
	{ "{" HEAD "2,\"looks\":\"other\"}",
	  "the recording has version 2, this virt-taps knows versions up to 1" },
	{ "{" HEAD "0}", "version: is missing or not a version" },
	{ "{" HEAD "\"1\"}", "version: is missing or not a version" },
	{ "{" HEAD "1}", "looks: is not an array of one or two scans" },
	{ "{" HEAD "1,\"looks\":[]}", "looks: is not an array of one or two scans" },
	{ "{" HEAD "1,\"looks\":[1]}", "looks[0]: is not an object" },
	{ "{" HEAD "1,\"looks\":[{}]}", "looks[0].scan: is missing" },
	{ "{" HEAD "1,\"byte_order\":\"middle\"}", "byte_order: is neither little nor big" },
	{ "[]", "it is not a recording of virt-taps" },
	{ "{\"format\":\"virt-taps\",\"version\":1}", "it is not a recording of virt-taps" },
	{ LOOK("\"host\":3"), "looks[0].host: is not an object" },
	{ LOOK("\"procs\":{}"), "looks[0].procs: is not an array" },
	{ LOOK("\"procs\":[null]"), "looks[0].procs[0]: is not an object" },
	{ LOOK("\"procs\":[{\"pid\":1,\"stat\":\"\"},{\"stat\":\"\"}]"),
	  "looks[0].procs[1].pid: is missing" },
	{ LOOK("\"procs\":[{\"pid\":\"1\"}]"), "looks[0].procs[0].pid: is not an integer" },
	{ LOOK("\"procs\":[{\"pid\":1.5}]"), "looks[0].procs[0].pid: is not an integer" },
	{ LOOK("\"procs\":[{\"pid\":2147483648}]"), "looks[0].procs[0].pid: is out of range" },
	{ LOOK("\"procs\":[{\"pid\":1,\"stat\":\"\",\"cmdline\":[\"\",{\"hex\":\"f\"}]}]"),
	  "looks[0].procs[0].cmdline[1]: is not a text" },
	{ LOOK("\"procs\":[{\"pid\":1,\"stat\":\"\",\"uid\":-1}]"),
	  "looks[0].procs[0].uid: is out of range" },
	{ LOOK("\"connections\":[{\"uri\":\"\",\"ok\":1}]"),
	  "looks[0].connections[0].ok: is neither true nor false" },
	{ LOOK("\"connections\":[{\"uri\":\"\",\"ok\":true,\"domains\":[{\"name\":\"\","
	       "\"id\":1,\"active\":true,\"status\":true}]}]"),
	  "looks[0].connections[0].domains[0].xml: is missing" },
	{ LOOK("\"connections\":[{\"uri\":\"\",\"ok\":true,\"leftovers\":["
	       "{\"kind\":\"ovs\"}]}]"),
	  "looks[0].connections[0].leftovers[0].kind: is not a known word" },
	{ LOOK("\"netnses\":[{\"inode\":1,\"messages\":[\"0\"]}]"),
	  "looks[0].netnses[0].messages: has an item that is not a hex string" },
	{ LOOK("\"fds\":[{\"pid\":1,\"tid\":1,\"fd\":1,\"file\":1,\"kind\":\"tap\"}]"),
	  "looks[0].fds[0].kind: is not a known word" },
	{ LOOK("\"gaps\":[{\"code\":\"c\",\"subject\":\"s\",\"hides\":[\"all\"]}]"),
	  "looks[0].gaps[0].hides: has an item that is not a known word" },
	{ LOOK("\"gaps\":[{\"code\":\"c\",\"subject\":\"s\",\"hides\":[],\"conn\":9}]"), "" },
	{ LOOK("\"gaps\":[{\"code\":\"from-2030\",\"subject\":\"\",\"hides\":[]}]"), "" },
	{ LOOK("\"gaps\":[{\"code\":\"C\",\"subject\":\"s\",\"hides\":[]}]"),
	  "looks[0].gaps[0].code: is not a word of a-z, 0-9 and -" },
	{ LOOK("\"procs\":[{\"pid\":0,\"stat\":\"\"}]"), "looks[0].procs[0].pid: is out of range" },
	{ "{\"format\":\"virt-taps-recording\",\"version\":1,\"generated_at\":\"now\"}",
	  "generated_at: is missing or not a time in UTC" },
	{ "{\"format\":\"virt-taps-recording\",\"version\":1}",
	  "generated_at: is missing or not a time in UTC" },
	{ "{\"format\":\"virt-taps-recording\",\"generated_at\":\"2026-01-31T08:15:00Z\"}",
	  "version: is missing or not a version" },
	{ "{" HEAD "1,\"looks\":[{\"scan\":\"bpf\"},{\"scan\":\"proc\"}]}", "" },
	{ "{" HEAD "1,\"looks\":[{\"scan\":\"bpf\"},{\"scan\":\"bpf\"},{\"scan\":\"bpf\"}]}",
	  "looks: is not an array of one or two scans" },
	{ "{" HEAD "1,\"looks\":[{\"scan\":5},{\"scan\":\"bpf\"}]}",
	  "looks[0].scan: is not a known word" },
	{ "{" HEAD "1,\"looks\":[{\"host\":3}]}", "looks[0].scan: is missing" },
	{ LOOK("\"slower\":5,\"trace\":5"), "" }, /* of another time: not recorded */
	{ LOOK("\"procs\":[{\"pid\":2147483647,\"stat\":{\"hex\":\"ff\"},\"kvm\":\"no\"}]"), "" },
	{ LOOK("\"procs\":[{\"pid\":1,\"stat\":{\"hex\":\"\"}}]"), "" },
	{ LOOK("\"procs\":[{\"pid\":1,\"stat\":5}]"), "looks[0].procs[0].stat: is not a text" },
	{ LOOK("\"procs\":[{\"pid\":0,\"stat\":\"\"},{\"pid\":1,\"stat\":\"\"}]"),
	  "looks[0].procs[0].pid: is out of range" },
	{ LOOK("\"procs\":[{\"pid\":1,\"stat\":\"\",\"cmdline\":5}]"),
	  "looks[0].procs[0].cmdline: is not an array" },
	{ LOOK("\"procs\":[{\"pid\":1,\"stat\":\"\",\"cmdline\":[],\"cmdline_cut\":true}]"), "" },
	{ LOOK("\"netnses\":[{\"inode\":1,\"messages\":[\"\"]}]"), "" },
	{ LOOK("\"netnses\":[{\"inode\":1,\"messages\":5}]"),
	  "looks[0].netnses[0].messages: is not an array" },
	{ LOOK("\"netnses\":[{\"inode\":1,\"messages\":[5]}]"),
	  "looks[0].netnses[0].messages: has an item that is not a hex string" },
	{ LOOK("\"connections\":[{\"uri\":\"\",\"ok\":true,\"leftovers\":[{\"text\":\"\"}]}]"),
	  "looks[0].connections[0].leftovers[0].kind: is missing" },
	{ LOOK("\"connections\":[{\"uri\":\"\",\"ok\":true,\"domains\":[{\"name\":\"\","
	       "\"id\":1,\"active\":true,\"config\":true}]}]"),
	  "looks[0].connections[0].domains[0].xml: is missing" },
	{ LOOK("\"connections\":[{\"uri\":\"\",\"ok\":true,\"domains\":[{\"name\":5,"
	       "\"id\":1,\"active\":true}]}]"),
	  "looks[0].connections[0].domains[0].name: is not a text" },
	{ LOOK("\"hints\":[{\"pid\":1,\"count\":1}]"), "looks[0].hints[0].way: is missing" },
	{ LOOK("\"hints\":[{\"pid\":1,\"count\":1,\"way\":5}]"),
	  "looks[0].hints[0].way: is not a known word" },
	{ LOOK("\"gaps\":[{\"code\":\"c\",\"subject\":\"s\"}]"),
	  "looks[0].gaps[0].hides: is missing" },
	{ LOOK("\"gaps\":[{\"code\":\"c\",\"subject\":\"s\",\"hides\":5}]"),
	  "looks[0].gaps[0].hides: is not an array" },
	{ LOOK("\"gaps\":[{\"code\":\"1a\",\"subject\":\"s\",\"hides\":[]}]"),
	  "looks[0].gaps[0].code: is not a word of a-z, 0-9 and -" },
	{ LOOK("\"gaps\":[{\"code\":\"a_\",\"subject\":\"s\",\"hides\":[]}]"),
	  "looks[0].gaps[0].code: is not a word of a-z, 0-9 and -" },
};

/* Messages of the kernel in both byte orders: a head alone, and what is none. */
static void test_orders(void)
{
	static const struct {
		const char *order, *head;
	} rows[] = {
		{ "little", "10000000030002000000000000000000" },
		{ "big", "00000010000300020000000000000000" },
	};
	const char *own = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "little" : "big";

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_BUF_OF(good);
		VT_BUF_OF(cut);

		vt_buf_fmt(&good,
			   "{" HEAD
			   "1,\"byte_order\":\"%s\",\"looks\":[{\"scan\":\"bpf\",\"netnses\":[{"
			   "\"inode\":1,\"messages\":[\"%s\"]}]}]}",
			   rows[i].order, rows[i].head);
		is_str(read_message(good.p), "", rows[i].order);
		vt_buf_fmt(&cut,
			   "{" HEAD
			   "1,\"byte_order\":\"%s\",\"looks\":[{\"scan\":\"bpf\",\"netnses\":[{"
			   "\"inode\":1,\"messages\":[\"10\"]}]}]}",
			   rows[i].order);
		is_str(read_message(cut.p),
		       strcmp(rows[i].order, own) ?
			       "looks[0].netnses[0].messages: is malformed, so that its byte order "
			       "cannot be turned" :
			       "",
		       "a cut one can only be kept as it is");
	}
}

static void test_times(void)
{
	static const char good[] = "2026-01-31T08:15:59Z";

	for (size_t i = 0; i <= sizeof(good); i++) {
		char when[sizeof(good) + 1] = "", text[200];
		bool digit = i < sizeof(good) && good[i] >= '0' && good[i] <= '9';

		memcpy(when, good, sizeof(good));
		for (int way = 0; way < (digit ? 3 : 1) && i < sizeof(good); way++) {
			when[i] = way == 2 ? '9' : way ? '/' : ':' + (good[i] == ':');
			snprintf(text, sizeof(text),
				 "{\"format\":\"virt-taps-recording\",\"version\":1,"
				 "\"generated_at\":\"%s\",\"looks\":[{\"scan\":\"bpf\"}]}",
				 when);
			is_str(read_message(text),
			       way == 2 ? "" : "generated_at: is missing or not a time in UTC",
			       when);
		}
	}
}

static void test_refusals(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		is_str(read_message(refusals[i][0]), refusals[i][1],
		       *refusals[i][1] ? refusals[i][1] : "what is unknown is ignored");
}

static void test_files(const char *path)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	struct vt_recording rec = { .generated_at = "2026-01-31T08:15:00Z" };
	struct vt_err err = { 0 };
	size_t scrubbed;
	FILE *f;

	is_int(vt_record_document("/nonexistent", &doc, &err), -ENOENT, "no such file");
	is_int(vt_record_document("/", &doc, &err), -EISDIR, "a directory");
	is_int(vt_record_document("/dev/null", &doc, &err), -EBADMSG, "an empty file");
	is_int(vt_record_write("/dev/null", &rec, &scrubbed, &err), -EINVAL, "a device");
	is_int(vt_record_write("/nonexistent/x", &rec, &scrubbed, &err), -ENOENT, "no directory");
	f = fopen(path, "w");
	if (f) {
		fputs("1", f);
		fclose(f);
	}
	is_int(vt_record_document(path, &doc, &err), 0, "a file of one byte");
	unlink(path);
}

int main(void)
{
	char path[] = "/tmp/test-record.XXXXXX";
	int fd = mkstemp(path);

	if (fd >= 0)
		close(fd);
	test_round_trip(path);
	test_refusals();
	test_orders();
	test_times();
	test_files(path);
	unlink(path);
	return done();
}
