// The checklist of a visit through a lost line: what is typed and rated stays on this device until the office has it.
// Each rating carries a key made here, so that what is sent twice counts once. Without this script each form is sent
// as forms are.

// Milliseconds after which a line that says nothing is taken for lost, and the same rating is sent again.
const LONGEST = 30_000;

const root = document.querySelector("[data-checklist]");
if (root) begin(root);

function begin(root) {
  const own = `trustlane:${root.dataset.who}:${root.dataset.checklist}`;
  const store = {
    read(name, otherwise) {
      try {
        return JSON.parse(localStorage.getItem(`${own}:${name}`)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    write(name, value) {
      try {
        if (value === null) localStorage.removeItem(`${own}:${name}`);
        else localStorage.setItem(`${own}:${name}`, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
  };
  const place = (item) => document.getElementById(`c-${item}`);
  let sending = false;

  // What the page before this one sent as it was left, the office may have kept only after it had drawn this one.
  const kept = store.read("kept", 0);
  store.write("kept", null);
  if (kept > Number(root.dataset.newest)) return location.reload();

  for (const form of root.querySelectorAll("form[data-rate]")) prepare(form);
  for (const waiting of store.read("queue", [])) show(waiting.item, waiting.word, waiting.tone, true);
  resume();
  tell();
  send();
  window.addEventListener("online", send);
  setInterval(send, 15_000);

  function prepare(form) {
    // `elements.item` is a method of every form's fields; the criterion is named beside them.
    const item = form.closest("[data-item]").dataset.item;
    const typed = store.read(`typed:${item}`, null);
    if (typed) for (const name of ["text", "place"]) form.elements[name].value = typed[name] ?? form.elements[name].value;
    form.addEventListener("input", () => {
      store.write(`typed:${item}`, { text: form.elements.text.value, place: form.elements.place.value });
    });
    form.addEventListener("submit", (event) => rated(event, form, item));
  }

  // A page that is loaded anew opens where somebody left off: at what is half typed, else after what waits to be sent.
  function resume() {
    const all = [...root.querySelectorAll("details.criterion")];
    const here = all.find((one) => one.open);
    if (here && !here.querySelector("[data-problem]").hidden) return;
    const waits = new Set(store.read("queue", []).map((rating) => rating.item));
    const half = all.find((one) => !waits.has(one.dataset.item) && store.read(`typed:${one.dataset.item}`, null)?.text?.trim());
    const unrated = all.find((one) => !one.querySelector("[data-state] .badge-word"));
    const next = half ?? (here && waits.has(here.dataset.item) ? unrated : here);
    if (!next || next === here) return;
    if (here) here.open = false;
    next.open = true;
  }

  function rated(event, form, item) {
    const button = event.submitter;
    if (!button || button.name !== "rating") return;
    const text = form.elements.text.value.trim();
    if (!text && !["met", "not_applicable"].includes(button.value)) {
      event.preventDefault();
      problem(item, root.dataset.write);
      form.elements.text.focus();
      return;
    }
    const rating = {
      item, rating: button.value, text, place: form.elements.place.value.trim(), site: form.elements.site?.value ?? "",
      key: fresh(), seen_at: new Date().toISOString(), word: button.textContent.trim(), tone: button.dataset.tone,
    };
    const queue = store.read("queue", []).filter((other) => other.item !== item || other.site !== rating.site);
    // A device that keeps nothing sends the form as it is.
    if (!store.write("queue", [...queue, rating])) return;
    event.preventDefault();
    problem(item, "");
    for (const other of form.querySelectorAll("[name=rating]")) other.setAttribute("aria-pressed", String(other === button));
    show(item, rating.word, rating.tone, true);
    onwards(item);
    tell();
    send();
  }

  async function send() {
    if (sending) return;
    sending = true;
    try {
      for (let queue = store.read("queue", []); queue.length; queue = store.read("queue", [])) {
        if (!(await sent(queue[0]))) break;
      }
    } finally {
      sending = false;
      tell();
    }
  }

  // True where the office answered, and the next may be sent.
  async function sent(rating) {
    const form = place(rating.item)?.querySelector("form[data-rate]");
    if (!form) return settled(rating);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const name of ["item", "rating", "text", "place", "site", "key", "seen_at"]) body.set(name, rating[name]);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", signal: AbortSignal.timeout(LONGEST) });
    } catch {
      root.dataset.why = "waits";
      return false;
    }
    const spoken = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (!spoken) {
      // Another page answered: the session is over, or the office is not well. Nothing is thrown away.
      root.dataset.why = answer.status >= 500 ? "waits" : "shut";
      return false;
    }
    const told = await answer.json();
    if (!answer.ok) {
      show(rating.item, root.dataset.typed, "warn", false);
      problem(rating.item, told.problem);
      store.write(`typed:${rating.item}`, { text: rating.text, place: rating.place });
      place(rating.item).open = true;
      return settled(rating);
    }
    show(rating.item, told.word, told.tone, false);
    store.write("kept", told.number);
    root.querySelector("[data-left]").textContent = told.left;
    const bar = root.querySelector("progress");
    bar.value = bar.max - told.left;
    const typed = store.read(`typed:${rating.item}`, null);
    if (typed && typed.text.trim() === rating.text) store.write(`typed:${rating.item}`, null);
    // The last rating brings the way on, where it is not there yet.
    if (told.left === 0 && root.hasAttribute("data-ends")) location.reload();
    return settled(rating);
  }

  function settled(rating) {
    store.write("queue", store.read("queue", []).filter((other) => other.key !== rating.key));
    return true;
  }

  function show(item, word, tone, waits) {
    const state = place(item)?.querySelector("[data-state]");
    if (!state) return;
    const badge = document.createElement("span");
    badge.className = `badge-word tone-${tone}`;
    badge.textContent = waits ? `${word} …` : word;
    state.replaceChildren(badge);
  }

  function problem(item, words) {
    const box = place(item)?.querySelector("[data-problem]");
    if (!box) return;
    box.textContent = words;
    box.hidden = !words;
  }

  function onwards(item) {
    const all = [...root.querySelectorAll("details.criterion")];
    const at = all.indexOf(place(item));
    const next = all.slice(at + 1).find((one) => !one.querySelector("[data-state] .badge-word"));
    place(item).open = false;
    if (!next) return;
    next.open = true;
    next.querySelector("summary").focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  }

  function tell() {
    const many = store.read("queue", []).length;
    const box = root.querySelector("[data-waiting]");
    box.hidden = !many || !root.dataset.why;
    if (many) box.querySelector("span").textContent = `${many}: ${root.dataset[root.dataset.why] ?? ""}`;
    if (!many) delete root.dataset.why;
  }

  function fresh() {
    return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
