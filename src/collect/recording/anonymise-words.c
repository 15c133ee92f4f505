/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words to keep: those of libvirt's XML, VMMs' command lines, /proc and
 * Open vSwitch's tables. A word that a decoder looks for has to be here, or
 * tests/test-anonymised-hosts.sh fails.
 */
#include <config.h>

#include "collect/recording/anonymise.h"

const char *const vt_anon_known_words[] = {
	/* the formats themselves */
	"xml version encoding UTF-8 utf-8 xmlns http https libvirt.org openstack.org "
	"ovirt.org schemas quot apos amp lt gt true false null on off yes no SCRUBBED",
	/* libvirt */
	"domain domstatus domstate domainsnapshot name uuid title description metadata id "
	"type state reason pid devices interface mac address source target model driver "
	"queues mtu size link virtualport parameters interfaceid profileid managerid "
	"typeid typeidversion instanceid vlan trunk tag nativeMode tagged untagged "
	"filterref filter parameter value alias rom enabled bandwidth inbound outbound "
	"average peak burst portid bridge network dev mode managed backend tap vhost port "
	"isolated teaming persistent transient tune coalesce guest host ip prefix family "
	"peer route gateway script path boot order actual class hostdev user ethernet "
	"direct vhostuser vdpa internal mcast server client udp passt logFile portForward "
	"range start to vepa private passthrough up down virtio virtio-transitional "
	"virtio-non-transitional e1000 e1000e rtl8139 ne2k_pci pcnet vmxnet3 igb netfront "
	"openvswitch midonet 802.1Qbg 802.1Qbh kvm qemu xen lxc ch bhyve vz test QEMU LXC "
	"CH Xen Test hvm os arch machine emulator memory currentMemory unit KiB MiB GiB "
	"vcpu vcpus placement static cpu features acpi apic clock offset utc on_poweroff "
	"on_reboot on_crash destroy restart controller index pci pci-root bus slot "
	"function disk input console serial graphics video memballoon audio none sandbox "
	"seclabel label imagelabel commandline arg env running paused blocked shutdown "
	"shutoff crashed pmsuspended booted monitor unix namespaces mount qemuCaps flag "
	"job async phase device list networkport owner filterbinding portdev portid mac "
	"linkdev nwfilter uid group plug forwardDev connections floor trustGuestRxFilters "
	"trustGuestTxFilters currentAddress currentAddresses nova instance project qemu "
	"libosinfo ovirt-vm libvirt session system embed socket libvirt-sock libvirt-sock-ro "
	"virtqemud-sock virtqemud-sock-ro virtlxcd-sock virtlxcd-sock-ro virtchd-sock "
	"virtchd-sock-ro virtxend-sock virtxend-sock-ro virtbhyved-sock virtbhyved-sock-ro "
	"virtvzd-sock virtvzd-sock-ro",
	/* VMMs */
	"qemu-system-x86_64 qemu-system-x86 qemu-system-aarch64 qemu-system-aar qemu- "
	"system-arm qemu-system-ppc64 qemu-system-ppc qemu-system-s390x qemu-system-s39 "
	"qemu-system-riscv64 qemu-system-i386 qemu-system-i38 xen-domid xen-attach runsc "
	"runsc-sandbox runsc-sandbo qemu-kvm kvm-spice cloud-hypervisor cloud-hyperviso crosvm "
	"firecracker kvmtool lkvm libvirt_lxc virtqemud libvirtd virtlxcd virtchd kata "
	"containerd-shim-kata-v2 nicd netdev nic net device append smbios debug-threads S "
	"object qom-type secret accel bios m smp fd fds vhostfd vhostfds ifname br helper "
	"downscript sndbuf vnet_hdr virtio-net-pci virtio-net-ccw virtio-net-device "
	"virtio-net mq vectors macaddr romfile addr vhost-user vhost-vdpa stream dgram "
	"l2tpv3 chardev hubport hub vde pasta slirp passt enable-kvm runas daemonize "
	"pidfile chroot uuid api-socket api-sock config-file disk kernel initramfs "
	"cmdline cpus console serial cmd host_mac host_dev_name guest_mac iface_id iface "
	"network-interfaces network_interfaces machine-config boot-source drives "
	"instance-id num_queues queue_size tap-name tap-fd vhost-net run no-api jailer "
	"exec-file chroot-base-dir mask num-queues queue-size hotplug cid memory driver "
	"plugged peers netns iothread rng pmem fs vsock tpm watchdog event-monitor "
	"seccomp log log-file id v trans guest_ip host_ip",
	/* processes and paths */
	"pos flags mnt_id ino iff lock deleted usr bin sbin libexec lib lib64 var run etc "
	"dev proc self ns netns opt tmp root home tun tap pidfd anon_inode kvm-vm kvm- "
	"vcpu memfd openvpn vpnkit slirp4netns dnsmasq sleep bash sh python3 dev-tap D R "
	"S T Z I",
	/* cgroups */
	"machine machine-qemu machine-ch machine-lxc slice scope service user session app "
	"init libvirt emulator vcpu0 vcpu1 iothread kubepods burstable besteffort "
	"guaranteed cri containerd crio docker podman conmon libpod kubepods.slice "
	"qemu.slice lxc.monitor lxc.payload incus lxd pve cpuset cpu memory devices "
	"freezer blkio pids hugetlb perf_event net_cls net_prio misc rdma name systemd "
	"virt launcher x2d ..",
	/* managers */
	"proxmox incus kubevirt claims opennebula cloudstack systemd kubernetes net0 net1 "
	"net2 net3 net4 net5 net6 net7 smbios1 tags template ipconfig0 ipconfig1 "
	"ipconfig2 ipconfig3 ipconfig4 ipconfig5 ipconfig6 ipconfig7 firewall rate "
	"link_down dhcp ip6 gw auto base64 project location status_code nics nictype "
	"parent hwaddr host_name bridged routed ovn sriov physical ipvlan default pod "
	"conf qemu-server unix.socket files",
	/* Open vSwitch */
	"data headings map set external_ids attached-mac iface-id iface-status vm-id vm- "
	"uuid active inactive bridges ports interfaces patch vxlan geneve gre system "
	"internal options tag trunks vlan_mode access native-tagged native-untagged "
	"dot1q-tunnel other_config datapath_type netdev fail_mode admin_state link_state "
	"ofport status ovs-vsctl ovsdb fake_bridge",
	/* managers */
	"proxmox incus lxd lxc kubevirt kubernetes claims systemd smbios1 tags firewall "
	"gw ipconfig0 ipconfig1 ipconfig2 ipconfig3 link_down virtio config "
	"expanded_config expanded_devices host_name hwaddr location nictype bridged "
	"physical sriov parent nic nics project status_code vc vm json sandboxes shim "
	"virtual-machine template kubevirt-name kubevirt-namespace sandbox qemu-server "
	"nodes pod of the PID volatile state local default manager metadata "
	"namespace_name macaddr ip6 dhcp auto",
	/* more of Open vSwitch */
	"dpdk dpdkvhostuser dpdkvhostuserclient _uuid list peer",
	/* functions of cards, netfilter */
	"number trust spoofchk link auto enable disable 0x0000 FORWARD legacy inet "
	"vhost-server-path",
	/* kinds of links */
	"macvtap ipvtap macvlan ipvlan veth vif bond dummy team ifb vrf gretap ip6gretap "
	"sit ipip wireguard",
	/* gaps */
	"all netlink links processes process descriptors of domains domain VM VMs connection the "
	"timed out after is not readable cannot read open connect refused",
	NULL,
};
