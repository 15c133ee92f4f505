# SPDX-License-Identifier: GPL-2.0-or-later
# The BPF scan. holders.lskel.h is made in the build tree where clang and
# bpftool are there, and shipped in a release; it is not in git.
EXTRA_DIST += src/collect/bpf/holders.bpf.c src/collect/bpf/holders.lskel.h

libvirttaps_a_SOURCES += src/collect/bpf/bpf.h src/collect/bpf/records.h
# A header made here wins over one that was shipped.
libvirttaps_a_CPPFLAGS = -I$(top_builddir)/src $(AM_CPPFLAGS) $(LIBBPF_CFLAGS)

if BPF
libvirttaps_a_SOURCES += src/collect/bpf/bpf.c src/collect/bpf/program.c src/collect/bpf/program.h \
	src/collect/bpf/btf.c src/collect/bpf/btf.h
src/collect/bpf/libvirttaps_a-program.$(OBJEXT): src/collect/bpf/holders.lskel.h
else
libvirttaps_a_SOURCES += src/collect/bpf/bpf-none.c
endif

if BPF_BUILD
# The source's path and lines are in what is generated: from its own directory
# they are the same wherever that is.
src/collect/bpf/holders.lskel.h: src/collect/bpf/holders.bpf.c src/collect/bpf/records.h
	@$(MKDIR_P) src/collect/bpf
	$(AM_V_GEN)to=`pwd`/src/collect/bpf/holders.bpf.o && (cd $(top_srcdir) && \
		$(BPF_CLANG) $(BPF_CFLAGS) -fdebug-prefix-map="`pwd`"=. -Wall -Wextra -Isrc $(LIBBPF_CFLAGS) \
			-c src/collect/bpf/holders.bpf.c -o "$$to") && \
	$(BPFTOOL) gen skeleton -L src/collect/bpf/holders.bpf.o name vt_holders >$@.tmp && mv $@.tmp $@

CLEANFILES += src/collect/bpf/holders.bpf.o src/collect/bpf/holders.lskel.h src/collect/bpf/holders.lskel.h.tmp
endif
