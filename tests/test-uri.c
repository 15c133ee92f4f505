/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which connections are opened, and which never. */
#include <config.h>

#include "collect/libvirt/uri.h"
#include "tap.h"

static void allowed(const char *uri)
{
	ok(!vt_uri_refusal(uri), "%s is asked", uri);
}

static void refused(const char *uri, const char *why)
{
	const char *got = vt_uri_refusal(uri);

	if (!ok(got && strstr(got, why), "%s is not: %s", uri, why))
		printf("# got '%s'\n", got ? got : "(allowed)");
}

static struct vt_arena *texts;

static void parameter(const char *uri, const char *want, const char *what)
{
	is_str(vt_uri_parameter(texts, uri, "socket"), want, what);
}

static void run_dir(const char *uri, const char *want)
{
	is_str(vt_uri_run_dir(texts, uri), want, uri);
}

#define SESSION "qemu:///session?socket="

static void meant(const char *uri, bool root, const char *want)
{
	is_str(vt_uri_meant(texts, uri, root), want, uri);
}

static const char conf[] = "# uri_aliases = [ \"no=qemu:///comment\" ]\n"
			   "uri_default = \"qemu:///system\"\n"
			   "  uri_aliases = [\n"
			   "  \"hail=qemu+ssh://root@hail/system\", # a comment with \"this=x\"\n"
			   "  'here=qemu:///system',\n"
			   "  \"=qemu:///nameless\", \"a.b=qemu:///dot\",\n"
			   "# \"off=qemu:///off\",\n"
			   "  \"last=lxc:///\"\n"
			   "]\n";

static void test_daemons(void)
{
	is_str(vt_uri_driver(texts, "qemu+unix:///system"), "qemu",
	       "the driver, before a transport");
	is_str(vt_uri_driver(texts, "ch:///system"), "ch", "and without one");
	ok(vt_uri_is_session("qemu:///session"), "a session");
	ok(vt_uri_is_session("qemu+unix:///session?socket=/x"), "with a socket");
	ok(!vt_uri_is_session("qemu:///system?socket=/session"), "the system's is none");
	ok(!vt_uri_is_session("qemu:///sessions"), "nor is another word");
	ok(!vt_uri_is_session("qemu:///systems"), "nor one of that length");
	ok(!vt_uri_is_session("qemu"), "nor what is no URI");
	meant("qemu:///session", false, "qemu:///session");
	meant("qemu:///session", true, "qemu:///system");
	meant("qemu+unix:///session?mode=direct", true, "qemu+unix:///system?mode=direct");
	meant("qemu:///system", true, "qemu:///system");
	meant("qemu:///sessions", true, "qemu:///sessions");
	meant("ch:///session", true, "ch:///session");
	meant(SESSION "/run/user/1/libvirt/libvirt-sock", true,
	      SESSION "/run/user/1/libvirt/libvirt-sock");
	meant(SESSION "/srv/sock", true, SESSION "/srv/sock");
	meant(SESSION "/run/libvirt/libvirt-sock", false,
	      "qemu:///system?socket=/run/libvirt/libvirt-sock");
	meant(SESSION "/var/run/libvirt/virtqemud-sock-ro", false,
	      "qemu:///system?socket=/var/run/libvirt/virtqemud-sock-ro");

	run_dir("qemu:///system", "/run/libvirt");
	run_dir("lxc:///", "/run/libvirt");
	run_dir("qemu:///session", NULL);
	run_dir("qemu:///embed?root=/x", NULL);
	run_dir("qemu", NULL);
	run_dir("qemu:///system?socket=/run/libvirt/virtqemud-sock-ro", "/run/libvirt");
	run_dir("qemu:///system?socket=%2Fsrv%2Flibvirt-sock", "/srv");
	run_dir("qemu:///session?socket=/run/user/1/libvirt/libvirt-sock", "/run/user/1/libvirt");
	run_dir("vz:///system?socket=/run/libvirt/virtvzd-sock", "/run/libvirt");
	run_dir("qemu:///system?socket=/run/libvirt/pod-sock", NULL);
	run_dir("qemu:///system?socket=/run/libvirt/libvirt-sock2", NULL);
	run_dir("qemu:///system?socket=libvirt-sock", NULL);
	run_dir("qemu:///system?socket=a/libvirt-sock", NULL);
	ok(vt_uri_is_hosts(texts, "qemu:///system"), "the host's");
	ok(vt_uri_is_hosts(texts, "qemu:///session"), "a session's");
	ok(vt_uri_is_hosts(texts, "qemu:///system?socket=/run/libvirt/libvirt-sock"),
	   "by its socket");
	ok(vt_uri_is_hosts(texts, "qemu:///system?socket=/var/run/libvirt/libvirt-sock-ro"),
	   "by its older name");
	ok(vt_uri_is_hosts(texts, "qemu:///session?socket=/run/user/7/libvirt/libvirt-sock"),
	   "a session's by its socket");
	ok(!vt_uri_is_hosts(texts, "qemu:///system?socket=/srv/libvirt-sock"), "one elsewhere");
	ok(!vt_uri_is_hosts(texts, "qemu:///system?socket=/run/libvirt/pod-sock"),
	   "one of another name");
	is_str(vt_uri_state_dir(texts, "qemu+unix:///system", "/x"), "/x/qemu",
	       "state of the system");
	is_str(vt_uri_state_dir(texts, "ch:///session", "/x"), "/x/ch/run", "state of a session");
}

static void test_parameters(void)
{
	parameter("qemu:///system?socket=/a", "/a", "the first");
	parameter("qemu:///system?mode=direct&socket=/a", "/a", "a later one");
	parameter("qemu:///system?mode=direct;socket=/a&x=y", "/a",
		  "before another, behind a semicolon");
	parameter("qemu:///system?websocket=/a", NULL, "the end of another key");
	parameter("qemu:///system?sockets=/a", NULL, "a longer key");
	parameter("qemu:///system?packet=/a", NULL, "another key of that length");
	parameter("qemu:///system?socket", NULL, "a key without value");
	parameter("qemu:///system?socket=", "", "an empty value");
	parameter("qemu:///system#?socket=/a", NULL, "behind a fragment");
	parameter("qemu:///system#socket=/a", NULL, "in a fragment");
	parameter("qemu:///system?socket=/a#b", "/a", "before a fragment");
	parameter("qemu:///socket=/a", NULL, "in the path");
	parameter("qemu:///system?socket=%2Frun%2flibvirt%2Fx%20y", "/run/libvirt/x y", "escapes");
	parameter("qemu:///system?socket=/%4A%4a%4f", "/JJO", "digits in either case");
	parameter("qemu:///system?socket=/cafe", "/cafe", "digits without an escape");
	parameter("qemu:///system?socket=/a%2", "/a%2", "a cut escape");
	parameter("qemu:///system?socket=/a%2&5", "/a%2", "an escape cut by the next parameter");
	parameter("qemu:///system?socket=/a%zz%", "/a%zz%", "what is no escape");
	parameter("qemu:///system?socket=/a%00b", NULL, "a NUL");
}

int main(void)
{
	struct vt_arena *arena = vt_arena_new();

	texts = arena;
	allowed("qemu:///system");
	allowed("qemu:///session");
	allowed("qemu+unix:///session?socket=/run/user/1000/libvirt/libvirt-sock");
	allowed("ch:///system");
	allowed("lxc:///");
	allowed("xen:///system");
	allowed("test:///default");
	allowed("qemu://"); /* no other host; libvirt says what is missing */
	refused("qemu:///embed?root=/tmp/x", "embedded");
	refused("qemu+unix:///embed?root=/tmp/x", "embedded");
	refused("qemu+ssh:///system", "transport");
	refused("qemu+ext:///system?command=/tmp/x", "transport");
	refused("qemu+libssh2:///system", "transport");
	refused("qemu+unixx:///system", "transport");
	refused("qemu+exec:///system", "transport");
	refused("qemu+:///system", "transport");
	refused("qemu+ssh://host/system", "another host");
	refused("qemu://host/system", "another host");
	refused("qemu+tls://[::1]/system", "another host");
	refused("vbox:///session", "knows");
	refused("esx:///", "knows");
	refused("qem:///system", "knows");
	refused("://", "knows");
	refused("", "not a URI");
	refused("hail", "not a URI");
	refused("qemu:/system", "not a URI");
	refused("qemu", "not a URI");

	test_daemons();
	test_parameters();
	is_str(vt_uri_alias(arena, conf, "hail"), "qemu+ssh://root@hail/system", "an alias");
	is_str(vt_uri_alias(arena, conf, "here"), "qemu:///system", "in other quotes");
	is_str(vt_uri_alias(arena, conf, "last"), "lxc:///", "the last one");
	is_str(vt_uri_alias(arena, conf, "hai"), NULL, "a part of a name is none");
	is_str(vt_uri_alias(arena, conf, "off"), NULL, "nor is a comment");
	is_str(vt_uri_alias(arena, conf, "this"), NULL, "wherever it stands");
	is_str(vt_uri_alias(arena, conf, "no"), NULL, "or a list");
	is_str(vt_uri_alias(arena, conf, "qemu:///system"), NULL, "a URI is none");
	is_str(vt_uri_alias(arena, conf, ""), NULL, "nor is the empty name");
	is_str(vt_uri_alias(arena, conf, "a.b"), NULL, "libvirt has no such letter in a name");
	is_str(vt_uri_alias(arena, "", "hail"), NULL, "nothing has none");
	is_str(vt_uri_alias(arena, "uri_aliases = [ # hail", "hail"), NULL,
	       "nor has a comment without end");
	is_str(vt_uri_alias(arena, "uri_aliases = [ xhail=qemu:///x ]", "hail"), NULL,
	       "what is not quoted is none");
	is_str(vt_uri_alias(arena, "uri_aliases = [ \"hail=x", "hail"), NULL, "a cut text neither");
	vt_arena_free(arena);
	return done();
}
