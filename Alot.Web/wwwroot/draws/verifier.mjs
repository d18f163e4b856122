// Recomputes a lot's draw from its proof and its roster, or a pot from its proof, line by line, asking nobody. The rules are those of
// Alot.Domain/Draws/DrawFormula.cs and Alot.Domain/Pots/PotFormula.cs; the modules beside this one hold a subject each, and all run on a page, in Node, or from disk.
//
//   verify(proof, roster)                 the lines that need hashing only, at once
//   await verifyAll(proof, roster, more)  all of them, in order
//
// A line is { id, title, explanation, formula, needs, expected, computed, ok }: ok is true, false, or null where a line has
// nothing to say about this draw. expected is what was published, computed what this machine came to.

import { hashOf } from "./sha256.mjs";
import { checkChain, checkRandomness, checkRound, checkSignature } from "./beacon.mjs";
import * as formula from "./formula.mjs";
import { LINES, POT_LINES, causesOf } from "./lines.mjs";
import * as pot from "./pot.mjs";
import { checkLog, checkSaved } from "./log.mjs";
import { checkGaps, checkMine, checkRoot, checkWinner, hashRoster, leavesOf } from "./roster.mjs";
import { checkStatements } from "./signatures.mjs";
import { POT, subjectOf } from "./subjects.mjs";
import { attempt, missing, same, text, totalOf, uncomputed, whole } from "./values.mjs";

export { LINES, POT_LINES, causesOf } from "./lines.mjs";
export { biasLimit, clientSeedInput } from "./formula.mjs";
export { climb, hashRoster, leavesOf, pathOf, rosterRoot, tagOf } from "./roster.mjs";
export { linesOf, readLog } from "./log.mjs";
export { LOT, POT, subjectOf } from "./subjects.mjs";

const linesFor = (proof) => (subjectOf(proof) === POT ? POT_LINES : LINES);

/** The list of a lot comes beside its proof, a pot's in it. */
export const leavesFor = (proof, roster) => leavesOf(subjectOf(proof) === POT ? proof.entries : roster);

/**
 * The lines that need nothing but hashing. `tag` is the reader's own tag, where they gave one. `isExample` says that the proof
 * is typed in by hand or a worked example: it may lack signatures, which a published proof may not. `listFollows`: the list is
 * too long to come along, and the reader has not opened it yet.
 */
export function verify(proof, roster, { tag, records, isExample, listFollows } = {}) {
  const leaves = leavesFor(proof, roster);
  const isPot = subjectOf(proof) === POT;
  const checks = {
    ...(isPot ? potSum(proof, leaves, isExample) : lotSum(proof, leaves, isExample)),
    roster_root: () => checkRoot(proof, leaves),
    beacon_chain: () => checkChain(proof, isExample, records),
    beacon_round: () => checkRound(proof, isExample),
    beacon: () => checkRandomness(proof, isExample),
    mine: () => checkMine(leaves, tag),
  };
  const waits = !leaves && listFollows ? ["roster_gaps", "roster_root", "skips", "nonce", "winner"] : [];
  const result = (id) => (waits.includes(id) ? missing("Open the list of entries first.") : attempt(checks[id]));
  return linesFor(proof)
    .filter(({ id }) => id in checks)
    .map((about) => ({ ...about, ...result(about.id) }));
}

function lotSum(proof, leaves, isExample) {
  const { clientSeed, combinedSeed, drawnNumber } = formula;
  return {
    commitment: () => same(proof.commitment, hashOf(text(proof.server_seed))),
    roster_gaps: () => checkGaps(proof, leaves),
    first_nonce: () => same(proof.first_nonce, formula.firstNonce(proof)),
    client_seed_input: () => formula.checkFigures(proof, leaves, isExample),
    client_seed: () => same(proof.client_seed, clientSeed(proof)),
    skips: () => formula.checkSkips(proof, leaves),
    nonce: () => same(proof.nonce, formula.walk(proof, leaves).nonce),
    combined_seed: () => same(proof.combined_seed, combinedSeed(proof, clientSeed(proof), whole(proof.nonce, "nonce"))),
    number: () => same(proof.number, drawnNumber(proof)),
    bias: () => formula.checkBias(proof),
    winning_ticket: () => same(proof.winning_ticket, formula.ticketOf(drawnNumber(proof), totalOf(proof))),
    winner: () => checkWinner(proof, leaves),
  };
}

function potSum(proof, leaves, isExample) {
  return {
    seed_hash: () => same(proof.seed_hash, hashOf(text(proof.reveal_seed))),
    roster_gaps: () => pot.checkPotGaps(proof, leaves),
    capacity: () => pot.checkCapacity(proof, isExample),
    commit_input: () => same(proof.commit_input, pot.commitInput(proof)),
    commit_hash: () => same(proof.commit_hash, pot.commitHash(proof)),
    mac: () => same(proof.mac, pot.macOf(proof)),
    winner_index: () => same(proof.winner_index, pot.winnerIndex(proof)),
    winning_ticket: () => same(proof.winning_ticket, pot.winnerIndex(proof) + 1),
    winner: () => pot.checkPotWinner(proof, leaves),
    payout: () => pot.checkPayout(proof, isExample),
  };
}

/**
 * All lines in order. `keys` are our public keys, `records` the lot's or pot's records of the fairness log, `log` what readLog made of the
 * whole of it, `salt` a private lot's, `saved` the record of the list that a viewer kept, as text.
 */
export async function verifyAll(proof, roster, { tag, keys, records, log, salt, saved, isExample, listFollows } = {}) {
  const leaves = leavesFor(proof, roster);
  if (leaves) await hashRoster(leaves).catch(() => {}); // what is wrong with the list stands in its line
  const rest = {
    signatures: checkStatements(proof, keys, { records, isExample }),
    beacon_signature: checkSignature(proof, isExample),
    saved: checkSaved(proof, saved, keys),
    log: (async () => checkLog(proof, { records, log, salt }))(),
  };
  const results = new Map(
    verify(proof, roster, { tag, records, isExample, listFollows }).map((line) => [line.id, line]),
  );
  for (const [id, result] of Object.entries(rest)) results.set(id, await result.catch(uncomputed));
  const lines = linesFor(proof).map((about) => ({ ...about, ...results.get(about.id) }));
  const causes = causesOf(lines);
  return lines.map((line) => ({ ...line, causes: causes.get(line.id) }));
}

/** Whether a line belongs on the sheet of this proof: the beacon's lines only in its mode, others once there is something to check. */
export function applies(id, proof, { records, log, saved } = {}) {
  if (id.startsWith("beacon")) return proof?.mode === "beacon";
  if (id === "log") return Boolean(log || records?.length);
  if (id === "saved") return Boolean(saved?.trim());
  return true;
}

/**
 * Takes what a person may paste or open: a proof, { proof, roster, keys, records }, a roster alone, or one of the worked
 * examples of docs/draw-vectors.json. Returns { proof?, roster?, keys?, records?, isExample? }.
 */
export function readDocument(source) {
  const given = JSON.parse(source);
  if (given === null || typeof given !== "object") throw new SyntaxError("That is JSON, but not a proof.");
  if (given.leaves && given.reveal_seed !== undefined) return readPotVector(given);
  if (given.proof) return { proof: given.proof, roster: given.roster, keys: given.keys, records: given.records };
  if (given.steps) return readVector(given);
  if (given.server_seed !== undefined || given.reveal_seed !== undefined) return { proof: given };
  if (leavesOf(given)) return { roster: Array.isArray(given) ? { leaves: given } : given };
  throw new SyntaxError("That is JSON, but neither a proof nor a list of entries.");
}

function readVector({ steps, leaves, randomness, ...values }) {
  const { nonce, combined_seed, number } = steps.at(-1);
  const skips = steps.slice(0, -1).map(({ skipped, ...step }) => ({ ...step, reason: skipped }));
  const proof = { ...values, nonce, combined_seed, number, skips, signatures: [] };
  if (randomness) proof.beacon = { randomness };
  return { proof, roster: leaves && { leaves }, isExample: true };
}

// The specification's own case calls the mac what it is, an HMAC.
const readPotVector = ({ leaves, hmac, ...values }) => ({
  proof: { mode: "roster", mac: hmac, ...values, entries: leaves, signatures: [] },
  isExample: true,
});
