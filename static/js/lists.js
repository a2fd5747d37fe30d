// Tables with ticks: one box ticks the page, the bar at the bottom says how many, a ticked row is marked.
function show(form) {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const ticked = boxes.filter((box) => box.checked);
  boxes.forEach((box) => box.closest("tr").setAttribute("aria-selected", String(box.checked)));
  const all = form.querySelector("[data-tick-all]");
  if (all) {
    all.checked = ticked.length > 0 && ticked.length === boxes.length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
  const bar = form.querySelector("[data-tick-bar]");
  bar.hidden = !ticked.length;
  bar.querySelector("[data-tick-count]").textContent = ticked.length;
}

function tickAll(form, isOn) {
  form.querySelectorAll("tbody input[type=checkbox]").forEach((box) => { box.checked = isOn; });
  show(form);
}

document.querySelectorAll("form[data-ticks]").forEach(show);
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-ticks]");
  if (!form || event.target.type !== "checkbox") return;
  if ("tickAll" in event.target.dataset) tickAll(form, event.target.checked);
  else show(form);
});
document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-tick-none]")?.closest("form[data-ticks]");
  if (form) tickAll(form, false);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-ticks]").forEach(show));
