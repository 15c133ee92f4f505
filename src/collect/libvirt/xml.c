/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns XML text into a stream of elements with paths. SAX2 and no tree: a
 * tree costs three times as much, and nobody needs one.
 */
#include <config.h>

#include "collect/libvirt/xml.h"

#include <errno.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/vec.h"
#include "util/library.h"
#include "util/str.h"

/* 2.14 changed the ABI. */
#if LIBXML_VERSION >= 21400
#define SONAME "libxml2.so.16"
#else
#define SONAME "libxml2.so.2"
#endif
VT_LIBRARY_NOTE(libxml2, "Read the XML of VMs", SONAME);

/* Many scans read no XML, and libxml2 brings ICU and libstdc++: a third of the time and memory
 * of such a scan. */
#define FUNCTIONS(F) \
	F(xmlCreateMemoryParserCtxt) \
	F(xmlCtxtGetLastError) \
	F(xmlCtxtUseOptions) \
	F(xmlFreeParserCtxt) \
	F(xmlInitParser) \
	F(xmlParseDocument) \
	F(xmlSAX2GetLineNumber) \
	F(xmlStopParser)

static struct {
#define MEMBER(name) __typeof__(&name) name;
	FUNCTIONS(MEMBER)
#undef MEMBER
} xml;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[256];

/* Per attribute: local name, prefix, namespace, value, end of the value */
#define ATTR_STRIDE 5

struct state {
	const struct vt_xml_handler *handler;
	void *arg;
	struct vt_err *err;
	xmlParserCtxtPtr ctxt;
	struct vt_buf path;
	VT_VEC(size_t) lengths; /* of the path above each element that is told */
	unsigned int depth;
	unsigned int foreign; /* depth of the element that is skipped, 0 = none */
	int result;
};

static inline void ctxt_cleanup(xmlParserCtxtPtr *ctxt)
{
	xml.xmlFreeParserCtxt(*ctxt);
}

static void state_cleanup(struct state *s)
{
	vt_buf_done(&s->path);
	vt_vec_done(&s->lengths);
}

static void stop(struct state *s, int result)
{
	s->result = result;
	xml.xmlStopParser(s->ctxt);
}

static int line(const struct state *s)
{
	return xml.xmlSAX2GetLineNumber(s->ctxt);
}

/* What an orchestrator's namespace is called here; NULL for all others. */
static const char *known_namespace(const char *uri)
{
	static const struct {
		const char *uri, *word;
	} known[] = {
		{ "http://openstack.org/xmlns/libvirt/nova/1.0", "nova" },
		{ "http://openstack.org/xmlns/libvirt/nova/1.1", "nova" },
		{ "http://ovirt.org/vm/1.0", "ovirt-vm" },
		{ "http://opennebula.org/xmlns/libvirt/1.0", "one" },
		{ "http://kubevirt.io", "kubevirt" },
		{ "http://cloudstack.apache.org/instance", "cloudstack" },
	};

	for (size_t i = 0; uri && i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(uri, known[i].uri))
			return known[i].word;
	return NULL;
}

static void start_element(void *p, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
			  int n_namespaces, const xmlChar **namespaces, int n_attrs,
			  int n_defaulted, const xmlChar **attrs)
{
	struct state *s = p;
	struct vt_xml_elem e = { .attrs = attrs, .n_attrs = n_attrs };
	const char *word;
	int r;

	(void)n_namespaces;
	(void)namespaces;
	(void)n_defaulted;
	if (s->result)
		return;
	if (s->depth++ == VT_XML_MAX_DEPTH) {
		stop(s, vt_err_set(s->err, E2BIG, "XML at line %d: nested deeper than %d", line(s),
				   VT_XML_MAX_DEPTH));
		return;
	}
	if (s->foreign)
		return;
	word = known_namespace((const char *)uri);
	/* A prefix that nobody declared has no namespace: look at both. */
	if ((prefix || uri) && !word) {
		s->foreign = s->depth;
		return;
	}
	vt_vec_push(&s->lengths, s->path.len);
	vt_buf_add(&s->path, "/", 1);
	if (word)
		vt_buf_fmt(&s->path, "%s:", word);
	vt_buf_str(&s->path, (const char *)name);
	e.path = s->path.p;
	r = s->handler->start(s->arg, &e, s->err);
	if (r)
		stop(s, r);
}

/* After an error libxml2 may still call what follows, also where no element is open. */
static void end_element(void *p, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct state *s = p;

	(void)name;
	(void)prefix;
	(void)uri;
	if (s->result || !s->depth)
		return;
	if (!s->foreign) {
		s->handler->end(s->arg, s->path.p);
		s->path.len = s->lengths.v[--s->lengths.n];
		s->path.p[s->path.len] = '\0';
	} else if (s->foreign == s->depth) {
		s->foreign = 0;
	}
	s->depth--;
}

static void characters(void *p, const xmlChar *text, int len)
{
	struct state *s = p;

	if (!s->result && !s->foreign && s->depth && len > 0)
		s->handler->text(s->arg, s->path.p, (const char *)text, (size_t)len);
}

static void doctype(void *p, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	struct state *s = p;

	(void)name;
	(void)external;
	(void)system;
	if (!s->result)
		stop(s,
		     vt_err_set(s->err, EBADMSG, "XML at line %d: a DOCTYPE is refused", line(s)));
}

/* Without the further lines of libxml2's message, and the document's letters in it. */
static int parse_error(struct state *s)
{
	const xmlError *last = xml.xmlCtxtGetLastError(s->ctxt);
	const char *what = last && last->message ? last->message : "it is not well-formed";
	char msg[200];

	snprintf(msg, sizeof(msg), "%.*s", (int)strcspn(what, "\n"), what);
	for (char *p = msg; *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f)
			*p = ' ';
	return vt_err_set(s->err, EBADMSG, "bad XML at line %d: %s", last ? last->line : line(s),
			  msg);
}

static void set_up(struct state *s)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = doctype,
		.startElementNs = start_element,
		.endElementNs = end_element,
		.characters = characters,
		.cdataBlock = characters,
		.ignorableWhitespace = characters,
	};

	*s->ctxt->sax = sax;
	s->ctxt->userData = s;
	/*
	 * NOENT only concerns &amp; and its like, which libxml2 else leaves as
	 * "&#38;" in attributes: where a DOCTYPE is refused, there is nothing
	 * to expand. IGNORE_ENC: libvirt writes UTF-8, and no document is to
	 * choose a converter.
	 */
	xml.xmlCtxtUseOptions(s->ctxt, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR |
					       XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
}

static void load(void)
{
#define FUNCTION(name) { #name, (size_t)((char *)&xml.name - (char *)&xml) },
	const struct vt_library_function functions[] = { FUNCTIONS(FUNCTION) };
#undef FUNCTION
	const size_t n = sizeof(functions) / sizeof(*functions);

	if (vt_library_load(SONAME, &xml, functions, n, failure, sizeof(failure)) == 0)
		xml.xmlInitParser();
}

int vt_xml_parse(const char *text, size_t len, const struct vt_xml_handler *handler, void *arg,
		 struct vt_err *err)
{
	__attribute__((cleanup(state_cleanup))) struct state s = { .handler = handler,
								   .arg = arg,
								   .err = err };

	if (len > VT_XML_MAX_LEN)
		return vt_err_set(err, E2BIG, "XML of %zu bytes, more than %zu", len,
				  VT_XML_MAX_LEN);
	if (!len)
		return vt_err_set(err, EBADMSG, "bad XML at line 1: it is empty");
	/* libxml2 would take the text as ended there. */
	if (memchr(text, '\0', len))
		return vt_err_set(err, EBADMSG, "bad XML: a NUL byte within");
	pthread_once(&once, load);
	if (failure[0])
		return vt_err_set(err, ENOENT, "cannot parse XML: %s", failure);
	VT_CLEANUP(ctxt) xmlParserCtxtPtr ctxt = xml.xmlCreateMemoryParserCtxt(text, (int)len);
	if (!ctxt)
		return vt_err_set(err, ENOMEM, "cannot parse XML of %zu bytes", len);
	s.ctxt = ctxt;
	set_up(&s);
	if (xml.xmlParseDocument(ctxt) < 0 || !ctxt->wellFormed)
		return s.result ? s.result : parse_error(&s);
	return s.result;
}

const char *vt_xml_attr(const struct vt_xml_elem *e, const char *name, size_t *ret_len)
{
	for (int i = 0; i < e->n_attrs; i++) {
		const unsigned char **a = e->attrs + i * ATTR_STRIDE;

		if (!a[1] && !a[2] && !strcmp((const char *)a[0], name)) {
			*ret_len = (size_t)(a[4] - a[3]);
			return (const char *)a[3];
		}
	}
	return NULL;
}

const char *vt_xml_attr_keep(const struct vt_xml_elem *e, const char *name, struct vt_arena *arena)
{
	size_t len;
	const char *value = vt_xml_attr(e, name, &len);

	return value && len ? vt_arena_strn(arena, value, len) : NULL;
}

bool vt_xml_attr_is(const struct vt_xml_elem *e, const char *name, const char *value)
{
	size_t len;
	const char *have = vt_xml_attr(e, name, &len);

	return have && len == strlen(value) && !memcmp(have, value, len);
}

int vt_xml_attr_u32(const struct vt_xml_elem *e, const char *name, uint32_t *ret)
{
	char digits[16];
	size_t len;
	const char *value = vt_xml_attr(e, name, &len);

	if (!value || len >= sizeof(digits))
		return -EBADMSG;
	memcpy(digits, value, len);
	digits[len] = '\0';
	return vt_parse_u32(digits, ret);
}
