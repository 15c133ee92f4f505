#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The JSON of random hosts is valid against the schema: those of the corpus of
# tests/fuzz/fuzz-analyze, and some hundreds that differ from them a little.

. "$(dirname -- "$0")/lib.sh"
requires python3
fuzz=$VT_BUILDDIR/tests/fuzz/fuzz-analyze
schema=$VT_SRCDIR/data/virt-taps.schema.json
corpus=$VT_SRCDIR/tests/fuzz/corpus/analyze
[ -x "$fuzz" ] || skip_all "there is no $fuzz"
"$VT_SRCDIR/tests/validate-json" "$schema" >/dev/null 2>&1
[ $? != 77 ] || skip_all "no python3-jsonschema"

mkdir "$t_tmp/json"
ok "random hosts are rendered" env VT_FUZZ_JSON="$t_tmp/json" "$fuzz" "$corpus"/host-[0-5]
ok "there are hundreds" [ "$(find "$t_tmp/json" -name '*.json' | wc -l)" -gt 300 ]

# As many at once as fit on a command line.
validate()
{
	find "$t_tmp/json" -name '*.json' -exec "$VT_SRCDIR/tests/validate-json" "$schema" {} +
}
ok "their JSON is valid" validate
