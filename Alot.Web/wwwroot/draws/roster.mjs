// The list of entries: its leaves, its Merkle tree (RFC 6962: leaf = SHA256(0x00 ‖ text), node = SHA256(0x01 ‖ left ‖ right)),
// and the way from one entry up to the root.

import { ascii, fromHex, hmacSha256, sha256, toHex } from "./sha256.mjs";
import { nothing, same, totalOf, whole, wrong } from "./values.mjs";

/** The leaf strings of a roster: { leaves: [...] } as the server gives it, or the bare list. */
export function leavesOf(roster) {
  const leaves = Array.isArray(roster) ? roster : roster?.leaves;
  return Array.isArray(leaves) && leaves.length > 0 ? leaves : null;
}

// A list is parsed and hashed once, however often the other values are changed.
const parsed = new WeakMap();
const trees = new WeakMap();

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
    entries.push({ index: entries.length, id: match[1], first, last, tag: match[4], isVoid: match[5] === "void" });
    if (gapAt === 0 && first === end + 1 && last >= first) end = last;
    else gapAt ||= entries.length;
  }
  const result = { entries, end, gapAt };
  parsed.set(leaves, result);
  return result;
}

/** The entry that holds the ticket, or null. */
export function entryOf(leaves, ticket) {
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

export const entriesOf = (leaves, tag) => parse(leaves).entries.filter((entry) => entry.tag === tag);

export const liveTickets = (leaves) =>
  parse(leaves).entries.reduce((sum, { first, last, isVoid }) => sum + (isVoid ? 0 : last - first + 1), 0);

// ---- The tree ---------------------------------------------------------------------------------------------------------

const DIGEST = 32;

/** The Merkle root as hex. */
export function rosterRoot(leaves) {
  const work = treeOf(leaves);
  for (;;) {
    const { done, value } = work.next();
    if (done) return rootOf(value);
  }
}

/** The same, with pauses so that a page with a long list stays usable; `progress` is told a share of 0 … 1. */
export async function hashRoster(leaves, progress) {
  const work = treeOf(leaves);
  for (let at = performance.now(); ; ) {
    const { done, value } = work.next();
    if (done) return rootOf(value);
    if (performance.now() - at < 30) continue;
    progress?.(value);
    await new Promise((resume) => setTimeout(resume));
    at = performance.now();
  }
}

const rootOf = (levels) => toHex(levels.at(-1));

// Every level of the tree, each as one array of bytes; yields the share that is done. Neighbours in pairs, an odd one carried up
// unchanged: the RFC's tree, level by level.
function* treeOf(leaves) {
  const known = trees.get(leaves);
  if (known) return known;
  const total = 2 * leaves.length;
  let hashed = 0;
  let level = new Uint8Array(leaves.length * DIGEST);
  for (let i = 0; i < leaves.length; i++) {
    level.set(leafHash(leaves[i]), i * DIGEST);
    if (++hashed % 256 === 0) yield hashed / total;
  }
  const levels = [level];
  while (level.length > DIGEST) {
    const count = level.length / DIGEST;
    const above = new Uint8Array(Math.ceil(count / 2) * DIGEST);
    for (let i = 0; 2 * i < count; i++) {
      const from = 2 * i * DIGEST;
      const isOdd = 2 * i + 1 === count;
      above.set(
        isOdd
          ? level.subarray(from)
          : nodeHash(level.subarray(from, from + DIGEST), level.subarray(from + DIGEST, from + 2 * DIGEST)),
        i * DIGEST,
      );
      if (++hashed % 256 === 0) yield hashed / total;
    }
    levels.push(above);
    level = above;
  }
  trees.set(leaves, levels);
  return levels;
}

const leafHash = (leaf) => sha256(ascii("\0" + leaf));

function nodeHash(left, right) {
  const pair = new Uint8Array(1 + 2 * DIGEST);
  pair[0] = 1;
  pair.set(left, 1);
  pair.set(right, 1 + DIGEST);
  return sha256(pair);
}

/** What is needed to climb from an entry to the root: the neighbours, lowest first, each { hash, side }. */
export function pathOf(leaves, index) {
  rosterRoot(leaves);
  const path = [];
  for (const level of trees.get(leaves)) {
    const from = (index ^ 1) * DIGEST;
    if (from < level.length)
      path.push({ hash: toHex(level.subarray(from, from + DIGEST)), side: index % 2 ? "left" : "right" });
    index >>= 1;
  }
  return path;
}

/** The root that one entry and its neighbours lead to, as hex: no other entry takes part. */
export const climb = (leaf, path) =>
  toHex(
    path.reduce(
      (hash, { hash: neighbour, side }) =>
        side === "left" ? nodeHash(fromHex(neighbour), hash) : nodeHash(hash, fromHex(neighbour)),
      leafHash(leaf),
    ),
  );

// ---- The lines about it -------------------------------------------------------------------------------------------------

export function checkGaps(proof, leaves) {
  if (!leaves) return withoutRoster(proof);
  const tickets = totalOf(proof);
  const { end, gapAt } = parse(leaves);
  const computed = gapAt ? `1 to ${end}, then a gap or an overlap at entry ${gapAt}` : `1 to ${end}`;
  return { expected: `1 to ${tickets}`, computed, ok: !gapAt && end === tickets };
}

export function checkRoot(proof, leaves) {
  if (!leaves) return withoutRoster(proof);
  const computed = rosterRoot(leaves);
  if (proof.mode === "classic" && !proof.roster_root) return nothing(computed);
  return same(proof.roster_root, computed);
}

/** Without the list a classic draw can still be recomputed, unless something was voided; the others can't. */
function withoutRoster(proof) {
  if (proof.mode === "classic" && !proof.roster_root) return nothing("This draw was made without a list.");
  return wrong(proof.roster_root ?? "a list", "the list is missing");
}

export function checkWinner(proof, leaves) {
  if (!leaves) return withoutRoster(proof);
  const entry = entryOf(leaves, whole(proof.winning_ticket, "winning_ticket"));
  if (!entry) return wrong(`${proof.winner_tag}, live`, "no entry holds this ticket");
  return {
    ...same(`${proof.winner_tag}, live`, `${entry.tag}, ${entry.isVoid ? "void" : "live"}`),
    entries: [entry],
  };
}

export function checkMine(leaves, tag) {
  if (!tag) return nothing("Give your tag to look for your tickets.");
  if (!leaves) return nothing("There is no list to look in.");
  const entries = entriesOf(leaves, tag);
  const root = rosterRoot(leaves);
  const lost = entries.filter(({ index }) => climb(leaves[index], pathOf(leaves, index)) !== root);
  const ranges = entries.map(
    (e) => (e.first === e.last ? `${e.first}` : `${e.first} to ${e.last}`) + (e.isVoid ? " (void)" : ""),
  );
  return {
    expected: "at least one entry",
    computed: ranges.join(", ") || "no entry has this tag",
    ok: entries.length > 0 && lost.length === 0,
    entries,
  };
}

/** The tag of a player in a lot, from the key that is never published: for checking worked examples. */
export const tagOf = (tagKey, userId) => toHex(hmacSha256(fromHex(tagKey), ascii(userId))).slice(0, 16);
