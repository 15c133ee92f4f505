/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands for a name, an address, a word, wherever it is. */
#include <config.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "collect/recording/anonymise.h"
#include "tap.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(anon, struct vt_anon *, vt_anon_free)

static const char *name(struct vt_anon *a, const char *s)
{
	return vt_anon_name(a, s, strlen(s));
}

static void test_names(void)
{
	VT_CLEANUP(anon) struct vt_anon *a = vt_anon_new();
	VT_BUF_OF(nic);
	const char *web = name(a, "web");

	ok(strcmp(web, "web") != 0, "a name is replaced");
	is_str(name(a, "web"), web, "always by the same");
	ok(strcmp(name(a, "db"), web) != 0, "another by another");
	ok(!strncmp(name(a, "vnet3"), "vnet", 4) && strcmp(name(a, "vnet3"), "vnet3") != 0,
	   "what libvirt calls a tap is one still");
	is_str(name(a, "101"), "101", "a number stays");
	is_str(name(a, "net0"), "net0", "an alias of libvirt's stays");
	is_str(name(a, "lo"), "lo", "and lo");
	is_str(name(a, "tap101i0"), "tap101i0", "and a tap of Proxmox");
	ok(strcmp(name(a, "tap101x0"), "tap101x0") != 0, "but nothing else");
	vt_buf_fmt(&nic, "%s-nic", name(a, "virbr0"));
	is_str(name(a, "virbr0-nic"), nic.p, "a bridge's dummy is still its");
	ok(strlen(name(a, "macvtap-very-long-name")) < 16, "every name is one for a device");
}

static void test_text(void)
{
	VT_CLEANUP(anon) struct vt_anon *a = vt_anon_new();
	const char *web = name(a, "my web,1");
	VT_BUF_OF(want);
	VT_BUF_OF(out);

	vt_anon_arg(a, "-name", "guest=my web,,1,debug-threads=on", &out);
	vt_buf_fmt(&want, "guest=%s,debug-threads=on", web);
	is_str(out.p, want.p, "a name in a list of QEMU's");
	vt_anon_arg(a, "-netdev", "tap,fds=30:31:32:33:34:35,id=hostnet0", &out);
	is_str(out.p, "tap,fds=30:31:32:33:34:35,id=hostnet0", "descriptors are no address");
	vt_anon_arg(a, NULL, "--password=hunter2", &out);
	ok(!strstr(out.p, "hunter2") && !strstr(out.p, "password"),
	   "what nobody knows is replaced");
	vt_anon_text(a, "path", "/run/libvirt/qemu/my web,1.pid", &out);
	want.len = 0;
	vt_buf_fmt(&want, "/run/libvirt/qemu/%s.pid", web);
	is_str(out.p, want.p, "a name in a path");
	vt_anon_text(a, "fdinfo", "pos:\t0\niff:\tmy web,1\n", &out);
	want.len = 0;
	vt_buf_fmt(&want, "pos:\t0\niff:\t%s\n", web);
	is_str(out.p, want.p, "a name on a line");
	vt_anon_text(a, "stat", "7 (a) b) S 1", &out);
	ok(!strncmp(out.p, "7 (", 3) && !strcmp(out.p + strlen(out.p) - 5, ") S 1"), "a comm");
	vt_anon_text(a, "kernel", "6.1.0-acme", &out);
	is_str(out.p, "6.1.0-", "a kernel without who built it");
	vt_anon_text(a, NULL, "host.example 192.0.2.7/24 2001:db8::5", &out);
	ok(!strstr(out.p, "example") && !strstr(out.p, "192") && !strstr(out.p, "db8") &&
		   strstr(out.p, "/24"),
	   "addresses");
}

/* A slash of a path in a URI may be escaped; nothing else is taken for one. */
static void test_uris(void)
{
	static const char known[] =
		"qemu+unix:///system?socket=%2Frun%2flibvirt%2Fvirtqemud-sock-ro";
	VT_CLEANUP(anon) struct vt_anon *a = vt_anon_new();
	const char *pod = name(a, "secretpod");
	VT_BUF_OF(want);
	VT_BUF_OF(out);

	vt_anon_text(a, NULL, known, &out);
	is_str(out.p, known, "where libvirt itself has its socket");
	vt_anon_text(a, NULL, "socket=%2Frun%2Fsecretpod%2F", &out);
	vt_buf_fmt(&want, "socket=%%2Frun%%2F%s%%2F", pod);
	is_str(out.p, want.p, "a name between two of them, and one at the end");
	vt_anon_text(a, NULL, "32Fsecretpod 2Fsecretpod %2Gsecretpod", &out);
	ok(!strstr(out.p, "secretpod") && !strstr(out.p, "2Fn") && !strstr(out.p, "2G"), "none: %s",
	   out.p);
}

static void test_addresses(void)
{
	VT_CLEANUP(anon) struct vt_anon *a = vt_anon_new();
	VT_BUF_OF(nic);
	VT_BUF_OF(tap);
	VT_BUF_OF(out);

	vt_anon_text(a, "mac", "52:54:00:12:34:56", &nic);
	vt_anon_text(a, "mac", "fe:54:00:12:34:56", &tap);
	ok(!strstr(nic.p, "12:34:56"), "a MAC address is replaced");
	is_str(tap.p + 3, nic.p + 3, "a tap's is its NIC's but for the first byte");
	ok(!strncmp(nic.p, "52:", 3) && !strncmp(tap.p, "fe:", 3), "which stays");
	vt_anon_text(a, "mac", "ff:ff:ff:ff:ff:ff", &out);
	is_str(out.p, "ff:ff:ff:ff:ff:ff", "that of all stays");
}

static void test_xml(void)
{
	VT_CLEANUP(anon) struct vt_anon *a = vt_anon_new();
	const char *user = name(a, "user"), *odd = name(a, "a&b");
	VT_BUF_OF(want);
	VT_BUF_OF(out);

	vt_anon_xml(a, "<name>user</name><interface type='user'/>\n", &out);
	vt_buf_fmt(&want, "<name>%s</name><interface type='user'/>\n", user);
	is_str(out.p, want.p, "a VM named like a word has another name, and the word stays");
	vt_anon_xml(a,
		    "<!-- for ACME --><source bridge='a&amp;b'/><acme:boss x='7'>Ann</acme:boss>",
		    &out);
	ok(!strstr(out.p, "ACME") && !strstr(out.p, "acme") && !strstr(out.p, "boss") &&
		   !strstr(out.p, "Ann"),
	   "comments, names of others' elements, text");
	ok(strstr(out.p, odd) && !strstr(out.p, "amp"), "an entity is the character that it is");
	vt_anon_xml(a, "<interface><source bridge='secre", &out);
	ok(!strstr(out.p, "secre"), "cut off in a value");
	vt_anon_xml(a, "<interface type='bridge' ", &out);
	is_str(out.p, "<interface type='bridge' ", "cut off in a tag");
	vt_anon_xml(a, "<domain><!-- secret", &out);
	is_str(out.p, "<domain>", "cut off in a comment");
}

static void add_attr(struct vt_buf *b, uint16_t type, const char *bytes, uint16_t n)
{
	struct nlattr head = { .nla_len = (uint16_t)(NLA_HDRLEN + n), .nla_type = type };

	vt_buf_add(b, &head, sizeof(head));
	vt_buf_add(b, bytes, n);
	vt_buf_add(b, "\0\0\0", NLA_ALIGN(n) - n);
}

static void test_netlink(void)
{
	VT_CLEANUP(anon) struct vt_anon *a = vt_anon_new();
	struct nlmsghdr head = { .nlmsg_type = RTM_NEWLINK }, got;
	struct ifinfomsg info = { .ifi_index = 7 };
	VT_BUF_OF(in);
	VT_BUF_OF(out);

	vt_buf_add(&in, &head, sizeof(head));
	vt_buf_add(&in, &info, sizeof(info));
	add_attr(&in, IFLA_IFNAME, "secret-name", 12);
	add_attr(&in, IFLA_ADDRESS, "\x52\x54\x00\x12\x34\x56", 6);
	add_attr(&in, IFLA_MTU, "\xdc\x05\0\0", 4);
	add_attr(&in, IFLA_WIRELESS, "unknown-secret", 14);
	head.nlmsg_len = (uint32_t)in.len;
	memcpy(in.p, &head, sizeof(head));
	vt_anon_netlink(a, &in, &out);
	memcpy(&got, out.p, sizeof(got));
	is_int((long long)got.nlmsg_len, (long long)out.len, "a message of its length");
	ok(!memmem(out.p, out.len, "secret", 6), "without names and what nobody knows");
	ok(memmem(out.p, out.len, name(a, "secret-name"), 5) != NULL, "with the other name");
	ok(!memmem(out.p, out.len, "\x12\x34\x56", 3), "without the address");
	ok(memmem(out.p, out.len, "\xdc\x05\0\0", 4) != NULL, "with its numbers");
	for (size_t n = 1; n < in.len; n++) {
		struct vt_buf cut = { .p = in.p, .len = n };

		vt_anon_netlink(a, &cut, &out);
		if (out.len != 4 || memcmp(out.p, "\0\0\0\0", 4) != 0)
			ok(false, "cut off after %zu bytes it is none", n);
	}
}

int main(void)
{
	test_names();
	test_text();
	test_uris();
	test_addresses();
	test_xml();
	test_netlink();
	return done();
}
