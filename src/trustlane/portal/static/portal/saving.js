// Answers are saved while one types. What the server has not confirmed is kept on this device, and sent again.

const words = document.getElementById("saving")?.dataset ?? {};
const FORMS = "form[data-draft]";
const AGAIN = 8000; // milliseconds between tries while the line is down
const place = (form) => `trustlane:${form.dataset.draft}`;

// What a form says, without what only the server reads of it.
function said(form) {
  const fields = [...new FormData(form)].filter(([name]) => name === "value" || name === "note");
  return JSON.stringify(fields);
}
function kept(form) {
  try {
    return JSON.parse(localStorage.getItem(place(form)));
  } catch {
    return null;
  }
}
function keep(form) {
  try {
    localStorage.setItem(place(form), JSON.stringify({ said: said(form), seen: form.dataset.seen }));
  } catch {
    // A browser that keeps nothing still sends.
  }
}
function forget(form) {
  try {
    localStorage.removeItem(place(form));
  } catch {
    // Nothing was kept.
  }
}
function tell(form, text, look) {
  const line = document.createElement("span");
  line.className = look;
  line.textContent = text;
  form.querySelector(".ask-said").replaceChildren(line);
}
function fill(form, text) {
  for (const [name, value] of JSON.parse(text)) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type !== "hidden") field.value = value;
    }
  }
}
const send = (form) => window.htmx && document.contains(form) && window.htmx.trigger(form, "resend");

document.addEventListener("input", (event) => {
  const form = event.target.closest(FORMS);
  if (!form) return;
  keep(form);
  tell(form, words.saving, "text-secondary");
});

// What is sent is remembered, so that an answer that came late does not throw away what was typed since.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.(FORMS);
  if (form) form.dataset.sent = said(form);
});
// Refusals that tell what to mend are shown like any other answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
const waiting = new Map();
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.(FORMS);
  if (!form) return;
  const status = event.detail.xhr?.status ?? 0;
  if (status >= 200 && status < 300) {
    clearTimeout(waiting.get(form));
    const draft = kept(form);
    if (!draft || draft.said === form.dataset.sent) forget(form);
  } else if (status === 0 || status >= 500) {
    tell(form, words.unsent, "said-unsent");
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => send(form), AGAIN));
  }
});
document.addEventListener("htmx:afterSettle", () => {
  for (const form of document.querySelectorAll(FORMS)) {
    const line = form.querySelector(".ask-said");
    if (line?.dataset.seen !== undefined) form.dataset.seen = line.dataset.seen;
  }
});
window.addEventListener("online", () => {
  for (const form of document.querySelectorAll(FORMS)) if (kept(form)) send(form);
});

// A page that was left before everything was sent goes on where it was; what somebody else answered since is not
// written over unasked.
function offer(form, draft) {
  const box = document.createElement("div");
  box.className = "said-later";
  const quoted = document.createElement("q");
  quoted.textContent = JSON.parse(draft.said).map(([, value]) => value).join(" · ");
  const use = document.createElement("button");
  const drop = document.createElement("button");
  for (const [button, label] of [[use, words.use], [drop, words.forget]]) {
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = label;
  }
  use.addEventListener("click", () => {
    fill(form, draft.said);
    keep(form);
    send(form);
  });
  drop.addEventListener("click", () => {
    forget(form);
    box.remove();
  });
  box.append(Object.assign(document.createElement("span"), { textContent: words.later }), quoted, use, drop);
  form.querySelector(".ask-said").append(box);
}
function restore() {
  for (const form of document.querySelectorAll(FORMS)) {
    const draft = kept(form);
    if (!draft?.said) continue;
    if (draft.said === said(form)) forget(form);
    else if ((draft.seen ?? "") === (form.dataset.seen ?? "")) {
      fill(form, draft.said);
      send(form);
    } else offer(form, draft);
  }
}
// Not before htmx knows the forms: it looks for them when the page is read, and was asked before us.
if (document.readyState === "complete") restore();
else document.addEventListener("DOMContentLoaded", restore);

// Leaving by "Next" waits for what is being sent, so that the next question is chosen by this answer.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-after-saving]");
  const form = document.querySelector(FORMS);
  if (!link || !form || !kept(form) || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const go = () => (location.href = link.href);
  const timer = setTimeout(go, 3000);
  form.addEventListener("htmx:afterRequest", (done) => {
    clearTimeout(timer);
    if (done.detail.xhr.status < 300) go();
  }, { once: true });
  send(form);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
