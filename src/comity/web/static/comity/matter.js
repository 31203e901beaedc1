// The clock of a question counts down by the minute, in the words in which the page was written: "3 d 4 h", "3 дня 4 часа".
"use strict";

const language = document.documentElement.lang || "en";
const brief = language.startsWith("en");
const units = [["day", 86400, brief ? "narrow" : "long"], ["hour", 3600, brief ? "narrow" : "long"], ["minute", 60, brief ? "short" : "long"]];

function told(seconds) {
  let rest = seconds;
  const parts = [];
  for (const [unit, length, unitDisplay] of units) {
    const number = Math.floor(rest / length);
    rest -= number * length;
    if (!number) continue;
    const shown = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay }).formatToParts(number);
    parts.push(shown.filter((part) => part.type !== "literal").map((part) => part.value).join("\u00a0"));
  }
  return parts.slice(0, seconds >= 86400 ? 2 : 3).join(" ");
}

function tick() {
  for (const clock of document.querySelectorAll("#clock [data-until]")) {
    const seconds = Math.floor((new Date(clock.dataset.until) - Date.now()) / 1000);
    if (seconds >= 60) clock.textContent = told(seconds);
  }
}
setInterval(tick, 20000);
