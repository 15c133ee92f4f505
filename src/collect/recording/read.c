/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a recording into undecoded scans. It is not trusted: every type is
 * checked, and the first mismatch is an error that names its place.
 */
#include <config.h>

#include "collect/recording/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/recording/byteorder.h"
#include "collect/recording/fields.h"
#include "util/fd.h"

/* 10,000 guests take 200 MB. */
#define FILE_MAX ((size_t)512 << 20)
/* Memory for a parsed value, and in addition for an object or array. */
#define VALUE_COST 100
#define CONTAINER_COST 900
#define TREE_MAX (UINT64_C(4) << 30)

/* A place in the document: member @key, or item @index, of @up. */
struct at {
	const struct at *up;
	const char *key;
	size_t index;
};

struct reader {
	struct vt_err *err;
	struct vt_arena *arena; /* of the row that is read */
	bool other_order;       /* of the netlink messages */
};

static void add_path(struct vt_buf *b, const struct at *at)
{
	if (!at)
		return;
	add_path(b, at->up);
	if (at->key)
		vt_buf_fmt(b, "%s%s", b->len ? "." : "", at->key);
	else
		vt_buf_fmt(b, "[%zu]", at->index);
}

static int bad_item(struct reader *r, const struct at *at, const char *why)
{
	VT_BUF_OF(path);

	add_path(&path, at);
	return vt_err_set(r->err, EBADMSG, "%s: %s", path.p, why);
}

static int bad(struct reader *r, const struct at *up, const char *key, const char *why)
{
	const struct at at = { .up = up, .key = key };

	return bad_item(r, &at, why);
}

/* A JSON string, or the bytes of {"hex": "..."}; NULL if it is neither. */
static const char *read_text(struct reader *r, const struct vt_json *v)
{
	const char *text = vt_json_str(v), *hex = vt_json_get_str(v, "hex", NULL);
	VT_BUF_OF(bytes);

	if (text)
		return vt_arena_str(r->arena, text);
	if (!hex || vt_unhex(hex, &bytes) < 0)
		return NULL;
	return vt_arena_strn(r->arena, bytes.len ? bytes.p : "", bytes.len);
}

static int read_args(struct reader *r, const struct at *up, const struct vt_record_field *f,
		     const struct vt_json *o, void *row)
{
	const struct vt_json *list = vt_json_get_array(o, f->key);
	VT_BUF_OF(args);
	VT_BUF_OF(cut);
	const char *text;
	size_t len;

	if (!list)
		return bad(r, up, f->key, "is not an array");
	vt_buf_str(&args, "");
	for (size_t i = 0; i < vt_json_len(list); i++) {
		const char *arg = read_text(r, vt_json_at(list, i));
		const struct at key = { .up = up, .key = f->key };
		const struct at at = { .up = &key, .index = i };

		if (!arg)
			return bad_item(r, &at, "is not a text");
		vt_buf_add(&args, arg, strlen(arg) + 1);
	}
	vt_buf_fmt(&cut, "%s_cut", f->key);
	len = args.len;
	if (len && vt_json_get_bool(o, cut.p, false))
		len--;
	text = vt_arena_strn(r->arena, args.p, len);
	memcpy((char *)row + f->offset, &text, sizeof(text));
	memcpy((char *)row + f->len, &len, sizeof(len));
	return 0;
}

static int read_netlink(struct reader *r, const struct at *up, const struct vt_record_field *f,
			const struct vt_json *o, void *row)
{
	const struct vt_json *list = vt_json_get_array(o, f->key);
	struct vt_buf *messages = (void *)((char *)row + f->offset);

	if (!list)
		return bad(r, up, f->key, "is not an array");
	for (size_t i = 0; i < vt_json_len(list); i++) {
		const char *hex = vt_json_str(vt_json_at(list, i));

		if (!hex || vt_unhex(hex, messages) < 0)
			return bad(r, up, f->key, "has an item that is not a hex string");
	}
	if (r->other_order && vt_byteorder_convert(messages->p, messages->len) < 0)
		return bad(r, up, f->key, "is malformed, so that its byte order cannot be turned");
	return 0;
}

static int read_integer(struct reader *r, const struct at *up, const struct vt_record_field *f,
			const struct vt_json *o, void *p)
{
	int64_t value = vt_json_get_int(o, f->key, INT64_MIN);
	bool is_signed = f->type == VT_REC_I32 || f->type == VT_REC_PID;
	int64_t least = f->type == VT_REC_I32 ? INT32_MIN : f->type == VT_REC_PID ? 1 : 0;
	uint64_t u64 = vt_json_get_u64(o, f->key, 0);
	uint32_t u32 = (uint32_t)u64;
	int32_t i32 = (int32_t)value;

	if (value == INT64_MIN)
		return bad(r, up, f->key, "is not an integer");
	if (value < least ||
	    (is_signed ? value > INT32_MAX : f->type != VT_REC_U64 && u64 > UINT32_MAX))
		return bad(r, up, f->key, "is out of range");
	if (f->type == VT_REC_U64)
		memcpy(p, &u64, sizeof(u64));
	else if (is_signed)
		memcpy(p, &i32, sizeof(i32));
	else
		memcpy(p, &u32, sizeof(u32));
	return 0;
}

static int read_bool(struct reader *r, const struct at *up, const struct vt_record_field *f,
		     const struct vt_json *o, void *p)
{
	bool value = vt_json_get_bool(o, f->key, false);

	if (value != vt_json_get_bool(o, f->key, true))
		return bad(r, up, f->key, "is neither true nor false");
	memcpy(p, &value, sizeof(value));
	return 0;
}

static bool find_word(const struct vt_record_field *f, const struct vt_json *v, uint32_t *ret)
{
	const char *word = vt_json_str(v);

	for (uint32_t i = 0; word && i < f->n_words; i++)
		if (f->words[i] && !strcmp(word, f->words[i])) {
			*ret = i;
			return true;
		}
	return false;
}

static int read_words(struct reader *r, const struct at *up, const struct vt_record_field *f,
		      const struct vt_json *o, void *p)
{
	const struct vt_json *list = vt_json_get_array(o, f->key);
	uint32_t value = 0, bit;

	if (f->type == VT_REC_WORD && !find_word(f, vt_json_get(o, f->key), &value))
		return bad(r, up, f->key, "is not a known word");
	if (f->type == VT_REC_SET && !list)
		return bad(r, up, f->key, "is not an array");
	for (size_t i = 0; i < vt_json_len(list); i++) {
		if (!find_word(f, vt_json_at(list, i), &bit))
			return bad(r, up, f->key, "has an item that is not a known word");
		value |= 1u << bit;
	}
	memcpy(p, &value, sizeof(value));
	return 0;
}

/* Lower-case letters, digits and "-", starting with a letter. */
static bool is_slug(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz",
			  all[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return strspn(text, letters) && !text[strspn(text, all)];
}

static int read_string(struct reader *r, const struct at *up, const struct vt_record_field *f,
		       const struct vt_json *o, void *p)
{
	const char *text = read_text(r, vt_json_get(o, f->key));

	if (!text)
		return bad(r, up, f->key, "is not a text");
	if (f->type == VT_REC_SLUG && !is_slug(text))
		return bad(r, up, f->key, "is not a word of a-z, 0-9 and -");
	memcpy(p, &text, sizeof(text));
	return 0;
}

static int read_field(struct reader *r, const struct at *up, const struct vt_record_field *f,
		      const struct vt_json *o, void *row)
{
	void *p = (char *)row + f->offset;

	switch (f->type) {
	case VT_REC_TEXT:
	case VT_REC_SLUG:
	case VT_REC_URI:
	case VT_REC_XML:
		return read_string(r, up, f, o, p);
	case VT_REC_U64:
	case VT_REC_U32:
	case VT_REC_I32:
	case VT_REC_PID:
	case VT_REC_ID:
		return read_integer(r, up, f, o, p);
	case VT_REC_BOOL:
		return read_bool(r, up, f, o, p);
	case VT_REC_WORD:
	case VT_REC_SET:
		return read_words(r, up, f, o, p);
	case VT_REC_ARGS:
		return read_args(r, up, f, o, row);
	case VT_REC_NETLINK:
		return read_netlink(r, up, f, o, row);
	}
	return 0; /* no other type */
}

/* @row comes zeroed; members that are absent or null leave it so. */
static int read_row(struct reader *r, const struct at *at, const struct vt_record_field *fields,
		    const struct vt_json *o, void *row)
{
	static const uint32_t none = VT_NONE;
	int result = 0;

	for (const struct vt_record_field *f = fields; f->key && !result; f++) {
		if (f->local)
			continue;
		if (vt_json_get(o, f->key))
			result = read_field(r, at, f, o, row);
		else if (f->required)
			result = bad(r, at, f->key, "is missing");
		else if (f->type == VT_REC_ID)
			memcpy((char *)row + f->offset, &none, sizeof(none));
	}
	return result;
}

/* A file that could not be read has no row. */
static int check_domain(struct reader *r, const struct at *at, const struct vt_raw_domain *row)
{
	return (row->status || row->config) && !row->xml ? bad(r, at, "xml", "is missing") : 0;
}

/* Calls @fn for each item of the array @key of @o, if there is one. */
static int read_items(struct reader *r, const struct at *up, const char *key,
		      const struct vt_json *o, const struct vt_record_table *table, void *owner,
		      int (*fn)(struct reader *r, const struct at *at, const struct vt_json *o,
				const struct vt_record_table *table, void *owner))
{
	const struct vt_json *list = vt_json_get_array(o, key);
	const struct at at_table = { .up = up, .key = key };
	int result = 0;

	if (!list && vt_json_get(o, key))
		return bad(r, up, key, "is not an array");
	for (size_t i = 0; i < vt_json_len(list) && !result; i++) {
		const struct vt_json *item = vt_json_at(list, i);
		const struct at at = { .up = &at_table, .index = i };

		if (!vt_json_is_object(item))
			return bad_item(r, &at, "is not an object");
		result = fn(r, &at, item, table, owner);
	}
	return result;
}

static int read_item(struct reader *r, const struct at *at, const struct vt_json *o,
		     const struct vt_record_table *table, void *owner)
{
	void *row = vt_record_add(owner, table);
	int result = read_row(r, at, table->fields, o, row);

	if (!result && table->fields == vt_record_domain)
		result = check_domain(r, at, row);
	return result;
}

static int read_tables(struct reader *r, const struct at *at, const struct vt_json *o,
		       const struct vt_record_table *tables, void *owner)
{
	int result = 0;

	for (const struct vt_record_table *t = tables; t->key && !result; t++)
		result = read_items(r, at, t->key, o, t, owner, read_item);
	return result;
}

static int read_conn(struct reader *r, const struct at *at, const struct vt_json *o,
		     const struct vt_record_table *table, void *owner)
{
	struct vt_raw_conn *c = vt_raw_conn_new(NULL);
	struct vt_raw *raw = owner;
	int result;

	(void)table;
	vt_vec_push(&raw->conns, c);
	r->arena = c->arena;
	result = read_row(r, at, vt_record_conn, o, c);
	if (!result)
		result = read_tables(r, at, o, vt_record_conn_tables, c);
	r->arena = raw->arena;
	return result;
}

static int read_scan(struct reader *r, const struct at *at, const struct vt_json *o,
		     struct vt_raw *raw)
{
	const struct at host = { .up = at, .key = "host" };
	int result;

	if (!vt_json_is_object(o))
		return bad_item(r, at, "is not an object");
	r->arena = raw->arena;
	result = read_row(r, at, vt_record_scan, o, raw);
	if (!result && vt_json_get(o, "host") && !vt_json_is_object(vt_json_get(o, "host")))
		result = bad_item(r, &host, "is not an object");
	if (!result)
		result = read_row(r, &host, vt_record_host, vt_json_get(o, "host"), &raw->host);
	if (!result)
		result = read_items(r, at, "connections", o, NULL, raw, read_conn);
	return result ? result : read_tables(r, at, o, vt_record_tables, raw);
}

bool vt_record_is(const struct vt_json *doc)
{
	return vt_streq(vt_json_get_str(doc, "format", NULL), "virt-taps-recording");
}

/* "2026-01-31T08:15:00Z". Checked, as it is copied into every output format. */
static bool is_timestamp(const char *s)
{
	static const char form[] = "DDDD-DD-DDTDD:DD:DDZ";

	for (size_t i = 0; i < sizeof(form); i++)
		if (form[i] == 'D' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	return true;
}

static int check_head(struct reader *r, const struct vt_json *doc)
{
	const char *own = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "little" : "big";
	const char *order = vt_json_get_str(doc, "byte_order", own);
	const char *when = vt_json_get_str(doc, "generated_at", NULL);
	int64_t version = vt_json_get_int(doc, "version", 0);

	if (!vt_record_is(doc))
		return vt_err_set(r->err, EBADMSG, "it is not a recording of virt-taps");
	if (version > VT_RECORD_VERSION)
		return vt_err_set(
			r->err, ENOTSUP,
			"the recording has version %lld, this virt-taps knows versions up to %d",
			(long long)version, VT_RECORD_VERSION);
	if (version < 1)
		return bad(r, NULL, "version", "is missing or not a version");
	if (strcmp(order, "little") != 0 && strcmp(order, "big") != 0)
		return bad(r, NULL, "byte_order", "is neither little nor big");
	r->other_order = strcmp(order, own) != 0;
	return when && is_timestamp(when) ?
		       0 :
		       bad(r, NULL, "generated_at", "is missing or not a time in UTC");
}

static int read_scans(struct reader *r, const struct vt_json *doc, struct vt_recording *ret)
{
	const struct vt_json *scans = vt_json_get_array(doc, "looks");
	const struct at key = { .key = "looks" };
	int result = 0;

	if (!vt_json_len(scans) || vt_json_len(scans) > VT_RECORD_MAX_SCANS)
		return bad(r, NULL, "looks", "is not an array of one or two scans");
	for (size_t i = 0; i < vt_json_len(scans) && !result; i++) {
		const struct at at = { .up = &key, .index = i };

		ret->scans[ret->n_scans] = vt_raw_new();
		result = read_scan(r, &at, vt_json_at(scans, i), ret->scans[ret->n_scans++]);
	}
	return result;
}

int vt_record_read(const struct vt_json *doc, struct vt_recording *ret, struct vt_err *err)
{
	struct reader r = { .err = err };
	int result = check_head(&r, doc);

	memset(ret, 0, sizeof(*ret));
	if (result < 0)
		return result;
	strcpy(ret->generated_at, vt_json_get_str(doc, "generated_at", ""));
	result = read_scans(&r, doc, ret);
	if (result < 0)
		vt_recording_done(ret);
	return result;
}

void vt_recording_done(struct vt_recording *rec)
{
	for (size_t i = 0; i < VT_RECORD_MAX_SCANS; i++)
		vt_raw_free(rec->scans[i]);
	memset(rec, 0, sizeof(*rec));
}

/* A small file of empty objects becomes a huge tree. */
static bool is_too_rich(const struct vt_buf *text)
{
	uint64_t cost = text->len;
	bool quoted = false;

	for (size_t i = 0; i < text->len; i++) {
		char c = text->p[i];

		if (c == '"')
			quoted = !quoted;
		else if (quoted)
			i += c == '\\';
		else if (c == '{' || c == '[')
			cost += CONTAINER_COST;
		else if (c == ',' || c == ':')
			cost += VALUE_COST;
	}
	return cost > TREE_MAX;
}

static int read_file(const char *path, struct vt_buf *ret, struct vt_err *err)
{
	VT_CLEANUP(vt_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	VT_CLEANUP(vt_free) char *chunk = vt_xrealloc(NULL, 1 << 20, 1);
	ssize_t n = fd < 0 ? -1 : 1;

	vt_buf_str(ret, "");
	while (n > 0 && ret->len <= FILE_MAX) {
		n = read(fd, chunk, 1 << 20);
		if (n > 0)
			vt_buf_add(ret, chunk, (size_t)n);
	}
	if (n < 0)
		return vt_err_set(err, errno, "cannot read '%s': %s", path, strerror(errno));
	if (ret->len > FILE_MAX)
		return vt_err_set(err, E2BIG, "cannot read '%s': it is larger than %zu MiB", path,
				  FILE_MAX >> 20);
	return is_too_rich(ret) ?
		       vt_err_set(err, E2BIG, "cannot read '%s': it has too many values", path) :
		       0;
}

int vt_record_document(const char *path, struct vt_json **ret, struct vt_err *err)
{
	VT_BUF_OF(text);
	int r = read_file(path, &text, err);

	if (r < 0)
		return r;
	r = vt_json_parse(text.p, text.len, ret, err);
	return r < 0 ? vt_err_prefix(err, "cannot read '%s'", path) : 0;
}
