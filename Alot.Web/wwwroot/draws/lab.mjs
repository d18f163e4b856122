// The cheat-us lab: the reader is the crooked operator of a toy lot. Everything is drawn here, by the formula of real draws;
// see toy.mjs. What is shown is always made from `round`, whatever was pressed.
import { verify } from "./verifier.mjs";
import * as toy from "./toy.mjs";

const lab = document.getElementById("lab");
const size = lab.querySelector("#lab-size");
const PHASES = ["seed", "sale", "locked", "drawn"];
const SEEDS = 200;
const CHEATS = 200;
const score = { classic: [0, 0], roster: [0, 0], beacon: [0, 0] };
// The newest round that an operator can know in beacon mode: the one before the next.
let lastRandomness = toy.random(32);
let round;

// ---- What can be done ---------------------------------------------------------------------------------------------------
const actions = {
  seed() {
    round.seed = toy.random(32);
    round.said = null;
  },
  // Before anyone has entered: in classic mode the totals are all that counts, and they can be planned.
  seeds() {
    if (round.mode !== "classic") {
      round.said = "There is nothing to try a seed on: the list takes part in the number, and nobody has entered yet.";
      return;
    }
    for (let tries = 1; tries <= SEEDS; tries++) {
      round.seed = toy.random(32);
      if (!planned().won) continue;
      round.said = `Seed number ${tries} will do: ${told(planned())} The sale hasn’t begun.`;
      return;
    }
    round.said = `None of ${SEEDS} seeds will do. Try again.`;
  },
  open: () => go("sale"),
  sizes() {
    const found = toy.trySizes(given());
    if (found.size) size.value = found.size;
    if (round.mode === "beacon")
      round.said = found.size
        ? `With the last round’s value Max would win at ${tickets(found.size)} for Gus. But that round is over, and the next does not exist yet.`
        : "With the last round’s value Max would win at no size. But that round is over, and the next does not exist yet.";
    else
      round.said = found.size
        ? `Tried ${tickets(found.tried, "size")}: ${told(toy.draw(given()))}`
        : "None of the 50 sizes will do in this order. Move somebody and try again.";
  },
  close() {
    if (round.mode === "beacon") go("locked");
    else finish();
  },
  // Everything is chosen and published: only now is the value made.
  round() {
    round.randomness = lastRandomness = toy.random(32);
    finish();
  },
  again: () => start(round.mode),
};

function start(mode) {
  round = { mode, phase: "seed", seed: toy.random(32), lot: toy.openLot(), randomness: null, said: null, result: null };
  size.value = 25;
  show();
}

function go(phase) {
  round.phase = phase;
  round.said = null;
  show();
  lab.querySelector(`[data-part=${phase === "sale" ? "sale" : "draw"}] h2`).focus();
}

function finish() {
  round.result = toy.draw(given());
  const yours = score[round.mode];
  yours[0]++;
  if (round.result.won) yours[1]++;
  go("drawn");
}

const given = () => ({
  mode: round.mode,
  seed: round.seed,
  lot: round.lot,
  size: Number(size.value),
  randomness: round.randomness ?? lastRandomness,
});

/** As an operator plans it before the sale: Max is entered first, and Gus gets the most he can. */
const planned = () => toy.draw({ ...given(), size: toy.MOST });

// ---- What is shown -----------------------------------------------------------------------------------------------------
function show() {
  const { mode, phase, result } = round;
  lab.dataset.phase = phase;
  lab.dataset.mode = mode;
  for (const step of lab.querySelectorAll("[data-part]")) showStep(step, phase);
  for (const part of lab.querySelectorAll("[data-beacon]")) part.hidden = mode !== "beacon";
  for (const part of lab.querySelectorAll("[data-locked]")) part.hidden = phase !== "locked";
  for (const part of lab.querySelectorAll("[data-result]")) part.hidden = phase !== "drawn";
  lab.querySelector("[data-do=close]").textContent =
    mode === "beacon" ? "Close the sale, publish the list" : "Close the sale and draw";

  const now = result ?? toy.draw(given());
  say("seed", round.seed);
  say("commitment", now.proof.commitment);
  say("plan", (phase === "seed" && round.said) || plan());
  say("size", size.value);
  say("forecast", (phase === "sale" && round.said) || forecast(now));
  say("root", now.proof.roster_root);
  say("randomness", round.randomness ?? "does not exist yet");
  showEntries(now);
  showStrip(now);
  showScore();
  if (!result) return;
  say("ticket", figure(result.ticket));
  say("outcome", outcome(result));
  const lines = verify(result.proof, result.roster);
  const matching = lines.filter(({ ok }) => ok === true).length;
  const wrong = lines.some(({ ok }) => ok === false);
  say("checked", wrong ? "The checks fail." : checked(matching, result.won));
  lab.querySelector("[data-proof]").value = JSON.stringify({ proof: result.proof, roster: result.roster }, null, 1);
}

function showStep(step, phase) {
  const place = { seed: 0, sale: 1, draw: 2 }[step.dataset.part];
  const at = Math.min(2, PHASES.indexOf(phase));
  step.toggleAttribute("data-done", place < at || phase === "drawn");
  if (place === at) step.setAttribute("aria-current", "step");
  else step.removeAttribute("aria-current");
  step.querySelector(":scope>div").hidden = place > at;
  for (const part of step.querySelectorAll(":scope>div>:is(.actions,.note):not([data-locked],[data-result]), .field"))
    part.hidden = place < at;
  for (const button of step.querySelectorAll("[data-entries] button")) button.hidden = place < at;
}

function plan() {
  if (round.mode !== "classic") return "This seed alone decides nothing yet: the list of entries takes part in the number.";
  return `If ${figure(1000 + toy.MOST)} tickets are sold and Max is entered first, ${told(planned())}`;
}

function forecast(now) {
  if (round.mode === "beacon")
    return "Nobody can say who will win, you neither. The round that decides is made after the list is published.";
  return `As it stands ${told(now)}${now.won ? " Nobody but you knows." : ""}`;
}

const told = ({ ticket, won, holder }) => `ticket ${figure(ticket)} wins: ${won ? "Max’s." : `${holder.name}’s, not Max’s.`}`;

function outcome({ won, holder }) {
  if (round.mode === "beacon")
    return won ? "Max’s, and it was luck: you could not have known." : `${holder.name}’s. There was nothing you could do.`;
  return won ? "Max’s. You chose the winner." : `${holder.name}’s. You knew, and let it happen.`;
}

function checked(matching, won) {
  const all = `All ${matching} lines of the verify page match.`;
  if (round.mode === "beacon") return `${all} Here that also means that nobody steered it.`;
  return won ? `${all} Nobody could tell from the proof that you steered it.` : all;
}

function showEntries(now) {
  const list = lab.querySelector("[data-entries]");
  const row = lab.querySelector("template[data-entry]");
  while (list.children.length < now.entries.length) list.append(row.content.cloneNode(true));
  now.entries.forEach((entry, place) => {
    const item = list.children[place];
    item.toggleAttribute("data-mine", entry.mine);
    item.querySelector("b").textContent = entry.name + (entry.mine ? ", your accomplice" : "");
    item.querySelector("b+span").textContent = `${figure(entry.first)} to ${figure(entry.last)}`;
    const [up, down] = item.querySelectorAll("button");
    up.setAttribute("aria-label", `Move ${entry.name} up`);
    down.setAttribute("aria-label", `Move ${entry.name} down`);
    up.disabled = place === 0;
    down.disabled = place >= round.lot.order.length - 1;
    // Gus is the last one, always.
    for (const button of [up, down]) button.classList.toggle("lab__fixed", place === round.lot.order.length);
    if (place === round.lot.order.length) up.disabled = true;
  });
}

// Each entry as wide as its tickets, and a needle where the number falls.
function showStrip(now) {
  const strip = lab.querySelector("[data-strip]");
  strip.setAttribute("viewBox", `0 0 ${now.proof.total_tickets} 40`);
  strip.replaceChildren(
    ...now.entries.map((e) => shape("rect", { x: e.first - 1, y: 10, width: Math.max(1, e.count - 3), height: 20, class: e.mine ? "mine" : "" })),
  );
  const known = round.mode !== "beacon" || round.phase === "drawn";
  if (known) strip.append(shape("rect", { x: now.ticket - 3, y: 0, width: 5, height: 40, class: now.won ? "needle hit" : "needle" }));
}

function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function showScore() {
  for (const [mode, [played, won]] of Object.entries(score))
    lab.querySelector(`[data-score=${mode}] [data-yours]`).textContent = played ? `${won} of ${played}` : "–";
}

function say(name, text) {
  for (const place of lab.querySelectorAll(`[data-say=${name}]`)) if (place.textContent !== text) place.textContent = text;
}

const figure = (value) => value.toLocaleString("en-US");
const tickets = (count, word = "ticket") => `${count} ${word}${count === 1 ? "" : "s"}`;

// ---- The machine cheats ---------------------------------------------------------------------------------------------------
async function machine(button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const luck = [];
  for (const mode of Object.keys(score)) {
    let won = 0;
    for (let tries = 1; tries <= CHEATS; tries++) {
      const cheated = toy.cheat(mode);
      if (cheated.won) won++;
      luck.push(cheated.chance);
      lab.querySelector(`[data-score=${mode}] [data-machine]`).textContent = tries < CHEATS ? `${won} of ${tries}` : won;
      // The page stays usable.
      if (tries % 5 === 0) await new Promise((resume) => setTimeout(resume));
    }
  }
  lab.querySelector("[data-luck]").textContent = Math.round((CHEATS * luck.reduce((sum, share) => sum + share)) / luck.length);
  say("machine", `Done: ${CHEATS} lots by each of the rules, up to ${toy.MOST} sizes tried for each. Again, and beacon stays about where luck is.`);
  button.removeAttribute("aria-busy");
}

// ---- Presses ------------------------------------------------------------------------------------------------------------
lab.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const { do: what, by } = button.dataset;
  if (what === "machine") machine(button);
  else if (by) move(button, Number(by));
  else if (what) {
    actions[what]();
    show();
    if (what === "again") lab.querySelector("[data-part=seed] h2").focus();
  }
});

function move(button, by) {
  const list = lab.querySelector("[data-entries]");
  const from = [...list.children].indexOf(button.closest("li"));
  const { order } = round.lot;
  order.splice(from + by, 0, ...order.splice(from, 1));
  round.said = null;
  show();
  // The focus stays with the one who was moved.
  const buttons = [...list.children[from + by].querySelectorAll("button")];
  (buttons.find((b) => b.dataset.by === String(by) && !b.disabled) ?? buttons.find((b) => !b.disabled)).focus();
}

size.addEventListener("input", () => {
  round.said = null;
  show();
});
lab.querySelector("[data-modes]").addEventListener("change", ({ target }) => start(target.value));

start(lab.querySelector("[data-modes] :checked").value);
