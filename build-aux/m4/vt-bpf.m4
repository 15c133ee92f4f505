# SPDX-License-Identifier: GPL-2.0-or-later
# VT_BPF: --with-bpf=auto|yes|no. src/collect/bpf/holders.bpf.c is compiled by clang and
# turned into a header, its light skeleton, by bpftool. A release carries that
# header, so that it takes neither to build one; libbpf is needed for its
# headers alone, as nothing is linked with it.
#
# BPF: the scan is built. BPF_BUILD: its header is made here, not shipped.

# VT_BPF_CLANG: BPF_CLANG, "no" unless it compiles for BPF with libbpf's headers.
AC_DEFUN([VT_BPF_CLANG], [
  AC_ARG_VAR([BPF_CLANG], [clang that compiles for BPF])
  AC_PATH_PROG([BPF_CLANG], [clang], [no])
  AS_IF([test "$BPF_CLANG" != no], [
    AC_MSG_CHECKING([whether $BPF_CLANG compiles for BPF])
    cat >conftest.bpf.c <<_VT_EOF
#include <stdint.h>
typedef uint8_t __u8; typedef uint16_t __u16; typedef uint32_t __u32; typedef uint64_t __u64;
typedef int32_t __s32; typedef int64_t __s64;
typedef uint16_t __be16; typedef uint32_t __be32; typedef uint32_t __wsum;
#include <bpf/bpf_helpers.h>
long loop(void *f, void *c) { return bpf_loop(1, f, c, 0) + bpf_seq_write(0, 0, 0); }
_VT_EOF
    AS_IF([$BPF_CLANG $BPF_CFLAGS $LIBBPF_CFLAGS -c conftest.bpf.c -o conftest.bpf.o >&AS_MESSAGE_LOG_FD 2>&1],
      [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
       BPF_CLANG=no])
    rm -f conftest.bpf.c conftest.bpf.o])])

# VT_BPF_TOOL: BPFTOOL, "no" unless it makes light skeletons.
AC_DEFUN([VT_BPF_TOOL], [
  AC_ARG_VAR([BPFTOOL], [bpftool that makes light skeletons])
  AC_PATH_PROG([BPFTOOL], [bpftool], [no], [$PATH$PATH_SEPARATOR/usr/sbin$PATH_SEPARATOR/sbin])
  AS_IF([test "$BPFTOOL" != no], [
    AC_MSG_CHECKING([whether $BPFTOOL makes light skeletons])
    AS_IF([$BPFTOOL gen help 2>&1 | grep -e --use-loader >/dev/null],
      [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
       BPFTOOL=no])])])

# Sets vt_bpf_missing to what keeps the scan from being built, empty if nothing.
AC_DEFUN([VT_BPF_NEEDS], [
  vt_bpf_missing=
  AC_COMPUTE_INT([vt_sizeof_long], [sizeof(long)], [], [vt_sizeof_long=0])
  AC_C_BIGENDIAN([vt_big_endian=yes], [vt_big_endian=no], [vt_big_endian=yes])
  vt_saved_cppflags=$CPPFLAGS
  CPPFLAGS="$CPPFLAGS $LIBBPF_CFLAGS"
  AC_CHECK_HEADER([bpf/skel_internal.h], [], [vt_bpf_missing="libbpf's headers"],
    [[#include <errno.h>
    ]])
  CPPFLAGS=$vt_saved_cppflags
  AS_IF([test "$vt_sizeof_long" != 8], [vt_bpf_missing="64 bits"])
  VT_BPF_CLANG
  VT_BPF_TOOL
  vt_bpf_build=no
  AS_IF([test "$BPF_CLANG" != no && test "$BPFTOOL" != no],
    [vt_bpf_build=yes],
    [test -f "$srcdir/src/collect/bpf/holders.lskel.h"],
    [AS_IF([test "$vt_big_endian" = yes],
      [vt_bpf_missing="clang and bpftool: the header of the release is little-endian"])],
    [vt_bpf_missing="clang and bpftool"])])

AC_DEFUN([VT_BPF], [
  AC_ARG_WITH([bpf],
    [AS_HELP_STRING([--with-bpf=auto|yes|no], [find holders by a BPF iterator where it works @<:@auto@:>@])],
    [], [with_bpf=auto])
  AC_ARG_VAR([LIBBPF_CFLAGS], [C compiler flags for libbpf's headers])
  BPF_CFLAGS="-target bpf -mcpu=v3 -O2 -g -ffreestanding"
  AC_SUBST([BPF_CFLAGS])
  vt_bpf_build=no
  vt_bpf_missing="not wanted"
  AS_IF([test "$with_bpf" != no], [VT_BPF_NEEDS])
  AS_IF([test "$with_bpf" = yes && test -n "$vt_bpf_missing"],
    [AC_MSG_ERROR([--with-bpf=yes needs $vt_bpf_missing])])
  AS_IF([test -n "$vt_bpf_missing"], [vt_bpf_summary="no ($vt_bpf_missing)"],
    [test "$vt_bpf_build" = yes], [vt_bpf_summary="yes (made by $BPF_CLANG and $BPFTOOL)"],
    [vt_bpf_summary="yes (as shipped)"])
  AS_IF([test "$with_bpf" = auto && test -n "$vt_bpf_missing"],
    [vt_bpf_summary="no (missing: $vt_bpf_missing)"])
  AM_CONDITIONAL([BPF], [test -z "$vt_bpf_missing"])
  AM_CONDITIONAL([BPF_BUILD], [test -z "$vt_bpf_missing" && test "$vt_bpf_build" = yes])])
