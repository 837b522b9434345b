/* The desk of Home Affairs by keys, and the buttons that follow what is ticked and written.

   [data-line="what it says"]   a line that j and k go to; [data-open] in it is where o and Enter lead
   [data-decide="accept"]       the buttons of a decision: "accept", "ask" (accept and ask again), "return"
   [data-missing], [data-refusal]   why a report cannot go back yet, why its reader may not accept it
   [data-accept], [data-tick-all]   accepting what is ticked, ticking all
   [data-keys], [data-said]     the list of the keys, and what is read out */
(() => {
  "use strict";

  /* No key decides the next report before it has been seen. */
  const SETTLE = 800;
  const one = (selector) => document.querySelector(selector);
  const every = (selector) => [...document.querySelectorAll(selector)];
  const say = (text) => one("[data-said]")?.replaceChildren(text);

  requestAnimationFrame(() => setTimeout(() => (document.body.dataset.settled = ""), SETTLE));

  let line = null;
  const go = (step) => {
    const lines = every("[data-line]");
    const next = lines[Math.max(0, Math.min(lines.length - 1, lines.indexOf(line) + step))];
    if (!next) return;
    line = next;
    line.tabIndex = -1;
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
    say(`${lines.indexOf(line) + 1}/${lines.length}: ${line.dataset.line}`);
  };
  document.addEventListener("focusin", ({ target }) => (line = target.closest("[data-line]") || line));

  const written = () => every("textarea[name^=comment]").filter((box) => box.value.trim());

  const comment = () => {
    const box = line?.querySelector("textarea") || one("#comment");
    if (!box) return;
    const around = box.closest("details");
    if (around) around.open = true;
    box.focus();
  };

  const decide = (selector) => {
    const button = every(selector).find((found) => !found.hidden && !found.disabled);
    if (button && "settled" in document.body.dataset) button.click();
  };

  const tick = () => {
    const box = line?.querySelector("[name=pick]");
    if (!box) return;
    box.click();
    say(`${line.dataset.line} ${box.checked ? "✓" : "–"}`);
  };

  const help = () => {
    const keys = one("[data-keys]");
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  };

  const deeds = {
    j: () => go(1),
    k: () => go(-1),
    o: () => line?.querySelector("[data-open]")?.click(),
    x: tick,
    r: comment,
    a: () => {
      const refusal = one("[data-refusal]")?.dataset.refusal;
      if (refusal) say(refusal);
      else decide("[data-decide=ask], [data-decide=accept], [data-accept]");
    },
    s: () => {
      const button = one("[data-decide=return]");
      if (written().length) return decide("[data-decide=return]");
      if (!button) return;
      one("#comment").focus();
      say(button.dataset.missing);
    },
    "?": help,
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (target.closest("textarea, select, input:not([type=checkbox]), [contenteditable]")) {
      if (key === "Escape") (target.closest("[data-line]") || target).matches("[data-line]") ? go(0) : target.blur();
      return;
    }
    const deed = key === "Enter" && target === line ? deeds.o : deeds[key];
    if (!deed || !one("[data-keys], [data-accept]")) return;
    event.preventDefault();
    deed();
  });

  /* One button to accept: with questions beside figures it accepts and asks. */
  const follow = () => {
    const asked = written().filter((box) => box.id !== "comment").length;
    const [ask, accept] = [one("[data-decide=ask]"), one("[data-decide=accept]")];
    if (!ask) return;
    ask.hidden = !asked;
    accept.hidden = asked > 0;
    ask.querySelector("[data-count]").textContent = ` (${asked})`;
  };

  const count = () => {
    const button = one("form[data-lines] [data-accept]");
    if (!button) return;
    const number = every("[name=pick]:checked").length;
    button.disabled = !number;
    button.textContent = button.textContent.replace(/ \(\d+\)$/, "").trimEnd() + (number ? ` (${number})` : "");
  };

  document.addEventListener("input", () => {
    follow();
    count();
  });
  one("[data-tick-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    every("[name=pick]").forEach((box) => (box.checked = true));
    count();
  });
  window.addEventListener("pageshow", () => {
    follow();
    count();
  });
})();
