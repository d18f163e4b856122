// The draw theatre: works a draw's values out on this device and lets its steps come, 6 s from the moment of the draw by the
// server's clock. Where the play stands is always asked of the clock and never counted, so it goes on at the right point
// after a lost connection, in a tab that was hidden, or on a page that was loaded again in the middle of it.
import { now } from "../js/kit.mjs";
import { throwPaper } from "../js/paper.mjs";
import { verify } from "./verifier.mjs";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const plays = new WeakMap();
let stage; // the theatre that is there now

// ---- The server's clock -------------------------------------------------------------------------------------------
// data-now is the server's time when it wrote the stage. Each sample reads early by its way here, those kept back by a lost
// connection most of all, so the largest difference is the best; the page's own clock counts as one more.
let ahead = -Infinity;
const readClock = (theatre) => (ahead = Math.max(ahead, Number(theatre.dataset.now) - Date.now()));
const serverNow = () => Math.max(now(), Date.now() + ahead);

// ---- The play -------------------------------------------------------------------------------------------------------
function begin(theatre) {
  readClock(theatre);
  const proof = JSON.parse(theatre.dataset.proof);
  const premiere = theatre.dataset.from !== undefined;
  const play = {
    from: premiere ? Number(theatre.dataset.from) : serverNow(),
    parts: [...theatre.querySelectorAll("[data-at]")].map((part) => ({ part, at: Number(part.dataset.at) })),
    length: Number(theatre.dataset.length),
    right: write(theatre, proof),
    left: false,
    timer: 0,
  };
  // One burst for a play, though the circuit puts another stage in the place of the one the page came with.
  play.name = `${proof.lot_id}:${play.from}`;
  plays.set(theatre, play);
  // Whoever had scrolled, or pressed the button for it, stands at its beginning.
  if (theatre.getBoundingClientRect().top < 0) theatre.scrollIntoView();
  if (!premiere) theatre.querySelector("h1").focus();
  show(theatre);
}

function show(theatre) {
  const play = plays.get(theatre);
  clearTimeout(play.timer);
  if (!theatre.isConnected) return;
  const elapsed = play.left || calm.matches ? Infinity : serverNow() - play.from;
  let step = 0;
  let next = elapsed < play.length ? play.length : Infinity;
  for (const { part, at } of play.parts) {
    const off = at > elapsed;
    part.toggleAttribute("data-off", off);
    if (off) next = Math.min(next, at);
    else step = Math.max(step, Number(part.dataset.mark ?? 0));
  }
  sayDigits(theatre);
  // What was past already when this stage came is simply there; what comes from here on comes moving.
  if (theatre.dataset.reached !== undefined) theatre.dataset.moving = "";
  theatre.dataset.reached = step;
  theatre.toggleAttribute("data-over", elapsed >= play.length);
  if (step === 6 && theatre.dataset.won !== undefined && play.right && !calm.matches && !play.left) throwPaper(play.name);
  if (next < Infinity) play.timer = setTimeout(() => show(theatre), Math.max(16, next - elapsed));
}

function sayDigits(theatre) {
  const box = theatre.querySelector("[data-digits]");
  const digits = [...box.querySelectorAll("b")];
  const known = digits.filter((digit) => !digit.hasAttribute("data-off")).map((digit) => digit.textContent);
  const words = known.length === digits.length ? `First eight digits: ${known.join(" ")}` : "Digits not known yet";
  if (box.getAttribute("aria-label") !== words) box.setAttribute("aria-label", words);
}

// ---- The values -------------------------------------------------------------------------------------------------------
// Each is worked out here and put in the place of the published one. What does not match is shown as that.
function write(theatre, proof) {
  const line = Object.fromEntries(verify(proof).map((one) => [one.id, one]));
  const number = Number(line.number.computed);
  const ticket = Number(line.winning_ticket.computed);
  const digits = line.combined_seed.computed.slice(0, 8);
  const values = {
    seed: short(proof.server_seed),
    fingerprint: short(line.commitment.computed),
    ...Object.fromEntries([...digits].map((digit, place) => [`digit-${place}`, digit])),
    hex: `0x${digits} is`,
    number: figure(number),
    division: `${figure(number)} mod ${figure(proof.total_tickets)}`,
    rest: figure(ticket - 1),
    one: `${figure(ticket - 1)} + 1, as tickets start at 1`,
    sum: figure(ticket),
    ticket: figure(ticket),
  };
  const wrong = ["commitment", "first_nonce", "client_seed", "combined_seed", "number", "winning_ticket"].filter(
    (id) => line[id].ok === false,
  );
  values["sum-up"] =
    wrong.length === 0
      ? "Computed on this device: every value matches."
      : `On this device ${wrong.length === 1 ? "one value does" : `${wrong.length} values do`} not match what was published.`;
  for (const [name, text] of Object.entries(values))
    for (const place of theatre.querySelectorAll(`[data-say="${name}"]`)) put(place, text);
  mark(theatre.querySelector("[data-check=lock]"), line.first_nonce.ok !== false);
  mark(theatre.querySelector("[data-check=seed]"), line.commitment.ok === true);
  theatre.dataset.right = wrong.length === 0 ? "1" : "0";
  return wrong.length === 0;
}

const short = (hash) => `${hash.slice(0, 12)}…${hash.slice(-6)}`;
const figure = (value) => value.toLocaleString("en-US");

// The text node stays the same one: Blazor keeps hold of it.
function put(place, text) {
  if (place.firstChild?.nodeType !== Node.TEXT_NODE) place.textContent = text;
  else if (place.firstChild.nodeValue !== text) place.firstChild.nodeValue = text;
}

function mark(step, right) {
  const sign = step.querySelector(".theatre__done");
  const use = sign.firstElementChild;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, right ? "#check-circle-fill" : "#x-circle-fill"));
  sign.classList.toggle("ok", right);
  sign.classList.toggle("bad", !right);
  const verdict = step.querySelector("[data-verdict]");
  if (verdict) put(verdict, verdict.dataset.verdict.split("|")[right ? 0 : 1]);
}

// ---- Coming, going, coming back --------------------------------------------------------------------------------------------
function look() {
  const found = document.querySelector("[data-theatre]");
  if (stage && stage !== found) {
    // The focus goes with what held it: to the heading of what stands there now.
    const heading = !found && plays.get(stage)?.focused && document.querySelector("main h1");
    if (heading && (document.activeElement === document.body || !document.activeElement)) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }
  stage = found;
  if (found && !plays.has(found)) begin(found);
}

new MutationObserver((records) => {
  look();
  if (!stage || !records.some(({ type }) => type === "attributes")) return;
  readClock(stage);
  show(stage);
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-now"] });

document.addEventListener("focusin", ({ target }) => {
  const play = stage && plays.get(stage);
  if (play) play.focused = stage.contains(target);
});

// All is shown at once, connection or not; the server takes the stage away when it hears of it.
document.addEventListener("click", ({ target }) => {
  if (!stage || !target.closest?.("[data-theatre-leave]")) return;
  plays.get(stage).left = true;
  show(stage);
});

document.addEventListener("visibilitychange", () => stage && !document.hidden && show(stage));
calm.addEventListener("change", () => stage && show(stage));
look();
