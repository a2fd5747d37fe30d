// What floats: dialogs, menus, toasts; and copying to the clipboard.
const words = document.getElementById("page-words")?.dataset ?? {};
const toasts = document.getElementById("toasts");
const SHOWN_FOR = 8000;

// ── toasts ──────────────────────────────────────────────────────────────────
function say(message, kind = "info") {
  const bar = document.createElement("div");
  bar.className = `toast-bar toast-${kind}`;
  bar.dataset.toast = "";
  if (kind === "error") bar.dataset.stays = "";
  const line = document.createElement("span");
  line.textContent = message;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-quiet btn-sm";
  close.dataset.toastClose = "";
  close.textContent = words.close;
  bar.append(line, close);
  toasts.append(bar);
}

function letGo(bar) {
  // Not while someone points at it or stands in it.
  if (bar.matches(":hover, :focus-within")) setTimeout(letGo, SHOWN_FOR, bar);
  else bar.remove();
}

const welcome = (bar) => { if (!("stays" in bar.dataset)) setTimeout(letGo, SHOWN_FOR, bar); };
if (toasts) {
  toasts.querySelectorAll("[data-toast]").forEach(welcome);
  new MutationObserver((changes) => {
    changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.matches?.("[data-toast]")).forEach(welcome);
  }).observe(toasts, { childList: true });
}

// ── answers that bring no page ──────────────────────────────────────────────
const REASONS = { 403: "refused", 404: "gone", 429: "tooMany" };
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401) location.reload();
  else say(words[REASONS[status]] || words.failed, "error");
});
document.addEventListener("htmx:sendError", () => say(words.noConnection, "error"));

let running = 0;
const busy = document.getElementById("busy");
function count(change) {
  running = Math.max(0, running + change);
  setTimeout(() => busy?.classList.toggle("is-on", running > 0), running ? 300 : 0);
}
document.addEventListener("htmx:beforeSend", () => count(1));
document.addEventListener("htmx:afterRequest", () => count(-1));

// ── dialogs ─────────────────────────────────────────────────────────────────
const shared = document.getElementById("dialog");
let opener = null;

function openDialog(dialog, from) {
  if (!dialog || dialog.open) return;
  opener = from ?? document.activeElement;
  dialog.showModal();
  begin(dialog);
}

function openFromServer(url, from) {
  opener = from;
  window.htmx.ajax("GET", url, { target: "#dialog", swap: "innerHTML", source: from });
}

// Where one begins: at what is wrong, else where the form says so, else at its first field, never at the ✕.
const FIELDS = "input:not([type=hidden], [type=submit], [tabindex='-1']), select, textarea";
function begin(place) {
  const fields = [...place.querySelectorAll(FIELDS)].filter((field) => !field.disabled && field.checkVisibility());
  const first = place.querySelector(".is-wrong") ?? place.querySelector("[autofocus]") ?? fields[0];
  (fields.find((field) => field.checked && field.type === "radio" && field.name === first?.name) ?? first)?.focus();
}
// A page that is a form begins there, too; a form further down, such as the composer on a record's page, waits to be asked.
const page = document.querySelector("main form[data-ctrl-enter], main form.form-narrow");
const isInSight = page && page.getBoundingClientRect().top < window.innerHeight;
if (isInSight && document.activeElement === document.body) begin(page);

// What was typed in a row goes along into the form with all fields.
function carry(from) {
  for (const field of from.elements) {
    if (field.type === "hidden" || field.name === "" || field.nodeName === "BUTTON") continue;
    const same = [...shared.querySelectorAll(`[name="${field.name}"]`)];
    const there = same.find((other) => other.type !== "radio" || other.value === field.value);
    if (!there) continue;
    if (there.type === "radio" || there.type === "checkbox") there.checked = field.checked;
    else there.value = field.value;
  }
}

// A form in the dialog that ended with another page: go to that page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target !== shared || !/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === shared && shared.children.length) {
    if (!shared.open && opener?.matches("[data-carries]")) carry(opener.closest("form"));
    if (shared.open) begin(shared);
    else openDialog(shared, opener);
  }
});
document.addEventListener("open-dialog", (event) => openDialog(document.getElementById(event.detail)));
document.addEventListener("open-page", (event) => openFromServer(event.detail, document.activeElement));
// The server ends a dialog with `HX-Trigger: dialogClose`.
document.addEventListener("dialogClose", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));

document.querySelectorAll("dialog").forEach((dialog) => {
  dialog.addEventListener("close", () => {
    if (dialog === shared) dialog.replaceChildren();
    if (opener?.isConnected) opener.focus();
  });
});

// ── suggestions ─────────────────────────────────────────────────────────────
// The arrows walk from the field down what was found and back; Enter opens it as any link, Esc goes back to the field.
document.addEventListener("keydown", (event) => {
  const place = event.target.closest?.("[data-suggests]");
  const step = { ArrowDown: 1, ArrowUp: -1, Escape: -Infinity }[event.key];
  if (!place || !step) return;
  const stops = [...place.querySelectorAll("input[type=search], a[href]")].filter((stop) => stop.checkVisibility());
  const at = stops.indexOf(event.target);
  if (at < 0 || (at === 0 && step < 0)) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at + step))].focus();
});

// ── clicks ──────────────────────────────────────────────────────────────────
const isPlain = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

document.addEventListener("click", (event) => {
  const target = event.target;
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
  const link = target.closest("a[data-dialog]");
  if (link && window.htmx && isPlain(event)) {
    event.preventDefault();
    openFromServer(link.href, link);
    return;
  }
  const opens = target.closest("[data-opens]");
  if (opens) {
    const menu = opens.closest("details.menu");
    if (menu) menu.open = false;
    openDialog(document.getElementById(opens.dataset.opens), menu?.querySelector("summary") ?? opens);
  }
  if (target.closest("[data-dialog-close]") || target.nodeName === "DIALOG") target.closest("dialog")?.close();
  target.closest("[data-toast-close]")?.closest("[data-toast]")?.remove();
  const copies = target.closest("[data-copy]");
  if (copies) copy(document.getElementById(copies.dataset.copyFrom)?.value ?? copies.dataset.copy);
});

async function copy(value) {
  try {
    await navigator.clipboard.writeText(value);
    say(words.copied, "success");
  } catch {
    say(words.failed, "error");
  }
}

const showCopyButtons = (root) => root.querySelectorAll?.("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
if (navigator.clipboard) {
  showCopyButtons(document);
  document.addEventListener("htmx:load", (event) => showCopyButtons(event.target));
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
