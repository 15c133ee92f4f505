/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the command lines of all VMMs have in common: options with values,
 * values of "key=value,key=value", and NICs. Nothing of it is proof: it is the
 * word of whoever started the process.
 */
#ifndef VT_COLLECT_VMM_LINE_H
#define VT_COLLECT_VMM_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/facts.h"
#include "util/json.h"
#include "util/str.h"

#define VT_VMM_MAX_NETDEVS 4096
#define VT_VMM_MAX_FD (1 << 20)

/** struct vt_vmm_pair - "key=value,key=value", ',' doubled within a value
 * @p:       what is left
 * @implied: key of a first value without one, NULL = there is none
 */
struct vt_vmm_pair {
	const char *p, *implied;
	struct vt_buf key, value;
};

/** vt_vmm_pair_done - frees what is in it */
void vt_vmm_pair_done(struct vt_vmm_pair *pair);

#define VT_VMM_PAIRS_OF(name, text, implied_key) \
	__attribute__((cleanup(vt_vmm_pair_done))) struct vt_vmm_pair name = { \
		.p = (text), .implied = (implied_key) \
	}

/** vt_vmm_next_pair - the next one; false at the end */
bool vt_vmm_next_pair(struct vt_vmm_pair *pair);

/**
 * struct vt_vmm_nic - one NIC's back end and device; the last of each option counts
 * @vhost: the kernel moves its frames (vhost-net)
 */
struct vt_vmm_nic {
	struct vt_buf type, id, ifname, fds, mac, model, bridge, mtu;
	uint32_t queues;
	enum vt_tri vhost;
};

/** vt_vmm_nic_done - frees what is in it */
void vt_vmm_nic_done(struct vt_vmm_nic *nic);

#define VT_VMM_NIC_OF(name) \
	__attribute__((cleanup(vt_vmm_nic_done))) struct vt_vmm_nic name = { .type = { 0 } }

/** vt_vmm_set - the value of one of a NIC's members, in place of an earlier one */
void vt_vmm_set(struct vt_buf *b, const char *value);

/** struct vt_vmm_mac - of QEMU's -device: what it says of a netdev's NIC */
struct vt_vmm_mac {
	const char *netdev, *mac, *model;
	uint32_t mtu;
};

/**
 * struct vt_vmm_line - a command line while it is decoded
 * @facts, @proc: where its netdev rows, guest and UUID go
 * @socket: of its monitor or API, borrowed from the arena of @facts
 * @nics:   how many NICs there were; @max: rows of them are kept
 * @macs:   MAC addresses and models by netdev, of QEMU's -device
 */
struct vt_vmm_line {
	struct vt_facts *facts;
	uint32_t proc, nics;
	const char *socket;
	size_t netdevs, max;
	VT_VEC(struct vt_vmm_mac) macs;
};

/**
 * struct vt_vmm_option - an option with a value
 * @dashes: 1: QEMU's, which takes two dashes for one, everywhere; 2: the long
 *          form only, which may be "--key=value", too
 * @many:   more values may follow, up to the next option
 */
struct vt_vmm_option {
	const char *name;
	unsigned int dashes;
	bool many;
	void (*fn)(struct vt_vmm_line *line, const char *value);
};

/**
 * vt_vmm_walk - call the options' functions, in the order of the command line
 * @cmdline: arguments, each ended by a NUL; a last one without is taken as cut
 *           off and ignored; the first one is the program
 * @options: up to one without a name
 */
void vt_vmm_walk(struct vt_vmm_line *line, const char *cmdline, size_t len,
		 const struct vt_vmm_option *options);

/**
 * vt_vmm_add - add a NIC's netdev rows
 *
 * One for every descriptor, else one with the name; without both where the VMM
 * chooses the device itself. Nothing for what is no tap.
 */
void vt_vmm_add(struct vt_vmm_line *line, const struct vt_vmm_nic *nic);

/**
 * vt_vmm_add_device - add what the guest sees of a NIC: MAC address, model, MTU
 * @netdev: id of its back end; nothing is added without
 */
void vt_vmm_add_device(struct vt_vmm_line *line, const struct vt_buf *netdev,
		       const struct vt_vmm_nic *nic);

/** vt_vmm_mac - a MAC address in lower case, of the arena of the facts; NULL gives NULL */
const char *vt_vmm_mac(struct vt_vmm_line *line, const char *mac);

/** vt_vmm_guest, vt_vmm_uuid - what it calls its guest; a malformed UUID is none */
void vt_vmm_guest(struct vt_vmm_line *line, const char *value, size_t len);
void vt_vmm_uuid(struct vt_vmm_line *line, const char *value);

/** vt_vmm_socket_name - what a socket's path calls its VM; NULL = nothing */
const char *vt_vmm_socket_name(struct vt_arena *arena, const char *path);

/**
 * vt_vmm_json_list - of a configuration in JSON the objects of the list @list, of these
 * the strings and numbers @keys, up to NULL; of @arena, and always an object
 */
const char *vt_vmm_json_list(struct vt_arena *arena, const char *text, const char *list,
			     const char *const *keys);

/** vt_vmm_json_each - call @fn for each object of the list @list of such a text */
void vt_vmm_json_each(struct vt_vmm_line *line, const char *text, const char *list,
		      void (*fn)(struct vt_vmm_line *line, const struct vt_json *item));

/** vt_vmm_ignore - of an option whose value may look like one */
void vt_vmm_ignore(struct vt_vmm_line *line, const char *value);

#endif
