# SPDX-License-Identifier: GPL-2.0-or-later
# Everything but main.c is one library, linked by program, tests and fuzzers.
noinst_LIBRARIES += libvirttaps.a
libvirttaps_a_SOURCES = \
	src/options.c src/options.h \
	src/util/arena.c src/util/arena.h \
	src/util/cleanup.h \
	src/util/err.c src/util/err.h \
	src/util/json.c src/util/json.h \
	src/util/library.c src/util/library.h \
	src/util/str.c src/util/str.h \
	src/util/vec.c src/util/vec.h \
	src/model/facts.c src/model/facts.h \
	src/model/finding.c src/model/finding.h src/model/findings.def \
	src/collect/collect.c src/collect/collect.h \
	src/collect/decode.c src/collect/decode.h \
	src/collect/domstate.c src/collect/domstate.h \
	src/collect/domxml.c src/collect/domxml.h \
	src/collect/events.c src/collect/events.h \
	src/collect/fdcopy.c src/collect/fdcopy.h \
	src/collect/fdinfo.c src/collect/fdinfo.h \
	src/collect/fileid.c src/collect/fileid.h \
	src/collect/hints.c src/collect/hints.h \
	src/collect/leftxml.c src/collect/leftxml.h \
	src/collect/libvirt.c src/collect/libvirt.h \
	src/collect/libvirt-events.c src/collect/libvirt-events.h \
	src/collect/linkwatch.c src/collect/linkwatch.h \
	src/collect/netns.c src/collect/netns.h \
	src/collect/ovs.c src/collect/ovs.h \
	src/collect/privilege.c src/collect/privilege.h \
	src/collect/procfs.c src/collect/procfs.h \
	src/collect/procread.h src/collect/procscan.c \
	src/collect/qemucmd.c src/collect/qemucmd.h \
	src/collect/raw.c src/collect/raw.h \
	src/collect/record.h src/collect/record-read.c src/collect/record-write.c \
	src/collect/record-fields.c src/collect/record-fields.h \
	src/collect/rtlink.c src/collect/rtlink.h \
	src/collect/rtnl.c src/collect/rtnl.h \
	src/collect/scrub.c src/collect/scrub.h \
	src/collect/statedir.c src/collect/statedir.h \
	src/collect/statusxml.c src/collect/statusxml.h \
	src/collect/subjects.c src/collect/subjects.h \
	src/collect/virapi.c src/collect/virapi.h \
	src/collect/xml.c src/collect/xml.h \
	src/analyze/build.c src/analyze/build.h \
	src/analyze/changes.c src/analyze/changes.h \
	src/analyze/diff.c src/analyze/diff.h \
	src/analyze/index.c src/analyze/index.h \
	src/analyze/join.c src/analyze/join.h \
	src/analyze/join-domain.c src/analyze/join-domain.h \
	src/analyze/judge.c src/analyze/judge.h \
	src/analyze/report.c src/analyze/report.h \
	src/analyze/rules-claim.c src/analyze/rules-device.c src/analyze/rules-host.c \
	src/render/columns.c src/render/columns.h \
	src/render/csv.c src/render/dot.c \
	src/render/diff.c src/render/diff.h \
	src/render/explain.c src/render/explain.h \
	src/render/formats.h \
	src/render/html.c src/render/html.h src/render/html-picture.c src/render/html-tables.c \
	src/render/json.c src/render/monitoring.c src/render/ndjson.c \
	src/render/layout.c src/render/layout.h \
	src/render/picture.c src/render/picture.h \
	src/render/prometheus.c \
	src/render/render.c src/render/render.h \
	src/render/scope.c src/render/show.c src/render/table.c \
	src/render/text.c src/render/text.h \
	src/render/watch.c src/render/watch.h \
	$(NULL)
libvirttaps_a_CFLAGS = $(AM_CFLAGS) -pthread $(LIBVIRT_CFLAGS) $(LIBXML2_CFLAGS) \
	$(JSON_C_CFLAGS) $(LIBMNL_CFLAGS) $(SMARTCOLS_CFLAGS) $(CAP_NG_CFLAGS)

include src/bpf/local.mk

# libvirt and libxml2 are loaded when they are needed. The address sanitizer asks
# for the XDR functions that libvirt calls at the start only, and has to be given it.
if SANITIZERS
VT_EARLY_LIBS = $(LIBVIRT_LIBS)
else
VT_EARLY_LIBS =
endif
VT_LIBS = libvirttaps.a $(VT_EARLY_LIBS) $(JSON_C_LIBS) $(LIBMNL_LIBS) $(SMARTCOLS_LIBS) \
	$(CAP_NG_LIBS) -lpthread

sbin_PROGRAMS += virt-taps
virt_taps_SOURCES = src/main.c src/progress.c src/progress.h src/terminal.c src/terminal.h \
	src/watch.c src/watch.h
virt_taps_CFLAGS = $(AM_CFLAGS) -pthread
virt_taps_LDADD = $(VT_LIBS)

# The page's style and script, as C strings.
BUILT_SOURCES += src/render/html-css.h src/render/html-js.h
CLEANFILES += src/render/html-css.h src/render/html-js.h
EMBED = build-aux/embed.sh build-aux/embed.awk
EXTRA_DIST += src/render/html.css src/render/html.js $(EMBED)
src/render/html-css.h: src/render/html.css $(EMBED)
	$(AM_V_GEN)$(MKDIR_P) src/render && $(top_srcdir)/build-aux/embed.sh $(AWK) vt_html_css \
		$(top_srcdir)/src/render/html.css >$@.tmp && mv $@.tmp $@
src/render/html-js.h: src/render/html.js $(EMBED)
	$(AM_V_GEN)$(MKDIR_P) src/render && $(top_srcdir)/build-aux/embed.sh $(AWK) vt_html_js \
		$(top_srcdir)/src/render/html.js >$@.tmp && mv $@.tmp $@
