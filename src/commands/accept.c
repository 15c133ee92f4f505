/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the file of what is expected. */
#include <config.h>

#include "commands/accept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/fd.h"

#define DEFAULT_FILE "/etc/virt-taps/accept"
#define FILE_MAX (1u << 20)

static int read_text(int fd, struct vt_buf *ret)
{
	char block[4096];
	ssize_t n;

	vt_buf_str(ret, "");
	while ((n = read(fd, block, sizeof(block))) > 0) {
		vt_buf_add(ret, block, (size_t)n);
		if (ret->len > FILE_MAX)
			return -EFBIG;
	}
	return n < 0 ? -errno : memchr(ret->p, '\0', ret->len) ? -EBADMSG : 0;
}

int vt_read_accept(const struct vt_options *o, struct vt_accept *ret, struct vt_err *err)
{
	const char *path = o->accept ? o->accept : DEFAULT_FILE;
	VT_CLEANUP(vt_fd) int fd = -1;
	VT_BUF_OF(text);
	int r;

	ret->path = path;
	if (!strcmp(path, "none") || (!o->accept && o->replay))
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ENOENT && !o->accept)
		return 0;
	r = fd < 0 ? -errno : read_text(fd, &text);
	if (r < 0)
		return vt_err_set(err, -r, "cannot read '%s': %s", path,
				  r == -EBADMSG ? "it is not text" : strerror(-r));
	return vt_accept_parse(text.p, ret, err);
}

uint32_t vt_accept_today(const char *generated_at)
{
	uint32_t day = generated_at && strlen(generated_at) >= 10 ? vt_accept_day(generated_at) : 0;
	time_t now = time(NULL);
	char text[16];
	struct tm tm;

	if (day)
		return day;
	strftime(text, sizeof(text), "%Y-%m-%d", gmtime_r(&now, &tm));
	return vt_accept_day(text);
}
