#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The real Incus, from trixie's archive, with VMs of its own: under klab, since
# it needs vhost_vsock. What it takes is a root file system of 700 MB, made once,
# and two minutes, so that `make check-incus` runs it, and check does not.

set -u
tests=$(dirname -- "$(readlink -f -- "$0")")

skip()
{
	echo "1..0 # SKIP $*"
	exit 0
}

# shellcheck source=tests/klab.d/root.sh
. "$tests/klab.d/root.sh"
root=$cache/roots/trixie-incus
[ "$(id -u)" = 0 ] || skip "needs root"
grep -q '^#define HAVE_CURL 1' "$VT_BUILDDIR/config.h" || skip "this build cannot ask Incus"
for tool in debootstrap unshare; do
	command -v "$tool" >/dev/null || skip "$tool is missing"
done
if [ ! -e "$root/ready" ]; then
	# In mounts and processes of its own, so that nothing stays of what a package starts.
	# shellcheck disable=SC2016 # for that shell
	unshare -m -p -f --mount-proc --kill-child=KILL -- bash -c 'skip() { echo "$*"; exit 77; }
		. "$1/klab.d/root.sh"; root=$2; make_root trixie incus qemu-system-modules-spice' - "$tests" "$root" >&2
	[ -e "$root/ready" ] || skip "Incus cannot be had from trixie's archive"
fi
out=$(mktemp) || exit 99
trap 'rm -f "$out"' EXIT
"$tests/klab" run --kernel "${VT_KLAB_KERNEL:-6.12}" --timeout "${VT_KLAB_SECONDS:-600}" -- \
	bash "$tests/klab.d/incus.sh" "$root" | tee "$out"
status=${PIPESTATUS[0]}
[ "$status" != 77 ] || [ -s "$out" ] || skip "no kernel boots here"
exit "$status"
