# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Control groups as managers make them; sourced behind lib.sh.

CGROUPS=$VT_LAB_DIR/cgroup
cgroups_made=()

# false where there are none
cgroups_start()
{
	mkdir -p "$CGROUPS" && mount -n -t cgroup2 none "$CGROUPS"
}

# Other labs see the same cgroups: what is made here goes, once nothing is in it.
cgroups_end()
{
	local i

	for ((i = ${#cgroups_made[@]} - 1; i >= 0; i--)); do
		rmdir "$CGROUPS/${cgroups_made[i]}" 2>/dev/null
	done
}

# in_cgroup PATH PID...: the processes are in it
in_cgroup()
{
	LAB_TIMEOUT=10 lab_wait cgroup_takes "$@" 2>/dev/null || lab_fail "in_cgroup $*"
}

# Another lab may take away what is empty between two steps: then all steps once more.
cgroup_takes()
{
	local path=$1 dir='' part

	for part in ${path//\// }; do
		dir=${dir:+$dir/}$part
		[ -d "$CGROUPS/$dir" ] || { mkdir "$CGROUPS/$dir" && cgroups_made+=("$dir"); } || return 1
	done
	for part in "${@:2}"; do
		echo "$part" >"$CGROUPS/$path/cgroup.procs" || return 1
	done
}
