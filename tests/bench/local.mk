# SPDX-License-Identifier: GPL-2.0-or-later
# How long it takes, which no test asserts on (make bench, some ten minutes, as
# root), and in instructions, which tests/test-cost.sh does.
check_PROGRAMS += tests/bench/cost
tests_bench_cost_SOURCES = tests/bench/cost.c
tests_bench_cost_CFLAGS = $(AM_CFLAGS)

EXTRA_DIST += tests/bench/bench tests/bench/in-lab.sh \
	tests/bench/benchkit.py tests/bench/domains.py tests/bench/goals.py tests/bench/inside.py \
	tests/bench/paths.py tests/bench/picture.py tests/bench/scans.py \
	doc/performance.md doc/benchmark.json doc/benchmark.md doc/benchmark.svg

BENCH_TOOLS = tests/bench/floor tests/bench/load tests/bench/timed
EXTRA_PROGRAMS = $(BENCH_TOOLS)
CLEANFILES += $(BENCH_TOOLS)
tests_bench_floor_SOURCES = tests/bench/floor.c
tests_bench_floor_LDADD =
tests_bench_load_SOURCES = tests/bench/load.c
tests_bench_load_LDADD =
tests_bench_timed_SOURCES = tests/bench/timed.c
tests_bench_timed_LDADD =

# make bench [BENCH_DIR=DIRECTORY]: in doc/ are the results that were last kept
# [BENCH_LOADS="S M"] [BENCH_PARTS="loads libvirt"] [BENCH_BASE=another virt-taps]
BENCH_DIR = .
bench: all $(BENCH_TOOLS)
	$(AM_V_at)VT_BIN='$(abs_top_builddir)/virt-taps' VT_BUILDDIR='$(abs_top_builddir)' \
		$(top_srcdir)/tests/bench/bench $(BENCH_DIR)
.PHONY: bench
