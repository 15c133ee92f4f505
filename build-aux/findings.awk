# SPDX-License-Identifier: GPL-2.0-or-later
# The findings table for other readers than the C compiler.
#
#   awk -f findings.awk findings.def PAGE.pod.in   the page, with the line
#                                                  @FINDINGS@ replaced by the table
#   awk -v list=1 -f findings.awk findings.def     "CODE SEVERITY" lines
#
# Only what POSIX says of awk. A record is FINDING(...) with each argument
# beginning on a line of its own; adjacent strings are one.

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

function finish(   severity)
{
	if (n != 7)
		bad("a record has " n " arguments, not 7")
	severity = tolower(substr(arg[3], 4))
	if (arg[2] in seen)
		bad("code " arg[2] " is there twice")
	seen[arg[2]] = 1
	if (list)
		print arg[2], severity
	body = body "=head2 " arg[2] "\n\nI<" severity ">: " pod(arg[5]) ".\n\n" pod(arg[6]) \
		"\n\nWhat to do: " pod(arg[7]) "\n\n"
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

FNR == 1 { file++ }
file == 1 && !depth && /^FINDING\(/ {
	n = 1
	arg[1] = ""
	instring = 0
	take($0)
	next
}
file == 1 && depth { take($0) }
file == 2 && $0 == "@FINDINGS@" {
	printf "%s", body
	next
}
file == 2 { print }
END {
	if (!failed && !records) {
		print "findings.awk: no FINDING(...) found" | "cat >&2"
		failed = 1
	}
	exit failed
}
