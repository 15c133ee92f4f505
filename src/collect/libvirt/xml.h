/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * XML as a stream of elements, each with its path from the root. The only
 * file that knows libxml2 is xml.c.
 */
#ifndef VT_COLLECT_LIBVIRT_XML_H
#define VT_COLLECT_LIBVIRT_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/err.h"

/* libvirt's own limit of a string in its protocol (VIR_NET_MESSAGE_STRING_MAX) */
#define VT_XML_MAX_LEN ((size_t)4 << 20)
/* libvirt's XML is about 10 deep; <metadata> holds what users put there. */
#define VT_XML_MAX_DEPTH 128

/**
 * struct vt_xml_elem - an element that starts; valid during the callback
 * @path: names from the root on, "/domain/devices/interface"; a name cannot
 *        hold a '/', so a path is what it says
 * @attrs, @n_attrs: for vt_xml_attr() and its like
 */
struct vt_xml_elem {
	const char *path;
	const unsigned char **attrs;
	int n_attrs;
};

/**
 * struct vt_xml_handler - whom to tell
 * @start: 0 to go on; what it returns else, with @err set, ends the parse
 * @text:  a piece of the text directly below the element @path, not NUL-ended;
 *         may be called several times for one text
 * @end:   the element @path ends
 *
 * An element with a namespace or a prefix (<qemu:commandline>) is none of
 * libvirt's own: it is not told, nor is anything below it. But for those of
 * orchestrators: their name in @path has a prefix by their namespace,
 * "nova:instance", whatever the prefix in the document is.
 */
struct vt_xml_handler {
	int (*start)(void *arg, const struct vt_xml_elem *e, struct vt_err *err);
	void (*text)(void *arg, const char *path, const char *text, size_t len);
	void (*end)(void *arg, const char *path);
};

/**
 * vt_xml_parse - parse a whole document
 *
 * Any number of threads may do so at a time. Nothing is loaded and nothing is
 * printed; a DOCTYPE, and with it any entity of one's own, is refused.
 *
 * Returns 0, -EBADMSG (no well-formed XML), -E2BIG (over a limit), -ENOENT
 * (libxml2 is not installed), or what @handler->start returned.
 */
int vt_xml_parse(const char *text, size_t len, const struct vt_xml_handler *handler, void *arg,
		 struct vt_err *err);

/**
 * vt_xml_attr - the value of an attribute without a namespace, NULL when absent
 *
 * Character and entity references are decoded. Borrowed, valid during the
 * callback, *not* NUL-ended.
 */
const char *vt_xml_attr(const struct vt_xml_elem *e, const char *name, size_t *ret_len);

/** vt_xml_attr_keep - a copy in @arena, NULL when absent or empty */
const char *vt_xml_attr_keep(const struct vt_xml_elem *e, const char *name, struct vt_arena *arena);

/** vt_xml_attr_is - it is there and equals @value */
bool vt_xml_attr_is(const struct vt_xml_elem *e, const char *name, const char *value);

/** vt_xml_attr_u32 - as vt_parse_u32(); an absent one is no number */
int vt_xml_attr_u32(const struct vt_xml_elem *e, const char *name, uint32_t *ret);

#endif
