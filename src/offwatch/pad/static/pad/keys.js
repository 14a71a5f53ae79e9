// Single letters go to pages and do what a page offers; "?" shows which. None while typing, none
// with Ctrl, Alt or Meta. In a month the arrow keys go from day to day.
"use strict";
const dialog = document.getElementById("keys");
const typing = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable]";

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  if (event.target.closest?.(typing) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  const key = event.key.toLowerCase();
  const aim = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (!aim) return;
  event.preventDefault();
  if (aim.matches("input, textarea")) aim.focus();
  else aim.click();
}

if (dialog) {
  document.addEventListener("keydown", onKey);
  for (const button of document.querySelectorAll("[data-show-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
document.querySelector("table.month")?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const day = event.target.closest("a.day");
  if (!step || !day || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const back = document.dir === "rtl" && Math.abs(step) === 1 ? -step : step;
  const cells = [...event.currentTarget.querySelectorAll("td")];
  const next = cells[cells.indexOf(day.closest("td")) + back]?.querySelector("a.day");
  if (next) next.focus();
  else document.querySelector(back < 0 ? "[data-key=j]" : "[data-key=k]")?.click();
});
