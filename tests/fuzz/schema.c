/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What data/virt-taps.schema.json uses of JSON Schema, Draft 2020-12. */
#include <config.h>

#include "schema.h"

#include <json-c/json.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct json_object *root;
static unsigned int alternatives; /* of anyOf, around what is compared just now */

static void __attribute__((noreturn)) die(const char *what, const char *which)
{
	fprintf(stderr, "schema: %s: %s\n", what, which);
	abort();
}

static bool accepts(struct json_object *schema, struct json_object *value);

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

static bool has_type(struct json_object *value, const char *name)
{
	static const char *const names[] = {
		[json_type_null] = "null",     [json_type_boolean] = "boolean",
		[json_type_double] = "number", [json_type_int] = "integer",
		[json_type_object] = "object", [json_type_array] = "array",
		[json_type_string] = "string",
	};
	enum json_type type = json_object_get_type(value);

	return !strcmp(names[type], name) || (type == json_type_int && !strcmp(name, "number"));
}

static bool type_fits(struct json_object *types, struct json_object *value)
{
	if (!json_object_is_type(types, json_type_array))
		return has_type(value, json_object_get_string(types));
	for (size_t i = 0; i < json_object_array_length(types); i++)
		if (has_type(value, json_object_get_string(json_object_array_get_idx(types, i))))
			return true;
	return false;
}

static bool is_one_of(struct json_object *list, struct json_object *value)
{
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (json_object_equal(json_object_array_get_idx(list, i), value))
			return true;
	return false;
}

static bool any_accepts(struct json_object *list, struct json_object *value)
{
	bool fits = false;

	alternatives++;
	for (size_t i = 0; i < json_object_array_length(list); i++)
		fits = fits || accepts(json_object_array_get_idx(list, i), value);
	alternatives--;
	return fits;
}

static void free_regex(struct json_object *pattern, void *regex)
{
	(void)pattern;
	regfree(regex);
	free(regex);
}

/* Compiled once, and kept with the schema. */
static bool matches(struct json_object *pattern, struct json_object *value)
{
	regex_t *regex = json_object_get_userdata(pattern);

	if (!json_object_is_type(value, json_type_string))
		return true;
	if (!regex) {
		regex = malloc(sizeof(*regex));
		if (!regex ||
		    regcomp(regex, json_object_get_string(pattern), REG_EXTENDED | REG_NOSUB))
			die("no such pattern", json_object_get_string(pattern));
		json_object_set_userdata(pattern, regex, free_regex);
	}
	return regexec(regex, json_object_get_string(value), 0, NULL, 0) == 0;
}

static bool has_all(struct json_object *keys, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_object))
		return true;
	for (size_t i = 0; i < json_object_array_length(keys); i++)
		if (!json_object_object_get_ex(
			    value, json_object_get_string(json_object_array_get_idx(keys, i)),
			    NULL))
			return false;
	return true;
}

static bool items_fit(struct json_object *schema, struct json_object *value)
{
	if (json_object_is_type(value, json_type_array))
		for (size_t i = 0; i < json_object_array_length(value); i++)
			if (!accepts(schema, json_object_array_get_idx(value, i)))
				return false;
	return true;
}

static bool members_fit(struct json_object *schemas, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_object))
		return true;
	json_object_object_foreach(schemas, key, schema)
	{
		struct json_object *item;

		if (json_object_object_get_ex(value, key, &item) && !accepts(schema, item))
			return false;
	}
	return true;
}

static bool others_fit(struct json_object *schema, struct json_object *others,
		       struct json_object *value)
{
	if (!json_object_is_type(value, json_type_object))
		return true;
	json_object_object_foreach(value, key,
				   item) if (!member(member(schema, "properties"), key) &&
					     !accepts(others, item)) return false;
	return true;
}

static bool is_at_least(struct json_object *minimum, struct json_object *value)
{
	return !has_type(value, "number") ||
	       json_object_get_double(value) >= json_object_get_double(minimum);
}

static bool refers_to_fit(const char *name, struct json_object *value)
{
	static const char prefix[] = "#/$defs/";
	struct json_object *schema;

	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		die("no such reference", name);
	schema = member(member(root, "$defs"), name + sizeof(prefix) - 1);
	if (!schema)
		die("no such reference", name);
	return accepts(schema, value);
}

static bool is_remark(const char *keyword)
{
	static const char *const remarks[] = { "$schema", "$defs", "title", "description",
					       "format" /* also a pattern */ };

	for (size_t i = 0; i < sizeof(remarks) / sizeof(*remarks); i++)
		if (!strcmp(keyword, remarks[i]))
			return true;
	return false;
}

static bool keyword_fits(struct json_object *schema, const char *keyword, struct json_object *arg,
			 struct json_object *value)
{
	static const struct {
		const char *keyword;
		bool (*fits)(struct json_object *arg, struct json_object *value);
	} simple[] = {
		{ "type", type_fits },         { "required", has_all },    { "enum", is_one_of },
		{ "anyOf", any_accepts },      { "items", items_fit },     { "pattern", matches },
		{ "properties", members_fit }, { "minimum", is_at_least },
	};

	for (size_t i = 0; i < sizeof(simple) / sizeof(*simple); i++)
		if (!strcmp(keyword, simple[i].keyword))
			return simple[i].fits(arg, value);
	if (!strcmp(keyword, "const"))
		return json_object_equal(arg, value);
	if (!strcmp(keyword, "additionalProperties"))
		return others_fit(schema, arg, value);
	if (!strcmp(keyword, "$ref"))
		return refers_to_fit(json_object_get_string(arg), value);
	if (!is_remark(keyword))
		die("unknown keyword", keyword);
	return true;
}

static bool accepts(struct json_object *schema, struct json_object *value)
{
	if (json_object_is_type(schema, json_type_boolean))
		return json_object_get_boolean(schema);
	json_object_object_foreach(schema, keyword, arg)
	{
		if (keyword_fits(schema, keyword, arg, value))
			continue;
		if (!alternatives)
			fprintf(stderr, "schema: not as %s %.200s says: %.200s\n", keyword,
				json_object_to_json_string(arg), json_object_to_json_string(value));
		return false;
	}
	return true;
}

static void done(void)
{
	json_object_put(root);
}

static void load(void)
{
	const char *top = getenv("VT_SRCDIR");
	char path[4096];

	snprintf(path, sizeof(path), "%s/data/virt-taps.schema.json", top ? top : ".");
	root = json_object_from_file(path);
	if (!json_object_is_type(root, json_type_object))
		die("cannot be read", path);
	atexit(done);
}

void check_schema(const char *text, size_t len)
{
	struct json_tokener *tokener = json_tokener_new();
	/* Not of 0.18, see src/util/json.c. */
	int strict = json_c_version_num() >> 8 == 18 ? 0 : JSON_TOKENER_STRICT;
	struct json_object *value;

	if (!root)
		load();
	json_tokener_set_flags(tokener, strict | JSON_TOKENER_VALIDATE_UTF8);
	value = json_tokener_parse_ex(tokener, text, (int)len);
	if (json_tokener_get_error(tokener) != json_tokener_success)
		die("not JSON", json_tokener_error_desc(json_tokener_get_error(tokener)));
	if (!accepts(root, value))
		abort();
	json_object_put(value);
	json_tokener_free(tokener);
}
