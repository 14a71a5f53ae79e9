// Asks the browser for leave to notify, and shows the code by which its owner sees that it does.
for (const button of document.querySelectorAll("[data-ask-notify]")) {
  button.addEventListener("click", async (event) => {
    if (!("Notification" in window) || Notification.permission === "granted") return;
    event.preventDefault();
    if ((await Notification.requestPermission()) === "granted") button.form.requestSubmit(button);
  });
}
const form = document.querySelector("[data-notify]");
if (form && "Notification" in window && Notification.permission === "granted") {
  try {
    new Notification(form.dataset.notify, { tag: "pad-code" });
  } catch {
    // A browser that notifies by a worker only.
  }
}
