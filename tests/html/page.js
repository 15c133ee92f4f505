/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the test asks the page; put before each question. */
var all = function (css, from) { return Array.from((from || document).querySelectorAll(css)); };
var shown = function (element) { return element.getClientRects().length > 0; };

/* Texts of a table, row by row; null = absent. */
function cells(table) {
	return Array.from(table.tBodies[0].rows).map(function (row) {
		return Array.from(row.cells).map(function (cell) {
			return cell.textContent === "-" ? null : cell.textContent;
		});
	});
}

/* --- contrast, as WCAG 2 defines it --- */

function parse(color) {
	var parts = color.match(/[\d.]+/g).map(Number);

	return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
}

function luminance(rgb) {
	return rgb.map(function (value) {
		var part = value / 255;

		return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
	}).reduce(function (sum, part, i) { return sum + part * [0.2126, 0.7152, 0.0722][i]; }, 0);
}

function ratio(a, b) {
	var x = luminance(a), y = luminance(b);

	return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function background(element) {
	for (; element; element = element.parentElement) {
		var color = parse(getComputedStyle(element).backgroundColor);

		if (color.alpha === 1) return color.rgb;
		if (color.alpha > 0) throw new Error("a background that is half transparent");
	}
	return [255, 255, 255];
}

/* A text in the picture stands on the mark or the box before it, or on the page. */
function behind(text) {
	var box = text.matches(".m") ? text.parentNode.querySelector("path.m") :
		text.parentNode.querySelector(":scope > rect");

	return box ? parse(getComputedStyle(box).fill).rgb : background(text.closest("div"));
}

/* The texts that are shown, each way of showing once: [ratio, text]. */
function contrasts() {
	var walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	var found = {}, node;

	while ((node = walker.nextNode())) {
		var element = node.parentElement, svg = element instanceof SVGElement;
		var style, front, back;

		if (!node.data.trim() || !shown(element) || element.matches("script, title, desc")) continue;
		style = getComputedStyle(element);
		front = parse(svg ? style.fill : style.color).rgb;
		back = svg ? behind(element) : background(element);
		found[front + "/" + back] = [ratio(front, back), node.data.trim().slice(0, 40)];
	}
	return Object.values(found);
}

/* Lines that mean something: [ratio, what]. */
function lines() {
	var page = background(document.body);

	return all(".picture rect, .picture path:not(.m), .find input").map(function (element) {
		var style = getComputedStyle(element);

		return [ratio(parse(element.matches("input") ? style.borderTopColor : style.stroke).rgb, page),
			element.outerHTML.slice(0, 60)];
	});
}
