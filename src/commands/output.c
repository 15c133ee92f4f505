/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The only file that writes to standard output and standard error, but for watch's loop. */
#include <config.h>

#include "commands/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyze/subjects.h"
#include "commands/terminal.h"
#include "render/safe-text.h"

void vt_keep_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	signal(SIGCHLD, SIG_DFL);
}

void vt_say(const char *what, const char *text)
{
	VT_BUF_OF(safe);

	/* Escapes in names that others chose must not reach the terminal. */
	vt_buf_str(&safe, "");
	vt_text_add(&safe, text, vt_text_ascii());
	fprintf(stderr, "virt-taps: %s%s\n", what, safe.p);
}

bool vt_gap_is_for_root(const struct vt_gap *g)
{
	static const enum vt_gap_code codes[] = { VT_GAP_PROCESS_UNREADABLE,
						  VT_GAP_DESCRIPTOR_UNREADABLE,
						  VT_GAP_NETNS_UNREADABLE };

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (vt_streq(g->code, vt_gap_class(codes[i])->code))
			return true;
	return false;
}

bool vt_is_not_root(const struct vt_facts *f)
{
	bool any = false;

	for (size_t i = 0; i < f->gaps.n; i++)
		any = any || vt_gap_is_for_root(&f->gaps.v[i]);
	return any && geteuid() != 0;
}

void vt_say_not_root(const struct vt_facts *f)
{
	VT_BUF_OF(text);

	vt_buf_fmt(&text,
		   "not root: cannot see which process holds which tap (%u of %u processes are "
		   "unreadable); try: sudo virt-taps",
		   f->unreadable, f->processes);
	vt_say("", text.p);
}

bool vt_say_not_found(const struct vt_report *r)
{
	VT_BUF_OF(text);

	if (r->subjects_found == r->n_subjects)
		return true;
	for (size_t i = 0; i < r->n_subjects; i++) {
		struct vt_nearest nearest = { .word = r->subjects[i] };

		if (r->subject_found[i])
			continue;
		vt_buf_fmt(
			&text, "%s '%s'",
			text.len ?
				"," :
				"no such VM, device, link, namespace, network, process or address:",
			r->subjects[i]);
		vt_subject_nearest(r->facts, &nearest);
		vt_nearest_hint(&nearest, "", &text);
	}
	vt_say("", text.p);
	return false;
}

int vt_fail(const struct vt_err *err)
{
	vt_say("", err->msg);
	return VT_EXIT_UNKNOWN;
}

/* All of it or an error; a full disk is one. */
int vt_write_out(const struct vt_buf *out, struct vt_err *err)
{
	if (fwrite(out->p ? out->p : "", 1, out->len, stdout) != out->len || fflush(stdout) != 0 ||
	    ferror(stdout))
		return vt_err_set(err, errno, "cannot write to standard output: %s",
				  strerror(errno));
	if (fclose(stdout) != 0 && errno != EBADF)
		return vt_err_set(err, errno, "cannot write to standard output: %s",
				  strerror(errno));
	return 0;
}

struct vt_render_opts vt_show_options(const struct vt_options *o)
{
	int width = vt_terminal_columns();
	const char *no_color = getenv("NO_COLOR");
	bool able = width && !(no_color && *no_color) && vt_terminal_is_able();

	return (struct vt_render_opts){
		.command = o->command,
		.columns = o->columns,
		.headings = o->headings,
		.color = o->color == VT_COLOR_ALWAYS || (o->color == VT_COLOR_AUTO && able),
		.width = width,
		.verbose = o->verbose,
	};
}
