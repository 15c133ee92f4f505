/* SPDX-License-Identifier: GPL-2.0-or-later */
/* argv to struct vt_options, by one table. */
#include <config.h>

#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "util/fd.h"
#include "util/nearest.h"

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
		return vt_err_set(err, EINVAL,
				  "--connect: '%s' is neither a libvirt URI (qemu:///system, "
				  "qemu:///session) nor 'none'",
				  arg);
	for (size_t i = 0; i < o->uris.n; i++)
		if (!strcmp(o->uris.v[i], arg))
			return 0;
	vt_vec_push(&o->uris, arg);
	return 0;
}

static int unknown_manager(const char *name, struct vt_err *err)
{
	struct vt_nearest near = { .word = name };

	vt_nearest_offer(&near, "proxmox");
	vt_nearest_offer(&near, "incus");
	vt_nearest_offer(&near, "kubevirt");
	return vt_nearest_error(&near, "", NULL, err,
				"--managers: '%s' is not auto, none, proxmox, incus or kubevirt",
				name);
}

/* "auto", "none", or names with commas. */
static int set_managers(struct vt_options *o, const char *arg, struct vt_err *err)
{
	char *name, *save = NULL;

	o->managers.n = o->list.len = 0;
	o->no_managers = !strcmp(arg, "none");
	if (o->no_managers || !strcmp(arg, "auto"))
		return 0;
	vt_buf_str(&o->list, arg);
	for (name = strtok_r(o->list.p, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
		if (!vt_manager_is_known(name))
			return unknown_manager(name, err);
		vt_vec_push(&o->managers, name);
	}
	return o->managers.n ? 0 : vt_err_set(err, EINVAL, "--managers: no name in '%s'", arg);
}

static int set_claims(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)err;
	vt_vec_push(&o->claims, arg);
	return 0;
}

static int set_accept(struct vt_options *o, const char *arg, struct vt_err *err)
{
	if (!*arg)
		return vt_err_set(err, EINVAL, "--accept: no file is named");
	o->accept = arg;
	return 0;
}

static int set_format(struct vt_options *o, const char *arg, struct vt_err *err)
{
	struct vt_nearest near = { .word = arg };
	const struct vt_format *format;

	o->format = vt_format_by_name(arg);
	o->format_given = true;
	if (o->format)
		return 0;
	for (size_t i = 0; (format = vt_format_at(i)) != NULL; i++)
		vt_nearest_offer(&near, format->name);
	return vt_nearest_error(&near, "", "virt-taps --help", err, "--format: unknown format '%s'",
				arg);
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

static int set_bridge(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)err;
	o->rows.bridge = arg;
	return 0;
}

static int set_status(struct vt_options *o, const char *arg, struct vt_err *err)
{
	o->rows.status = arg;
	return vt_rows_check_status(arg, err);
}

static int set_problems(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	o->rows.problems = true;
	return 0;
}

static int set_sort(struct vt_options *o, const char *arg, struct vt_err *err)
{
	o->rows.sort = arg;
	return vt_rows_check_sort(arg, err);
}

static int set_log(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	o->log = true;
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

/* One of @names as its number in @ret. */
static int set_word(const char *option, const char *arg, const char *const *names, unsigned int n,
		    unsigned int *ret, struct vt_err *err)
{
	struct vt_nearest near = { .word = arg };
	VT_BUF_OF(list);

	for (unsigned int i = 0; i < n; i++) {
		if (!strcmp(arg, names[i])) {
			*ret = i;
			return 0;
		}
		vt_buf_fmt(&list, "%s%s", !i ? "" : i + 1 == n ? " or " : ", ", names[i]);
		vt_nearest_offer(&near, names[i]);
	}
	return vt_nearest_error(&near, "", NULL, err, "%s: '%s' is not %s", option, arg, list.p);
}

static int set_color(struct vt_options *o, const char *arg, struct vt_err *err)
{
	static const char *const names[] = { "auto", "always", "never" };
	unsigned int color = 0;
	int r = set_word("--color", arg, names, 3, &color, err);

	if (r == 0)
		o->color = color;
	return r;
}

static int set_record(struct vt_options *o, const char *arg, struct vt_err *err)
{
	if (!*arg || !strcmp(arg, "-"))
		return vt_err_set(err, EINVAL, "--record: '%s' is not the name of a file", arg);
	o->record = arg;
	return 0;
}

static int set_anonymise(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	o->anonymise = true;
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
	unsigned int scan = 0;
	int r = set_word("--scan", arg, names, 3, &scan, err);

	if (r == 0)
		o->scan = scan;
	return r;
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
	{ 'c', "connect", "URI", "libvirt connection, repeatable; none = no libvirt", set_connect },
	{ 0, "managers", "LIST", "other managers to ask: auto, none, or names", set_managers },
	{ 0, "claims", "FILE", "another manager's claims, one JSON object per line", set_claims },
	{ 0, "accept", "FILE", "what is expected (/etc/virt-taps/accept; none)", set_accept },
	{ 0, "scan", "HOW", "how holders are found: auto, bpf or proc", set_scan },
	{ 0, "settle", "MS", "how long a finding must persist (200; 0 = one scan)", set_settle },
	{ 0, "timeout", "SECONDS", "upper bound on a scan as a whole (10)", set_timeout },
	{ 0, "bridge", "NAME", "rows of this bridge (or 'br*')", set_bridge },
	{ 0, "status", "LIST", "rows of these statuses or codes, comma-separated", set_status },
	{ 0, "problems", NULL, "rows with a finding of severity warning or critical",
	  set_problems },
	{ 0, "sort", "COLUMNS", "order of rows; -COLUMN downwards", set_sort },
	{ 'f', "format", "FORMAT", "one of the formats below", set_format },
	{ 'j', "json", NULL, "the same as --format json", set_json },
	{ 'o', "output", "COLUMNS", "columns, comma-separated; +COL adds before STATUS",
	  set_output },
	{ 0, "list-columns", NULL, "list the columns", set_list_columns },
	{ 0, "noheadings", NULL, "no headings", set_noheadings },
	{ 0, "color", "WHEN", "auto, always or never", set_color },
	{ 0, "log", NULL, "watch: a line for each change", set_log },
	{ 0, "record", "FILE", "also write the raw facts to a file", set_record },
	{ 0, "anonymise", NULL, "--record with every name, address and UUID replaced",
	  set_anonymise },
	{ 0, "replay", "FILE", "take the facts from such a file, not from this host", set_replay },
	{ 'q', "quiet", NULL, "nothing but errors on standard error", set_quiet },
	{ 'v', "verbose", NULL, "say more; audit: with remedies; repeatable", set_verbose },
	{ 'h', "help", NULL, "print this help", set_help },
	{ 'V', "version", NULL, "print the version", set_version },
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

/* The heading that --help has in front of an option. */
static const struct {
	const char *before, *title;
} groups[] = {
	{ "connect", "Where it looks" }, { "bridge", "Rows of list and watch" },
	{ "format", "What it prints" },  { "record", "Recordings" },
	{ "quiet", "Other options" },
};

static const struct {
	const char *name, *args, *help;
	enum vt_command command;
	size_t min_args, max_args;
} commands[] = {
	{ "list", " [SUBJECT...]", "one row per NIC, then devices without one (default)",
	  VT_CMD_LIST, 0, SIZE_MAX },
	{ "show", " SUBJECT...", "everything known about a subject", VT_CMD_SHOW, 1, SIZE_MAX },
	{ "audit", " [SUBJECT...]", "findings; exits 0 none, 1 warning, 2 critical, 3 open",
	  VT_CMD_AUDIT, 0, SIZE_MAX },
	{ "watch", " [SUBJECT...]", "findings and changes of the mapping as they happen",
	  VT_CMD_WATCH, 0, SIZE_MAX },
	{ "diff", " OLD NEW", "two recordings or JSON inventories compared", VT_CMD_DIFF, 2, 2 },
	{ "explain", " [CODE...]", "what a finding or gap means, and what to do", VT_CMD_EXPLAIN, 0,
	  SIZE_MAX },
	{ "help", "", "this help", VT_CMD_HELP, 0, SIZE_MAX },
	{ "version", "", "the version", VT_CMD_VERSION, 0, 0 },
};

#define N_COMMANDS (sizeof(commands) / sizeof(*commands))

static void help_option(struct vt_buf *out, const struct option_row *row)
{
	const char *arg = row->arg ? row->arg : "";

	if (row->letter)
		vt_buf_fmt(out, "  -%c, ", row->letter);
	else
		vt_buf_str(out, "      ");
	vt_buf_fmt(out, "--%s %-*s %s\n", row->name, 19 - (int)strlen(row->name), arg, row->help);
}

static void help_options(struct vt_buf *out)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		for (size_t g = 0; g < sizeof(groups) / sizeof(*groups); g++)
			if (!strcmp(groups[g].before, rows[i].name))
				vt_buf_fmt(out, "%s:\n", groups[g].title);
		help_option(out, &rows[i]);
	}
}

static void help_formats(struct vt_buf *out)
{
	const struct vt_format *format;

	vt_buf_str(out, "Formats:");
	for (size_t i = 0; (format = vt_format_at(i)) != NULL; i++)
		vt_buf_fmt(out, " %s", format->name);
	vt_buf_str(out, "\n");
}

static int set_help(struct vt_options *o, const char *arg, struct vt_err *err)
{
	(void)arg;
	(void)err;
	if (o->info.len)
		return 0;
	vt_buf_str(&o->info,
		   "Usage: virt-taps [OPTIONS] [COMMAND] [ARGUMENT...]\n"
		   "Which VM owns which tap, which process holds it, and what contradicts that.\n"
		   "Commands:\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		vt_buf_fmt(&o->info, "  %s%-*s %s\n", commands[i].name,
			   (int)(20 - strlen(commands[i].name)), commands[i].args,
			   commands[i].help);
	vt_buf_str(&o->info, "A SUBJECT is a VM, a device or other link, a namespace, PID, MAC or "
			     "IP address.\n\n");
	help_options(&o->info);
	help_formats(&o->info);
	vt_buf_str(&o->info,
		   "Examples:\n"
		   "  sudo virt-taps              all VMs and their taps, and what is wrong\n"
		   "  sudo virt-taps show vnet3   whose it is, who holds it, where it leads\n"
		   "  sudo virt-taps audit -v     what is wrong, and what to do about it\n"
		   "It only looks, and needs root to see all of it. See virt-taps(8).\n");
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

/* An option that does not exist, or the beginning of several. */
static int unknown_option(const char *given, struct vt_err *err)
{
	VT_CLEANUP(vt_free) char *word = vt_xstrdup(given + 2);
	struct vt_nearest near = { .word = word };

	word[strcspn(word, "=")] = '\0';
	for (size_t i = 0; i < N_ROWS; i++) {
		/* Nothing is close to a single letter, but several words may begin with it. */
		if (strlen(word) == 1 && rows[i].name[0] == word[0] && near.n < VT_NEAREST_MAX)
			near.best[near.n++] = rows[i].name;
		vt_nearest_offer(&near, rows[i].name);
	}
	return vt_nearest_error(&near, "--", "virt-taps --help", err, "unknown option '%s'", given);
}

/* Perhaps it is one in the other case. */
static int unknown_letter(char letter, struct vt_err *err)
{
	const char given[] = { letter, '\0' };
	struct vt_nearest near = { .word = given };
	char other[] = { letter ^ 0x20, '\0' };

	for (size_t i = 0; i < N_ROWS; i++) {
		if (!rows[i].letter || rows[i].letter != other[0])
			continue;
		near.best[near.n++] = other;
	}
	return vt_nearest_error(&near, "-", "virt-taps --help", err, "unknown option '-%s'", given);
}

static const struct option_row *row_of_letter(int letter)
{
	size_t i = 0;

	while (rows[i].letter != letter)
		i++;
	return &rows[i];
}

static int refuse(int c, char **argv, struct vt_err *err)
{
	const char *given = argv[optind - 1];

	/* getopt leaves the letter of a short option, and the value it would
	 * have returned (or 0) for a long one. */
	if (c == '?' && !optopt)
		return unknown_option(given, err);
	if (c == '?' && optopt < 256)
		return unknown_letter((char)optopt, err);
	if (c == '?')
		return vt_err_set(err, EINVAL, "option '%s' takes no argument", given);
	if (optopt < 256)
		return vt_err_set(err, EINVAL, "option '-%c' needs an argument: %s", optopt,
				  row_of_letter(optopt)->arg);
	return vt_err_set(err, EINVAL, "option '%s' needs an argument: %s", given,
			  rows[optopt - 256].arg);
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
		if (c == '?' || c == ':')
			return refuse(c, argv, err);
		r = (c < 256 ? row_of_letter(c) : &rows[c - 256])->set(o, optarg, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The command called @name in @ret, N_COMMANDS = none; and those like it. */
static size_t find_command(const char *name, struct vt_nearest *near)
{
	size_t c = 0;

	while (c < N_COMMANDS && strcmp(name, commands[c].name) != 0)
		vt_nearest_offer(near, commands[c++].name);
	return c;
}

static int take_arguments(struct vt_options *o, size_t c, char **args, size_t n, struct vt_err *err)
{
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

/*
 * The first argument is a command, else a subject of list. What is almost a command is taken
 * for a typing error: a subject of such a name is asked for with "list".
 */
static int parse_command(struct vt_options *o, char **args, size_t n, struct vt_err *err)
{
	struct vt_nearest near = { .word = n ? args[0] : "" };
	size_t c = n ? find_command(args[0], &near) : 0;

	if (n && !*args[0])
		return vt_err_set(err, EINVAL, "the command '' is empty (virt-taps --help)");
	if (c == N_COMMANDS && near.n)
		return vt_nearest_error(&near, "", "virt-taps --help", err, "unknown command '%s'",
					args[0]);
	if (c == N_COMMANDS)
		return take_arguments(o, 0, args, n, err);
	if (commands[c].command == VT_CMD_HELP)
		return set_help(o, NULL, err);
	if (commands[c].command == VT_CMD_VERSION && n == 1)
		return set_version(o, NULL, err);
	return take_arguments(o, c, n ? args + 1 : args, n ? n - 1 : 0, err);
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
	if (r < 0 || o->info.len)
		return r;
	return vt_options_check(o, err);
}

void vt_options_done(struct vt_options *o)
{
	vt_vec_done(&o->uris);
	vt_vec_done(&o->subjects);
	vt_vec_done(&o->managers);
	vt_vec_done(&o->claims);
	vt_buf_done(&o->info);
	vt_buf_done(&o->list);
}
