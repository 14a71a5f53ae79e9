// Asks the browser for leave to notify, and shows the code by which its owner sees that it does.
"use strict";
for (const button of document.querySelectorAll("[data-ask-notify]")) {
  button.addEventListener("click", async (event) => {
    if (!("Notification" in window) || Notification.permission === "granted") return;
    event.preventDefault();
    if ((await Notification.requestPermission()) === "granted") button.form.requestSubmit(button);
  });
}

async function showCode(text) {
  const worker = await navigator.serviceWorker?.getRegistration();
  try {
    if (worker?.active) await worker.showNotification(text, { tag: "pad-code" });
    else new Notification(text, { tag: "pad-code" });
  } catch {
    // The leave to notify was taken back.
  }
}

const form = document.querySelector("[data-notify]");
if (form && "Notification" in window && Notification.permission === "granted") {
  showCode(form.dataset.notify);
}
