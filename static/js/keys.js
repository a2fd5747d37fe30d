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
const rows = () => [...document.querySelectorAll("[data-keys-list] [data-keys-row]")];
const here = () => document.querySelector("[data-keys-row].is-here");
function go(step) {
  const all = rows();
  if (!all.length) return false;
  const focused = document.activeElement?.closest("[data-keys-row]") ?? here();
  const at = Math.max(0, Math.min(all.length - 1, all.indexOf(focused) + step));
  all.forEach((row, index) => row.classList.toggle("is-here", index === at));
  all[at].querySelector("a[href], button")?.focus();
  all[at].scrollIntoView({ block: "nearest" });
  return true;
}
const openRow = () => here()?.querySelector("a[href]")?.click();
const selectRow = () => here()?.querySelector("input[type=checkbox]")?.click();

const LETTERS = {
  n: () => press('[data-key="n"]'),
  f: () => press('.is-here [data-key="f"]') || press('[data-key="f"]') || follow(document.body.dataset.logUrl),
  "/": () => press("[data-list-search], [data-find]"),
  "?": () => (document.dispatchEvent(new CustomEvent("open-dialog", { detail: "keys" })), true),
  j: () => go(1),
  k: () => go(-1),
  x: () => (selectRow(), Boolean(here())),
};

function withControl(event) {
  if (event.key.toLowerCase() === "k") return press("[data-find], .find-link");
  if (event.key !== "Enter") return false;
  const form = event.target.closest?.("form") ?? document.querySelector("form[data-ctrl-enter]");
  if (!form) return false;
  form.requestSubmit(form.querySelector("[data-submit-main]") ?? undefined);
  return true;
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

// Shift+Enter presses the form's second button, where there is one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.shiftKey || event.target.nodeName === "TEXTAREA") return;
  const second = event.target.closest?.("form")?.querySelector("[data-submit-second]");
  if (!second) return;
  event.preventDefault();
  second.form.requestSubmit(second);
});

// Esc closes what an inline form opened.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  event.target.closest?.("[data-closes]")?.querySelector("[data-close]")?.click();
});
