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
  const kept = (name) => field(`${name}_kept`)?.value;

  /* Refused is neither new nor replaced; the same number in another spelling is as before. */
  const fate = ({ name, text, before, kept: was }) => {
    const { outcome } = field(name).closest("[data-part]").dataset;
    if (field(name).value === text && REFUSED.includes(outcome)) return "refused";
    const isSame = was && outcome === "stored" && kept(name)?.split("=")[0] === was.split("=")[0];
    return isSame || text === before ? "same" : before.trim() ? "replaced" : "fresh";
  };
  const fates = (boxes) => {
    const counts = { fresh: 0, replaced: 0, same: 0, refused: 0 };
    boxes.forEach((box) => (counts[fate(box)] += 1));
    return counts;
  };

  const say = (line, counts) => {
    for (const [name, number] of Object.entries(counts)) {
      const place = line.querySelector(`[data-count=${name}]`);
      if (place.textContent !== String(number)) place.textContent = number;
      place.parentElement.hidden = !number;
    }
  };

  form.addEventListener("cells:pasting", ({ target, detail: { filled, left } }) => {
    const line = words.content.firstElementChild.cloneNode(true);
    const boxes = filled.map(([{ name, value: before }, text]) => ({ name, text, before, kept: kept(name) }));
    say(line, { all: boxes.length, ...fates(boxes), lost: left.length });
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
    for (const { name, before, kept: was } of back) {
      const box = field(name);
      box.value = before;
      if (was !== undefined) field(`${name}_kept`).value = was; // settles the reading
      box.removeAttribute("data-pasted");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    pastes.set(line, over);
    say(line, { all: 0, back: back.length, over: over.length });
    if (back.length) field(back[0].name).focus();
  });

  form.addEventListener("entry:unsaved", () => pastes.forEach((boxes, line) => say(line, fates(boxes))));
})();
