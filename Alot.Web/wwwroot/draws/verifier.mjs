// Recomputes a draw from its proof and its roster, line by line, asking nobody. The rules are those of
// Alot.Domain/Draws/DrawFormula.cs; this file needs nothing but sha256.mjs beside it, and runs on a page, in Node, or from disk.
//
//   verify(proof, roster)                 the lines that need hashing only, at once
//   await verifySignatures(proof, keys)   the line about our signatures (needs WebCrypto)
//   await verifyAll(proof, roster, more)  all of them, in order
//
// A line is { id, title, explanation, formula, expected, computed, ok }: ok is true, false, or null where a line has
// nothing to say about this draw. expected is what was published, computed what this machine came to.

import { ascii, fromHex, hashOf, hmacSha256, sha256, toHex } from "./sha256.mjs";

const NUMBERS = 2 ** 32;
const MAX_NONCE = 2 ** 31 - 1;

/** Every line, in the order in which a draw was made. */
export const LINES = [
  line(
    "commitment",
    "The seed is the one locked before the first sale",
    "Its fingerprint is the commitment published at opening.",
    "SHA256(server_seed)",
  ),
  line(
    "roster_gaps",
    "The list has no gaps",
    "Tickets run from 1 to the total, each once.",
    "every entry starts where the last one ended",
  ),
  line(
    "roster_root",
    "The list is the one that was frozen",
    "All its entries together give the published root.",
    "merkle_root(leaves)",
  ),
  line(
    "signatures",
    "What we published is signed",
    "The list was signed before the draw; our keys are public.",
    "ECDSA P-256 over alot:{kind}:v1:{fields}",
  ),
  line(
    "beacon",
    "The randomness is the round’s own",
    "It is the fingerprint of the round’s signature.",
    "SHA256(beacon signature)",
  ),
  line(
    "first_nonce",
    "Nobody picked the first nonce",
    "It is 0 in classic mode, else it follows from the list, and in beacon mode from the round too.",
    "low 31 bits of SHA256(roster_root + randomness)",
  ),
  line(
    "client_seed_input",
    "The lot’s own figures are written in one way",
    "Lot, time, tickets and cash of live entries.",
    "lot_id:created_at:total_tickets:escrow_balance",
  ),
  line(
    "client_seed",
    "Those figures give the client seed",
    "Frozen when the lot was funded.",
    "SHA256(client_seed_input)",
  ),
  line(
    "skips",
    "Nothing was skipped without a reason",
    "Only a voided ticket, or a number that would give low tickets an edge, moves the draw on.",
    "nonce + 1 after each skip",
  ),
  line("nonce", "That leads to the nonce of the draw", "The first one that was not skipped.", "first_nonce + skips"),
  line(
    "combined_seed",
    "Seed, figures and nonce give the combined seed",
    "The last hash of the draw.",
    "SHA256(server_seed + client_seed + nonce)",
  ),
  line(
    "number",
    "The first eight digits are the number",
    "Read as one whole number.",
    "first 8 hex digits of combined_seed",
  ),
  line(
    "bias",
    "No ticket had an edge",
    "Numbers at or above the limit are skipped, except in classic mode.",
    "number < ⌊2³² / total⌋ × total",
  ),
  line(
    "winning_ticket",
    "The number gives the winning ticket",
    "What is left after dividing by the total, plus 1.",
    "1 + number mod total_tickets",
  ),
  line(
    "winner",
    "The winning ticket is live and in the list",
    "Its entry carries the winner’s tag.",
    "the entry that holds the ticket",
  ),
  line("mine", "Your tickets are in the list", "Your tag stands on the lot’s page.", "entries with your tag"),
];

function line(id, title, explanation, formula) {
  return Object.freeze({ id, title, explanation, formula });
}

/** The lines that need nothing but hashing. `tag` is the reader's own tag, where they gave one. */
export function verify(proof, roster, { tag } = {}) {
  const leaves = leavesOf(roster);
  const checks = {
    commitment: () => same(proof.commitment, hashOf(text(proof.server_seed))),
    roster_gaps: () => gaps(proof, leaves),
    roster_root: () => root(proof, leaves),
    beacon: () => beacon(proof),
    first_nonce: () => same(proof.first_nonce, firstNonce(proof)),
    client_seed_input: () => same(proof.client_seed_input ?? clientSeedInput(proof), clientSeedInput(proof)),
    client_seed: () => same(proof.client_seed, clientSeed(proof)),
    skips: () => skips(proof, leaves),
    nonce: () => same(proof.nonce, walk(proof, leaves).nonce),
    combined_seed: () => same(proof.combined_seed, combinedSeed(proof, clientSeed(proof), whole(proof.nonce, "nonce"))),
    number: () => same(proof.number, drawnNumber(proof)),
    bias: () => bias(proof),
    winning_ticket: () => same(proof.winning_ticket, ticketOf(drawnNumber(proof), total(proof))),
    winner: () => winner(proof, leaves),
    mine: () => mine(leaves, tag),
  };
  return LINES.filter(({ id }) => id in checks).map((about) => ({ ...about, ...attempt(checks[about.id]) }));
}

/** All lines in order, the signatures among them. */
export async function verifyAll(proof, roster, { tag, keys } = {}) {
  const leaves = leavesOf(roster);
  if (leaves) await hashRoster(leaves);
  const lines = [...verify(proof, roster, { tag }), await verifySignatures(proof, keys)];
  return LINES.map(({ id }) => lines.find((l) => l.id === id));
}

function attempt(check) {
  try {
    return check();
  } catch (error) {
    return { expected: "", computed: `can’t be computed: ${error.message}`, ok: false };
  }
}

function same(published, computed) {
  const expected = published === undefined || published === null ? "not published" : String(published);
  return { expected, computed: String(computed), ok: expected === String(computed) };
}

const nothing = (computed) => ({ expected: "", computed, ok: null });

// ---- The formula ----------------------------------------------------------------------------------------------------

export const clientSeedInput = (proof) =>
  [text(proof.lot_id), text(proof.created_at), total(proof), text(proof.escrow_balance)].join(":");

const clientSeed = (proof) => hashOf(clientSeedInput(proof));

const combinedSeed = (proof, seed, nonce) => hashOf(text(proof.server_seed) + seed + nonce);

const numberOf = (combined) => parseInt(combined.slice(0, 8), 16);

const drawnNumber = (proof) => numberOf(combinedSeed(proof, clientSeed(proof), whole(proof.nonce, "nonce")));

const ticketOf = (number, tickets) => 1 + (number % tickets);

export const biasLimit = (tickets) => Math.floor(NUMBERS / tickets) * tickets;

const nextNonce = (nonce) => (nonce === MAX_NONCE ? 0 : nonce + 1);

function firstNonce(proof) {
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
function walk(proof, leaves) {
  const claimed = Array.isArray(proof.skips) ? proof.skips.length : 0;
  const seed = clientSeed(proof);
  const tickets = total(proof);
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

// ---- The lines that are more than one hash ------------------------------------------------------------------------

function skips(proof, leaves) {
  if (!Array.isArray(proof.skips)) throw new TypeError("skips must be a list");
  const { skipped } = walk(proof, leaves);
  const expected = proof.skips.map(describe).join(" · ") || "none";
  const computed = skipped.map(describe).join(" · ") || "none";
  const hashes = (list) => list.map((s) => s.combined_seed).join();
  return { expected, computed, ok: expected === computed && hashes(proof.skips) === hashes(skipped) };
}

const describe = ({ nonce, number, ticket, reason }) =>
  `nonce ${nonce}: number ${number}` + (reason === "void" ? `, ticket ${ticket} is void` : `, ${reason}`);

function gaps(proof, leaves) {
  if (!leaves) return withoutRoster(proof);
  const tickets = total(proof);
  const { end, gapAt } = parse(leaves);
  const computed = gapAt ? `1 to ${end}, then a gap or an overlap at entry ${gapAt}` : `1 to ${end}`;
  return { expected: `1 to ${tickets}`, computed, ok: !gapAt && end === tickets };
}

function root(proof, leaves) {
  if (!leaves) return withoutRoster(proof);
  const computed = rosterRoot(leaves);
  if (proof.mode === "classic" && !proof.roster_root) return nothing(computed);
  return same(proof.roster_root, computed);
}

/** Without the list a classic draw can still be recomputed, unless something was voided; the others can't. */
function withoutRoster(proof) {
  if (proof.mode === "classic" && !proof.roster_root) return nothing("This draw was made without a list.");
  return { expected: proof.roster_root ?? "a list", computed: "the list is missing", ok: false };
}

function beacon(proof) {
  if (proof.mode !== "beacon") return nothing("Not part of this draw.");
  if (!proof.beacon?.signature) return nothing("The round’s signature was not given.");
  return same(proof.beacon.randomness, toHex(sha256(fromHex(proof.beacon.signature))));
}

function bias(proof) {
  const number = drawnNumber(proof);
  const limit = biasLimit(total(proof));
  const ok = number < limit;
  const computed = ok ? `${number} is below` : `${number} is not below`;
  return { expected: `below ${limit}`, computed, ok: proof.mode === "classic" ? null : ok };
}

function winner(proof, leaves) {
  if (!leaves) return withoutRoster(proof);
  const entry = entryOf(leaves, whole(proof.winning_ticket, "winning_ticket"));
  if (!entry) return { expected: `${proof.winner_tag}, live`, computed: "no entry holds this ticket", ok: false };
  return same(`${proof.winner_tag}, live`, `${entry.tag}, ${entry.isVoid ? "void" : "live"}`);
}

function mine(leaves, tag) {
  if (!tag) return nothing("Give your tag to look for your tickets.");
  if (!leaves) return nothing("There is no list to look in.");
  const ranges = parse(leaves)
    .entries.filter((e) => e.tag === tag)
    .map((e) => (e.first === e.last ? `${e.first}` : `${e.first} to ${e.last}`) + (e.isVoid ? " (void)" : ""));
  return {
    expected: "at least one entry",
    computed: ranges.join(", ") || "no entry has this tag",
    ok: ranges.length > 0,
  };
}

// ---- The roster -------------------------------------------------------------------------------------------------------

/** The leaf strings of a roster: { leaves: [...] } as the server gives it, or the bare list. */
export function leavesOf(roster) {
  const leaves = Array.isArray(roster) ? roster : roster?.leaves;
  return Array.isArray(leaves) && leaves.length > 0 ? leaves : null;
}

// A list is parsed and hashed once, however often the other values are changed.
const parsed = new WeakMap();
const roots = new WeakMap();

const LEAF = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([1-9]\d{0,9}):([1-9]\d{0,9}):([0-9a-f]{16}):(live|void)$/;

function parse(leaves) {
  const known = parsed.get(leaves);
  if (known) return known;
  const entries = [];
  let end = 0;
  let gapAt = 0;
  for (const leaf of leaves) {
    const match = LEAF.exec(leaf);
    if (!match) throw new SyntaxError(`entry ${entries.length + 1} of the list is not written as it must be`);
    const first = Number(match[2]);
    const last = Number(match[3]);
    entries.push({ first, last, tag: match[4], isVoid: match[5] === "void" });
    if (gapAt === 0 && first === end + 1 && last >= first) end = last;
    else gapAt ||= entries.length;
  }
  const result = { entries, end, gapAt };
  parsed.set(leaves, result);
  return result;
}

function entryOf(leaves, ticket) {
  const { entries } = parse(leaves);
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (entries[middle].first <= ticket) low = middle;
    else high = middle - 1;
  }
  const entry = entries[low];
  return ticket >= entry.first && ticket <= entry.last ? entry : null;
}

/** The Merkle root (RFC 6962): leaf = SHA256(0x00 ‖ text), node = SHA256(0x01 ‖ left ‖ right). */
export function rosterRoot(leaves) {
  const known = roots.get(leaves);
  if (known) return known;
  const work = hashing(leaves);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same, with pauses so that a page with a long list stays usable; `progress` is told a share of 0 … 1. */
export async function hashRoster(leaves, progress) {
  if (roots.has(leaves)) return roots.get(leaves);
  const work = hashing(leaves);
  for (let at = performance.now(); ; ) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - at < 30) continue;
    progress?.(value);
    await new Promise((resume) => setTimeout(resume));
    at = performance.now();
  }
}

function* hashing(leaves) {
  const total = 2 * leaves.length;
  let hashed = 0;
  let level = new Array(leaves.length);
  for (let i = 0; i < leaves.length; i++) {
    level[i] = sha256(ascii("\0" + leaves[i]));
    if (++hashed % 256 === 0) yield hashed / total;
  }
  const pair = new Uint8Array(65);
  pair[0] = 1;
  // Neighbours in pairs, an odd one carried up unchanged: the RFC's tree, level by level.
  while (level.length > 1) {
    const above = new Array(Math.ceil(level.length / 2));
    for (let i = 0; i < above.length; i++) {
      if (2 * i + 1 === level.length) above[i] = level[2 * i];
      else {
        pair.set(level[2 * i], 1);
        pair.set(level[2 * i + 1], 33);
        above[i] = sha256(pair);
      }
      if (++hashed % 256 === 0) yield hashed / total;
    }
    level = above;
  }
  const hex = toHex(level[0]);
  roots.set(leaves, hex);
  return hex;
}

/** The tag of a player in a lot, from the key that is never published: for checking worked examples. */
export const tagOf = (tagKey, userId) => toHex(hmacSha256(fromHex(tagKey), ascii(userId))).slice(0, 16);

// ---- Signatures -------------------------------------------------------------------------------------------------------

// What a statement must say about the draw it stands under. The last field is the time it was made.
const SAYS = {
  opening: (proof) => [proof.lot_id, proof.mode, proof.commitment],
  roster: (proof) => [proof.lot_id, proof.roster_root, proof.total_tickets],
  draw: (proof) => [proof.lot_id, proof.combined_seed, proof.winning_ticket],
};

/** Checks every signed statement of the proof with the keys of /.well-known/alot-keys.json. */
export async function verifySignatures(proof, keys) {
  const about = LINES.find(({ id }) => id === "signatures");
  const statements = Array.isArray(proof.signatures) ? proof.signatures : [];
  if (statements.length === 0) return { ...about, ...nothing("No signed statements were given.") };
  if (!globalThis.crypto?.subtle)
    return { ...about, ...nothing("This browser checks signatures only on https pages.") };
  const list = Array.isArray(keys) ? keys : keys?.keys;
  if (!Array.isArray(list)) return { ...about, ...nothing("The public keys were not given.") };

  const found = await Promise.all(statements.map(async (s) => `${s?.kind}: ${await judge(proof, s, list)}`));
  const expected = statements.map((s) => `${s?.kind}: valid`).join(" · ");
  const computed = found.join(" · ");
  return { ...about, expected, computed, ok: expected === computed };
}

async function judge(proof, { kind, key_id, fields, signature }, keys) {
  try {
    if (!Array.isArray(fields) || !/^[a-z_]+$/.test(kind)) return "not a statement";
    const key = keys.find(({ id }) => id === key_id);
    if (!key) return "made with a key that is not ours";
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
    const at = Date.parse(fields.at(-1));
    if (!(at >= Date.parse(key.valid_from)) || (key.valid_until && at > Date.parse(key.valid_until)))
      return "the key was not in use then";
    if (kind in SAYS && !SAYS[kind](proof).every((value) => fields.includes(String(value))))
      return "about something else";
    if (kind === "roster" && proof.drawn_at && at > Date.parse(proof.drawn_at)) return "made after the draw";
    return "valid";
  } catch (error) {
    return `can’t be checked: ${error.message}`;
  }
}

// ---- Reading values ---------------------------------------------------------------------------------------------------

function text(value) {
  if (typeof value !== "string" || value === "") throw new TypeError("a value is missing");
  return value;
}

function hash(value, name) {
  if (!/^[0-9a-f]{64}$/.test(value ?? "")) throw new TypeError(`${name} must be 64 lower-case hex digits`);
  return value;
}

function whole(value, name) {
  const number = Number(value);
  if (value === "" || value === null || !Number.isSafeInteger(number) || number < 0)
    throw new TypeError(`${name} must be a whole number`);
  return number;
}

function total(proof) {
  const tickets = whole(proof.total_tickets, "total_tickets");
  if (tickets < 1 || tickets > MAX_NONCE) throw new RangeError("total_tickets must be 1 to 2147483647");
  return tickets;
}

/**
 * Takes what a person may paste or open: a proof, { proof, roster, keys }, a roster alone, or one of the worked examples
 * of docs/draw-vectors.json. Returns { proof?, roster?, keys? }.
 */
export function readDocument(source) {
  const given = JSON.parse(source);
  if (given === null || typeof given !== "object") throw new SyntaxError("That is JSON, but not a proof.");
  if (given.proof) return { proof: given.proof, roster: given.roster, keys: given.keys };
  if (given.steps) return readVector(given);
  if (given.server_seed !== undefined) return { proof: given };
  if (leavesOf(given)) return { roster: Array.isArray(given) ? { leaves: given } : given };
  throw new SyntaxError("That is JSON, but neither a proof nor a list of entries.");
}

function readVector({ steps, leaves, randomness, ...values }) {
  const { nonce, combined_seed, number } = steps.at(-1);
  const skips = steps.slice(0, -1).map(({ skipped, ...step }) => ({ ...step, reason: skipped }));
  const proof = { ...values, nonce, combined_seed, number, skips, signatures: [] };
  if (randomness) proof.beacon = { randomness };
  return { proof, roster: leaves && { leaves } };
}
