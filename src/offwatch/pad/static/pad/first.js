// What the first pages can do with a script and need not do without one.
"use strict";
const zone = document.querySelector("#zone[data-guess='1']");
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;
const tools = document.getElementById("key-tools");
if (tools) {
  tools.hidden = false;
  document.getElementById("print").addEventListener("click", () => window.print());
  const copy = document.getElementById("copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("recovery").textContent.trim());
    copy.textContent = copy.dataset.done;
  });
}
