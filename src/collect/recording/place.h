/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a recording is written: root may write into a directory of somebody not to be trusted. */
#ifndef VT_COLLECT_RECORDING_PLACE_H
#define VT_COLLECT_RECORDING_PLACE_H

/**
 * struct vt_place - the directory of a file, and its name there
 * @dir: a mere place (O_PATH), owned; -1 = closed
 * @name: borrowed from the path
 */
struct vt_place {
	int dir;
	const char *name;
};

/**
 * vt_place_open - find the directory of @path
 *
 * Root follows symbolic links of root only: another user's could lead to any
 * directory, and be changed meanwhile. Everybody else follows them all.
 * Returns 0, -ELOOP for such a link, or another -errno. vt_place_close() in either case.
 */
int vt_place_open(const char *path, struct vt_place *ret);
void vt_place_close(struct vt_place *place);

/** vt_place_create - a new file beside it, for its owner only; its name in @ret, of @size bytes */
int vt_place_create(const struct vt_place *place, char *ret, unsigned int size);

#endif
