/* Entry as in a spreadsheet, pasting from one, a word before unsaved figures are left, and no form sent twice.
   Everything works without this file.

   input[data-cell="column"]   a cell; the next row is the next cell of the same column in its form
   [data-row]                  what one saving request covers (otherwise the field alone)
   form[data-guard]            asks before leaving with changes; data-guard="unsaved" when it came back refused
   [data-saves]                an htmx request from here has saved its fields
   form[data-repeat]           may be sent again at once (downloads) */
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
        return vertical(cell, event.shiftKey ? -1 : 1) || cell.form?.querySelector("[type=submit]:not(:disabled)");
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

  /* What a field held when the server last had it: as rendered, or as sent by a request that saved it. */
  const saved = new WeakMap();
  const held = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return String(field.checked);
    return field.type === "select-multiple" ? [...field.selectedOptions].map((o) => o.value).join() : field.value;
  };
  const rendered = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return String(field.defaultChecked);
    if (!field.options) return field.defaultValue;
    const chosen = [...field.options].filter((option) => option.defaultSelected).map((option) => option.value);
    return chosen.length || field.multiple ? chosen.join() : (field.options[0]?.value ?? "");
  };
  const changed = (field) =>
    field.name &&
    !["submit", "button", "hidden", "fieldset", "output"].includes(field.type) &&
    held(field) !== (saved.has(field) ? saved.get(field) : rendered(field));

  const leaving = new WeakSet();
  const unsaved = (form) =>
    !leaving.has(form) && (form.dataset.guard === "unsaved" || [...form.elements].some(changed));

  window.addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-guard]")].some(unsaved)) event.preventDefault();
  });

  /* The mark beside the buttons says so while anything on the page is not saved. */
  const mark = (form) => form?.matches("[data-guard]") && form.toggleAttribute("data-changed", unsaved(form));
  document.addEventListener("input", ({ target: field }) => mark(field.form));
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-guard]").forEach(mark));

  /* Saving leaves the page where it was; refused, it begins with what is to be mended. */
  const place = `place ${location.pathname}`;
  document.addEventListener("submit", ({ target: form, submitter }) => {
    if (form.matches("[data-guard]") && !submitter?.hasAttribute("formaction")) sessionStorage.setItem(place, scrollY);
  });
  const before = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (before && !document.querySelector(".error-summary, .message--error")) scrollTo(0, Number(before));
  document.querySelector("[data-guard] .error-summary")?.focus();

  const sent = new WeakMap();
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt, xhr } }) => {
    if (!elt.closest("[data-saves]") || elt.closest("[data-files]")) return;
    const scope = elt.matches("form") ? elt : elt.closest("[data-row]") || elt;
    const fields = scope.elements || (scope.matches("input, select, textarea") ? [scope] : scope.querySelectorAll("input, select, textarea"));
    sent.set(xhr, [...fields].map((field) => [field, held(field)]));
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { xhr, successful } }) => {
    if (successful) sent.get(xhr)?.forEach(([field, value]) => saved.set(field, value));
  });

  /* The button goes dead only after the browser has read the form, so that its name and value are sent. */
  const busy = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (busy.has(form)) {
      event.preventDefault();
      return;
    }
    if ("repeat" in form.dataset) return;
    leaving.add(form);
    if (form.method !== "post") return;
    busy.add(form);
    const button = event.submitter;
    if (button) setTimeout(() => (button.disabled = true));
    setTimeout(release, 15000, form, button);
  });

  /* Back in the browser, or an answer that never came: the form may be sent again. */
  const release = (form, button) => {
    busy.delete(form);
    leaving.delete(form);
    if (button) button.disabled = false;
    else form.querySelectorAll("[type=submit]").forEach((other) => (other.disabled = false));
  };
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) [...document.forms].forEach((form) => release(form));
  });
})();
