# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion for virt-taps. The lists are held equal to --help by
# tests/test-doc-options.sh.

function __virt_taps_columns
    set -l prefix (commandline -ct | string match -r '^.*[,+-]')
    virt-taps --list-columns 2>/dev/null | string replace -r ' +' \t | string replace -r '^' "$prefix"
end

# A column of csv, which ends its lines with CR and LF and quotes where it must.
function __virt_taps_names
    virt-taps -q --settle 0 --noheadings -f csv $argv 2>/dev/null |
        sed 's/\r$//; s/^"\(.*\)"$/\1/; s/""/"/g'
end

function __virt_taps_subjects
    begin
        __virt_taps_names --timeout 2 -o DOMAIN
        __virt_taps_names -c none -o DEVICE
    end | string match -v ''
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
complete -c virt-taps -l color -x -a 'auto always never' -d 'colour the table'
complete -c virt-taps -l record -r -F -d 'also write what was seen to a file'
complete -c virt-taps -l anonymise -d 'record with other names'
complete -c virt-taps -l replay -r -F -d 'take it from such a file'
complete -c virt-taps -l managers -x -a 'auto none proxmox incus kubevirt' -d 'other managers to ask'
complete -c virt-taps -l claims -r -F -d 'claims of another manager'
complete -c virt-taps -l accept -r -F -d 'what is expected'
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
complete -c virt-taps -n '__fish_seen_subcommand_from list show audit' -a '(__virt_taps_subjects)'
complete -c virt-taps -n '__fish_seen_subcommand_from explain' -a '(virt-taps explain 2>/dev/null | string replace -r " .*" "")'
