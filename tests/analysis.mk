# SPDX-License-Identifier: GPL-2.0-or-later
# Static analyzers, valgrind and coverage: slower than check, each its own target.
EXTRA_DIST += build-aux/check-analyzer.sh build-aux/check-cppcheck.sh build-aux/coverage-report \
	build-aux/models
ANALYZER_CPPFLAGS = -I`pwd` -I`pwd`/src $(LIBVIRT_CFLAGS) $(LIBXML2_CFLAGS) $(JSON_C_CFLAGS) \
	$(LIBMNL_CFLAGS) $(SMARTCOLS_CFLAGS) $(CAP_NG_CFLAGS) $(LIBBPF_CFLAGS)

check-analyzer: all
	$(AM_V_at)CPPFLAGS="$(ANALYZER_CPPFLAGS)" $(SHELL) $(srcdir)/build-aux/check-analyzer.sh $(srcdir)

check-cppcheck:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-cppcheck.sh $(srcdir)

# The unit tests, and the program in the lab, under valgrind.
VALGRIND = valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=119 \
	--child-silent-after-fork=yes
check-valgrind: all $(UNIT_TESTS) tests/lab.d/situate
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) for test in $(UNIT_TESTS); do \
		echo "== $$test"; $(VALGRIND) ./$$test >valgrind.log 2>&1 || \
			{ cat valgrind.log; exit 1; }; done
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) VG='$(VALGRIND)'; export VG; \
		$(top_srcdir)/tests/live-guests.sh

# A build of its own with counters, all tests, and the lines of src they reach.
check-coverage:
	$(AM_V_at)$(MKDIR_P) coverage && cd coverage && \
		$(abs_top_srcdir)/configure --enable-coverage --disable-hardening CFLAGS='-O0 -g' \
			>configure.log 2>&1 && \
		$(MAKE) $(AM_MAKEFLAGS) >make.log 2>&1 && \
		{ $(MAKE) $(AM_MAKEFLAGS) check >check.log 2>&1 || tail -n 30 check.log; } && \
		$(abs_top_srcdir)/build-aux/coverage-report $(COVERAGE_MINIMUM)
COVERAGE_MINIMUM = 90

CLEANFILES += valgrind.log
.PHONY: check-analyzer check-cppcheck check-valgrind check-coverage
