// Photographs at a visit through a lost line: each is kept on this device until the office has it. It carries a key made
// here, so that what is sent twice counts once. Without this script each form is sent as forms are.

const root = document.querySelector("[data-checklist]");
if (root) begin(root);

function begin(root) {
  const store = window.visit.of(root.dataset.checklist, root.dataset.lock);
  const box = (item) => document.getElementById(`c-${item}`);
  let sending = false;

  for (const form of root.querySelectorAll("form[data-photo]")) form.addEventListener("submit", (event) => taken(event, form));
  store.all("photo").then((waiting) => waiting.forEach(show)).then(send);
  window.addEventListener("online", send);
  setInterval(send, 15_000);

  async function taken(event, form) {
    event.preventDefault();
    const [file] = form.elements.photo.files;
    const item = form.closest("[data-item]").dataset.item;
    if (!file) return problem(item, root.dataset.photoChoose);
    const rating = form.closest("[data-item]").querySelector("form[data-rate]");
    const photo = {
      item, asked: form.querySelector("[name=item]").value, key: fresh(), blob: file, name: file.name, seen_at: new Date().toISOString(),
      place: rating?.elements.place.value.trim() ?? "", site: rating?.elements.site?.value ?? "", ...(await spot(form)),
    };
    try {
      await store.put("photo", photo.key, photo);
    } catch {
      form.submit(); // A device that keeps nothing sends the form as it is.
      return;
    }
    problem(item, "");
    form.elements.photo.value = "";
    show(photo);
    send();
  }

  // Asked for only where the validator ticked it; a device that does not know says nothing.
  function spot(form) {
    if (!form.querySelector("[data-spot]").checked || !navigator.geolocation) return {};
    return new Promise((done) => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => done({ latitude: coords.latitude.toFixed(5), longitude: coords.longitude.toFixed(5) }),
        () => done({}),
        { timeout: 10_000, maximumAge: 60_000 },
      );
    });
  }

  async function send() {
    if (sending) return;
    sending = true;
    try {
      for (const photo of await store.all("photo")) if (!(await sent(photo))) break;
    } finally {
      sending = false;
    }
  }

  // True where the office answered, and the next may be sent.
  async function sent(photo) {
    const form = box(photo.item)?.querySelector("form[data-photo]");
    if (!form) return true; // The case went on; the page says so, and what is left stays on the device.
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("item", photo.asked ?? photo.item);
    for (const name of ["key", "place", "site", "seen_at", "latitude", "longitude"]) body.set(name, photo[name] ?? "");
    body.set("photo", photo.blob, photo.name);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    } catch {
      return waits(photo, root.dataset.photoWaits);
    }
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
      return waits(photo, answer.status >= 500 ? root.dataset.photoWaits : root.dataset.photoShut);
    }
    const told = await answer.json();
    await store.drop(photo.number);
    const line = document.getElementById(`photo-${photo.key}`);
    line?.querySelector(".photo-waits")?.remove();
    if (!answer.ok) {
      line?.remove();
      problem(photo.item, told.problem);
      box(photo.item).open = true;
    }
    return true;
  }

  function waits(photo, words) {
    const line = document.getElementById(`photo-${photo.key}`);
    if (line) line.querySelector(".photo-waits").textContent = words;
    return false;
  }

  function show(photo) {
    const list = box(photo.item)?.querySelector("[data-photos]");
    if (!list) return;
    const line = document.createElement("li");
    line.id = `photo-${photo.key}`;
    const name = Object.assign(document.createElement("span"), { textContent: `${root.dataset.photoName}: ` });
    const file = Object.assign(document.createElement("bdi"), { textContent: photo.name, translate: false });
    const state = Object.assign(document.createElement("div"), { className: "photo-waits", textContent: "…" });
    line.append(name, file, state);
    list.append(line);
  }

  function problem(item, words) {
    const where = box(item)?.querySelector("[data-problem]");
    if (!where) return;
    where.textContent = words;
    where.hidden = !words;
  }

  function fresh() {
    return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
