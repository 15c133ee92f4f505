#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# PID 1 of the lab: makes the world private, starts libvirtd, runs the command.
# bash reaps the orphans that fall to it, as PID 1 must.

set -eu

lab_d=$(dirname -- "$(readlink -f -- "$0")")
libvirt=$1
shift

private_tmpfs()
{
	[ -d "$1" ] || return 0
	mount -n -t tmpfs -o "mode=$2" lab "$1"
}

# A fresh sysfs shows the devices of the lab's own network namespace. The
# cgroup mounts go first, because libvirt would find them in /proc/mounts even
# when covered and then ask for a systemd that is not here.
fresh_sysfs()
{
	umount -n -R -l /sys/fs/cgroup 2>/dev/null || true
	mount -n -t sysfs sysfs /sys
	mount -n -t bpf bpf /sys/fs/bpf 2>/dev/null || true
}

# Tests may write to /etc, for instance /etc/qemu. Without overlayfs they
# cannot; see lab_bridge_helper.
private_etc()
{
	local dir=$VT_LAB_DIR/etc

	mkdir -p "$dir/upper" "$dir/work"
	mount -n -t overlay -o "lowerdir=/etc,upperdir=$dir/upper,workdir=$dir/work" lab /etc \
		2>/dev/null || rm -rf "$dir"
}

# Where systemd-resolved is, /etc/resolv.conf leads below /run. dnsmasq ends if the directory is
# missing, and with it libvirt's NAT networks.
resolver_dir()
{
	local file

	file=$(readlink -m /etc/resolv.conf)
	case $file in
	/run/*) mkdir -p "${file%/*}" ;;
	esac
}

# All of /run is covered: no D-Bus, machined or host libvirt is reachable.
private_dirs()
{
	local dir

	private_tmpfs /run 0755
	mkdir -p /run/lock /run/netns /run/libvirt
	resolver_dir
	export VT_LAB_DIR=/run/vt-lab
	mkdir -p "$VT_LAB_DIR/bin" "$VT_LAB_DIR/tmp"
	chmod 1777 "$VT_LAB_DIR/tmp"
	for dir in lib cache log; do
		private_tmpfs "/var/$dir/libvirt" 0755
	done
	private_etc
	# The stock filters are needed by tests of nwfilter bindings.
	if [ -d /etc/libvirt/nwfilter ]; then
		cp -r /etc/libvirt/nwfilter /run/
	fi
	private_tmpfs /etc/libvirt 0755
	if [ -d /run/nwfilter ]; then
		mv /run/nwfilter /etc/libvirt/
	fi
}

# Lets every user open a node, as distributions do; the host may not. devtmpfs
# is one file system for the whole host, so the node is covered, not changed;
# /dev as a whole stays because the kernel makes the nodes of macvtaps there.
open_node()
{
	local node=$VT_LAB_DIR/node-$3

	[ -c "$1" ] || return 0
	mknod "$node" c "$2" "$3"
	chmod 0666 "$node"
	mount -n --bind "$node" "$1"
}

lab_environment()
{
	unset LIBVIRT_DEFAULT_URI VIRSH_DEFAULT_CONNECT_URI LIBVIRT_AUTOSTART
	unset XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME DBUS_SESSION_BUS_ADDRESS
	export VT_LAB=1
	export TMPDIR=$VT_LAB_DIR/tmp
	export PATH="${VT_LAB_PATH:+$VT_LAB_PATH:}$lab_d:$VT_LAB_DIR/bin:$PATH"
}

# PID 1 of a namespace has no default action for signals: it must ask for one.
trap 'exit 143' TERM
trap 'exit 129' HUP

private_dirs
fresh_sysfs
open_node /dev/kvm 10 232
open_node /dev/net/tun 10 200
lab_environment
ip link set lo up

if [ "$libvirt" = yes ]; then
	# shellcheck source=lib.sh
	. "$lab_d/lib.sh"
	lab_libvirtd_start
fi

set +e
"$@"
exit $?
