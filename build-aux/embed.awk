# SPDX-License-Identifier: GPL-2.0-or-later
# A text as a C string; see embed.sh.
# Character by character, as awks differ in what a backslash in gsub() means.
BEGIN {
	print "/* Made by build-aux/embed.awk; do not edit. */"
	printf "static const char %s[] =\n", name
}
{
	line = ""
	for (i = 1; i <= length($0); i++) {
		c = substr($0, i, 1)
		if (c == "\t")
			c = "\\t"
		else if (c == "\\" || c == "\"")
			c = "\\" c
		line = line c
	}
	print "\t\"" line "\\n\""
}
END { print "\t\"\";" }
