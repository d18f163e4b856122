// Our signed statements: ECDSA P-256 with SHA-256 over `alot:{kind}:v1:{fields joined by ':'}`, as
// Alot.Domain/Draws/StatementSignature.cs writes them. Each must be valid, made with a key that was in use then, and about this draw.

import { ascii, fromHex, hashOf } from "./sha256.mjs";
import { POT, subjectOf } from "./subjects.mjs";
import { microsOf, missing, nothing, secondsOf, wrong } from "./values.mjs";

// Nothing that a proof can hold: a value left out must not stand for any.
const ANY = Symbol("any");

// What a statement says, field by field; the last one is the time it was made, but for a pot's reveal. The chain and the round of a beacon draw are
// compared in the lines about them.
const SAYS = {
  opening: (proof) => [proof.lot_id, proof.mode, proof.commitment, ANY, ...beaconOnly(proof), ANY],
  roster: (proof) => [proof.lot_id, proof.roster_root, proof.total_tickets, ...beaconOnly(proof), ANY],
  draw: (proof) => [proof.lot_id, proof.combined_seed, proof.winning_ticket, proof.drawn_at ?? ANY],
  pot_opening: (proof) => [
    proof.pot_id,
    proof.mode,
    proof.seed_hash,
    proof.tag_commitment,
    ...beaconOnly(proof),
    proof.opened_at,
  ],
  pot_lock: (proof) => [
    proof.pot_id,
    proof.seed_hash,
    proof.roster_root,
    proof.total_tickets,
    ...beaconOnly(proof),
    secondsOf(proof.locked_at),
    proof.published_at,
  ],
  pot_reveal: (proof) => [proof.pot_id, proof.commit_hash, proof.reveal_seed, proof.winner_index, proof.winner_tag],
};

// Two parts of our system speak about a pot, each with a key of its own: who locks the list can't make the reveal, and who
// reveals can't change the list. All else is said with the platform's.
const USES = {
  pot_opening: "orchestrator",
  pot_lock: "orchestrator",
  pot_cancelled: "orchestrator",
  pot_reveal: "settlement",
};

const useOf = (kind) => USES[kind] ?? "platform";

const beaconOnly = ({ mode }) => (mode === "beacon" ? [ANY] : []);

const isStatement = (given) =>
  typeof given === "object" &&
  given !== null &&
  /^[a-z_]+$/.test(given.kind) &&
  Array.isArray(given.fields) &&
  given.fields.length > 0 &&
  // Only the last field may hold a colon: else one text could be read in two ways.
  given.fields.every(
    (field, at) => typeof field === "string" && (at === given.fields.length - 1 || !field.includes(":")),
  );

const publishedBy = (proof) => (Array.isArray(proof.signatures) ? proof.signatures : []);

/** What fixed the list of entries: a lot's roster, a pot's lock. */
export const listStatementOf = (proof) =>
  publishedBy(proof).find((s) => isStatement(s) && s.kind === subjectOf(proof).list);

/** What was promised at opening: from the proof, or from its records in the fairness log. */
export const openingStatementOf = (proof, records = []) =>
  [...publishedBy(proof), ...records.map(({ record }) => record)].find(
    (s) => isStatement(s) && s.kind === subjectOf(proof).opening,
  );

/** When a statement was made, in microseconds. */
export const timeOf = ({ fields }) => microsOf(fields.at(-1));

/** The round that a list's statement names in beacon mode; a pot's has the time of the lock after it. */
export const roundOf = ({ kind, fields }) => fields.at(kind === POT.list ? -3 : -2);

/** The keys of /.well-known/alot-keys.json, or the bare list; null when there is none. */
export function keysOf(keys) {
  const list = Array.isArray(keys) ? keys : keys?.keys;
  return Array.isArray(list) ? list : null;
}

/** The line about every statement of the proof, and about those the fairness log has besides. */
export async function checkStatements(proof, keys, { records = [], isExample } = {}) {
  const published = publishedBy(proof);
  if (published.length === 0)
    return isExample ? nothing("No signed statements were given.") : wrong("signed statements", "none were given");
  const list = keysOf(keys);
  if (!list) return missing("The public keys were not given.");
  if (!globalThis.crypto?.subtle)
    return missing("This browser checks signatures only on https pages and in files from disk.");

  const known = new Set(published.map((s) => s?.signature));
  const statements = [
    ...published,
    ...records.map(({ record }) => record).filter((r) => r?.kind && !known.has(r.signature)),
  ];
  const found = await Promise.all(
    statements.map(async (s) => [s?.kind, twice(statements, s) ? "said twice" : await judge(proof, s, list)]),
  );
  const owed = isExample ? [] : owedBy(proof);
  for (const kind of owed) if (!published.some((s) => s?.kind === kind)) found.push([kind, "not in the proof"]);
  const expected = found.map(([kind]) => `${kind}: valid`).join(" · ");
  const computed = found.map((pair) => pair.join(": ")).join(" · ");
  return { expected, computed, ok: expected === computed };
}

// The list is signed wherever there is a list, the result always; a pot's proof holds its opening too.
function owedBy(proof) {
  const { opening, list, result } = subjectOf(proof);
  if (subjectOf(proof) === POT) return [opening, list, result];
  return proof.roster_root ? [result, list] : [result];
}

const twice = (statements, { kind } = {}) => kind in SAYS && statements.filter((s) => s?.kind === kind).length > 1;

async function judge(proof, statement, keys) {
  const signed = await judgeSignature(statement, keys, proof.settled_at);
  if (signed !== "valid") return signed;
  try {
    const { kind, fields } = statement;
    if (kind === POT.cancelled) return "but the pot can’t be both cancelled and settled";
    if (kind === POT.result && publishedBy(proof).some((s) => s.key_id === statement.key_id && s.kind !== kind))
      return "made with the key that signed the lock";
    const says = SAYS[kind]?.(proof);
    if (
      says &&
      (says.length !== fields.length || says.some((value, i) => value !== ANY && String(value) !== fields[i]))
    )
      return "about something else";
    const { opening, list } = subjectOf(proof);
    const drawnAt = proof.drawn_at ?? proof.settled_at;
    if (kind === list && drawnAt && timeOf(statement) > microsOf(drawnAt)) return "made after the draw";
    const published = listStatementOf(proof);
    if (kind === opening && published && timeOf(statement) > timeOf(published)) return "made after the list";
    return "valid";
  } catch (error) {
    return `can’t be checked: ${error.message}`;
  }
}

/**
 * Whether one of our keys, in use at the time and for such statements, made this one: "valid", or what is wrong. `settledAt` is
 * when a statement without a time of its own was made.
 */
export async function judgeSignature(statement, keys, settledAt) {
  try {
    if (!isStatement(statement)) return "not a statement";
    const { kind, key_id, fields, signature } = statement;
    const named = keys.filter(({ id }) => id === key_id);
    if (named.length === 0) return "made with a key that is not ours";
    // Lists of keys from before there were pots name no use.
    const key = named.find(({ use = "platform" }) => use === useOf(kind));
    if (!key) return `made with a key that is not the ${useOf(kind)}’s`;
    if (hashOf(String(key.public_key)).slice(0, 16) !== key_id) return "the key is not the one it is named after";
    const publicKey = await crypto.subtle.importKey(
      "raw",
      fromHex(key.public_key),
      { name: "ECDSA", namedCurve: "P-256" },
      false,
      ["verify"],
    );
    const said = ascii(`alot:${kind}:v1:${fields.join(":")}`);
    if (!(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, fromHex(signature), said)))
      return "not valid";
    const at = kind === POT.result ? microsOf(settledAt) : timeOf(statement);
    if (at < microsOf(key.valid_from) || (key.valid_until && at >= microsOf(key.valid_until)))
      return "the key was not in use then";
    return "valid";
  } catch (error) {
    return `can’t be checked: ${error.message}`;
  }
}
