#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-layers.sh [SRCDIR]: which file of src may include which header. The
# tables below are the architecture; see HACKING.md.
set -eu

cd "${1:-.}"
find src -name '*.[ch]' | LC_ALL=C sort | xargs awk '
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
	only["libxml/"] = "src/collect/libvirt/xml.c"
	only["json-c/"] = "src/util/json.c"
	only["libmnl/"] = "src/collect/kernel/rtnl.c"
	only["linux/if_link.h"] = "src/collect/kernel/rtnl.c src/collect/kernel/rtlink.c "
	only["linux/if_link.h"] = only["linux/if_link.h"] "src/collect/kernel/linkinfo.c "
	only["linux/if_link.h"] = only["linux/if_link.h"] "src/collect/kernel/survey.c src/collect/kernel/bridge.c"
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
END { exit bad }'
