# SPDX-License-Identifier: GPL-2.0-or-later
# Everything but main.c and the commands is one library, linked by program, tests
# and fuzzers. One module per line, in the order of the layers.
noinst_LIBRARIES += libvirttaps.a
libvirttaps_a_SOURCES = \
	src/options.c src/options-check.c src/options.h \
	src/util/alloc.c \
	src/util/arena.c src/util/arena.h \
	src/util/cleanup.h \
	src/util/clock.c src/util/clock.h \
	src/util/err.c src/util/err.h \
	src/util/fd.h \
	src/util/json.c src/util/json.h \
	src/util/library.c src/util/library.h \
	src/util/nearest.c src/util/nearest.h \
	src/util/search.h \
	src/util/str.c src/util/str.h \
	src/util/syscalls.h \
	src/util/trace.c src/util/trace.h \
	src/util/vec.h \
	src/model/facts.c src/model/facts-ovs.c src/model/facts.h \
	src/model/finding.c src/model/finding.h \
	src/model/findings.def \
	src/model/gap.c src/model/gap.h \
	src/model/vf.h \
	src/model/gaps.def \
	src/model/pidfile.c src/model/pidfile.h \
	src/model/subject.c src/model/subject.h \
	src/collect/addresses.c src/collect/addresses.h \
	src/collect/collect.c src/collect/collect.h \
	src/collect/decode.c src/collect/decode.h \
	src/collect/gate.c src/collect/gate.h \
	src/collect/macs.c src/collect/macs.h \
	src/collect/privilege.c src/collect/privilege.h \
	src/collect/raw.c src/collect/raw.h \
	src/collect/spent.c src/collect/spent.h \
	src/collect/subjects.c src/collect/subjects.h \
	src/collect/waiting.c src/collect/waiting.h \
	src/collect/kernel/bridge.c src/collect/kernel/bridge.h \
	src/collect/kernel/farlinks.c src/collect/kernel/farlinks.h \
	src/collect/kernel/forward-acquire.c src/collect/kernel/forward-acquire.h \
	src/collect/kernel/forward-decode.c src/collect/kernel/forward-decode.h \
	src/collect/kernel/linkinfo.c src/collect/kernel/linkinfo.h \
	src/collect/stuck.c src/collect/stuck.h \
	src/collect/waiting.c src/collect/waiting.h \
	src/collect/prober/opener.c src/collect/prober/opener.h \
	src/collect/prober/passing.c src/collect/prober/passing.h \
	src/collect/prober/prober.c src/collect/prober/prober.h \
	src/collect/prober/wire.c src/collect/prober/wire.h \
	src/collect/kernel/linkwatch.c src/collect/kernel/linkwatch.h \
	src/collect/kernel/netns.c src/collect/kernel/netns-visit.c src/collect/kernel/netns.h \
	src/collect/kernel/nlattr.c src/collect/kernel/nlattr.h \
	src/collect/kernel/rtlink.c src/collect/kernel/rtlink.h \
	src/collect/kernel/rtnl.c src/collect/kernel/rtnl.h \
	src/collect/kernel/survey.c src/collect/kernel/survey.h \
	src/collect/libvirt/domains-acquire.c src/collect/libvirt/domains-acquire.h \
	src/collect/kernel/vf-acquire.c src/collect/kernel/vf-acquire.h \
	src/collect/kernel/vf-decode.c src/collect/kernel/vf-decode.h \
	src/collect/libvirt/domstate.c src/collect/libvirt/domstate.h \
	src/collect/libvirt/domxml.c src/collect/libvirt/domxml.h \
	src/collect/libvirt/leases-acquire.c src/collect/libvirt/leases-acquire.h \
	src/collect/libvirt/libvirt.c src/collect/libvirt/libvirt.h \
	src/collect/libvirt/presence-acquire.c src/collect/libvirt/presence-acquire.h \
	src/collect/libvirt/metadata.c src/collect/libvirt/metadata.h \
	src/collect/libvirt/recordxml.c src/collect/libvirt/recordxml.h \
	src/collect/libvirt/statedir.c src/collect/libvirt/statedir.h \
	src/collect/libvirt/statusxml.c src/collect/libvirt/statusxml.h \
	src/collect/libvirt/uri.c src/collect/libvirt/uri.h \
	src/collect/libvirt/peer-acquire.c src/collect/libvirt/peer-acquire.h \
	src/collect/libvirt/virapi.c src/collect/libvirt/virapi.h \
	src/collect/libvirt/virevents.c src/collect/libvirt/virevents.h \
	src/collect/libvirt/xml.c src/collect/libvirt/xml.h src/collect/libvirt/xmlbudget.h \
	src/collect/managers/manager.c src/collect/managers/manager.h \
	src/collect/managers/manager-rows.c \
	src/collect/managers/manager-job.c \
	src/collect/managers/manager-acquire.c src/collect/managers/manager-acquire.h \
	src/collect/managers/claims-acquire.c src/collect/managers/claims-acquire.h \
	src/collect/managers/claims-decode.c src/collect/managers/claims-decode.h \
	src/collect/managers/incus-acquire.c \
	src/collect/managers/incus-daemon.c src/collect/managers/incus-daemon.h \
	src/collect/managers/incus-decode.c \
	src/collect/managers/kubevirt-acquire.c \
	src/collect/managers/kubevirt-decode.c \
	src/collect/managers/machined-acquire.c \
	src/collect/managers/machined-decode.c src/collect/managers/machined.h \
	src/collect/managers/pods-acquire.c \
	src/collect/managers/pods-decode.c src/collect/managers/pods.h \
	src/collect/managers/proxmox-acquire.c \
	src/collect/managers/proxmox-decode.c \
	src/collect/managers/self.c src/collect/managers/self.h \
	src/collect/ovs/ovs-acquire.c src/collect/ovs/ovs-acquire.h \
	src/collect/ovs/ovs-decode.c src/collect/ovs/ovs-decode.h \
	src/collect/process/cgroup.c src/collect/process/cgroup.h \
	src/collect/process/crowd.c src/collect/process/crowd.h \
	src/collect/process/gather.c \
	src/collect/process/fdcopy.c src/collect/process/fdcopy.h \
	src/collect/process/hints-acquire.c src/collect/process/hints-acquire.h \
	src/collect/process/hints-decode.c src/collect/process/hints-decode.h \
	src/collect/process/majors.c \
	src/collect/process/netns-mounts.c src/collect/process/netns-mounts.h \
	src/collect/process/openfiles.c src/collect/process/openfiles.h \
	src/collect/process/procs-decode.c src/collect/process/procs-decode.h \
	src/collect/process/process.c src/collect/process/process.h \
	src/collect/process/procread.h \
	src/collect/process/proctext.c src/collect/process/proctext.h \
	src/collect/process/scan.c \
	src/collect/recording/byteorder.c src/collect/recording/byteorder.h \
	src/collect/recording/fields.c src/collect/recording/fields.h \
	src/collect/recording/read.c \
	src/collect/recording/recording.h \
	src/collect/recording/anonymise.c src/collect/recording/anonymise.h \
	src/collect/recording/anonymise-netlink.c \
	src/collect/recording/anonymise-text.c \
	src/collect/recording/anonymise-words.c \
	src/collect/recording/scrub.c src/collect/recording/scrub.h \
	src/collect/recording/place.c src/collect/recording/place.h \
	src/collect/recording/write.c \
	src/collect/vmm/cloud-hypervisor.c \
	src/collect/vmm/config-acquire.c src/collect/vmm/config-acquire.h \
	src/collect/vmm/crosvm.c \
	src/collect/vmm/firecracker.c \
	src/collect/vmm/kata.c \
	src/collect/vmm/kvmtool.c \
	src/collect/vmm/line.c src/collect/vmm/line.h \
	src/collect/vmm/qemu.c src/collect/vmm/qemu-config.c \
	src/collect/vmm/vmm.c src/collect/vmm/vmm.h \
	src/collect/wait/events.c src/collect/wait/events.h \
	src/collect/wait/keys.c src/collect/wait/keys.h \
	src/collect/wait/signals.c src/collect/wait/signals.h \
	src/analyze/accept.c src/analyze/accept.h \
	src/analyze/analysis.c src/analyze/analysis.h src/analyze/analysis-parts.h \
	src/analyze/backing.c src/analyze/backing.h \
	src/analyze/changes.c src/analyze/changes.h \
	src/analyze/commands.c src/analyze/commands.h \
	src/analyze/coverage.c src/analyze/coverage.h \
	src/analyze/diff.c src/analyze/diff.h \
	src/analyze/index.c src/analyze/index.h \
	src/analyze/join.c src/analyze/join.h \
	src/analyze/join-domain.c src/analyze/join-domain.h \
	src/analyze/about.c src/analyze/about.h \
	src/analyze/hidden.c src/analyze/hidden.h \
	src/analyze/judge.c src/analyze/judge.h \
	src/analyze/rules.c src/analyze/rules.h \
	src/analyze/weigh.c src/analyze/weigh.h \
	src/analyze/leftover.c src/analyze/leftover.h \
	src/analyze/mapping.c src/analyze/mapping.h \
	src/analyze/ovs.c src/analyze/ovs.h \
	src/analyze/rates.c src/analyze/rates.h \
	src/analyze/report.c \
	src/analyze/path.c src/analyze/path.h src/analyze/path-parts.h \
	src/analyze/path-links.c \
	src/analyze/path-ovs.c \
	src/analyze/path-values.c \
	src/analyze/path-walker.c \
	src/analyze/rules-bridge.c \
	src/analyze/port-vlans.c src/analyze/port-vlans.h \
	src/analyze/rules-claim.c \
	src/analyze/rules-device.c \
	src/analyze/rules-host.c \
	src/analyze/rules-leftover.c \
	src/analyze/rules-manager.c \
	src/analyze/rules-path.c \
	src/analyze/status.c src/analyze/status.h \
	src/analyze/subjects.c src/analyze/subjects.h \
	src/analyze/segments.c src/analyze/segments.h \
	src/analyze/topology.c src/analyze/topology.h \
	src/render/accept.c \
	src/render/columns.c src/render/columns.h \
	src/render/columns-json.c src/render/columns-json.def \
	src/render/columns-path.c src/render/columns-parts.h \
	src/render/columns-choose.c \
	src/render/csv.c \
	src/render/diff.c src/render/diff.h \
	src/render/dot.c \
	src/render/event-lines.c src/render/event-lines.h \
	src/render/explain.c src/render/explain.h \
	src/render/formats.c src/render/formats.h \
	src/render/grid.c src/render/grid.h \
	src/render/json.c \
	src/render/json-facts.c src/render/json-parts.c src/render/json-parts.h \
	src/render/json-path.c \
	src/render/monitoring.c \
	src/render/ndjson.c \
	src/render/prometheus.c \
	src/render/row.h \
	src/render/rows.c src/render/rows.h \
	src/render/safe-text.c src/render/safe-text.h \
	src/render/script.c \
	src/render/shared.c src/render/shared.h \
	src/render/show.c src/render/show.h \
	src/render/show-brief.c \
	src/render/show-link.c \
	src/render/show-ovs.c \
	src/render/show-parts.c \
	src/render/show-path.c \
	src/render/table.c src/render/table.h \
	src/render/html/html.c \
	src/render/html/html-parts.c src/render/html/html-parts.h \
	src/render/html/html-picture.c \
	src/render/html/html-sections.h \
	src/render/html/html-tables.c \
	src/render/picture/layout.c src/render/picture/layout.h \
	src/render/picture/picture.c src/render/picture/picture.h \
	$(NULL)
libvirttaps_a_CFLAGS = $(AM_CFLAGS) -pthread $(LIBVIRT_CFLAGS) $(LIBXML2_CFLAGS) \
	$(JSON_C_CFLAGS) $(LIBMNL_CFLAGS) $(CAP_NG_CFLAGS) $(CURL_CFLAGS)

include src/collect/bpf/local.mk

# libvirt and libxml2 are loaded when they are needed. The address sanitizer asks
# for the XDR functions that libvirt calls at the start only, and has to be given it.
if SANITIZERS
VT_EARLY_LIBS = $(LIBVIRT_LIBS)
else
VT_EARLY_LIBS =
endif
VT_LIBS = libvirttaps.a $(VT_EARLY_LIBS) $(JSON_C_LIBS) $(LIBMNL_LIBS) \
	$(CAP_NG_LIBS) -lpthread

bin_PROGRAMS += virt-taps
virt_taps_SOURCES = \
	src/main.c \
	src/commands/accept.c src/commands/accept.h \
	src/commands/commands.h \
	src/commands/diff.c \
	src/commands/explain.c \
	src/commands/scan.c src/commands/scan.h \
	src/commands/notify.c src/commands/notify.h \
	src/commands/output.c src/commands/output.h \
	src/commands/progress.c src/commands/progress.h \
	src/commands/report.c \
	src/commands/screen.c src/commands/screen.h \
	src/commands/screen-draw.c src/commands/screen-parts.h \
	src/commands/screen-keys.c \
	src/commands/terminal.c src/commands/terminal.h \
	src/commands/watch.c \
	$(NULL)
virt_taps_CFLAGS = $(AM_CFLAGS) -pthread
virt_taps_LDADD = $(VT_LIBS)

# The page's style and script, as C strings.
BUILT_SOURCES += src/render/html/page-css.h src/render/html/page-js.h
CLEANFILES += src/render/html/page-css.h src/render/html/page-js.h
EMBED = build-aux/embed.sh build-aux/embed.awk
EXTRA_DIST += src/render/html/page.css src/render/html/page.js $(EMBED)
src/render/html/page-css.h: src/render/html/page.css $(EMBED)
	$(AM_V_GEN)$(MKDIR_P) src/render/html && $(top_srcdir)/build-aux/embed.sh $(AWK) vt_html_css \
		$(top_srcdir)/src/render/html/page.css >$@.tmp && mv $@.tmp $@
src/render/html/page-js.h: src/render/html/page.js $(EMBED)
	$(AM_V_GEN)$(MKDIR_P) src/render/html && $(top_srcdir)/build-aux/embed.sh $(AWK) vt_html_js \
		$(top_srcdir)/src/render/html/page.js >$@.tmp && mv $@.tmp $@
