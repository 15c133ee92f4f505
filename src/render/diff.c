/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences as lines ("~ nic vm1 net0 vnet3: status ok -> mismatch") and as JSON. */
#include <config.h>

#include "render/diff.h"

#include <errno.h>
#include <inttypes.h>

#include "render/safe-text.h"
#include "util/cleanup.h"

static const char *const whats[] = {
	[VT_WHAT_DOMAIN] = "domain", [VT_WHAT_NIC] = "nic",         [VT_WHAT_DEVICE] = "device",
	[VT_WHAT_HOLDER] = "holder", [VT_WHAT_FINDING] = "finding",
};

/* @word: whose color it has */
static const struct {
	const char *name, *sign, *word;
} kinds[] = {
	[VT_ADDED] = { "added", "+", "ok" },
	[VT_REMOVED] = { "removed", "-", "critical" },
	[VT_CHANGED] = { "changed", "~", "warning" },
};

static void add_value(struct vt_buf *out, const struct vt_diff_value *v, bool ascii)
{
	switch (v->type) {
	case VT_VALUE_NULL:
		vt_buf_str(out, "-");
		break;
	case VT_VALUE_TEXT:
		vt_text_add(out, v->text, ascii);
		break;
	case VT_VALUE_INT:
		vt_buf_fmt(out, "%" PRId64, v->number);
		break;
	case VT_VALUE_BOOL:
		vt_buf_str(out, v->number ? "yes" : "no");
		break;
	}
}

static void add_subject(struct vt_buf *out, const struct vt_change *c, bool ascii)
{
	const char *const words[] = { c->key.code, c->key.domain, c->key.alias, c->key.ifname,
				      c->key.comm };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i]) {
			vt_buf_str(out, " ");
			vt_text_add(out, words[i], ascii);
		}
}

static void add_changed(struct vt_buf *out, const struct vt_diff *d, const struct vt_change *c,
			bool ascii)
{
	for (size_t i = 0; i < c->n_fields; i++) {
		const struct vt_diff_field *f = &d->fields.v[c->first_field + i];

		vt_buf_fmt(out, "%s%s ", i ? ", " : ": ", f->name);
		add_value(out, &f->old, ascii);
		vt_buf_str(out, " -> ");
		add_value(out, &f->new, ascii);
	}
}

/* What came or went: the one thing about it that matters. */
static void add_gist(struct vt_buf *out, const struct vt_diff *d, const struct vt_change *c,
		     bool ascii)
{
	static const char *const gists[] = { [VT_WHAT_DOMAIN] = "state",
					     [VT_WHAT_NIC] = "status",
					     [VT_WHAT_DEVICE] = "kind",
					     [VT_WHAT_HOLDER] = "pid",
					     [VT_WHAT_FINDING] = "message" };

	for (size_t i = 0; i < c->n_fields; i++) {
		const struct vt_diff_field *f = &d->fields.v[c->first_field + i];

		if (strcmp(f->name, gists[c->what]) != 0)
			continue;
		vt_buf_str(out, c->what == VT_WHAT_HOLDER ? ": pid " : ": ");
		add_value(out, c->kind == VT_ADDED ? &f->new : &f->old, ascii);
	}
}

static void add_lines(const struct vt_diff *d, const struct vt_render_opts *o, struct vt_buf *out)
{
	bool ascii = vt_text_ascii();

	for (size_t i = 0; i < d->changes.n; i++) {
		const struct vt_change *c = &d->changes.v[i];

		vt_text_colored(out, kinds[c->kind].word, kinds[c->kind].sign, o->color);
		vt_buf_fmt(out, " %s", whats[c->what]);
		add_subject(out, c, ascii);
		if (c->kind == VT_CHANGED)
			add_changed(out, d, c, ascii);
		else
			add_gist(out, d, c, ascii);
		vt_buf_str(out, "\n");
	}
	if (!d->changes.n && o->width > 0)
		vt_buf_str(out, "no differences\n");
}

static struct vt_json *json_truth(bool truth)
{
	const char *text = truth ? "true" : "false";
	struct vt_json *value = NULL;
	struct vt_err err = { 0 };

	vt_json_parse(text, strlen(text), &value, &err);
	return value;
}

static void add_item(struct vt_json *list, const struct vt_diff_value *v)
{
	switch (v->type) {
	case VT_VALUE_NULL:
	case VT_VALUE_TEXT:
		vt_json_add_str(list, v->text);
		break;
	case VT_VALUE_INT:
		vt_json_add_int(list, v->number);
		break;
	case VT_VALUE_BOOL:
		vt_json_add(list, json_truth(v->number));
		break;
	}
}

static struct vt_json *json_side(const struct vt_diff_side *s)
{
	struct vt_json *o = vt_json_object();

	vt_json_set_str(o, "hostname", s->hostname);
	vt_json_set_str(o, "machine_id", s->machine_id);
	vt_json_set_str(o, "boot_id", s->boot_id);
	vt_json_set_str(o, "generated_at", s->generated_at);
	vt_json_set_bool(o, "complete", s->complete);
	return o;
}

static void set_name(struct vt_json *o, const char *name)
{
	bool odd = name && !vt_utf8_valid(name);
	VT_CLEANUP(vt_free) char *hex = odd ? vt_hex(name, strlen(name)) : NULL;

	vt_json_set_str(o, "ifname", name);
	vt_json_set_str(o, "ifname_hex", hex);
}

static struct vt_json *json_change(const struct vt_diff *d, const struct vt_change *c)
{
	struct vt_json *o = vt_json_object(), *key = vt_json_object(), *fields = vt_json_object();

	vt_json_set_str(key, "domain", c->key.domain);
	vt_json_set_str(key, "uuid", c->key.uuid);
	vt_json_set_str(key, "alias", c->key.alias);
	set_name(key, c->key.ifname);
	vt_json_set_str(key, "comm", c->key.comm);
	vt_json_set_str(key, "code", c->key.code);
	for (size_t i = 0; i < c->n_fields; i++) {
		const struct vt_diff_field *f = &d->fields.v[c->first_field + i];
		struct vt_json *both = vt_json_array();

		add_item(both, &f->old);
		add_item(both, &f->new);
		vt_json_set(fields, f->name, both);
	}
	vt_json_set_str(o, "change", kinds[c->kind].name);
	vt_json_set_str(o, "what", whats[c->what]);
	vt_json_set(o, "key", key);
	vt_json_set(o, "fields", fields);
	return o;
}

static int add_json(const struct vt_diff *d, struct vt_buf *out, struct vt_err *err)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *top = vt_json_object();
	struct vt_json *changes = vt_json_array();
	const char *text;
	size_t len;

	vt_json_set_str(top, "format", "virt-taps-diff");
	vt_json_set_int(top, "version", 1);
	vt_json_set(top, "old", json_side(&d->old));
	vt_json_set(top, "new", json_side(&d->new));
	vt_json_set_bool(top, "same_boot", d->same_boot);
	for (size_t i = 0; i < d->changes.n; i++)
		vt_json_add(changes, json_change(d, &d->changes.v[i]));
	vt_json_set(top, "changes", changes);
	text = vt_json_text(top, true, &len);
	if (!text)
		return vt_err_set(err, ENOMEM, "cannot write JSON");
	vt_buf_add(out, text, len);
	vt_buf_str(out, "\n");
	return 0;
}

int vt_render_diff(const struct vt_diff *d, bool json, const struct vt_render_opts *o,
		   struct vt_buf *out, struct vt_err *err)
{
	size_t from;

	if (json)
		return add_json(d, out, err);
	from = out->len;
	add_lines(d, o, out);
	vt_text_fit_lines(out, from, 4, 4, NULL, o->width);
	return 0;
}
