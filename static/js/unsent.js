/* The last net: what is typed on the entry page and not yet stored is kept on this machine, for this person and
   this page, and offered again when the page is opened anew. It goes as soon as it is stored or discarded.

   form[data-autosave]   tells by "entry:unsaved" which of its parts are not stored
   [data-unsent]         the offer, with [data-restore] and [data-discard]; data-now: the site's local time
   [data-said]           in it, in this order: the time, the day, the rows and texts with what was typed */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  const offer = form?.querySelector("[data-unsent]");
  if (!offer) return;

  const PREFIX = "unsent ";
  const KEPT_FOR = 14 * 24 * 60 * 60 * 1000;
  const key = PREFIX + [form.elements.typed_by.value, form.dataset.autosave].join(" ");

  /* By the clock and the day of the site. */
  const ahead = Date.parse(`${offer.dataset.now}Z`) - Date.now();
  const now = () => Date.now() + ahead;

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

  const parts = () => [...form.querySelectorAll("[data-part]")];
  const isStored = (part) => part.dataset.outcome === "stored";
  const refused = new Set(parts().filter((part) => !isStored(part))); // rendered as they were typed
  const isTyped = (part) => (field) =>
    typed.changed(field) || (refused.has(part) && !isStored(part) && !typed.isChoice(field) && field.value !== "");
  const said = (part) =>
    typed.boxes(part).filter(isTyped(part)).map((field) => [field.name, field.value, Boolean(field.checked)]);
  const version = (part) => typed.fields(part).find((field) => /seen_version$|_seen$/.test(field.name));
  const boxOf = (part, [name, value]) =>
    typed.boxes(part).find((field) => field.name === name && (!typed.isChoice(field) || field.value === value));
  const differs = (field, [, value, checked]) => (typed.isChoice(field) ? field.checked !== checked : field.value !== value);

  /* What was sent with the whole form, and was stored since, is not unsent. */
  const isLost = ([id, { boxes, seen }], wasSent) => {
    const part = document.getElementById(id);
    if (!part?.matches("[data-part]") || (wasSent && version(part)?.value !== seen)) return false;
    return boxes.some((box) => boxOf(part, box) && differs(boxOf(part, box), box));
  };

  const found = read(key);
  let lost = Object.fromEntries(Object.entries(found?.parts || {}).filter((entry) => isLost(entry, found.sent)));
  let last = found;
  const changing = new Set();

  const nameOf = (part) => {
    const code = part.closest(".entry, .entry-grid")?.querySelector(".code").textContent;
    return code ? `${code} ${part.matches("tr") ? part.dataset.names.split("|")[1] : ""}`.trim() : part.querySelector("label").textContent;
  };

  const show = () => {
    const all = Object.entries(lost);
    offer.hidden = !all.length;
    if (!all.length) return;
    const texts = (part, boxes) => boxes.filter((box) => boxOf(part, box)?.matches("[inputmode], textarea")).map(([, text]) => ` “${text.slice(0, 60)}”`);
    const names = all.map(([id, { boxes }]) => [document.getElementById(id), boxes]).map(([part, boxes]) => nameOf(part) + texts(part, boxes).join(""));
    const [, year, month, day, clock] = new Date(Math.min(...all.map(([, { at }]) => at))).toISOString().match(/(\d+)-(\d+)-(\d+)T(.{5})/);
    const said = [clock, `${day}/${month < 3 ? month : Number(month)}/${year}`, names.join("; ")];
    offer.querySelectorAll("[data-said]").forEach((place, at) => (place.textContent = said[at]));
  };

  /* Whatever is typed into a part and stored takes along what was found for it. */
  const keep = (unsaved) => {
    unsaved.forEach(({ id }) => changing.add(id));
    const ids = unsaved.map(({ id }) => id);
    for (const id of Object.keys(lost)) if (changing.has(id) && !ids.includes(id)) delete lost[id];
    show();
    const all = { ...lost };
    for (const part of unsaved) {
      const boxes = said(part);
      const before = last?.parts[part.id];
      const isSame = JSON.stringify(before?.boxes) === JSON.stringify(boxes);
      if (boxes.length) all[part.id] = { boxes, seen: version(part)?.value, at: isSame ? before.at : now() };
    }
    if (JSON.stringify(all) === JSON.stringify(last?.parts || {}) && !last?.sent) return;
    last = Object.keys(all).length ? { at: now(), parts: all } : null;
    write(last);
  };

  form.addEventListener("entry:unsaved", ({ detail }) => keep(detail));
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (target === form && last && !defaultPrevented) write({ ...last, sent: true });
  });

  const close = () => {
    lost = {};
    keep(parts().filter(typed.isUnsaved));
  };

  /* As of the answer that stood there then: somebody's that came since is a conflict, never overwritten. */
  const restore = () => {
    for (const [id, { boxes, seen }] of Object.entries(lost)) {
      const part = document.getElementById(id);
      for (const box of boxes) {
        const field = boxOf(part, box);
        if (!field) continue;
        if (typed.isChoice(field)) field.checked = box[2];
        else field.value = box[1];
      }
      if (version(part)) version(part).value = seen;
      part.querySelectorAll("details").forEach((more) => (more.open = true));
      typed.boxes(part)[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
  };

  offer.querySelector("[data-restore]").addEventListener("click", restore);
  offer.querySelector("[data-discard]").addEventListener("click", close);
  show();

  /* Others who have used this machine: what they left is never offered here, and not kept for ever. */
  quietly(() =>
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX) && !(Math.abs(now() - read(name)?.at) < KEPT_FOR))
      .forEach((name) => localStorage.removeItem(name)),
  );
})();
