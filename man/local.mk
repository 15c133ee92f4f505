# SPDX-License-Identifier: GPL-2.0-or-later
# Man pages are shipped built: installing a release needs no pod2man. With
# the release's date in them, two builds are the same.
dist_man_MANS = man/virt-taps.8 man/virt-taps-json.5 man/virt-taps-findings.7
EXTRA_DIST += man/virt-taps.pod man/virt-taps-json.pod man/virt-taps-findings.pod.in \
	build-aux/findings.awk
MAINTAINERCLEANFILES += $(dist_man_MANS)

VT_POD2MAN = $(POD2MAN) --utf8 --center="virt-taps" --release="virt-taps $(PACKAGE_VERSION)" \
	--date="$(RELEASE_DATE)" --errors=die

man/virt-taps.8: man/virt-taps.pod
	$(AM_V_GEN)$(MKDIR_P) man && \
	$(VT_POD2MAN) --name=VIRT-TAPS --section=8 $(srcdir)/man/virt-taps.pod $@.tmp && \
	mv $@.tmp $@

man/virt-taps-json.5: man/virt-taps-json.pod
	$(AM_V_GEN)$(MKDIR_P) man && \
	$(VT_POD2MAN) --name=VIRT-TAPS-JSON --section=5 $(srcdir)/man/virt-taps-json.pod $@.tmp && \
	mv $@.tmp $@

man/virt-taps-findings.7: man/virt-taps-findings.pod.in src/model/findings.def \
		src/model/gaps.def build-aux/findings.awk
	$(AM_V_GEN)$(MKDIR_P) man && \
	$(AWK) -f $(srcdir)/build-aux/findings.awk $(srcdir)/src/model/findings.def $(srcdir)/src/model/gaps.def \
		$(srcdir)/man/virt-taps-findings.pod.in >$@.pod && \
	$(VT_POD2MAN) --name=VIRT-TAPS-FINDINGS --section=7 $@.pod $@.tmp && \
	rm -f $@.pod && mv $@.tmp $@
