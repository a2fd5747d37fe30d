// One timer for all reply clocks. It trusts the server's time, not this computer's:
// the difference is measured when the page is written and again with every answer of the server.
const MINUTE = 60_000;
const SOON = 30;
const LOOKS = { open: "", due_soon: "clock-soon", past_target: "clock-past", past_limit: "clock-late" };
const ICONS = { past_target: "clock-exclamation", past_limit: "square-x" };
const words = document.getElementById("page-words")?.dataset ?? {};

const windows = (document.body.dataset.windows || "").split(" ").filter(Boolean)
  .map((span) => span.split("/").map((instant) => Date.parse(instant)));

let offset = firstOffset();

function firstOffset() {
  // A page that comes back out of the browser's cache carries an old "now": the remembered difference is right.
  const isOldPage = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const remembered = Number(sessionStorage.getItem("clock-offset") ?? NaN);
  if (isOldPage && Number.isFinite(remembered)) return remembered;
  return keep(Date.parse(document.body.dataset.now) - Date.now());
}

function keep(difference) {
  const found = Number.isFinite(difference) ? difference : 0;
  sessionStorage.setItem("clock-offset", String(found));
  return found;
}

const serverNow = () => Date.now() + offset;

// Milliseconds of working time between two instants; without windows, of any time.
function workingTime(from, until) {
  if (!windows.length) return Math.max(0, until - from);
  return windows.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, until) - Math.max(start, from)), 0);
}

const fill = (pattern, values) => (pattern || "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const hours = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
const span = (minutes) => (minutes < 60 ? fill(words.minutes, { minutes }) : hours(minutes));

function reading(chip, now) {
  const { clock, minutes, at, limit } = chip.dataset;
  const limitAt = Date.parse(limit);
  if (now > limitAt) return { state: "past_limit", minutes: Math.floor((now - limitAt) / MINUTE) };
  const sign = clock === "past_target" ? -1 : 1;
  const left = sign * Math.abs(Number(minutes)) - Math.floor(workingTime(Date.parse(at), now) / MINUTE);
  if (clock === "past_limit") return { state: clock, minutes: Math.abs(Number(minutes)) };
  if (left < 0) return { state: "past_target", minutes: -left };
  return { state: left <= SOON ? "due_soon" : "open", minutes: left };
}

function text({ state, minutes }) {
  if (state === "past_target") return fill(words.pastTarget, { span: hours(minutes) });
  if (state === "past_limit") return fill(words.pastLimit, { span: hours(minutes) });
  return fill(words.left, { span: span(minutes) });
}

function draw(chip, now) {
  if (chip.dataset.minutes === "") return;
  const found = reading(chip, now);
  const label = chip.querySelector("[data-clock-words]");
  const prefix = chip.dataset.prefix ? `${chip.dataset.prefix} · ` : "";
  if (label && label.textContent !== prefix + text(found)) label.textContent = prefix + text(found);
  chip.querySelector(".ring-left")?.setAttribute("stroke-dasharray", `${share(found.minutes, chip.dataset.total)} 100`);
  if (found.state !== chip.dataset.shown) show(chip, found.state);
}

const share = (minutes, total) => Math.max(0, Math.min(100, Math.round((100 * minutes) / Number(total || 1))));

function show(chip, state) {
  chip.classList.remove(...Object.values(LOOKS).filter(Boolean));
  if (LOOKS[state]) chip.classList.add(LOOKS[state]);
  const row = chip.closest(".spine-soon, .spine-late, [data-spine]");
  if (chip.dataset.shown && row) {
    row.classList.toggle("spine-late", state.startsWith("past"));
    row.classList.toggle("spine-soon", state === "due_soon");
  }
  if (ICONS[state] && chip.querySelector(".ring")) chip.querySelector(".ring").replaceWith(icon(ICONS[state]));
  chip.dataset.shown = state;
}

function icon(name) {
  const source = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${source}#${name}`);
  svg.append(use);
  return svg;
}

function drawAll() {
  const now = serverNow();
  document.querySelectorAll("[data-clock]").forEach((chip) => draw(chip, now));
}

function tick() {
  drawAll();
  setTimeout(tick, MINUTE - (serverNow() % MINUTE) + 50);
}

document.addEventListener("htmx:afterRequest", (event) => {
  const answered = Date.parse(event.detail.xhr?.getResponseHeader("Date"));
  // The header has whole seconds: only a real difference is taken over.
  if (Number.isFinite(answered) && Math.abs(answered - serverNow()) > 5000) offset = keep(answered - Date.now());
});
document.addEventListener("htmx:afterSettle", drawAll);
document.addEventListener("visibilitychange", () => { if (!document.hidden) drawAll(); });
addEventListener("pageshow", drawAll);
addEventListener("focus", drawAll);
tick();
