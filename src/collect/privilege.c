/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capabilities down to what is used, and no new privileges. */
#include <config.h>

#include "collect/privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <linux/securebits.h>
#include <stdbool.h>
#include <sys/prctl.h>

#include "collect/ovs/ovs-acquire.h"

/* Younger than some libcap-ng headers; numbers of linux/capability.h. */
#define CAP_NUMBER_PERFMON 38
#define CAP_NUMBER_BPF 39

#define BIT(what) (1u << (what))
#define LOOKS (BIT(VT_PRIVILEGE_LOOK) | BIT(VT_PRIVILEGE_SESSIONS))

/* Which of them keep a capability. */
static const struct {
	unsigned int capability, keep;
} wanted[] = {
	{ CAP_SYS_PTRACE, LOOKS | BIT(VT_PRIVILEGE_LISTEN) },
	{ CAP_DAC_READ_SEARCH, LOOKS | BIT(VT_PRIVILEGE_READ) },
	{ CAP_NET_ADMIN, LOOKS },
	{ CAP_SYS_ADMIN, LOOKS | BIT(VT_PRIVILEGE_LISTEN) },
	{ CAP_NUMBER_PERFMON, LOOKS },
	{ CAP_NUMBER_BPF, LOOKS },
	{ CAP_DAC_OVERRIDE, BIT(VT_PRIVILEGE_WRITE) | BIT(VT_PRIVILEGE_SESSIONS) },
	{ CAP_SETUID, BIT(VT_PRIVILEGE_SESSIONS) },
	{ CAP_SETGID, BIT(VT_PRIVILEGE_SESSIONS) },
};

#define N_WANTED (sizeof(wanted) / sizeof(*wanted))

static bool keeps(enum vt_privilege what, size_t i)
{
	if (wanted[i].capability == CAP_DAC_OVERRIDE && what == VT_PRIVILEGE_LOOK)
		return vt_ovs_runs();
	return wanted[i].keep & BIT(what);
}

int vt_privilege_drop(enum vt_privilege what)
{
	bool override = false;

	bool keep[N_WANTED];

	capng_get_caps_process();
	for (size_t i = 0; i < N_WANTED; i++)
		keep[i] = keeps(what, i) &&
			  capng_have_capability(CAPNG_PERMITTED, wanted[i].capability);
	capng_clear(CAPNG_SELECT_CAPS);
	for (size_t i = 0; i < N_WANTED; i++) {
		bool passed = wanted[i].capability == CAP_DAC_OVERRIDE && BIT(what) & LOOKS;

		if (!keep[i])
			continue;
		override = override || passed;
		capng_update(CAPNG_ADD,
			     CAPNG_EFFECTIVE | CAPNG_PERMITTED | (passed ? CAPNG_INHERITABLE : 0),
			     wanted[i].capability);
	}
	/*
	 * A program that is run as root (ovs-vsctl) would get all that is left.
	 * Now it gets nothing but the right to reach its database's socket.
	 * Without CAP_SETPCAP that stays as it is.
	 */
	prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0);
	if (capng_apply(CAPNG_SELECT_CAPS) < 0)
		return -EPERM;
	if (override)
		prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}
