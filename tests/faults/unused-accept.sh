# SPDX-License-Identifier: GPL-2.0-or-later
# A rule that accepts a finding is used; the finding counts nowhere.
near_miss()
{
	lab_tap_persistent left0
	echo "stray-tap device=left* # made for a test" >"$VT_LAB_DIR/accept"
	options="--accept $VT_LAB_DIR/accept"
	expect_accepted='[.findings[] | .accepted] == ["made for a test"]'
	"$VT_BIN" $options -j audit | jq -e "$expect_accepted"
}

fault()
{
	ip link del left0
	expect='.message | test("^line 1 of .* accepts no finding stray-tap$")'
}
