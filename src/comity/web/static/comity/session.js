// An agenda whose items are dragged to their places; without a pointer, or without this, its buttons do the same.
"use strict";

for (const agenda of document.querySelectorAll("[data-draggable]")) {
  const form = document.getElementById(agenda.dataset.draggable);
  const items = [...agenda.querySelectorAll("[data-item]")];
  let dragged = null;
  for (const item of items) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      item.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.item);
    });
    item.addEventListener("dragend", () => {
      dragged = null;
      for (const one of items) one.classList.remove("dragged", "over");
    });
    item.addEventListener("dragover", (event) => {
      if (!dragged || dragged === item) return;
      event.preventDefault();
      for (const one of items) one.classList.toggle("over", one === item);
    });
    item.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!dragged || dragged === item) return;
      const move = document.createElement("input");
      move.type = "hidden";
      move.name = "move";
      move.value = `${dragged.dataset.item}:${item.dataset.place}`;
      form.append(move);
      form.requestSubmit();
    });
  }
}

// Minutes are kept as they are typed: after each pause, and before the reader leaves. What the server answers is shown.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const told = document.getElementById(form.dataset.autosave);
  let waiting = null;
  const save = async () => {
    waiting = null;
    const response = await fetch(form.action || location.href, {
      method: "POST", body: new FormData(form), headers: { "X-Autosave": "yes" }, keepalive: true,
    }).catch(() => null);
    const said = response && response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
    told.textContent = said ? said.said : form.dataset.failed;
    told.classList.toggle("bad", !response?.ok);
    if (said?.edition !== undefined) for (const field of document.querySelectorAll("input[name=edition]")) field.value = said.edition;
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 1500); });
  addEventListener("pagehide", () => { if (waiting) { clearTimeout(waiting); save(); } });
  form.addEventListener("submit", () => { clearTimeout(waiting); waiting = null; });
}
