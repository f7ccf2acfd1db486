// What a page keeps on this device for a lost line, and when that goes. Copies of pages go when somebody else signs in or
// nobody is signed in, and after their hours. What was made here and not sent yet goes with its person's own signing out
// alone, and not without a question. Where a browser knows none of this, nothing is kept and nothing is said.

const COPIES = "trustlane-visit"; // then the person, until and since when (ms), and the address, with "|" between
const UNSENT = ["rating", "photo"];
const words = JSON.parse(document.body.dataset.words || "{}");
// Who is signed in, "" for nobody; a page that broke does not know, and forgets nobody.
const person = document.body.dataset.person;
let base;

window.visit = { of, forget };
forget((copy) => copy.over || (person !== undefined && copy.who !== person));
document.addEventListener("submit", leave);

// The copies this device holds that are meant go; without a word, all of them.
async function forget(meant = () => true) {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) {
    const [kind, who, until, since, address] = name.split("|");
    if (kind !== COPIES) continue;
    // A clock that was set back would make a copy last for ever.
    const over = Date.now() > Number(until) || Date.now() < Number(since);
    if (meant({ who, address, over })) await caches.delete(name);
  }
}

// Signing out empties the device, with or without a line. What was not sent yet is asked about first.
async function leave(event) {
  const form = event.target;
  if (!form.matches("form[data-leave]")) return;
  event.preventDefault();
  try {
    const own = (await rows("readonly", (all) => all.getAll())).filter((row) => row.who === person);
    const many = own.filter((row) => UNSENT.includes(row.kind)).length;
    if (many && !window.confirm(words.unsent.replace("%(many)s", many))) return;
    await rows("readwrite", (all) => own.forEach((row) => all.delete(row.number)));
    await forget();
    for (const one of (await navigator.serviceWorker?.getRegistrations()) ?? []) await one.unregister();
  } catch {
    // A device that keeps nothing has nothing to forget.
  }
  form.submit();
}

function opened() {
  base ??= new Promise((done, failed) => {
    const opening = indexedDB.open("trustlane-visit", 1);
    opening.onupgradeneeded = () => {
      const made = opening.result.createObjectStore("rows", { keyPath: "number", autoIncrement: true });
      made.createIndex("own", ["who", "reference", "kind"]);
    };
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => done(opening.result);
  });
  return base;
}

// Done once the browser has written it down.
async function rows(mode, deed) {
  const deal = (await opened()).transaction("rows", mode);
  return new Promise((done, failed) => {
    const asked = deed(deal.objectStore("rows"));
    deal.oncomplete = () => done(asked?.result);
    deal.onerror = deal.onabort = () => failed(deal.error);
  });
}

// What this person keeps for one matter, in the order it was put there. Each is locked with a key that only this person's
// page brings; over plain http browsers lock nothing, and it is kept as it is.
function of(reference, written) {
  const key = keyOf(written);
  const mine = (rows, kind) => rows.index("own").getAll([person, reference, kind]);
  let turn = Promise.resolve();

  // One slot of a kind holds one thing: what is put there later takes its place, and its turn is last.
  function put(kind, slot, value) {
    const next = turn.catch(() => {}).then(async () => {
      const row = { who: person, reference, kind, slot, ...(await locked(await key, value)) };
      await rows("readwrite", (all) => {
        mine(all, kind).onsuccess = ({ target }) => {
          for (const old of target.result) if (old.slot === slot) all.delete(old.number);
          all.add(row);
        };
      });
    });
    turn = next;
    return next;
  }
  // What another key locked stays where it is, unread.
  async function all(kind) {
    try {
      const found = await rows("readonly", (every) => mine(every, kind));
      const read = await Promise.all(found.map(async (row) => unlocked(await key, row).catch(() => null)));
      return read.filter(Boolean);
    } catch {
      return [];
    }
  }
  const drop = (number) => rows("readwrite", (every) => every.delete(number)).catch(() => {});
  const clear = async (kind, slot) => {
    await turn.catch(() => {});
    for (const one of await all(kind)) if (slot === undefined || one.slot === slot) await drop(one.number);
  };
  return { put, all, drop, clear };
}

async function keyOf(written) {
  if (!written || !globalThis.crypto?.subtle) return null;
  const bytes = Uint8Array.from(atob(written), (one) => one.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}
async function encrypted(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}
const decrypted = (key, { iv, bytes }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);

async function locked(key, { blob, ...fields }) {
  if (!key) return { plain: fields, blob };
  const text = await encrypted(key, new TextEncoder().encode(JSON.stringify(fields)));
  return blob ? { text, picture: await encrypted(key, await blob.arrayBuffer()), type: blob.type } : { text };
}
async function unlocked(key, row) {
  const { number, slot } = row;
  if (row.plain) return { ...row.plain, blob: row.blob, number, slot };
  const fields = JSON.parse(new TextDecoder().decode(await decrypted(key, row.text)));
  const blob = row.picture && new Blob([await decrypted(key, row.picture)], { type: row.type });
  return { ...fields, blob, number, slot };
}
