/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capabilities down to what is used, and no new privileges. */
#include <config.h>

#include "collect/privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <stdbool.h>
#include <sys/prctl.h>

#include "collect/ovs/ovs-acquire.h"

/* Younger than some libcap-ng headers; numbers of linux/capability.h. */
#define CAP_NUMBER_PERFMON 38
#define CAP_NUMBER_BPF 39

int vt_privilege_drop(enum vt_privilege what)
{
	/* Fewer of them from the end. */
	const unsigned int wanted[] = { CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE,     CAP_NET_ADMIN,
					CAP_SYS_ADMIN,       CAP_NUMBER_PERFMON, CAP_NUMBER_BPF,
					CAP_DAC_OVERRIDE,    CAP_SETUID,         CAP_SETGID };
	size_t n = sizeof(wanted) / sizeof(*wanted);
	bool have[sizeof(wanted) / sizeof(*wanted)];

	if (what == VT_PRIVILEGE_READ)
		n = 1;
	else if (what != VT_PRIVILEGE_SESSIONS)
		n -= what == VT_PRIVILEGE_LOOK && !vt_ovs_runs() ? 3 : 2;
	capng_get_caps_process();
	for (size_t i = 0; i < n; i++)
		have[i] = capng_have_capability(CAPNG_PERMITTED, wanted[i]);
	capng_clear(CAPNG_SELECT_CAPS);
	for (size_t i = 0; i < n; i++)
		if (have[i])
			capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, wanted[i]);
	if (capng_apply(CAPNG_SELECT_CAPS) < 0)
		return -EPERM;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}
