// The drand round that a beacon draw waited for: whether it is a round of the right network, the one that was fixed in
// advance, and signed by the network itself. Nothing here is asked of drand: a signature needs no witness.

import { fromHex, sha256, toHex } from "./sha256.mjs";
import { microsOf, missing, nothing, same, secondsOf, uncomputed, whole, wrong } from "./values.mjs";
import { listStatementOf, openingStatementOf, roundOf, timeOf } from "./signatures.mjs";
import { POT, subjectOf } from "./subjects.mjs";

/** drand's quicknet, scheme bls-unchained-g1-rfc9380: signatures in G1, the public key in G2, a round every three seconds. */
export const QUICKNET = Object.freeze({
  chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  publicKey:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  tag: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
  genesisMicros: 1_692_803_367_000_000,
  periodMicros: 3_000_000,
});

/** From a lot's published list to its round: long enough that nobody can know it yet. */
const WAIT_MICROS = 60_000_000;

/** The same from a pot's lock; and what must be left of it when the lock is published. */
const POT_WAIT_MICROS = 6_000_000;
const LEAST_NOTICE_MICROS = 3_000_000;

/** The first round at or after a moment. The first of all is 1. Whole microseconds, so nothing is rounded. */
export function roundAt(micros) {
  const since = micros - QUICKNET.genesisMicros;
  return since <= 0 ? 1 : Math.floor((since + QUICKNET.periodMicros - 1) / QUICKNET.periodMicros) + 1;
}

const dueAt = (round) => QUICKNET.genesisMicros + (round - 1) * QUICKNET.periodMicros;

/** When a round is due, as text. */
const momentOf = (round) => new Date(dueAt(round) / 1000).toISOString().replace(".000", "");

/**
 * The round of a pot: the first at or after six seconds from its lock. If that one is due less than three seconds after the lock
 * was published, whoever published it might know it: then the first at or after six seconds from the publication.
 */
export function potRoundAt(lockedMicros, publishedMicros) {
  const round = roundAt(lockedMicros + POT_WAIT_MICROS);
  const isKnown = dueAt(round) < publishedMicros + LEAST_NOTICE_MICROS;
  return isKnown ? roundAt(publishedMicros + POT_WAIT_MICROS) : round;
}

/** SHA256 of the round as eight bytes, the highest first: what the network signs. */
export function messageOf(round) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(round));
  return sha256(bytes);
}

const NOT_PART = () => nothing("Not part of this draw.");
// A worked example may stop at the randomness; a proof may not.
const notGiven = (what, isExample) =>
  (isExample ? nothing : (words) => wrong(`a ${what}`, words))(`The round’s ${what} was not given.`);

export function checkChain(proof, isExample, records) {
  if (proof.mode !== "beacon") return NOT_PART();
  const { chain } = proof.beacon ?? {};
  if (!chain) return notGiven("chain", isExample);
  // It was fixed when the lot opened; where that statement is at hand, it must name the same.
  const opened = openingStatementOf(proof, records)?.fields.at(-2);
  if (opened !== undefined && opened !== chain) return wrong(chain, `the ${subjectOf(proof).name} opened with ${opened}`);
  return same(chain, QUICKNET.chain);
}

export function checkRound(proof, isExample) {
  if (proof.mode !== "beacon") return NOT_PART();
  const published = listStatementOf(proof);
  if (subjectOf(proof) === POT && (published || (isExample && proof.published_at)))
    return checkPotRound(proof, published);
  if (!published)
    return isExample
      ? nothing("No signed list was given.")
      : wrong(`round ${proof.beacon?.round}`, "no signed list fixes a round");
  const round = whole(proof.beacon?.round, "round");
  const said = roundOf(published);
  if (said !== String(round)) return wrong(`round ${round}`, `the signed list says round ${said}`);
  const right = roundAt(timeOf(published) + WAIT_MICROS);
  return {
    expected: `round ${round}`,
    computed: `round ${right}, due ${momentOf(right)}; the list was published ${published.fields.at(-1)}`,
    ok: round === right,
  };
}

// What the signed lock record says; of a worked example, which has none, what it says itself.
function checkPotRound(proof, lock) {
  const round = whole(proof.beacon?.round, "round");
  const said = lock ? roundOf(lock) : String(round);
  if (said !== String(round)) return wrong(`round ${round}`, `the signed lock says round ${said}`);
  const locked = lock ? whole(lock.fields.at(-2), "locked_at") : secondsOf(proof.locked_at);
  const published = lock ? timeOf(lock) : microsOf(proof.published_at);
  const right = potRoundAt(locked * 1_000_000, published);
  return {
    expected: `round ${round}`,
    computed: `round ${right}, due ${momentOf(right)}; the pot locked ${proof.locked_at}, published ${proof.published_at}`,
    ok: round === right,
  };
}

/** Whether the network signed this round. The curve's arithmetic is loaded only for this. */
export async function checkSignature(proof, isExample) {
  if (proof.mode !== "beacon") return NOT_PART();
  const given = proof.beacon?.signature;
  if (!given) return notGiven("signature", isExample);
  let curves;
  try {
    curves = await import("./curves.mjs");
  } catch {
    return missing("The arithmetic for this signature could not be loaded. Load the page again.");
  }
  try {
    const round = whole(proof.beacon.round, "round");
    const bytes = fromHex(given);
    const ok =
      bytes.length === 48 &&
      curves.verifyShortSignature(bytes, messageOf(round), fromHex(QUICKNET.publicKey), QUICKNET.tag);
    return {
      expected: given,
      computed: ok ? `quicknet’s signature of round ${round}` : `not quicknet’s signature of round ${round}`,
      ok,
    };
  } catch (error) {
    // Bytes that are no point of the curve: as wrong as any other signature.
    return error instanceof TypeError ? uncomputed(error) : wrong(given, `not a signature: ${error.message}`);
  }
}

export function checkRandomness(proof, isExample) {
  if (proof.mode !== "beacon") return NOT_PART();
  if (!proof.beacon?.signature) return notGiven("signature", isExample);
  return same(proof.beacon.randomness, toHex(sha256(fromHex(proof.beacon.signature))));
}
