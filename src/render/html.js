/* SPDX-License-Identifier: GPL-2.0-or-later */
"use strict";
/* Adds sorting and searching to the tables; the page says everything without it. */
(function () {
	function text(row, column) {
		var cell = row.cells[column];
		return cell.classList.contains("a") ? "" : cell.textContent;
	}

	/* Empty cells come last in both directions. */
	function compare(a, b, sign) {
		if (a === b) return 0;
		if (a === "") return 1;
		if (b === "") return -1;
		return sign * a.localeCompare(b, "en", { numeric: true });
	}

	function sort(table, th) {
		var head = th.parentNode.cells, body = table.tBodies[0];
		var column = th.cellIndex;
		var down = th.getAttribute("aria-sort") === "ascending";
		var rows = Array.prototype.slice.call(body.rows);

		for (var i = 0; i < head.length; i++) head[i].removeAttribute("aria-sort");
		th.setAttribute("aria-sort", down ? "descending" : "ascending");
		rows.sort(function (a, b) {
			return compare(text(a, column), text(b, column), down ? -1 : 1);
		});
		rows.forEach(function (row) { body.appendChild(row); });
	}

	function addSorting(table) {
		Array.prototype.forEach.call(table.tHead.rows[0].cells, function (th) {
			var button = document.createElement("button");
			button.type = "button";
			button.textContent = th.textContent;
			th.textContent = "";
			th.appendChild(button);
			button.addEventListener("click", function () { sort(table, th); });
		});
	}

	function addSearch(table) {
		var box = document.createElement("div"), label = document.createElement("label");
		var input = document.createElement("input"), count = document.createElement("output");
		var rows = Array.prototype.slice.call(table.tBodies[0].rows);
		var words = rows.map(function (row) { return row.textContent.toLowerCase(); });

		box.className = "find";
		input.type = "search";
		input.id = table.id + "-find";
		label.htmlFor = input.id;
		label.textContent = "Search";
		count.setAttribute("aria-live", "polite");
		input.addEventListener("input", function () {
			var wanted = input.value.toLowerCase(), shown = 0;
			rows.forEach(function (row, i) {
				row.hidden = words[i].indexOf(wanted) < 0;
				shown += !row.hidden;
			});
			count.textContent = wanted ? shown + " of " + rows.length : "";
		});
		box.appendChild(label);
		box.appendChild(input);
		box.appendChild(count);
		table.parentNode.parentNode.insertBefore(box, table.parentNode);
	}

	Array.prototype.forEach.call(document.querySelectorAll("table"), function (table) {
		if (!table.tBodies[0] || table.tBodies[0].rows.length < 2) return;
		addSorting(table);
		addSearch(table);
	});
})();
