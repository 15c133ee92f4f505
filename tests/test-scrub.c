/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is scrubbed from command lines and XML, and what must stay. */
#include <config.h>

#include "collect/recording/scrub.h"

#include "tap.h"

static const char *const arguments[][4] = {
	/* previous, argument, scrubbed (NULL = as it is), what */
	{ NULL, "qemu-system-x86_64", NULL, NULL },
	{ "-object", "secret,id=a,data=x,,y,format=raw", "secret,id=a,data=SCRUBBED,format=raw",
	  "data" },
	{ "-object", "secret,id=a,file=/f,keyid=masterKey0", NULL, NULL },
	{ "-object", "qom-type=secret,data=x", "qom-type=secret,data=SCRUBBED", "data" },
	{ "-object", "{\"qom-type\":\"secret\",\"id\":\"m\",\"data\":\"a\\\"b\",\"iv\":\"c\"}",
	  "{\"qom-type\":\"secret\",\"id\":\"m\",\"data\":\"SCRUBBED\",\"iv\":\"c\"}", "data" },
	{ "-object", "{\"qom-type\":\"memory\",\"data\":\"x\"}", NULL, NULL },
	{ "-blockdev", "{\"driver\":\"luks\",\"key-secret\":\"id\", \"password\" : \"p,q\"}",
	  "{\"driver\":\"luks\",\"key-secret\":\"id\", \"password\" : \"SCRUBBED\"}", "password" },
	{ "-blockdev", "driver=https,password-secret=s0,proxy-password-secret=s1", NULL, NULL },
	{ "-spice", "port=5900,password=abc,tls=on", "port=5900,password=SCRUBBED,tls=on",
	  "password" },
	{ "-vnc", "0.0.0.0:1,password=on", NULL, NULL },
	{ "-vnc", ":1,password-secret=x", NULL, NULL },
	{ "-iscsi", "user=u,password=a,,b", "user=u,password=SCRUBBED", "password" },
	{ "-drive", "file=iscsi://u%pw@h/t", "file=iscsi://u%SCRUBBED@h/t", "password in a URL" },
	{ "-drive", "file=https://u:p:w@h/x,if=none", "file=https://u:SCRUBBED@h/x,if=none",
	  "password in a URL" },
	{ "-drive", "file=https://h:80/a@b", NULL, NULL },
	{ "-drive", "file=rbd:pool/i:id=admin:key=AQ\\:==:auth_supported=cephx,if=none",
	  "file=rbd:pool/i:id=admin:key=SCRUBBED:auth_supported=cephx,if=none", "key" },
	{ "-fw_cfg", "name=opt/x,string=s", "name=opt/x,string=SCRUBBED", "string" },
	{ "-smbios", "type=11,value=io.systemd.credential:x=y", "type=11,value=SCRUBBED", "value" },
	{ "-smbios", "type=1,uuid=1234", NULL, NULL },
	{ "-append", "quiet token=t", "quiet token=SCRUBBED", "token" },
	{ "--password", "p", "SCRUBBED", "password" },
	{ "--password", "-x", NULL, NULL },
	{ NULL, "--auth-token=t", "--auth-token=SCRUBBED", "auth-token" },
	{ NULL, "--url=https://h/?token=t&password=p", "--url=https://h/?token=SCRUBBED", "token" },
	{ "-name", "guest=password=x,debug-threads=on", NULL, NULL },
	{ "-netdev", "tap,fd=3,id=n,ifname=token=a", NULL, NULL },
	{ "", "password=", NULL, NULL },
	{ NULL, "PASSWD=p,a.b.password=q,passwd=r",
	  "PASSWD=SCRUBBED,a.b.password=SCRUBBED,passwd=SCRUBBED", "PASSWD,a.b.password,passwd" },
};

static void test_arguments(void)
{
	for (size_t i = 0; i < sizeof(arguments) / sizeof(*arguments); i++) {
		const char *const *c = arguments[i];
		VT_BUF_OF(out);
		VT_BUF_OF(what);
		size_t n = vt_scrub_arg(c[0], c[1], &out, &what);

		is_str(n ? out.p : NULL, c[2], c[1]);
		if (n)
			is_str(what.p, c[3], "and its name");
	}
}

static const char *const documents[][3] = {
	{ "<domain><name>a</name></domain>", NULL, NULL },
	{ "<graphics type='vnc' port='-1' passwd='p' passwdValidTo='2026'/>",
	  "<graphics type='vnc' port='-1' passwd='SCRUBBED' passwdValidTo='2026'/>", "passwd" },
	{ "<graphics passwd = \"it's\">x</graphics>",
	  "<graphics passwd = \"SCRUBBED\">x</graphics>", "passwd" },
	{ "<domstatus><graphics passwd='cut of", "<domstatus><graphics passwd='SCRUBBED",
	  "passwd" },
	{ "<!-- passwd='x' --><a/>", NULL, NULL },
	{ "<metadata><my:password> p </my:password></metadata>",
	  "<metadata><my:password> SCRUBBED</my:password></metadata>", "password" },
	{ "<token><![CDATA[<a>]]></token>", "<token>SCRUBBED</token>", "token" },
	{ "<cookies><cookie name='n'>v</cookie></cookies>",
	  "<cookies><cookie name='n'>SCRUBBED</cookie></cookies>", "cookie" },
	{ "<secret type='passphrase' uuid='u'/>", NULL, NULL },
	{ "<auth username='u'><secret usage='x'/></auth>", NULL, NULL },
	{ "<sysinfo type='fwcfg'><entry name='opt/x'>s</entry></sysinfo><entry>e</entry>",
	  "<sysinfo type='fwcfg'><entry name='opt/x'>SCRUBBED</entry></sysinfo><entry>e</entry>",
	  "entry" },
	{ "<sysinfo type='smbios'><system><entry name='uuid'>u</entry></system><oemStrings>"
	  "<entry>s</entry></oemStrings></sysinfo>",
	  "<sysinfo type='smbios'><system><entry name='uuid'>u</entry></system><oemStrings>"
	  "<entry>SCRUBBED</entry></oemStrings></sysinfo>",
	  "entry" },
	{ "<qemu:arg value='-object'/><qemu:arg value='secret,id=a,data=d'/>",
	  "<qemu:arg value='-object'/><qemu:arg value='SCRUBBED'/>", "arg" },
	{ "<q:arg value='{&quot;qom-type&quot;:&quot;secret&quot;,"
	  "&quot;data&quot;:&quot;d&quot;}'/>",
	  "<q:arg value='SCRUBBED'/>", "arg" },
	{ "<q:arg value='-fw_cfg'/><q:arg value='name=a,string=s'/>",
	  "<q:arg value='-fw_cfg'/><q:arg value='SCRUBBED'/>", "arg" },
	{ "<qemu:env name='A' value='b'/>", "<qemu:env name='A' value='SCRUBBED'/>", "env" },
	{ "<cmdline>root=/dev/a luks.passphrase=p</cmdline>", "<cmdline>SCRUBBED</cmdline>",
	  "cmdline" },
	{ "<source file='https://u:p@h/x'/>", "<source file='https://u:SCRUBBED@h/x'/>",
	  "password in a URL" },
	{ "<a", NULL, NULL },
	{ "<a b", NULL, NULL },
	{ "<a b=", NULL, NULL },
	{ "<", NULL, NULL },
	{ "</", NULL, NULL },
	{ "<a / / = = 'x' passwd>", NULL, NULL },
};

static void test_xml(void)
{
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		VT_BUF_OF(out);
		VT_BUF_OF(what);
		size_t n = vt_scrub_xml(documents[i][0], &out, &what);

		is_str(n ? out.p : NULL, documents[i][1], documents[i][0]);
		if (n)
			is_str(what.p, documents[i][2], "and its name");
	}
}

int main(void)
{
	test_arguments();
	test_xml();
	return done();
}
