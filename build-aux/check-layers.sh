#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-layers.sh [SRCDIR]: which file of src may include which header. The
# tables below are the architecture; see HACKING.md. Then two things that need
# all includes at once: who may do I/O, and that no two modules need each other.
set -eu

acquirers=$(cd "$(dirname "$0")" && pwd)/acquirers
cd "${1:-.}"
sources=$(find src -name '*.[ch]' | LC_ALL=C sort)
bad=0
# shellcheck disable=SC2086 # file names of ours
awk '
BEGIN {
	# Project headers by the directory of who includes them.
	may["util"] = " util "
	may["model"] = " util model "
	may["collect"] = " util model collect "
	may["analyze"] = " util model analyze "
	may["render"] = " util model analyze render "
	may["commands"] = " util model collect analyze render commands "
	# Foreign APIs, each with the files that may know it.
	only["libvirt/"] = "src/collect/libvirt/libvirt.c src/collect/libvirt/virevents.c "
	only["libvirt/"] = only["libvirt/"] "src/collect/libvirt/virapi.c src/collect/libvirt/virapi.h"
	only["curl/"] = "src/collect/managers/incus-acquire.c"
	only["libxml/"] = "src/collect/libvirt/xml.c"
	only["json-c/"] = "src/util/json.c"
	only["libmnl/"] = "src/collect/kernel/rtnl.c"
	only["linux/if_link.h"] = "src/collect/kernel/rtnl.c src/collect/kernel/rtlink.c "
	only["linux/if_link.h"] = only["linux/if_link.h"] "src/collect/kernel/linkinfo.c "
	only["linux/if_link.h"] = only["linux/if_link.h"] "src/collect/kernel/survey.c src/collect/kernel/bridge.c "
	only["linux/if_link.h"] = only["linux/if_link.h"] "src/collect/kernel/vf-acquire.c "
	only["linux/if_link.h"] = only["linux/if_link.h"] "src/collect/kernel/vf-decode.c "
	only["linux/if_link.h"] = only["linux/if_link.h"] "src/collect/recording/anonymise-netlink.c "
	only["linux/if_link.h"] = only["linux/if_link.h"] "src/collect/recording/byteorder.c"
	only["linux/rtnetlink.h"] = only["linux/if_link.h"] " src/collect/kernel/linkwatch.c"
	only["linux/bpf.h"] = only["bpf/"] = "src/collect/bpf/program.c src/collect/bpf/plain.c"
}
function complain(why)
{
	print FILENAME ":" FNR ": " why
	bad = 1
}
function project(name,   layer, theirs)
{
	layer = FILENAME
	if (sub(/^src\//, "", layer) != 1 || !sub(/\/.*/, "", layer))
		return # main.c and options.c put everything together
	theirs = name
	if (name == "options.h" && layer == "commands")
		return
	if (name == "config.h" || !sub(/\/.*/, "", theirs))
		complain("includes \"" name "\", which is no header of a layer")
	else if (name ~ /^collect\/bpf\// && name != "collect/bpf/bpf.h" && FILENAME !~ /^src\/collect\/bpf\//)
		complain("\"" name "\" is for src/collect/bpf only")
	else if (!index(may[layer], " " theirs " "))
		complain(layer " must not include \"" name "\"")
}
function foreign(name,   api)
{
	if (name == "cap-ng.h" && !only[name])
		only[name] = FILENAME # whichever it is: one file
	for (api in only)
		if (index(name, api) == 1 && !index(" " only[api] " ", " " FILENAME " "))
			complain("<" name "> is for " only[api] " only")
}
match($0, /^[ \t]*#[ \t]*include[ \t]+["<][^">]*/) {
	name = substr($0, RSTART, RLENGTH)
	quote = name ~ /"/
	sub(/^[^"<]*["<]/, "", name)
	if (quote)
		project(name)
	else
		foreign(name)
}
END { exit bad }' $sources || bad=1

# shellcheck disable=SC2086
awk -v acquirers="$acquirers" '
BEGIN {
	# Headers by which a program reaches the world. What no decoder, no model,
	# no rule and no renderer gets, by itself or by a header of ours.
	split("aio.h dirent.h fcntl.h ftw.h glob.h mqueue.h poll.h signal.h spawn.h syslog.h unistd.h " \
	      "sys/epoll.h sys/eventfd.h sys/inotify.h sys/ioctl.h sys/mman.h sys/ptrace.h sys/sendfile.h " \
	      "sys/signalfd.h sys/socket.h sys/stat.h sys/syscall.h sys/timerfd.h sys/uio.h sys/un.h sys/wait.h",
	      list, " ")
	for (i in list)
		world[list[i]] = 1
	# The acquirers of src/collect: they ask, and what they get others decode.
	while ((getline line <acquirers) > 0)
		if (line ~ /^[a-z]/)
			asks["src/collect/" line] = 1
}
# A file without its ending. X-parts.h belongs to X, which it is private to.
function module(file)
{
	sub(/(-parts)?\.[ch]$/, "", file)
	return file
}
function pure(file)
{
	return file ~ /^src\/(model|analyze|render)\// ||
		(file ~ /^src\/collect\// && !(module(file) in asks) && file !~ /-acquire\.[ch]$/)
}
# The first header of the world that @file gets; @seen: what was looked at.
function reaches(file, seen,   n, part, i, found)
{
	if (file in seen)
		return ""
	seen[file] = 1
	n = split(foreign[file], part, " ")
	for (i = 1; i <= n; i++)
		if (part[i] in world)
			return "<" part[i] "> by " file
	n = split(ours[file], part, " ")
	for (i = 1; i <= n; i++)
		if ((found = reaches(part[i], seen)) != "")
			return found
	return ""
}
match($0, /^[ \t]*#[ \t]*include[ \t]+["<][^">]*/) {
	name = substr($0, RSTART, RLENGTH)
	quote = name ~ /"/
	sub(/^[^"<]*["<]/, "", name)
	if (!quote)
		foreign[FILENAME] = foreign[FILENAME] " " name
	else if (name ~ /\.h$/) {
		ours[FILENAME] = ours[FILENAME] " src/" name
		a = module(FILENAME)
		b = module("src/" name)
		if (a != b)
			needs[a] = needs[a] " " b
	}
}
{ files[FILENAME] = 1 }
# A module that needs no other that is left is in no circle; then nor is one
# that no other that is left needs.
function prune(   gone, m, n, part, i, busy, wanted)
{
	do {
		gone = 0
		split("", wanted)
		for (m in needs) {
			n = split(needs[m], part, " ")
			for (i = 1; i <= n; i++)
				wanted[part[i]] = 1
		}
		for (m in needs) {
			busy = 0
			n = split(needs[m], part, " ")
			for (i = 1; i <= n; i++)
				busy = busy || part[i] in needs
			if (!busy || !(m in wanted)) {
				delete needs[m]
				gone = 1
			}
		}
	} while (gone)
}
END {
	for (file in files)
		if (pure(file)) {
			split("", seen)
			if ((way = reaches(file, seen)) != "") {
				print file ": does no I/O, and gets " way
				bad = 1
			}
		}
	prune()
	for (m in needs) {
		print m ": is in a circle of includes, by" needs[m]
		bad = 1
	}
	exit bad
}' $sources || bad=1
exit $bad
