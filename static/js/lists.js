// Tables with ticks: one box ticks the page, the bar at the bottom says how many, a ticked row is marked.
function show(list) {
  const boxes = [...list.querySelectorAll("tbody input[type=checkbox]")];
  const ticked = boxes.filter((box) => box.checked);
  boxes.forEach((box) => box.closest("tr").setAttribute("aria-selected", String(box.checked)));
  const all = list.querySelector("[data-tick-all]");
  if (all) {
    all.checked = ticked.length > 0 && ticked.length === boxes.length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
  const bar = list.querySelector("[data-tick-bar]");
  bar.hidden = !ticked.length;
  bar.querySelector("[data-tick-count]").textContent = ticked.length;
}

function tickAll(list, isOn) {
  list.querySelectorAll("tbody input[type=checkbox]").forEach((box) => { box.checked = isOn; });
  show(list);
}

document.querySelectorAll("[data-ticks]").forEach(show);
document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-ticks]");
  if (!list || event.target.type !== "checkbox") return;
  if ("tickAll" in event.target.dataset) tickAll(list, event.target.checked);
  else show(list);
});
document.addEventListener("click", (event) => {
  const list = event.target.closest("[data-tick-none]")?.closest("[data-ticks]");
  if (list) tickAll(list, false);
});
addEventListener("pageshow", () => document.querySelectorAll("[data-ticks]").forEach(show));
