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

  /* Cells copied from a spreadsheet spread over the grid, from the one they are pasted into. */
  document.addEventListener("paste", (event) => {
    const body = event.target.matches?.("input[data-cell]") && event.target.closest("tbody");
    const pasted = event.clipboardData.getData("text/plain").trimEnd().split(/\r?\n/).map((line) => line.split("\t"));
    if (!body || (pasted.length === 1 && pasted[0].length === 1)) return;
    event.preventDefault();
    const grid = [...body.rows].map((row) => [...row.querySelectorAll("input[data-cell]")]);
    const top = grid.findIndex((row) => row.includes(event.target));
    const left = grid[top].indexOf(event.target);
    pasted.forEach((line, down) =>
      line.forEach((text, along) => {
        const cell = grid[top + down]?.[left + along];
        if (!cell) return;
        cell.value = text.trim();
        cell.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    );
  });
})();
