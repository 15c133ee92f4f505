#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# in-lab.sh RESULT: inside a lab, 200 domains of two NICs and three guests that
# run; then domains.py.

set -u
here=$(cd "$(dirname -- "$0")" && pwd)
# shellcheck source=../lab.d/lib.sh
. "$here/../lab.d/lib.sh"

lab_bridge br0
for name in one two three; do
	lab_guest "$name" --nic "$(nic_bridge br0)" || exit 1
done
for i in $(seq 200); do
	lab_domain_xml "perf-$i" "$(nic_bridge br0)" "$(nic_bridge br0)" >"$VT_LAB_DIR/perf-$i.xml"
	echo "define $VT_LAB_DIR/perf-$i.xml"
done >"$VT_LAB_DIR/define"
lab_virsh <"$VT_LAB_DIR/define" >/dev/null || exit 1
# On a busy host the daemon is measured beside those who ask it.
[ "${BENCH_REALTIME-}" = no ] || chrt -a -r -p 1 "$(lab_libvirtd_pid)" >/dev/null
exec /usr/bin/python3 -B "$here/domains.py" "$1"
