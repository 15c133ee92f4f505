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

static const char conf[] = "# uri_aliases = [ \"no=qemu:///comment\" ]\n"
			   "uri_default = \"qemu:///system\"\n"
			   "  uri_aliases = [\n"
			   "  \"hail=qemu+ssh://root@hail/system\", # a comment with \"this=x\"\n"
			   "  'here=qemu:///system',\n"
			   "# \"off=qemu:///off\",\n"
			   "  \"last=lxc:///\"\n"
			   "]\n";

int main(void)
{
	struct vt_arena *arena = vt_arena_new();

	allowed("qemu:///system");
	allowed("qemu:///session");
	allowed("qemu+unix:///session?socket=/run/user/1000/libvirt/libvirt-sock");
	allowed("ch:///system");
	allowed("lxc:///");
	allowed("xen:///system");
	allowed("test:///default");
	refused("qemu:///embed?root=/tmp/x", "embedded");
	refused("qemu+unix:///embed?root=/tmp/x", "embedded");
	refused("qemu+ssh:///system", "transport");
	refused("qemu+ext:///system?command=/tmp/x", "transport");
	refused("qemu+libssh2:///system", "transport");
	refused("qemu+unixx:///system", "transport");
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

	is_str(vt_uri_alias(arena, conf, "hail"), "qemu+ssh://root@hail/system", "an alias");
	is_str(vt_uri_alias(arena, conf, "here"), "qemu:///system", "in other quotes");
	is_str(vt_uri_alias(arena, conf, "last"), "lxc:///", "the last one");
	is_str(vt_uri_alias(arena, conf, "hai"), NULL, "a part of a name is none");
	is_str(vt_uri_alias(arena, conf, "off"), NULL, "nor is a comment");
	is_str(vt_uri_alias(arena, conf, "this"), NULL, "wherever it stands");
	is_str(vt_uri_alias(arena, conf, "no"), NULL, "or a list");
	is_str(vt_uri_alias(arena, conf, "qemu:///system"), NULL, "a URI is none");
	is_str(vt_uri_alias(arena, "", "hail"), NULL, "nothing has none");
	is_str(vt_uri_alias(arena, "uri_aliases = [ \"hail=x", "hail"), NULL, "a cut text neither");
	vt_arena_free(arena);
	return done();
}
