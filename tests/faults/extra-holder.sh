# SPDX-License-Identifier: GPL-2.0-or-later
# Four queues are four descriptors of one holder; a stolen one is a second holder.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0 "<driver queues='4'/>")"
}

fault()
{
	pid=$(lab_pid a)
	fd=$(grep -lx "iff:	$(lab_tap a net0)" /proc/"$pid"/fdinfo/* | head -n 1)
	lab_situate H steal "$pid" "${fd##*/}"
	expect=".pid == ${H[pid]} and .domain == \"a\""
}
