# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion for virt-taps. The lists are held equal to --help by
# tests/test-doc-options.sh.

function __virt_taps_columns
    set -l prefix (commandline -ct | string match -r '^.*[,+-]')
    virt-taps --list-columns 2>/dev/null | string replace -r ' +' \t | string replace -r '^' "$prefix"
end

# VMs running and shut off, links, namespaces, networks, and addresses where the word begins like
# one: names of files and their text, since a scan of the host would take too long for a key.
function __virt_taps_subjects
    sh -c 'for f in /run/libvirt/qemu/*.xml /etc/libvirt/qemu/*.xml /etc/libvirt/qemu/networks/*.xml \
		"${XDG_RUNTIME_DIR:-/nonexistent}"/libvirt/qemu/run/*.xml \
		"${XDG_CONFIG_HOME:-$HOME/.config}"/libvirt/qemu/*.xml; do
		[ -e "$f" ] && f=${f##*/} && printf "%s\\n" "${f%.xml}"
	done
	for f in /sys/class/net/*/ /run/netns/*; do
		[ -e "$f" ] && f=${f%/} && printf "%s\\n" "${f##*/}"
	done
	case $1 in [0-9a-fA-F][0-9a-fA-F]*) ;; *) exit ;; esac
	cat /sys/class/net/*/address 2>/dev/null
	grep -ohE "([0-9a-f]{2}:){5}[0-9a-f]{2}" /run/libvirt/qemu/*.xml /etc/libvirt/qemu/*.xml 2>/dev/null
	sed -n "s/.*\\"ip-address\\": \\"\\([^\\"]*\\)\\".*/\\1/p" /var/lib/libvirt/dnsmasq/*.status 2>/dev/null' sh (commandline -ct) 2>/dev/null | sort -u
end

complete -c virt-taps -f
complete -c virt-taps -s c -l connect -x -a 'qemu:///system qemu:///session none' -d 'libvirt connection, repeatable'
complete -c virt-taps -s f -l format -x -a 'table json ndjson csv prometheus dot html monitoring script accept' -d 'output format'
complete -c virt-taps -l bridge -x -a '(path basename (path dirname /sys/class/net/*/bridge))' -d 'rows of this bridge'
complete -c virt-taps -l status -x -a 'ok mismatch no-device waiting stray unmanaged foreign unknown' -d 'rows of these statuses or codes'
complete -c virt-taps -l problems -d 'rows with a warning or critical finding'
complete -c virt-taps -l sort -x -a '(__virt_taps_columns)' -d 'order of the rows'
complete -c virt-taps -s j -l json -d 'the same as --format json'
complete -c virt-taps -s o -l output -x -a '(__virt_taps_columns)' -d 'columns of table and csv'
complete -c virt-taps -l list-columns -d 'list the columns'
complete -c virt-taps -l noheadings -d 'print no headings'
complete -c virt-taps -l color -x -a 'auto always never' -d 'color the table'
complete -c virt-taps -l log -d 'watch: a line for each change'
complete -c virt-taps -l record -r -F -d 'also write the raw facts to a file'
complete -c virt-taps -l anonymise -d 'replace names and addresses in the recording'
complete -c virt-taps -l replay -r -F -d 'read a recording instead of the host'
complete -c virt-taps -l managers -x -a 'auto none proxmox incus kubevirt' -d 'other managers to ask'
complete -c virt-taps -l claims -r -F -d 'file with claims of another manager'
complete -c virt-taps -l accept -r -F -d 'file of expected findings'
complete -c virt-taps -l scan -x -a 'auto bpf proc' -d 'how holders are found'
complete -c virt-taps -l settle -x -d 'how long a finding must persist, in milliseconds'
complete -c virt-taps -l timeout -x -d 'upper bound on waiting for libvirt, in seconds'
complete -c virt-taps -s q -l quiet -d 'no gaps on standard error'
complete -c virt-taps -s v -l verbose -d 'say more'
complete -c virt-taps -s h -l help -d 'print help'
complete -c virt-taps -s V -l version -d 'print the version'

complete -c virt-taps -n __fish_use_subcommand -a list -d 'the mapping, one row per NIC'
complete -c virt-taps -n __fish_use_subcommand -a show -d 'everything known about a VM, device, PID or MAC'
complete -c virt-taps -n __fish_use_subcommand -a audit -d 'findings only, with exit status'
complete -c virt-taps -n __fish_use_subcommand -a watch -d 'findings and changes as they happen'
complete -c virt-taps -n __fish_use_subcommand -a diff -d 'two recordings or inventories compared'
complete -c virt-taps -n '__fish_seen_subcommand_from diff' -F
complete -c virt-taps -n __fish_use_subcommand -a explain -d 'what a finding or a gap means'
complete -c virt-taps -n __fish_use_subcommand -a help -d 'a summary of commands and options'
complete -c virt-taps -n __fish_use_subcommand -a version -d 'the version'
complete -c virt-taps -n '__fish_seen_subcommand_from list show audit watch' -a '(__virt_taps_subjects)'
complete -c virt-taps -n '__fish_seen_subcommand_from explain' -a '(virt-taps explain 2>/dev/null | string replace -r " .*" "")'
