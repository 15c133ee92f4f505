/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a command that is to be typed: its words, and the ways to what it is about. */
#include <config.h>

#include <stdlib.h>

#include "analyze/commands.h"
#include "util/cleanup.h"
#include "util/str.h"

#include "scene.h"
#include "tap.h"

VT_DEFINE_CLEANUP(facts, struct vt_facts *, vt_facts_free)

#define X32 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X31 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X480 X32 X32 X32 X32 X32 X32 X32 X32 X32 X32 X32 X32 X32 X32 X32

static void test_words(void)
{
	static const struct {
		const char *word, *typed;
	} rows[] = {
		{ "vnet0", "vnet0" },
		{ "a_b-c.d,e:f=g@h+i/j%k", "a_b-c.d,e:f=g@h+i/j%k" },
		{ "", "''" },
		{ "two words", "'two words'" },
		{ "~", "'~'" },
		{ "a'b", "'a'\\''b'" },
		{ "$(reboot)\"\\", "'$(reboot)\"\\'" },
		{ "\x7f", "\"$(printf '\\177')\"" },
		{ "\t ~", "\"$(printf '\\011 ~')\"" },
		{ "\x01'\\-%a", "\"$(printf '\\001\\047\\134\\055%%a')\"" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vt_command c = { 0 };

		vt_command_words(&c, rows[i].word, NULL);
		is_str(c.text.p, rows[i].typed, rows[i].typed);
		vt_command_finish(&c, NULL);
	}
}

/* Each byte alone, at the end of an option, before and behind one that is no ASCII. */
static void odd_word(int byte, int form, char word[4])
{
	static const char forms[][4] = { "?", "-?", "?\xff", "\xff?" };

	memcpy(word, forms[form], 4);
	*strchr(word, '?') = (char)byte;
}

/* What a shell makes of the words is what they were. */
static void test_shell(void)
{
	struct vt_command c = { 0 };
	char word[4], got[4], text[64];
	int wrong = 0, cut = 0;
	FILE *shell;

	vt_command_words(&c, "printf", "%s\\0", NULL);
	for (int byte = 1; byte < 256; byte++)
		for (int form = 0; form < 4; form++) {
			odd_word(byte, form, word);
			if (word[strlen(word) - 1] != '\n')
				vt_command_words(&c, word, NULL);
		}
	shell = popen(c.text.p, "r");
	for (int byte = 1; byte < 256; byte++)
		for (int form = 0; form < 4; form++) {
			size_t n;

			odd_word(byte, form, word);
			n = strlen(word) + 1;
			if (word[n - 2] == '\n')
				cut++;
			else if (fread(got, 1, n, shell) != n || memcmp(got, word, n) != 0)
				wrong++;
		}
	is_int((long long)fread(text, 1, sizeof(text), shell), 0, "nothing else comes out");
	is_int(pclose(shell), 0, "the shell takes it");
	is_int(wrong, 0, "each word comes out as it is");
	is_int(cut, 3, "but for those that end in a newline");
	ok(!c.impossible, "for which there would be no way");
	vt_command_finish(&c, NULL);
}

static bool possible(const char *first, const char *second)
{
	struct vt_command c = { 0 };

	vt_command_words(&c, first, second, NULL);
	vt_command_finish(&c, NULL);
	return !c.impossible;
}

static void test_impossible(void)
{
	static const char newline[] = "\n";
	struct vt_command c = { 0 };

	ok(possible("a", "b") && !possible("a\n", "b") && !possible("a", "b\n"),
	   "$(...) cuts a newline off");
	ok(possible(newline + 1, "a\nb"), "not one that is elsewhere");
	vt_command_fmt(&c, "%s%s", X480, X31);
	ok(!c.impossible && c.text.len == 511, "a long word");
	vt_command_finish(&c, NULL);
	vt_command_fmt(&c, "%s%s", X480, X32);
	ok(c.impossible, "one that would be cut short");
	vt_command_finish(&c, NULL);
	c.impossible = false;
	vt_command_operand(&c, "a");
	vt_command_operand(&c, "-a");
	is_str(c.text.p, "a -- -a", "an operand is no option");
	vt_command_operand(&c, NULL);
	ok(c.impossible, "and has to be known");
	vt_command_finish(&c, NULL);
}

static void test_finish(void)
{
	struct vt_judge j = { .out = vt_findings_new() };
	struct vt_finding row = { 0 };
	struct vt_command c = { .j = &j };

	vt_command_finish(&c, &row);
	is_int(row.n_commands, 0, "without words there is no command");
	vt_command_words(&c, "a", NULL);
	c.impossible = true;
	vt_command_finish(&c, &row);
	is_int(row.n_commands, 0, "nor one that is not possible");
	c.impossible = false;
	for (int i = 0; i < VT_COMMANDS_MAX + 1; i++) {
		vt_command_fmt(&c, "%d", i);
		vt_command_finish(&c, &row);
	}
	is_int(row.n_commands, VT_COMMANDS_MAX, "as many as there is room for");
	is_str(row.commands[VT_COMMANDS_MAX - 1], "7", "and the last of them");
	vt_findings_free(j.out);
}

static void test_xml(void)
{
	VT_BUF_OF(xml);

	vt_xml_parts(&xml, "<a b=\"", "\"'<>&", "\"/>", "\x01\x1f ~\xc3\xa4", "<c/>", NULL);
	is_str(xml.p, "<a b=\"&#34;&#39;&#60;&#62;&#38;\"/>&#1;&#31; ~\xc3\xa4<c/>",
	       "what is text is no markup");
}

static void test_netns(void)
{
	static const struct {
		const char *what, *facts;
		uint64_t netns;
		const char *ip, *guard;
	} rows[] = {
		{ "our own", "netns 1 path=/run/netns/me", 1, "ip", "" },
		{ "one that is not known", "", 0, "ip", "" },
		{ "by name", "netns 2 path=/run/netns/blue; proc 100 netns=2", 2, "ip -n blue",
		  "[ \"$(stat -Lc %i /run/netns/blue)\" = 2 ] &&" },
		{ "what ip does not find", "netns 2 path=/run/netns/a/b", 2,
		  "nsenter --net=/run/netns/a/b ip",
		  "[ \"$(stat -Lc %i /run/netns/a/b)\" = 2 ] &&" },
		{ "nor there", "netns 2 path=/var/netns/blue", 2,
		  "nsenter --net=/var/netns/blue ip",
		  "[ \"$(stat -Lc %i /var/netns/blue)\" = 2 ] &&" },
		{ "a name that is none", "netns 2 path=/run/netns/", 2,
		  "nsenter --net=/run/netns/ ip", "[ \"$(stat -Lc %i /run/netns/)\" = 2 ] &&" },
		{ "by its process", "netns 2; proc 100 netns=2; proc 90; proc 110", 2,
		  "nsenter --net=/proc/100/ns/net ip",
		  "[ \"$(stat -Lc %i /proc/100/ns/net)\" = 2 ] &&" },
		{ "the first of all", "proc 90 netns=2; proc 100", 2,
		  "nsenter --net=/proc/90/ns/net ip",
		  "[ \"$(stat -Lc %i /proc/90/ns/net)\" = 2 ] &&" },
		{ "the last of all", "proc 90; proc 100 netns=2", 2,
		  "nsenter --net=/proc/100/ns/net ip",
		  "[ \"$(stat -Lc %i /proc/100/ns/net)\" = 2 ] &&" },
		{ "by one that lives still",
		  "netns 2 path=/proc/90/ns/net; proc 90 netns=2 alive=no; proc 100 netns=2", 2,
		  "nsenter --net=/proc/100/ns/net ip",
		  "[ \"$(stat -Lc %i /proc/100/ns/net)\" = 2 ] &&" },
		{ "by a process that was not looked at", "netns 2 path=/proc/90/task/91/ns/net", 2,
		  "nsenter --net=/proc/90/task/91/ns/net ip",
		  "[ \"$(stat -Lc %i /proc/90/task/91/ns/net)\" = 2 ] &&" },
		{ "no way", "netns 2", 2, NULL, NULL },
		{ "no path from here", "netns 2 path=blue", 2, NULL, NULL },
		{ "a path that would be cut short", "netns 2 path=/" X480 X31, 2, NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_CLEANUP(facts) struct vt_facts *f = scene(rows[i].facts);
		struct vt_judge j = { .f = f };
		struct vt_command ip = { .j = &j }, guard = { .j = &j };

		vt_command_ip(&ip, rows[i].netns);
		vt_command_if_netns(&guard, rows[i].netns);
		if (rows[i].ip) {
			is_str(ip.text.p, rows[i].ip, rows[i].what);
			is_str(guard.text.p ? guard.text.p : "", rows[i].guard, "as long as it is");
		}
		ok(ip.impossible == !rows[i].ip && guard.impossible == !rows[i].ip, "%s: %s",
		   rows[i].what, rows[i].ip ? "possible" : "impossible");
		ip.impossible = true;
		vt_command_in(&ip, rows[i].netns);
		ok(ip.impossible, "what is impossible stays so");
		vt_command_finish(&ip, NULL);
		vt_command_finish(&guard, NULL);
	}
}

static void test_virsh(void)
{
	static const char *const rows[][2] = {
		{ "qemu:///system", "virsh -c qemu:///system" },
		{ "qemu:///system?socket=/run/a-sock-ro",
		  "virsh -c 'qemu:///system?socket=/run/a-sock'" },
		{ "qemu:///system?socket=/run/a-sock-ro&no_verify=1",
		  "virsh -c 'qemu:///system?socket=/run/a-sock&no_verify=1'" },
		{ "qemu:///system?socket=/run/a-sock-ro;no_verify=1",
		  "virsh -c 'qemu:///system?socket=/run/a-sock;no_verify=1'" },
		{ "qemu:///system?socket=/run/a-sock-ro#x",
		  "virsh -c 'qemu:///system?socket=/run/a-sock#x'" },
		{ "qemu:///system?socket=/run/x-sock-ro/a-sock",
		  "virsh -c 'qemu:///system?socket=/run/x-sock-ro/a-sock'" },
		{ "qemu:///system?socket=", "virsh -c 'qemu:///system?socket='" },
		{ "qemu:///system?socket=/run/host-ro",
		  "virsh -c 'qemu:///system?socket=/run/host-ro'" },
		{ "test:///run/a-sock-ro", "virsh -c test:///run/a-sock-ro" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		VT_CLEANUP(facts) struct vt_facts *f = scene("");
		struct vt_judge j = { .f = f };
		struct vt_command c = { .j = &j };

		f->conns.v[0].uri = rows[i][0];
		vt_command_virsh(&c, 0);
		is_str(c.text.p, rows[i][1], rows[i][0]);
		ok(!c.impossible, "and possible");
		vt_command_virsh(&c, VT_NONE);
		ok(c.impossible, "but for nobody's");
		vt_command_finish(&c, NULL);
	}
}

int main(void)
{
	test_words();
	test_shell();
	test_impossible();
	test_finish();
	test_xml();
	test_netns();
	test_virsh();
	return done();
}
