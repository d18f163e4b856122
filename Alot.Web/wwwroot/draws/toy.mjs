// The toy lot of the lab: real leaves, a real root and the real formula, which is the verify page's own. Only the people are
// made up, and in beacon mode the rounds: they are made here, after the list is closed, in place of drand's.
import { rosterRoot, verify } from "./verifier.mjs";

/** The last buyer takes what is left; the operator decides how much that is: 1 to so many tickets. */
export const MOST = 50;
const LAST = { name: "Gus", mine: false };
const PEOPLE = [
  { name: "Max", count: 100, mine: true },
  { name: "Ada", count: 150, mine: false },
  { name: "Ben", count: 200, mine: false },
  { name: "Cleo", count: 100, mine: false },
  { name: "Dev", count: 180, mine: false },
  { name: "Eve", count: 120, mine: false },
  { name: "Fay", count: 150, mine: false },
];
const MINE = 100;
const OTHERS = 900;

/** So many random bytes as hex: seeds, tags and rounds. */
export function random(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const newId = () => random(16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** A lot that nobody has entered yet, and the entries that will come. `order` is whose payment is recorded first. */
export function openLot() {
  const entry = (about) => ({ ...about, id: newId(), tag: random(8) });
  return {
    lot_id: newId(),
    // Microseconds, as the lots have them.
    created_at: new Date().toISOString().replace("Z", "000Z"),
    order: PEOPLE.map(entry),
    last: entry(LAST),
  };
}

/** The entries in ticket order with the tickets each holds. */
export function entriesOf(lot, size) {
  let end = 0;
  return [...lot.order, { ...lot.last, count: size }].map((entry) => {
    const first = end + 1;
    end += entry.count;
    return { ...entry, first, last: end };
  });
}

/** What luck alone gives the operator, 0 … 1. */
export const chance = (size) => MINE / (MINE + OTHERS + size);

/**
 * Draws the lot: the whole proof, the list, and who holds the winning ticket. In beacon mode `randomness` is the round's, or
 * an operator's guess at it.
 */
export function draw({ mode, seed, lot, size, randomness }) {
  const entries = entriesOf(lot, size);
  const leaves = entries.map((e) => `${e.id}:${e.first}:${e.last}:${e.tag}:live`);
  const proof = {
    lot_id: lot.lot_id,
    mode,
    created_at: lot.created_at,
    server_seed: seed,
    total_tickets: entries.at(-1).last,
    escrow_balance: `${entries.at(-1).last}.00`,
    roster_root: rosterRoot(leaves),
    nonce: 0,
    skips: [],
    signatures: [],
  };
  if (mode === "beacon") proof.beacon = { randomness };
  let lines = compute(proof);
  proof.first_nonce = Number(lines.first_nonce.computed);
  for (proof.nonce = proof.first_nonce; ; proof.nonce = (proof.nonce + 1) % 2 ** 31) {
    lines = compute(proof);
    if (lines.bias.ok !== false) break;
    const { combined_seed, number } = valuesOf(lines);
    proof.skips.push({ nonce: proof.nonce, combined_seed, number, ticket: null, reason: "bias" });
  }
  Object.assign(proof, valuesOf(lines));
  const holder = entries.find((e) => e.last >= proof.winning_ticket);
  proof.winner_tag = holder.tag;
  return { proof, roster: { leaves }, entries, ticket: proof.winning_ticket, holder, won: holder.mine };
}

const compute = (proof) => Object.fromEntries(verify(proof).map((line) => [line.id, line]));

const valuesOf = (lines) => ({
  commitment: lines.commitment.computed,
  client_seed_input: lines.client_seed_input.computed,
  client_seed: lines.client_seed.computed,
  combined_seed: lines.combined_seed.computed,
  number: Number(lines.number.computed),
  winning_ticket: Number(lines.winning_ticket.computed),
});

/** The first size with which the operator would win, and how many were tried; size is null where none does. */
export function trySizes(given) {
  for (let size = 1; size <= MOST; size++) if (draw({ ...given, size }).won) return { size, tried: size };
  return { size: null, tried: MOST };
}

/** One round by an operator who tries everything that can be tried. In beacon mode he has nothing to try it with but a guess. */
export function cheat(mode) {
  const given = { mode, seed: random(32), lot: openLot(), randomness: random(32) };
  given.size = trySizes(given).size ?? 1;
  // The list is closed. Only now is the round made.
  if (mode === "beacon") given.randomness = random(32);
  return { won: draw(given).won, chance: chance(given.size) };
}
