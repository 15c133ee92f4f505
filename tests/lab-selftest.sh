#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The lab proves itself: what it makes is there, and nothing of it stays.

here=$(cd "$(dirname -- "$0")" && pwd)
[ "$(id -u)" = 0 ] || { echo "1..0 # SKIP needs root"; exit 0; }
"$here/lab" run --no-libvirt -- true || { echo "1..0 # SKIP no lab can be made here"; exit 0; }
exec "$here/lab" run -- "$here/lab.d/selftest.sh"
