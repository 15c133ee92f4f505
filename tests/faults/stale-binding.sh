# SPDX-License-Identifier: GPL-2.0-or-later
# A running guest has a port in its network; and so may a container of a driver that was not asked.
# A shut-off one has none, and a running one is not without.
port()
{
	cat >"$VT_LAB_DIR/port.xml" <<-XML
	<networkport>
	  <uuid>11111111-2222-3333-4444-66666666666$1</uuid>
	  <owner><name>$2</name><uuid>$3</uuid></owner>
	  <mac address='52:54:00:aa:bb:c$1'/>
	</networkport>
	XML
	lab_virsh net-port-create nat "$VT_LAB_DIR/port.xml"
}

near_miss()
{
	lab_network nat virbr7 192.168.77.0/24
	lab_guest "a & 'b'" --nic "$(nic_network nat)"
	lab_guest cold --define-only --nic "$(nic_network nat)"
	port 1 box 11111111-2222-3333-4444-555555555555
}

fault()
{
	port 2 cold "$(lab_virsh domuuid cold | xargs)"
	lab_virsh net-port-delete nat "$(lab_virsh dumpxml "a & 'b'" | grep -o "portid='[^']*" | cut -c9-)"
	expect='.evidence.record == "network port" and
		(.domain == "cold" or (.alias == "net0" and (.commands | length) == 1))'
}
