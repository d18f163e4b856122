// The frame around every page: the zone cookie, where the focus goes after a page change, and what a lost connection looks like.
import { now } from "./kit.mjs";

const root = document.documentElement;

// ---- The viewer's zone, for the next page the server writes ---------------------------------------------------------
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (root.dataset.zone !== zone) document.cookie = `alot-zone=${encodeURIComponent(zone)};path=/;samesite=lax;max-age=31536000`;

// ---- Reconnecting ---------------------------------------------------------------------------------------------------
// Blazor 9 finds #components-reconnect-modal and writes one of four classes on it; it retries at once ten times, then every
// 5 s. "rejected" means that the server no longer has the page: it is loaded again, with what was typed put back.
const strip = document.getElementById("components-reconnect-modal");
const dialog = document.getElementById("reconnect-dialog");
const PATIENCE = 8000;
let waiting;
let lost = false;

function followConnection() {
  const has = (state) => strip.classList.contains(`components-reconnect-${state}`);
  if (has("rejected")) startAgain();
  else if (has("show") || has("failed")) away();
  else back();
}

function away() {
  if (lost) return;
  lost = true;
  strip.querySelector("[data-as-of-time]").textContent = new Date(asOf()).toTimeString().slice(0, 8);
  mark();
  waiting = setTimeout(() => !dialog.open && lost && !document.querySelector("dialog[open]") && dialog.showModal(), PATIENCE);
}

function back() {
  if (!lost) return;
  lost = false;
  clearTimeout(waiting);
  if (dialog.open) dialog.close();
  mark();
}

function mark() {
  if (lost) root.dataset.live = "lost";
  else delete root.dataset.live;
  for (const pay of document.querySelectorAll("[data-pay]"))
    if (lost) pay.setAttribute("aria-disabled", "true");
    else if (pay.dataset.pay !== "disabled") pay.removeAttribute("aria-disabled");
}

// The newest moment for which the page's totals were read, else now.
function asOf() {
  const read = [...document.querySelectorAll("[data-as-of]")].map((e) => Number(e.dataset.asOf)).filter(Boolean);
  return read.length ? Math.max(...read) : now();
}

async function retry() {
  const button = dialog.querySelector("[data-retry]");
  button.setAttribute("aria-busy", "true");
  try {
    if (!(await window.Blazor.reconnect())) startAgain();
  } catch {
    dialog.querySelector("[data-retry-failed]").hidden = false;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

// While the connection is away nothing that moves money is sent, not even by a plain form or link.
for (const kind of ["click", "submit"])
  document.addEventListener(
    kind,
    (event) => {
      const from = kind === "submit" ? event.target.querySelector("[data-pay]") : event.target.closest?.("[data-pay]");
      if (from && (lost || from.getAttribute("aria-disabled") === "true" || from.getAttribute("aria-busy") === "true")) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );

if (strip && dialog) {
  new MutationObserver(followConnection).observe(strip, { attributes: true, attributeFilter: ["class"] });
  dialog.querySelector("[data-retry]").addEventListener("click", retry);
}

// ---- Drafts: what was typed survives a page that has to be loaded again ----------------------------------------------------
const KEY = "alot-drafts";
const kinds = "main input:not([type=password]):not([type=hidden]):not([type=file]), main textarea, main select";
const keyOf = (field) => field.id || (field.name && `${field.name}=${field.type === "radio" ? field.value : ""}`);
const ticked = (field) => field.type === "checkbox" || field.type === "radio";

function startAgain() {
  const fields = {};
  for (const field of document.querySelectorAll(kinds)) {
    const key = keyOf(field);
    const changed = ticked(field) ? field.checked !== field.defaultChecked : field.value !== (field.defaultValue ?? "");
    if (key && changed) fields[key] = ticked(field) ? field.checked : field.value;
  }
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, at: Date.now(), fields }));
  location.reload();
}

// The circuit replaces what was prerendered, so a field may come twice: each new element gets its draft once, and is told.
function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  if (!kept || kept.path !== location.pathname || Date.now() - kept.at > 600_000 || !Object.keys(kept.fields).length) return;
  const done = new WeakSet();
  const fill = () => {
    for (const field of document.querySelectorAll(kinds)) {
      const key = keyOf(field);
      if (!(key in kept.fields) || done.has(field)) continue;
      done.add(field);
      if (ticked(field)) field.checked = kept.fields[key];
      else field.value = kept.fields[key];
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  const watch = new MutationObserver(fill);
  fill();
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), 10_000);
}
putBack();

// ---- After enhanced navigation ------------------------------------------------------------------------------------------------
// The server's <html> has no data-live, so it is marked again; a new page takes the focus to its heading.
let path = location.pathname;
const follow = () =>
  window.Blazor?.addEventListener("enhancedload", () => {
    if (lost) mark();
    if (location.pathname === path) return;
    path = location.pathname;
    const heading = document.querySelector("main h1");
    if (!heading || location.hash) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  });
if (window.Blazor) follow();
else addEventListener("load", follow, { once: true });

// A form without a method belongs to a circuit. Pressed before the circuit is there, the browser would send it as a GET
// and lose what was typed; so it waits for a second press instead.
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.hasAttribute("method")) event.preventDefault();
  },
  true,
);
