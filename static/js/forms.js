// Forms that lose nothing: unsaved text asks, drafts keep themselves, a second click sends nothing twice.
const words = document.getElementById("page-words")?.dataset ?? {};
const DRAFT_PAUSE = 2000;
const STUCK = 15_000;  // an answer that was a file, or none: the form can be sent again
const drafts = new WeakMap();
const untouched = new WeakMap();

// ── unsaved text ────────────────────────────────────────────────────────────
const remember = (root) => root.querySelectorAll?.("form[data-guard]").forEach((form) => untouched.set(form, state(form)));
const state = (form) => new URLSearchParams([...new FormData(form)].filter(([name, value]) =>
  name !== "csrfmiddlewaretoken" && typeof value === "string")).toString();
const isDirty = (form) => untouched.has(form) && untouched.get(form) !== state(form) && !form.dataset.sent;

remember(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target.matches?.("form[data-guard]")) untouched.set(event.target, state(event.target));
  remember(event.target);
});
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some(isDirty)) event.preventDefault();
});

// ── drafts ──────────────────────────────────────────────────────────────────
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.draftUrl) return;
  clearTimeout(drafts.get(form));
  drafts.set(form, setTimeout(saveDraft, DRAFT_PAUSE, form));
});

async function saveDraft(form) {
  if (form.dataset.sent) return;
  const note = form.querySelector("[data-draft-state]") ?? document.querySelector("[data-draft-state]");
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: new FormData(form), redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const kept = new Date(answer.headers.get("Date") ?? Date.now());
    const clock = { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: document.body.dataset.zone || undefined };
    const time = kept.toLocaleTimeString("zh-CN", clock);
    tell(note, words.draftSaved.replace("{time}", time));
  } catch {
    tell(note, words.draftFailed);
  }
}

const tell = (note, text) => { if (note) note.textContent = text; };

// ── sent once ───────────────────────────────────────────────────────────────
// Only a courtesy: the server refuses a second copy by itself.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  clearTimeout(drafts.get(form));
  // After this event, so that the pressed button's own value is still sent.
  setTimeout(() => buttons(form).forEach((button) => button.classList.add("is-sending")));
  setTimeout(release, STUCK, form);
});
const buttons = (form) => form.querySelectorAll("button:not([type=button])");
const release = (form) => {
  delete form.dataset.sent;
  buttons(form).forEach((button) => button.classList.remove("is-sending"));
};
addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release); });
document.addEventListener("htmx:confirm", (event) => {
  if (event.target.dataset?.sent && event.detail.verb !== "get") event.preventDefault();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("form") && event.detail.requestConfig.verb !== "get") {
    event.target.dataset.sent = "yes";
    clearTimeout(drafts.get(event.target));
  }
});
document.addEventListener("htmx:afterRequest", (event) => { if (event.target.matches?.("form")) release(event.target); });

// ── type-ahead: an old answer never covers a new one ────────────────────────
document.addEventListener("htmx:configRequest", (event) => {
  const source = event.target.closest("[data-latest]");
  if (!source) return;
  source.dataset.latest = event.detail.headers["X-Asked"] = String(performance.now());
});
// What is under way when the text changes answers an older text: the request of the new one follows.
document.addEventListener("input", (event) => {
  const source = event.target.closest?.("[data-latest]");
  const asks = '[hx-trigger*="input"]';
  if (source && (source.matches(asks) || event.target.matches(asks))) source.dataset.latest = "typing";
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const source = event.detail.requestConfig?.elt?.closest?.("[data-latest]");
  const asked = event.detail.requestConfig?.headers?.["X-Asked"];
  if (source && asked && asked !== source.dataset.latest) event.detail.shouldSwap = false;
});

// ── where one stands afterwards ─────────────────────────────────────────────
let next = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.elt?.closest?.("[data-next-focus]");
  next = row ? { after: row.nextElementSibling, list: row.parentElement } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (next && !document.activeElement?.closest("form, dialog")) {
    const row = next.after?.isConnected ? next.after : next.list?.querySelector("[data-next-focus]");
    row?.querySelector("a, button, input")?.focus();
  }
  next = null;
});
document.addEventListener("htmx:load", (event) => {
  event.target.querySelector?.("[data-form-errors]")?.focus();
});
document.querySelector("[data-form-errors]")?.focus();
