/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is the same thing in two inventories, and what of it is different. */
#include <config.h>

#include "render/diff.h"

#include <errno.h>

#include "tap.h"

#define HEAD(boot) \
	"\"format\":\"virt-taps\",\"version\":1," \
	"\"host\":{\"machine_id\":\"m\",\"boot_id\":\"" boot "\"}"
#define DOC(boot, domains, devices, findings) \
	"{" HEAD(boot) ",\"mappings\":[],\"domains\":[" domains "],\"devices\":[" devices \
		       "],\"findings\":[" findings "]}"

#define VM(uuid, name, conn, id, nics) \
	"{\"uuid\":\"" uuid "\",\"name\":\"" name "\",\"connection\":\"" conn "\",\"id\":" id \
	",\"state\":\"running\",\"interfaces\":[" nics "]}"
#define NIC(alias, mac, more) "{\"alias\":" alias ",\"mac\":\"" mac "\"" more "}"
#define DEVICE(name, netns, claims, holders) \
	"{\"ifname\":\"" name "\",\"netns\":" netns ",\"kind\":\"tap\",\"claims\":[" claims \
	"],\"holders\":[" holders "]}"
#define CLAIM(domain, alias) "{\"domain\":\"" domain "\",\"alias\":\"" alias "\"}"
#define HOLDER(pid, comm, domain) \
	"{\"pid\":" pid ",\"comm\":\"" comm "\",\"domain\":" domain ",\"fds\":1,\"queues\":1}"
#define FINDING(code, ifname, message) \
	"{\"code\":\"" code "\",\"severity\":\"warning\",\"ifname\":\"" ifname \
	"\",\"message\":\"" message "\"}"

#define HEX(hex) "{\"ifname\":\"a\",\"ifname_hex\":\"" hex "\",\"kind\":\"tap\"}"
#define SIZED(netns, mtu) "{\"ifname\":\"v0\",\"netns\":" netns ",\"mtu\"" mtu "}"
#define TARGET(name) ",\"target\":\"" name "\""
#define OF_PID(pid, message) \
	"{\"code\":\"x\",\"ifname\":\"a\",\"pid\":" pid ",\"message\":\"" message "\"}"

/* A guest that runs, with the NICs net0 and net1, and its mappings. */
#define ROW(alias, ifname, status) \
	"{\"type\":\"bridge\",\"uuid\":\"u\",\"mac\":\"m\",\"alias\":\"" alias \
	"\",\"ifname\":\"" ifname "\",\"status\":\"" status "\"}"
#define WITH_MAPPINGS(mappings, more0, more1) \
	"{" HEAD("b") ",\"mappings\":[" mappings "],\"domains\":[" VM( \
		"u", "a", "q", "1", \
		NIC("\"net0\"", "m", more0) "," NIC("\"net1\"", "m", more1)) "],\"devices\":[]," \
									     "\"findings\":[]}"
#define MAPPED(mappings, more0) WITH_MAPPINGS(mappings, more0, "")
#define MAPPED_TWO(ifname, target) WITH_MAPPINGS(ROW("net0", ifname, "ok"), "", TARGET(target))

#define OF_DOMAIN(key) \
	{ \
		DOC("@", "{\"uuid\":\"u\",\"" key "\":\"$\"}", "", ""), key \
	}
#define OF_NIC(key) \
	{ \
		DOC("@", \
		    "{\"uuid\":\"u\",\"interfaces\":[{\"alias\":\"net0\",\"" key "\":\"$\"}]}", \
		    "", ""), \
			key \
	}
#define OF_DEVICE(key) \
	{ \
		DOC("@", "", "{\"ifname\":\"v0\",\"" key "\":\"$\"}", ""), key \
	}
#define OF_HOLDER(key) \
	{ \
		DOC("@", "", \
		    "{\"ifname\":\"v0\",\"holders\":[{\"domain\":\"a\",\"" key "\":\"$\"}]}", ""), \
			key \
	}
#define OF_FINDING(key) \
	{ \
		DOC("@", "", "", "{\"code\":\"x\",\"uuid\":\"u\",\"" key "\":\"$\"}"), key \
	}

struct pair {
	const char *what, *old, *new, *lines;
};

static const struct pair pairs[] = {
	{ "nothing", DOC("b", "", "", ""), DOC("b", "", "", ""), "" },
	{ "a domain came", DOC("b", "", "", ""), DOC("b", VM("u", "a", "q", "1", ""), "", ""),
	  "+ domain a: running\n" },
	{ "a domain was renamed", DOC("b", VM("u", "a", "q", "1", ""), "", ""),
	  DOC("b", VM("u", "b", "q", "1", ""), "", ""), "~ domain b: name a -> b\n" },
	{ "a domain is seen through another connection",
	  DOC("b", VM("u", "a", "q", "1", ""), "", ""),
	  DOC("b", VM("u", "a", "r", "1", ""), "", ""), "~ domain a: connection q -> r\n" },
	{ "one UUID on two connections",
	  DOC("b", VM("u", "a", "q", "1", "") "," VM("u", "a", "r", "2", ""), "", ""),
	  DOC("b", VM("u", "a", "r", "2", ""), "", ""), "- domain a: running\n" },
	{ "a domain restarted", DOC("b", VM("u", "a", "q", "1", ""), "", ""),
	  DOC("b", VM("u", "a", "q", "2", ""), "", ""), "~ domain a: id 1 -> 2\n" },
	{ "the host restarted", DOC("b", VM("u", "a", "q", "1", ""), "", ""),
	  DOC("c", VM("u", "a", "q", "2", ""), "", ""), "" },
	{ "a NIC has another alias",
	  DOC("b", VM("u", "a", "q", "1", NIC("\"net0\"", "m", "")), "", ""),
	  DOC("b", VM("u", "a", "q", "1", NIC("\"net1\"", "m", "")), "", ""),
	  "~ nic a net1: alias net0 -> net1\n" },
	{ "a NIC has another MAC address",
	  DOC("b", VM("u", "a", "q", "1", NIC("\"net0\"", "m", "")), "", ""),
	  DOC("b", VM("u", "a", "q", "1", NIC("\"net0\"", "n", "")), "", ""),
	  "~ nic a net0: mac m -> n\n" },
	{ "a NIC of a guest that does not run any more",
	  DOC("b", VM("u", "a", "q", "1", NIC("\"net0\"", "m", ",\"target\":\"t\",\"mtu\":1")), "",
	      ""),
	  DOC("b", VM("u", "a", "q", "null", NIC("null", "m", ",\"mtu\":2")), "", ""),
	  "~ domain a: id 1 -> -\n~ nic a m: mtu 1 -> 2\n" },
	{ "two taps changed their names",
	  DOC("b", "",
	      DEVICE("v0", "1", CLAIM("a", "net0"), "") "," DEVICE("v1", "1", CLAIM("b", "net0"),
								   ""),
	      ""),
	  DOC("b", "",
	      DEVICE("v0", "1", CLAIM("b", "net0"), "") "," DEVICE("v1", "1", CLAIM("a", "net0"),
								   ""),
	      ""),
	  "" },
	{ "a tap is claimed no more", DOC("b", "", DEVICE("v0", "1", CLAIM("a", "net0"), ""), ""),
	  DOC("b", "", DEVICE("v0", "1", "", ""), ""), "~ device v0: claims a net0 -> -\n" },
	{ "a tap moved", DOC("b", "", DEVICE("v0", "1", "", ""), ""),
	  DOC("b", "", DEVICE("v0", "2", "", ""), ""), "~ device v0: netns 1 -> 2\n" },
	{ "one name in two namespaces",
	  DOC("b", "", DEVICE("v0", "1", "", "") "," DEVICE("v0", "2", "", ""), ""),
	  DOC("b", "", DEVICE("v0", "2", "", ""), ""), "- device v0: tap\n" },
	{ "namespaces have other numbers after a boot", DOC("b", "", DEVICE("v0", "1", "", ""), ""),
	  DOC("c", "", DEVICE("v0", "2", "", ""), ""), "" },
	{ "a holder came back with another PID",
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("1", "vpn", "null")), ""),
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("2", "vpn", "null")), ""),
	  "~ holder v0 vpn: pid 1 -> 2\n" },
	{ "a guest's holder did",
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("1", "kvm", "\"a\"")), ""),
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("2", "kvm", "\"a\"")), ""), "" },
	{ "a guest's holder is another program",
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("1", "kvm", "\"a\"")), ""),
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("2", "qemu", "\"a\"")), ""),
	  "~ holder a v0 qemu: comm kvm -> qemu\n" },
	{ "a holder is nobody's any more",
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("1", "kvm", "\"a\"")), ""),
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("1", "kvm", "null")), ""),
	  "~ holder v0 kvm: domain a -> -\n" },
	{ "another program", DOC("b", "", DEVICE("v0", "1", "", HOLDER("1", "vpn", "null")), ""),
	  DOC("b", "", DEVICE("v0", "1", "", HOLDER("2", "ssh", "null")), ""),
	  "+ holder v0 ssh: pid 2\n- holder v0 vpn: pid 1\n" },
	{ "findings", DOC("b", "", "", FINDING("x", "a", "one") "," FINDING("y", "a", "m\\u001b")),
	  DOC("b", "", "", FINDING("x", "b", "one") "," FINDING("y", "a", "m\\u202e")),
	  "~ finding y a: message m\\x1b -> m\\xe2\\x80\\xae\n- finding x a: one\n"
	  "+ finding x b: one\n" },
	{ "a domain without a name", DOC("b", "", "", ""), DOC("b", "{\"uuid\":\"u\"}", "", ""),
	  "+ domain\n" },
	{ "a name in bytes", DOC("b", "", "", ""),
	  DOC("b", "", HEX("62") "," HEX("") "," HEX("zz"), ""),
	  "+ device b: tap\n+ device a: tap\n+ device a: tap\n" },
	{ "two of one name, after a boot", DOC("b", "", SIZED("1", ":1") "," SIZED("2", ":2"), ""),
	  DOC("c", "", SIZED("2", ":1") "," SIZED("1", ":2"), ""), "" },
	{ "0 is a value", DOC("b", "", SIZED("1", ":null"), ""), DOC("b", "", SIZED("1", ":0"), ""),
	  "~ device v0: mtu - -> 0\n" },
	{ "NICs of one UUID on two connections",
	  DOC("b",
	      VM("u", "a", "q", "1", NIC("null", "m", ",\"mtu\":1")) "," VM(
		      "u", "a", "r", "2", NIC("null", "m", ",\"mtu\":2")),
	      "", ""),
	  DOC("b",
	      VM("u", "a", "r", "2", NIC("null", "m", ",\"mtu\":2")) "," VM(
		      "u", "a", "q", "1", NIC("null", "m", ",\"mtu\":1")),
	      "", ""),
	  "" },
	{ "a NIC seen through another connection",
	  DOC("b", VM("u", "a", "q", "1", NIC("null", "m", ",\"mtu\":1")), "", ""),
	  DOC("b", VM("u", "a", "r", "1", NIC("null", "m", ",\"mtu\":2")), "", ""),
	  "~ domain a: connection q -> r\n~ nic a m: mtu 1 -> 2\n" },
	{ "a link that was set down",
	  DOC("b", VM("u", "a", "q", "1", NIC("\"net0\"", "m", ",\"link\":true")), "", ""),
	  DOC("b", VM("u", "a", "q", "1", NIC("\"net0\"", "m", ",\"link\":false")), "", ""),
	  "~ nic a net0: link yes -> no\n" },
	{ "a NIC went", DOC("b", VM("u", "a", "q", "1", NIC("\"net0\"", "m", TARGET("t"))), "", ""),
	  DOC("b", VM("u", "a", "q", "1", ""), "", ""), "- nic a net0\n" },
	{ "a NIC of a guest that runs, by its process",
	  DOC("b", VM("u", "a", "q", "null,\"pid\":5", NIC("\"net0\"", "m", TARGET("t"))), "", ""),
	  DOC("b", VM("u", "a", "q", "null,\"pid\":5", NIC("\"net0\"", "m", TARGET("u"))), "", ""),
	  "~ nic a net0: target t -> u\n" },
	{ "a NIC of a guest that was started",
	  DOC("b", VM("u", "a", "q", "null", NIC("\"net0\"", "m", TARGET("t"))), "", ""),
	  DOC("b", VM("u", "a", "q", "1", NIC("\"net0\"", "m", TARGET("u"))), "", ""),
	  "~ domain a: id - -> 1\n" },
	{ "two holders of one guest",
	  DOC("b", "",
	      DEVICE("v0", "1", "", HOLDER("1", "kvm", "\"a\"") "," HOLDER("2", "vpn", "\"a\"")),
	      ""),
	  DOC("b", "",
	      DEVICE("v0", "1", "", HOLDER("2", "vpn", "\"a\"") "," HOLDER("1", "kvm", "\"a\"")),
	      ""),
	  "" },
	{ "findings of two processes", DOC("b", "", "", OF_PID("1", "m") "," OF_PID("2", "n")),
	  DOC("b", "", "", OF_PID("2", "n") "," OF_PID("1", "m")), "" },
	{ "of a process and of none", DOC("b", "", "", OF_PID("null", "m") "," OF_PID("1", "n")),
	  DOC("b", "", "", OF_PID("1", "n") "," OF_PID("null", "m")), "" },
	{ "of another process", DOC("b", "", "", OF_PID("1", "m")),
	  DOC("b", "", "", OF_PID("2", "m")), "~ finding x a: pid 1 -> 2\n" },
	{ "two that are alike", DOC("b", "", "", FINDING("x", "a", "m") "," FINDING("x", "a", "n")),
	  DOC("b", "", "", FINDING("x", "a", "m") "," FINDING("x", "a", "n")), "" },
	{ "two mappings", MAPPED(ROW("net0", "v0", "ok") "," ROW("net1", "v1", "ok"), ""),
	  MAPPED(ROW("net0", "v0", "bad") "," ROW("net1", "v1", "bad"), ""),
	  "~ nic a net0 v0: status ok -> bad\n~ nic a net1 v1: status ok -> bad\n" },
	{ "a device that no NIC claims", MAPPED("", ""),
	  MAPPED("{\"uuid\":\"u\",\"mac\":\"m\",\"alias\":\"net0\",\"ifname\":\"v9\"}", ""), "" },
	/* libvirt's word and the kernel's name are one change where they say the same. */
	{ "both changed", MAPPED(ROW("net0", "v0", "ok"), TARGET("v0")),
	  MAPPED(ROW("net0", "v1", "ok"), TARGET("v1")), "~ nic a net0 v1: ifname v0 -> v1\n" },
	{ "from another", MAPPED(ROW("net0", "v0", "ok"), TARGET("x")),
	  MAPPED(ROW("net0", "v1", "ok"), TARGET("v1")),
	  "~ nic a net0 v1: ifname v0 -> v1, target x -> v1\n" },
	{ "to another", MAPPED(ROW("net0", "v0", "ok"), TARGET("v0")),
	  MAPPED(ROW("net0", "v1", "ok"), TARGET("x")),
	  "~ nic a net0 v1: ifname v0 -> v1, target v0 -> x\n" },
	{ "another member says so", MAPPED(ROW("net0", "v0", "ok"), ",\"managed\":\"v0\""),
	  MAPPED(ROW("net0", "v1", "ok"), ",\"managed\":\"v1\""),
	  "~ nic a net0 v1: ifname v0 -> v1, managed v0 -> v1\n" },
	{ "it says what another member does",
	  MAPPED("", ",\"source\":{\"dev\":\"v0\"}" TARGET("v0")),
	  MAPPED("", ",\"source\":{\"dev\":\"v1\"}" TARGET("v1")),
	  "~ nic a net0: source_dev v0 -> v1, target v0 -> v1\n" },
	{ "of another NIC", MAPPED_TWO("v0", "v0"), MAPPED_TWO("v1", "v1"),
	  "~ nic a net0 v1: ifname v0 -> v1\n~ nic a net1: target v0 -> v1\n" },
};

/* Each member that is compared across boots: $ is 1, then 2. */
static const struct {
	const char *doc, *key;
} across[] = {
	OF_DOMAIN("name"),
	OF_DOMAIN("state"),
	OF_DOMAIN("connection"),
	OF_NIC("mac"),
	OF_NIC("type"),
	OF_NIC("model"),
	OF_NIC("queues"),
	OF_NIC("mtu"),
	OF_NIC("link"),
	OF_NIC("filter"),
	{ DOC("@",
	      "{\"uuid\":\"u\",\"interfaces\":[{\"alias\":\"net0\","
	      "\"source\":{\"network\":\"$\"}}]}",
	      "", ""),
	  "source_network" },
	OF_DEVICE("kind"),
	OF_DEVICE("mac"),
	OF_DEVICE("mtu"),
	OF_DEVICE("master"),
	OF_DEVICE("up"),
	OF_DEVICE("carrier"),
	OF_DEVICE("persist"),
	OF_DEVICE("owner_uid"),
	OF_DEVICE("owner_gid"),
	OF_DEVICE("multi_queue"),
	OF_DEVICE("queues_enabled"),
	OF_DEVICE("queues_disabled"),
	OF_DEVICE("claims"),
	OF_HOLDER("comm"),
	OF_HOLDER("fds"),
	OF_HOLDER("queues"),
	OF_FINDING("severity"),
	OF_FINDING("ifname"),
};

static struct vt_json *parse(const char *text)
{
	struct vt_json *doc = NULL;
	struct vt_err err = { 0 };

	if (vt_json_parse(text, strlen(text), &doc, &err) < 0 || vt_diff_check(doc, &err) < 0)
		ok(false, "%s: %s", text, err.msg);
	return doc;
}

/* Lines in any order: the order is for people, and the same each time. */
static bool same_lines(const char *got, const char *want)
{
	for (const char *line = want; *line;) {
		size_t len = strcspn(line, "\n") + 1;
		const char *p = memmem(got, strlen(got), line, len);

		if (!p || (p != got && p[-1] != '\n'))
			return false;
		line += len;
	}
	return strlen(got) == strlen(want);
}

static void test_pair(const struct pair *p)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *old = parse(p->old);
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *new = parse(p->new);
	__attribute__((cleanup(vt_diff_cleanup))) struct vt_diff *d = vt_diff_new(old, new);
	const struct vt_render_opts how = { .command = VT_CMD_DIFF };
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	vt_buf_str(&out, "");
	vt_render_diff(d, false, &how, &out, &err);
	if (!ok(same_lines(out.p, p->lines), "%s", p->what))
		printf("# got %s# want %s", out.p, p->lines);
}

/* @doc with the boot and the value of that side. */
static struct vt_json *side_of(const char *doc, bool later)
{
	VT_BUF_OF(text);

	for (; *doc; doc++)
		if (*doc == '@')
			vt_buf_str(&text, later ? "c" : "b");
		else if (*doc == '$')
			vt_buf_str(&text, later ? "2" : "1");
		else
			vt_buf_add(&text, doc, 1);
	return parse(text.p);
}

static void test_across(void)
{
	for (size_t i = 0; i < sizeof(across) / sizeof(*across); i++) {
		__attribute__((cleanup(vt_json_cleanup))) struct vt_json *old =
			side_of(across[i].doc, false);
		__attribute__((cleanup(vt_json_cleanup))) struct vt_json *new =
			side_of(across[i].doc, true);
		__attribute__((cleanup(vt_diff_cleanup))) struct vt_diff *d = vt_diff_new(old, new);

		is_int((long long)d->fields.n, 1, across[i].key);
		is_str(d->fields.n ? d->fields.v[0].name : NULL, across[i].key, "is compared");
	}
}

/* What is new says all of it, and both documents what they are. */
static void test_whole(void)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *old =
		parse(WITH_MAPPINGS(ROW("net0", "v0", "ok"), TARGET("v0"), ""));
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *none =
		parse(DOC("b", VM("u", "a", "q", "1", ""), "", ""));
	__attribute__((cleanup(vt_diff_cleanup))) struct vt_diff *d = vt_diff_new(none, old);
	size_t names = 0;

	for (size_t i = 0; i < d->fields.n; i++)
		names += !strcmp(d->fields.v[i].name, "ifname") ||
			 !strcmp(d->fields.v[i].name, "target");
	is_int((long long)names, 2, "its name, in both words");
	ok(!d->old.complete && !d->new.complete, "what does not say so is not complete");
	vt_diff_free(NULL);
}

/* Kinds of things, then domains, aliases, devices. */
static void test_order(void)
{
	static const char *const want[] = { "a", "z", "v0", "v1" };
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *old = parse(DOC("b", "", "", ""));
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *new =
		parse(DOC("b", VM("w", "z", "q", "2", "") "," VM("u", "a", "q", "1", ""),
			  DEVICE("v1", "1", "", "") "," DEVICE("v0", "1", "", ""), ""));
	__attribute__((cleanup(vt_diff_cleanup))) struct vt_diff *d = vt_diff_new(old, new);

	is_int((long long)d->changes.n, 4, "four came");
	for (size_t i = 0; i < d->changes.n && i < 4; i++)
		is_str(i < 2 ? d->changes.v[i].key.domain : d->changes.v[i].key.ifname, want[i],
		       "in their order");
}

static void test_check(void)
{
	static const char foreign[] = "it is neither a recording nor a JSON inventory";
	static const char unknown[] = "version: is missing or not a version";
	static const struct {
		const char *text;
		int result;
		const char *msg;
	} cases[] = {
		{ DOC("b", "", "", ""), 0, NULL },
		{ "{\"format\":\"virt-taps\",\"version\":2}", -ENOTSUP,
		  "the inventory has version 2, this virt-taps knows version 1" },
		{ "{\"format\":\"virt-taps\"}", -EBADMSG, unknown },
		{ "{\"format\":\"virt-taps\",\"version\":0}", -EBADMSG, unknown },
		{ "{\"format\":\"virt-taps\",\"version\":1}", -EBADMSG,
		  "mappings: is missing or not an array" },
		{ "{\"format\":\"virt-taps\",\"version\":1,\"domains\":[],\"devices\":[],"
		  "\"findings\":[]}",
		  -EBADMSG, "mappings: is missing or not an array" },
		{ "{\"format\":\"virt-taps\",\"version\":1,\"mappings\":[],\"domains\":[],"
		  "\"devices\":[]}",
		  -EBADMSG, "findings: is missing or not an array" },
		{ "{\"format\":\"virt-taps-diff\",\"version\":1}", -EBADMSG, foreign },
		{ "[]", -EBADMSG, foreign },
		{ "null", -EBADMSG, foreign },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
		struct vt_err err = { 0 };

		vt_json_parse(cases[i].text, strlen(cases[i].text), &doc, &err);
		is_int(vt_diff_check(doc, &err), cases[i].result, cases[i].text);
		if (cases[i].msg)
			is_str(err.msg, cases[i].msg, "says so");
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		test_pair(&pairs[i]);
	test_check();
	test_across();
	test_whole();
	test_order();
	return done();
}
