// The speaker's timer. It counts from the moment at which the floor was given, by the server's clock: data-now is that clock
// when the part was made. Nothing is announced but who has the floor, which the page says in words.
"use strict";

let ahead = null; // how far this machine's clock is ahead of the server's, in milliseconds

function count() {
  for (const timer of document.querySelectorAll("[data-began]")) {
    if (ahead === null || timer.dataset.read !== timer.dataset.now) {
      const told = Date.now() - Date.parse(timer.dataset.now);
      ahead = ahead === null ? told : Math.min(ahead, told);
      timer.dataset.read = timer.dataset.now;
    }
    const gone = Math.max(0, Date.now() - ahead - Date.parse(timer.dataset.began));
    const left = Math.round(Number(timer.dataset.seconds) - gone / 1000);
    const apart = Math.abs(left);
    const shown = `${left < 0 ? "−" : ""}${Math.floor(apart / 60)}:${String(apart % 60).padStart(2, "0")}`;
    const place = timer.querySelector("[data-shown]");
    if (place.textContent !== shown) place.textContent = shown;
    timer.classList.toggle("over", left < 0);
  }
}

// An operator's forms are made for what the page showed; when another officer has gone on, the page says so.
function compare() {
  const now = document.querySelector("[data-shape-now]");
  const then = document.querySelector("[data-shape]");
  if (now && then) then.hidden = now.dataset.shapeNow === then.dataset.shape;
}

count();
setInterval(count, 250);
document.addEventListener("htmx:after:swap", () => { count(); compare(); });
