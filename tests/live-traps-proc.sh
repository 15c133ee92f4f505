#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The traps once more, with holders found by /proc where BPF is the default.
VT_OPTIONS='--scan proc' exec "$(dirname -- "$0")/live-traps.sh" "$@"
