/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading a subject once, and comparing it with what things are called. */
#include <config.h>

#include "model/subject.h"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <string.h>

#include "util/str.h"

#define UUID_DIGITS_MIN 8

/* Its lower case where @c is a hex digit, else 0. */
static char hex_digit(char c)
{
	if (c >= 'A' && c <= 'F')
		return (char)(c - 'A' + 'a');
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ? c : 0;
}

/*
 * The hex digits of @s to @digits, at most @max of them, with a separator behind each @group
 * digits or none at all (0). Returns how many, 0 where @s is written otherwise.
 */
static size_t hex_groups(const char *s, char separator, size_t group, char *digits, size_t max)
{
	size_t n = 0;

	for (; *s; s++) {
		bool due = group && n && n % group == 0;

		if (due && *s == separator)
			s++;
		else if (due)
			return 0;
		if (n == max || !hex_digit(*s))
			return 0;
		digits[n++] = hex_digit(*s);
	}
	digits[n] = '\0';
	return n;
}

static void read_mac(const char *s, char digits[13])
{
	static const struct {
		char separator;
		size_t group;
	} spellings[] = { { ':', 2 }, { '-', 2 }, { '.', 4 }, { 0, 0 } };

	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (hex_groups(s, spellings[i].separator, spellings[i].group, digits, 12) == 12)
			return;
	digits[0] = '\0';
}

/* Digits of a UUID or of its beginning; "-" only where a UUID has them. */
static size_t read_uuid(const char *s, char digits[33])
{
	size_t n = 0, dashes = 0;

	for (; *s; s++) {
		if (*s == '-' && (n == 8 || n == 12 || n == 16 || n == 20) && dashes == n / 4 - 2) {
			dashes++;
			continue;
		}
		if (n == 32 || !hex_digit(*s))
			return 0;
		digits[n++] = hex_digit(*s);
	}
	digits[n] = '\0';
	return n;
}

/* The zone of an IPv6 address ("%br0") is for who sends to it. */
static int read_ip(const char *text, unsigned char ip[16])
{
	char six[INET6_ADDRSTRLEN];
	size_t n = strcspn(text, "%");

	if (inet_pton(AF_INET, text, ip) == 1)
		return AF_INET;
	if (n >= sizeof(six))
		return 0;
	memcpy(six, text, n);
	six[n] = '\0';
	return inet_pton(AF_INET6, six, ip) == 1 ? AF_INET6 : 0;
}

struct vt_subject vt_subject_read(const char *text)
{
	struct vt_subject s = { .text = text, .number = -1 };
	uint64_t number;

	s.glob = strpbrk(text, "*?[");
	if (vt_parse_u64(text, &number) == 0 && number <= INT64_MAX)
		s.number = (int64_t)number;
	read_mac(text, s.mac);
	if (read_uuid(text, s.uuid) < UUID_DIGITS_MIN)
		s.uuid[0] = '\0';
	s.family = read_ip(text, s.ip);
	return s;
}

bool vt_subject_is_name(const struct vt_subject *s, const char *name)
{
	if (!name)
		return false;
	return !strcmp(s->text, name) || (s->glob && fnmatch(s->text, name, 0) == 0);
}

bool vt_subject_is_number(const struct vt_subject *s, uint64_t number)
{
	return s->number >= 0 && (uint64_t)s->number == number;
}

bool vt_subject_is_mac(const struct vt_subject *s, const char *mac)
{
	char digits[13];

	if (!mac || !s->mac[0])
		return false;
	read_mac(mac, digits);
	return !strcmp(s->mac, digits);
}

bool vt_subject_is_uuid(const struct vt_subject *s, const char *uuid)
{
	char digits[33];

	return uuid && s->uuid[0] && read_uuid(uuid, digits) == 32 &&
	       !strncmp(digits, s->uuid, strlen(s->uuid));
}

bool vt_subject_is_ip(const struct vt_subject *s, const char *ip)
{
	unsigned char other[16];

	return ip && s->family && inet_pton(s->family, ip, other) == 1 &&
	       !memcmp(other, s->ip, s->family == AF_INET ? 4 : 16);
}
