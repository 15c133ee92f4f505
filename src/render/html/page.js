/* SPDX-License-Identifier: GPL-2.0-or-later */
"use strict";
/* Adds sorting and searching to the tables; the page says everything without it. */
(function () {
	var list = Array.prototype.slice;
	var order = new Intl.Collator("en", { numeric: true });
	var ranks = { critical: "3", warning: "2", info: "1" };
	/* Not to be compared as numbers: MAC addresses and UUIDs. */
	var hex = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$|^[0-9a-f]{8}-/i;

	function key(row, column) {
		var cell = row.cells[column];
		var text = cell.textContent;

		return text === "-" ? "" : ranks[text] || text;
	}

	/* Empty cells come last in both directions. */
	function compare(a, b, sign) {
		if (a === b) return 0;
		if (a === "") return 1;
		if (b === "") return -1;
		if (hex.test(a) && hex.test(b)) return a < b ? -sign : sign;
		return sign * order.compare(a, b);
	}

	function sort(table, th) {
		var body = table.tBodies[0], column = th.cellIndex;
		var down = th.getAttribute("aria-sort") === "ascending";
		var rows = list.call(body.rows).map(function (row) {
			return { row: row, key: key(row, column) };
		});

		list.call(th.parentNode.cells).forEach(function (other) {
			other.removeAttribute("aria-sort");
		});
		th.setAttribute("aria-sort", down ? "descending" : "ascending");
		rows.sort(function (a, b) { return compare(a.key, b.key, down ? -1 : 1); });
		rows.forEach(function (item) { body.appendChild(item.row); });
	}

	function addSorting(table) {
		list.call(table.tHead.rows[0].cells).forEach(function (th) {
			var button = document.createElement("button");

			button.type = "button";
			button.textContent = th.textContent;
			th.textContent = "";
			th.appendChild(button);
			button.addEventListener("click", function () { sort(table, th); });
		});
	}

	/* A table with its rows, what is in them, and where to say how many are shown. */
	function searched(table) {
		var count = document.createElement("span");
		var rows = list.call(table.tBodies[0].rows);

		table.caption.appendChild(count);
		return {
			rows: rows, count: count,
			texts: rows.map(function (row) {
				return list.call(row.cells).map(function (cell) {
					return cell.textContent;
				}).join(" ").toLowerCase();
			})
		};
	}

	/* A row is shown when it has all the words. */
	function search(tables, words) {
		var shown = 0, all = 0;

		tables.forEach(function (table) {
			var here = 0;

			table.rows.forEach(function (row, i) {
				row.hidden = !words.every(function (word) {
					return table.texts[i].indexOf(word) >= 0;
				});
				here += !row.hidden;
			});
			table.count.textContent = words.length ?
				" (" + here + " of " + table.rows.length + ")" : "";
			shown += here;
			all += table.rows.length;
		});
		return words.length ? shown + " of " + all + " rows" : "";
	}

	function addSearch(tables) {
		var box = document.createElement("div"), label = document.createElement("label");
		var input = document.createElement("input"), count = document.createElement("output");
		var main = document.querySelector("main"), known;

		box.className = "find";
		box.setAttribute("role", "search");
		input.type = "search";
		input.id = label.htmlFor = "find";
		input.spellcheck = false;
		input.autocomplete = "off";
		label.textContent = "Search";
		input.addEventListener("input", function () {
			known = known || tables.map(searched);
			count.textContent = search(known, input.value.toLowerCase().split(/\s+/).filter(Boolean));
		});
		box.appendChild(label);
		box.appendChild(input);
		box.appendChild(count);
		main.insertBefore(box, main.querySelector("section"));
	}

	var tables = list.call(document.querySelectorAll("table"));

	tables.forEach(addSorting);
	if (tables.length) addSearch(tables);
})();
