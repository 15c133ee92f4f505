# SPDX-License-Identifier: GPL-2.0-or-later
# libvirt's own tests through the decoders, against other parsers: its source is nine megabytes.
EXTRA_PROGRAMS += tests/corpus/decode
CLEANFILES += tests/corpus/decode
tests_corpus_decode_SOURCES = tests/corpus/decode.c
EXTRA_DIST += tests/corpus/run tests/corpus/compare.py
check-corpus: all tests/corpus/decode
	$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/corpus/run
.PHONY: check-corpus
