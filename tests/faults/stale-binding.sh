# SPDX-License-Identifier: GPL-2.0-or-later
# A running guest has a port in its network.
near_miss()
{
	lab_network nat virbr7 192.168.77.0/24
	lab_guest a --nic "$(nic_network nat)"
}

fault()
{
	cat >"$VT_LAB_DIR/port.xml" <<-XML
	<networkport>
	  <uuid>11111111-2222-3333-4444-666666666666</uuid>
	  <owner><name>ghost</name><uuid>11111111-2222-3333-4444-555555555555</uuid></owner>
	  <mac address='52:54:00:aa:bb:cc'/>
	</networkport>
	XML
	lab_virsh net-port-create nat "$VT_LAB_DIR/port.xml"
	expect='.evidence.record == "network port" and .domain == "ghost"'
}
