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

static void test_check(void)
{
	static const struct {
		const char *text;
		int result;
	} cases[] = {
		{ DOC("b", "", "", ""), 0 },
		{ "{\"format\":\"virt-taps\",\"version\":2}", -ENOTSUP },
		{ "{\"format\":\"virt-taps\"}", -EBADMSG },
		{ "{\"format\":\"virt-taps\",\"version\":1}", -EBADMSG },
		{ "{\"format\":\"virt-taps-diff\",\"version\":1}", -EBADMSG },
		{ "[]", -EBADMSG },
		{ "null", -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
		struct vt_err err = { 0 };

		vt_json_parse(cases[i].text, strlen(cases[i].text), &doc, &err);
		is_int(vt_diff_check(doc, &err), cases[i].result, cases[i].text);
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		test_pair(&pairs[i]);
	test_check();
	return done();
}
