// The sheet of the check: writes what verifier.mjs came to into the page, line by line, and the verdict over it.

import { climb, pathOf } from "./roster.mjs";
import { POT, subjectOf } from "./subjects.mjs";

const SHOWN_PATHS = 20;

/** Everything is looked for in `page`; `leaves` are those of the last run, for the ways up the tree. */
export function writeLine(page, line, titles, leaves) {
  const { id, expected, computed, ok, causes, isShown, isMissing } = line;
  const item = page.querySelector(`[data-line=${id}]`);
  item.hidden = !isShown;
  const state = ok === null ? "" : ok ? "1" : "0";
  const body = item.querySelector(".body");
  const mark = item.querySelector(".mark");
  item.dataset.ok = body.dataset.ok = state;
  setSign(mark, ok === null ? "circle" : ok ? "check-circle-fill" : "x-circle-fill");
  mark.classList.toggle("ok", ok === true);
  mark.classList.toggle("bad", ok === false);
  mark.classList.toggle("faint", ok === null);
  mark.removeAttribute("aria-hidden");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", ok === null ? "not checked" : ok ? "matches" : "does not match");
  item.querySelector("[data-published]").textContent = expected || "—";
  item.querySelector("[data-computed]").textContent = computed || "—";
  // What could not be checked has to say so without being asked.
  if (ok === false || isMissing) item.querySelector("details").open = true;

  const because = item.querySelector("[data-because]");
  because.hidden = causes.length === 0 || ok === null;
  because.textContent = because.hidden
    ? ""
    : `${ok ? "Right only if this holds too, and it does not" : "Rests on what does not hold"}: ${causes.map((cause) => `“${titles.get(cause)}”`).join(", ")}.`;
  if (id === "mine" || id === "winner") writePaths(item.querySelector("[data-paths]"), line, leaves);
}

// ---- The way from an entry up to the root -------------------------------------------------------------------------------

const written = new Map();

function writePaths(place, { id, entries = [] }, leaves) {
  // What a reader has opened stays open while it is about the same entries.
  const places = entries.map(({ index }) => index).join();
  const before = written.get(id);
  if (before && before.places === places && before.leaves === leaves) return;
  written.set(id, { places, leaves });
  place.replaceChildren(...entries.slice(0, SHOWN_PATHS).map((entry) => pathItem(entry, leaves, id)));
  if (entries.length > SHOWN_PATHS)
    place.append(
      make("p", "small muted", `And ${entries.length - SHOWN_PATHS} more entries, checked in the same way.`),
    );
}

function pathItem({ index, first, last }, leaves, id) {
  const details = make("details", "path");
  const tickets = first === last ? `ticket ${first}` : `tickets ${first} to ${last}`;
  details.append(
    make("summary", "", `${id === "winner" ? "The winner’s entry" : "Your entry"}, ${tickets}: its way into the root`),
  );
  // Worked out when it is looked at: a long list has long ways.
  details.addEventListener("toggle", () => details.childElementCount > 1 || details.append(steps(index, leaves)));
  return details;
}

function steps(index, leaves) {
  const path = pathOf(leaves, index);
  const list = make("ol", "path__steps");
  list.append(make("li", "", `entry ${index + 1} of ${leaves.length}: ${leaves[index]}`));
  for (const { hash, side } of path) list.append(make("li", "", `with its ${side} neighbour ${hash}`));
  list.append(make("li", "", `gives the root ${climb(leaves[index], path)}`));
  return list;
}

function make(name, classes, words = "") {
  const element = document.createElement(name);
  if (classes) element.className = classes;
  element.textContent = words;
  return element;
}

// ---- The verdict ----------------------------------------------------------------------------------------------------------

/** What all shown lines together say. */
export function writeVerdict(page, proof, lines) {
  const failing = lines.filter(({ ok }) => ok === false);
  const matching = lines.filter(({ ok }) => ok === true).length;
  const missing = lines.filter(({ isMissing }) => isMissing).length;
  const rest = lines.length - failing.length - matching - missing;
  if (failing.length > 0) {
    const [{ title }] = failing;
    const these = `It breaks at “${title}”. These values are not the ones this draw was made with. Do not trust a result shown with them.`;
    const count = `${failing.length} of ${lines.length} lines ${failing.length === 1 ? "does" : "do"} not match`;
    say(page, "0", "x-circle", count, these);
  } else if (missing > 0) {
    const what = missing === 1 ? "one could not be checked" : `${missing} could not be checked`;
    say(
      page,
      "",
      "warning-circle",
      `${matching} lines match, ${what}`,
      "What is missing stands in the line. Until it is there, this draw is not proved.",
    );
  } else {
    const further = rest === 0 ? "" : rest === 1 ? " One line does not apply." : ` ${rest} lines do not apply.`;
    say(
      page,
      "1",
      "seal-check",
      `All ${matching} lines match`,
      `Ticket ${proof.winning_ticket} won. ${(subjectOf(proof) === POT ? POT_MEANING : MEANING)[proof.mode]}${further}`,
    );
  }
}

// What a draw of each mode proves, and no more than that.
const MEANING = {
  classic: "The seed is the one that was locked before the first sale.",
  roster: "The seed was locked before the first sale, and with this list it gives no other ticket.",
  beacon:
    "The seed was locked before the first sale, and when the list was published nobody could know the round that took part in the result.",
};

const POT_MEANING = {
  roster: "The seed was locked before the first ticket, and with this list and time of lock it gives no other ticket.",
  beacon:
    "The seed was locked before the first ticket, and when the pot’s list was published nobody could know the round that took part in the result.",
};

export function say(page, ok, sign, heading, words) {
  const verdict = page.querySelector("[data-verdict]");
  verdict.dataset.ok = ok;
  setSign(verdict.querySelector("svg"), sign);
  const [title, text] = [verdict.querySelector("h2"), verdict.querySelector("p")];
  if (title.textContent !== heading) title.textContent = heading;
  if (text.textContent !== words) text.textContent = words;
}

// The sprite's address is the one the server wrote, version and all.
function setSign(svg, name) {
  const use = svg.firstElementChild;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
}
