#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The completions, tried in the shells that they are for: what Tab makes of a
# line, with real guests to be named.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
lab=$(cd -- "$(dirname -- "$0")" && pwd)/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"

work=$VT_LAB_DIR/completion
mkdir -p "$work/zsh" && cd "$work" || exit 1
export PATH="${VT_BIN%/*}:$PATH"
data=$VT_SRCDIR/data
touch today.json
# As the shells find what is installed.
cp "$data/virt-taps.zsh" zsh/_virt-taps
cp "$data/virt-taps.fish" virt-taps.fish
cat >zsh.setup <<-END
	fpath=('$work/zsh' \$fpath)
	autoload -Uz compinit && compinit -u -d '$work/zcompdump'
	unsetopt beep list_beep zle_bracketed_paste 2>/dev/null
	LISTMAX=10000
END
echo ". '$data/virt-taps.bash-completion'" >bash.setup
if [ -r /usr/share/bash-completion/bash_completion ]; then
	cat - bash.setup >bash-completion.setup <<<". /usr/share/bash-completion/bash_completion"
fi

lab_bridge br0
lab_guest web1 --nic "$(nic_bridge br0)" >/dev/null || exit 1
lab_guest 'hostile" name' --nic "$(nic_user)" >/dev/null || exit 1
lab_guest sleeping --define-only --nic "$(nic_bridge br0 "<mac address='52:54:00:aa:bb:01'/>")" >/dev/null || exit 1
lab_guest "two words" --nic "$(nic_bridge br0)" >/dev/null || exit 1

# What Tab makes of it in bash and zsh, and what fish offers for the last word
cases()
{
	cat <<-'END'
	virt-taps au|virt-taps audit|audit
	virt-taps --list|virt-taps --list-columns|--list-columns
	virt-taps --format mon|virt-taps --format monitoring|monitoring
	virt-taps --format=mon|virt-taps --format=monitoring|--format=monitoring
	virt-taps -f pro|virt-taps -f prometheus|prometheus
	virt-taps --scan b|virt-taps --scan bpf|bpf
	virt-taps --color al|virt-taps --color always|always
	virt-taps --connect no|virt-taps --connect none|none
	virt-taps -c qemu:///se|virt-taps -c qemu:///session|qemu:///session
	virt-taps -o VM,DEVM|virt-taps -o VM,DEVMAC|VM,DEVMAC
	virt-taps --replay tod|virt-taps --replay today.json|today.json
	virt-taps diff tod|virt-taps diff today.json|today.json
	virt-taps explain stray-m|virt-taps explain stray-macvtap|stray-macvtap
	virt-taps -c none explain stray-m|virt-taps -c none explain stray-macvtap|stray-macvtap
	virt-taps show web|virt-taps show web1|web1
	virt-taps show two\ w|virt-taps show two\ words|two words
	virt-taps show hos|virt-taps show hostile\"\ name|hostile" name
	virt-taps audit tw|virt-taps audit two\ words|two words
	virt-taps show vnet0 vne|virt-taps show vnet0 vnet|vnet1
	virt-taps list sle|virt-taps list sleeping|sleeping
	virt-taps show br|virt-taps show br0|br0
	virt-taps watch br|virt-taps watch br0|br0
	virt-taps --bridge br|virt-taps --bridge br0|br0
	virt-taps --status mism|virt-taps --status mismatch|mismatch
	virt-taps --sort PID,-UUI|virt-taps --sort PID,-UUID|PID,-UUID
	virt-taps show 52:54:00:aa:bb|virt-taps show 52:54:00:aa:bb:01|52:54:00:aa:bb:01
	END
}

# tried SHELL SETUP: as many checks as there are cases
tried()
{
	local lines=() line want got i=0

	mapfile -t lines < <(cases | cut -d '|' -f 1)
	python3 "$lab/complete.py" "$1" "$work/$2.setup" "${lines[@]}" >"$OUT" 2>"$ERR"
	# Whether a blank follows is the shell's affair.
	mapfile -t got < <(sed 's/ $//' "$OUT")
	while IFS='|' read -r line want _; do
		ok "$2: $line" is "${got[i]-}" "$want"
		i=$((i + 1))
	done < <(cases)
}

offers()
{
	fish --no-config -c "source '$work/virt-taps.fish'; complete -C '$1'" | cut -f 1 >"$OUT"
	grep -qxF -e "$2" "$OUT" && return 0
	cat "$OUT"
	return 1
}

# Whoever presses Tab waits for it: no scan of the host, in an instant. The shortest of many, in
# milliseconds: there is one that a busy machine does not interrupt.
# shellcheck disable=SC2016 # for that bash
timed()
{
	bash -c '. "$1"; COMP_LINE="virt-taps show 5"; COMP_POINT=16; shortest=1000000
		for i in {1..100}; do
			started=${EPOCHREALTIME/[.,]/}
			_virt_taps
			took=$((${EPOCHREALTIME/[.,]/} - started))
			[ $took -ge $shortest ] || shortest=$took
			[ $i -lt 10 ] || [ $shortest -ge 50000 ] || break
		done
		echo $((shortest / 1000))' bash "$data/virt-taps.bash-completion"
}
took=$(timed)
ok "bash: $took ms for the names of subjects, less than 50" [ "$took" -lt 50 ]

tried bash bash
if [ -e bash-completion.setup ]; then
	tried bash bash-completion
else
	skip "no bash-completion"
fi
if command -v zsh >/dev/null; then
	tried zsh zsh
else
	skip "no zsh"
fi
if command -v fish >/dev/null; then
	export HOME=$work
	while IFS='|' read -r line _ want; do
		ok "fish: $line" offers "$line" "$want"
	done < <(cases)
	ok "fish offers no file where none is wanted" sh -c "! fish --no-config -c \
		\"source '$work/virt-taps.fish'; complete -C 'virt-taps explain tod'\" | grep -q today"
else
	skip "no fish"
fi
tap_done
