/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user named the file: it is read as any program reads its arguments. */
#include <config.h>

#include "collect/managers/claims-acquire.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "collect/managers/claims-decode.h"
#include "util/fd.h"

/* A hundred thousand NICs. */
#define CLAIMS_MAX ((size_t)32 << 20)

static int read_all(int fd, const char *path, struct vt_buf *ret, struct vt_err *err)
{
	char chunk[65536];
	ssize_t n;

	vt_buf_str(ret, "");
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return vt_err_set(err, errno, "cannot read '%s': %s", path,
					  strerror(errno));
		vt_buf_add(ret, chunk, (size_t)n);
		if (ret->len > CLAIMS_MAX)
			return vt_err_set(err, EFBIG, "cannot read '%s': it is too large", path);
	}
	return 0;
}

int vt_claims_read(const char *path, struct vt_buf *ret, struct vt_err *err)
{
	VT_CLEANUP(vt_fd) int fd = -1;
	int r;

	if (!strcmp(path, "-")) {
		r = read_all(STDIN_FILENO, "standard input", ret, err);
	} else {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return vt_err_set(err, errno, "cannot read '%s': %s", path,
					  strerror(errno));
		r = read_all(fd, path, ret, err);
	}
	if (r == 0)
		r = vt_claims_check(ret->p, err);
	return r < 0 ? vt_err_prefix(err, "--claims: %s", path) : 0;
}
