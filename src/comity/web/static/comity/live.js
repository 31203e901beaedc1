// What moves on a page arrives by itself: whatever is marked data-live="topic" is kept as it is now. Pieces are swapped in
// place by their ids; nothing takes the focus, closes what the reader opened, or empties what he or she has typed. Without
// this file a page shows what was so when it was loaded. Words come from the page.
"use strict";

(() => {
  const script = document.currentScript;
  const places = () => [...document.querySelectorAll("[data-live]")];
  const topics = new Set(places().map((place) => place.dataset.live));
  if (!topics.size || !window.EventSource) return;

  const told = document.createElement("p");
  told.className = "unseen";
  told.setAttribute("role", "status");
  document.addEventListener("DOMContentLoaded", () => document.querySelector("main").append(told));
  let connected = false, said = 0;

  // At most every five seconds something is announced: the newest.
  let pending = "", announcing = 0;
  function announce(words) {
    pending = words;
    if (announcing) return;
    announcing = setTimeout(() => { told.textContent = pending; said = Date.now(); announcing = 0; }, Math.max(0, said + 5000 - Date.now()));
  }

  const busy = (place) => place.contains(document.activeElement) && document.activeElement !== place;
  const typed = (place) => [...place.querySelectorAll("textarea, input:not([type=hidden], [type=submit], [type=checkbox], [type=radio])")].some((field) => field.value !== field.defaultValue);

  // One piece takes the place of the old one: what was open stays open, the reader's own mark stays.
  function swap(old, html) {
    const made = document.createElement("template");
    made.innerHTML = html.trim();
    const fresh = made.content.firstElementChild;
    if (!fresh || old.outerHTML === fresh.outerHTML) return false;
    if (busy(old)) { old.addEventListener("focusout", () => setTimeout(() => swap(old, html), 0), { once: true }); return false; }
    if (old.hasAttribute("aria-current")) fresh.setAttribute("aria-current", old.getAttribute("aria-current"));
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    [...fresh.querySelectorAll("details")].forEach((one, at) => { if (open[at]) one.open = true; });
    fresh.removeAttribute("aria-live"); // one place announces, not every piece
    fresh.classList.add("arrived");
    old.replaceWith(fresh);
    return true;
  }

  function parts(event) {
    const { topic, parts: pieces } = JSON.parse(event.data);
    const place = document.querySelector(`[data-live="${CSS.escape(topic)}"]`);
    if (!place) return;
    let ruling = "";
    for (const [id, html] of Object.entries(pieces)) {
      const old = place.querySelector(`#${CSS.escape(id)}`);
      if (old && swap(old, html) && id === "ruling") ruling = [...document.querySelectorAll("#ruling > h3, #ruling > p")].slice(0, 2).map((one) => one.textContent).join(" ");
    }
    announce(`${script.dataset.moved} ${ruling || place.querySelector("h2")?.textContent || ""}`);
  }

  // At a desk nothing is changed under the reader's hands: a line says that something has moved, with a link that shows it.
  function offer(topic) {
    const place = document.querySelector(`[data-live="${CSS.escape(topic)}"]`);
    const words = place?.querySelector("template");
    if (words) { place.append(words.content); words.remove(); }
  }

  // The reader's own page is asked for again, not by everybody at once; while the reader types, he or she is told instead.
  const waiting = new Map();
  function again(topic) {
    if (waiting.has(topic)) return;
    if (topic.startsWith("desk-")) { offer(topic); return; }
    const place = document.querySelector(`[data-live="${CSS.escape(topic)}"]`);
    if (!place) return;
    const own = place.getAttribute("hx-get");
    const wait = Math.random() * (own ? 700 : 3000);
    waiting.set(topic, setTimeout(() => { waiting.delete(topic); refresh(topic, own); }, wait));
  }
  async function refresh(topic, own) {
    const selector = `[data-live="${CSS.escape(topic)}"]`;
    const place = document.querySelector(selector);
    if (!place) return;
    if (own && window.htmx) { place.dataset.asked = "yes"; window.htmx.ajax("GET", own, { target: place, source: place, swap: place.getAttribute("hx-swap") || "innerHTML" }); return; }
    const answer = await fetch(location.href, { headers: { "X-Live": "yes" } }).catch(() => null);
    if (!answer || !answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const id = place.id && fresh.getElementById(place.id);
    const steps = fresh.getElementById("steps"), old = document.getElementById("steps");
    if (steps && old) swap(old, steps.outerHTML);
    if (!id) return;
    if (busy(place) || typed(place)) { announce(script.dataset.again); for (const part of ["clock", "positions", "ruling"]) { const one = place.querySelector(`#${part}`), new_ = id.querySelector(`#${part}`); if (one && new_) swap(one, new_.outerHTML); } return; }
    place.replaceWith(id);
    if (window.htmx) window.htmx.process(id);
    announce(`${script.dataset.moved} ${id.querySelector("h2")?.textContent || ""}`);
  }

  // While the stream is open nothing is asked for by the clock.
  document.addEventListener("htmx:before:request", (event) => {
    const place = event.target.closest?.("[data-live][hx-trigger]");
    if (!place || place !== event.target) return;
    if (place.dataset.asked) delete place.dataset.asked; else if (connected) event.preventDefault();
  });

  const query = new URLSearchParams({ since: script.dataset.since, language: document.documentElement.lang });
  for (const topic of topics) query.append("topic", topic);

  // A stream that is refused, or does not open, leaves a page that stays as it is: the page says so until one opens.
  const still = document.createElement("p");
  still.className = "note care";
  still.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = script.dataset.reload;
  still.append(`${script.dataset.still} `, link);
  link.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
  const standing = () => { if (!connected) document.querySelector("main").prepend(still); };

  let source, late = 0;
  const wait = () => { if (!late) late = setTimeout(standing, 15000); };
  function connect() {
    source = new EventSource(`${script.dataset.streams}?${query}`, { withCredentials: true });
    wait();
    source.addEventListener("open", () => { connected = true; clearTimeout(late); late = 0; still.remove(); });
    source.addEventListener("error", () => {
      connected = false;
      if (source.readyState !== EventSource.CLOSED) { wait(); return; } // the browser tries again by itself
      standing();
      setTimeout(connect, 60000 + Math.random() * 30000);
    });
    source.addEventListener("parts", parts);
    source.addEventListener("moved", (event) => again(JSON.parse(event.data).topic));
  }
  connect();
  addEventListener("pagehide", () => source.close());
})();
