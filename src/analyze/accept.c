/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of what is expected: their lines, and the findings that they mean. */
#include <config.h>

#include "analyze/accept.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>

#include "util/nearest.h"
#include "util/str.h"

static const char *const key_names[] = {
	[VT_ACCEPT_DOMAIN] = "domain", [VT_ACCEPT_DEVICE] = "device",
	[VT_ACCEPT_NETNS] = "netns",   [VT_ACCEPT_BRIDGE] = "bridge",
	[VT_ACCEPT_HOLDER] = "holder", [VT_ACCEPT_MANAGER] = "manager",
};

const char *vt_accept_key_name(enum vt_accept_key key)
{
	return key_names[key];
}

/* Where a line is read. */
struct reader {
	struct vt_accept *a;
	const char *p;
	unsigned int line;
	struct vt_err *err;
};

#define WRONG(r, ...) wrong_line((r), vt_arena_fmt((r)->a->arena, __VA_ARGS__))

static int wrong_line(const struct reader *r, const char *what)
{
	return vt_err_set(r->err, EBADMSG, "%s:%u: %s", r->a->path, r->line, what);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool ends_line(char c)
{
	return !c || c == '\n';
}

/* The next word, with '...' and "..." as in a shell, to @word. Returns 1, 0 at the
 * end of the line or its comment, or -errno. */
static int next_word(struct reader *r, struct vt_buf *word)
{
	char quote = 0;

	while (is_blank(*r->p))
		r->p++;
	if (ends_line(*r->p) || *r->p == '#')
		return 0;
	word->len = 0;
	vt_buf_str(word, "");
	for (; !ends_line(*r->p) && (quote || !is_blank(*r->p)); r->p++) {
		if (quote ? *r->p == quote : *r->p == '\'' || *r->p == '"')
			quote = quote ? 0 : *r->p;
		else
			vt_buf_add(word, r->p, 1);
	}
	return quote ? WRONG(r, "a quote is not closed") : 1;
}

static uint32_t two_digits(const char *p)
{
	return (uint32_t)(p[0] - '0') * 10 + (uint32_t)(p[1] - '0');
}

static uint32_t days_of_month(uint32_t year, uint32_t month)
{
	static const uint32_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

uint32_t vt_accept_day(const char *text)
{
	static const char form[] = "dddd-dd-dd";
	uint32_t year, month, day;

	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return 0;
	year = two_digits(text) * 100 + two_digits(text + 2);
	month = two_digits(text + 5);
	day = two_digits(text + 8);
	if (!month || month > 12 || !day || day > days_of_month(year, month))
		return 0;
	return year * 10000 + month * 100 + day;
}

static int read_code(struct reader *r, const char *word, struct vt_accept_rule *rule)
{
	struct vt_nearest near = { .word = word };
	VT_BUF_OF(hint);

	for (unsigned int i = 0; i < VT_CODE_N; i++) {
		const char *code = vt_class((enum vt_code)i)->code;

		if (!strcmp(code, word)) {
			rule->code = (enum vt_code)i;
			return 0;
		}
		vt_nearest_offer(&near, code);
	}
	vt_buf_str(&hint, "");
	vt_nearest_hint(&near, "", &hint);
	return WRONG(r, "no finding has the code '%s'%s", word, hint.p);
}

static int read_until(struct reader *r, const char *value, struct vt_accept_rule *rule)
{
	if (rule->until)
		return WRONG(r, "until= is there twice");
	rule->until = strlen(value) == 10 ? vt_accept_day(value) : 0;
	return rule->until ? 0 : WRONG(r, "'%s' is not a date like 2026-11-25", value);
}

static int read_key(struct reader *r, char *word, struct vt_accept_rule *rule)
{
	struct vt_nearest near = { .word = word };
	char *value = strchr(word, '=');
	VT_BUF_OF(hint);

	if (!value)
		return WRONG(r, "'%s' is not KEY=GLOB", word);
	*value++ = '\0';
	if (!strcmp(word, "until"))
		return read_until(r, value, rule);
	for (unsigned int i = 0; i < VT_ACCEPT_KEYS; i++) {
		vt_nearest_offer(&near, key_names[i]);
		if (strcmp(word, key_names[i]) != 0)
			continue;
		if (rule->globs[i])
			return WRONG(r, "%s= is there twice", word);
		if (!*value)
			return WRONG(r, "%s= has no value", word);
		rule->globs[i] = vt_arena_str(r->a->arena, value);
		return 0;
	}
	vt_buf_str(&hint, "");
	vt_nearest_hint(&near, "", &hint);
	return WRONG(r, "unknown key '%s'%s", word, hint.p);
}

/* Behind the "#", without blanks around. */
static int read_reason(struct reader *r, struct vt_accept_rule *rule)
{
	size_t n;

	if (*r->p == '#')
		r->p++;
	while (is_blank(*r->p))
		r->p++;
	n = strcspn(r->p, "\n");
	while (n && is_blank(r->p[n - 1]))
		n--;
	if (!n)
		return WRONG(r, "a rule needs its reason: # why");
	rule->reason = vt_arena_strn(r->a->arena, r->p, n);
	return 0;
}

static int read_line(struct reader *r)
{
	struct vt_accept_rule rule = { .line = r->line };
	VT_BUF_OF(word);
	int result = next_word(r, &word);

	if (result <= 0)
		return result;
	result = read_code(r, word.p, &rule);
	while (result == 0 && (result = next_word(r, &word)) > 0)
		result = read_key(r, word.p, &rule);
	if (result == 0)
		result = read_reason(r, &rule);
	if (result == 0)
		vt_vec_push(&r->a->rules, rule);
	return result;
}

int vt_accept_parse(const char *text, struct vt_accept *a, struct vt_err *err)
{
	struct reader r = { .a = a, .p = text, .line = 1, .err = err };
	int result = 0;

	if (!a->arena)
		a->arena = vt_arena_new();
	for (; *text && result == 0; r.line++) {
		r.p = text;
		result = read_line(&r);
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return result;
}

void vt_accept_done(struct vt_accept *a)
{
	vt_vec_done(&a->rules);
	vt_arena_free(a->arena);
	a->arena = NULL;
}

/* --- matching ------------------------------------------------------------ */

/* The bridge that the link is a port of, the bridge that it is, else the claim's. */
static const char *bridge_of(const struct vt_facts *f, const struct vt_finding *row)
{
	const struct vt_link *l = row->link == VT_NONE ? NULL : &f->links.v[row->link];
	const char *name = l ? vt_link_bridge_name(f, l) : NULL;

	if (name)
		return name;
	if (l && l->kind == VT_KIND_BRIDGE)
		return l->ifname;
	return row->nic == VT_NONE ? NULL : f->nics.v[row->nic].source_bridge;
}

static uint32_t holder_of(const struct vt_inventory *inv, const struct vt_finding *row)
{
	uint32_t device = row->link == VT_NONE ? VT_NONE : inv->link_device[row->link];

	if (row->proc != VT_NONE || device == VT_NONE || !inv->devices.v[device].n_uses)
		return row->proc;
	return inv->uses.v[inv->devices.v[device].first_use].proc;
}

static const char *manager_of(const struct vt_facts *f, const struct vt_finding *row)
{
	if (row->domain != VT_NONE)
		return vt_domain_manager(f, &f->domains.v[row->domain]);
	return row->proc == VT_NONE ? NULL : f->procs.v[row->proc].manager;
}

const char *vt_accept_value(const struct vt_facts *f, const struct vt_inventory *inv,
			    const struct vt_finding *row, enum vt_accept_key key, char number[24])
{
	uint32_t holder;

	switch (key) {
	case VT_ACCEPT_DOMAIN:
		return row->domain_name;
	case VT_ACCEPT_DEVICE:
		return row->ifname;
	case VT_ACCEPT_NETNS:
		if (row->netns_name || !row->netns)
			return row->netns_name;
		snprintf(number, 24, "%" PRIu64, row->netns);
		return number;
	case VT_ACCEPT_BRIDGE:
		return bridge_of(f, row);
	case VT_ACCEPT_HOLDER:
		holder = holder_of(inv, row);
		return holder == VT_NONE ? NULL : f->procs.v[holder].comm;
	case VT_ACCEPT_MANAGER:
		return manager_of(f, row);
	case VT_ACCEPT_KEYS:
		break;
	}
	return NULL;
}

static bool matches(const struct vt_accept_rule *rule, const struct vt_facts *f,
		    const struct vt_inventory *inv, const struct vt_finding *row)
{
	char number[24];

	if (rule->code != row->code)
		return false;
	for (unsigned int i = 0; i < VT_ACCEPT_KEYS; i++) {
		const char *value;

		if (!rule->globs[i])
			continue;
		value = vt_accept_value(f, inv, row, (enum vt_accept_key)i, number);
		if (!value || fnmatch(rule->globs[i], value, 0) != 0)
			return false;
	}
	return true;
}

const struct vt_accept_rule *vt_accept_rule_for(const struct vt_accept *a, const struct vt_facts *f,
						const struct vt_inventory *inv,
						const struct vt_finding *row, uint32_t day,
						bool *used)
{
	const struct vt_accept_rule *first = NULL;

	for (size_t i = 0; a && i < a->rules.n; i++) {
		const struct vt_accept_rule *rule = &a->rules.v[i];

		if ((rule->until && day > rule->until) || !matches(rule, f, inv, row))
			continue;
		used[i] = true;
		first = first ? first : rule;
	}
	return first;
}
