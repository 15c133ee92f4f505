/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of hostile. */
#ifndef VT_TESTS_HOSTILE_H
#define VT_TESTS_HOSTILE_H

void fail(const char *what);
/* Says that it is ready, and stays. */
void stay(void);
void stay_for_child(void);
int open_tun(void);
/* The soft limit of descriptors becomes the hard one. */
void many_files(void);

/* namespaces.c */
void do_churn(void);
void do_links(int n);
void do_spaces(int n);
void do_altnames(int n, int m);
void do_holds(const char *name);
void do_tapfd(const char *name);
void do_nsfd(const char *name);
void do_nsmount(const char *dir, const char *name);

#endif
