// A pot's draw on this device: every value is worked out again from what was published and compared with it. During the reveal the
// steps come by the server's clock, the same moment for everyone. Where the play stands is always asked of the clock and never
// counted, so it goes on at the right point after a lost connection, in a tab that was hidden, or on a page loaded in the middle.
import { now } from "../js/kit.mjs";
import { throwPaper } from "../js/paper.mjs";
import { commitHash, indexOf, macOf } from "./pot.mjs";
import { hashOf } from "./sha256.mjs";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const known = new WeakMap(); // a stage and the values that were worked out for it
let stage;
let timer;
let ahead = -Infinity; // the server's clock before this machine's: each sample reads early by its way here, so the largest is the best
let left = "";

const serverNow = () => Math.max(now(), Date.now() + ahead);

// ---- The values -------------------------------------------------------------------------------------------------------
function compute(proof) {
  const checks = { seed: true, seed_hash: false, commit: false, mac: false, ticket: false };
  const values = {};
  try {
    checks.seed_hash = hashOf(proof.reveal_seed) === proof.seed_hash;
    checks.commit = commitHash(proof) === proof.commit_hash;
    const mac = macOf(proof);
    const index = indexOf(mac, proof.total_tickets);
    checks.mac = proof.mac === undefined || mac === proof.mac;
    checks.ticket = index + 1 === proof.winning_ticket;
    values.digits = mac.slice(0, 8);
    values.rest = `· number mod ${figure(proof.total_tickets)} = ${figure(index)}`;
  } catch (error) {
    values.error = error.message;
  }
  const wrong = Object.values(checks).filter((ok) => !ok).length;
  values.verdict =
    wrong === 0
      ? "Recomputed in your browser just now. All lines match."
      : `Recomputed in your browser: ${wrong === 1 ? "one line does" : `${wrong} lines do`} not match.`;
  return { checks, values, right: wrong === 0 };
}

const figure = (value) => value.toLocaleString("en-US");

function write(root) {
  const text = root.dataset.potDraw;
  let found = known.get(root);
  if (found?.text !== text) known.set(root, (found = { text, ...compute(JSON.parse(text)) }));
  for (const [name, value] of Object.entries(found.values))
    for (const place of root.querySelectorAll(`[data-say="${name}"]`)) put(place, value);
  for (const [name, ok] of Object.entries(found.checks))
    for (const line of root.querySelectorAll(`[data-check="${name}"]`)) set(line, "data-ok", ok ? "1" : "0");
  for (const verdict of root.querySelectorAll("[data-pot-verdict]")) set(verdict, "data-ok", found.right ? "1" : "0");
  return found;
}

// The text node stays the same one: Blazor keeps hold of it.
function put(place, text) {
  if (place.firstChild?.nodeType !== Node.TEXT_NODE) place.textContent = text;
  else if (place.firstChild.nodeValue !== text) place.firstChild.nodeValue = text;
}
const set = (element, name, value) => element.getAttribute(name) !== value && element.setAttribute(name, value);

// ---- The play ----------------------------------------------------------------------------------------------------------
function show() {
  clearTimeout(timer);
  stage = document.querySelector("[data-pot-draw]");
  if (!stage) return;
  const found = write(stage);
  if (stage.dataset.from === undefined) {
    for (const part of stage.querySelectorAll("[data-off]")) part.removeAttribute("data-off");
    stage.removeAttribute("data-reached");
    return;
  }
  ahead = Math.max(ahead, Number(stage.dataset.now) - Date.now());
  const { from, length, won } = stage.dataset;
  const elapsed = calm.matches || left === from ? Infinity : serverNow() - Number(from);
  let next = Infinity;
  for (const part of stage.querySelectorAll("[data-at]")) {
    const at = Number(part.dataset.at);
    const off = at > elapsed;
    if (off !== part.hasAttribute("data-off")) part.toggleAttribute("data-off", off);
    if (off) next = Math.min(next, at);
  }
  set(stage, "data-reached", "");
  const shown = next === Infinity;
  if (shown && won !== undefined && found.right && !calm.matches && elapsed < Number(length) + 2000) throwPaper(`pot:${from}`);
  if (!shown) timer = setTimeout(show, Math.max(16, next - elapsed));
}

// ---- Coming, going, coming back ------------------------------------------------------------------------------------------
let asked = false;
function soon() {
  if (asked) return;
  asked = true;
  queueMicrotask(() => {
    asked = false;
    show();
  });
}
new MutationObserver(soon).observe(document.body, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["data-now", "data-from", "data-pot-draw"],
});
// All is shown at once, connection or not; the server goes on when it hears of it.
document.addEventListener("click", ({ target }) => {
  if (!stage || !target.closest?.("[data-pot-skip]")) return;
  left = stage.dataset.from;
  show();
});
document.addEventListener("visibilitychange", () => !document.hidden && show());
calm.addEventListener("change", show);
show();
