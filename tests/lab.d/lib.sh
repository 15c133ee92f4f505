# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Library for scripts that run inside the lab (see ../lab). Functions print
# what they make, if anything, and return non-zero with a line on stderr.

LAB_TIMEOUT=${LAB_TIMEOUT:-120} # for a machine that does ten other things
LAB_USER=${LAB_USER:-nobody}

if [ "${VT_LAB-}" != 1 ]; then
	echo "lib.sh: not inside the lab" >&2
	exit 77
fi

# shellcheck source=ovs.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/ovs.sh"

lab_fail()
{
	echo "lab: $*" >&2
	return 1
}

# lab_wait COMMAND...: until it succeeds, LAB_TIMEOUT seconds at most
lab_wait()
{
	local end=$((${EPOCHREALTIME/[.,]/} + LAB_TIMEOUT * 1000000))

	until "$@"; do
		[ "${EPOCHREALTIME/[.,]/}" -lt "$end" ] || {
			lab_fail "gave up after $LAB_TIMEOUT s: $*"
			return 1
		}
		sleep 0.02
	done
}

lab_proc_state_is()
{
	grep -qs "^State:.[$2]" "/proc/$1/status"
}

# Gone, or a zombie whose parent is slow: it holds nothing any more.
lab_proc_gone()
{
	[ ! -e "/proc/$1" ] || { lab_proc_state_is "$1" Z && ! lab_has_threads "$1"; }
}

lab_has_threads()
{
	local threads=("/proc/$1/task/"*)

	[ "${#threads[@]}" -gt 1 ]
}

lab_xml_escape()
{
	local s=$1

	s=${s//&/\&amp;}
	s=${s//</\&lt;}
	s=${s//>/\&gt;}
	s=${s//\"/\&quot;}
	s=${s//>/\&gt;}
	s=${s//\'/\&apos;}
	printf '%s' "$s"
}

# --- libvirtd ---------------------------------------------------------------

# libvirt's daemons in the order in which they start; the last of them has the VMs.
lab_daemons=(libvirtd)
command -v libvirtd >/dev/null || lab_daemons=(virtnetworkd virtnwfilterd virtqemud)

lab_libvirtd_conf()
{
	local daemon

	mkdir -p /etc/libvirt
	# No polkit in here: whoever reaches a socket may use it.
	for daemon in "${lab_daemons[@]}"; do
		cat >"/etc/libvirt/$daemon.conf" <<-END
		auth_unix_ro = "none"
		auth_unix_rw = "none"
		unix_sock_ro_perms = "0777"
		unix_sock_rw_perms = "0700"
		log_outputs = "2:file:$VT_LAB_DIR/$daemon.log"
		END
	done
	echo 'security_driver = "none"' >/etc/libvirt/qemu.conf
}

# libvirt itself checks whether a cached file fits the QEMU and the libvirt.
lab_cache_load()
{
	local to=/var/cache/libvirt/qemu/capabilities

	[ -n "${VT_LAB_CACHE-}" ] && [ -d "$VT_LAB_CACHE" ] && [ ! -d "$to" ] || return 0
	mkdir -p "$to"
	cp -p "$VT_LAB_CACHE"/*.xml "$to" 2>/dev/null || true
}

lab_cache_save()
{
	local from

	[ -n "${VT_LAB_CACHE-}" ] || return 0
	mkdir -p "$VT_LAB_CACHE"
	for from in /var/cache/libvirt/qemu/capabilities/*.xml; do
		[ -e "$from" ] || continue
		cmp -s "$from" "$VT_LAB_CACHE/${from##*/}" && continue
		cp -p "$from" "$VT_LAB_CACHE/.$$" && mv "$VT_LAB_CACHE/.$$" "$VT_LAB_CACHE/${from##*/}"
	done
}

# lab_daemon_start NAME: unless it runs
lab_daemon_start()
{
	[ ! -e "$VT_LAB_DIR/$1.pid" ] || lab_proc_gone "$(cat "$VT_LAB_DIR/$1.pid")" || return 0
	"$1" -d -p "$VT_LAB_DIR/$1.pid" >>"$VT_LAB_DIR/$1.log" 2>&1 ||
		lab_fail "$1: $(tail -n 1 "$VT_LAB_DIR/$1.log")"
}

# The PID of the daemon that has the VMs.
lab_libvirtd_pid()
{
	cat "$VT_LAB_DIR/${lab_daemons[-1]}.pid"
}

lab_libvirtd_answers()
{
	lab_virsh uri >/dev/null 2>&1
}

lab_libvirtd_start()
{
	local daemon

	[ -e /etc/libvirt/qemu.conf ] || lab_libvirtd_conf
	lab_cache_load
	for daemon in virtlogd "${lab_daemons[@]}"; do
		lab_daemon_start "$daemon" || return 1
	done
	lab_wait lab_libvirtd_answers
}

# lab_libvirtd_signal SIGNAL CONDITION [ARGUMENT...]: to each of them, until CONDITION PID ARGUMENT... holds
lab_libvirtd_signal()
{
	local daemon pid

	for daemon in "${lab_daemons[@]}"; do
		pid=$(cat "$VT_LAB_DIR/$daemon.pid") && kill "-$1" "$pid" && lab_wait "$2" "$pid" "${@:3}" || return 1
	done
}

lab_libvirtd_stop()
{
	lab_libvirtd_signal TERM lab_proc_gone
}

lab_libvirtd_freeze()
{
	lab_libvirtd_signal STOP lab_proc_state_is T
}

lab_libvirtd_thaw()
{
	lab_libvirtd_signal CONT lab_proc_state_is RSD && lab_wait lab_libvirtd_answers
}

lab_virsh()
{
	virsh -q -c qemu:///system "$@"
}

# --- a session daemon -------------------------------------------------------

lab_session_dir()
{
	echo "$VT_LAB_DIR/session-$LAB_USER"
}

# lab_as_user COMMAND...: as LAB_USER, with the session's directories
lab_as_user()
{
	local dir

	dir=$(lab_session_dir)
	[ -d "$dir" ] || install -d -m 0700 -o "$LAB_USER" "$dir" "$dir/run" "$dir/home"
	setpriv --reuid "$LAB_USER" --regid "$(id -g "$LAB_USER")" --clear-groups \
		env HOME="$dir/home" XDG_RUNTIME_DIR="$dir/run" XDG_CACHE_HOME="$dir/home/cache" \
		XDG_CONFIG_HOME="$dir/home/config" LIBVIRT_AUTOSTART=0 "$@"
}

# lab_bridge_helper BRIDGE: lets guests of session daemons use it, through a
# setuid copy of QEMU's helper. 77 if this host cannot have a private /etc.
lab_bridge_helper()
{
	local helper=/usr/lib/qemu/qemu-bridge-helper copy=$VT_LAB_DIR/bin/qemu-bridge-helper

	[ -d "$VT_LAB_DIR/etc" ] || return 77
	mkdir -p /etc/qemu && echo "allow $1" >>/etc/qemu/bridge.conf
	[ -e "$copy" ] && return 0
	install -m 4755 "$helper" "$copy" && mount -n --bind "$copy" "$helper"
}

# The URI by which root reaches the session daemon.
lab_session_uri()
{
	local socket=libvirt-sock

	[ "${lab_daemons[-1]}" = libvirtd ] || socket=${lab_daemons[-1]}-sock
	echo "qemu+unix:///session?socket=$(lab_session_dir)/run/libvirt/$socket"
}

lab_session_answers()
{
	lab_session_virsh uri >/dev/null 2>&1
}

lab_session_virsh()
{
	lab_as_user virsh -q -c qemu:///session "$@"
}

# lab_session_libvirtd: virtlogd and the daemons of LAB_USER; prints the PID of the one that has the VMs
lab_session_libvirtd()
{
	local dir daemon

	dir=$(lab_session_dir)
	for daemon in virtlogd "${lab_daemons[@]}"; do
		lab_as_user "$daemon" -d -p "$dir/run/$daemon.pid" >>"$VT_LAB_DIR/session.log" 2>&1 || {
			lab_fail "session $daemon: $(tail -n 1 "$VT_LAB_DIR/session.log")"
			return 1
		}
	done
	lab_wait lab_session_answers || return 1
	cat "$dir/run/$daemon.pid"
}

# --- links ------------------------------------------------------------------

lab_bridge()
{
	ip link add name "$1" type bridge && ip link set dev "$1" up
}

lab_veth()
{
	ip link add name "$1" type veth peer name "$2" && ip link set dev "$1" up &&
		ip link set dev "$2" up
}

lab_netns()
{
	ip netns add "$1" && ip -n "$1" link set lo up
}

# lab_tap_persistent DEV [multi_queue]: made as by an administrator; admin-down
lab_tap_persistent()
{
	ip tuntap add dev "$1" mode tap ${2:+"$2"}
}

# devtmpfs is shared by all labs, and names its macvtap nodes by an ifindex, which is
# unique in its network namespace alone: one lab at a time, however long that takes.
lab_macvtap_lock()
{
	[ -z "${lab_macvtap_lock_fd-}" ] || return 0
	exec {lab_macvtap_lock_fd}</dev/net
	flock "$lab_macvtap_lock_fd"
	# The namespace of a lab that just ended dies a little later, behind all others that end.
	LAB_TIMEOUT=10 lab_wait lab_no_tap_nodes 2>/dev/null || true
}

lab_no_tap_nodes()
{
	! compgen -G '/dev/tap[0-9]*' >/dev/null
}

# lab_macvtap DEV LOWER [MODE]
lab_macvtap()
{
	lab_macvtap_lock
	ip link add link "$2" name "$1" type macvtap mode "${3:-bridge}" && ip link set dev "$1" up
}

# --- libvirt networks -------------------------------------------------------

lab_network_define()
{
	local file=$VT_LAB_DIR/network.xml

	cat >"$file" && lab_virsh net-define "$file" >/dev/null && lab_virsh net-start "$1" >/dev/null
}

# lab_network NAME BRIDGE SUBNET: NAT and DHCP; SUBNET is its first three
# bytes, as in 192.168.77 (a complete 192.168.77.0/24 is taken too)
lab_network()
{
	local net

	net=$(cut -d . -f 1-3 <<<"$3")
	lab_network_define "$1" <<-END
	<network>
	  <name>$(lab_xml_escape "$1")</name>
	  <forward mode='nat'/>
	  <bridge name='$(lab_xml_escape "$2")' stp='off' delay='0'/>
	  <ip address='$net.1' netmask='255.255.255.0'>
	    <dhcp><range start='$net.2' end='$net.254'/></dhcp>
	  </ip>
	</network>
	END
}

# lab_network_forward_bridge NAME BRIDGE: an existing bridge as a network
lab_network_forward_bridge()
{
	lab_network_define "$1" <<-END
	<network>
	  <name>$(lab_xml_escape "$1")</name>
	  <forward mode='bridge'/>
	  <bridge name='$(lab_xml_escape "$2")'/>
	</network>
	END
}

# --- interfaces -------------------------------------------------------------

# No boot ROM: it would spend the host's time on booting from the network.
lab_nic()
{
	printf "<interface type='%s'>%s<model type='virtio'/><rom enabled='no'/>%s</interface>\n" \
		"$1" "$2" "$3"
}

nic_bridge()
{
	lab_nic bridge "<source bridge='$(lab_xml_escape "$1")'/>" "${2-}"
}

nic_network()
{
	lab_nic network "<source network='$(lab_xml_escape "$1")'/>" "${2-}"
}

# nic_direct DEV [MODE [EXTRA]]
nic_direct()
{
	lab_nic direct "<source dev='$(lab_xml_escape "$1")' mode='${2:-bridge}'/>" "${3-}"
}

nic_user()
{
	lab_nic user "" "${1-}"
}

# nic_ethernet DEV [MANAGED [EXTRA]]: MANAGED yes or no; DEV may be empty
nic_ethernet()
{
	local target=

	[ -z "$1" ] || target="<target dev='$(lab_xml_escape "$1")' managed='${2:-yes}'/>"
	lab_nic ethernet "$target" "${3-}"
}

# --- guests -----------------------------------------------------------------

lab_accel()
{
	if (: <>/dev/kvm) 2>/dev/null; then echo kvm; else echo qemu; fi
}

# A firmware that does nothing but grant unplugs: the real one would use a
# whole CPU for seconds to find nothing to boot, and a guest that only halts
# never lets go of a NIC. It switches the local APIC off, so that the timer's
# interrupt (18 Hz) comes through, halts, and
# at each tick writes what QEMU's ACPI hotplug register 0xae04 asks to be
# ejected into 0xae08. The reset vector, 16 bytes before the end, jumps there.
lab_firmware()
{
	local file=$VT_LAB_DIR/firmware

	if [ ! -e "$file" ]; then
		{
			printf '%b' \
				'\xfa\x31\xc0\x8e\xd8\x8e\xd0\xbc\x00\x70\xc7\x06\x80\x00\x5f\x00\xc7\x06' \
				'\x82\x00\x00\xf0\xb0\x11\xe6\x20\xb0\x20\xe6\x21\xb0\x04\xe6\x21\xb0\x01' \
				'\xe6\x21\xb0\xfe\xe6\x21\xb0\x34\xe6\x43\xb0\x00\xe6\x40\xe6\x40\xba\x10' \
				'\xae\x66\x31\xc0\x66\xef\x66\xb9\x1b\x00\x00\x00\x0f\x32\x66\x25\xff\xf7' \
				'\xff\xff\x0f\x30\xfb\xf4\xba\x04\xae\x66\xed\x66\x85\xc0\x74\xf5\xba\x08' \
				'\xae\x66\xef\xeb\xee\x50\xb0\x20\xe6\x20\x58\xcf'
			head -c $((65536 - 16 - 102)) /dev/zero
			printf '\xea\0\0\0\xf0\0\0\0\0\0\0\0\0\0\0\0' # ljmp 0xf000:0
		} >"$file.$BASHPID"
		mv "$file.$BASHPID" "$file"
	fi
	echo "$file"
}

lab_domain_xml()
{
	local name=$1

	shift
	cat <<-END
	<domain type='$(lab_accel)'>
	  <name>$(lab_xml_escape "$name")</name>
	  <memory unit='MiB'>16</memory>
	  <vcpu>1</vcpu>
	  <os><type arch='x86_64' machine='pc'>hvm</type>
	    <loader readonly='yes' type='rom'>$(lab_firmware)</loader></os>
	  <features><acpi/></features>
	  <devices>
	    <emulator>$(command -v qemu-system-x86_64)</emulator>
	    <controller type='usb' model='none'/>
	    <memballoon model='none'/>
	    $*
	  </devices>
	</domain>
	END
}

# lab_guest NAME [--nic XML]... [--user] [--define-only] [--transient]
lab_guest()
{
	local name=$1 nics=() virsh=lab_virsh verb=start file

	shift
	while [ $# -gt 0 ]; do
		case $1 in
		--nic)
			nics+=("$2")
			shift
			;;
		--user) virsh=lab_session_virsh ;;
		--define-only) verb=define ;;
		--transient) verb=create ;;
		*)
			lab_fail "lab_guest: unknown option '$1'"
			return 1
			;;
		esac
		shift
	done
	case "${nics[*]-}" in *"type='direct'"*) lab_macvtap_lock ;; esac
	file=$(mktemp) && lab_domain_xml "$name" "${nics[@]}" >"$file" && chmod 0644 "$file" || return 1
	lab_guest_make "$virsh" "$verb" "$name" "$file" && rm -f "$file" && lab_cache_save
}

lab_guest_make()
{
	local virsh=$1 verb=$2 name=$3 file=$4

	case $verb in
	create) "$virsh" create "$file" >/dev/null ;;
	define) "$virsh" define "$file" >/dev/null ;;
	start) "$virsh" define "$file" >/dev/null && "$virsh" start -- "$name" >/dev/null ;;
	esac
}

# The functions below take --user first for a guest of the session daemon.
lab_stop()
{
	if [ "$1" = --user ]; then
		lab_session_virsh destroy -- "$2" >/dev/null
	else
		lab_virsh destroy -- "$1" >/dev/null
	fi
}

lab_undefine()
{
	if [ "$1" = --user ]; then
		lab_session_virsh undefine -- "$2" >/dev/null
	else
		lab_virsh undefine -- "$1" >/dev/null
	fi
}

lab_xml()
{
	if [ "$1" = --user ]; then
		lab_session_virsh dumpxml -- "$2"
	else
		lab_virsh dumpxml -- "$1"
	fi
}

# lab_pid NAME: the PID of its QEMU. libvirt escapes the name as for XML, in
# the name of this file but not in that of the status file beside it.
lab_pid()
{
	if [ "$1" = --user ]; then
		cat "$(lab_session_dir)/run/libvirt/qemu/run/$(lab_xml_escape "$2").pid"
	else
		cat "/run/libvirt/qemu/$(lab_xml_escape "$1").pid"
	fi
}

# lab_tap NAME ALIAS: the device of a NIC by the live XML
lab_tap()
{
	local alias=${*: -1}

	lab_xml "${@:1:$#-1}" | python3 -c '
import sys, xml.etree.ElementTree as ET
for nic in ET.parse(sys.stdin).getroot().findall("devices/interface"):
    if nic.find("alias").get("name") == sys.argv[1] and nic.find("target") is not None:
        print(nic.find("target").get("dev"))
        sys.exit(0)
sys.exit("lab: no target device of " + sys.argv[1])' "$alias"
}

# lab_kill NAME: SIGKILL to its QEMU; returns when that is gone
lab_kill()
{
	local pid

	pid=$(lab_pid "$@") && kill -KILL "$pid" && lab_wait lab_proc_gone "$pid"
}

# lab_qemu_outside NAME TAP [UUID]: a QEMU no libvirt knows; prints its PID
lab_qemu_outside()
{
	local name=${1//,/,,} tap=${2//,/,,} uuid=${3-} pidfile

	[ -n "$uuid" ] || uuid=$(cat /proc/sys/kernel/random/uuid)
	pidfile=$(mktemp -u)
	qemu-system-x86_64 -name "guest=$name" -uuid "$uuid" -machine pc,accel=kvm:tcg -m 16 \
		-bios "$(lab_firmware)" -nodefaults -display none -monitor none \
		-netdev "tap,id=hostnet0,ifname=$tap,script=no,downscript=no" \
		-device virtio-net-pci,netdev=hostnet0,romfile= \
		-daemonize -pidfile "$pidfile" >/dev/null || return 1
	cat "$pidfile"
}

# --- situations -------------------------------------------------------------

# For a lab without a build: compiles situate unless PATH already has it.
lab_situate_build()
{
	local source

	command -v situate >/dev/null && return 0
	source=$(dirname -- "${BASH_SOURCE[0]}")
	cc -std=gnu11 -O2 -Wall -Wextra -o "$VT_LAB_DIR/bin/situate" "$source"/situate*.c -lpthread
}

# lab_situate VAR SITUATION...: runs situate in the background; VAR becomes an
# associative array of what it reported (pid, ...), and [self], its own PID
lab_situate()
{
	local -n lab_out=$1
	local fifo line word

	shift
	fifo=$(mktemp -u) && mkfifo "$fifo" "$fifo.in" || return 1
	# Its own write end keeps its stdin open, whatever happens to ours.
	situate "$@" <>"$fifo.in" >"$fifo" &
	unset "${!lab_out}"
	declare -gA "${!lab_out}"
	lab_out["self"]=$!
	read -r -t "$LAB_TIMEOUT" line <"$fifo"
	rm -f "$fifo" "$fifo.in"
	case ${line-} in
	"ready "*) ;;
	*)
		wait "${lab_out["self"]}"
		lab_fail "situate $*: not ready"
		return 1
		;;
	esac
	for word in ${line#ready }; do
		lab_out["${word%%=*}"]=${word#*=}
	done
}

# lab_situate_end VAR: ends it; the kernel has dropped what it held
lab_situate_end()
{
	local -n lab_end=$1

	kill -TERM "${lab_end["self"]}" && wait "${lab_end["self"]}"
}

# lab_lose_tap NAME ALIAS: the guest's QEMU has no descriptor of that NIC's tap
# any more, and neither it nor libvirt know
lab_lose_tap()
{
	local pid tap file fds=()

	pid=$(lab_pid "${@:1:$#-1}") && tap=$(lab_tap "$@") || return 1
	for file in "/proc/$pid/fdinfo"/*; do
		grep -qx "iff:.$tap" "$file" && fds+=("${file##*/}")
	done
	lab_situate lab_lost take-away "$pid" "${fds[@]}" && lab_situate_end lab_lost
}
