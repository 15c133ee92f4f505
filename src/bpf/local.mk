# SPDX-License-Identifier: GPL-2.0-or-later
# The BPF scan. holders.lskel.h is made in the build tree where clang and
# bpftool are there, and shipped in a release; it is not in git.
EXTRA_DIST += src/bpf/holders.bpf.c src/bpf/holders.lskel.h

libvirttaps_a_SOURCES += src/collect/bpf.h src/bpf/record.h
# A header made here wins over one that was shipped.
libvirttaps_a_CPPFLAGS = -I$(top_builddir)/src $(AM_CPPFLAGS) $(LIBBPF_CFLAGS)

if BPF
libvirttaps_a_SOURCES += src/collect/bpf.c src/collect/bpf-program.c src/collect/bpf-program.h \
	src/collect/btf.c src/collect/btf.h
src/collect/libvirttaps_a-bpf-program.$(OBJEXT): src/bpf/holders.lskel.h
else
libvirttaps_a_SOURCES += src/collect/bpf-none.c
endif

if BPF_BUILD
# The source's path and lines are in what is generated: from its own directory
# they are the same wherever that is.
src/bpf/holders.lskel.h: src/bpf/holders.bpf.c src/bpf/record.h
	@$(MKDIR_P) src/bpf
	$(AM_V_GEN)to=`pwd`/src/bpf/holders.bpf.o && (cd $(top_srcdir) && \
		$(BPF_CLANG) $(BPF_CFLAGS) -fdebug-prefix-map="`pwd`"=. -Wall -Wextra -Isrc $(LIBBPF_CFLAGS) \
			-c src/bpf/holders.bpf.c -o "$$to") && \
	$(BPFTOOL) gen skeleton -L src/bpf/holders.bpf.o name vt_holders >$@.tmp && mv $@.tmp $@

CLEANFILES += src/bpf/holders.bpf.o src/bpf/holders.lskel.h src/bpf/holders.lskel.h.tmp
endif
