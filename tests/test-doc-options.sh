#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --help, the man page and the completions of three shells have the same
# options, commands and formats, and --list-columns nothing that is not there.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"

man=$VT_SRCDIR/man/virt-taps.pod
bash_file=$VT_SRCDIR/data/virt-taps.bash-completion
zsh_file=$VT_SRCDIR/data/virt-taps.zsh
fish_file=$VT_SRCDIR/data/virt-taps.fish
"$VT_BIN" --help >"$t_tmp/help"

sorted()
{
	LC_ALL=C sort | xargs
}

# section TITLE: of --help
section()
{
	sed -n "/^$1:/,/^\$/p" "$t_tmp/help" | sed '1d;/^$/d'
}

# pod_section TITLE: of the man page
pod_section()
{
	sed -n "/^=head1 $1\$/,/^=head1 /p" "$man" | sed '1d'
}

# "-c,--connect=" for each option; = where it takes an argument
help_options()
{
	grep -E '^  +(-., )?--' "$t_tmp/help" | sed -E 's/^ *//; s/(, )?(--[a-z-]+) ([A-Z]+ )?.*/,\2 \3/; s/^,//' |
		sed -E 's/ [A-Z]+ $/=/; s/ +$//'
}

man_options()
{
	pod_section OPTIONS |
		sed -nE 's/^=item (B<(-.)>, )?B<(--[a-z-]+)>( I<.*)?$/\2,\3 \4/p' |
		sed -E 's/^,//; s/ * I<.*/=/; s/ +$//'
}

# A word list of the bash completion, by the name of its variable.
bash_list()
{
	sed -n "/^[[:space:]]*local $1='/{:a;/'\$/!{N;ba};s/.*local $1='//;s/'\$//;p;q}" "$bash_file" |
		xargs -n 1
}

bash_options()
{
	bash_list options
}

zsh_options()
{
	local before="^[[:space:]]*'?(\([^)]*\))?\*?'?" option='(\{(-.),(--[a-z-]+)=?\}|(--[a-z-]+)=?)'

	sed -nE "s/$before$option'?\[[^]]*\](:?).*/\3,\4\5\6/p" "$zsh_file" | sed 's/^,//; s/:/=/'
}

fish_options()
{
	sed -nE 's/^complete -c virt-taps( -s (.))? -l ([a-z-]+)( -[xr])?.*/-\2,--\3\4/p' "$fish_file" |
		sed -E 's/^-,//; s/ -[xr]$/=/'
}

help_commands()
{
	section Commands | sed -n 's/^  \([a-z]*\) .*/\1/p'
}

help_formats()
{
	sed -n 's/^Formats: //p' "$t_tmp/help" | xargs -n 1
}

man_commands()
{
	pod_section COMMANDS | sed -nE '/^=head2/q; s/^=item B<([a-z]+)>.*/\1/p'
}

man_formats()
{
	pod_section FORMATS | sed -nE 's/^=item B<([a-z]+)>$/\1/p'
}

# zsh_list NAME: the words of NAME=( 'word:text' ... )
zsh_list()
{
	sed -n "/^[[:space:]]*$1=(/,/^[[:space:]]*)/p" "$zsh_file" |
		sed -nE "s/^[[:space:]]*'([a-z]+):.*/\1/p"
}

fish_commands()
{
	sed -nE "s/^complete -c virt-taps -n __fish_use_subcommand -a ([a-z]+) .*/\1/p" "$fish_file"
}

fish_formats()
{
	sed -nE "s/^complete .* -l format .* -a '([a-z ]+)'.*/\1/p" "$fish_file" | xargs -n 1
}

# Each command has a synopsis.
man_synopsis()
{
	pod_section SYNOPSIS | grep -oE 'B<[a-z]+>' | sed 's/B<//; s/>//' | grep -vx virt
}

ok "--help fits a screen of 50 lines" [ "$(wc -l <"$t_tmp/help")" -le 50 ]
ok "and 80 columns" [ "$(wc -L <"$t_tmp/help")" -le 80 ]
is "it has three examples" "$(section Examples | grep -c '^  sudo virt-taps')" 3
is "help is the same" "$("$VT_BIN" help)" "$(cat "$t_tmp/help")"
is "version, too" "$("$VT_BIN" version)" "$("$VT_BIN" --version)"

wanted=$(help_options | sorted)
ok "--help has options" [ "$(help_options | wc -l)" -ge 14 ]
is "options of the man page" "$(man_options | sorted)" "$wanted"
is "their order is that of --help" "$(man_options)" "$(help_options)"
is "options of the bash completion" "$(bash_options | sorted)" "$wanted"
is "options of the zsh completion" "$(zsh_options | sorted)" "$wanted"
is "options of the fish completion" "$(fish_options | sorted)" "$wanted"

wanted=$(help_commands | sorted)
ok "--help has commands" [ "$(help_commands | wc -l)" -ge 4 ]
is "commands of the man page" "$(man_commands | sorted)" "$wanted"
is "commands of its synopsis" "$(man_synopsis | sorted)" "$wanted"
is "commands of the bash completion" "$(bash_list commands | sorted)" "$wanted"
is "commands of the zsh completion" "$(zsh_list commands | sorted)" "$wanted"
is "commands of the fish completion" "$(fish_commands | sorted)" "$wanted"

wanted=$(help_formats | sorted)
ok "--help has formats" [ "$(help_formats | wc -l)" -ge 8 ]
is "formats of the man page" "$(man_formats | sorted)" "$wanted"
is "formats of the bash completion" "$(bash_list formats | sorted)" "$wanted"
is "formats of the zsh completion" "$(zsh_list formats | sorted)" "$wanted"
is "formats of the fish completion" "$(fish_formats | sorted)" "$wanted"

# shellcheck disable=SC2016 # for that bash
completed()
{
	bash -c '. "$1"; shift; COMP_LINE=$*; COMP_POINT=${#COMP_LINE}; _virt_taps
		printf "%s\n" "${COMPREPLY[@]}"' bash "$bash_file" "$@" | sorted
}

export PATH="${VT_BIN%/*}:$PATH"
is "bash completes a format" "$(completed virt-taps --format mon)" monitoring
is "bash completes an option" "$(completed virt-taps --list)" --list-columns
is "bash completes a command" "$(completed virt-taps au)" audit
is "bash completes a code" "$(completed virt-taps explain stray-m)" stray-macvtap
is "bash completes a second column" "$(completed virt-taps -o VM,DEVM)" VM,DEVMAC
for shell in zsh fish; do
	if command -v "$shell" >/dev/null; then
		file=${shell}_file
		ok "$shell reads its completion" "$shell" -n "${!file}"
	else
		skip "$shell reads its completion" "'$shell' is not installed"
	fi
done
