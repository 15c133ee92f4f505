# SPDX-License-Identifier: GPL-2.0-or-later
# How long it takes, which no test asserts on (make bench, some ten minutes, as
# root), and in instructions, which tests/test-cost.sh does.
check_PROGRAMS += tests/bench/cost
tests_bench_cost_SOURCES = tests/bench/cost.c
tests_bench_cost_CFLAGS = $(AM_CFLAGS)

BENCH_TOOLS = tests/bench/floor tests/bench/load tests/bench/timed
EXTRA_PROGRAMS = $(BENCH_TOOLS)
CLEANFILES += $(BENCH_TOOLS)
tests_bench_floor_SOURCES = tests/bench/floor.c
tests_bench_floor_LDADD =
tests_bench_load_SOURCES = tests/bench/load.c
tests_bench_load_LDADD =
tests_bench_timed_SOURCES = tests/bench/timed.c
tests_bench_timed_LDADD =
