/* The last net: what is typed on the entry page and not yet stored is kept on this machine, for this person and
   this page, and offered again when the page is opened anew. It goes as soon as it is stored or discarded.

   form[data-autosave]   tells by "entry:unsaved" which of its parts are not stored
   [data-unsent]         the offer, with [data-restore] and [data-discard] */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  const offer = form?.querySelector("[data-unsent]");
  if (!offer) return;

  const PREFIX = "unsent ";
  const KEPT_FOR = 14 * 24 * 60 * 60 * 1000;
  const key = PREFIX + [form.elements.typed_by.value, form.dataset.autosave].join(" ");

  /* A browser may keep nothing at all. */
  const quietly = (deed) => {
    try {
      return deed();
    } catch {
      return null;
    }
  };
  const read = (name) => quietly(() => JSON.parse(localStorage.getItem(name)));
  const write = (kept) =>
    quietly(() => (kept ? localStorage.setItem(key, JSON.stringify(kept)) : localStorage.removeItem(key)));

  const said = (part) => typed.boxes(part).map((field) => [field.name, field.value, Boolean(field.checked)]);
  const seen = (part) => typed.fields(part).find((field) => /seen_version$|_seen$/.test(field.name))?.value;
  const boxOf = (part, [name, value]) =>
    typed.boxes(part).find((field) => field.name === name && (!typed.isChoice(field) || field.value === value));

  /* What was sent with the whole form, and was stored since, is not unsent. */
  const isLost = ([id, { boxes, seen: before }], wasSent) => {
    const part = document.getElementById(id);
    if (!part?.matches("[data-part]") || (wasSent && seen(part) !== before)) return false;
    return JSON.stringify(said(part)) !== JSON.stringify(boxes);
  };

  const found = read(key);
  let lost = Object.fromEntries(Object.entries(found?.parts || {}).filter((entry) => isLost(entry, found.sent)));
  let last = found;

  const keep = (parts) => {
    const present = parts.map((part) => [part.id, { boxes: said(part), seen: seen(part) }]);
    const all = { ...lost, ...Object.fromEntries(present) };
    if (JSON.stringify(all) === JSON.stringify(last?.parts || {}) && !last?.sent) return;
    last = Object.keys(all).length ? { at: Date.now(), parts: all } : null;
    write(last);
  };

  form.addEventListener("entry:unsaved", ({ detail: parts }) => keep(parts));
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (target === form && last && !defaultPrevented) write({ ...last, sent: true });
  });

  const close = () => {
    lost = {};
    offer.hidden = true;
    keep([...form.querySelectorAll("[data-part]")].filter(typed.isUnsaved));
  };

  const restore = () => {
    for (const [id, { boxes }] of Object.entries(lost)) {
      const part = document.getElementById(id);
      for (const box of boxes) {
        const field = boxOf(part, box);
        if (!field) continue;
        if (typed.isChoice(field)) field.checked = box[2];
        else field.value = box[1];
      }
      part.querySelectorAll("details").forEach((more) => (more.open = true));
      typed.boxes(part)[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
  };

  offer.querySelector("[data-restore]").addEventListener("click", restore);
  offer.querySelector("[data-discard]").addEventListener("click", close);
  if (Object.keys(lost).length) {
    const at = new Date(found.at);
    offer.querySelector("time").textContent = at.toLocaleString("vi", { timeStyle: "short", dateStyle: "short" });
    offer.hidden = false;
  }

  /* Others who have used this machine: what they left is never offered here, and not kept for ever. */
  quietly(() =>
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX) && !((read(name)?.at || 0) > Date.now() - KEPT_FOR))
      .forEach((name) => localStorage.removeItem(name)),
  );
})();
