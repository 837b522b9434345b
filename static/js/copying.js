/* A text to pass on: the button puts it on the clipboard first, then notes that in the ledger.

   form[data-copies]    with one textarea, and a hint to show where the browser refuses
   [data-copy-hint]     says to copy by hand; the next press of the button only notes it */
(() => {
  "use strict";

  const byCommand = (area) => {
    area.focus();
    area.select();
    return document.execCommand("copy");
  };

  const copy = async (area) => {
    try {
      await navigator.clipboard.writeText(area.value);
      return true;
    } catch {
      return byCommand(area);
    }
  };

  const copied = new WeakSet();

  /* In the capturing phase: before anything else takes the form as sent. */
  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!form.matches("form[data-copies]") || copied.has(form)) return;
      event.preventDefault();
      event.stopPropagation();
      const { submitter } = event;
      const area = form.querySelector("textarea");
      const done = await copy(area);
      copied.add(form);
      if (done) {
        // So that the answer says what was done, and what is left to do.
        const told = Object.assign(document.createElement("input"), { type: "hidden", name: "copied", value: "1" });
        form.append(told);
        // Not while the first submission is still being told: the browser would pass over it.
        setTimeout(() => {
          form.requestSubmit(submitter);
          copied.delete(form);
        });
        return;
      }
      form.querySelector("[data-copy-hint]").hidden = false;
      area.focus();
      area.select();
    },
    true,
  );
})();
