#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Under a distribution's kernel, in emulation: ways to a network card, and each cut of them.

exec "$(dirname -- "$(readlink -f -- "$0")")/live-kernel.sh" "${1:-${VT_KLAB_KERNEL:-6.1}}" paths
