// The quote's editor: cells like a spreadsheet's, models offered while one types, rows pasted from Excel, and the paper
// beside it kept up to date. Without it everything is there as a plain form.
const PAUSE = 350;
const form = document.querySelector("[data-quote-editor]");
const grid = () => document.getElementById("quote-grid");
const options = () => document.getElementById("quote-options");
const cellOf = (target) => target.closest?.(".sheet [data-cell]");
const rowOf = (cell) => cell.closest("[data-row]");
const inRow = (row, name) => row?.querySelector(`[data-cell="${name}"]`);
const hidden = (row, name) => row.querySelector(`input[type=hidden][name$="-${name}"]`);

// ── the paper beside it ─────────────────────────────────────────────────────
let preview = 0;
const refresh = () => {
  clearTimeout(preview);
  preview = setTimeout(() => form.dispatchEvent(new Event("preview")), PAUSE);
};
form.addEventListener("input", refresh);
form.addEventListener("change", refresh);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "quote-grid" && event.detail.elt?.id !== "quote-grid") return;
  refresh();
  const empty = [...grid().querySelectorAll('[data-cell="model"]')].find((cell) => !cell.value && !inRow(rowOf(cell), "words").value);
  (empty ?? grid().querySelector("[data-cell]"))?.focus();
});

// ── from cell to cell ───────────────────────────────────────────────────────
function goTo(cell, rows) {
  const all = [...grid().querySelectorAll(`[data-cell="${cell.dataset.cell}"]`)];
  const next = all[all.indexOf(cell) + rows];
  if (next) {
    next.focus();
    next.select?.();
  }
  return Boolean(next);
}
function goAside(cell, step) {
  const all = [...rowOf(cell).querySelectorAll("[data-cell]")];
  const next = all[all.indexOf(cell) + step];
  next?.focus();
  next?.select?.();
  return Boolean(next);
}
const isAtEdge = (cell, step) => !cell.setSelectionRange ||
  (cell.selectionStart === 0 && cell.selectionEnd === cell.value.length) ||
  cell.selectionStart === cell.selectionEnd && cell.selectionStart === (step < 0 ? 0 : cell.value.length);

const MOVES = {
  ArrowDown: (cell) => cell.tagName !== "SELECT" && (goTo(cell, 1) || addRow(cell)),
  ArrowUp: (cell) => cell.tagName !== "SELECT" && goTo(cell, -1),
  ArrowLeft: (cell) => cell.tagName !== "SELECT" && isAtEdge(cell, -1) && goAside(cell, -1),
  ArrowRight: (cell) => cell.tagName !== "SELECT" && isAtEdge(cell, 1) && goAside(cell, 1),
  Enter: (cell) => goTo(cell, 1) || addRow(cell),
};

// A row more below the last: a copy of it, empty, with the next number.
function addRow(cell) {
  const total = grid().querySelector('[name$="-TOTAL_FORMS"]');
  const limit = Number(grid().querySelector('[name$="-MAX_NUM_FORMS"]').value);
  const place = Number(total.value);
  if (place >= limit) return false;
  const last = grid().querySelector("tbody tr:last-child");
  const row = last.cloneNode(true);
  row.dataset.row = String(place);
  row.classList.remove("is-wrong");
  for (const field of row.querySelectorAll("input, select")) {
    field.name = field.name.replace(/-\d+-/, `-${place}-`);
    field.id = field.id.replace(/-\d+-/, `-${place}-`);
    field.value = "";
  }
  row.querySelectorAll("span").forEach((note) => note.matches("[data-why]") ? note.replaceChildren() : note.remove());
  row.firstElementChild.firstChild.textContent = String(place + 1);
  last.after(row);
  total.value = String(place + 1);
  inRow(row, cell.dataset.cell).focus();
  return true;
}

form.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (choosing(cell, event.key) || MOVES[event.key]?.(cell)) event.preventDefault();
});

// ── models while one types ──────────────────────────────────────────────────
let asked = 0;
let waiting = 0;
const isOpen = () => !options().hidden;
const close = () => { options().hidden = true; options().replaceChildren(); };
const chosen = () => options().querySelector(".is-chosen");

form.addEventListener("input", (event) => {
  const cell = cellOf(event.target);
  if (cell?.dataset.cell !== "model") return;
  clearTimeout(waiting);
  waiting = setTimeout(suggest, PAUSE / 2, cell, ++asked);
});
async function suggest(cell, number) {
  const typed = cell.value.trim();
  if (!typed) return close();
  const answer = await fetch(`${grid().dataset.suggestUrl}?${new URLSearchParams({ q: typed })}`);
  if (!answer.ok || number !== asked || document.activeElement !== cell) return;
  options().innerHTML = await answer.text();
  const at = cell.getBoundingClientRect();
  const frame = grid().getBoundingClientRect();
  options().style.setProperty("left", `${at.left - frame.left}px`);
  options().style.setProperty("top", `${at.bottom - frame.top}px`);
  options().hidden = !options().children.length;
}
function choosing(cell, key) {
  if (!isOpen() || cell.dataset.cell !== "model") return false;
  if (key === "Escape") return (close(), true);
  if (key === "Enter" && chosen()) return (take(cell, chosen()), true);
  if (key === "ArrowDown" || key === "ArrowUp") return (choose(key === "ArrowDown" ? 1 : -1), true);
  return false;
}
function choose(step) {
  const all = [...options().children];
  const place = Math.max(0, Math.min(all.length - 1, all.indexOf(chosen()) + step));
  all.forEach((option, number) => option.classList.toggle("is-chosen", number === place));
}
function take(cell, option) {
  cell.value = option.dataset.model;
  asked += 1;
  close();
  offer(rowOf(cell));
  inRow(rowOf(cell), "quantity").focus();
}
form.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".sheet-options .option");
  if (!option) return;
  event.preventDefault();
  take(document.activeElement, option);
});
form.addEventListener("focusout", (event) => { if (cellOf(event.target)?.dataset.cell === "model") { asked += 1; close(); } });

// ── what the catalogue knows of a row ───────────────────────────────────────
// Typed values stay; a price follows the quantity while it is the one that the catalogue gave.
form.addEventListener("change", (event) => {
  const cell = cellOf(event.target);
  if (cell && ["model", "quantity"].includes(cell.dataset.cell)) offer(rowOf(cell));
});
async function offer(row) {
  const model = inRow(row, "model").value.trim();
  const quantity = inRow(row, "quantity").value.trim();
  if (!model) return;
  const values = { model, quantity, currency: form.elements.currency.value, language: form.elements.language.value };
  const answer = await fetch(`${form.dataset.offerUrl}?${new URLSearchParams(values)}`);
  if (!answer.ok || inRow(row, "model").value.trim() !== model || inRow(row, "quantity").value.trim() !== quantity) return;
  const known = await answer.json();
  if (!known.model) return;
  const price = inRow(row, "price");
  const listed = hidden(row, "listed");
  for (const name of ["words", "unit", "moq", "per_carton", "carton_volume", "carton_weight", "includes"]) {
    const cell = inRow(row, name);
    if (!cell.value) cell.value = known[name];
  }
  if (!price.value || price.value === listed.value) price.value = listed.value = known.price;
  row.querySelector("[data-why]").textContent = known.why ?? "";
  refresh();
}

// ── rows from Excel ─────────────────────────────────────────────────────────
// More than one cell, pasted into a model cell: the server reads what is what, and fills it in.
form.addEventListener("paste", (event) => {
  const cell = cellOf(event.target);
  const text = event.clipboardData?.getData("text") ?? "";
  if (cell?.dataset.cell !== "model" || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  grid().querySelector("[name=pasted]").value = text;
  grid().querySelector("[name=paste]").click();
});
