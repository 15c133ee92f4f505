/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a recording is written: through links that may be followed, and no others. */
#include <config.h>

#include "collect/recording/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static char top[] = "/tmp/test-place.XXXXXX";

/* Opens @path below the test's directory; the inode of where it leads, 0 for an error. */
static ino_t leads_to(const char *path, const char *name)
{
	struct vt_place place;
	struct stat st = { 0 };
	int r = vt_place_open(path, &place), dir = place.dir;

	if (r == 0 && fstat(place.dir, &st) == 0 && strcmp(place.name, name) != 0)
		st.st_ino = 0;
	vt_place_close(&place);
	ok(place.dir == -1 && fcntl(dir, F_GETFD) < 0, "closed: %.40s", path);
	return r == 0 ? st.st_ino : 0;
}

static int error_of(const char *path)
{
	struct vt_place place;
	int r = vt_place_open(path, &place);

	ok((r < 0) == (place.dir < 0), "nothing is open but where it leads: %.40s", path);
	vt_place_close(&place);
	return r;
}

static void make_link(const char *to, const char *from)
{
	if (symlink(to, from) < 0)
		perror(from);
}

static void test_links(void)
{
	char absolute[PATH_MAX], chain[16], before[16] = "d";
	struct stat d, here;
	int root;

	snprintf(absolute, sizeof(absolute), "%s/d", top);
	make_link("d", "relative");
	make_link(absolute, "absolute");
	make_link("../relative", "d/up");
	make_link("loop", "loop");
	make_link("/", "root");
	for (int i = 0; i < 17; i++) {
		snprintf(chain, sizeof(chain), "chain%d", i);
		make_link(before, chain);
		memcpy(before, chain, sizeof(before));
	}
	stat("d", &d);
	stat(".", &here);
	ok(leads_to("f", "f") == here.st_ino, "a bare name");
	ok(leads_to("d/f", "f") == d.st_ino, "a directory");
	ok(leads_to(".//d///f", "f") == d.st_ino, "many slashes");
	ok(leads_to("d/", "") == d.st_ino, "no name");
	ok(leads_to("relative/f", "f") == d.st_ino, "a link");
	ok(leads_to("absolute/f", "f") == d.st_ino, "a link by a whole path");
	ok(leads_to("d/up/f", "f") == d.st_ino, "a link upwards to another one");
	/* By descriptor, as it is opened: user emulation has roots of its own for other calls. */
	root = open("/", O_PATH | O_CLOEXEC);
	fstat(root, &here);
	close(root);
	ok(leads_to("/f", "f") == here.st_ino, "the root");
	ok(leads_to("root/f", "f") == here.st_ino, "a link to it");
	ok(leads_to("chain15/f", "f") == d.st_ino, "sixteen links");
	is_int(error_of("chain16/f"), -ELOOP, "one more");
	is_int(error_of("loop/f"), -ELOOP, "a link to itself");
	is_int(error_of("none/f"), -ENOENT, "what is not there");
	if (geteuid() == 0 && lchown("relative", 65534, 65534) == 0)
		is_int(error_of("relative/f"), -ELOOP, "root does not follow another user's");
	else
		ok(true, "another user's link # SKIP only root can make one");
}

static void test_long(void)
{
	char path[PATH_MAX + 16];

	memset(path, 'a', sizeof(path));
	strcpy(path + NAME_MAX, "/f");
	is_int(error_of(path), -ENOENT, "as long as a name may be");
	memset(path, 'a', sizeof(path));
	strcpy(path + NAME_MAX + 1, "/f");
	is_int(error_of(path), -ENAMETOOLONG, "a letter more");
	memset(path, 'a', sizeof(path));
	strcpy(path + 4000, "/f");
	is_int(error_of(path), -ENAMETOOLONG, "far too long");
	for (size_t i = 0; i < PATH_MAX; i++)
		path[i] = i % 2 ? '/' : '.';
	path[PATH_MAX - 2] = '/';
	strcpy(path + PATH_MAX - 1, "f");
	is_int(error_of(path), 0, "as long as a path may be");
	path[PATH_MAX - 1] = '/';
	strcpy(path + PATH_MAX, "f");
	is_int(error_of(path), -ENAMETOOLONG, "a slash more");
}

static void test_create(void)
{
	char first[64], second[64];
	struct vt_place place;
	struct stat st = { 0 };
	int fd;

	is_int(vt_place_open("d/f", &place), 0, "a place");
	errno = EEXIST;
	fd = vt_place_create(&place, first, sizeof(first));
	ok(fd >= 0 && fstatat(place.dir, first, &st, 0) == 0, "has a new file");
	is_int(st.st_mode, S_IFREG | 0600, "that nobody else reads");
	if (fd >= 0)
		close(fd);
	fd = vt_place_create(&place, second, sizeof(second));
	ok(fd >= 0 && strcmp(first, second) != 0, "and another one");
	if (fd >= 0)
		close(fd);
	unlinkat(place.dir, first, 0);
	unlinkat(place.dir, second, 0);
	unlinkat(place.dir, "up", 0);
	rmdir("d");
	is_int(vt_place_create(&place, first, sizeof(first)), -ENOENT, "but not once it is gone");
	vt_place_close(&place);
}

static void clean_up(void)
{
	static const char *const names[] = { "relative", "absolute", "loop", "root" };
	char chain[16];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlink(names[i]);
	for (int i = 0; i < 17; i++) {
		snprintf(chain, sizeof(chain), "chain%d", i);
		unlink(chain);
	}
	rmdir(top);
}

int main(void)
{
	if (!mkdtemp(top) || chdir(top) < 0 || mkdir("d", 0700) < 0) {
		perror(top);
		return 1;
	}
	test_links();
	test_long();
	test_create();
	clean_up();
	return done();
}
