/* SPDX-License-Identifier: GPL-2.0-or-later */
/* argv to struct vt_options, by one table. */
#include <config.h>

#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

struct option_row {
	char letter; /* 0 = long only */
	const char *name, *arg, *help;
	int (*set)(struct vt_options *o, const char *arg, struct vt_err *err);
};

static int set_connect(struct vt_options *o, const char *arg, struct vt_err *err)
{
	if (!strcmp(arg, "none")) {
		o->no_libvirt = true;
		return 0;
	}
	if (!strchr(arg, ':'))
		return vt_err_set(err, EINVAL, "--connect: '%s' is no libvirt URI and not 'none'",
				  arg);
	for (size_t i = 0; i < o->uris.n; i++)
		if (!strcmp(o->uris.v[i], arg))
			return 0;
	vt_vec_push(&o->uris, arg);
	return 0;
}

static int set_format(struct vt_options *o, const char *arg, struct vt_err *err)
{
	o->format = vt_format_by_name(arg);
	if (!o->format)
		return vt_err_set(err, EINVAL, "--format: unknown format '%s'", arg);
	return 0;
}

static int set_json(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	return set_format(o, "json", err);
}

static int set_output(struct vt_options *o, const char *arg, struct vt_err *err)
{
	o->columns = arg;
	if (vt_columns_check(arg, err) < 0)
		return vt_err_prefix(err, "--output");
	return 0;
}

static int set_list_columns(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	if (!o->info.len)
		vt_columns_list(&o->info);
	return 0;
}

static int set_noheadings(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	o->headings = false;
	return 0;
}

static int set_color(struct vt_options *o, const char *arg, struct vt_err *err)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (unsigned int i = 0; i < 3; i++)
		if (!strcmp(arg, names[i])) {
			o->color = i;
			return 0;
		}
	return vt_err_set(err, EINVAL, "--color: '%s' is not auto, always or never", arg);
}

static int set_record(struct vt_options *o, const char *arg, struct vt_err *err)
{
	if (!*arg || !strcmp(arg, "-"))
		return vt_err_set(err, EINVAL, "--record: '%s' is no name of a file", arg);
	o->record = arg;
	return 0;
}

static int set_replay(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)err;
	o->replay = arg;
	return 0;
}

static int set_scan(struct vt_options *o, const char *arg, struct vt_err *err)
{
	static const char *const names[] = { "auto", "bpf", "proc" };

	for (unsigned int i = 0; i < 3; i++)
		if (!strcmp(arg, names[i])) {
			o->scan = i;
			return 0;
		}
	return vt_err_set(err, EINVAL, "--scan: '%s' is not auto, bpf or proc", arg);
}

static int set_settle(struct vt_options *o, const char *arg, struct vt_err *err)
{
	if (vt_parse_u32(arg, &o->settle_ms) < 0 || o->settle_ms > 600000)
		return vt_err_set(err, EINVAL,
				  "--settle: '%s' is not a number of milliseconds up to 600000",
				  arg);
	return 0;
}

static int set_timeout(struct vt_options *o, const char *arg, struct vt_err *err)
{
	if (vt_parse_u32(arg, &o->timeout_s) < 0 || !o->timeout_s || o->timeout_s > 3600)
		return vt_err_set(err, EINVAL,
				  "--timeout: '%s' is not a number of seconds from 1 to 3600", arg);
	return 0;
}

static int set_quiet(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	o->quiet = true;
	return 0;
}

static int set_verbose(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	o->verbose++;
	return 0;
}

static int set_version(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	if (!o->info.len)
		vt_buf_str(&o->info, PACKAGE_STRING "\n");
	return 0;
}

static int set_help(struct vt_options *o, const char *arg, struct vt_err *err);

static const struct option_row rows[] = {
	{ 'c', "connect", "URI", "libvirt connection, repeatable; none = without libvirt",
	  set_connect },
	{ 'f', "format", "FORMAT", "output format, see below", set_format },
	{ 'j', "json", NULL, "the same as --format json", set_json },
	{ 'o', "output", "COLUMNS", "columns of table and csv; +COLUMN adds one", set_output },
	{ 0, "list-columns", NULL, "list the columns", set_list_columns },
	{ 0, "noheadings", NULL, "print no headings", set_noheadings },
	{ 0, "color", "WHEN", "colour the table: auto, always or never", set_color },
	{ 0, "record", "FILE", "also write what was seen, undecoded, to a file", set_record },
	{ 0, "replay", "FILE", "take it from such a file instead of this host", set_replay },
	{ 0, "scan", "HOW", "how holders are found: auto, bpf or proc", set_scan },
	{ 0, "settle", "MS", "how long a finding must persist (200); 0 = first look", set_settle },
	{ 0, "timeout", "SECONDS", "upper bound on waiting for libvirt (10)", set_timeout },
	{ 'q', "quiet", NULL, "no gaps on standard error", set_quiet },
	{ 'v', "verbose", NULL, "say more; repeatable", set_verbose },
	{ 'h', "help", NULL, "print this help", set_help },
	{ 'V', "version", NULL, "print the version", set_version },
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

static const struct {
	const char *name, *args, *help;
	enum vt_command command;
	size_t min_args, max_args;
} commands[] = {
	{ "list", "", "the mapping, one row per NIC, then devices no NIC claims (default)",
	  VT_CMD_LIST, 0, 0 },
	{ "show", " SUBJECT...", "everything known about a VM, device, PID or MAC address",
	  VT_CMD_SHOW, 1, SIZE_MAX },
	{ "audit", " [SUBJECT...]", "findings only, with exit status for monitoring", VT_CMD_AUDIT,
	  0, SIZE_MAX },
	{ "watch", "", "findings and changes of the mapping as they happen", VT_CMD_WATCH, 0, 0 },
	{ "diff", " OLD NEW", "what is different between two recordings or JSON inventories",
	  VT_CMD_DIFF, 2, 2 },
	{ "explain", " [CODE...]", "what a finding means, how it is decided, what to do",
	  VT_CMD_EXPLAIN, 0, SIZE_MAX },
};

#define N_COMMANDS (sizeof(commands) / sizeof(*commands))

static int set_help(struct vt_options *o, const char *arg, struct vt_err *err)
{
	const struct vt_format *format;

	(void)arg;
	(void)err;
	if (o->info.len)
		return 0;
	vt_buf_str(&o->info, "Usage: virt-taps [OPTIONS] [COMMAND]\n\n"
			     "Which VM owns which tap, which process holds it, and where libvirt,\n"
			     "the kernel and QEMU disagree.\n\nCommands:\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		vt_buf_fmt(&o->info, "  %s%-*s  %s\n", commands[i].name,
			   (int)(20 - strlen(commands[i].name)), commands[i].args,
			   commands[i].help);
	vt_buf_str(&o->info, "\nOptions:\n");
	for (size_t i = 0; i < N_ROWS; i++) {
		const char *opt = rows[i].arg ? rows[i].arg : "";
		int width = 21 - (int)strlen(rows[i].name) - 1;

		if (rows[i].letter)
			vt_buf_fmt(&o->info, "  -%c, ", rows[i].letter);
		else
			vt_buf_str(&o->info, "      ");
		vt_buf_fmt(&o->info, "--%s %-*s %s\n", rows[i].name, width, opt, rows[i].help);
	}
	vt_buf_str(&o->info, "\nFormats:\n");
	for (size_t i = 0; (format = vt_format_at(i)) != NULL; i++)
		vt_buf_fmt(&o->info, "  %-12s %s\n", format->name, format->help);
	vt_buf_str(&o->info,
		   "\nExit status of audit: 0 nothing, 1 warning, 2 critical, 3 a gap leaves\n"
		   "the answer open. See virt-taps(8) and virt-taps-findings(7).\n");
	return 0;
}

/* getopt's view of the table. */
static void make_getopt(char *letters, struct option *longs)
{
	*letters++ = ':';
	for (size_t i = 0; i < N_ROWS; i++) {
		longs[i] = (struct option){ rows[i].name,
					    rows[i].arg ? required_argument : no_argument, NULL,
					    (int)(256 + i) };
		if (!rows[i].letter)
			continue;
		*letters++ = rows[i].letter;
		if (rows[i].arg)
			*letters++ = ':';
	}
	*letters = '\0';
	memset(&longs[N_ROWS], 0, sizeof(*longs));
}

static int refuse(int c, char **argv, struct vt_err *err)
{
	const char *what = c == ':' ? "needs an argument" : "is not an option";

	/* getopt leaves the letter of a short option, and the value it would
	 * have returned (or 0) for a long one. */
	if (optopt && optopt < 256)
		return vt_err_set(err, EINVAL, "-%c %s", optopt, what);
	if (optopt >= 256 && c == '?')
		what = "takes no argument";
	return vt_err_set(err, EINVAL, "%s %s", argv[optind - 1], what);
}

static int parse_options(int argc, char **argv, struct vt_options *o, struct vt_err *err)
{
	struct option longs[N_ROWS + 1];
	char letters[2 * N_ROWS + 2];
	int c, r;

	make_getopt(letters, longs);
	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		size_t i = (size_t)c - 256;

		if (c == '?' || c == ':')
			return refuse(c, argv, err);
		if (c < 256)
			for (i = 0; rows[i].letter != c; i++)
				;
		r = rows[i].set(o, optarg, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int parse_command(struct vt_options *o, char **args, size_t n, struct vt_err *err)
{
	size_t c = 0;

	if (n) {
		while (c < N_COMMANDS && strcmp(args[0], commands[c].name) != 0)
			c++;
		if (c == N_COMMANDS)
			return vt_err_set(err, EINVAL, "unknown command '%s'", args[0]);
		args++;
		n--;
	}
	o->command = commands[c].command;
	if (n < commands[c].min_args)
		return vt_err_set(err, EINVAL, "%s: missing argument:%s", commands[c].name,
				  commands[c].args);
	if (n > commands[c].max_args)
		return vt_err_set(err, EINVAL, "%s: unexpected argument '%s'", commands[c].name,
				  args[commands[c].max_args]);
	for (size_t i = 0; i < n; i++)
		vt_vec_push(&o->subjects, args[i]);
	return 0;
}

/* Options that a command or another option makes senseless are a mistake. */
static int check_sources(const struct vt_options *o, struct vt_err *err)
{
	const char *file = o->record ? "--record" : "--replay";
	const char *how = o->uris.n || o->no_libvirt ? "--connect" : "--scan";
	const char *why = o->command == VT_CMD_EXPLAIN ? "explain" :
			  o->command == VT_CMD_DIFF    ? "diff" :
			  o->command == VT_CMD_WATCH   ? "watch" :
							 NULL;

	if (why && (o->record || o->replay))
		return vt_err_set(err, EINVAL, "%s: makes no sense with %s", file, why);
	if (o->record && o->replay)
		return vt_err_set(err, EINVAL, "--record: makes no sense with --replay");
	if ((o->replay || o->command == VT_CMD_DIFF) &&
	    (o->uris.n || o->no_libvirt || o->scan != VT_CHOOSE_AUTO))
		return vt_err_set(err, EINVAL, "%s: makes no sense with %s", how,
				  o->replay ? "--replay" : "diff");
	return 0;
}

static int check_format(const struct vt_options *o, struct vt_err *err)
{
	const char *name = o->format->name;

	if (!strcmp(name, "monitoring") && o->command != VT_CMD_AUDIT)
		return vt_err_set(err, EINVAL, "--format: 'monitoring' is for audit only");
	if (o->command == VT_CMD_WATCH && strcmp(name, "table") != 0 && !strstr(name, "json"))
		return vt_err_set(err, EINVAL, "--format: watch has table and ndjson, not '%s'",
				  name);
	if (o->command != VT_CMD_DIFF)
		return 0;
	if (strcmp(name, "table") != 0 && strcmp(name, "json") != 0)
		return vt_err_set(err, EINVAL, "--format: diff has table and json, not '%s'", name);
	if (o->columns)
		return vt_err_set(err, EINVAL, "--output: diff has no columns");
	return 0;
}

int vt_options_parse(int argc, char **argv, struct vt_options *o, struct vt_err *err)
{
	int r;

	memset(o, 0, sizeof(*o));
	o->settle_ms = 200;
	o->timeout_s = 10;
	o->headings = true;
	o->format = vt_format_by_name("table");
	r = parse_options(argc, argv, o, err);
	if (r < 0 || o->info.len)
		return r;
	r = parse_command(o, argv + optind, (size_t)(argc - optind), err);
	if (r < 0)
		return r;
	if (o->no_libvirt && o->uris.n)
		return vt_err_set(err, EINVAL, "--connect: 'none' and '%s' exclude each other",
				  o->uris.v[0]);
	r = check_sources(o, err);
	return r < 0 ? r : check_format(o, err);
}

void vt_options_done(struct vt_options *o)
{
	vt_vec_done(&o->uris);
	vt_vec_done(&o->subjects);
	vt_buf_done(&o->info);
}
