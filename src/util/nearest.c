/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edit distance with transpositions, over words short enough to be typed: a row
 * of the matrix has a fixed size, and a longer word is near nothing.
 */
#include <config.h>

#include "util/nearest.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Nobody mistypes more than this; names of VMs may be longer. */
#define MAX_WORD 128

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t vt_nearest_distance(const char *a, const char *b, size_t limit)
{
	size_t rows[3][MAX_WORD + 1], *before = rows[0], *last = rows[1], *now = rows[2];
	size_t na = strlen(a), nb = strlen(b);

	if (na > MAX_WORD || nb > MAX_WORD || (na > nb ? na - nb : nb - na) > limit)
		return limit + 1;
	for (size_t k = 0; k <= nb; k++)
		last[k] = k;
	for (size_t i = 1; i <= na; i++) {
		size_t *reused = before, best = i;

		now[0] = i;
		for (size_t k = 1; k <= nb; k++) {
			unsigned char x = lower(a[i - 1]), y = lower(b[k - 1]);

			now[k] = least(least(last[k], now[k - 1]) + 1, last[k - 1] + (x != y));
			if (i > 1 && k > 1 && x == lower(b[k - 2]) && y == lower(a[i - 2]))
				now[k] = least(now[k], before[k - 2] + 1);
			best = least(best, now[k]);
		}
		if (best > limit + 1)
			return limit + 1;
		before = last;
		last = now;
		now = reused;
	}
	return least(last[nb], limit + 1);
}

/* Of what was typed completely so far, the rest counts little. */
static bool is_begun(const char *word, const char *candidate)
{
	size_t n = strlen(word);

	return n > 1 && !strncasecmp(word, candidate, n);
}

/* The nearest of the words that "list-columns" is made of, when @word is one: "lst", "colums". */
static size_t distance_of_parts(const char *word, const char *candidate, size_t limit)
{
	char part[MAX_WORD + 1];
	size_t best = limit + 1;

	if (strchr(word, '-') || !strchr(candidate, '-'))
		return best;
	for (size_t n; *candidate; candidate += n + (candidate[n] == '-')) {
		n = strcspn(candidate, "-");
		if (n > MAX_WORD)
			return best;
		memcpy(part, candidate, n);
		part[n] = '\0';
		best = least(best, vt_nearest_distance(word, part, limit));
	}
	return best;
}

void vt_nearest_offer(struct vt_nearest *n, const char *candidate)
{
	size_t length = strlen(n->word), limit = length < 3 ? 1 : (length + 1) / 3;
	size_t d = vt_nearest_distance(n->word, candidate, limit), at = n->n;

	/* What has the word as a part is less likely than what is all of it. */
	if (d > limit && (is_begun(n->word, candidate) ||
			  (length > 2 && distance_of_parts(n->word, candidate, limit) <= limit)))
		d = limit;
	/* A word of one byte is one error away from every other. */
	if (d > limit || (d == length && length < 2))
		return;
	for (size_t i = 0; i < n->n; i++)
		if (!strcmp(n->best[i], candidate))
			return;
	while (at > 0 && n->distance[at - 1] > d)
		at--;
	if (at == VT_NEAREST_MAX)
		return;
	if (n->n < VT_NEAREST_MAX)
		n->n++;
	for (size_t i = n->n - 1; i > at; i--) {
		n->best[i] = n->best[i - 1];
		n->distance[i] = n->distance[i - 1];
	}
	n->best[at] = candidate;
	n->distance[at] = d;
}

void vt_nearest_hint(const struct vt_nearest *n, const char *prefix, struct vt_buf *out)
{
	for (size_t i = 0; i < n->n; i++)
		vt_buf_fmt(out, "%s'%s%s'",
			   !i            ? "; did you mean " :
			   i + 1 == n->n ? " or " :
					   ", ",
			   prefix, n->best[i]);
	vt_buf_str(out, n->n ? "?" : "");
}

int vt_nearest_error(const struct vt_nearest *n, const char *prefix, const char *see,
		     struct vt_err *err, const char *fmt, ...)
{
	VT_BUF_OF(hint);
	char text[sizeof(err->msg)];
	size_t keep = sizeof(text) - 1;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	vt_buf_str(&hint, "");
	vt_nearest_hint(n, prefix, &hint);
	if (see)
		vt_buf_fmt(&hint, " (%s)", see);
	/* What a word too long pushes out is a part of the word. */
	keep = hint.len < keep / 2 ? keep - hint.len : keep / 2;
	return vt_err_set(err, EINVAL, "%.*s%s", (int)keep, text, hint.p);
}
