/* Files: weighed before they are sent, with their progress; what failed is said, and nothing else on the page is
   touched. Everything works without this file.

   [data-files="10485760"]   the part of a page that takes files, and the most bytes of one
   data-too-large, -failed, -signed-out   what is said then */
(() => {
  "use strict";

  const partOf = (element) => element.closest?.("[data-files]");
  const isChooser = (element) => element.matches?.("[data-files] input[type=file]");

  const say = (element, text) => {
    const part = partOf(element);
    const note = part?.querySelector(".files__note");
    if (note) note.textContent = text || "";
    const progress = part?.querySelector("progress");
    if (progress) progress.hidden = true;
  };

  const isTooLarge = (input) => [...input.files].some((file) => file.size > Number(partOf(input).dataset.files));

  /* Before htmx hears of it. */
  document.addEventListener(
    "change",
    (event) => {
      if (!isChooser(event.target)) return;
      const large = isTooLarge(event.target);
      say(event.target, large ? partOf(event.target).dataset.tooLarge : "");
      if (large) {
        event.target.value = "";
        event.stopPropagation();
      }
    },
    true,
  );

  document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
    const progress = isChooser(elt) && partOf(elt).querySelector("progress");
    if (progress) progress.hidden = false;
  });

  document.addEventListener("htmx:xhr:progress", ({ target, detail: { loaded, total } }) => {
    const progress = isChooser(target) && partOf(target).querySelector("progress");
    if (progress && total) progress.value = (100 * loaded) / total;
  });

  /* A refused file comes back with the reason; a page to sign in is not what was asked for. */
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { requestConfig, xhr } = detail;
    const part = requestConfig && partOf(requestConfig.elt);
    if (!part) return;
    const isPart = xhr.responseText.includes("data-files") && !isWholePage(xhr);
    detail.shouldSwap = isPart && [200, 422].includes(xhr.status);
    detail.isError = false;
    if (!detail.shouldSwap) fail(requestConfig.elt, xhr.status < 500 ? part.dataset.signedOut : part.dataset.failed);
  });

  const fail = (element, text) => {
    if (isChooser(element)) element.value = "";
    say(element, text);
  };

  for (const broken of ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"])
    document.addEventListener(broken, ({ detail: { elt } }) => partOf(elt) && fail(elt, partOf(elt).dataset.failed));
})();
