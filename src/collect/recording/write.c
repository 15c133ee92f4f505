/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes undecoded scans as a recording. It is streamed: a tree of everything
 * would take several times the memory of the scans.
 */
#include <config.h>

#include "collect/recording/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/recording/anonymise.h"
#include "collect/recording/fields.h"
#include "collect/recording/place.h"
#include "collect/recording/scrub.h"
#include "util/fd.h"

struct scrubbed {
	const char *where, *what;
};

struct writer {
	FILE *f;
	struct vt_arena *arena;
	VT_VEC(struct scrubbed) scrubbed;
	size_t secrets;
	char row[128]; /* the path of the row: looks[0].procs[3] */
	struct vt_buf out, what;
	struct vt_anon *anon; /* NULL: names are kept */
	struct vt_buf other;
};

static void put(struct writer *w, const char *text)
{
	fputs(text, w->f);
}

static void put_hex(struct writer *w, const char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	fputc('"', w->f);
	for (size_t i = 0; i < n; i++) {
		fputc(digits[(unsigned char)bytes[i] >> 4], w->f);
		fputc(digits[(unsigned char)bytes[i] & 15], w->f);
	}
	fputc('"', w->f);
}

/* One valid UTF-8 sequence. Control characters, which a terminal may obey, are escaped. */
static void put_character(struct writer *w, const char *s, size_t n, uint32_t cp)
{
	if (cp == '"' || cp == '\\')
		fprintf(w->f, "\\%c", (char)cp);
	else if (cp == '\n')
		put(w, "\\n");
	else if (cp == '\t')
		put(w, "\\t");
	else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		fprintf(w->f, "\\u%04x", cp);
	else
		fwrite(s, 1, n, w->f);
}

/* How many bytes of @s need no escape in JSON. */
static size_t plain_run(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] >= 0x20 && (unsigned char)s[n] < 0x7f && s[n] != '"' &&
	       s[n] != '\\')
		n++;
	return n;
}

static void put_text(struct writer *w, const char *s)
{
	uint32_t cp = 0;

	if (!s) {
		put(w, "null");
		return;
	}
	if (!vt_utf8_valid(s)) {
		put(w, "{\"hex\":");
		put_hex(w, s, strlen(s));
		put(w, "}");
		return;
	}
	fputc('"', w->f);
	for (size_t n; *s; s += n) {
		n = plain_run(s);
		if (n) {
			fwrite(s, 1, n, w->f);
		} else {
			n = vt_utf8_next(s, &cp);
			put_character(w, s, n, cp);
		}
	}
	fputc('"', w->f);
}

/* Notes that w->out lacks @n secrets of @text; @index: which argument, or -1.
 * Returns the text to write. */
static const char *scrubbed(struct writer *w, const char *text, size_t n, const char *key,
			    long index)
{
	struct scrubbed *row;

	if (!n)
		return text;
	row = vt_vec_add(&w->scrubbed);
	row->where = index < 0 ? vt_arena_fmt(w->arena, "%s.%s", w->row, key) :
				 vt_arena_fmt(w->arena, "%s.%s[%ld]", w->row, key, index);
	row->what = vt_arena_str(w->arena, w->what.p);
	w->secrets += n;
	return w->out.p;
}

/* The value of a member, which may be NULL. */
static void put_member_text(struct writer *w, const char *key, const char *text)
{
	if (text && w->anon) {
		vt_anon_text(w->anon, key, text, &w->other);
		text = w->other.p;
	}
	put_text(w, text);
}

static void put_xml(struct writer *w, const char *key, const char *text)
{
	if (text)
		text = scrubbed(w, text, vt_scrub_xml(text, &w->out, &w->what), key, -1);
	if (text && w->anon) {
		vt_anon_xml(w->anon, text, &w->other);
		text = w->other.p;
	}
	put_text(w, text);
}

static void put_uri(struct writer *w, const char *key, const char *text)
{
	if (text)
		text = scrubbed(w, text, vt_scrub_uri(text, &w->out, &w->what), key, -1);
	put_member_text(w, key, text);
}

static void put_arg(struct writer *w, const char *previous, const char *arg)
{
	if (w->anon) {
		vt_anon_arg(w->anon, previous, arg, &w->other);
		arg = w->other.p;
	}
	put_text(w, arg);
}

static void put_args(struct writer *w, const char *key, const char *args, size_t len)
{
	const char *previous = NULL, *end = args + len;
	long i = 0;

	if (!args) {
		put(w, "null");
		return;
	}
	put(w, "[");
	for (const char *arg = args; arg < end; arg += strlen(arg) + 1, i++) {
		size_t n = vt_scrub_arg(previous, arg, &w->out, &w->what);

		put(w, i ? "," : "");
		put_arg(w, previous, scrubbed(w, arg, n, key, i));
		previous = arg;
	}
	put(w, "]");
	if (len && args[len - 1])
		fprintf(w->f, ",\"%s_cut\":true", key);
}

static void put_netlink(struct writer *w, const struct vt_buf *messages)
{
	size_t at = 0;

	if (w->anon) {
		vt_anon_netlink(w->anon, messages, &w->other);
		messages = &w->other;
	}
	put(w, "[");
	while (at < messages->len) {
		size_t left = messages->len - at, n = left;
		struct nlmsghdr head;

		if (left >= sizeof(head)) {
			memcpy(&head, messages->p + at, sizeof(head));
			if (head.nlmsg_len >= sizeof(head) && NLMSG_ALIGN(head.nlmsg_len) < left)
				n = NLMSG_ALIGN(head.nlmsg_len);
		}
		put(w, at ? ",\n " : "\n ");
		put_hex(w, messages->p + at, n);
		at += n;
	}
	put(w, "]");
}

static void put_set(struct writer *w, const struct vt_record_field *f, uint32_t set)
{
	bool first = true;

	put(w, "[");
	for (size_t i = 0; i < f->n_words; i++)
		if (set & (1u << i)) {
			fprintf(w->f, "%s\"%s\"", first ? "" : ",", f->words[i]);
			first = false;
		}
	put(w, "]");
}

static void put_word(struct writer *w, const struct vt_record_field *f, uint32_t value)
{
	put_text(w, value < f->n_words ? f->words[value] : NULL);
}

static uint32_t word_at(const void *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static void put_number(struct writer *w, const struct vt_record_field *f, const void *p)
{
	int32_t i32;
	uint64_t u64;

	if (f->type == VT_REC_U64) {
		memcpy(&u64, p, sizeof(u64));
		fprintf(w->f, "%llu", (unsigned long long)u64);
	} else if (f->type == VT_REC_I32) {
		memcpy(&i32, p, sizeof(i32));
		fprintf(w->f, "%d", i32);
	} else if (f->type == VT_REC_ID && word_at(p) == VT_NONE) {
		put(w, "null");
	} else {
		fprintf(w->f, "%u", word_at(p));
	}
}

static void put_value(struct writer *w, const struct vt_record_field *f, const void *row)
{
	const void *p = (const char *)row + f->offset;
	const char *text = NULL;
	size_t len = 0;

	if (f->type == VT_REC_TEXT || f->type == VT_REC_SLUG || f->type == VT_REC_URI ||
	    f->type == VT_REC_XML || f->type == VT_REC_ARGS)
		memcpy(&text, p, sizeof(text));
	switch (f->type) {
	case VT_REC_TEXT:
		put_member_text(w, f->key, text);
		break;
	case VT_REC_SLUG:
		put_text(w, text);
		break;
	case VT_REC_URI:
		put_uri(w, f->key, text);
		break;
	case VT_REC_XML:
		put_xml(w, f->key, text);
		break;
	case VT_REC_ARGS:
		memcpy(&len, (const char *)row + f->len, sizeof(len));
		put_args(w, f->key, text, len);
		break;
	case VT_REC_U64:
	case VT_REC_U32:
	case VT_REC_I32:
	case VT_REC_PID:
	case VT_REC_ID:
		put_number(w, f, p);
		break;
	case VT_REC_BOOL:
		put(w, *(const bool *)p ? "true" : "false");
		break;
	case VT_REC_WORD:
		put_word(w, f, word_at(p));
		break;
	case VT_REC_SET:
		put_set(w, f, word_at(p));
		break;
	case VT_REC_NETLINK:
		put_netlink(w, p);
		break;
	}
}

/* Without braces: the caller may add to the row. */
static void put_members(struct writer *w, const struct vt_record_field *fields, const void *row)
{
	for (const struct vt_record_field *f = fields; f->key; f++) {
		if (f->local)
			continue;
		fprintf(w->f, "%s\"%s\":", f == fields ? "" : ",", f->key);
		put_value(w, f, row);
	}
}

/* The tables of @owner as members. */
static void put_tables(struct writer *w, const struct vt_record_table *tables, const void *owner)
{
	char above[sizeof(w->row)];

	memcpy(above, w->row, sizeof(above));
	for (const struct vt_record_table *t = tables; t->key; t++) {
		const struct vt_record_rows rows = vt_record_rows(owner, t);

		fprintf(w->f, ",\n\"%s\":[", t->key);
		for (size_t i = 0; i < rows.n; i++) {
			snprintf(w->row, sizeof(w->row), "%.60s.%s[%zu]", above, t->key, i);
			put(w, i ? ",\n{" : "\n{");
			put_members(w, t->fields, rows.v + i * t->row_size);
			put(w, "}");
		}
		put(w, "]");
		memcpy(w->row, above, sizeof(above));
	}
}

static void put_conn(struct writer *w, const struct vt_raw_conn *c)
{
	put(w, "{");
	put_members(w, vt_record_conn, c);
	put_tables(w, vt_record_conn_tables, c);
	put(w, "}");
}

static void put_scan(struct writer *w, const struct vt_raw *raw, size_t scan)
{
	put(w, "{");
	put_members(w, vt_record_scan, raw);
	put(w, ",\n\"host\":{");
	put_members(w, vt_record_host, &raw->host);
	put(w, "},\n\"connections\":[");
	for (size_t i = 0; i < raw->conns.n; i++) {
		snprintf(w->row, sizeof(w->row), "looks[%zu].connections[%zu]", scan, i);
		put(w, i ? ",\n" : "\n");
		put_conn(w, raw->conns.v[i]);
	}
	put(w, "]");
	snprintf(w->row, sizeof(w->row), "looks[%zu]", scan);
	put_tables(w, vt_record_tables, raw);
	put(w, "}");
}

static void put_recording(struct writer *w, const struct vt_recording *rec)
{
	fprintf(w->f, "{\"format\":\"virt-taps-recording\",\"version\":%d,\"generator\":\"%s\",\n",
		VT_RECORD_VERSION, PACKAGE_STRING);
	fprintf(w->f, "\"generated_at\":\"%s\",\"byte_order\":\"%s\",\n\"looks\":[\n",
		rec->generated_at, __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "little" : "big");
	for (size_t i = 0; i < rec->n_scans; i++) {
		put(w, i ? ",\n" : "");
		put_scan(w, rec->scans[i], i);
	}
	put(w, "],\n\"scrubbed\":[");
	for (size_t i = 0; i < w->scrubbed.n; i++) {
		put(w, i ? ",\n{\"where\":" : "\n{\"where\":");
		put_text(w, w->scrubbed.v[i].where);
		put(w, ",\"what\":");
		put_member_text(w, "what", w->scrubbed.v[i].what);
		put(w, "}");
	}
	put(w, "]}\n");
}

size_t vt_record_print(FILE *f, const struct vt_recording *rec)
{
	struct writer w = { .f = f, .arena = vt_arena_new() };

	w.anon = rec->anonymise ? vt_anon_new() : NULL;
	put_recording(&w, rec);
	vt_vec_done(&w.scrubbed);
	vt_buf_done(&w.out);
	vt_buf_done(&w.what);
	vt_buf_done(&w.other);
	vt_anon_free(w.anon);
	vt_arena_free(w.arena);
	return w.secrets;
}

static int cannot(struct vt_err *err, const char *path, int errnum)
{
	return vt_err_set(err, errnum, "cannot write '%s': %s", path, strerror(errnum));
}

/* Takes @fd. */
static int write_file(int fd, const struct vt_recording *rec, size_t *ret_scrubbed)
{
	FILE *f = fdopen(fd, "w");
	int errnum = errno;

	if (!f) {
		close(fd);
		return errnum;
	}
	*ret_scrubbed = vt_record_print(f, rec);
	errno = 0;
	errnum = fflush(f) != 0 || ferror(f) ? errno ? errno : EIO : 0;
	if (fclose(f) != 0 && !errnum)
		errnum = errno;
	return errnum;
}

/* Whole or not at all: written under another name, then renamed. */
static int write_beside(const struct vt_place *place, const struct vt_recording *rec,
			size_t *ret_scrubbed)
{
	char temporary[40];
	int fd = vt_place_create(place, temporary, sizeof(temporary)), errnum;

	if (fd < 0)
		return -fd;
	errnum = write_file(fd, rec, ret_scrubbed);
	if (!errnum && renameat(place->dir, temporary, place->dir, place->name) < 0)
		errnum = errno;
	if (errnum)
		unlinkat(place->dir, temporary, 0);
	return errnum;
}

int vt_record_write(const char *path, const struct vt_recording *rec, size_t *ret_scrubbed,
		    struct vt_err *err)
{
	__attribute__((cleanup(vt_place_close))) struct vt_place place = { .dir = -1 };
	int r = vt_place_open(path, &place), errnum;
	struct stat st;

	if (r == -ELOOP)
		return vt_err_set(
			err, ELOOP,
			"cannot write '%s': a symbolic link of another user is in the way", path);
	if (r < 0)
		return cannot(err, path, -r);
	/* The rename would replace a device by a file. */
	if (!*place.name ||
	    (fstatat(place.dir, place.name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(st.st_mode)))
		return vt_err_set(err, EINVAL, "cannot write '%s': it is not a regular file", path);
	errnum = write_beside(&place, rec, ret_scrubbed);
	return errnum ? cannot(err, path, errnum) : 0;
}
