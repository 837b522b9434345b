/* Shows on an open entry page what colleagues write meanwhile: rows and texts that nobody is changing here.

   form[data-changes="address"]   where to ask; the query names what the page has (its hidden boxes)
   #watch                         the source of the requests
   [data-choose=theirs]           in a conflict: the other answer takes the place of what was typed here */
(() => {
  "use strict";

  const form = document.querySelector("form[data-changes]");
  const watch = document.getElementById("watch");
  if (!form || !watch) return;

  const EVERY = 20000;
  let asking = false;
  let taken = null; // the part whose boxes may be replaced though something was typed in them

  const parts = () => [...form.querySelectorAll("[data-part]")];
  const isSeen = (field) => /seen_version$|_seen$/.test(field.name);
  const isFree = (part) => !typed.isUnsaved(part) && !part.contains(document.activeElement);

  const ask = (values) => {
    if (asking) return;
    asking = true;
    const request = { source: watch, swap: "none settle:0ms", values };
    htmx.ajax("GET", form.dataset.changes, request).catch(() => {});
  };

  const look = () => {
    if (document.hidden || navigator.onLine === false) return;
    const seen = parts().filter(isFree).flatMap((part) => typed.fields(part).filter(isSeen));
    const versions = [...form.elements].filter((field) => field.name?.startsWith("version-") && !isTold(field));
    ask(Object.fromEntries([...seen, ...versions].map((field) => [field.name, field.value])));
  };

  /* That a report has moved on is said once. */
  const isTold = (version) => document.getElementById(version.name.replace("version", "news"))?.children.length;

  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const part = event.target;
    if (part.matches("[data-part]") && part.id !== taken && !isFree(part)) event.preventDefault();
  });

  watch.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    asking = false;
    taken = null;
    const answer = new DOMParser().parseFromString(xhr.status === 200 ? xhr.responseText : "", "text/html");
    answer.querySelectorAll("template[data-renews]").forEach((told) => typed.renew(form, told));
    document.dispatchEvent(new CustomEvent("entry:looked"));
  });

  form.addEventListener("click", ({ target }) => {
    const part = target.closest("[data-choose=theirs]")?.closest("[data-part]");
    if (!part || asking) return;
    taken = part.id;
    const seen = typed.fields(part).filter(isSeen);
    ask(Object.fromEntries(seen.map((field) => [field.name, "none"])));
  });

  look(); // Back brings an old page
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
})();
