# SPDX-License-Identifier: GPL-2.0-or-later
# A shut-off domain may name the device; two running ones may not.
near_miss()
{
	lab_tap_persistent keep0 multi_queue
	ip link set keep0 up
	lab_guest a --nic "$(nic_ethernet keep0 no "<driver queues='2'/>")"
	lab_guest b --define-only --nic "$(nic_ethernet keep0 no "<driver queues='2'/>")"
}

# Each holds a queue of what the other claims.
fault()
{
	lab_virsh start b
	also='extra-holder mac-mismatch'
	expect='.ifname == "keep0"'
	"$VT_BIN" -q audit | grep -q mac-mismatch || also=extra-holder
}
