#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every example of the README and the man pages, as it is written there, beside
# guests in a lab. A line that no case of want() knows is an error: whoever
# adds an example says what it gives.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(dirname -- "$0")/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

# Readable by the user of the session, too.
work=$VT_LAB_DIR/docs
install -d -m 0777 "$work"

# --- what the documentation has ----------------------------------------------

# Lines of blocks without their remarks, lines after a prompt, and commands of
# tables. Those that make and install it are run by fleet-quickstart.sh.
of_readme()
{
	awk '/^```/ { block = !block; next }
		block && sub(/^# /, "") { print; output = 1; next }
		block && output && NF { next }
		block && NF { print }
		!block { output = 0 }' "$VT_SRCDIR/README.md" |
		sed 's/  *#.*//' | grep -vE '^(autoreconf|\./configure|make|\./quickstart)( |$)'
	sed -n 's/^| `\(virt-taps[^`]*\)` |.*/\1/p' "$VT_SRCDIR/README.md"
}

of_pages()
{
	local page

	for page in "$VT_SRCDIR"/man/*.pod "$VT_SRCDIR"/man/*.pod.in; do
		sed -n '/^=head1 EXAMPLES/,/^=head1 [^E]/s/^    //p' "$page"
	done
}

# --- what they give -----------------------------------------------------------

# want LINE: the exit status, and what the output matches
want()
{
	case $1 in
	virt-taps) echo 0 '^web1 +net0 +vnet0 +br0 +- +[0-9]+ +ok$' ;;
	'virt-taps list web1') echo 0 '^web1 +net1 +vnet1 +virbr0 ' ;;
	'virt-taps list --bridge br0') echo 0 '^db1 +net1 +vnet3 +br0 ' ;;
	'virt-taps list --problems') echo 0 '^- +- +tap-old .* stray$' ;;
	'virt-taps audit -v') echo 1 '^    Ask whoever made the tap' ;;
	'virt-taps show web1') echo 0 'web1' ;;
	'virt-taps audit') echo 1 '^warning +stray-tap .* tap-old ' ;;
	'virt-taps explain stray-tap') echo 0 '^stray-tap' ;;
	'virt-taps show vnet3') echo 0 'vnet3' ;;
	'virt-taps -o VM,MAC,DEVICE,PID') echo 0 '^VM +MAC +DEVICE +PID' ;;
	'virt-taps -o +MAC') echo 0 '^web1 .* 52:54:00:' ;;
	'virt-taps -j | jq -r '*'.domain, .ifname, .pid'*) echo 0 $'^web1\tvnet0\t[0-9]+$' ;;
	'virt-taps -j | jq -r '*'.domain, .alias,'*) echo 0 $'^web1\tnet0\tvnet0\t[0-9]+$' ;;
	'virt-taps --json show web1 | jq '*) echo 0 '^vnet0$' ;;
	'virt-taps -j | jq -e .coverage.complete') echo 0 '^true$' ;;
	'virt-taps -j | jq '*'.domain == null'*) echo 0 '"ifname": "vpn0"' ;;
	'virt-taps audit --format monitoring') echo 1 '^VIRT-TAPS WARNING - .*stray-tap tap-old' ;;
	'virt-taps -c qemu:///system -c qemu:///session') echo 0 '^mine +net0 .* no-device$' ;;
	'virt-taps -c none') echo 0 '^web1 .*vnet0' ;;
	'virt-taps --record host.json' | 'virt-taps --record host.json --anonymise') echo 0 '^web1 ' ;;
	'virt-taps --replay host.json audit') echo 1 '^warning +stray-tap .* tap-old ' ;;
	'virt-taps diff yesterday.json today.json') echo 1 'tap-old' ;;
	*) return 1 ;;
	esac
}

# A session's connection is its user's: root has none here.
run()
{
	cd "$work" || return
	export VT_BIN_DIR=${VT_BIN%/*}
	case $1 in
	*qemu:///session*) lab_as_user env PATH="$VT_BIN_DIR:$PATH" bash -o pipefail -c "$1" ;;
	*) PATH=$VT_BIN_DIR:$PATH bash -o pipefail -c "$1" ;;
	esac
}

example()
{
	local want status=0

	want=$(want "$1") || { echo "nobody says what this gives"; return 1; }
	run "$1" >"$OUT" 2>"$ERR" || status=$?
	is "$status" "${want%% *}" && grep -qE -e "${want#* }" "$OUT" && return 0
	echo "not: ${want#* }"
	cat "$OUT" "$ERR"
	return 1
}

# The table that the README shows has the columns of today.
columns_of_readme()
{
	# The first one: those behind it are of other managers' hosts.
	sed -n '2,${/^# virt-taps$/{n;p;q;};}' "$VT_SRCDIR/README.md" | xargs >"$work/shown"
	run virt-taps | head -n 1 | xargs | diff "$work/shown" -
}

# --- the host that they talk of ------------------------------------------------

lab_bridge br0
lab_network default virbr0 192.168.122 || exit 1
lab_guest web1 --nic "$(nic_bridge br0)" --nic "$(nic_network default)" || exit 1
lab_guest db1 --nic "$(nic_bridge br0)" --nic "$(nic_bridge br0)" || exit 1
lab_situate VPN hold-tap vpn0
(cd "$work" && "$VT_BIN" -j >yesterday.json)
lab_tap_persistent tap-old
(cd "$work" && "$VT_BIN" -j >today.json)
lab_session_libvirtd >/dev/null && lab_guest mine --user --nic "$(nic_user)" || exit 1

ok "there are examples" [ "$(of_readme | wc -l)" -ge 10 ]
ok "of the man pages, too" [ "$(of_pages | wc -l)" -ge 12 ]
while read -r line; do
	ok "$line" example "$line"
done < <(of_readme; of_pages)
ok "the README's table" columns_of_readme
lab_situate_end VPN
tap_done
