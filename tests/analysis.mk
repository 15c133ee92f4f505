# SPDX-License-Identifier: GPL-2.0-or-later
# Checks that take minutes: valgrind, coverage, static analyzers.
EXTRA_DIST += \
	build-aux/check-analyzer.sh \
	build-aux/check-coverage.sh \
	build-aux/check-cppcheck.sh \
	build-aux/check-valgrind.sh \
	build-aux/coverage-report \
	build-aux/models/vt_err_prefix.model \
	build-aux/models/vt_err_set.model \
	tests/lsan.supp \
	tests/valgrind.supp \
	$(NULL)

ANALYSIS_CPPFLAGS = -I`pwd` -I`pwd`/src $(LIBVIRT_CFLAGS) $(LIBXML2_CFLAGS) $(JSON_C_CFLAGS) \
	$(LIBMNL_CFLAGS) $(CAP_NG_CFLAGS) $(LIBBPF_CFLAGS)

check-analyzer: $(BUILT_SOURCES)
	$(AM_V_at)CPPFLAGS="$(ANALYSIS_CPPFLAGS)" BUILDDIR="`pwd`" \
		$(SHELL) $(srcdir)/build-aux/check-analyzer.sh $(srcdir)

check-cppcheck:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-cppcheck.sh $(srcdir)

# make check-valgrind [VALGRIND_TESTS=...]: a report or a leak ends with 119.
VALGRIND_TESTS = $(UNIT_TESTS) tests/test-cli-errors.sh tests/live-guests.sh tests/live-faults.sh
check-valgrind: all
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-valgrind.sh $(VALGRIND_TESTS)

# What takes seconds of it, for ./quickstart check: nothing that needs the lab.
check-valgrind-quick: all
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-valgrind.sh $(UNIT_TESTS) tests/test-cli-errors.sh

# For a build with --enable-sanitizers: what takes a minute of its tests.
QUICK_SANITIZER_TESTS = $(UNIT_TESTS) $(FUZZ_TARGETS) tests/test-cli-errors.sh \
	tests/live-guests.sh tests/live-faults.sh

# make check-coverage [COVERAGE_MINIMUM=90]: in its own build below this one, the
# tests but those that run no line that others do not, and take long.
COVERAGE_MINIMUM = 90
COVERAGE_TESTS = $(TESTS)
UNCOUNTED_TESTS = tests/churn.sh tests/churn-watch.sh tests/lab-selftest.sh \
	tests/live-completion.sh tests/live-docs.sh tests/live-faults-proc.sh tests/test-checkers.sh \
	tests/test-cost.sh tests/test-doc-options.sh tests/test-html.sh tests/test-man.sh
check-coverage:
	$(AM_V_at)tests=; for test in $(COVERAGE_TESTS); do \
		case ' $(UNCOUNTED_TESTS) ' in *" $$test "*) ;; *) tests="$$tests $$test" ;; esac; done; \
	TESTS="$$tests" $(SHELL) $(srcdir)/build-aux/check-coverage.sh $(srcdir) $(COVERAGE_MINIMUM)

.PHONY: check-analyzer check-cppcheck check-valgrind check-valgrind-quick check-coverage
