// Behaviour of the kit's components. Everything hangs on the document, so it serves pages rendered once, pages with a
// circuit and pages that came by enhanced navigation alike, and nothing has to be set up or torn down.
import { clock, left, moment } from "./figures.mjs";

const root = document.documentElement;

// ---- The server's clock -------------------------------------------------------------------------------------------
// data-now is the server's time when it wrote the page. The way here takes a while, so each sample reads a little early:
// the largest difference is the best one. A jump means that the app's clock was set; then the new one counts.
let offset;
function readClock(arrived) {
  const said = Number(root.dataset.now);
  if (!said) return;
  const sample = said - arrived;
  if (offset === undefined || sample > offset || offset - sample > 30_000) offset = sample;
}
const loaded = performance.getEntriesByType("navigation")[0];
readClock(loaded ? performance.timeOrigin + loaded.responseStart : Date.now());
export const now = () => Date.now() + (offset ?? 0);

// ---- Countdowns: one interval for all of them ------------------------------------------------------------------------
// The text node stays the same one, because Blazor keeps hold of it.
function write(element, text) {
  const node = element.firstChild;
  if (node?.nodeType !== Node.TEXT_NODE) element.textContent = text;
  else if (node.nodeValue !== text) node.nodeValue = text;
}
function tick() {
  for (const time of document.querySelectorAll("time[data-due]")) {
    const seconds = (Number(time.dataset.due) - now()) / 1000;
    write(time, time.dataset.form === "clock" ? clock(seconds) : left(seconds));
    if (time.dataset.soon !== undefined) time.classList.toggle("countdown--due", seconds <= 60);
  }
}
setInterval(() => {
  tick();
  rewriteTimes();
}, 1000);

// ---- Times in the viewer's zone ------------------------------------------------------------------------------------
// The server writes them in the zone of the cookie. Only when it did not know it yet are they written again here.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
function rewriteTimes() {
  const today = new Date(now());
  for (const time of document.querySelectorAll("time[data-moment]"))
    if (time.dataset.zone !== zone) write(time, moment(new Date(time.dateTime), time.dataset.moment, time.dataset.named !== undefined, today));
}

// ---- Clicks -----------------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-copy],[data-step],[data-open],[data-close],[role=tab],[data-theme-set]");
  if (!target) return;
  const { copy, step, open, close, themeSet } = target.dataset;
  if (copy !== undefined) copyText(target);
  else if (step !== undefined) move(target);
  else if (open !== undefined) show(document.getElementById(open));
  else if (close !== undefined) target.closest("dialog")?.close();
  else if (themeSet !== undefined) setTheme(themeSet);
  else selectTab(target);
});

async function copyText(button) {
  const said = button.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.done = "";
    write(said, "Copied");
  } catch {
    write(said, "Copying is not allowed here. Select the text instead.");
  }
  setTimeout(() => {
    delete button.dataset.done;
    write(said, "");
  }, 3000);
}

// Stepper: the buttons write into the field and tell it that it changed; limits are kept here and again on the server.
function move(button) {
  const input = button.closest(".stepper").querySelector("input");
  const by = Number(button.dataset.step);
  const min = Number(input.min || 0);
  const max = input.max === "" ? Infinity : Number(input.max);
  const typed = Math.trunc(Number(input.value)) || 0;
  const next = typed === 0 && by > 0 ? min || by : Math.min(max, Math.max(min, typed + by));
  if (String(next) === input.value) return;
  input.value = next;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function selectTab(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const on = other === tab;
    other.setAttribute("aria-selected", on);
    other.tabIndex = on ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !on;
  }
}
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (!tab) return;
  const all = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const at = all.indexOf(tab);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = all[(to + all.length) % all.length];
  selectTab(next);
  next.focus();
});

function setTheme(theme) {
  const kept = theme === "dark" || theme === "light";
  document.cookie = `alot-theme=${theme};path=/;samesite=lax;max-age=${kept ? 31536000 : 0}`;
  if (kept) root.dataset.theme = theme;
  else delete root.dataset.theme;
  showTheme();
}
function showTheme() {
  const theme = root.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-theme-set]")) button.setAttribute("aria-pressed", button.dataset.themeSet === theme);
}

// ---- Dialogs: data-modal="open" or "closed" is written by the server, the rest by buttons ---------------------------------
function show(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}
function followModal(dialog) {
  if (!dialog.isConnected) return;
  if (dialog.dataset.modal === "open") show(dialog);
  else if (dialog.open) dialog.close();
}
// A press on the backdrop closes what may be dismissed.
document.addEventListener("pointerdown", (event) => {
  const dialog = event.target;
  if (dialog instanceof HTMLDialogElement && dialog.dataset.dismiss !== undefined) {
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  }
});
new MutationObserver((records) => {
  for (const record of records) {
    if (record.type === "attributes") followModal(record.target);
    else
      for (const node of record.addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        if (node.matches("dialog[data-modal=open]")) show(node);
        for (const dialog of node.querySelectorAll("dialog[data-modal=open]")) show(dialog);
      }
  }
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-modal"] });

// ---- Typing a number or a word to confirm wakes the button ------------------------------------------------------------------
document.addEventListener("input", (event) => {
  const { confirms, expects } = event.target.dataset ?? {};
  if (confirms) document.getElementById(confirms).disabled = event.target.value.trim() !== expects;
});

// ---- Start, and again after each enhanced navigation ---------------------------------------------------------------------------
function settle() {
  tick();
  rewriteTimes();
  showTheme();
  for (const dialog of document.querySelectorAll("dialog[data-modal=open]")) show(dialog);
}
settle();
const follow = () =>
  window.Blazor?.addEventListener("enhancedload", () => {
    readClock(Date.now());
    settle();
  });
if (window.Blazor) follow();
else addEventListener("load", follow, { once: true });
