# SPDX-License-Identifier: GPL-2.0-or-later
# The tables of findings and gaps for other readers than the C compiler.
#
#   awk -f findings.awk findings.def gaps.def PAGE.pod.in
#                       the page, with its lines @FINDINGS@ and @GAPS@ replaced
#   awk -v list=1 -f findings.awk FILE.def
#                       "CODE SEVERITY" lines, or "CODE HIDES..." of gaps
#
# Only what POSIX says of awk. A record is FINDING(...) or GAP(...) with each
# argument beginning on a line of its own; adjacent strings are one.

# One line of a record, character by character: commas and parentheses count
# outside of strings only.
function take(line,   i, c)
{
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (instring && c == "\\") {
			i++
			arg[n] = arg[n] substr(line, i, 1)
		} else if (c == "\"")
			instring = !instring
		else if (instring)
			arg[n] = arg[n] c
		else if (c == "(")
			depth++
		else if (c == ")") {
			if (--depth == 0)
				finish()
		} else if (c == "," && depth == 1)
			arg[++n] = ""
		else if (c != " " && c != "\t")
			arg[n] = arg[n] c
	}
}

# VT_NEED_CLAIMS|VT_NEED_PROCS, as vt_need_name() says it
function needs(bits)
{
	gsub(/VT_NEED_/, "", bits)
	sub(/PROCS/, "PROCESSES", bits)
	gsub(/\|/, " ", bits)
	return bits == "0" ? "nothing" : tolower(bits)
}

function finish(   word, text, todo)
{
	if (n != (kind == "GAP" ? 6 : 8))
		bad("a record has " n " arguments")
	if (arg[2] in seen)
		bad("code " arg[2] " is there twice")
	seen[arg[2]] = 1
	word = kind == "GAP" ? needs(arg[3]) : tolower(substr(arg[3], 4))
	if (list)
		print arg[2], word
	gsub(/ /, ", ", word)
	text = kind == "GAP" ? pod(arg[4]) ". Hides: I<" word ">." : "I<" word ">: " pod(arg[5]) "."
	todo = kind == "GAP" ? arg[6] : arg[7]
	if (kind != "GAP" && arg[8] != "")
		todo = todo " There is no command for it: " arg[8] "."
	body[kind] = body[kind] "=head2 " arg[2] "\n\n" text "\n\n" pod(arg[kind == "GAP" ? 5 : 6]) \
		"\n\nWhat to do: " pod(todo) "\n\n"
	records++
}

function bad(why)
{
	print FILENAME ":" FNR ": " why | "cat >&2"
	failed = 1
	exit 1
}

# Of POD's own characters only these two occur in prose.
function pod(text,   i, c, out)
{
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		out = out (c == "<" ? "E<lt>" : c == ">" ? "E<gt>" : c)
	}
	return out
}

FNR == 1 { table = FILENAME ~ /\.def$/ }
table && !depth && /^(FINDING|GAP)\(/ {
	kind = substr($0, 1, index($0, "(") - 1)
	n = 1
	arg[1] = ""
	instring = 0
	take($0)
	next
}
table && depth { take($0) }
!table && /^@(FINDINGS|GAPS)@$/ {
	printf "%s", body[substr($0, 2, 1) == "G" ? "GAP" : "FINDING"]
	next
}
!table { print }
END {
	if (!failed && !records) {
		print "findings.awk: no record found" | "cat >&2"
		failed = 1
	}
	exit failed
}
