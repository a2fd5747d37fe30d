// The log form that opens inside a row of Today: the row shows it, Esc closes it, the pressed button gets the focus back.
const rowOf = (element) => element?.closest("[data-log-row]");

document.addEventListener("htmx:afterSwap", (event) => {
  const row = rowOf(event.detail.target);
  if (!row || !row.querySelector(".logrow")) return;
  row.classList.add("is-open");
  row.querySelector("[data-log-opens]")?.setAttribute("aria-expanded", "true");
  (row.querySelector(".is-wrong") ?? row.querySelector("[autofocus]"))?.focus();
});

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-row-close]");
  const row = rowOf(close);
  if (!row) return;
  row.classList.remove("is-open");
  row.querySelector("[data-log-place]").replaceChildren();
  const opener = row.querySelector("[data-log-opens]");
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus();
});

// A saved row goes; the cursor moves on to the next one's button. Its answer holds no row, so nothing settles.
let next = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target;
  if (row?.matches?.("[data-log-row]")) next = row.nextElementSibling ?? row.previousElementSibling;
});
document.addEventListener("htmx:afterRequest", () => {
  next?.querySelector("[data-log-opens]")?.focus();
  next = null;
});
