#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The faults once more, with holders found by /proc where BPF is the default.
VT_SCAN=proc exec "$(dirname -- "$0")/live-faults.sh" "$@"
