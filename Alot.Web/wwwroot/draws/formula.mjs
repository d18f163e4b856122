// The formula of a draw: seeds, nonce, number, ticket, and the way from the first nonce to the last. The rules are those of
// Alot.Domain/Draws/DrawFormula.cs.

import { hashOf } from "./sha256.mjs";
import { entryOf, liveTickets, rosterRoot } from "./roster.mjs";
import { MAX_NONCE, hash, same, text, totalOf, whole, wrong } from "./values.mjs";

const NUMBERS = 2 ** 32;

export const clientSeedInput = (proof) =>
  [text(proof.lot_id), text(proof.created_at), totalOf(proof), text(proof.escrow_balance)].join(":");

export const clientSeed = (proof) => hashOf(clientSeedInput(proof));

export const combinedSeed = (proof, seed, nonce) => hashOf(text(proof.server_seed) + seed + nonce);

const numberOf = (combined) => parseInt(combined.slice(0, 8), 16);

export const drawnNumber = (proof) => numberOf(combinedSeed(proof, clientSeed(proof), whole(proof.nonce, "nonce")));

export const ticketOf = (number, tickets) => 1 + (number % tickets);

export const biasLimit = (tickets) => Math.floor(NUMBERS / tickets) * tickets;

const nextNonce = (nonce) => (nonce === MAX_NONCE ? 0 : nonce + 1);

export function firstNonce(proof) {
  switch (proof.mode) {
    case "classic":
      return 0;
    case "roster":
      return nonceFrom(hash(proof.roster_root, "roster_root"));
    case "beacon":
      return nonceFrom(hash(proof.roster_root, "roster_root") + hash(proof.beacon?.randomness, "randomness"));
    default:
      throw new RangeError("the mode must be classic, roster or beacon");
  }
}

const nonceFrom = (hex) => parseInt(hashOf(hex).slice(-8), 16) % 2 ** 31;

/**
 * Goes from the first nonce to the one that makes the draw. It goes no further than the proof claims to have gone: one
 * step beyond the last published skip there must be a draw, and if there is none the proof is wrong already.
 */
export function walk(proof, leaves) {
  const claimed = Array.isArray(proof.skips) ? proof.skips.length : 0;
  const seed = clientSeed(proof);
  const tickets = totalOf(proof);
  const skipped = [];
  let nonce = firstNonce(proof);
  for (let tries = 0; tries <= claimed; tries++, nonce = nextNonce(nonce)) {
    const combined_seed = combinedSeed(proof, seed, nonce);
    const number = numberOf(combined_seed);
    const biased = proof.mode !== "classic" && number >= biasLimit(tickets);
    const ticket = biased ? null : ticketOf(number, tickets);
    const reason = biased ? "bias" : leaves && entryOf(leaves, ticket)?.isVoid ? "void" : null;
    if (reason === null) return { skipped, nonce };
    skipped.push({ nonce, combined_seed, number, ticket, reason });
  }
  return { skipped, nonce: "none: the last one must be skipped too" };
}

export function checkSkips(proof, leaves) {
  if (!Array.isArray(proof.skips)) throw new TypeError("skips must be a list");
  const { skipped } = walk(proof, leaves);
  const expected = proof.skips.map(describe).join(" · ") || "none";
  const computed = skipped.map(describe).join(" · ") || "none";
  const hashes = (list) => list.map((s) => s.combined_seed).join();
  return { expected, computed, ok: expected === computed && hashes(proof.skips) === hashes(skipped) };
}

const describe = ({ nonce, number, ticket, reason }) =>
  `nonce ${nonce}: number ${number}` + (reason === "void" ? `, ticket ${ticket} is void` : `, ${reason}`);

export function checkBias(proof) {
  const number = drawnNumber(proof);
  const limit = biasLimit(totalOf(proof));
  const ok = number < limit;
  const computed = ok ? `${number} is below` : `${number} is not below`;
  return { expected: `below ${limit}`, computed, ok: proof.mode === "classic" ? null : ok };
}

/**
 * The text that is hashed, and whether its figures are possible: a ticket costs a dollar, or nothing in cash, so a lot holds
 * at most a dollar for each live ticket. Worked examples are about the sums only.
 */
export function checkFigures(proof, leaves, isExample) {
  const input = clientSeedInput(proof);
  const published = proof.client_seed_input ?? input;
  if (isExample) return same(published, input);
  const cents = /^(0|[1-9]\d{0,11})\.(\d\d)$/.exec(proof.escrow_balance);
  if (!cents) return wrong(published, "the cash must be dollars, a point and two digits");
  // A list that is not the frozen one says nothing about the cash.
  const live = leaves && rosterRoot(leaves) === proof.roster_root ? liveTickets(leaves) : totalOf(proof);
  if (Number(cents[1] + cents[2]) > 100 * live)
    return wrong(published, `$${proof.escrow_balance} of cash, but only ${live} live tickets at a dollar each`);
  return same(published, input);
}
