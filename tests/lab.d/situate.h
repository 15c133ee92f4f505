/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VT_SITUATE_H
#define VT_SITUATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MAX_QUEUES 250 /* one SCM_RIGHTS message carries 253 descriptors */

/**
 * struct situation - one kernel situation that can be made
 * @name:  first argument that selects it
 * @min:   fewest further arguments
 * @max:   most of them
 * @args:  usage of them
 * @make:  makes it and reports facts with say(); argv[0] is @name
 */
struct situation {
	const char *name;
	int min, max;
	const char *args;
	void (*make)(int argc, char **argv);
};

extern const struct situation tun_situations[];
extern const struct situation macvtap_situations[];
extern const struct situation hide_situations[];
extern const struct situation proc_situations[];
extern const struct situation trace_situations[];

/* situate.c: frame; every function exits with one line on stderr on failure */

__attribute__((noreturn, format(printf, 1, 2))) void die(const char *fmt,
							 ...); /* adds strerror(errno) */

__attribute__((noreturn, format(printf, 1, 2))) void usage_error(const char *fmt, ...);

int check(int result, const char *what);

/** Adds "key=value" to the line that is printed when the situation is made. */
__attribute__((format(printf, 1, 2))) void say(const char *fmt, ...);

/** The PID reported as pid= when it is not this process's own. */
void say_holder(pid_t pid);

/** A decimal number in [min, max]. */
unsigned long parse_number(const char *text, unsigned long min, unsigned long max);

/** The uid to drop to when ready; see drop_uid(). */
void set_uid(const char *text);

/** Drops to the chosen uid, if any, and stays as inspectable as before. */
void drop_uid(void);

/** Asks the kernel to kill this thread group when its parent dies. */
void die_with_parent(pid_t parent);

/**
 * Forks a child that runs @fn and then idles; returns when @fn is done. The
 * child has dropped its uid, and dies with this process.
 */
pid_t spawn(void (*fn)(void *arg), void *arg);

/** For a @fn of spawn() that does not return: as if it had. */
void child_ready(void);

/** Prints the ready line and holds the situation until told to end. */
__attribute__((noreturn)) void hold(void);

/* situate-tun.c: devices */

/** Decodes the \xNN escapes of an interface name, in place. */
const char *ifname_arg(char *name);

/** Opens /dev/net/tun; the descriptor is attached to nothing. */
int tun_open(void);

/** Attaches to tap @ifname as libvirt does; more @flags as IFF_MULTI_QUEUE. */
int tap_attach(const char *ifname, int flags);

/** Opens and attaches @n queues, IFF_MULTI_QUEUE if @multi. */
void tap_attach_queues(const char *ifname, bool multi, unsigned int n, int *ret_fds);

/** Takes "--multi-queue N" from argv[*pos], if it is that; 0 if not. */
unsigned int multi_queue_arg(int argc, char **argv, int *pos);

/** Moves link @ifname to the network namespace @netns_fd is open on. */
void link_move(const char *ifname, int netns_fd);

/** Deletes link @ifname. */
void link_delete(const char *ifname);

/** Enters a new network namespace; returns a descriptor of the old one. */
int netns_enter_new(void);

/** Returns to a network namespace, and closes its descriptor. */
void netns_return(int fd);

/** Inode number of a network namespace; fd -1 means the current one. */
unsigned long netns_inode(int fd);

/**
 * Makes a network namespace kept alive by a child; returns its descriptor.
 * The child has copies of all descriptors that are open now.
 */
int netns_spawn(pid_t *ret_pid);

/** Reports descriptors as fd=, fd2=, ... */
void say_fds(const int *fds, unsigned int n);

/* situate-proc.c */

/** The second half of fake-cmdline, after the exec. */
void fake_resume(void);

#endif
