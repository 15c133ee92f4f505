# SPDX-License-Identifier: GPL-2.0-or-later
# TAP everywhere: C tests of single modules, shell tests of the program, and
# live tests that make their situation on the real kernel, in the lab.
TEST_EXTENSIONS = .sh .t
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = \
	VT_BIN='$(abs_top_builddir)/virt-taps'; export VT_BIN; \
	VT_SRCDIR='$(abs_top_srcdir)'; export VT_SRCDIR; \
	VT_BUILDDIR='$(abs_top_builddir)'; export VT_BUILDDIR; \
	VT_LAB_PATH='$(abs_top_builddir)/tests/lab.d'; export VT_LAB_PATH; \
	srcdir='$(top_srcdir)'; export srcdir; \
	MALLOC_PERTURB_=165; export MALLOC_PERTURB_; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0'; \
	export LSAN_OPTIONS;

UNIT_TESTS = \
	tests/test-addresses \
	tests/test-anonymise \
	tests/test-cgroup \
	tests/test-bridge \
	tests/test-byteorder \
	tests/test-changes \
	tests/test-columns \
	tests/test-commands \
	tests/test-conns \
	tests/test-coverage \
	tests/test-decode \
	tests/test-accept \
	tests/test-claims \
	tests/test-diff \
	tests/test-domxml \
	tests/test-forward \
	tests/test-join \
	tests/test-hidden \
	tests/test-hops \
	tests/test-judge \
	tests/test-gate \
	tests/test-grid \
	tests/test-leftxml \
	tests/test-legal \
	tests/test-macs \
	tests/test-openfiles \
	tests/test-ovs \
	tests/test-linkinfo \
	tests/test-backing \
	tests/test-path \
	tests/test-path-ovs \
	tests/test-picture \
	tests/test-kubevirt \
	tests/test-place \
	tests/test-managers \
	tests/test-metadata \
	tests/test-netns \
	tests/test-proctext \
	tests/test-proxmox \
	tests/test-qemucmd \
	tests/test-rates \
	tests/test-record \
	tests/test-render-escape \
	tests/test-rich \
	tests/test-report \
	tests/test-rtlink \
	tests/test-rtnl \
	tests/test-screen \
	tests/test-scrub \
	tests/test-spent \
	tests/test-statusxml \
	tests/test-subjects \
	tests/test-util \
	tests/test-uri \
	tests/test-vf \
	tests/test-vmms \
	tests/test-wire \
	tests/test-wire-rows \
	$(NULL)
UNIT_TESTS += tests/test-bpf
if BPF
UNIT_TESTS += tests/test-btf
endif
check_PROGRAMS += $(UNIT_TESTS) tests/lab.d/situate tests/lab.d/hostile
TESTS += $(UNIT_TESTS)
UNIT_CFLAGS = $(AM_CFLAGS) -pthread

# Facts from text, for tests of what is made of them.
SCENE = tests/scene.c tests/scene.h tests/scene-parts.h tests/scene-tables.c

tests_test_bpf_SOURCES = tests/test-bpf.c
tests_test_macs_SOURCES = tests/test-macs.c tests/guard.h
tests_test_openfiles_SOURCES = tests/test-openfiles.c $(SCENE)
tests_test_path_SOURCES = tests/test-path.c tests/path-maker.c tests/path-maker.h
tests_test_path_ovs_SOURCES = tests/test-path-ovs.c tests/path-maker.c tests/path-maker.h
tests_test_hops_SOURCES = tests/test-hops.c
tests_test_backing_SOURCES = tests/test-backing.c $(SCENE)
tests_test_rates_SOURCES = \
	tests/test-rates.c tests/render-fixture.c tests/render-fixture.h $(SCENE) \
	src/commands/screen.c src/commands/screen-draw.c src/commands/screen-keys.c
tests_test_picture_SOURCES = tests/test-picture.c $(SCENE)
tests_test_place_SOURCES = tests/test-place.c
tests_test_addresses_SOURCES = tests/test-addresses.c
tests_test_bridge_SOURCES = tests/test-bridge.c tests/guard.h tests/nlmsg.h
tests_test_forward_SOURCES = tests/test-forward.c tests/guard.h tests/nlmsg.h
tests_test_linkinfo_SOURCES = tests/test-linkinfo.c tests/guard.h tests/nlmsg.h
tests_test_byteorder_SOURCES = tests/test-byteorder.c
tests_test_btf_SOURCES = tests/test-btf.c
tests_test_cgroup_SOURCES = tests/test-cgroup.c
tests_test_changes_SOURCES = tests/test-changes.c tests/render-fixture.c tests/render-fixture.h
tests_test_columns_SOURCES = tests/test-columns.c tests/render-fixture.c tests/render-fixture.h
tests_test_render_escape_SOURCES = \
	tests/test-render-escape.c tests/render-fixture.c tests/render-fixture.h
tests_test_diff_SOURCES = tests/test-diff.c
tests_test_record_SOURCES = tests/test-record.c
tests_test_anonymise_SOURCES = tests/test-anonymise.c
tests_test_screen_SOURCES = \
	tests/test-screen.c tests/render-fixture.c tests/render-fixture.h \
	src/commands/screen.c src/commands/screen-draw.c src/commands/screen-keys.c
tests_test_scrub_SOURCES = tests/test-scrub.c
tests_test_domxml_SOURCES = tests/test-domxml.c tests/tap.h
tests_test_commands_SOURCES = tests/test-commands.c $(SCENE)
tests_test_conns_SOURCES = tests/test-conns.c tests/gaps.h
tests_test_netns_SOURCES = tests/test-netns.c tests/gaps.h tests/nlmsg.h
tests_test_coverage_SOURCES = tests/test-coverage.c $(SCENE)
tests_test_join_SOURCES = tests/test-join.c $(SCENE)
tests_test_decode_SOURCES = tests/test-decode.c $(SCENE)
tests_test_hidden_SOURCES = tests/test-hidden.c $(SCENE)
tests_test_judge_SOURCES = tests/test-judge.c tests/judge-rows.h tests/judge-bridge.c tests/judge-claim.c \
	tests/judge-cures.c \
	tests/judge-device.c tests/judge-leftover.c tests/judge-path.c $(SCENE)
tests_test_accept_SOURCES = tests/test-accept.c $(SCENE)
tests_test_claims_SOURCES = tests/test-claims.c
tests_test_gate_SOURCES = tests/test-gate.c tests/tap.h
tests_test_grid_SOURCES = tests/test-grid.c tests/render-fixture.c tests/render-fixture.h
tests_test_legal_SOURCES = tests/test-legal.c $(SCENE)
tests_test_leftxml_SOURCES = tests/test-leftxml.c
tests_test_ovs_SOURCES = tests/test-ovs.c tests/tap.h
tests_test_kubevirt_SOURCES = tests/test-kubevirt.c tests/managers.h
tests_test_managers_SOURCES = tests/test-managers.c tests/managers.h
tests_test_metadata_SOURCES = tests/test-metadata.c
tests_test_proctext_SOURCES = tests/test-proctext.c tests/guard.h
tests_test_proxmox_SOURCES = tests/test-proxmox.c tests/managers.h
tests_test_qemucmd_SOURCES = tests/test-qemucmd.c
tests_test_report_SOURCES = tests/test-report.c $(SCENE)
tests_test_rich_SOURCES = tests/test-rich.c
tests_test_rtlink_SOURCES = tests/test-rtlink.c tests/guard.h
tests_test_rtnl_SOURCES = tests/test-rtnl.c
tests_test_spent_SOURCES = tests/test-spent.c
tests_test_statusxml_SOURCES = tests/test-statusxml.c
tests_test_subjects_SOURCES = tests/test-subjects.c $(SCENE)
tests_test_util_SOURCES = tests/test-util.c
tests_test_uri_SOURCES = tests/test-uri.c tests/tap.h
tests_test_vmms_SOURCES = tests/test-vmms.c
tests_test_vf_SOURCES = tests/test-vf.c tests/guard.h tests/nlmsg.h $(SCENE)
tests_test_wire_SOURCES = tests/test-wire.c tests/tap.h
tests_test_wire_rows_SOURCES = tests/test-wire-rows.c
LDADD = $(VT_LIBS)

# The situations are made without any code of the program that is tested.
tests_lab_d_situate_SOURCES = \
	tests/lab.d/situate.c tests/lab.d/situate.h \
	tests/lab.d/situate-hide.c tests/lab.d/situate-macvtap.c \
	tests/lab.d/situate-proc.c tests/lab.d/situate-trace.c tests/lab.d/situate-tun.c
tests_lab_d_situate_LDADD = -lpthread
tests_lab_d_hostile_SOURCES = tests/hostile/hostile.c tests/hostile/namespaces.c \
	tests/hostile/hostile.h
tests_lab_d_hostile_LDADD = -lpthread

SHELL_TESTS = \
	tests/test-anonymised-hosts.sh \
	tests/test-checkers.sh \
	tests/test-cli-errors.sh \
	tests/test-cost.sh \
	tests/test-doc-findings.sh \
	tests/test-errors.sh \
	tests/test-found.sh \
	tests/test-doc-options.sh \
	tests/test-hosts.sh \
	tests/test-man.sh \
	tests/test-release.sh \
	tests/test-random-hosts.sh \
	tests/test-show.sh \
	tests/test-width.sh \
	tests/test-html.sh \
	tests/lab-selftest.sh \
	tests/live-guards.sh \
	tests/live-guests.sh \
	tests/live-faults.sh \
	tests/live-faults-proc.sh \
	tests/live-traps.sh \
	tests/live-traps-proc.sh \
	tests/live-scan-equal.sh \
	tests/live-managers.sh \
	tests/live-pods.sh \
	tests/live-daemons.sh \
	tests/live-cases.sh \
	tests/live-ovs.sh \
	tests/live-show.sh \
	tests/live-privilege.sh \
	tests/live-questions.sh \
	tests/live-quiet.sh \
	tests/live-record.sh \
	tests/live-robust.sh \
	tests/live-hostile.sh \
	tests/live-hostile-files.sh \
	tests/live-hostile-libvirt.sh \
	tests/live-hostile-netns.sh \
	tests/live-watch.sh \
	tests/live-screen.sh \
	tests/live-docs.sh \
	tests/live-completion.sh \
	tests/live-kernel.sh \
	tests/live-kernel-paths.sh \
	tests/churn.sh \
	tests/churn-watch.sh \
	$(NULL)
dist_check_SCRIPTS += $(SHELL_TESTS) tests/anonymised tests/in-lab tests/lab tests/validate-json
dist_check_SCRIPTS += tests/klab tests/cross tests/distribution tests/matrix tests/live-incus.sh
TESTS += $(SHELL_TESTS)

# Every finding has a fault that fires it and a near miss that does not: a row
# of findings.def without both is an error when the tests are built.
check_DATA = tests/faults.stamp
CLEANFILES += tests/faults.stamp
tests/faults.stamp: src/model/findings.def build-aux/findings.awk tests/faults
	$(AM_V_GEN)$(MKDIR_P) tests && for code in `$(AWK) -v list=1 \
		-f $(top_srcdir)/build-aux/findings.awk $(top_srcdir)/src/model/findings.def | cut -d ' ' -f 1`; do \
		for part in near_miss fault; do \
			grep -q "^$$part()" $(top_srcdir)/tests/faults/$$code.sh || \
				{ echo "$$code has no $$part in tests/faults" >&2; exit 1; }; \
		done; done && touch $@

# Ten thousand scans instead of the two hundred of check, watch for five minutes
# instead of twenty seconds; a minute of idleness instead of twelve seconds.
CHURN_SCANS = 10000
check-churn: all tests/lab.d/situate
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/churn.sh $(CHURN_SCANS)
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/churn-watch.sh 300
check-idle: all tests/lab.d/situate
	$(AM_TESTS_ENVIRONMENT) VT_IDLE_SECONDS=60 $(top_srcdir)/tests/live-watch.sh
.PHONY: check-churn check-idle

# In a build with --enable-sanitizers=thread.
check-tsan: all tests/lab.d/situate tests/lab.d/hostile
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/live-threads.sh
.PHONY: check-tsan

# A thousand scans of legal set-ups instead of ten: some minutes.
check-quiet: all tests/lab.d/situate
	$(AM_TESTS_ENVIRONMENT) VT_QUIET_SCANS=1000 $(top_srcdir)/tests/live-quiet.sh
.PHONY: check-quiet

# All kernels that can be had, some two minutes each, and what came out into doc/support.md.
check-kernels: all tests/lab.d/situate
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/matrix kernels $(KERNELS)
.PHONY: check-kernels

# Incus itself, with VMs: two minutes, and a root file system of 700 MB.
check-incus: all tests/lab.d/situate
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/live-incus.sh
.PHONY: check-incus

# Cross builds, and their tests under user emulation: some five minutes each.
check-architectures: all
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/matrix architectures $(ARCHITECTURES)
.PHONY: check-architectures

# In roots of other releases, with their libvirt and QEMU: half an hour each.
check-distributions:
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/matrix distributions $(DISTRIBUTIONS)
.PHONY: check-distributions

EXTRA_DIST += doc/support.head doc/support.md doc/support.tsv
EXTRA_DIST += tests/live-threads.sh tests/lib.sh tests/errors.list tests/error-messages.py tests/hostile \
	tests/cases.md tests/hosts tests/html tests/lab.d tests/klab.d tests/data tests/fuzz tests/faults

# The reviewed outputs of tests/hosts anew; the review is the diff.
update-expected: all
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/test-hosts.sh --update
.PHONY: update-expected

include tests/bench/local.mk
include tests/corpus/local.mk
include tests/fuzz/local.mk
include tests/fleet.mk
include tests/analysis.mk
