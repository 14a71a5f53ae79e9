// Shows a reminder in each slot that was planned when this page was made; nothing is asked or sent.
"use strict";
{
  const { at, text } = document.currentScript.dataset;
  const show = async (tag) => {
    // By the worker where there is one: some browsers notify in no other way, and a tap on the
    // notification then leads back to the pad.
    const worker = await navigator.serviceWorker?.getRegistration();
    try {
      if (worker?.active) await worker.showNotification(text, { tag });
      else new Notification(text, { tag });
    } catch {
      // The leave to notify was taken back.
    }
  };
  for (const slot of at.split(" ")) {
    const wait = new Date(slot) - Date.now();
    if (wait > 0 && "Notification" in window && Notification.permission === "granted") {
      setTimeout(() => show(`pad-${slot}`), wait); // one, however many pages are open
    }
  }
}
