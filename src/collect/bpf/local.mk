# SPDX-License-Identifier: GPL-2.0-or-later
# The BPF scan. Two headers are made in the build tree, shipped in a release, and
# not in git: plain-object.h by clang alone, of both byte orders; holders.lskel.h
# by clang and bpftool, of this machine's.
EXTRA_DIST += src/collect/bpf/holders.bpf.c src/collect/bpf/plain.bpf.c \
	src/collect/bpf/kernel.bpf.h src/collect/bpf/holders.lskel.h src/collect/bpf/plain-object.h

libvirttaps_a_SOURCES += src/collect/bpf/bpf.h src/collect/bpf/records.h
# A header made here wins over one that was shipped.
libvirttaps_a_CPPFLAGS = -I$(top_builddir)/src $(AM_CPPFLAGS) $(LIBBPF_CFLAGS)

if BPF
libvirttaps_a_SOURCES += src/collect/bpf/bpf.c src/collect/bpf/program.c src/collect/bpf/program.h \
	src/collect/bpf/offsets.c src/collect/bpf/offsets.h \
	src/collect/bpf/plain.c src/collect/bpf/plain.h \
	src/collect/bpf/btf.c src/collect/bpf/btf.h
src/collect/bpf/libvirttaps_a-plain.$(OBJEXT): src/collect/bpf/plain-object.h
if BPF_WALK
src/collect/bpf/libvirttaps_a-program.$(OBJEXT): src/collect/bpf/holders.lskel.h
endif
else
libvirttaps_a_SOURCES += src/collect/bpf/bpf-none.c
endif

bpf_parts = src/collect/bpf/kernel.bpf.h src/collect/bpf/records.h
EXTRA_DIST += build-aux/embed-object.sh

if BPF_BUILD
# Without -g: the kernel needs no types of these, so that nothing depends on where it is made.
src/collect/bpf/plain-object.h: src/collect/bpf/plain.bpf.c $(bpf_parts) build-aux/embed-object.sh
	@$(MKDIR_P) src/collect/bpf
	$(AM_V_GEN)for order in el eb; do \
		$(BPF_CLANG) -target bpf$$order $(BPF_PLAIN_CFLAGS) -Wall -Wextra -I$(top_srcdir)/src \
			-c $(top_srcdir)/src/collect/bpf/plain.bpf.c \
			-o src/collect/bpf/plain-$$order.bpf.o || exit 1; done; \
	$(SHELL) $(top_srcdir)/build-aux/embed-object.sh vt_bpf_plain_object \
		src/collect/bpf/plain-el.bpf.o src/collect/bpf/plain-eb.bpf.o >$@.tmp && mv $@.tmp $@

CLEANFILES += src/collect/bpf/plain-el.bpf.o src/collect/bpf/plain-eb.bpf.o \
	src/collect/bpf/plain-object.h src/collect/bpf/plain-object.h.tmp
endif

if BPF_WALK_BUILD
# The source's path and lines are in what is generated: from its own directory
# they are the same wherever that is.
src/collect/bpf/holders.lskel.h: src/collect/bpf/holders.bpf.c $(bpf_parts)
	@$(MKDIR_P) src/collect/bpf
	$(AM_V_GEN)to=`pwd`/src/collect/bpf/holders.bpf.o && (cd $(top_srcdir) && \
		$(BPF_CLANG) $(BPF_CFLAGS) -fdebug-prefix-map="`pwd`"=. -Wall -Wextra -Isrc \
			-c src/collect/bpf/holders.bpf.c -o "$$to") && \
	$(BPFTOOL) gen skeleton -L src/collect/bpf/holders.bpf.o name vt_holders >$@.tmp && mv $@.tmp $@

CLEANFILES += src/collect/bpf/holders.bpf.o src/collect/bpf/holders.lskel.h src/collect/bpf/holders.lskel.h.tmp
endif
