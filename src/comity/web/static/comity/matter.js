// The clock of a question counts down by the minute. Its words come from the page.
"use strict";

function told(seconds, [day, hour, minute]) {
  const days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24, minutes = Math.floor(seconds / 60) % 60;
  const parts = [[days, day], [hours, hour], [minutes, minute]].filter(([number]) => number);
  return parts.slice(0, days ? 2 : 3).map(([number, unit]) => `${number}\u00a0${unit}`).join(" ");
}

function tick() {
  for (const clock of document.querySelectorAll("[data-until][data-units]")) {
    const seconds = Math.floor((new Date(clock.dataset.until) - Date.now()) / 1000);
    if (seconds >= 60) clock.textContent = told(seconds, clock.dataset.units.trim().split(/\s+/));
  }
}
setInterval(tick, 20000);
