// Starts the app, and keeps it on the device. The build fills in what stands in double braces.
//
// Between this and the app: when a new version is ready the window gets the event `limber:update-ready` (and <html> the
// attribute data-update="ready", for whoever listens later). When a person agrees, the app sends the window
// `limber:update-now`: the new version takes over and this page loads again. Nothing ever reloads by itself.

import * as keys from "{{keys.js}}";

const BUILD = "{{build}}";

/** For the app: the keys of the stores on this device. */
window.limberKeys = keys;

run();

/** A page that the server of this build rendered has a small program of its own; everywhere else runs the app. */
async function run() {
  if (document.documentElement.dataset.renderedBy === BUILD) {
    await start([import("{{pages.js}}"), import("{{pages-parts.js}}")], "{{pages.wasm}}");
  } else {
    await start([import("{{app.js}}"), import("{{app-parts.js}}")], "{{app.wasm}}");
  }
  // If no other page is open, what older builds needed may go.
  navigator.serviceWorker?.controller?.postMessage({ type: "started" });
}

async function start(scripts, wasm) {
  const [program, parts] = await Promise.all(scripts);
  // The program's other parts are linked with the first when they are loaded.
  parts.linkWith(program.initSync);
  await program.default({ module_or_path: wasm });
  program.start(BUILD);
}

/** For the app: bytes as gzip. */
window.limberGzip = (bytes) =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();

/** For the app: what a passkey answers. `kind` is "create" or "get"; options and answer are JSON. */
window.limberPasskey = async (kind, options) => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const publicKey = JSON.parse(options);
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const key of [...(publicKey.excludeCredentials ?? []), ...(publicKey.allowCredentials ?? [])]) key.id = bytes(key.id);
  const { id, rawId, type, response } = await navigator.credentials[kind]({ publicKey });
  const shown = {};
  for (const part of ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"]) {
    if (part in response) shown[part] = text(response[part]);
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: shown, clientExtensionResults: {} });
};

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).then(watch, (error) => {
    // Works all the same, though not offline: private windows of some browsers refuse.
    console.warn("service worker:", error.message);
  });
}

/** Announces a version that waits, now or later, and looks for one whenever the page is looked at again. */
function watch(registration) {
  const announce = (worker) => {
    // Without a controller this is the first version there is: nothing to update from.
    if (worker?.state === "installed" && navigator.serviceWorker.controller) {
      document.documentElement.dataset.update = "ready";
      window.dispatchEvent(new Event("limber:update-ready"));
    }
  };
  announce(registration.waiting);
  registration.addEventListener("updatefound", () => {
    // On a busy page it may wait already, and which it is may be known only later: its own state says it.
    const worker = registration.installing ?? registration.waiting;
    announce(worker);
    worker?.addEventListener("statechange", () => announce(worker));
  });
  document.addEventListener("visibilitychange", () => {
    // Fails offline, which is no error.
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
  window.addEventListener("limber:update-now", () => {
    // It has been taken in another tab: this page is the old version's still.
    if (!registration.waiting) return window.location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
    registration.waiting.postMessage({ type: "activate" });
  });
}
