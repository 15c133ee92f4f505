# SPDX-License-Identifier: GPL-2.0-or-later
# libvirt tells it since 11.2: an older one's word is made newer in a recording.
near_miss()
{
	lab_bridge br0
	lab_guest a --nic "$(nic_bridge br0)"
}

fault()
{
	mac=$(lab_xml a | sed -n "s/.*<mac address='\([^']*\)'.*/\1/p")
	"$VT_BIN" -q --settle 0 --record "$VT_LAB_DIR/a.json" >/dev/null
	sed "s/<mac address='$mac'\/>/<mac address='$mac' currentAddress='52:54:00:ab:cd:ef'\/>/" \
		"$VT_LAB_DIR/a.json" >"$VT_LAB_DIR/b.json"
	options="--replay $VT_LAB_DIR/b.json"
	expect=".evidence.current_mac == \"52:54:00:ab:cd:ef\" and .evidence.mac == \"$mac\""
}
