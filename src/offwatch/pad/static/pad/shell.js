// Brings the worker in, and tells the pad which of its pages are shown, so that it can lock once
// the last is closed. Without a script the pad locks after a while without use.
"use strict";
navigator.serviceWorker?.register("/worker.js").catch(() => {});

const { shown } = document.currentScript.dataset;
if (shown && navigator.sendBeacon) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  let page = "";
  const form = (isShown) => new URLSearchParams({
    csrfmiddlewaretoken: token, page, shown: isShown ? "1" : "0",
  });
  const come = () => {
    page = crypto.randomUUID();
    navigator.sendBeacon(shown, form(true));
  };
  come();
  // What a page with a worker sends at its end may be lost with it, so the worker sends it too.
  window.addEventListener("pagehide", () => {
    const said = form(false);
    navigator.serviceWorker?.controller?.postMessage({ to: shown, said: said.toString() });
    navigator.sendBeacon(shown, said);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) come();
  });
}
