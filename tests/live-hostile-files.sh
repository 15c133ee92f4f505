#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever can be in a directory, at each place that virt-taps opens by a name
# and that somebody else controls: nothing but a regular file is opened, and
# the answer about the others is there.
#
# The rows of SECURITY.md's table are the list of places; one without an entry
# below is a failure.

[ -n "${VT_LAB-}" ] || exec "$(dirname -- "$0")/in-lab" "$0"
set -u
here=$(dirname -- "$0")
lab=$here/lab.d
# shellcheck source=lab.d/lib.sh
. "$lab/lib.sh"
# shellcheck source=lab.d/tap.sh
. "$lab/tap.sh"
# shellcheck source=lab.d/vmm.sh
. "$lab/vmm.sh"
# shellcheck source=lab.d/cgroup.sh
. "$lab/cgroup.sh"
# shellcheck source=hostile/lib.sh
. "$here/hostile/lib.sh"

command -v strace >/dev/null || { echo "1..0 # SKIP no strace here"; exit 0; }
cgroups_start || { echo "1..0 # SKIP no cgroup2 here"; exit 0; }

clean_up()
{
	villains_end
	vmms_end
	cgroups_end
}
trap clean_up EXIT

# --- places ----------------------------------------------------------------------------------

session=$VT_LAB_DIR/session
own=$VT_LAB_DIR/own
home=$VT_LAB_DIR/home
run=$session/libvirt/qemu/run
config=$home/.config/libvirt/ch
mounts=$VT_LAB_DIR/planted-mounts
pod_run=/run/libvirt/qemu/run
in_pod=pod:$pod_run/planted-pod.xml

# Each row of the table, by its first words, and its places; "-" is for what has no path, or one
# that the kernel or root alone makes.
rows()
{
	cat <<-END
	files of a session|$run/planted.pid $run/planted2.xml $run/passt/planted3.pid $config/planted-off.xml $in_pod
	configuration files that VMMs name|$home/planted.cfg
	\`fcntl(F_GETLK)\`|$run/planted.pid
	\`/proc/PID/cmdline\`|-
	\`/proc/PID/stat\`|-
	\`/proc/PID/fd/N\`|-
	\`/proc/PID/fdinfo/N\`|-
	a descriptor itself|-
	who shares an open file|-
	network namespaces|-
	taps and programs that look like VMMs|-
	a reused namespace number|-
	a bridge's FDB, which guests fill|-
	descriptors that keep a namespace|-
	mounts in other mount namespaces|mount:$mounts/ns
	netfilter's policies|-
	XML of one VM|-
	programs called like a daemon of Incus'|-
	a libvirt daemon, a manager's daemon|$session/libvirt/libvirt-sock
	a daemon that closes in mid-call|-
	names in \`/run/netns\`|/run/netns/planted
	\`libvirt.conf\` of the caller|-
	END
}

# The first cell of each row, of SECURITY.md's table
table()
{
	awk '/^## / { inside = /^## What others control/ }
		inside && /^\| / && !/^\| what \|/ { sub(/^\| /, ""); sub(/ \| .*/, ""); print }' \
		"$VT_SRCDIR/SECURITY.md"
}

# Rows that are not in rows(), and those of rows() that are not in the table.
differences()
{
	local row

	while read -r row; do
		cut -d '|' -f 1 <(rows) | awk -v row="$row" 'index(row, $0) == 1 { n++ } END { exit !n }' ||
			echo "no place of: $row"
	done < <(table)
	while read -r row; do
		table | awk -v row="$row" 'index($0, row) == 1 { n++ } END { exit !n }' || echo "no such row: $row"
	done < <(cut -d '|' -f 1 <(rows))
}

# plant KIND PATH: instead of what is there
plant()
{
	local kind=$1 path=$2

	rm -rf "$path" "$path.other"
	case $kind in
	"a symbolic link") echo SECRET >"$path.other" && ln -s "$path.other" "$path" ;;
	"a hard link") echo SECRET >"$path.other" && ln "$path.other" "$path" ;;
	"a FIFO") mkfifo "$path" ;;
	"a socket") python3 -c 'import os, socket, sys
os.chdir(os.path.dirname(sys.argv[1]))
socket.socket(socket.AF_UNIX).bind(os.path.basename(sys.argv[1]))' "$path" ;;
	"a character device") mknod "$path" c 1 5 ;;
	"a block device") mknod "$path" b 7 0 ;;
	"a directory") mkdir "$path" ;;
	"a sparse file of a terabyte") truncate -s 1T "$path" ;;
	"a regular file") echo >"$path" ;;
	"a link to a directory") mkdir "$path.other" && ln -s "$path.other" "$path" &&
		echo SECRET | tee "$path.other/secret.pid" >"$path.other/secret.xml" ;;
	esac || return 1
	chown -h $USER_ID:$USER_ID "$path" 2>/dev/null
	chmod 0666 "$path" 2>/dev/null
	return 0
}

in_mounts_of()
{
	local pid=$1

	shift
	nsenter --mount="/proc/$pid/ns/mnt" --root="/proc/$pid/root" bash -c \
		"USER_ID=$USER_ID; $(declare -f plant); $(printf '%q ' "$@")"
}

# plant_at KIND PLACE
plant_at()
{
	local kind=$1 place=$2

	case $place in
	pod:*) in_mounts_of "$pod" plant "$kind" "${place#pod:}" ;;
	mount:*)
		plant "$kind" "$VT_LAB_DIR/over.planted" || return 1
		nsenter --mount="/proc/$mounting/ns/mnt" umount -n "${place#mount:}" 2>/dev/null
		nsenter --mount="/proc/$mounting/ns/mnt" mount -n --bind /proc/self/ns/net "${place#mount:}"
		# A directory cannot be mounted on a file: then there is the namespace itself.
		nsenter --mount="/proc/$mounting/ns/mnt" mount -n --bind "$VT_LAB_DIR/over.planted" "${place#mount:}" \
			2>/dev/null ||
			[ "$kind" = "a directory" ] || [ "$kind" = "a symbolic link" ]
		;;
	*) plant "$kind" "$place" ;;
	esac
}

# --- who is there ----------------------------------------------------------------------------

lab_bridge br0
lab_guest good --nic "$(nic_bridge br0)"
lab_guest bad --nic "$(nic_bridge br0)"
ip link set "$(lab_virsh domiflist bad | awk '/bridge/ { print $1 }')" nomaster
install -d -m 0755 -o $USER_ID -g $USER_ID "$session" "$session/libvirt" "$session/libvirt/qemu" "$run" "$run/passt" \
	"$home" "$home/.config" "$home/.config/libvirt" "$config" "$VT_LAB_DIR/vmm" \
	"$own" "$own/libvirt" "$own/libvirt/ch" "$own/libvirt/ch/run"
mkdir -p "$mounts"

cp "$(command -v hostile)" "$VT_LAB_DIR/vmm/qemu-system-x86_64"
VILLAIN=$VT_LAB_DIR/vmm/qemu-system-x86_64 villain tuns 1 -readconfig "$home/planted.cfg"
villain --root nsmount "$mounts" far1
mounting=${villains[-1]}

root=$VT_LAB_DIR/podroot
mkdir -p "$root"
VMM_IN=(unshare --mount bash -c 'mount -n --rbind / "$0" && mount -n -t tmpfs pod "$0/srv" &&
	mkdir -p "$0/srv/libvirt/qemu/run" "$0/run/libvirt" &&
	mount -n --bind "$0/srv/libvirt" "$0/run/libvirt" && exec chroot "$0" "$@"' "$root")
lab_tap_persistent tap0
VMM_UID=107 vmm qemu-kvm tap0 -name guest=default_vm-a -uuid 74341479-9ee0-4179-9972-20473f678e19
pod=$VMM
in_cgroup kubepods.slice/kubepods-podb1d6e5b0_0c12_4f6e_9d7d_2f5f7a1c9e11.slice/cri-containerd-"$(
	printf '%064d' 1)".scope "$pod"

# The system's VMs, those of a session by its socket, and of one by its user's directories: no daemon
# answers for these two. Root's session with QEMU would be the system's.
look()
{
	rm -rf "$VT_LAB_DIR/trace"
	mkdir "$VT_LAB_DIR/trace"
	HOME=$home XDG_RUNTIME_DIR=$own XDG_CONFIG_HOME='' timeout 60 \
		strace -ff -qq -y -o "$VT_LAB_DIR/trace/t" -e trace=open,openat,openat2,connect,close \
		"$VT_BIN" -c qemu:///system -c "qemu+unix:///session?socket=$session/libvirt/libvirt-sock" \
		-c ch:///session --settle 0 --timeout 20 --record "$VT_LAB_DIR/record" -j >"$OUT" 2>"$ERR"
}

# What was opened of what was planted, more than as a place, by whichever name
opened()
{
	cat "$VT_LAB_DIR"/trace/t.* | grep -E 'planted|libvirt-sock' | grep -vE 'O_PATH|ENOENT|connect\(|close\('
}

# Places that the program does not come to
unvisited()
{
	local place

	for place in $places; do
		grep -qrF "${place##*/}" "$VT_LAB_DIR/trace" || echo "$place"
	done
}

# stands_beside KIND: the answer about the others is there
stands_beside()
{
	ok "$1: the fault of another VM is told" json \
		'[.findings[] | select(.code == "detached-bridge" and .domain == "bad")] | length == 1'
	ok "$1: another VM is well" json '[.mappings[] | select(.domain == "good" and .status == "ok")] | length == 1'
	ok "$1: nothing else's words are in the recording" eval '! grep -q SECRET "$VT_LAB_DIR/record"'
	ok "$1: no descriptor is closed twice" eval '! grep -r "close.*EBADF" "$VT_LAB_DIR/trace"'
}

# told NAME...: these, and no others, are gaps that say they were not opened
told()
{
	is "$(jq -r '[.coverage.gaps[] | select(.code == "file-refused" or .code == "manager-file") | .subject] |
		sort | unique | .[]' "$OUT" | xargs)" "$(printf '%s\n' "$@" | LC_ALL=C sort | xargs)" && return 0
	jq -c '.coverage.gaps[] | [.code, .subject, .detail]' "$OUT"
	return 1
}

ok "each row of SECURITY.md's table is looked at here" is "$(differences)" ""
places=$(rows | cut -d '|' -f 2 | tr ' ' '\n' | grep -vx -- - | sort -u)
for place in $places; do plant_at "a regular file" "$place"; done
look
ok "each place is one that is looked at" is "$(unvisited)" ""
ok "and regular files are opened" is "$(opened | grep -o 'planted[^/>"]*[>"]' | tr -d '>"' | sort -u | xargs)" \
	"planted-off.xml planted-pod.xml planted.cfg planted.pid planted2.xml planted3.pid"
want=("$run/planted.pid" "$run/planted2.xml" "$run/passt/planted3.pid" "$config/planted-off.xml"
	"planted-pod.xml of the pod of PID $pod")
for kind in "a symbolic link" "a hard link" "a FIFO" "a socket" "a character device" "a block device" "a directory" \
	"a sparse file of a terabyte"; do
	for place in $places; do
		plant_at "$kind" "$place" || ok "$kind can be made at $place" false
	done
	for _ in {1..5}; do
		look
		was_late || break
	done
	stands_beside "$kind"
	# Of what has a PID file or should have one the first KiB are read, whatever its size.
	[ "$kind" = "a sparse file of a terabyte" ] && head=planted2.xml || head=none
	ok "$kind: it is not opened" is "$(opened | grep -v "$head")" ""
	ok "$kind: what was not opened is told" told "${want[@]}"
done

plant "a FIFO" "$run/"$'planted\nnot a line.xml'
in_mounts_of "$pod" plant "a FIFO" "$pod_run/"$'planted\nnot a line.xml'
look
ok "a newline in a name: it is told" json '[.coverage.gaps[] | select(.subject | test("\nnot a line"))] | length == 2'
ok "and begins no line" eval '! grep -q "^not a line" "$OUT" "$ERR"'

for kind in "a link to a directory" "a FIFO" "a socket" "a character device" "a regular file"; do
	for place in "$run" "$config" "pod:$pod_run"; do
		plant_at "$kind" "$place" || ok "$kind can be made at $place" false
	done
	look
	stands_beside "instead of a directory $kind"
done
tap_done
