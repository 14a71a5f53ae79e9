// Shows a reminder in each slot that was planned when this page was made; nothing is asked or sent.
const { at, text } = document.currentScript.dataset;
for (const slot of at.split(" ")) {
  const wait = new Date(slot) - Date.now();
  if (wait > 0 && "Notification" in window && Notification.permission === "granted") {
    setTimeout(() => {
      try {
        new Notification(text, { tag: `pad-${slot}` }); // one, however many pages are open
      } catch {
        // A browser that notifies by a worker only.
      }
    }, wait);
  }
}
