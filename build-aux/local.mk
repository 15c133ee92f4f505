# SPDX-License-Identifier: GPL-2.0-or-later
# Checks of the sources, for developers and CI: make check-style is all of them.
EXTRA_DIST += \
	build-aux/acquirers \
	build-aux/check-circles.sh \
	build-aux/check-dist.sh \
	build-aux/check-format.sh \
	build-aux/check-headers.sh \
	build-aux/check-layers.sh \
	build-aux/check-shell.sh \
	build-aux/check-size.sh \
	build-aux/check-touches.sh \
	build-aux/mutants \
	build-aux/mutants.equivalent \
	build-aux/release \
	build-aux/sbom \
	build-aux/support \
	build-aux/touches \
	build-aux/undistributed \
	$(NULL)

check-layers:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-layers.sh $(srcdir)

check-circles: all
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-circles.sh $(libvirttaps_a_OBJECTS) $(virt_taps_OBJECTS)

check-size:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-size.sh $(srcdir)

check-touches:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-touches.sh $(srcdir)

check-dist:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-dist.sh $(srcdir) $(DISTFILES)

check-headers:
	$(AM_V_at)CC='$(CC)' CPPFLAGS="-I`pwd` -I`pwd`/src $(LIBVIRT_CFLAGS) $(LIBXML2_CFLAGS) \
		$(JSON_C_CFLAGS) $(LIBMNL_CFLAGS) $(SMARTCOLS_CFLAGS) $(CAP_NG_CFLAGS)" \
		$(SHELL) $(srcdir)/build-aux/check-headers.sh $(srcdir)

check-format:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-format.sh $(srcdir)

check-shell:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-shell.sh $(srcdir)

# A release of the version in configure.ac: see there what it makes. Nothing is uploaded.
release: all
	$(AM_V_at)$(srcdir)/build-aux/release "`pwd`"

sbom: all
	$(AM_V_at)$(srcdir)/build-aux/sbom "`pwd`"
.PHONY: release sbom

# The sources as clang-format has them.
format:
	$(AM_V_at)cd $(srcdir) && find src tests -name '*.[ch]' ! -name '*.bpf.skel.h' ! -name vmlinux.h \
		-exec clang-format -i {} +

# make check-mutants [MUTANTS="src/analyze/join.c:40-90 ..."]: does a test notice when a
# clause goes? All of it takes long; ./quickstart check takes the lines that changed.
MUTANTS =
check-mutants: all $(UNIT_TESTS)
	$(AM_V_at)$(srcdir)/build-aux/mutants --build . $(MUTANTS)

MUTANTS_SINCE = HEAD~1
check-mutants-quick: all $(UNIT_TESTS)
	$(AM_V_at)$(srcdir)/build-aux/mutants --build . --seconds 60 --diff $(MUTANTS_SINCE)

print-unit-tests:
	@echo $(UNIT_TESTS)

check-style: check-layers check-circles check-size check-touches check-dist check-headers \
	check-format check-shell

.PHONY: check-layers check-circles check-size check-touches check-dist check-headers \
	check-format check-shell check-style \
	format check-mutants check-mutants-quick print-unit-tests
