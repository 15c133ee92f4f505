# SPDX-License-Identifier: GPL-2.0-or-later
# Checks of the sources, for developers and CI: make check-style is all of them.
EXTRA_DIST += \
	build-aux/check-format.sh \
	build-aux/check-headers.sh \
	build-aux/check-layers.sh \
	build-aux/check-shell.sh \
	build-aux/check-size.sh \
	$(NULL)

check-layers:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-layers.sh $(srcdir)

check-size:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-size.sh $(srcdir)

check-headers:
	$(AM_V_at)CC='$(CC)' CPPFLAGS="-I`pwd` -I`pwd`/src $(LIBVIRT_CFLAGS) $(LIBXML2_CFLAGS) \
		$(JSON_C_CFLAGS) $(LIBMNL_CFLAGS) $(SMARTCOLS_CFLAGS) $(CAP_NG_CFLAGS)" \
		$(SHELL) $(srcdir)/build-aux/check-headers.sh $(srcdir)

check-format:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-format.sh $(srcdir)

check-shell:
	$(AM_V_at)$(SHELL) $(srcdir)/build-aux/check-shell.sh $(srcdir)

check-style: check-layers check-size check-headers check-format check-shell

.PHONY: check-layers check-size check-headers check-format check-shell check-style
