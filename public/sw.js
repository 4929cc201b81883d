// The service worker: the app opens with or without a network. The build fills in what stands in double braces.
//
// One cache per build, filled all or nothing. A new build waits until every page is closed or a person agrees (the message
// {type: "activate"}), never in the middle of an entry. Pages of an older build keep that build's cache while they are open.
// Nothing that depends on who asks is ever cached: no /api/, no report.

const SHELL = "{{shell.html}}";
/** Addresses, each with the hash of what must be there: what a proxy has altered or cut off is no part of a build. */
const PRECACHE = "{{precache}}".split(" ").map((file) => file.split("#"));

const CACHE_PREFIX = "limber-build:";
const CACHE = "limber-build:{{build}}";

/** Pages that the server renders; every other page is the shell, from the cache. */
const SERVER_PAGES = /^\/(reports|sign-in|welcome|policy)(\/|$)/;
/** Never answered here: calls, and ways out to another site and back, in whose place no page could open. */
const NOT_OURS = /^\/(api\/|sign-in\/oidc)/;
/** How long a server page may take to begin, before the shell opens in its place. */
const SERVER_PAGE_TIMEOUT_MS = 5000;
/** What a gateway says when the server behind it is away. */
const AWAY = [502, 503, 504];

self.addEventListener("install", (event) => event.waitUntil(fill()));

self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), sweep()])));

self.addEventListener("message", (event) => {
  if (event.data?.type === "activate") self.skipWaiting();
  if (event.data?.type === "started") event.waitUntil(sweep(event.source.id));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || NOT_OURS.test(url.pathname)) return;
  if (request.mode === "navigate") {
    event.respondWith(SERVER_PAGES.test(url.pathname) ? serverPage(request) : shell(request));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(asset(request));
  }
});

/** Fetches this build; `addAll` stores all of it or nothing. */
async function fill() {
  try {
    const cache = await caches.open(CACHE);
    await cache.addAll(PRECACHE.map(([url, integrity]) => new Request(url, { integrity })));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

/** The shell of this build; the network only if someone has emptied the cache. */
async function shell(request) {
  return (await caches.match(SHELL, { cacheName: CACHE, ignoreVary: true })) ?? fetch(request);
}

/** The server's page, or the shell when the server cannot be reached in time. */
async function serverPage(request) {
  try {
    const response = await Promise.race([fetch(request), tooLate(SERVER_PAGE_TIMEOUT_MS)]);
    if (!AWAY.includes(response.status)) return response;
  } catch {
    // No network, or too slow.
  }
  return shell(request);
}

function tooLate(ms) {
  return new Promise((_, reject) => setTimeout(reject, ms));
}

/** Any build's file: its name carries its hash, so it can never be the wrong one. */
async function asset(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** Deletes the caches of older builds, once no page is open that may belong to one. `started` has just been opened by us. */
async function sweep(started = "") {
  const others = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE);
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open.some((client) => client.id !== started)) return;
  // Then one of the others is newer.
  if (self.registration.installing || self.registration.waiting) return;
  await Promise.all(others.map((name) => caches.delete(name)));
}
