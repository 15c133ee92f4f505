/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holders.bpf.c writes and collect/bpf.c reads: a stream of records. */
#ifndef VT_BPF_RECORD_H
#define VT_BPF_RECORD_H

#include <stdint.h>

/* Of struct vt_bpf_head; QUEUE_TUN and up are struct vt_bpf_queue. */
enum vt_bpf_what {
	VT_BPF_PROCESS = 1, /* a process, and the namespace of its leader */
	VT_BPF_THREAD, /* a thread in another namespace than its leader */
	VT_BPF_MORE, /* its table goes on at descriptor @value */
	VT_BPF_TOO_LARGE, /* its table cannot be walked to its end */
	VT_BPF_TUN,
	VT_BPF_MACVTAP,
	VT_BPF_IPVTAP,
};

/**
 * struct vt_bpf_head - begin of every record
 * @pid, @tid: in the PID namespace of the reader
 * @value: PROCESS, THREAD and queues: inode of a network namespace, or 0;
 *         MORE: a descriptor
 */
struct vt_bpf_head {
	uint32_t what;
	int32_t pid, tid;
	uint32_t value;
};

enum vt_bpf_flags {
	VT_BPF_DISABLED = 1 << 0,
	VT_BPF_MAC = 1 << 1,
};

/**
 * struct vt_bpf_queue - a descriptor of a queue
 * @file, @table: identity of the open file and of the descriptor table:
 *         addresses, so they are compared and never shown
 * @ifname: empty when it is attached to no device; not always NUL-ended
 */
struct vt_bpf_queue {
	struct vt_bpf_head head;
	uint64_t file, table;
	int32_t fd;
	uint32_t ifindex;
	char ifname[16];
	uint8_t mac[6];
	uint16_t flags;
};

#endif
