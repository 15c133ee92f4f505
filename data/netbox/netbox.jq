# SPDX-License-Identifier: GPL-2.0-or-later
#
# An inventory of virt-taps to the rows of one of NetBox's CSV imports:
#
#   virt-taps --json | jq -r --arg cluster NAME --arg table TABLE -f netbox.jq
#
# TABLE is virtual-machines, vminterfaces, mac-addresses or ip-addresses; for Nautobot 2
# nautobot-interfaces or nautobot-ip-addresses.

# A guest once, in the order of the inventory.
def guests: [.domains[] | select(.id != null)];

# NetBox knows an interface by its guest and name: the alias is unique there.
def nics: [.mappings[] | select(.domain != null and .alias != null)];

# An address of a host: what network it is in, no host of VMs knows.
def prefixed: .ip + (if .ip | contains("/") then "" elif .ip | contains(":") then "/128" else "/32" end);

def note($host): "host " + $host + ", " + (.type // "-") + ", device " + (.ifname // "-")
	+ (if (.bridge // .master) then " on " + (.bridge // .master) else "" end)
	+ (if .vlan then ", VLAN " + .vlan else "" end);

(.host.hostname // "-") as $host
| if $table == "virtual-machines" then
	["name", "status", "cluster", "comments"],
	(guests[] | [.name, "active", $cluster, "uuid " + (.uuid // "-") + ", seen on " + $host])
  elif $table == "vminterfaces" then
	["virtual_machine", "name", "enabled", "description"],
	(nics[] | [.domain, .alias, "true", (note($host) | .[0:200])])
  elif $table == "mac-addresses" then
	["mac_address", "virtual_machine", "interface", "is_primary"],
	(nics[] | select(.mac != null) | [(.mac | ascii_upcase), .domain, .alias, "true"])
  elif $table == "ip-addresses" then
	["address", "status", "virtual_machine", "interface"],
	(nics[] | . as $n | .addresses[]? | [prefixed, "active", $n.domain, $n.alias])
  elif $table == "nautobot-interfaces" then
	["virtual_machine__name", "name", "status__name", "enabled", "mac_address", "description"],
	(nics[] | [.domain, .alias, "Active", "True", (.mac // "" | ascii_upcase), (note($host) | .[0:200])])
  elif $table == "nautobot-ip-addresses" then
	["host", "mask_length", "status__name"],
	(nics[] | .addresses[]? | prefixed / "/" | [.[0], .[1], "Active"])
  else error("table: " + $table) end
| @csv
