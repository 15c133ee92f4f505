/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of shell, and the ways into a namespace, a connection, or a switch. */
#include <config.h>

#include "analyze/commands.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "util/str.h"

static void blank(struct vt_command *c)
{
	if (c->text.len && !strchr(" (", c->text.p[c->text.len - 1]))
		vt_buf_str(&c->text, " ");
}

static bool printable(const char *word)
{
	for (; *word; word++)
		if (*word < ' ' || *word > '~')
			return false;
	return true;
}

/*
 * A name may have any byte. As octal numbers it is one line of ASCII, whatever
 * it goes through: JSON, a terminal, a file with a "#" in front of each line.
 */
static void add_octal(struct vt_buf *b, const char *word)
{
	vt_buf_str(b, "\"$(printf '");
	for (; *word; word++) {
		if (*word == '%')
			vt_buf_str(b, "%%");
		else if (*word < ' ' || *word > '~' || strchr("'\\-", *word))
			vt_buf_fmt(b, "\\%03o", (unsigned char)*word);
		else
			vt_buf_add(b, word, 1);
	}
	vt_buf_str(b, "')\"");
}

/* What $(...) would cut off. */
static bool ends_in_newline(const char *word)
{
	return *word && word[strlen(word) - 1] == '\n';
}

static void add_word(struct vt_buf *b, const char *word)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "_-.,:=@+/%";

	if (*word && strspn(word, safe) == strlen(word)) {
		vt_buf_str(b, word);
		return;
	}
	if (!printable(word)) {
		add_octal(b, word);
		return;
	}
	vt_buf_str(b, "'");
	for (; *word; word++) {
		if (*word == '\'')
			vt_buf_str(b, "'\\''");
		else
			vt_buf_add(b, word, 1);
	}
	vt_buf_str(b, "'");
}

static void add_words(struct vt_command *c, va_list words)
{
	const char *word;

	while ((word = va_arg(words, const char *)) != NULL) {
		blank(c);
		c->impossible = c->impossible || ends_in_newline(word);
		add_word(&c->text, word);
	}
}

void vt_command_words(struct vt_command *c, const char *word, ...)
{
	va_list words;

	blank(c);
	c->impossible = c->impossible || ends_in_newline(word);
	add_word(&c->text, word);
	va_start(words, word);
	add_words(c, words);
	va_end(words);
}

void vt_command_fmt(struct vt_command *c, const char *fmt, ...)
{
	char word[512];
	va_list ap;

	va_start(ap, fmt);
	/* A word that was cut short would be another word. */
	if (vsnprintf(word, sizeof(word), fmt, ap) >= (int)sizeof(word))
		c->impossible = true;
	va_end(ap);
	vt_command_words(c, word, NULL);
}

static void add_escaped(struct vt_buf *xml, const char *text)
{
	for (; *text; text++) {
		if (strchr("<>&'\"", *text) || (unsigned char)*text < ' ')
			vt_buf_fmt(xml, "&#%d;", *text);
		else
			vt_buf_add(xml, text, 1);
	}
}

void vt_xml_parts(struct vt_buf *xml, const char *markup, ...)
{
	const char *text;
	va_list parts;

	vt_buf_str(xml, markup);
	va_start(parts, markup);
	while ((text = va_arg(parts, const char *)) != NULL) {
		add_escaped(xml, text);
		vt_buf_str(xml, va_arg(parts, const char *));
	}
	va_end(parts);
}

void vt_command_operand(struct vt_command *c, const char *word)
{
	if (!word) {
		c->impossible = true;
		return;
	}
	if (*word == '-')
		vt_command_words(c, "--", NULL);
	vt_command_words(c, word, NULL);
}

void vt_command_print(struct vt_command *c, const char *text)
{
	vt_command_words(c, "printf", "%s", text, NULL);
	vt_command_shell(c, "|");
}

void vt_command_shell(struct vt_command *c, const char *text)
{
	blank(c);
	vt_buf_str(&c->text, text);
}

/* A path that leads to the namespace; false when there is none. */
static bool netns_path(const struct vt_facts *f, uint64_t inode, char *ret, size_t size)
{
	uint32_t row = vt_facts_netns(f, inode);
	const char *path = row == VT_NONE ? NULL : f->netnses.v[row].path;

	for (size_t i = 0; i < f->procs.n; i++)
		if (f->procs.v[i].netns == inode && f->procs.v[i].alive &&
		    (!path || !strncmp(path, "/proc/", 6))) {
			snprintf(ret, size, "/proc/%d/ns/net", f->procs.v[i].pid);
			return true;
		}
	return path && *path == '/' && snprintf(ret, size, "%s", path) < (int)size;
}

/* As ip-netns(8) knows it; NULL when it does not. */
static const char *netns_of_ip(const char *path)
{
	static const char place[] = "/run/netns/";
	const char *name = path + strlen(place);

	return !strncmp(path, place, strlen(place)) && *name && !strchr(name, '/') ? name : NULL;
}

static bool is_own(const struct vt_command *c, uint64_t netns)
{
	return !netns || netns == c->j->f->own_netns;
}

/* The way into a namespace that is not the caller's own; false where it needs none, and
 * where there is none, so that no command is possible. */
static bool needs_path(struct vt_command *c, uint64_t netns, char *ret, size_t size)
{
	if (is_own(c, netns))
		return false;
	c->impossible = c->impossible || !netns_path(c->j->f, netns, ret, size);
	return !c->impossible;
}

void vt_command_in(struct vt_command *c, uint64_t netns)
{
	char path[512];

	if (!needs_path(c, netns, path, sizeof(path)))
		return;
	vt_command_words(c, "nsenter", NULL);
	vt_command_fmt(c, "--net=%s", path);
}

void vt_command_ip(struct vt_command *c, uint64_t netns)
{
	char path[512];

	if (!is_own(c, netns) && netns_path(c->j->f, netns, path, sizeof(path)) &&
	    netns_of_ip(path)) {
		vt_command_words(c, "ip", "-n", netns_of_ip(path), NULL);
		return;
	}
	vt_command_in(c, netns);
	vt_command_words(c, "ip", NULL);
}

/* The read-only socket of a daemon is beside the one that is not. */
void vt_command_virsh(struct vt_command *c, uint32_t conn)
{
	static const char ro[] = "sock-ro";
	const char *uri = conn == VT_NONE ? NULL : c->j->f->conns.v[conn].uri;
	const char *socket = uri ? strstr(uri, "socket=") : NULL;
	const char *end = socket ? socket + strcspn(socket, "&;#") : NULL;

	if (!uri) {
		c->impossible = true;
		return;
	}
	vt_command_words(c, "virsh", "-c", NULL);
	if (socket && !strncmp(end - strlen(ro), ro, strlen(ro)))
		vt_command_fmt(c, "%.*s%s", (int)(end - uri - 3), uri, end);
	else
		vt_command_words(c, uri, NULL);
}

void vt_command_if_netns(struct vt_command *c, uint64_t netns)
{
	char path[512];

	if (!needs_path(c, netns, path, sizeof(path)))
		return;
	vt_command_shell(c, "[ \"$(stat -Lc %i");
	vt_command_words(c, path, NULL);
	vt_buf_fmt(&c->text, ")\" = %" PRIu64 " ] &&", netns);
}

/* What ip(8) has in front of what is particular to the kind; NULL where it is not known. */
static const char *kind_of(const struct vt_link *l)
{
	const char *kind = l->kind_name;

	return kind && *kind && !kind[strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_-")] ?
		       kind :
		       NULL;
}

/* The head of a guard that asks ip(8) about a link, as JSON: there a quotation mark of a name or an
 * alias comes with a backslash, so that no text can look like a key. */
static void ask_link(struct vt_command *c, const struct vt_link *l, bool details)
{
	vt_command_if_netns(c, l->netns);
	vt_command_ip(c, l->netns);
	vt_command_words(c, "-j", NULL);
	if (details)
		vt_command_words(c, "-d", NULL);
	vt_command_words(c, "link", "show", "dev", l->ifname, NULL);
}

/*
 * Its line, if it is the link of that name and of that kind: an index may be given again ("ip link
 * add index N"). @last: this decides, and nothing more is asked of the line.
 */
static void show_link(struct vt_command *c, const struct vt_link *l, bool last)
{
	const char *kind = kind_of(l);

	ask_link(c, l, kind || !last);
	/* A name that is no UTF-8 makes it no text for grep, which then passes nothing on. */
	vt_buf_fmt(&c->text, " | grep %s '\"ifindex\":%u,'", last && !kind ? "-q" : "-a",
		   l->ifindex);
	if (kind)
		vt_buf_fmt(&c->text, " | grep %s '\"info_kind\":\"%s\"'", last ? "-q" : "-a", kind);
}

void vt_command_if_link(struct vt_command *c, uint32_t link)
{
	show_link(c, &c->j->f->links.v[link], true);
	vt_command_shell(c, "&&");
}

/* It may have been made anew meanwhile, as libvirt does with a network's. */
void vt_command_if_bridge(struct vt_command *c, uint32_t link)
{
	ask_link(c, &c->j->f->links.v[link], true);
	vt_command_shell(c, "| grep -q '\"info_kind\":\"bridge\"' &&");
}

/* As ip(8) writes a name in JSON; what it writes of other odd bytes differs by version. */
static void add_json(struct vt_buf *b, const char *name)
{
	for (; *name; name++)
		vt_buf_fmt(b, strchr("\"\\", *name) ? "\\%c" : "%c", *name);
}

void vt_command_if_master(struct vt_command *c, uint32_t link, const char *master)
{
	VT_BUF_OF(text);

	show_link(c, &c->j->f->links.v[link], false);
	if (master) {
		vt_buf_str(&text, "\"master\":\"");
		add_json(&text, master);
		vt_buf_str(&text, "\",");
		vt_command_shell(c, "| grep -qF");
		vt_command_words(c, text.p, NULL);
	} else {
		vt_command_shell(c, "| grep -vq '\"master\":'");
	}
	vt_command_shell(c, "&&");
}

/*
 * The kernel does not tell who has a macvtap open. Its node does: by the name, which has the index,
 * and by the number, which sysfs has for all namespaces, where the node has another name. The
 * number alone is not enough: a device that was moved got a new one.
 */
static void no_node_is_open(struct vt_command *c, uint32_t ifindex)
{
	vt_buf_fmt(&c->text,
		   " ! ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q '/tap%u\\( (deleted)\\)*$' &&"
		   " n=$(ls -l /sys/dev/char | sed -n"
		   " 's|.* \\([0-9]*\\):\\([0-9]*\\) -> .*/tap%u$| \\1, *\\2 |p') &&"
		   " ! ls -lL /proc/[0-9]*/fd 2>/dev/null | grep -q \"^c.*$n\" &&",
		   ifindex, ifindex);
}

void vt_command_if_unheld(struct vt_command *c, uint32_t link)
{
	const struct vt_link *l = &c->j->f->links.v[link];

	if (l->multi_queue) {
		show_link(c, l, false);
		vt_command_shell(c, "| grep -q '\"numqueues\":0,\"numdisabled\":0' &&");
		return;
	}
	vt_command_if_link(c, link);
	/* Deleting a tap of one queue that is held gives EBUSY. */
	if (vt_kind_is_macvtap(l->kind))
		no_node_is_open(c, l->ifindex);
}

void vt_command_if_domain(struct vt_command *c, uint32_t domain)
{
	const struct vt_domain *d = &c->j->f->domains.v[domain];

	vt_command_shell(c, "[ \"$(");
	vt_command_virsh(c, d->conn);
	vt_command_words(c, "domid", NULL);
	vt_command_operand(c, d->uuid ? d->uuid : d->name);
	vt_buf_fmt(&c->text, ")\" = %d ] &&", d->id);
}

void vt_command_finish(struct vt_command *c, struct vt_finding *row)
{
	if (row && !c->impossible && c->text.len && row->n_commands < VT_COMMANDS_MAX)
		row->commands[row->n_commands++] =
			vt_arena_strn(c->j->out->arena, c->text.p, c->text.len);
	vt_buf_done(&c->text);
}

void vt_command_link(struct vt_judge *j, struct vt_finding *row, uint32_t link, ...)
{
	const struct vt_link *l = &j->f->links.v[link];
	struct vt_command c = { .j = j };
	va_list words;

	vt_command_if_link(&c, link);
	vt_command_ip(&c, l->netns);
	vt_command_words(&c, "link", "set", "dev", l->ifname, NULL);
	va_start(words, link);
	add_words(&c, words);
	va_end(words);
	vt_command_finish(&c, row);
}
