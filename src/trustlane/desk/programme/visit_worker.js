// Answers for one checklist while the line is lost: with the copy that was kept of the page and of the files it is drawn
// with. The line comes first always; what the office no longer lets anybody keep is gone with its answer.

const COPIES = "trustlane-visit"; // the name of a copy as kept.js reads it
const KEEP = "Trustlane-Keep"; // the person, and for how many seconds
const PATIENCE = 8_000; // ms until a line that says nothing is taken for lost, where there is a copy
const NO_OFFICE = [502, 503, 504]; // somebody on the way answers, and not the office
const PARTS = ["style", "script", "font", "image"];
const home = new URL(self.registration.scope).pathname;
// The newest page, until it is kept with its files.
let drawn = null;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (address.pathname === home) event.respondWith(page(request));
  } else if (PARTS.includes(request.destination)) event.respondWith(part(request));
});

// The page says which files it is drawn with, once it is whole.
self.addEventListener("message", (event) => {
  const said = keep(event.data.parts).catch(() => false);
  event.waitUntil(said.then((kept) => event.ports[0].postMessage(kept)));
});

async function page(request) {
  const copy = await own();
  let answer;
  try {
    answer = await before(fetch(request), copy);
  } catch {
    return (copy && (await shown(copy))) || Response.error();
  }
  if (NO_OFFICE.includes(answer.status)) return (copy && (await shown(copy))) || answer;
  // Signed out, no longer of the team, the visit over: nothing stays.
  if (allowed(answer)) drawn = answer.clone();
  else if (answer.status < 500) await forget();
  return answer;
}

async function part(request) {
  const copy = await own();
  const found = copy && (await (await caches.open(copy)).match(request));
  if (!found) return fetch(request);
  return before(fetch(request), copy).catch(() => found.clone());
}

async function keep(parts) {
  const answer = drawn ?? (await fetch(home, { redirect: "manual" }));
  drawn = null;
  const [who, seconds] = allowed(answer);
  const now = Date.now();
  const name = [COPIES, who, now + Number(seconds) * 1000, now, home].join("|");
  const fresh = await caches.open(name);
  try {
    await fresh.addAll(parts);
    await fresh.put(home, answer);
  } catch (lost) {
    await caches.delete(name);
    throw lost;
  }
  await forget(name);
  return true;
}

// Whom the office lets keep this answer, and how long; null where nobody.
function allowed(answer) {
  const said = answer.ok && !answer.redirected && answer.headers.get(KEEP);
  return said ? said.split(" ") : null;
}

// The copy as it was kept, with one word changed: that the line is lost.
async function shown(copy) {
  const found = await (await caches.open(copy)).match(home);
  if (!found) return null;
  const headers = new Headers(found.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response((await found.text()).replace('data-line="up"', 'data-line="lost"'), { headers });
}

function before(answer, copy) {
  if (!copy) return answer;
  const late = new Promise((_done, failed) => setTimeout(() => failed(new Error("late")), PATIENCE));
  return Promise.race([answer, late]);
}

// The name of the copy of this checklist; one whose hours are over goes.
async function own() {
  let newest = null;
  for (const name of await mine()) {
    const [, , until, since] = name.split("|").map(Number);
    if (Date.now() > until || Date.now() < since) await caches.delete(name);
    else if (await (await caches.open(name)).match(home)) newest = name; // else it is still being filled
  }
  return newest;
}

async function forget(but = "") {
  for (const name of await mine()) if (name !== but) await caches.delete(name);
}

async function mine() {
  return (await caches.keys()).filter((name) => name.startsWith(`${COPIES}|`) && name.endsWith(`|${home}`));
}
