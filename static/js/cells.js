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
     the lines of the ledger as Enter moves. What finds no place is not pasted at all: two numbers in one box
     would be read as one. */
  const grid = (cell) => {
    const body = cell.closest("tbody");
    if (body) return [...body.rows].map((row) => [...row.querySelectorAll("input[data-cell]")]);
    return cells(cell)
      .filter((other) => other.dataset.cell === cell.dataset.cell && !other.closest("tbody"))
      .map((other) => [...other.closest("[data-row]").querySelectorAll("input[data-cell]")]);
  };

  const places = (cell, pasted) => {
    const rows = cell.dataset.cell ? grid(cell) : [[cell]];
    const top = rows.findIndex((row) => row.includes(cell));
    const left = rows[top].indexOf(cell);
    return pasted.flatMap((line, down) => line.map((text, along) => [rows[top + down]?.[left + along], text.trim()]));
  };

  const refuse = (cell) => {
    const words = document.querySelector("template[data-not-spread]");
    const place = document.getElementById(`${cell.id}-errors`);
    if (words && place) place.replaceChildren(words.content.cloneNode(true));
    place?.classList.remove("later");
  };

  document.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!cell.matches?.("[data-row] input[inputmode]")) return;
    const lines = event.clipboardData.getData("text/plain").replace(/[\r\n]+$/, "").split(/\r\n|\r|\n/);
    const pasted = lines.map((line) => line.split("\t"));
    if (pasted.length === 1 && pasted[0].length === 1) return;
    event.preventDefault();
    const spread = places(cell, pasted);
    if (spread.some(([place, text]) => text && !place)) return refuse(cell);
    for (const [place, text] of spread) {
      if (!place) continue;
      place.value = text;
      place.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
