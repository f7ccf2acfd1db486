// What makes our pages quicker to use. Without it every page still works: links lead on, forms are sent, panels open.

document.documentElement.classList.add("js");
const words = JSON.parse(document.body.dataset.words || "{}");

// Panels close on Escape and when one clicks elsewhere.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[data-pop][open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details[data-pop][open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// Tables change in place: the server sends the whole page, and only the table named in data-part is exchanged.
async function exchange(name, address, { push = true } = {}) {
  const part = document.getElementById(name);
  if (!part) return void (location.href = address);
  part.classList.add("is-loading");
  part.setAttribute("aria-busy", "true");
  try {
    await window.htmx.ajax("GET", address, { target: part, select: `#${name}`, swap: "outerHTML" });
    if (push) history.pushState({ part: name }, "", address);
  } catch {
    location.href = address;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || !window.htmx) return;
  event.preventDefault();
  exchange(link.dataset.part, link.href);
});
window.addEventListener("popstate", () => location.reload());

// Filters ask again while one types, and when a choice changes.
function asked(form) {
  const query = new URLSearchParams();
  // What stands as usual is left out, so that an address holds only what was moved.
  const usual = (name, value) => form.elements[name]?.dataset?.usual === value;
  for (const [name, value] of new FormData(form)) if (value !== "" && !usual(name, value)) query.append(name, value);
  return `${form.getAttribute("action")}?${query}`;
}
let waiting;
function ask(form, delay) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const field = document.activeElement;
    const at = form.contains(field) && field.name ? { name: field.name, caret: caretOf(field) } : null;
    await exchange(form.dataset.live, asked(form));
    mark(form);
    if (!at) return;
    const again = document.querySelector(`form[data-live="${form.dataset.live}"] [name="${at.name}"]`);
    if (!again) return;
    again.focus();
    if (at.caret !== null) again.setSelectionRange(at.caret, at.caret);
  }, delay);
}
// Fields outside the part that is exchanged: those the answer calls wrong are marked, the others are no longer.
function mark(form) {
  for (const field of form.querySelectorAll("input[data-usual]")) {
    const wrong = document.querySelector(`#${form.dataset.live} [data-wrong="${field.name}"]`) !== null;
    field.classList.toggle("is-invalid", wrong);
    field.toggleAttribute("aria-invalid", false);
    if (wrong) field.setAttribute("aria-invalid", "true");
  }
}
function caretOf(field) {
  return field.matches("input[type=search], input[type=text]") ? field.selectionStart : null;
}
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (form && event.target.matches("input[type=search], input[type=text]")) ask(form, 350);
  if (form && event.target.matches("input[type=number]")) ask(form, 600);
});
// A slider and the number beside it say the same, whichever is moved.
document.addEventListener("input", (event) => {
  const twin = event.target.dataset.twin && document.getElementById(event.target.dataset.twin);
  if (twin) twin.value = event.target.value;
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-live]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=range], input[type=date]")) ask(form, 0);
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form || !window.htmx) return;
  event.preventDefault();
  ask(form, 0);
});

// A deed is sent once, however often one clicks.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-once]")) return;
  for (const button of event.target.querySelectorAll("button[type=submit]")) setTimeout(() => (button.disabled = true));
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("form[data-once] button")) button.disabled = false;
});

// A session that ended in between answers with another page than the one asked: then the whole page goes there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const came = new URL(event.detail.xhr.responseURL, location.href);
  if (came.pathname === new URL(event.detail.requestConfig.path, location.href).pathname) return;
  event.detail.shouldSwap = false;
  location.reload();
});

// Uploads show how much was sent, and take a file that is dropped on them.
function prepareUploads(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) prepareUpload(form);
}
function prepareUpload(form) {
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("is-over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const box = form.querySelector("[data-progress-box]");
    const bar = form.querySelector("[data-progress]");
    const says = form.querySelector("[data-progress-words]");
    const button = form.querySelector("button[type=submit]");
    const sending = new XMLHttpRequest();
    box.hidden = false;
    button.disabled = true;
    sending.upload.addEventListener("progress", (now) => {
      const percent = now.lengthComputable ? Math.round((100 * now.loaded) / now.total) : 0;
      bar.value = percent;
      says.textContent = percent < 100 ? words.sent.replace("%(percent)s", percent).replace("%%", "%") : words.reading;
    });
    sending.addEventListener("load", () => {
      // The answer is the next page, or this one with what to mend; either way it is shown under its own address.
      if (new URL(sending.responseURL).pathname !== location.pathname) return void (location.href = sending.responseURL);
      const page = new DOMParser().parseFromString(sending.responseText, "text/html");
      const chosen = input.files;
      document.getElementById("main").replaceWith(page.getElementById("main"));
      // The file that was chosen stays chosen: what has to be mended may be another field.
      const again = document.querySelector("form[data-upload] input[type=file]");
      if (again) again.files = chosen;
      document.getElementById("main").focus();
      prepareUploads(document);
    });
    sending.addEventListener("error", () => {
      says.textContent = words.dropped;
      button.disabled = false;
    });
    sending.open("POST", form.getAttribute("action") || location.href);
    sending.send(new FormData(form));
  });
}
prepareUploads(document);

// A link or a code that is shown once: taken whole by a click, copied where the browser lets us.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-select]")) event.target.select();
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Over plain http browsers keep the clipboard shut; what is selected can still be copied by hand.
    return;
  }
  button.lastChild.textContent = button.dataset.done;
});
