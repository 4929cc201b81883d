// Keys of the stores on this device, one record for each person who uses it.
//
// A store's key comes from the server at sign-in. Here it is sealed by a key of the browser that no script can read out
// (`lock`), and at hand (`open`) until the person locks the tablet. With a PIN (`pin`) it can be opened again without a
// network; signing out deletes the record, and with it every way back that needs no server. Somebody with a copy of the
// disk has `lock` too: a PIN stops classmates, and signing out stops everybody.

const STORE = "people";
/** Makes guessing a PIN slow on this device; see `waitAfter`. */
const PIN_ITERATIONS = 200_000;
/** So many wrong PINs cost nothing, since fingers slip. */
const FREE_TRIES = 3;
/** After so many wrong PINs only the server lets this person in again. */
const TRIES_MAX = 10;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

/**
 * Keeps the key of `person`, who has just signed in. `about`: {number, device, shared, until, session}, all of it plain;
 * `until` is when it is forgotten, in milliseconds since 1970, or null. A PIN that they chose before stays.
 */
export async function keep(person, about, secret) {
  const before = await get(person);
  const same = before?.device === about.device && before?.number === about.number;
  const lock = same ? before.lock : await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const { pin, name } = same ? before : {};
  await put({ ...about, person, name, lock, pin, tries: 0, open: await seal(lock, secret) });
}

/** Keeps what the lock screen calls `person`; sealed, since a browser's files keep what was deleted for a while. */
export async function call(person, name) {
  const record = await get(person);
  if (record?.shared) await put({ ...record, name: await seal(record.lock, new TextEncoder().encode(name)) });
}

/** What is known of `person`: {…about, secret, hasPin, isLocked}, with `secret` null while it is locked; null if nothing is. */
export async function recall(person) {
  const record = await get(person);
  if (!record) return null;
  const secret = record.open ? await open(record.lock, record.open) : null;
  return { ...plain(record), secret };
}

/** Everybody who can come back without the server, by name. */
export async function people() {
  const named = async (record) => {
    const name = record.name ? new TextDecoder().decode(await open(record.lock, record.name)) : "";
    return { ...plain(record), name };
  };
  const all = await Promise.all((await get()).map(named));
  return all.sort((a, b) => a.name.localeCompare(b.name));
}

/** Chooses a PIN; false where the key is not at hand. */
export async function choosePin(person, digits) {
  const record = await get(person);
  if (!record?.open) return false;
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const secret = await open(record.lock, record.open);
  const sealed = await seal(await pinKey(digits, salt), await seal(record.lock, secret));
  await put({ ...record, pin: { salt, sealed }, tries: 0 });
  return true;
}

/** Takes the key away until the PIN is given; `path` is where they were. False where nothing would lead back. */
export async function lock(person, path) {
  const record = await get(person);
  if (!record?.pin) return false;
  await put({ ...record, open: undefined, path });
  return true;
}

/** Tries a PIN: {…about, secret}, or {wait} in milliseconds until the next try, or {gone} where there is no more way back. */
export async function unlock(person, digits) {
  const record = await get(person);
  if (!record?.pin) return { gone: true };
  const waited = Date.now() - (record.triedAt ?? 0);
  const wait = waitAfter(record.tries) - waited;
  // A clock that was put back makes nobody wait longer.
  if (wait > 0 && waited >= 0) return { wait };
  // Counted before it is tried: closing the page in between gains nothing.
  const tries = record.tries + 1;
  const tried = { ...record, tries, triedAt: Date.now() };
  await put(tried);
  try {
    const secret = await open(record.lock, await open(await pinKey(digits, record.pin.salt), record.pin.sealed));
    await put({ ...record, tries: 0, open: await seal(record.lock, secret) });
    return { ...plain(record), secret };
  } catch {
    if (tries < TRIES_MAX) return { wait: waitAfter(tries) };
    await forget(person);
    return { gone: true };
  }
}

/** Deletes what is known of `person`. */
export async function forget(person) {
  await transact("readwrite", (store) => store.delete(person));
}

/** Deletes everything that is known of anybody. */
export async function forgetAll() {
  await transact("readwrite", (store) => store.clear());
}

function plain({ person, number, device, shared, session, path, pin, open }) {
  return { person, number, device, shared, session, path, hasPin: !!pin, isLocked: !open };
}

function waitAfter(tries) {
  return tries < FREE_TRIES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (tries - FREE_TRIES), LONGEST_WAIT_MS);
}

async function seal(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes);
  return new Uint8Array([...iv, ...new Uint8Array(sealed)]);
}

async function open(key, sealed) {
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.subarray(0, 12) }, key, sealed.subarray(12));
  return new Uint8Array(bytes);
}

async function pinKey(digits, salt) {
  const pin = await crypto.subtle.importKey("raw", new TextEncoder().encode(digits), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: PIN_ITERATIONS };
  return crypto.subtle.deriveKey(how, pin, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** The record of `person`, or all of them; those whose time is over are deleted. */
async function get(person) {
  const found = await transact("readonly", (store) => (person ? store.get(person) : store.getAll()));
  const over = (record) => record?.until != null && Date.now() > record.until;
  for (const record of [found].flat().filter(over)) await forget(record.person);
  return person ? (over(found) ? undefined : found) : found.filter((record) => !over(record));
}

function put(record) {
  return transact("readwrite", (store) => store.put(record));
}

/** One transaction over the records, on a connection of its own: this is done seldom, and browsers close idle ones. */
async function transact(mode, ask) {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open("limber-keys", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "person" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const asked = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}
