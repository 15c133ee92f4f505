# SPDX-License-Identifier: GPL-2.0-or-later
# VT_BPF: --with-bpf=auto|yes|no. The program is compiled by clang and turned
# into a light skeleton by bpftool; a release carries the result, so that a
# build without both works from it.
AC_DEFUN([VT_BPF], [
  AC_ARG_WITH([bpf],
    [AS_HELP_STRING([--with-bpf=auto|yes|no], [find holders by a BPF iterator where it works @<:@auto@:>@])],
    [], [with_bpf=auto])
  AM_CONDITIONAL([BPF], [false])
  AM_CONDITIONAL([BPF_BUILD], [false])
  vt_bpf_summary=no])
