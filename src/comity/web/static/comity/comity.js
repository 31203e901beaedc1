// What every page does beyond plain HTML; without it everything works but the live parts. No text stands here: words come
// from the page, in data attributes.
"use strict";

// The reading panel: shown at once, kept by its form.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-reading]");
  if (!form) return;
  const root = document.documentElement;
  for (const [name, value] of new FormData(form)) {
    if (!["font", "size", "spacing", "scheme"].includes(name)) continue;
    if (value) root.dataset[name] = value; else delete root.dataset[name];
  }
  fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
});

// A form is sent once, and a menu closes when the reader goes elsewhere.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && !form.dataset.again) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.drop[open]")) if (!open.contains(event.target)) open.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.drop[open]")) { open.open = false; open.querySelector("summary").focus(); }
});

// After a form with errors, the reader is at the errors.
document.querySelector(".summary-of-errors")?.focus();
