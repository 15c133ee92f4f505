# SPDX-License-Identifier: GPL-2.0-or-later
# VT_COMPILER_FLAGS: probed warnings, hardening, sanitizers, coverage, in
# VT_CFLAGS and VT_LDFLAGS; the user's CFLAGS are never touched.

# VT_TRY_FLAG(VARIABLE, FLAG): append the flag where compiler and linker take it.
# -Werror beside it: clang accepts unknown warning flags with a warning.
AC_DEFUN([VT_TRY_FLAG], [
  AS_VAR_PUSHDEF([cache], [vt_cv_flag_$2])
  AC_CACHE_CHECK([whether $CC takes $2], [cache], [
    vt_saved_cflags=$CFLAGS
    CFLAGS="$CFLAGS -Werror $2"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
    CFLAGS=$vt_saved_cflags])
  AS_VAR_IF([cache], [yes], [AS_VAR_APPEND([$1], [" $2"])])
  AS_VAR_POPDEF([cache])])

AC_DEFUN([VT_COMPILER_FLAGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [make compiler warnings errors @<:@no@:>@])],
    [], [enable_werror=no])
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers], [build with address and undefined-behaviour sanitizers, or =thread with that for threads @<:@no@:>@])],
    [], [enable_sanitizers=no])
  AC_ARG_ENABLE([fuzzers],
    [AS_HELP_STRING([--enable-fuzzers], [build the fuzzers with libFuzzer; needs clang @<:@no@:>@])],
    [], [enable_fuzzers=no])
  AC_ARG_ENABLE([coverage], [AS_HELP_STRING([--enable-coverage], [build with gcov counters @<:@no@:>@])],
    [], [enable_coverage=no])
  AC_ARG_ENABLE([hardening], [AS_HELP_STRING([--disable-hardening], [do without hardening flags])],
    [], [enable_hardening=yes])
  VT_CFLAGS=
  VT_LDFLAGS=
  m4_foreach_w([vt_flag], [-Wall -Wextra -Wshadow -Wvla -Wwrite-strings -Wcast-qual -Wmissing-prototypes
    -Wstrict-prototypes -Wold-style-definition -Wpointer-arith -Wundef -Wformat=2 -Wimplicit-fallthrough
    -Wswitch-enum -fno-common], [VT_TRY_FLAG([VT_CFLAGS], vt_flag)])
  AS_IF([test "$enable_hardening" = yes && test "$enable_sanitizers" = no], [
    m4_foreach_w([vt_flag], [-fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE],
      [VT_TRY_FLAG([VT_CFLAGS], vt_flag)])
    AS_CASE([" $CFLAGS "], [*" -O@<:@1-9s@:>@"*], [
      AS_CASE([" $CPPFLAGS $CFLAGS "], [*_FORTIFY_SOURCE*], [],
        [VT_CFLAGS="$VT_CFLAGS -D_FORTIFY_SOURCE=2"])])
    m4_foreach_w([vt_flag], [-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed],
      [VT_TRY_FLAG([VT_LDFLAGS], m4_dquote(vt_flag))])])
  AS_IF([test "$enable_sanitizers" = yes], [
    VT_CFLAGS="$VT_CFLAGS -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DVT_ARENA_SEPARATE"
    VT_LDFLAGS="$VT_LDFLAGS -fsanitize=address,undefined -Wl,--no-as-needed"])
  AS_IF([test "$enable_sanitizers" = thread], [
    VT_CFLAGS="$VT_CFLAGS -fsanitize=thread -fno-omit-frame-pointer"
    VT_LDFLAGS="$VT_LDFLAGS -fsanitize=thread"])
  AS_IF([test "$enable_fuzzers" = yes], [
    VT_CFLAGS="$VT_CFLAGS -fsanitize=fuzzer-no-link"])
  AS_IF([test "$enable_coverage" = yes], [
    VT_CFLAGS="$VT_CFLAGS --coverage -DVT_COVERAGE"
    VT_LDFLAGS="$VT_LDFLAGS --coverage"])
  AS_IF([test "$enable_werror" = yes], [VT_CFLAGS="$VT_CFLAGS -Werror"])
  AM_CONDITIONAL([FUZZERS], [test "$enable_fuzzers" = yes])
  AM_CONDITIONAL([SANITIZERS], [test "$enable_sanitizers" = yes])
  AC_SUBST([VT_CFLAGS])
  AC_SUBST([VT_LDFLAGS])])
