// Keeps files of the pages' frame, which are nobody's, and nothing else. Where the pad cannot be
// reached it shows a page that says so and no more. It stands before VERSION and FILES.
"use strict";
const CACHE = `frame-${VERSION}`;
const AWAY = FILES.find((file) => file.endsWith("away.html"));

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((n) => n !== CACHE).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(AWAY)));
  } else if (FILES.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
  }
});

self.addEventListener("message", (event) => {
  const { to, said } = event.data;
  if (to) event.waitUntil(fetch(to, { method: "POST", body: new URLSearchParams(said) }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then(([page]) =>
      page ? page.focus() : self.clients.openWindow("/"),
    ),
  );
});
