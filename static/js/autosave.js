/* Saves what is typed on the entry page, as a draft, while it is being typed.

   One request at a time takes along whatever is due by then, so that nothing overtakes anything; its answer
   comes in pieces beside the boxes and never touches a box. What was not stored is sent again when it has
   changed; what was not answered is asked again after growing pauses, until it is known whether it arrived.

   form[data-autosave="address"]                  with its parts (typed.js)
   #line                                          the source of the requests
   template[data-answers="part"][data-outcome]    in an answer: what has become of the part
   [data-when="state"]                            words of the mark; those of the present state are shown
   [data-saved]                                   in an answer: what is wondered about a part as it is stored
   [data-choose]                                  a conflict's two ways out: "mine", "theirs" (colleagues.js) */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  const line = document.getElementById("line");
  if (!form || !line) return;

  const PAUSE = { TEXT: 2000, CELL: 1000, CHOICE: 300, MORE: 1000 };
  const RETRY = { FIRST: 2000, LAST: 30000 };
  const NO_ANSWER = 15000; // to the whole form: it may be sent again (guard.js)
  const WORST_FIRST = ["conflict", "wrong", "refused", "unfinished", "partly"];

  const parts = () => [...form.querySelectorAll("[data-part]")];
  const source = form.querySelector("[data-source] input");
  const written = (part) => JSON.stringify([...typed.boxes(part).map(typed.held), source?.value]);

  let timer, retry, afterwards;
  let sending = null; // `said`: by the part's id what it said, and what its boxes held
  let unheard = null; // was sent and may have arrived: it goes again, as it was, before anything newer
  let failures = 0;
  let handedOver = false; // to the whole form, which is on its way
  let halted = ""; // why nothing more is sent until the person has done something
  const refused = new Map(); // by the part's id: what was answered and not stored

  const isDue = (part) =>
    typed.isUnsaved(part) && part.dataset.outcome !== "conflict" && refused.get(part.id) !== written(part);

  /* What goes out */

  const soon = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  const save = () => {
    clearTimeout(timer);
    const next = sending || halted || handedOver ? null : unheard || newest(parts().filter(isDue));
    if (next) {
      clearTimeout(retry);
      sending = { ...next, isOffline: navigator.onLine === false };
      const request = { source: line, swap: "none settle:0ms", values: next.values };
      htmx.ajax("POST", form.dataset.autosave, request).catch(() => {});
    }
    show();
  };

  const newest = (due) => {
    const held = (part) => typed.boxes(part).map((field) => [field, typed.held(field)]);
    const said = new Map(due.map((part) => [part.id, { written: written(part), held: held(part) }]));
    return due.length ? { said, values: fieldsToSend(due) } : null;
  };

  const fieldsToSend = (due) => {
    const names = new Set(due.flatMap(typed.fields).map((field) => field.name));
    const belongs = (name) => names.has(name) || ["typed_by", "source"].includes(name) || name.startsWith("version-");
    const data = new FormData();
    for (const [name, value] of new FormData(form)) if (belongs(name)) data.append(name, value);
    return data;
  };

  /* What comes back */

  line.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 422) Object.assign(detail, { shouldSwap: true, isError: false });
  });

  /* What was wrong a moment ago is not said of what stands there by now. */
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const part = event.target.closest("[data-part]");
    const sent = part && sending?.said.get(part.id);
    if (sent && event.target.id.endsWith("-errors") && sent.written !== written(part)) event.preventDefault();
  });

  /* Nor is it wondered about: the echo has seen what stands there. A box in which a word is being said stays. */
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target: place, detail } = event;
    const part = place.closest("[data-part]");
    if (!part || !detail.fragment.matches?.("[data-saved]")) return;
    const sent = sending?.said.get(part.id);
    const isOvertaken = sent ? sent.written !== written(part) : typed.isUnsaved(part);
    const isInUse = place.contains(document.activeElement) || [...place.querySelectorAll("textarea")].some(typed.changed);
    if (isOvertaken || isInUse || detail.fragment.textContent === place.textContent) event.preventDefault();
  });

  line.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    const sent = sending;
    const answer = read(xhr);
    sending = null;
    if (answer) take(answer, sent.said);
    else if (isFinal(xhr.status)) halted = { 401: "signed-out", 409: "another" }[xhr.status] || "old";
    else tryAgain(sent);
    if (afterwards) return afterwards();
    if (!failures && parts().some(isDue)) soon(PAUSE.MORE);
    show();
  });

  const isFinal = (status) => status >= 400 && status < 500 && ![408, 425, 429].includes(status);

  const read = ({ status, responseText }) => {
    if (![200, 422].includes(status)) return null;
    const answer = new DOMParser().parseFromString(responseText, "text/html");
    return answer.querySelector("template[data-answers]") && answer;
  };

  const take = (answer, sent) => {
    failures = 0;
    unheard = null;
    answer.querySelectorAll("template[data-answers], template[data-renews]").forEach((told) => typed.renew(form, told));
    answer.querySelectorAll("template[data-answers]").forEach((told) => {
      const part = document.getElementById(told.dataset.answers);
      const { outcome } = told.dataset;
      if (!part || !sent.has(part.id)) return;
      if (outcome === "stored") accept(part, sent.get(part.id));
      else refused.set(part.id, sent.get(part.id).written);
      part.dataset.outcome = outcome;
      part.querySelectorAll("details").forEach((more) => (more.open ||= more.querySelector(".errorlist")));
    });
    if (source && !answer.querySelector(`#${source.id}-errors .errorlist`)) typed.store(source, source.value);
    if (token()) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token()));
  };

  const accept = (part, { held }) => {
    held.forEach(([field, value]) => typed.store(field, value));
    refused.delete(part.id);
    part.classList.remove("entry--error");
  };

  /* What was typed here takes the place of the answer that came between. */
  const prefer = (part) => {
    const mine = part.querySelector("[data-choose=mine] template");
    if (!mine) return;
    typed.renew(form, mine);
    refused.delete(part.id);
    part.dataset.outcome = "preferred";
    part.querySelector("[id$=-conflict]").replaceChildren();
  };

  const tryAgain = (sent) => {
    if (!sent.isOffline) unheard = sent;
    const pause = Math.min(RETRY.LAST, RETRY.FIRST * 2 ** failures);
    failures += 1;
    clearTimeout(retry);
    retry = setTimeout(save, pause);
  };

  const tryNow = () => {
    if (!(failures || halted)) return;
    halted = "";
    save();
  };

  /* The mark */

  const state = (unsaved) => {
    if (!unsaved.length && !unheard) return "stored";
    if (halted) return halted;
    if (failures || navigator.onLine === false) return "waiting";
    if (sending) return "saving";
    if (unsaved.some(isDue)) return "unsaved";
    return WORST_FIRST.find((outcome) => unsaved.some((part) => part.dataset.outcome === outcome)) || "unsaved";
  };

  const show = () => {
    const unsaved = parts().filter(typed.isUnsaved);
    const present = state(unsaved);
    form.dataset.guard = unsaved.length || unheard ? "unsaved" : "";
    form.querySelectorAll("[data-when]").forEach((words) => (words.hidden = words.dataset.when !== present));
    const first = unsaved.find((part) => part.dataset.outcome === present);
    if (first) form.querySelectorAll("[data-to-mend]").forEach((link) => link.setAttribute("href", `#${first.id}`));
    form.dispatchEvent(new CustomEvent("entry:unsaved", { detail: unsaved }));
  };

  /* When */

  form.addEventListener("input", ({ target: field }) => {
    const isSource = field === source;
    if (!isSource && !field.closest("[data-part]")) return;
    const pause = field.matches("textarea") ? PAUSE.TEXT : field.matches("select, [type=radio], [type=checkbox]") ? PAUSE.CHOICE : PAUSE.CELL;
    if (!failures) soon(pause);
    show();
  });

  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const part = target.closest("[data-part]") || (target === source && form);
    if (relatedTarget?.matches("[type=submit]")) return;
    if (part && !failures && !(part !== form && part.contains(relatedTarget))) save();
  });

  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-try]")) tryNow();
    if (!target.closest("[data-choose=mine]")) return;
    prefer(target.closest("[data-part]"));
    save();
  });

  /* The whole form takes everything along. It waits for what is under way: that answer says what is stored. */
  form.addEventListener(
    "submit",
    (event) => {
      if (!sending) return handOver();
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      afterwards = () => {
        afterwards = null;
        form.requestSubmit(submitter);
      };
    },
    true,
  );

  const handOver = () => {
    handedOver = true;
    clearTimeout(retry);
    setTimeout(takeBack, NO_ANSWER);
  };
  const takeBack = () => {
    handedOver = false;
    save();
  };

  window.addEventListener("pageshow", ({ persisted }) => persisted && takeBack());
  window.addEventListener("online", tryNow);
  window.addEventListener("offline", show);
  window.addEventListener("focus", tryNow);
  document.addEventListener("visibilitychange", () => (document.hidden ? !failures && save() : tryNow()));
  document.addEventListener("entry:looked", show);

  form.querySelectorAll("[data-needs-script]").forEach((part) => (part.hidden = false));
  form.toggleAttribute("data-live", true);
  parts()
    .filter((part) => part.dataset.outcome !== "stored")
    .forEach((part) => refused.set(part.id, written(part)));
  show();
})();
