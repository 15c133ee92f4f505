#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A real Ansible, over real ssh, installs the fact on three hosts and gathers
# them into one inventory; a domain that runs on two of them is found. Each
# host is a lab: its own network, processes, /run, /etc and libvirtd.

set -u
here=$(cd "$(dirname -- "$0")" && pwd)

# What runs in each lab until it is told to end: a guest, and for the second
# host the one of the first.
if [ "${1-}" = host ]; then
	# shellcheck source=lab.d/lib.sh
	. "$here/lab.d/lib.sh"
	work=$2 name=$3
	# The worlds share /var; ssh needs this directory and a shell of its own.
	mkdir -p /run/sshd
	# An overlay made /etc this lab's; without it the labs would write the host's.
	[ -d "$VT_LAB_DIR/etc" ] || exit 77
	lab_bridge br0
	lab_guest "only-$name" --nic "$(nic_bridge br0)" || exit 1
	if [ "$name" != c ]; then
		lab_domain_xml twin "<interface type='bridge'><mac address='52:54:00:00:00:01'/>
			<source bridge='br0'/><model type='virtio'/><rom enabled='no'/></interface>" |
			sed 's|</name>|&<uuid>5ca1ab1e-0000-4000-8000-000000000001</uuid>|' >"$VT_LAB_DIR/twin.xml"
		lab_virsh create "$VT_LAB_DIR/twin.xml" || exit 1
	else
		lab_tap_persistent left0
		ip link set left0 address fe:54:00:00:00:01
	fi
	# Enter by this PID; only its parent sees it under the other number.
	echo ready >"$work/$name.ready"
	read -r _ <"$work/$name.end"
	exit 0
fi

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 0
}

[ "$(id -u)" = 0 ] || skip_all "needs root"
for tool in ansible-playbook ssh ssh-keygen sshd jq nsenter; do
	PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || skip_all "$tool is missing"
done
why=$("$here/lab" run -- true 2>&1 >/dev/null) || skip_all "no lab: ${why##*$'\n'}"

work=$(mktemp -d)
labs=()
cleanups=()
# shellcheck disable=SC2317 # called by the trap
clean_up()
{
	local pid

	for pid in "${labs[@]}"; do
		kill -TERM "$pid" 2>/dev/null && wait "$pid"
	done 2>/dev/null
	for pid in "${cleanups[@]}"; do
		"$pid"
	done
	rm -rf "$work"
}
trap clean_up EXIT

# shellcheck disable=SC2317 # called by pg.sh
cleanup()
{
	cleanups+=("$1")
}

count=0
failed=0
ok()
{
	local what=$1 verdict=ok

	shift
	count=$((count + 1))
	"$@" >"$work/log" 2>&1 || {
		verdict="not ok"
		failed=$((failed + 1))
	}
	echo "$verdict $count - $what"
	[ "$verdict" = ok ] || tail -n 60 "$work/log" | sed 's/^/# /'
}

# --- three hosts ------------------------------------------------------------

start_host()
{
	mkfifo "$work/$1.end"
	"$here/lab" run -- "$here/live-ansible.sh" host "$work" "$1" >"$work/$1.log" 2>&1 &
	labs+=($!)
}

# The lab's PID 1, as this process sees it: the child of its unshare.
lab_init()
{
	local child

	# The file has no end of line, so read fails at its end.
	read -r child _ <"/proc/$1/task/$1/children"
	[ -n "$child" ] && read -r child _ <"/proc/$child/task/$child/children"
	[ -n "$child" ] && echo "$child"
}

hosts_run()
{
	local name i=0 tries

	for name in a b c; do
		start_host "$name"
	done
	for name in a b c; do
		for ((tries = 0; tries < 3000; tries++)); do
			[ ! -e "$work/$name.ready" ] || break
			kill -0 "${labs[i]}" 2>/dev/null || break
			sleep 0.1
		done
		[ -e "$work/$name.ready" ] || { cat "$work/$name.log"; return 1; }
		lab_init "${labs[i]}" >"$work/$name.init" || return 1
		i=$((i + 1))
	done
}

# sshd speaks on the standard input that ProxyCommand gives it, in the lab.
ssh_setup()
{
	ssh-keygen -q -t ed25519 -N '' -f "$work/key" && ssh-keygen -q -t ed25519 -N '' -f "$work/hostkey"
	cp "$work/key.pub" "$work/authorized"
	cat >"$work/sshd_config" <<-END
	HostKey $work/hostkey
	AuthorizedKeysFile $work/authorized
	StrictModes no
	UsePAM no
	PasswordAuthentication no
	PermitRootLogin yes
	PermitUserEnvironment no
	SetEnv PATH=$work/bin:/usr/sbin:/usr/bin:/sbin:/bin
	Subsystem sftp internal-sftp
	END
	mkdir "$work/bin"
	# Where the package would have put it.
	ln -s "$VT_BIN" "$work/bin/virt-taps"
	cat >"$work/enter" <<-END
	#!/bin/sh
	exec nsenter -t "\$(cat "$work/\$1.init")" -m -n -p -- \\
		$(PATH=$PATH:/usr/sbin command -v sshd) -i -f "$work/sshd_config"
	END
	chmod 755 "$work/enter" "$work"
}

ansible_setup()
{
	cat >"$work/hosts" <<-END
	[hypervisors]
	a
	b
	c
	[hypervisors:vars]
	ansible_user=root
	ansible_connection=ssh
	ansible_ssh_private_key_file=$work/key
	ansible_python_interpreter=$(command -v python3)
	ansible_ssh_common_args=-F none -o ProxyCommand="$work/enter %h" -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
	virt_taps_hosts=hypervisors
	END
	# The playbooks as they are installed, where the report may be written.
	cp -r "$VT_SRCDIR/data/ansible" "$work/ansible" && chmod -R u+w "$work/ansible"
	cat >"$work/ansible.cfg" <<-END
	[defaults]
	local_tmp = $work/tmp
	retry_files_enabled = False
	[ssh_connection]
	control_path_dir = $work/cp
	pipelining = True
	END
	export ANSIBLE_CONFIG=$work/ansible.cfg ANSIBLE_NOCOWS=1 LC_ALL=C.UTF-8 ANSIBLE_BECOME_ASK_PASS=0
	# Already root: sudo is not what is tested, and may be missing.
	export ANSIBLE_BECOME_METHOD=ansible.builtin.su
}

play()
{
	ansible-playbook -i "$work/hosts" "$@" -e virt_taps_package= -e virt_taps_hosts=hypervisors
}

# --- what Ansible makes of them -------------------------------------------------

fleet()
{
	jq -e "$1" "$work/fleet/fleet.json" && return 0
	cat "$work/fleet/fleet.json"
	return 1
}

gathered()
{
	for name in a b c; do
		jq -e --arg name "only-$name" '.format == "virt-taps" and
			any(.mappings[]; .domain == $name and .status == "ok")' "$work/fleet/$name.json" || return 1
	done
}

# In any order, recordings where the program makes them.
recorded()
{
	"$VT_BIN" --help | grep -q -e --record || return 0
	for name in a b c; do
		"$VT_BIN" --replay "$work/fleet/$name.recording" --json |
			jq -e --arg name "only-$name" 'any(.mappings[]; .domain == $name)' || return 1
	done
}

unchanged()
{
	play "$work/ansible/install.yml" >"$work/again" && ! grep -q 'changed=[1-9]' "$work/again"
}

# The role as a collection that was built and installed, with arguments that are checked.
collection()
{
	export ANSIBLE_COLLECTIONS_PATH=$work/collections

	(cd "$work/ansible" && ansible-galaxy collection build --output-path "$work") &&
		ansible-galaxy collection install -p "$work/collections" "$work"/virt_taps-fleet-*.tar.gz || return 1
	printf '%s\n' '- hosts: c' '  gather_facts: false' '  roles: [virt_taps.fleet.virt_taps]' >"$work/role.yml"
	play "$work/role.yml" | tee "$work/role.out"
	grep -q '^c  *: ok=.* changed=0 .* failed=0 ' "$work/role.out" || return 1
	play "$work/role.yml" -e '{"virt_taps_watch_service": [1]}' | tee "$work/role.out"
	grep -q 'unable to convert to bool' "$work/role.out"
}

facts()
{
	ansible -i "$work/hosts" hypervisors -m ansible.builtin.setup -a 'filter=ansible_local' -t "$work/facts" &&
		for name in a b c; do
			jq -e --arg name "only-$name" \
				'any(.ansible_facts.ansible_local.virt_taps.mappings[]; .domain == $name)' \
				"$work/facts/$name" || return 1
		done
}

fails_on_contradictions()
{
	! play "$work/ansible/gather.yml" -e virt_taps_dir="$work/fleet" -e virt_taps_fail=true
}

# --- and what databases make of that --------------------------------------------

in_sqlite()
{
	"$VT_SRCDIR/data/sqlite/load" "$work/fleet.db" "$work"/fleet/[abc].json && sqlite3 "$work/fleet.db" "$@"
}

# same WANTED: standard input is it
same()
{
	diff <(printf '%s\n' "$1") -
}

asked_in_sqlite()
{
	in_sqlite "select 1 where 0" && gathered_again >"$work/again.out" 2>&1 &&
		in_sqlite "select code, host, other_host from fleet_finding where host <> 'c' or other_host = 'a'" |
		same $'domain-on-two-hosts|a|b\nmigration-leftover|c|a' &&
		in_sqlite "select hostname, domain from where_is where mac = '52:54:00:00:00:01' and domain is not null
			order by 1" | same $'a|twin\nb|twin' &&
		in_sqlite "select hostname, devices from stray_host" | same 'c|left0'
}

# Two gatherings: between them both hosts have seen it, which is no migration then.
gathered_again()
{
	sleep 1 && play "$work/ansible/gather.yml" -e virt_taps_dir="$work/fleet"
}

loaded_into_postgresql()
{
	pg_start "$work/pg" && "$VT_SRCDIR/data/postgresql/install" &&
		sql "update setting set value = '0' where name = 'migration_grace'" &&
		"$VT_SRCDIR/data/postgresql/load" -H @ "$work"/fleet/[abc].json && gathered_again &&
		"$VT_SRCDIR/data/postgresql/load" -H @ "$work"/fleet/[abc].json
}

asked_in_postgresql()
{
	sql "select code, host, other_host from fleet_finding
		where code <> 'migration-leftover' or other_host = 'a' order by 1" |
		same $'domain-on-two-hosts|a|b\nmigration-leftover|c|a' &&
		sql "select hostname, domain from where_is('52-54-00-00-00-01')
			where domain is not null order by 1" | same $'a|twin\nb|twin' &&
		sql "select hostname, devices from stray_host" | same 'c|{left0}' &&
		sql "select hostname from mapping m join host using (host_id),
			lateral who_held(hostname, ifname, now()) w
			where m.domain = 'twin' and w.domain = 'twin' order by 1" | same $'a\nb'
}

kept_out()
{
	[ ! -e /etc/ansible/facts.d/virt_taps.fact ]
}

ok "three hosts run" hosts_run
[ "$failed" = 0 ] || { echo "1..$count"; exit 1; }
ssh_setup
ansible_setup
ok "the playbooks' syntax" ansible-playbook -i "$work/hosts" --syntax-check \
	"$work/ansible/gather.yml" "$work/ansible/install.yml"
ok "the role is applied" play "$work/ansible/install.yml"
ok "and a second time changes nothing" unchanged
ok "the role of the collection changes nothing, and refuses what is no argument of it" collection
ok "the local facts are inventories" facts
ok "this host was not touched" kept_out
ok "the fleet is gathered" play "$work/ansible/gather.yml" -e virt_taps_dir="$work/fleet"
ok "an inventory of each" gathered
ok "a recording of each, where there are some" recorded
ok "a domain on two hosts is found" fleet \
	'.domains_on_several_hosts | length == 1 and .[0].name == "twin" and
	.[0].uuid == "5ca1ab1e-0000-4000-8000-000000000001" and
	([.[0].hosts[].host] | sort) == ["a", "b"]'
ok "its MAC is no second finding" fleet '.macs_on_several_hosts == []'
ok "a device that it left on the third is found" fleet \
	'.leftovers | length == 1 and .[0].host == "c" and .[0].ifname == "left0" and
	([.[0].runs[].host] | sort) == ["a", "b"]'
ok "the findings of all are in it" fleet \
	'any(.findings[]; .host == "c" and .code == "stray-tap") and (.hosts | length) == 3'
ok "the playbook fails on it where it is told to" fails_on_contradictions
if command -v sqlite3 >/dev/null; then
	ok "SQLite is asked about them" asked_in_sqlite
fi
# shellcheck source=fleet/pg.sh
. "$here/fleet/pg.sh"
if [ -n "$(pg_bin)" ]; then
	loaded_into_postgresql >"$work/pg.out" 2>&1
	ok "PostgreSQL is loaded with two gatherings" [ $? = 0 ]
	ok "and is asked about them" asked_in_postgresql
fi
echo "1..$count"
[ "$failed" = 0 ]
