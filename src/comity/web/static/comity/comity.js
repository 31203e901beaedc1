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

// No page is stored, so the tag of what a place was given last is remembered here: where nothing has moved, the answer is empty.
{
  const tags = new WeakMap();
  document.addEventListener("htmx:config:request", (event) => {
    const { request, sourceElement } = event.detail.ctx;
    const tag = tags.get(sourceElement);
    if (tag && request.method === "GET") request.headers["If-None-Match"] = tag;
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { response, sourceElement } = event.detail.ctx;
    const tag = response?.headers?.get("ETag");
    if (tag) tags.set(sourceElement, tag);
  });
}

// A link to copy; without scripts its field is copied by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    button.textContent = button.dataset.copied;
  });
}

// After a form with errors, the reader is at the errors.
document.querySelector(".summary-of-errors")?.focus();
