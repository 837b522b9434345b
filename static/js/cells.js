/* Entry as in a spreadsheet, and pasting from one.

   input[data-cell="column"]   a cell; the next row is the next cell of the same column in its form */
(() => {
  "use strict";

  const cells = (from) =>
    [...(from.form || document).querySelectorAll("input[data-cell]")].filter(
      (cell) => !cell.disabled && !cell.readOnly && cell.getClientRects().length,
    );

  const neighbour = (cell, list, step) => list[list.indexOf(cell) + step];

  const vertical = (cell, step) =>
    neighbour(cell, cells(cell).filter((other) => other.dataset.cell === cell.dataset.cell), step);

  const caretAtEdge = (cell, step) => {
    const { selectionStart: start, selectionEnd: end, value } = cell;
    if (value === "" || (start === 0 && end === value.length)) return true;
    return start === end && start === (step < 0 ? 0 : value.length);
  };

  const target = (event, cell) => {
    switch (event.key) {
      case "Enter":
        return vertical(cell, event.shiftKey ? -1 : 1) || cell.form?.querySelector("[type=submit]:not(:disabled, [hidden] *)");
      case "ArrowDown":
        return vertical(cell, 1);
      case "ArrowUp":
        return vertical(cell, -1);
      case "ArrowRight":
        return caretAtEdge(cell, 1) && neighbour(cell, cells(cell), 1);
      case "ArrowLeft":
        return caretAtEdge(cell, -1) && neighbour(cell, cells(cell), -1);
      default:
        return null;
    }
  };

  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches?.("input[data-cell]") || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || (event.shiftKey && event.key !== "Enter")) return;
    const next = target(event, cell);
    if (!next && event.key !== "Enter") return;
    event.preventDefault();
    next?.focus();
    if (next?.matches("input")) next.select();
  });

  /* Cells copied from a spreadsheet spread from the one they are pasted into: over the rows of a grid, or down
     the lines of the ledger as Enter moves. Where the copied lines begin with names or codes of rows, each lands
     in its own row, whatever their order. What finds no place is not pasted: two numbers in one box would be
     read as one. An empty cell says nothing: it empties no box. A pasted box is marked (data-pasted) until it is
     typed in; what has become of it says its row, and of all of them pasted.js.

     [data-row][data-names]        what a row is called: its code, its name
     template[data-not-spread]     said where nothing was pasted */
  const own = (row) => [...row.querySelectorAll("input[data-cell]")];

  const lines = (cell) => {
    const body = cell.closest("tbody");
    if (body) return [...body.rows];
    const column = cells(cell).filter((other) => other.dataset.cell === cell.dataset.cell && !other.closest("tbody"));
    return column.map((other) => other.closest("[data-row]"));
  };

  const folded = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u0111\u0110]/g, "d").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

  const isName = (text) => /[a-z]{2}/.test(folded(text)) && !/^[\d.,\s-]+\D{0,9}$/.test(text.trim());

  /* Pairs of box and text, and the names of lines that have no row here; null where the lines have no names. */
  const byName = (cell, pasted) => {
    const filled = pasted.filter((line) => line.some((text) => text.trim()));
    // Without running numbers.
    const said = filled.map((line) => (/^\d*\.?$/.test(line[0].trim()) && isName(line[1] || "") ? line.slice(1) : line));
    if (!said.length || !said.every((line) => line.length > 1 && isName(line[0]))) return null;
    const known = new Map();
    for (const row of lines(cell)) for (const name of (row.dataset.names || "").split("|")) known.set(folded(name), row);
    const rowOf = (line) => known.get(folded(line[0]));
    if (!said.some(rowOf)) return null;
    const along = own(cell.closest("[data-row]")).indexOf(cell);
    const left = said.filter((line) => !rowOf(line) && line.slice(1).some((text) => /\d/.test(text)));
    return {
      places: said.filter(rowOf).flatMap((line) => line.slice(1).map((text, at) => [own(rowOf(line))[along + at], text.trim()])),
      left: left.map((line) => line[0].trim()),
    };
  };

  const inOrder = (cell, pasted) => {
    const rows = cell.dataset.cell ? lines(cell).map(own) : [[cell]];
    const top = rows.findIndex((row) => row.includes(cell));
    const left = rows[top].indexOf(cell);
    const places = pasted.flatMap((line, down) => line.map((text, at) => [rows[top + down]?.[left + at], text.trim()]));
    return { places, left: [] };
  };

  const words = (name) => document.querySelector(`template[data-${name}]`)?.content.cloneNode(true);

  let why; // the last one was refused

  const refuse = (cell) => {
    why = document.getElementById(`${cell.id}-errors`);
    why?.replaceChildren(words("not-spread") || "");
    why?.classList.remove("later");
  };

  document.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!cell.matches?.("[data-row] input[inputmode]")) return;
    const copied = event.clipboardData.getData("text/plain").replace(/[\r\n]+$/, "").split(/\r\n|\r|\n/);
    const pasted = copied.map((line) => line.split("\t"));
    if (pasted.length === 1 && pasted[0].length === 1) return;
    event.preventDefault();
    why?.replaceChildren();
    const { places, left } = (cell.dataset.cell && byName(cell, pasted)) || inOrder(cell, pasted);
    if (places.some(([place, text]) => text && !place)) return refuse(cell);
    const filled = places.filter(([, text]) => text);
    cell.dispatchEvent(new CustomEvent("cells:pasting", { bubbles: true, detail: { filled, left } }));
    for (const [place, text] of filled) {
      place.value = text;
      place.dispatchEvent(new Event("input", { bubbles: true }));
      place.toggleAttribute("data-pasted", true);
      const part = place.closest("[data-part]");
      if (part?.dataset.outcome === "stored") part.dataset.outcome = "pasted";
    }
  });

  document.addEventListener("input", ({ target: cell, isTrusted }) => isTrusted && cell.removeAttribute?.("data-pasted"));
})();
