/* What each field held when the server last had it: as it was rendered, or as it was sent by a request that
   stored it. What differs from that has been typed and is not saved.

   [data-part]    what is saved together: a row, a text
   [data-apart]   fields inside a part that go ways of their own
   data-outcome   what has become of the part: "stored", or why it is not */
const typed = (() => {
  "use strict";

  const stored = new WeakMap();
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";

  const held = (field) => {
    if (isChoice(field)) return String(field.checked);
    return field.type === "select-multiple" ? [...field.selectedOptions].map((o) => o.value).join() : field.value;
  };

  const rendered = (field) => {
    if (isChoice(field)) return String(field.defaultChecked);
    if (!field.options) return field.defaultValue;
    const chosen = [...field.options].filter((option) => option.defaultSelected).map((option) => option.value);
    return chosen.length || field.multiple ? chosen.join() : (field.options[0]?.value ?? "");
  };

  const changed = (field) =>
    Boolean(field.name) &&
    !["submit", "button", "hidden", "fieldset", "output"].includes(field.type) &&
    held(field) !== (stored.has(field) ? stored.get(field) : rendered(field));

  const fields = (part) =>
    [...part.querySelectorAll("input, select, textarea")].filter(
      (field) => field.name && !["submit", "button", "file"].includes(field.type) && !field.closest("[data-apart]"),
    );

  return {
    isChoice,
    held,
    changed,
    fields,
    boxes: (part) => fields(part).filter((field) => field.type !== "hidden"),
    isUnsaved: (part) => part.dataset.outcome !== "stored" || fields(part).some(changed),
    store: (field, value) => stored.set(field, value),
    /* Hidden fields that go with what is now stored come in a template. */
    renew: (form, template) =>
      template.content.querySelectorAll("input").forEach(({ name, value }) => {
        const field = form.elements.namedItem(name);
        if (field) field.value = value;
      }),
  };
})();
