/* How numbers are typed, chosen for all lines at once.

   select[data-how-all]     "span" or "unit": its choice goes to every select[data-how] of that kind around it
   A line keeps its own where that is not offered or a number stands. */
(() => {
  "use strict";

  const holdsNumber = (select) =>
    [...select.closest("[data-row]").querySelectorAll("input[data-cell]")].some((box) => box.value.trim());

  document.addEventListener("change", ({ target: all }) => {
    const kind = all.dataset?.howAll;
    if (!kind) return;
    const scope = all.closest(".entry-grid, .report");
    scope.querySelectorAll(`select[data-how="${kind}"]`).forEach((select) => {
      if (select.value === all.value || holdsNumber(select) || ![...select.options].some((option) => option.value === all.value)) return;
      select.value = all.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
})();
