// Light or dark before the first paint: remembered by choice, else as the system says.
const root = document.documentElement;
const remembered = () => {
  try { return localStorage.getItem("theme"); } catch { return null; }
};
root.dataset.bsTheme = remembered() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.bsTheme); } catch { /* private window: until the next page */ }
});
