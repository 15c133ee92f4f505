/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a recording is written: maybe by root, into a directory of an untrusted user. */
#ifndef VT_COLLECT_RECORDING_PLACE_H
#define VT_COLLECT_RECORDING_PLACE_H

/**
 * struct vt_place - the directory of a file, and its name there
 * @dir: an O_PATH descriptor, owned; -1 = closed
 * @name: borrowed from the path
 */
struct vt_place {
	int dir;
	const char *name;
};

/**
 * vt_place_open - find the directory of @path
 *
 * Root follows only links that root owns: another user's link could lead to any
 * directory, and change at any time. Other users follow every link.
 * Returns 0, -ELOOP for such a link, or another -errno. Call vt_place_close() in either case.
 */
int vt_place_open(const char *path, struct vt_place *ret);
void vt_place_close(struct vt_place *place);

/** vt_place_create - create a file in that directory, mode 0600; its name goes to @ret[@size] */
int vt_place_create(const struct vt_place *place, char *ret, unsigned int size);

#endif
