// Notices beside the page while a tab is open. Allowed by a click in the account's settings, once for each browser.
// The server marks what it hands out, so of several tabs and machines one shows it; a lock lets one tab ask for all.
const MINUTE = 60_000;
const SHOW_URL = "/me/notices/show/";
const KEY = "alerts";
const { worker: WORKER_URL, list: LIST_URL, reader: READER } = document.querySelector("script[data-worker]").dataset;

const isPossible = () => "Notification" in window && "serviceWorker" in navigator && window.isSecureContext;
const isAllowed = () => isPossible() && Notification.permission === "granted" && stored() === "on";

function stored() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

function store(value) {
  try { localStorage.setItem(KEY, value); } catch { /* private window: only what is asked now */ }
}

const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] ?? "";

// ── asking ──────────────────────────────────────────────────────────────────
async function ask(worker) {
  const headers = { "X-CSRFToken": token(), "X-Background": "1" };
  const answer = await fetch(SHOW_URL, { method: "POST", headers, redirect: "manual" });
  if (isRefusal(answer)) return false;
  if (!answer.ok) return true;
  const { on, notices } = await answer.json();
  await Promise.all(notices.map((notice) => show(worker, notice)));
  return on;
}

// Signed out, or nobody who may ask; any other failure is the server's and passes.
const isRefusal = ({ type, status }) => type === "opaqueredirect" || status === 401 || status === 403;

function show(worker, { key, title, text, url, isOne }) {
  return worker.showNotification(title, { body: text, tag: `notice-${key}`, data: { url, isOne, listUrl: LIST_URL, reader: READER } });
}

// Telephones show only what a worker shows (`alerts_worker.js`); one that was just registered has to start first.
async function ready() {
  const worker = await navigator.serviceWorker.register(WORKER_URL);
  const starting = worker.installing ?? worker.waiting;
  if (!worker.active && starting) await started(starting);
  return worker;
}

const started = (starting) => new Promise((resolve, reject) => {
  starting.addEventListener("statechange", () => {
    if (starting.state === "activated") resolve();
    if (starting.state === "redundant") reject(new Error("The worker of notices did not start"));
  });
});

// A card outlives its tab: somebody else may have signed in since.
function open({ url, isOne, listUrl, reader }) {
  if (reader !== READER) location.assign(listUrl);
  else if (isOne) openOne(url);
  else location.assign(url);
}

// Opening a notice marks it read, so it is posted, as on the page of notices.
function openOne(url) {
  const form = document.createElement("form");
  const field = document.createElement("input");
  form.method = "post";
  form.action = url;
  field.type = "hidden";
  field.name = "csrfmiddlewaretoken";
  field.value = token();
  form.append(field);
  document.body.append(form);
  form.submit();
}

async function watch() {
  let worker;
  try { worker = await ready(); } catch { // nothing is taken from the other screens
    if (note) note.textContent = note.dataset.none;
    return;
  }
  for (;;) {
    let goesOn = true;
    try { goesOn = await ask(worker); } catch { /* no connection: asked again */ }
    if (!goesOn || !isAllowed()) return;
    await new Promise((resolve) => { setTimeout(resolve, MINUTE); });
  }
}

function begin() {
  if (!isAllowed() || !token()) return;
  if (navigator.locks) navigator.locks.request(KEY, watch);
  else watch();
}

// ── the settings ────────────────────────────────────────────────────────────
const note = document.querySelector("[data-alerts-state]");
const onForm = document.querySelector("[data-alerts-form=on]");

function tell() {
  if (!note) return;
  const isDenied = isPossible() && Notification.permission === "denied";
  const isOn = isAllowed() && "alertsAllowed" in onForm.dataset;
  const found = !isPossible() ? "none" : isDenied ? "denied" : isOn ? "on" : "off";
  note.textContent = note.dataset[found];
  onForm.hidden = found !== "off";
}

onForm?.addEventListener("submit", async (event) => {
  if (!isPossible() || isAllowed()) return;
  event.preventDefault();
  event.stopPropagation();
  if ((await Notification.requestPermission()) !== "granted") {
    tell();
    return;
  }
  store("on");
  onForm.submit();
});
document.querySelector("[data-alerts-form=off]")?.addEventListener("submit", () => store("off"));

tell();
begin();
if (isPossible()) {
  navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data.opened) open(data.opened); });
}
