/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names as text that is safe to look at. */
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

/** vt_text_pad - append blanks until @width characters stand behind @from */
void vt_text_pad(struct vt_buf *b, size_t from, size_t width);

/** vt_text_color - escape sequence for a severity or status, NULL = none; static */
const char *vt_text_color(const char *word);

/** vt_text_colored - append @shown in the colour of @word, if @color */
void vt_text_colored(struct vt_buf *b, const char *word, const char *shown, bool color);

#endif
