/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that a daemon would read its leases from, where there is no daemon. */
#include <config.h>

#include "collect/libvirt/leases-acquire.h"

#include <string.h>

#include "collect/addresses.h"

#define DIRECTORY "/var/lib/libvirt/dnsmasq"
#define SUFFIX ".status"
/* Some thousand leases; libvirt's own limit is 32 MiB. */
#define LEASES_MAX (1u << 20)

struct leases {
	struct vt_raw_conn *conn;
	struct vt_gate gate;
};

/* A file of no leases is empty. One that cannot be read counts as if nobody had a lease. */
static int note_file(void *arg, const char *name)
{
	struct leases *l = arg;
	size_t n = strlen(name), m = strlen(SUFFIX);
	VT_BUF_OF(text);

	if (n > m && !strcmp(name + n - m, SUFFIX) &&
	    vt_gate_read(&l->gate, name, LEASES_MAX, &text) == 0 && text.len)
		vt_leases_read(text.p, text.len, l->conn);
	return 0;
}

void vt_leases_acquire(struct vt_raw_conn *c, struct vt_gate_purse *purse)
{
	struct leases l = { .conn = c };

	if (vt_gate_open(DIRECTORY, VT_GATE_ROOTS, purse, &l.gate) < 0)
		return;
	vt_gate_list(&l.gate, note_file, &l);
	vt_gate_close(&l.gate);
}
