/* What a paste did, in one line above its grid or ledger line, and the way back: each box to what it held, saved
   as if typed. What was typed since stays until asked for.

   template[data-spread]    the line; around a [data-count] of 0 nothing is said
   [data-take-back]         its button; "all": also of what was typed since */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  const words = document.querySelector("template[data-spread]");
  if (!form || !words) return;

  const REFUSED = ["wrong", "unfinished", "conflict", "refused"];
  const pastes = new Map(); // by its line, the boxes
  const field = (name) => form.elements.namedItem(name);
  const isRefused = ({ name, text }) =>
    field(name).value === text && REFUSED.includes(field(name).closest("[data-part]").dataset.outcome);

  const say = (line, counts) => {
    for (const [name, number] of Object.entries(counts)) {
      const place = line.querySelector(`[data-count=${name}]`);
      if (place.textContent !== String(number)) place.textContent = number;
      place.parentElement.hidden = !number;
    }
  };

  form.addEventListener("cells:pasting", ({ target, detail: { filled, left } }) => {
    const line = words.content.firstElementChild.cloneNode(true);
    const boxes = filled.map(([{ name, value: before }, text]) => ({ name, text, before, kept: field(`${name}_kept`)?.value }));
    const changed = boxes.filter(({ text, before }) => text !== before);
    const replaced = changed.filter(({ before }) => before.trim()).length;
    const [all, fresh, same] = [boxes.length, changed.length - replaced, boxes.length - changed.length];
    say(line, { all, fresh, replaced, same, refused: 0, lost: left.length });
    line.querySelector("[data-left]").textContent = left.join(", ");
    pastes.forEach((some, old) => some.length || old.remove());
    pastes.set(line, boxes);
    (target.closest(".scroll") || target.closest("[data-row]")).before(line);
  });

  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-take-back]");
    if (!button) return;
    const line = button.closest(".spread");
    const isOver = ({ name, text, before }) => !button.dataset.takeBack && ![text, before].includes(field(name).value);
    const over = pastes.get(line).filter(isOver);
    const back = pastes.get(line).filter((box) => !over.includes(box));
    for (const { name, before, kept } of back) {
      const box = field(name);
      box.value = before;
      if (kept !== undefined) field(`${name}_kept`).value = kept; // settles the reading
      box.removeAttribute("data-pasted");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    pastes.set(line, over);
    say(line, { all: 0, back: back.length, over: over.length });
    if (back.length) field(back[0].name).focus();
  });

  form.addEventListener("entry:unsaved", () =>
    pastes.forEach((boxes, line) => say(line, { refused: boxes.filter(isRefused).length })),
  );
})();
