/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts from a few lines of text, for tests of what is made of them.
 *
 * A statement is a line, or ends with ';': TABLE KEY [FIELD=VALUE...]. Where
 * the table has a row of that key already, its fields are changed; otherwise
 * a row is added with what a healthy host has. "drop TABLE KEY" takes it away.
 *
 *   conn URI        qemu:///system is there from the beginning
 *   manager NAME
 *   domain NAME     runs; uuid is NAME, too
 *   nic ALIAS       of the last domain; type bridge, on br0
 *   pidfile NAME    of the first connection, read but not locked
 *   link IFNAME     a tap that is up, in namespace 1
 *   proc PID        a hypervisor in namespace 1, with the UUID of the last domain
 *   netdev ID       of the last process
 *   holder IFNAME   a descriptor of that device, of the last process
 *   ovs IFNAME      in the database of Open vSwitch, a port of its own name
 *   vlan VID        of the port that ifindex=LINK names; untagged, unless pvid=no
 *   fdb MAC         in the table of bridge=LINK, on port=LINK
 *   netns INODE, leftover ID, hint PID, label KEY, address IP
 *   gap CODE        hides what its class hides
 *
 * FIELD is the name of the member, VALUE yes, no, unknown, none, a number, a
 * word, or text in single quotes. domain, proc, conn, manager, master, lower and nic
 * take the key of the row that is meant. KEY is only a key where the field
 * that it stands for is given.
 */
#ifndef VT_TESTS_SCENE_H
#define VT_TESTS_SCENE_H

#include "model/facts.h"

/** scene - frozen facts; owned, free with vt_facts_free(). A wrong @text ends the program. */
struct vt_facts *scene(const char *text);

#endif
