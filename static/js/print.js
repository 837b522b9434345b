/* [data-print]   a button that prints the page; without this file it stays hidden, and the browser's own does it */
(() => {
  "use strict";

  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
})();
