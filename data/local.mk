# SPDX-License-Identifier: GPL-2.0-or-later
# What surrounds the program: units, completions under the names that their
# shells want, and examples, which keep their tree below $(pkgdatadir).
dist_pkgdata_DATA = data/virt-taps.schema.json data/virt-taps-claims.schema.json
EXTRA_DIST += data/claims

pkglibexecdir = $(libexecdir)/$(PACKAGE)
dist_pkglibexec_SCRIPTS = data/systemd/publish

SYSTEMD_SERVICES = \
	data/systemd/virt-taps-inventory.service \
	data/systemd/virt-taps-textfile.service \
	data/systemd/virt-taps-watch.service \
	$(NULL)
nodist_systemdsystemunit_DATA = $(SYSTEMD_SERVICES)
dist_systemdsystemunit_DATA = \
	data/systemd/virt-taps-inventory.timer \
	data/systemd/virt-taps-textfile.timer \
	$(NULL)
EXTRA_DIST += $(SYSTEMD_SERVICES:=.in) data/systemd/sandbox data/systemd/environment data/accept
CLEANFILES += $(SYSTEMD_SERVICES)

$(SYSTEMD_SERVICES): %: %.in data/systemd/sandbox Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) -e '/^@sandbox[@]$$/{r $(srcdir)/data/systemd/sandbox' -e 'd;}' \
		-e 's|@bindir[@]|$(bindir)|g' -e 's|@pkglibexecdir[@]|$(pkglibexecdir)|g' \
		-e 's|@environmentfile[@]|$(environmentfile)|g' \
		$(srcdir)/$@.in >$@.tmp && mv $@.tmp $@

COMPLETIONS = data/virt-taps.bash-completion data/virt-taps.zsh data/virt-taps.fish
zshcompdir = $(datadir)/zsh/site-functions
fishcompdir = $(datadir)/fish/vendor_completions.d

EXAMPLES = \
	data/ansible/README.md \
	data/ansible/fleet.jq \
	data/ansible/galaxy.yml \
	data/ansible/meta/runtime.yml \
	data/ansible/roles/virt_taps/meta/argument_specs.yml \
	data/checkmk/virt_taps \
	data/ansible/gather.yml \
	data/ansible/install.yml \
	data/ansible/roles/virt_taps/defaults/main.yml \
	data/ansible/roles/virt_taps/files/virt_taps.fact \
	data/ansible/roles/virt_taps/meta/main.yml \
	data/ansible/roles/virt_taps/tasks/main.yml \
	data/grafana/virt-taps-dashboard.json \
	data/icinga/virt-taps.conf \
	data/libvirt-hook/README.md \
	data/libvirt-hook/qemu \
	data/nagios/virt-taps.cfg \
	data/netbox/README.md \
	data/netbox/netbox-diff \
	data/netbox/netbox.jq \
	data/postgresql/README.md \
	data/postgresql/functions.sql \
	data/postgresql/install \
	data/postgresql/load \
	data/postgresql/migrations/0001.sql \
	data/postgresql/migrations/0002.sql \
	data/postgresql/roles.sql \
	data/postgresql/views.sql \
	data/prometheus/README.md \
	data/prometheus/virt-taps.rules.test.yml \
	data/prometheus/virt-taps.rules.yml \
	data/rsyslog/README.md \
	data/rsyslog/spool \
	data/rsyslog/virt-taps-collector.conf \
	data/rsyslog/virt-taps.conf \
	data/sos/README.md \
	data/sos/virt_taps.py \
	data/sqlite/README.md \
	data/sqlite/load \
	data/sqlite/schema.sql \
	data/zabbix/virt-taps.conf \
	data/zabbix/virt-taps.yaml \
	$(NULL)
EXTRA_DIST += $(COMPLETIONS) $(EXAMPLES)

install-data-local: install-completions install-examples
uninstall-local: uninstall-completions uninstall-examples

install-completions:
	$(MKDIR_P) '$(DESTDIR)$(bashcompdir)' '$(DESTDIR)$(zshcompdir)' '$(DESTDIR)$(fishcompdir)'
	$(INSTALL_DATA) $(srcdir)/data/virt-taps.bash-completion '$(DESTDIR)$(bashcompdir)/virt-taps'
	$(INSTALL_DATA) $(srcdir)/data/virt-taps.zsh '$(DESTDIR)$(zshcompdir)/_virt-taps'
	$(INSTALL_DATA) $(srcdir)/data/virt-taps.fish '$(DESTDIR)$(fishcompdir)/virt-taps.fish'

uninstall-completions:
	rm -f '$(DESTDIR)$(bashcompdir)/virt-taps' '$(DESTDIR)$(zshcompdir)/_virt-taps' \
		'$(DESTDIR)$(fishcompdir)/virt-taps.fish'

install-examples:
	@for f in $(EXAMPLES); do \
		to='$(DESTDIR)$(pkgdatadir)'/$${f#data/}; \
		$(MKDIR_P) "$${to%/*}" || exit 1; \
		if test -x $(srcdir)/$$f; then mode='$(INSTALL_SCRIPT)'; else mode='$(INSTALL_DATA)'; fi; \
		$$mode $(srcdir)/$$f "$$to" || exit 1; \
	done

uninstall-examples:
	@for f in $(EXAMPLES); do rm -f '$(DESTDIR)$(pkgdatadir)'/$${f#data/}; done

# Directories of our own, when everything in them is gone.
uninstall-hook:
	@for dir in '$(DESTDIR)$(pkgdatadir)' '$(DESTDIR)$(pkglibexecdir)'; do \
		test ! -d "$$dir" || find "$$dir" -depth -type d -empty -delete; \
	done

# A release is the same bytes whoever makes it: sorted, owned by nobody, and of
# the time of the last commit, or of the release that it is made from again.
DIST_EPOCH = $${SOURCE_DATE_EPOCH:-`{ test -e '$(srcdir)/.git' && \
	git -C '$(srcdir)' log -1 --format=%ct 2>/dev/null; } || \
	date -r '$(srcdir)/configure.ac' +%s`}
am__tar = LC_ALL=C $${TAR-tar} --format=posix \
	--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime \
	--sort=name --mtime=@$(DIST_EPOCH) --owner=0 --group=0 --numeric-owner \
	--mode=u+rw,go=rX -chf - "$$tardir"

# Directories are shipped whole, and a build puts things there: automake takes them from the
# build tree, too.
dist-hook:
	find '$(distdir)/tests' '(' -name .deps -o -name .dirstamp -o -name '*.o' -o -name '*.log' \
		-o -name '*.trs' -o -name '*~' ')' -prune -exec rm -rf {} +
	cd '$(distdir)' && rm -f $(check_PROGRAMS) $(EXTRA_PROGRAMS)

# To build packages from a release as it is.
EXTRA_DIST += \
	debian/changelog \
	debian/clean \
	debian/control \
	debian/copyright \
	debian/rules \
	debian/README.source \
	debian/source/format \
	debian/source/lintian-overrides \
	debian/tests/control \
	debian/tests/smoke \
	debian/tests/tap \
	debian/upstream/metadata \
	debian/watch \
	debian/virt-taps.docs \
	debian/virt-taps.lintian-overrides \
	debian/virt-taps.postrm \
	packaging/alpine/APKBUILD \
	packaging/arch/PKGBUILD \
	packaging/rpm/virt-taps.spec \
	LICENSES/GPL-2.0-or-later.txt REUSE.toml \
	$(NULL)
