/* A word before unsaved figures are left, the same place after saving, and no form sent twice.

   form[data-guard]    asks before leaving with changes; data-guard="unsaved" while something of it is not stored
   form[data-repeat]   may be sent again at once (downloads) */
(() => {
  "use strict";

  const leaving = new WeakSet();
  const unsaved = (form) =>
    !leaving.has(form) && (form.dataset.guard === "unsaved" || [...form.elements].some(typed.changed));

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
