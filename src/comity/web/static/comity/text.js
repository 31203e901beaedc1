// Drafting: says whether what was typed is kept. No words stand here: they come from the form's data attributes.
"use strict";

{
  const form = document.getElementById("draft");
  const unsaved = new Set();
  const say = (section, words, kind) => {
    const kept = section.querySelector(".kept");
    kept.querySelector(".just-kept")?.remove();
    let tag = kept.querySelector(".typing-status");
    if (!tag) kept.append(tag = document.createElement("span"));
    tag.className = `typing-status tag ${kind}`;
    tag.textContent = words;
  };
  const sectionOf = (event) => event.target.closest?.("#draft .drafted");

  form?.addEventListener("input", (event) => {
    const section = sectionOf(event);
    if (!section) return;
    unsaved.add(section);
    say(section, form.dataset.typing, "care");
  });

  // Only the paragraph at hand is sent, not the whole form around it.
  document.addEventListener("htmx:config:request", (event) => {
    const section = sectionOf(event);
    if (!section) return;
    const wanted = new Set([...section.querySelectorAll("[name]:not(button)"), ...form.querySelectorAll(":scope > input[type=hidden]")].map((one) => one.name));
    const { request } = event.detail.ctx;
    for (const name of [...request.body.keys()]) if (!wanted.has(name)) request.body.delete(name);
    unsaved.delete(section);
  });

  // An answer that does not come from the draft (the page to sign in, a proxy's error) is not shown in its place.
  document.addEventListener("htmx:after:request", (event) => {
    const section = sectionOf(event);
    if (!section || event.detail.ctx.response.headers.get("Draft-Kept")) return;
    event.preventDefault();
    unsaved.add(section);
    say(section, form.dataset.away, "bad");
  });
  document.addEventListener("htmx:error", (event) => {
    const section = sectionOf(event);
    if (!section) return;
    unsaved.add(section);
    say(section, form.dataset.failed, "bad");
    setTimeout(() => section.dispatchEvent(new Event("input")), 5000);
  });

  // Typed while the page was still loading: kept as soon as there is somebody to keep it.
  document.addEventListener("htmx:after:init", (event) => {
    if (!event.target.matches?.("#draft .drafted")) return;
    const fields = [...event.target.querySelectorAll("textarea, input")];
    fields.find((one) => one.value !== one.defaultValue)?.dispatchEvent(new Event("input", { bubbles: true }));
  });

  form?.addEventListener("submit", () => unsaved.clear());
  window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
}
