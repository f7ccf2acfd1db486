// The checklist of a visit through a lost line: what is typed and rated stays on this device until the office has it, and
// the page opens again without a line where its person may keep it. Each rating carries a key made here, so that what is
// sent twice counts once. Without this script each form is sent as forms are.

// Milliseconds after which a line that says nothing is taken for lost, and the same rating is sent again.
const LONGEST = 30_000;

const root = document.querySelector("[data-checklist]");
if (root) begin(root);

async function begin(root) {
  const store = window.visit.of(root.dataset.checklist, root.dataset.lock);
  const place = (item) => document.getElementById(`c-${item}`);
  const formOf = (item) => place(item)?.querySelector("form[data-rate]");
  const of_a_copy = root.dataset.line === "lost";
  let sending = false;

  for (const form of root.querySelectorAll("form[data-rate]")) prepare(form);
  root.querySelector("[data-stranded] button").addEventListener("click", discard);
  window.addEventListener("online", send);
  window.addEventListener("offline", () => line(false));

  // What the office kept after it had drawn this page. A page the line brought is fetched anew; a copy is added to.
  const later = (await store.all("sent")).filter((one) => one.finding > Number(root.dataset.newest));
  if (!of_a_copy) {
    await store.clear("sent");
    if (later.length) return location.reload();
  }
  for (const one of later) lay(one);
  for (const waiting of await store.all("rating")) show(waiting.item, waiting.word, waiting.tone, true);
  await resume();
  await stranded();
  await tell();
  send();
  setInterval(send, 15_000);
  keep();

  function prepare(form) {
    // Lines go by the criterion and, where it is looked at site by site, its site.
    const item = form.closest("[data-item]").dataset.item;
    form.addEventListener("input", () => {
      store.put("typed", item, { item, text: form.elements.text.value, place: form.elements.place.value }).catch(() => {});
    });
    form.addEventListener("submit", (event) => rated(event, form, item));
  }

  // A page that is loaded anew opens where somebody left off: at what is half typed, else after what waits to be sent.
  async function resume() {
    const typed = await store.all("typed");
    for (const one of typed) {
      const form = formOf(one.item);
      if (form) for (const name of ["text", "place"]) form.elements[name].value = one[name] ?? form.elements[name].value;
    }
    const all = [...root.querySelectorAll("details.criterion")];
    const here = all.find((one) => one.open);
    if (here && !here.querySelector("[data-problem]").hidden) return;
    const waits = new Set((await store.all("rating")).map((rating) => rating.item));
    const begun = new Set(typed.filter((one) => one.text?.trim()).map((one) => one.item));
    const half = all.find((one) => !waits.has(one.dataset.item) && begun.has(one.dataset.item));
    const done = here?.querySelector("[data-state] .badge-word") && of_a_copy;
    const unrated = all.find((one) => !one.querySelector("[data-state] .badge-word"));
    const next = half ?? (here && (done || waits.has(here.dataset.item)) ? unrated : here);
    if (!next || next === here) return;
    if (here) here.open = false;
    next.open = true;
  }

  async function rated(event, form, item) {
    const button = event.submitter;
    if (!button || button.name !== "rating" || form.dataset.plain) return;
    event.preventDefault();
    const text = form.elements.text.value.trim();
    if (!text && !["met", "not_applicable"].includes(button.value)) {
      problem(item, root.dataset.write);
      form.elements.text.focus();
      return;
    }
    const rating = {
      item, asked: named(form), rating: button.value, text, place: form.elements.place.value.trim(), site: form.elements.site?.value ?? "",
      newest: form.elements.newest.value, key: fresh(), seen_at: new Date().toISOString(),
      word: button.textContent.trim(), tone: button.dataset.tone,
    };
    try {
      await store.put("rating", `${item}|${rating.site}`, rating);
    } catch {
      // A device that keeps nothing sends the form as it is.
      form.dataset.plain = "yes";
      form.requestSubmit(button);
      return;
    }
    problem(item, "");
    for (const other of form.querySelectorAll("[name=rating]")) other.setAttribute("aria-pressed", String(other === button));
    show(item, rating.word, rating.tone, true);
    onwards(item);
    await tell();
    send();
  }

  // In the order they were rated; what was rated while others were sent follows.
  async function send() {
    if (sending) return;
    sending = true;
    try {
      const next = async () => (await store.all("rating")).find((rating) => formOf(rating.item));
      let rating = await next();
      if (!rating && root.dataset.line === "lost") await probe();
      for (; rating; rating = await next()) if (!(await sent(rating))) break;
    } finally {
      sending = false;
      await tell();
    }
  }

  // True where the office answered, and the next may be sent.
  async function sent(rating) {
    const form = formOf(rating.item);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("item", rating.asked ?? rating.item);
    for (const name of ["rating", "text", "place", "site", "newest", "key", "seen_at"]) body.set(name, rating[name]);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", signal: AbortSignal.timeout(LONGEST) });
    } catch {
      root.dataset.why = "waits";
      line(false);
      return false;
    }
    line(true);
    const spoken = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (!spoken) {
      // Another page answered: the session is over, or the office is not well. Nothing is thrown away.
      root.dataset.why = answer.status >= 500 ? "waits" : "shut";
      return false;
    }
    const told = await answer.json();
    if (!answer.ok) {
      await store.put("typed", rating.item, { item: rating.item, text: rating.text, place: rating.place });
      await store.drop(rating.number);
      show(rating.item, root.dataset.typed, "warn", false);
      problem(rating.item, told.problem);
      // Somebody else rated it meanwhile, which is read now: rated again, this one takes its place.
      if (told.newest) form.elements.newest.value = told.newest;
      place(rating.item).open = true;
      return true;
    }
    const known = { ...rating, finding: told.number, left: told.left, word: told.word, tone: told.tone };
    await store.put("sent", `${rating.item}|${rating.site}`, known);
    await store.drop(rating.number);
    lay(known);
    const typed = (await store.all("typed")).find((one) => one.item === rating.item);
    if (typed && typed.text.trim() === rating.text) await store.clear("typed", rating.item);
    // The last rating brings the way on, where it is not there yet.
    if (told.left === 0 && root.hasAttribute("data-ends")) location.reload();
    return true;
  }

  // What the office has, on a page that was drawn before.
  function lay(known) {
    show(known.item, known.word, known.tone, false);
    root.querySelector("[data-left]").textContent = known.left;
    const bar = root.querySelector("progress");
    bar.value = bar.max - known.left;
    const form = formOf(known.item);
    if (!of_a_copy || !form) return;
    form.elements.text.value = known.text;
    form.elements.place.value = known.place;
    for (const one of form.querySelectorAll("[name=rating]")) one.setAttribute("aria-pressed", String(one.value === known.rating));
  }

  // Whether the line is there, when nothing waits that would tell.
  async function probe() {
    try {
      await fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(LONGEST) });
      line(true);
    } catch {
      line(false);
    }
  }

  function line(there) {
    root.dataset.line = there ? (of_a_copy ? "back" : "up") : "lost";
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

  async function tell() {
    const many = (await store.all("rating")).length;
    const box = root.querySelector("[data-waiting]");
    box.hidden = !many || !root.dataset.why;
    box.querySelector("[data-again]").hidden = root.dataset.why !== "shut";
    if (many) box.querySelector("span").textContent = `${many}: ${root.dataset[root.dataset.why] ?? ""}`;
    if (!many) delete root.dataset.why;
  }

  // What has no form on this page any more can only be read, and thrown away by hand.
  async function lone() {
    const kept = [...(await store.all("rating")), ...(await store.all("photo"))];
    return kept.filter((one) => !formOf(one.item));
  }
  async function stranded() {
    const left = await lone();
    const box = root.querySelector("[data-stranded]");
    box.hidden = !left.length;
    const lines = left.map((one) => {
      const words = [one.item, one.word ?? `${root.dataset.photoName}: ${one.name}`, one.place, one.text];
      return Object.assign(document.createElement("li"), { textContent: words.filter(Boolean).join(" · "), dir: "auto", translate: false });
    });
    box.querySelector("ul").replaceChildren(...lines);
  }
  async function discard() {
    for (const one of await lone()) await store.drop(one.number);
    await stranded();
    await tell();
  }

  // The page stays on this device for the hours of the visit, where its person may keep it; else what stayed goes.
  async function keep() {
    const workers = navigator.serviceWorker;
    if (of_a_copy || !workers) return;
    try {
      if (!root.dataset.keep) {
        const own = await workers.getRegistration(location.pathname);
        if (own && new URL(own.scope).pathname === location.pathname) await own.unregister();
        await window.visit.forget((copy) => copy.address === location.pathname);
        return;
      }
      await workers.register(root.dataset.keep);
      const { active } = await workers.ready;
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => (root.querySelector("[data-kept]").hidden = !data);
      active.postMessage({ parts: await parts() }, [channel.port2]);
    } catch {
      // Over plain http browsers have no workers: the page then bears a lost line as long as it is open.
    }
  }

  // Every file of ours that the page is drawn with, fonts and the sheet of icons among them.
  async function parts() {
    if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done, { once: true }));
    const named = [...document.querySelectorAll("script[src], img[src], link[href], use[href]")];
    const written = named.map((one) => one.getAttribute("src") ?? one.getAttribute("href"));
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const files = new Set([...written, ...loaded].map((one) => new URL(one, location.href)).map((one) => one.origin + one.pathname));
    const ours = new URL(root.dataset.static, location.href).href;
    return [...files].filter((one) => one.startsWith(ours));
  }

  // The criterion itself; a line of the list is one at one site. `elements.item` is a method of every form's fields.
  function named(form) {
    return form.querySelector("[name=item]").value;
  }

  function fresh() {
    return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
