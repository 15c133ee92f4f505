/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that cure a finding. Each is one complete line of POSIX shell, with
 * words quoted, for the right namespace and connection. Guards come first, so
 * that the line does nothing once the situation has changed:
 *
 *   ip -n blue -j link show dev tap0 | grep -q '"ifindex":7,' && ip -n blue link set dev tap0 up
 *
 *	struct vt_command c = { .j = j };
 *
 *	vt_command_if_link(&c, about.link);
 *	vt_command_ip(&c, netns);
 *	vt_command_words(&c, "link", "set", "dev", name, "up", NULL);
 *	vt_command_finish(&c, row);
 */
#ifndef VT_ANALYZE_COMMANDS_H
#define VT_ANALYZE_COMMANDS_H

#include "analyze/rules.h"

/**
 * struct vt_command - a line under construction; set @j and zero the rest
 * @impossible: it needs something that cannot be named, such as a namespace that
 *              no path and no process leads to; the line will be dropped
 */
struct vt_command {
	const struct vt_judge *j;
	struct vt_buf text;
	bool impossible;
};

/** vt_command_words - append words, quoted for a shell; ended by NULL */
void vt_command_words(struct vt_command *c, const char *word, ...) __attribute__((sentinel));
/** vt_command_fmt - append one word, formatted */
void vt_command_fmt(struct vt_command *c, const char *fmt, ...) VT_PRINTF(2, 3);
/** vt_command_operand - append one word that must not be taken for an option; NULL = impossible */
void vt_command_operand(struct vt_command *c, const char *word);
/** vt_command_print - append a pipe that feeds @text to the command that follows */
void vt_command_print(struct vt_command *c, const char *text);
/**
 * vt_xml_parts - append to a document: markup, text, markup, text, ..., markup, NULL
 *
 * Texts are escaped so that they fit both elements and attributes.
 */
void vt_xml_parts(struct vt_buf *xml, const char *markup, ...) __attribute__((sentinel));
/** vt_command_shell - append an operator as it is: "&&", "|", "2>/dev/null" */
void vt_command_shell(struct vt_command *c, const char *text);

/** vt_command_in - append a prefix that runs the next words in @netns; nothing for our own */
void vt_command_in(struct vt_command *c, uint64_t netns);
/** vt_command_ip - append ip(8) for a network namespace: "ip", "ip -n NAME", "nsenter ... ip" */
void vt_command_ip(struct vt_command *c, uint64_t netns);
/** vt_command_virsh - append "virsh -c URI", with write access to the connection */
void vt_command_virsh(struct vt_command *c, uint32_t conn);

/* Guards; each appends its "&&" as well. */
/** vt_command_if_netns - the same path still leads to the namespace; nothing for our own */
void vt_command_if_netns(struct vt_command *c, uint64_t netns);
/** vt_command_if_link - the name still belongs to the same link (a row of facts) */
void vt_command_if_link(struct vt_command *c, uint32_t link);
/** vt_command_if_bridge - there is a bridge with that link's name, maybe a new one */
void vt_command_if_bridge(struct vt_command *c, uint32_t link);
/** vt_command_if_master - vt_command_if_link(), and its master is still @master; NULL = none */
void vt_command_if_master(struct vt_command *c, uint32_t link, const char *master);
/**
 * vt_command_if_unheld - vt_command_if_link(), and nobody has it open
 *
 * Nothing is asked of what the kernel itself refuses to delete while it is held.
 */
void vt_command_if_unheld(struct vt_command *c, uint32_t link);
/** vt_command_if_domain - the VM (a row of facts) still runs under its libvirt id */
void vt_command_if_domain(struct vt_command *c, uint32_t domain);

/** vt_command_finish - add the line to a finding, which may be NULL (withheld) */
void vt_command_finish(struct vt_command *c, struct vt_finding *row);

/** vt_command_link - one guarded "ip link set dev LINK WORD..." for a finding; ended by NULL */
void vt_command_link(struct vt_judge *j, struct vt_finding *row, uint32_t link, ...)
	__attribute__((sentinel));

#endif
