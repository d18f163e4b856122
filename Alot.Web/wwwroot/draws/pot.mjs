// The formula of a pot: the text of the commit, its hash, and the winner's place that the seed makes of it. The rules are those of
// Alot.Domain/Pots/PotFormula.cs.

import { ascii, fromHex, hashOf, hmacSha256, toHex } from "./sha256.mjs";
import { checkGaps, entryOf } from "./roster.mjs";
import { hash, nothing, same, secondsOf, text, totalOf, whole, wrong } from "./values.mjs";

/** pot_id:seed_hash:roster_root:locked_at, in beacon mode with :randomness. */
export function commitInput(proof) {
  const parts = [text(proof.pot_id), hash(proof.seed_hash, "seed_hash"), hash(proof.roster_root, "roster_root")];
  secondsOf(proof.locked_at); // in no other spelling
  parts.push(proof.locked_at);
  switch (proof.mode) {
    case "roster":
      if (proof.beacon) throw new RangeError("a pot in roster mode has no round");
      break;
    case "beacon":
      parts.push(hash(proof.beacon?.randomness, "randomness"));
      break;
    default:
      throw new RangeError("the mode must be roster or beacon");
  }
  return parts.join(":");
}

export const commitHash = (proof) => hashOf(commitInput(proof));

export const macOf = (proof) =>
  toHex(hmacSha256(fromHex(hash(proof.reveal_seed, "reveal_seed")), ascii(commitHash(proof))));

/** All 256 bits as one number, the highest first, mod the total. */
export const indexOf = (mac, tickets) => Number(BigInt(`0x${mac}`) % BigInt(tickets));

export const winnerIndex = (proof) => indexOf(macOf(proof), totalOf(proof));

/** The list of a pot, where none may be void: who left before the lock is not in it. */
export function checkPotGaps(proof, leaves) {
  const found = checkGaps(proof, leaves);
  const at = leaves?.findIndex((leaf) => leaf.endsWith(":void")) ?? -1;
  return at < 0 ? found : wrong(found.expected, `entry ${at + 1} is void: a pot’s list has no such entry`);
}

export function checkCapacity(proof, isExample) {
  if (isExample && proof.max_tickets === undefined) return nothing("Not given.");
  const [total, most] = [totalOf(proof), whole(proof.max_tickets, "max_tickets")];
  return { expected: `at most ${most}`, computed: String(total), ok: total <= most };
}

export function checkPotWinner(proof, leaves) {
  if (!leaves) return wrong(`${proof.winner_tag}`, "the list is missing");
  const expected = `${proof.winner_tag}, entry ${proof.winner_entry_id}`;
  const entry = entryOf(leaves, whole(proof.winning_ticket, "winning_ticket"));
  if (!entry) return wrong(expected, "no entry holds this ticket");
  return { ...same(expected, `${entry.tag}, entry ${entry.id}`), entries: [entry] };
}

export function checkPayout(proof, isExample) {
  if (isExample && proof.payout === undefined) return nothing("Not given.");
  return same(proof.payout, whole(whole(proof.entry_cost, "entry_cost") * totalOf(proof), "the payout"));
}
