// The fairness log and the records a viewer saved: whether the chain of hashes holds, where it breaks, and whether this lot's
// records stand in it as the proof has them. Hash of a record = SHA256(previous hash ‖ LF ‖ RFC 8785 JSON of the record).

import { sha256, toHex } from "./sha256.mjs";
import { judgeSignature, keysOf, rosterStatementOf } from "./signatures.mjs";
import { nothing, wrong } from "./values.mjs";

/** What stands before the first record. */
export const GENESIS = "0".repeat(64);

const utf8 = new TextEncoder();

const digestOf = (text) => toHex(sha256(utf8.encode(text)));

/** RFC 8785 for what records are made of: strings, whole numbers, booleans, null, objects, lists. */
export function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new RangeError("a record holds whole numbers only");
    return String(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new RangeError("a text holds half a surrogate pair");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  // Sorted by UTF-16 code units, as the RFC says and sort() does.
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${canonical(name)}:${canonical(value[name])}`)
    .join(",")}}`;
}

export const recordHash = ({ previous_hash, record }) => digestOf(`${previous_hash}\n${canonical(record)}`);

/** What the log shows of a private lot's record. */
export const concealed = (salt, record) => digestOf(salt + canonical(record));

// ---- The whole log ------------------------------------------------------------------------------------------------------

/** The lines of a file, read piece by piece: a log may be larger than a page can hold. */
export async function* linesOf(file) {
  let rest = "";
  for (const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    yield* lines;
  }
  yield rest;
}

/**
 * Walks the log from its beginning: { count, head, broken: null | { record, why }, lot: [...], concealed: Map }. `lot` holds the
 * records about this lot, `concealed` where each hidden one stands. After a break it goes no further.
 */
export async function readLog(lines, lotId, progress) {
  const log = { count: 0, head: GENESIS, broken: null, lot: [], concealed: new Map() };
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const why = follow(log, line, lotId);
    if (why) {
      log.broken = { record: log.count + 1, why };
      return log;
    }
    if (log.count % 1000 === 0) progress?.(log.count);
  }
  return log;
}

function follow(log, line, lotId) {
  let given;
  try {
    given = JSON.parse(line);
    if (typeof given.record !== "object" || given.record === null) return "it is not a record";
    if (given.sequence !== log.count + 1) return `it is numbered ${given.sequence}`;
    if (given.previous_hash !== log.head)
      return log.count === 0 ? "it does not start from 64 zeros" : `it does not follow record ${log.count}`;
    if (given.hash !== recordHash(given)) return "its hash is not that of what it says";
  } catch (error) {
    return `it can’t be read: ${error.message}`;
  }
  log.count++;
  log.head = given.hash;
  if (given.record.fields?.[0] === lotId) log.lot.push(given);
  if (typeof given.record.concealed === "string") log.concealed.set(given.record.concealed, given.sequence);
  return null;
}

/** The line about the log: from the records that came with the proof, from the whole log, or from both. */
export function checkLog(proof, { records = [], log, salt } = {}) {
  if (records.length === 0 && !log) return nothing("Open the fairness log to look for this lot’s records.");
  if (log?.broken) return wrong("an unbroken chain", `broken at record ${log.broken.record}: ${log.broken.why}`);
  for (const record of records) {
    if (record.hash !== recordHash(record))
      return wrong("each record with its own hash", `record ${record.sequence} does not have the hash of what it says`);
    if (log && !log.lot.some(({ sequence, hash }) => sequence === record.sequence && hash === record.hash))
      return wrong("the records that came with the proof", `record ${record.sequence} is not in this log`);
  }
  const places = placesOf(proof, log?.lot ?? records, log?.concealed, salt);
  const found = places.map(({ kind, at, why }) => `${kind}: ${why ?? `record ${at}`}`).join(" · ");
  const inOrder = places.every(({ at }, i) => i === 0 || !at || !places[i - 1].at || at > places[i - 1].at);
  const chain = log
    ? `${log.count} records, unbroken, head ${log.head}`
    : "Each hash holds; open the log to see them in the chain";
  return {
    expected: places.map(({ kind }) => kind).join(", ") + " of this lot, in this order",
    computed: `${found}. ${chain}.`,
    ok: inOrder && places.every(({ why }) => why === undefined),
  };
}

function placesOf(proof, records, hidden, salt) {
  const about = (kind) => records.filter(({ record }) => record.kind === kind && record.fields?.[0] === proof.lot_id);
  const signed = (Array.isArray(proof.signatures) ? proof.signatures : []).filter(
    (s) => s?.kind === "roster" || s?.kind === "draw",
  );

  const places = signed.map((statement) => {
    const { kind, key_id, fields, signature } = statement;
    const said = canonical({ kind, key_id, fields, signature });
    const there = about(kind);
    const same = there.find(({ record }) => canonical(record) === said);
    if (there.length > 1) return { kind, why: `${there.length} records` };
    if (same) return { kind, at: same.sequence };
    if (there.length > 0) return { kind, why: `record ${there[0].sequence} says something else` };
    const at = salt && hidden?.get(concealed(salt, { kind, key_id, fields, signature }));
    return at ? { kind, at } : { kind, why: "not there" };
  });

  const openings = about("opening");
  // A private lot's opening is concealed, and the proof does not hold what it said.
  if (openings.length === 0 && salt && places.some(({ at }) => at)) return places;
  const [opening] = openings;
  const says = opening?.record.fields;
  if (openings.length > 1) places.unshift({ kind: "opening", why: `${openings.length} records` });
  else if (!opening) places.unshift({ kind: "opening", why: "not there" });
  else if (says[1] !== proof.mode || says[2] !== proof.commitment)
    places.unshift({ kind: "opening", why: `record ${opening.sequence} says something else` });
  else places.unshift({ kind: "opening", at: opening.sequence });
  return places;
}

// ---- A record that somebody saved ---------------------------------------------------------------------------------------

const PLAIN = /^alot:roster:v1:([^:]+):([^:]+):([^:]+):(?:([^:]+):)?(\d{4}-\d\d-\d\dT.+Z)$/;

/** Takes a saved roster record as JSON, alone or inside a record of the log, or the plain text that was signed. */
export function readSaved(source) {
  const plain = PLAIN.exec(source.trim());
  if (plain) return { kind: "roster", fields: plain.slice(1).filter((field) => field !== undefined) };
  let given;
  try {
    given = JSON.parse(source);
  } catch {
    throw new SyntaxError("That is neither a record nor the text of one.");
  }
  const candidates = [
    given,
    given?.record,
    given?.statement,
    given?.roster,
    ...(given?.signatures ?? given?.proof?.signatures ?? []),
  ];
  const found = candidates.find((c) => c?.kind === "roster" && Array.isArray(c.fields));
  if (!found) throw new SyntaxError("That holds no signed list of entries.");
  return found;
}

/** Compares the saved record with the proof: lot, root, total, round and time. `saved` is the text the reader gave. */
export async function checkSaved(proof, saved, keys) {
  if (!saved?.trim()) return nothing("Not given.");
  const kept = readSaved(saved);
  const published = rosterStatementOf(proof);
  const named = (fields) => ({
    lot: fields[0],
    root: fields[1],
    total: fields[2],
    ...(fields.length === 5 ? { round: fields[3] } : {}),
    time: fields.at(-1),
  });
  const ours = named([
    String(proof.lot_id),
    String(proof.roster_root),
    String(proof.total_tickets),
    ...(proof.mode === "beacon" ? [String(proof.beacon?.round)] : []),
    published?.fields.at(-1) ?? "not published",
  ]);
  const theirs = named(kept.fields);
  const names = Object.keys({ ...ours, ...theirs });
  const differing = names.filter((name) => ours[name] !== theirs[name]);
  const list = keysOf(keys);
  const judged = !kept.signature
    ? "not signed"
    : list && globalThis.crypto?.subtle
      ? await judgeSignature(kept, list)
      : "not checked";
  const signed = judged === "valid" ? "signed by us" : `signature: ${judged}`;
  if (differing.length > 0) {
    const both = judged === "valid" ? "; two different records bear our signature" : "";
    return wrong(
      differing.map((name) => `${name} ${ours[name]}`).join(", "),
      `${differing.map((name) => `${name} ${theirs[name] ?? "none"}`).join(", ")} (${signed})${both}`,
    );
  }
  const said = names
    .filter((name) => name !== "lot")
    .map((name) => `${name} ${ours[name]}`)
    .join(", ");
  return {
    expected: said,
    computed: `the same (${signed})`,
    ok: ["valid", "not signed", "not checked"].includes(judged),
  };
}
