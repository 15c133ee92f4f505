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

	/* The boxes and lines of the picture, and where each line leads. */
	function drawn() {
		var picture = { boxes: {}, ofRow: {}, lines: [], parts: [] };

		list.call(document.querySelectorAll(".picture [data-n]")).forEach(function (part) {
			var n = part.getAttribute("data-n"), row = part.getAttribute("data-m");

			picture.parts.push({ part: part, n: n });
			if (row !== null) (picture.ofRow[row] = picture.ofRow[row] || []).push(n);
		});
		list.call(document.querySelectorAll(".picture [data-e]")).forEach(function (part) {
			var ends = part.getAttribute("data-e").split(" ");

			picture.lines.push({ part: part, from: ends[0], to: ends[1] });
		});
		return picture;
	}

	/* From the boxes of a row all that is left of them, and all that is right. */
	function follow(picture, lit, here, there) {
		var found = Object.keys(lit), next = {};

		picture.lines.forEach(function (line) {
			(next[line[here]] = next[line[here]] || []).push(line[there]);
		});
		while (found.length)
			(next[found.pop()] || []).forEach(function (n) {
				if (lit[n]) return;
				lit[n] = true;
				found.push(n);
			});
	}

	/* What belongs to rows that are not shown is dimmed. */
	function searchPicture(picture, rows, all) {
		var right = {}, left = {}, first = null;

		rows.forEach(function (row, i) {
			if (!row.hidden) (picture.ofRow[i] || []).forEach(function (n) {
				right[n] = left[n] = true;
			});
		});
		follow(picture, right, "from", "to");
		follow(picture, left, "to", "from");
		picture.parts.forEach(function (item) {
			var lit = all || right[item.n] || left[item.n];

			item.part.classList.toggle("dim", !lit);
			if (lit && !first && item.part.tagName === "svg") first = item.part;
		});
		picture.lines.forEach(function (line) {
			var lit = right[line.from] && right[line.to] || left[line.from] && left[line.to];

			line.part.classList.toggle("dim", !all && !lit);
		});
		return first;
	}

	/* The first that is lit, where the picture is longer than what is seen of it. */
	function reveal(box) {
		var frame = document.querySelector(".tall");

		if (frame && box) frame.scrollTop = Math.max(0, box.getAttribute("y") - 40);
	}

	function addSearch(tables) {
		var box = document.createElement("div"), label = document.createElement("label");
		var input = document.createElement("input"), count = document.createElement("output");
		var main = document.querySelector("main"), known, picture;
		var mapping = document.getElementById("t-mapping");
		var rows = mapping ? list.call(mapping.tBodies[0].rows) : [];

		box.className = "find";
		box.setAttribute("role", "search");
		input.type = "search";
		input.id = label.htmlFor = "find";
		input.spellcheck = false;
		input.autocomplete = "off";
		label.textContent = "Search";
		input.addEventListener("input", function () {
			known = known || tables.map(searched);
			picture = picture || drawn();
			var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);

			count.textContent = search(known, words);
			reveal(searchPicture(picture, rows, !words.length));
		});
		/* A link to a row that the search hides shows it. */
		window.addEventListener("hashchange", function () {
			var row = document.getElementById(decodeURIComponent(location.hash.slice(1)));

			if (!row || !row.hidden) return;
			input.value = "";
			input.dispatchEvent(new Event("input"));
			row.scrollIntoView();
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
