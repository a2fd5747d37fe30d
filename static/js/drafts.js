// A draft that came back: one goes on where one stopped. Without this a browser puts the cursor before the first word.
const link = document.querySelector("[data-goes-on]");
const area = link && document.querySelector(link.hash);
area?.setSelectionRange(area.value.length, area.value.length);
link?.addEventListener("click", (event) => {
  event.preventDefault();
  area.focus();
  area.scrollTop = area.scrollHeight;
});
