# SPDX-License-Identifier: GPL-2.0-or-later
# A holder in a child PID namespace and one in a thread's own table are visible.
near_miss()
{
	lab_situate A hold-pidns deep0
	lab_situate B thread-table thread0
	also=foreign-holder
}

fault()
{
	lab_situate_end A
	lab_situate_end B
	lab_situate C inflight fly0
	expect='.ifname == "fly0"'
}
