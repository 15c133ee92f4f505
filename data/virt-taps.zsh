#compdef virt-taps
# SPDX-License-Identifier: GPL-2.0-or-later
# zsh completion for virt-taps, installed as _virt-taps. The lists are held
# equal to --help by tests/test-doc-options.sh.

_virt_taps_columns() {
	local -a columns
	columns=(${(f)"$(_call_program columns virt-taps --list-columns | sed -E 's/ +/:/')"})
	compset -P '*[,+-]'
	_describe column columns -M 'm:{a-z}={A-Z}' -S ''
}

# VMs running and shut off, links, namespaces, networks, and addresses where the word begins like
# one: names of files and their text, since a scan of the host would take too long for a key.
_virt_taps_subjects() {
	local -a names
	names=(${(f)"$(sh -c 'for f in /run/libvirt/qemu/*.xml /etc/libvirt/qemu/*.xml /etc/libvirt/qemu/networks/*.xml \
		"${XDG_RUNTIME_DIR:-/nonexistent}"/libvirt/qemu/run/*.xml \
		"${XDG_CONFIG_HOME:-$HOME/.config}"/libvirt/qemu/*.xml; do
		[ -e "$f" ] && f=${f##*/} && printf "%s\n" "${f%.xml}"
	done
	for f in /sys/class/net/*/ /run/netns/*; do
		[ -e "$f" ] && f=${f%/} && printf "%s\n" "${f##*/}"
	done
	case $1 in [0-9a-fA-F][0-9a-fA-F]*) ;; *) exit ;; esac
	cat /sys/class/net/*/address 2>/dev/null
	grep -ohE "([0-9a-f]{2}:){5}[0-9a-f]{2}" /run/libvirt/qemu/*.xml /etc/libvirt/qemu/*.xml 2>/dev/null
	sed -n "s/.*\"ip-address\": \"\([^\"]*\)\".*/\1/p" /var/lib/libvirt/dnsmasq/*.status 2>/dev/null' sh "$PREFIX" 2>/dev/null)"})
	(( $#names )) && compadd -- ${(u)names}
}

_virt_taps_codes() {
	local -a codes
	codes=(${(f)"$(_call_program codes virt-taps explain | sed -E 's/ +/:/')"})
	_describe code codes
}

_virt_taps() {
	local curcontext=$curcontext state line
	local -a commands formats

	commands=(
		'list:the mapping, one row per NIC, then devices no NIC claims'
		'show:everything known about a VM, device, PID or MAC address'
		'audit:findings only, with exit status for monitoring'
		'watch:findings and changes of the mapping as they happen'
		'diff:what is different between two recordings or inventories'
		'explain:what a finding or gap means, and what to do'
		'help:a summary of commands and options'
		'version:the version'
	)
	formats=(
		'table:columns for people'
		'json:one object with everything'
		'ndjson:one object per line'
		'csv:the columns of the table, RFC 4180'
		'prometheus:metrics for the textfile collector'
		'dot:a picture for graphviz'
		'html:one self-contained page'
		'monitoring:audit only, status line with perfdata'
		'script:audit only, commands that cure, each a comment'
		'accept:audit only, rules that accept what is found'
	)
	_arguments -C \
		'*'{-c,--connect=}'[libvirt connection, repeatable]:URI:(qemu\:///system qemu\:///session none)' \
		'(-f --format)'{-f,--format=}'[output format]:format:->formats' \
		'--bridge=[rows of this bridge]:bridge:_net_interfaces' \
		'--status=[rows of these statuses or codes]:status:(ok mismatch no-device waiting stray unmanaged foreign unknown)' \
		'--problems[rows with a warning or critical finding]' \
		'--sort=[order of the rows]:columns:_virt_taps_columns' \
		'(-j --json)'{-j,--json}'[the same as --format json]' \
		'(-o --output)'{-o,--output=}'[columns of table and csv]:columns:_virt_taps_columns' \
		'--list-columns[list the columns]' \
		'--noheadings[print no headings]' \
		'--color=[color the table]:when:(auto always never)' \
		'--log[watch: a line for each change]' \
		'--record=[also write the raw facts to a file]:file:_files' \
		'--anonymise[replace names and addresses in the recording]' \
		'--replay=[read a recording instead of the host]:file:_files' \
		'--managers=[other managers to ask]:managers:(auto none proxmox incus kubevirt)' \
		'*--claims=[file with claims of another manager]:file:_files' \
		'--accept=[file of expected findings]:file:_files' \
		'--scan=[how holders are found]:how:(auto bpf proc)' \
		'--settle=[how long a finding must persist]:milliseconds:' \
		'--timeout=[upper bound on waiting for libvirt]:seconds:' \
		'(-q --quiet)'{-q,--quiet}'[no gaps on standard error]' \
		'*'{-v,--verbose}'[say more]' \
		'(- *)'{-h,--help}'[print help]' \
		'(- *)'{-V,--version}'[print the version]' \
		'1:command:->commands' \
		'*:subject:->subjects'
	case $state in
	commands) _describe command commands ;;
	formats) _describe format formats ;;
	subjects)
		case $line[1] in
		explain) _virt_taps_codes ;;
		diff) _files ;;
		list|show|audit|watch) _virt_taps_subjects ;;
		esac
		;;
	esac
}

_virt_taps "$@"
