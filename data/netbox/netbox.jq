# SPDX-License-Identifier: GPL-2.0-or-later
#
# An inventory of virt-taps to the rows of one of NetBox's CSV imports:
#
#   virt-taps --json | jq -r --arg cluster NAME --arg table TABLE -f netbox.jq
#
# TABLE is virtual-machines, vminterfaces or mac-addresses.

# A guest once, in the order of the inventory.
def guests: [.domains[] | select(.id != null)];

# NetBox knows an interface by its guest and name: the alias is unique there.
def nics: [.mappings[] | select(.domain != null and .alias != null)];

def note($host): "host " + $host + ", " + (.type // "-") + ", device " + (.ifname // "-")
	+ (if .master then " on " + .master else "" end);

(.host.hostname // "-") as $host
| if $table == "virtual-machines" then
	["name", "status", "cluster", "comments"],
	(guests[] | [.name, "active", $cluster, "uuid " + (.uuid // "-") + ", seen on " + $host])
  elif $table == "vminterfaces" then
	["virtual_machine", "name", "enabled", "description"],
	(nics[] | [.domain, .alias, "true", (note($host) | .[0:200])])
  elif $table == "mac-addresses" then
	["mac_address", "virtual_machine", "interface"],
	(nics[] | select(.mac != null) | [(.mac | ascii_upcase), .domain, .alias])
  else error("table: virtual-machines, vminterfaces or mac-addresses") end
| @csv
