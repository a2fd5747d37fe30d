// Keys. Letters work outside of fields only; what an input method composes never arrives here (composing.js).
const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const press = (selector) => {
  const found = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility?.() ?? true);
  if (!found) return false;
  if (found.matches("input, textarea, select")) found.focus();
  else found.click();
  return true;
};

const follow = (url) => (url ? (location.assign(url), true) : false);

// ── rows ────────────────────────────────────────────────────────────────────
// The current row is the one in which the focus stands or stood last, by whatever way it came there.
const ROW = "[data-keys-list] [data-keys-row]";
const rows = () => [...document.querySelectorAll(ROW)];
const here = () => document.querySelector("[data-keys-row].is-here");
const mark = (row) => rows().forEach((other) => other.classList.toggle("is-here", other === row));
document.addEventListener("focusin", (event) => {
  const row = event.target.closest(ROW);
  if (row) mark(row);
});
function go(step) {
  const all = rows();
  if (!all.length) return false;
  const row = all[Math.max(0, Math.min(all.length - 1, all.indexOf(here()) + step))];
  mark(row);
  row.querySelector("a[href], button")?.focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}
const openRow = () => here()?.querySelector("a[href]")?.click();
const selectRow = () => here()?.querySelector("input[type=checkbox]")?.click();

// A follow-up with the customer of the current row; without a row, where the page has its place for it. A row without a
// customer asks with whom, rather than taking another row's.
function log() {
  const { logUrl } = document.body.dataset;
  const row = here();
  if (row && press('.is-here [data-key="f"]')) return true;
  if (row?.dataset.customer && logUrl) return show(`${logUrl}?customer=${row.dataset.customer}`);
  if (press(row ? '[data-key="f"]:not([data-keys-row] *)' : '[data-key="f"]')) return true;
  return follow(logUrl);
}
const show = (url) => {
  const next = encodeURIComponent(location.pathname + location.search);
  document.dispatchEvent(new CustomEvent("open-page", { detail: `${url}&next=${next}` }));
  return true;
};

const LETTERS = {
  n: () => press('[data-key="n"]'),
  f: log,
  q: () => press('[data-key="q"]'),
  c: () => press('[data-key="c"]'),
  s: () => press('[data-key="s"]'),
  "/": () => press("[data-list-search]") || press("[data-find]"),
  "?": () => (document.dispatchEvent(new CustomEvent("open-dialog", { detail: "keys" })), true),
  j: () => go(1),
  k: () => go(-1),
  x: () => (selectRow(), Boolean(here())),
};

function withControl(event) {
  if (event.key.toLowerCase() === "k") return press("[data-find], .find-link");
  return event.key === "Enter" && submit(event);
}

// Ctrl Enter presses the main button of the form in which one stands, else of the open dialog, else of the page; with
// Shift the second one.
function submit(event) {
  const wanted = event.shiftKey ? "[data-submit-second]" : "[data-submit-main]";
  const place = event.target.closest?.("form") ?? document.querySelector("dialog[open]") ?? document.querySelector("main");
  const button = [...(place?.querySelectorAll(wanted) ?? [])].find((found) => found.checkVisibility?.() ?? true);
  const form = button?.form ?? (event.shiftKey ? null : place?.closest("form") ?? place?.querySelector("form[data-ctrl-enter]"));
  form?.requestSubmit(button);
  return Boolean(form);
}

function plain(event) {
  if (event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return false;
  if (event.key === "Enter" && here() && event.target === document.body) return (openRow(), true);
  return LETTERS[event.key.toLowerCase()]?.() ?? false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  const isDone = event.ctrlKey || event.metaKey ? withControl(event) : plain(event);
  if (isDone) event.preventDefault();
});

// Esc closes what an inline form opened.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  event.target.closest?.("[data-closes]")?.querySelector("[data-close]")?.click();
});
