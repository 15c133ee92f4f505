/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names as text that is safe on a terminal. */
#ifndef VT_RENDER_SAFE_TEXT_H
#define VT_RENDER_SAFE_TEXT_H

#include <stdbool.h>

#include "util/str.h"

/**
 * vt_text_add - append @s as part of one line
 * @ascii: nothing but ASCII
 *
 * Control characters (C0, DEL, C1), characters that are invisible or turn the
 * direction of text, and bytes that are not UTF-8 become \xHH, byte for byte.
 * A "\x" of the name's own becomes "\x5cx", so that no two names look alike.
 */
void vt_text_add(struct vt_buf *b, const char *s, bool ascii);

/** vt_text_ascii - LC_CTYPE is not UTF-8 */
bool vt_text_ascii(void);

/**
 * vt_text_width - columns that @n bytes of safe text take on a terminal
 *
 * Wide characters take two, combining ones and colors none. It depends on LC_CTYPE.
 */
size_t vt_text_width(const char *s, size_t n);

/** vt_text_pad - append blanks until @width columns stand behind @from */
void vt_text_pad(struct vt_buf *b, size_t from, size_t width);

/** vt_text_fit - bytes of the first @n of @s that fit in @width columns, colors included */
size_t vt_text_fit(const char *s, size_t n, size_t width);

/**
 * vt_text_shorten - append safe text, in at most @width columns
 *
 * What is too much is left out in the middle, with a mark in its place.
 */
void vt_text_shorten(struct vt_buf *b, const char *s, size_t width, bool ascii);

/**
 * vt_text_line - bytes of @s that make the next line of at most @width columns
 *
 * It ends at a blank where there is one, which is skipped by the caller, else within a word;
 * it is at least one character.
 */
size_t vt_text_line(const char *s, size_t width);

/** vt_text_wrap - append @s; lines after the first begin with @indent blanks
 * @at: columns that the first line has already; @width: of the terminal, 0 = one line
 *
 * The last line is left open.
 */
void vt_text_wrap(struct vt_buf *b, const char *s, size_t at, size_t indent, size_t width);

/**
 * vt_text_fit_lines - wrap the lines of @b from offset @from on that are wider than @width
 * @first: blanks before what goes on; @indent: of lines that begin with a blank themselves
 * @keep: lines that begin so stay as they are, NULL = none; @width: of the terminal, 0 = do nothing
 */
void vt_text_fit_lines(struct vt_buf *b, size_t from, size_t first, size_t indent, const char *keep,
		       int width);

/** vt_text_color - escape sequence for a severity or status, NULL = none; static */
const char *vt_text_color(const char *word);

/** vt_text_colored - append @shown in the color of @word, if @color */
void vt_text_colored(struct vt_buf *b, const char *word, const char *shown, bool color);

#endif
