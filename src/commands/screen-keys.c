/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys of the screen of watch, as terminals send them. */
#include <config.h>

#include <string.h>

#include "commands/screen-parts.h"
#include "util/cleanup.h"

enum key {
	KEY_NONE,
	KEY_UP,
	KEY_DOWN,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_HOME,
	KEY_END,
	KEY_ENTER,
	KEY_ESCAPE,
	KEY_ERASE,
	KEY_REDRAW,
	KEY_OTHER
};

/* xterm's sequences, in both modes of the cursor keys, and those of the Linux console. */
static const struct {
	const char *bytes;
	enum key key;
} sequences[] = {
	{ "\033[A", KEY_UP },    { "\033OA", KEY_UP },       { "\033[B", KEY_DOWN },
	{ "\033OB", KEY_DOWN },  { "\033[5~", KEY_PAGE_UP }, { "\033[6~", KEY_PAGE_DOWN },
	{ "\033[H", KEY_HOME },  { "\033OH", KEY_HOME },     { "\033[1~", KEY_HOME },
	{ "\033[7~", KEY_HOME }, { "\033[F", KEY_END },      { "\033OF", KEY_END },
	{ "\033[4~", KEY_END },  { "\033[8~", KEY_END },     { "\r", KEY_ENTER },
	{ "\n", KEY_ENTER },     { "\x7f", KEY_ERASE },      { "\b", KEY_ERASE },
	{ "\f", KEY_REDRAW },    { "\x02", KEY_PAGE_UP },    { "\x06", KEY_PAGE_DOWN },
	{ "\x10", KEY_UP },      { "\x0e", KEY_DOWN },
};

/* How long an unknown sequence is, so that nothing of it is taken for keys. */
static size_t unknown_sequence(const char *keys, size_t n)
{
	size_t i = 2;

	if (n < 2 || (keys[1] != '[' && keys[1] != 'O'))
		return 1;
	while (i < n && (keys[i] < '@' || keys[i] > '~'))
		i++;
	return i < n ? i + 1 : n;
}

/* The next key, and how many bytes it is. */
static enum key next_key(const char *keys, size_t n, size_t *length)
{
	for (size_t i = 0; i < sizeof(sequences) / sizeof(*sequences); i++) {
		*length = strlen(sequences[i].bytes);
		if (*length <= n && !memcmp(keys, sequences[i].bytes, *length))
			return sequences[i].key;
	}
	*length = 1;
	if (keys[0] != '\033')
		return KEY_OTHER;
	*length = unknown_sequence(keys, n);
	return *length == 1 ? KEY_ESCAPE : KEY_NONE;
}

/* Where the cursor goes among @n, of which a page has @page. */
static size_t moved(enum key key, size_t at, size_t page, size_t n)
{
	size_t last = n ? n - 1 : 0;

	switch (key) {
	case KEY_UP:
		return at ? at - 1 : 0;
	case KEY_DOWN:
		return at < last ? at + 1 : last;
	case KEY_PAGE_UP:
		return at > page ? at - page : 0;
	case KEY_PAGE_DOWN:
		return at + page < last ? at + page : last;
	case KEY_HOME:
		return 0;
	case KEY_END:
		return last;
	case KEY_NONE:
	case KEY_ENTER:
	case KEY_ESCAPE:
	case KEY_ERASE:
	case KEY_REDRAW:
	case KEY_OTHER:
		break;
	}
	return at;
}

static enum key as_movement(enum key key, char c)
{
	static const char letters[] = "kjb gG";
	static const enum key keys[] = { KEY_UP,        KEY_DOWN, KEY_PAGE_UP,
					 KEY_PAGE_DOWN, KEY_HOME, KEY_END };
	const char *at = key == KEY_OTHER && c ? strchr(letters, c) : NULL;

	return at ? keys[at - letters] : key;
}

const char *vt_screen_help(void)
{
	return "Keys\n"
	       "  Up Down PgUp PgDn Home End   move; also k j b Space g G\n"
	       "  /      search: rows that have the text in a column, a MAC address, a UUID or a\n"
	       "         message; Enter keeps it, Esc ends it\n"
	       "  p      only rows with a warning or a critical finding, and all again\n"
	       "  t      what each device has dropped, and carries per second: between the last\n"
	       "         two scans that were a second or more apart\n"
	       "  s      sort by worst, VM, device, bridge, age, and as --sort has it\n"
	       "  Enter  everything about the row\n"
	       "  r      scan now\n"
	       "  q      back, and quit\n"
	       "\n"
	       "Columns\n"
	       "  AGE    how long the row has been as it is; > where it was before watch began,\n"
	       "         * where that has just changed, - how long it has been gone\n"
	       "  STATUS ok, or what contradicts: virt-taps explain CODE\n"
	       "\n"
	       "watch scans when libvirt or the kernel says that something has happened, and\n"
	       "sleeps otherwise. A process that opens a macvtap makes no event: r scans.\n";
}

static void choose_again(struct vt_screen *s)
{
	const struct vt_screen_row *x = vt_screen_selected(s);
	VT_CLEANUP(vt_free) char *key = x ? vt_xstrdup(x->key) : NULL;

	vt_screen_choose(s, key);
}

/* While a word is typed every key is a part of it. */
static int search_key(struct vt_screen *s, enum key key, char c)
{
	if (key == KEY_ENTER || key == KEY_ESCAPE)
		s->mode = VT_MODE_ROWS;
	if (key == KEY_ESCAPE)
		s->search.len = 0;
	/* of a character all bytes */
	while (key == KEY_ERASE && s->search.len &&
	       ((unsigned char)s->search.p[--s->search.len] & 0xc0) == 0x80)
		;
	if (key == KEY_OTHER && (unsigned char)c >= ' ' && s->search.len < 60)
		vt_buf_add(&s->search, &c, 1);
	s->search.p[s->search.len] = '\0';
	s->cursor = moved(key, s->cursor, vt_screen_page(s), s->seen.n);
	choose_again(s);
	return VT_WISH_DRAW;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static int text_key(struct vt_screen *s, enum key key, char c)
{
	size_t page = s->height > 2 ? s->height - 2 : 1, lines = count_lines(s->text.p);

	if (key == KEY_ENTER || key == KEY_ESCAPE || (key == KEY_OTHER && strchr("q?", c))) {
		vt_screen_show(s, NULL);
		return VT_WISH_DRAW;
	}
	s->text_top =
		moved(as_movement(key, c), s->text_top, page, lines > page ? lines - page + 1 : 1);
	return VT_WISH_DRAW;
}

static int letter(struct vt_screen *s, char c)
{
	switch (c) {
	case 'q':
		return VT_WISH_QUIT;
	case 'r':
		return VT_WISH_SCAN;
	case '/':
		s->mode = VT_MODE_SEARCH;
		s->search.len = 0;
		s->search.p[0] = '\0';
		break;
	case 'p':
		s->problems = !s->problems;
		break;
	case 't':
		vt_screen_set_traffic(s, !s->traffic);
		break;
	case 's':
		s->order = (s->order + 1) % VT_ORDER_N;
		if (s->order == VT_ORDER_GIVEN && !s->sort)
			s->order++;
		break;
	case '?':
	case 'h':
		vt_screen_show(s, vt_screen_help());
		s->helping = true;
		return VT_WISH_DRAW;
	default:
		return 0;
	}
	choose_again(s);
	return VT_WISH_DRAW;
}

static int row_key(struct vt_screen *s, enum key key, char c)
{
	const struct vt_screen_row *x = vt_screen_selected(s);
	enum key movement = as_movement(key, c);

	if (key == KEY_ENTER)
		return x && !x->gone ? VT_WISH_SHOW : 0;
	if (key == KEY_REDRAW)
		return VT_WISH_DRAW;
	if (key == KEY_ESCAPE && s->search.len)
		return search_key(s, key, c);
	if (movement != KEY_OTHER) {
		s->cursor = moved(movement, s->cursor, vt_screen_page(s), s->seen.n);
		return VT_WISH_DRAW;
	}
	return letter(s, c);
}

int vt_screen_keys(struct vt_screen *s, const char *keys, size_t n)
{
	int wishes = 0;
	size_t length;

	for (size_t i = 0; i < n; i += length) {
		enum key key = next_key(keys + i, n - i, &length);

		if (key == KEY_NONE)
			continue;
		if (s->mode == VT_MODE_SEARCH)
			wishes |= search_key(s, key, keys[i]);
		else if (s->mode == VT_MODE_TEXT)
			wishes |= text_key(s, key, keys[i]);
		else
			wishes |= row_key(s, key, keys[i]);
	}
	return wishes;
}
