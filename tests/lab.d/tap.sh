# SPDX-License-Identifier: GPL-2.0-or-later
# TAP for scripts that run inside a lab; sourced behind lib.sh.

tap_count=0
tap_failed=0
OUT=$VT_LAB_DIR/out
ERR=$VT_LAB_DIR/err
RC=0

# ok DESCRIPTION COMMAND...: output of a command that fails is shown
ok()
{
	local what=$1 verdict=ok log=$VT_LAB_DIR/tap.log

	shift
	tap_count=$((tap_count + 1))
	"$@" >"$log" 2>&1 || {
		verdict="not ok"
		tap_failed=$((tap_failed + 1))
	}
	echo "$verdict $tap_count - $what"
	[ "$verdict" = ok ] || sed 's/^/# /' "$log"
}

skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - # SKIP $1"
}

is()
{
	[ "$1" = "$2" ] || { echo "'$1', not '$2'"; return 1; }
}

# vt ARG...: the program; sets RC and leaves its output in OUT and ERR
vt()
{
	# shellcheck disable=SC2086
	${VG-} "$VT_BIN" ${VT_OPTIONS-} "$@" >"$OUT" 2>"$ERR"
	RC=$?
	return 0
}

# json CONDITION: holds for the object in OUT
json()
{
	jq -e "$1" "$OUT" >/dev/null && return 0
	echo "not: $1"
	jq -c '.mappings[], .findings[], .coverage.gaps[]' "$OUT"
	sed 's/^/stderr: /' "$ERR"
	return 1
}

# codes CODE...: exactly these are found, and audit ends with the worst of them
codes()
{
	local want

	want=$(printf '%s\n' "$@" | sort -u | xargs)
	is "$(jq -r '.findings[].code' "$OUT" | sort -u | xargs)" "$want" && return 0
	jq -r '.findings[] | "\(.code): \(.message)"' "$OUT"
	return 1
}

tap_done()
{
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ]
}

# nic DOMAIN: MAC address, alias and status of its row
nic()
{
	echo "$(row "$1" mac) $(row "$1" alias) $(row "$1" status)"
}

# row DOMAIN KEY: of the mapping
row()
{
	jq -r --arg domain "$1" ".mappings[] | select(.domain == \$domain) | .$2" "$OUT"
}
