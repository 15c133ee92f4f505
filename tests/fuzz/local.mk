# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzz targets, one for each decoder of what comes from outside, and one for
# join, judge and formats over random hosts. With --enable-fuzzers (clang) they
# are libFuzzer's programs, for make fuzz; else driver.c makes each a test that
# replays tests/fuzz/corpus/NAME with small changes.
FUZZ_TARGETS = \
	tests/fuzz/fuzz-accept \
	tests/fuzz/fuzz-addressed \
	tests/fuzz/fuzz-analyze \
	tests/fuzz/fuzz-cgroup \
	tests/fuzz/fuzz-anonymise \
	tests/fuzz/fuzz-bridge \
	tests/fuzz/fuzz-domxml \
	tests/fuzz/fuzz-fdinfo \
	tests/fuzz/fuzz-forward \
	tests/fuzz/fuzz-json \
	tests/fuzz/fuzz-leases \
	tests/fuzz/fuzz-leftxml \
	tests/fuzz/fuzz-managers \
	tests/fuzz/fuzz-ovs \
	tests/fuzz/fuzz-qemucmd \
	tests/fuzz/fuzz-record \
	tests/fuzz/fuzz-rtlink \
	tests/fuzz/fuzz-statusxml \
	tests/fuzz/fuzz-uri \
	tests/fuzz/fuzz-vf \
	tests/fuzz/fuzz-wire \
	$(NULL)
check_PROGRAMS += $(FUZZ_TARGETS)

if FUZZERS
FUZZ_MAIN =
FUZZ_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/driver.c
FUZZ_LINK = $(AM_LDFLAGS)
TESTS += $(FUZZ_TARGETS)
endif

tests_fuzz_fuzz_accept_SOURCES = tests/fuzz/fuzz-accept.c $(FUZZ_MAIN)
tests_fuzz_fuzz_addressed_SOURCES = tests/fuzz/fuzz-addressed.c $(FUZZ_MAIN)
tests_fuzz_fuzz_analyze_SOURCES = tests/fuzz/fuzz-analyze.c \
	tests/fuzz/random-facts.c tests/fuzz/random-facts.h \
	tests/fuzz/schema.c tests/fuzz/schema.h $(FUZZ_MAIN)
tests_fuzz_fuzz_analyze_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS)
tests_fuzz_fuzz_cgroup_SOURCES = tests/fuzz/fuzz-cgroup.c $(FUZZ_MAIN)
tests_fuzz_fuzz_anonymise_SOURCES = tests/fuzz/fuzz-anonymise.c $(FUZZ_MAIN)
tests_fuzz_fuzz_bridge_SOURCES = tests/fuzz/fuzz-bridge.c $(FUZZ_MAIN)
tests_fuzz_fuzz_domxml_SOURCES = tests/fuzz/fuzz-domxml.c $(FUZZ_MAIN)
tests_fuzz_fuzz_fdinfo_SOURCES = tests/fuzz/fuzz-fdinfo.c $(FUZZ_MAIN)
tests_fuzz_fuzz_forward_SOURCES = tests/fuzz/fuzz-forward.c $(FUZZ_MAIN)
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz-json.c $(FUZZ_MAIN)
tests_fuzz_fuzz_leases_SOURCES = tests/fuzz/fuzz-leases.c $(FUZZ_MAIN)
tests_fuzz_fuzz_leftxml_SOURCES = tests/fuzz/fuzz-leftxml.c $(FUZZ_MAIN)
tests_fuzz_fuzz_managers_SOURCES = tests/fuzz/fuzz-managers.c $(FUZZ_MAIN)
tests_fuzz_fuzz_ovs_SOURCES = tests/fuzz/fuzz-ovs.c $(FUZZ_MAIN)
tests_fuzz_fuzz_qemucmd_SOURCES = tests/fuzz/fuzz-qemucmd.c $(FUZZ_MAIN)
tests_fuzz_fuzz_record_SOURCES = tests/fuzz/fuzz-record.c \
	tests/fuzz/schema.c tests/fuzz/schema.h $(FUZZ_MAIN)
tests_fuzz_fuzz_record_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS)
tests_fuzz_fuzz_rtlink_SOURCES = tests/fuzz/fuzz-rtlink.c $(FUZZ_MAIN)
tests_fuzz_fuzz_statusxml_SOURCES = tests/fuzz/fuzz-statusxml.c $(FUZZ_MAIN)
tests_fuzz_fuzz_uri_SOURCES = tests/fuzz/fuzz-uri.c $(FUZZ_MAIN)
tests_fuzz_fuzz_vf_SOURCES = tests/fuzz/fuzz-vf.c $(FUZZ_MAIN)
tests_fuzz_fuzz_wire_SOURCES = tests/fuzz/fuzz-wire.c $(FUZZ_MAIN)
tests_fuzz_fuzz_accept_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_addressed_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_analyze_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_cgroup_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_anonymise_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_bridge_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_domxml_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_fdinfo_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_forward_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_json_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_leases_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_leftxml_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_managers_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_ovs_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_qemucmd_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_record_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_rtlink_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_statusxml_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_uri_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_vf_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_wire_LDFLAGS = $(FUZZ_LINK)

# make fuzz [FUZZ_SECONDS=60] [FUZZ_TARGETS=tests/fuzz/fuzz-NAME]: each target
# that long, best in a build with --enable-fuzzers --enable-sanitizers CC=clang.
# What it learns is in fuzz-work/NAME, what it finds in fuzz-work/found.
FUZZ_SECONDS = 60
FUZZ_OPTIONS =
if FUZZERS
fuzz: $(FUZZ_TARGETS)
	$(AM_V_at)$(MKDIR_P) fuzz-work/found
	$(AM_V_at)for target in $(FUZZ_TARGETS); do \
		name=$${target##*fuzz-}; \
		$(MKDIR_P) fuzz-work/$$name || exit 1; \
		echo "== $$target, $(FUZZ_SECONDS) seconds"; \
		VT_SRCDIR=$(srcdir) ./$$target -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 \
			-max_len=65536 -print_final_stats=1 -verbosity=0 \
			-artifact_prefix=fuzz-work/found/$$name- $(FUZZ_OPTIONS) \
			fuzz-work/$$name $(srcdir)/tests/fuzz/corpus/$$name || exit 1; \
	done
else
fuzz:
	@echo "make fuzz: configure with --enable-fuzzers --enable-sanitizers CC=clang" >&2; exit 1
endif

.PHONY: fuzz
