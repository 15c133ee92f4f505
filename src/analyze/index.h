/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Look-ups in frozen facts by other keys than the tables are sorted by. */
#ifndef VT_ANALYZE_INDEX_H
#define VT_ANALYZE_INDEX_H

#include "model/facts.h"

struct vt_index;

/** vt_index_new - owned, free with vt_index_free(); borrows @facts */
struct vt_index *vt_index_new(const struct vt_facts *facts);
void vt_index_free(struct vt_index *ix);

/**
 * vt_index_link - link row named @name in @netns, by its name, else by one of
 * its alternative names; VT_NONE when there is none
 */
uint32_t vt_index_link(const struct vt_index *ix, uint64_t netns, const char *name);

/**
 * vt_index_links_named - rows of all links named @name, in every namespace
 * @ret: borrowed from @ix; returns how many
 */
size_t vt_index_links_named(const struct vt_index *ix, const char *name, const uint32_t **ret);

/** vt_index_pidfile - row of the connection's files of domain @name, or VT_NONE */
uint32_t vt_index_pidfile(const struct vt_index *ix, uint32_t conn, const char *name);

/** vt_index_procs_with_uuid - like vt_index_links_named(), for process rows */
size_t vt_index_procs_with_uuid(const struct vt_index *ix, const char *uuid, const uint32_t **ret);

/** vt_index_running - row of an active domain with that UUID, on any connection, or VT_NONE */
uint32_t vt_index_running(const struct vt_index *ix, const char *uuid);

/** vt_domain_netns - the namespace its manager makes devices in, 0 = not known */
uint64_t vt_domain_netns(const struct vt_facts *f, const struct vt_domain *d);

/**
 * vt_index_waiting - row of a shut-off domain with a NIC whose target is @name in
 * @netns, which is our own unless its claim names another; or VT_NONE
 */
uint32_t vt_index_waiting(const struct vt_index *ix, uint64_t netns, const char *name);

/** vt_index_has_port - does a libvirt network have a port with that id */
bool vt_index_has_port(const struct vt_index *ix, const char *id);
/** vt_index_has_binding - does nwfilter have a binding for that device */
bool vt_index_has_binding(const struct vt_index *ix, const char *ifname);

#endif
