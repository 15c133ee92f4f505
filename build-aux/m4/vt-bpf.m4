# SPDX-License-Identifier: GPL-2.0-or-later
# VT_BPF: --with-bpf=auto|yes|no. There are two sets of programs:
#
# plain  src/collect/bpf/plain.bpf.c, for every kernel from 5.8 on; made by clang
#        alone, for both byte orders
# fast   src/collect/bpf/holders.bpf.c, from 5.17 on; made by clang and by bpftool,
#        of whose light skeleton libbpf's headers are a part
#
# A release carries what is made, so that it takes neither to build one. Nothing
# is linked with libbpf.
#
# BPF, BPF_WALK: the scan, the fast programs are built. BPF_BUILD, BPF_WALK_BUILD:
# their headers are made here, not shipped.

# VT_BPF_CLANG: BPF_CLANG, "no" unless it compiles for BPF.
AC_DEFUN([VT_BPF_CLANG], [
  AC_ARG_VAR([BPF_CLANG], [clang that compiles for BPF])
  AC_PATH_PROG([BPF_CLANG], [clang], [no])
  vt_bpf_no_clang=
  AS_IF([test "$BPF_CLANG" = no], [vt_bpf_no_clang="clang"], [
    AC_MSG_CHECKING([whether $BPF_CLANG compiles for BPF])
    cat >conftest.bpf.c <<_VT_EOF
#include <stddef.h>
#include <stdint.h>
static long (*const write)(void *, uint32_t) = (void *)127;
long program(void *context) { return write(context, sizeof(uint64_t)); }
_VT_EOF
    AS_IF([$BPF_CLANG -target bpfel $BPF_PLAIN_CFLAGS -c conftest.bpf.c -o conftest.bpf.o >&AS_MESSAGE_LOG_FD 2>&1 &&
        $BPF_CLANG -target bpfeb $BPF_PLAIN_CFLAGS -c conftest.bpf.c -o conftest.bpf.o >&AS_MESSAGE_LOG_FD 2>&1],
      [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
       vt_bpf_no_clang="a clang that compiles for BPF"
       BPF_CLANG=no])
    rm -f conftest.bpf.c conftest.bpf.o])])

# VT_BPF_TOOL: BPFTOOL, "no" unless it makes light skeletons.
AC_DEFUN([VT_BPF_TOOL], [
  AC_ARG_VAR([BPFTOOL], [bpftool that makes light skeletons])
  AC_PATH_PROG([BPFTOOL], [bpftool], [no], [$PATH$PATH_SEPARATOR/usr/sbin$PATH_SEPARATOR/sbin])
  vt_bpf_no_tool=
  AS_IF([test "$BPFTOOL" = no], [vt_bpf_no_tool="bpftool"], [
    AC_MSG_CHECKING([whether $BPFTOOL makes light skeletons])
    # Ubuntu's is a script that looks for the one of the kernel that runs.
    AS_IF([vt_bpftool_says=`$BPFTOOL gen help 2>&1`; AS_ECHO(["$vt_bpftool_says"]) | grep -e --use-loader >/dev/null],
      [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
       AS_IF([AS_ECHO(["$vt_bpftool_says"]) | grep -i 'not found' >/dev/null],
         [vt_bpf_no_tool="a bpftool that runs (this one is of another kernel's package; give BPFTOOL=)"],
         [vt_bpf_no_tool="a bpftool of Linux 5.14 or newer"])
       BPFTOOL=no])])])

# Sets vt_bpf_missing and vt_walk_missing to what keeps each from being built, empty if nothing.
AC_DEFUN([VT_BPF_NEEDS], [
  vt_bpf_missing= vt_walk_missing=
  AC_COMPUTE_INT([vt_sizeof_long], [sizeof(long)], [], [vt_sizeof_long=0])
  AC_C_BIGENDIAN([vt_big_endian=yes], [vt_big_endian=no], [vt_big_endian=unknown])
  AC_CHECK_DECL([BPF_TRACE_ITER], [], [vt_bpf_missing="linux/bpf.h of Linux 5.8 or newer"],
    [[#include <linux/bpf.h>
    ]])
  vt_saved_cppflags=$CPPFLAGS
  CPPFLAGS="$CPPFLAGS $LIBBPF_CFLAGS"
  AC_CHECK_HEADER([bpf/skel_internal.h], [], [vt_walk_missing="libbpf's headers"],
    [[#include <errno.h>
    ]])
  CPPFLAGS=$vt_saved_cppflags
  AS_IF([test "$vt_sizeof_long" != 8], [vt_bpf_missing="64 bits"])
  VT_BPF_CLANG
  VT_BPF_TOOL
  AS_IF([test "$BPF_CLANG" != no],
    [vt_bpf_build=yes],
    [test ! -f "$srcdir/src/collect/bpf/plain-object.h"],
    [vt_bpf_missing="${vt_bpf_missing:-$vt_bpf_no_clang}"])
  vt_walk_shipped=no
  AS_IF([test -f "$srcdir/src/collect/bpf/holders.lskel.h"], [vt_walk_shipped=yes])
  # What is made here, and what is shipped, is little-endian; a big-endian machine makes its own.
  AS_IF([test "$cross_compiling" = yes && test "$vt_big_endian" != no],
    [vt_walk_missing="${vt_walk_missing:-a build on a machine of this byte order}"],
    [test "$BPF_CLANG" != no && test "$BPFTOOL" != no],
    [vt_walk_build=yes],
    [test "$vt_walk_shipped" = no || test "$vt_big_endian" != no],
    [vt_walk_missing="${vt_walk_missing:-${vt_bpf_no_clang:-$vt_bpf_no_tool}}"])
  vt_walk_missing=${vt_bpf_missing:-$vt_walk_missing}])

AC_DEFUN([VT_BPF], [
  AC_ARG_WITH([bpf],
    [AS_HELP_STRING([--with-bpf=auto|yes|no], [find holders by a BPF iterator where it works @<:@auto@:>@])],
    [], [with_bpf=auto])
  AC_ARG_VAR([LIBBPF_CFLAGS], [C compiler flags for libbpf's headers])
  BPF_CFLAGS="-target bpf -mcpu=v3 -O2 -g -ffreestanding"
  BPF_PLAIN_CFLAGS="-mcpu=v2 -O2 -ffreestanding"
  AC_SUBST([BPF_CFLAGS])
  AC_SUBST([BPF_PLAIN_CFLAGS])
  vt_bpf_build=no vt_walk_build=no
  vt_bpf_missing="not wanted" vt_walk_missing="not wanted"
  AS_IF([test "$with_bpf" != no], [VT_BPF_NEEDS])
  AS_IF([test "$with_bpf" = yes && test -n "$vt_walk_missing"],
    [AC_MSG_ERROR([--with-bpf=yes needs $vt_walk_missing])])
  AS_IF([test "$with_bpf" = no], [vt_bpf_summary="no (not wanted)"],
    [test -n "$vt_bpf_missing"], [vt_bpf_summary="no (missing: $vt_bpf_missing)"],
    [test -n "$vt_walk_missing"],
    [vt_bpf_summary="yes, without the faster programs for Linux 5.17 and newer (missing: $vt_walk_missing)"],
    [test "$vt_walk_build" = yes], [vt_bpf_summary="yes (made by $BPF_CLANG and $BPFTOOL)"],
    [vt_bpf_summary="yes (as shipped)"])
  AS_IF([test -z "$vt_walk_missing"],
    [AC_DEFINE([VT_BPF_WALK], [1], [Define to 1 where the faster BPF programs are built])])
  AM_CONDITIONAL([BPF], [test -z "$vt_bpf_missing"])
  AM_CONDITIONAL([BPF_BUILD], [test -z "$vt_bpf_missing" && test "$vt_bpf_build" = yes])
  AM_CONDITIONAL([BPF_WALK], [test -z "$vt_walk_missing"])
  AM_CONDITIONAL([BPF_WALK_BUILD], [test -z "$vt_walk_missing" && test "$vt_walk_build" = yes])])
