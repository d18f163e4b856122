// The fairness log and the records a viewer saved: whether the chain of hashes holds, where it breaks, and whether this lot's or pot's
// records stand in it as the proof has them. Hash of a record = SHA256(previous hash ‖ LF ‖ RFC 8785 JSON of the record).

import { sha256, toHex } from "./sha256.mjs";
import { judgeSignature, keysOf, listStatementOf } from "./signatures.mjs";
import { LOT, POT, subjectOf } from "./subjects.mjs";
import { nothing, secondsOf, wrong } from "./values.mjs";

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
 * Walks the log from its beginning: { count, head, broken: null | { record, why }, own: [...], concealed: Map }. `own` holds the
 * records about this lot or pot, `concealed` where each hidden one stands. After a break it goes no further.
 */
export async function readLog(lines, id, progress) {
  const log = { count: 0, head: GENESIS, broken: null, own: [], concealed: new Map() };
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const why = follow(log, line, id);
    if (why) {
      log.broken = { record: log.count + 1, why };
      return log;
    }
    if (log.count % 1000 === 0) progress?.(log.count);
  }
  return log;
}

function follow(log, line, id) {
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
  if (given.record.fields?.[0] === id) log.own.push(given);
  if (typeof given.record.concealed === "string") log.concealed.set(given.record.concealed, given.sequence);
  return null;
}

/** The line about the log: from the records that came with the proof, from the whole log, or from both. */
export function checkLog(proof, { records = [], log, salt } = {}) {
  if (records.length === 0 && !log) return nothing(`Open the fairness log to look for this ${subjectOf(proof).name}’s records.`);
  if (log?.broken) return wrong("an unbroken chain", `broken at record ${log.broken.record}: ${log.broken.why}`);
  for (const record of records) {
    if (record.hash !== recordHash(record))
      return wrong("each record with its own hash", `record ${record.sequence} does not have the hash of what it says`);
    if (log && !log.own.some(({ sequence, hash }) => sequence === record.sequence && hash === record.hash))
      return wrong("the records that came with the proof", `record ${record.sequence} is not in this log`);
  }
  const places = placesOf(proof, log?.own ?? records, log?.concealed, salt);
  const found = places.map(({ kind, at, why }) => `${kind}: ${why ?? `record ${at}`}`).join(" · ");
  const inOrder = places.every(({ at }, i) => i === 0 || !at || !places[i - 1].at || at > places[i - 1].at);
  const chain = log
    ? `${log.count} records, unbroken, head ${log.head}`
    : "Each hash holds; open the log to see them in the chain";
  return {
    expected: places.map(({ kind }) => kind).join(", ") + ` of this ${subjectOf(proof).name}, in this order`,
    computed: `${found}. ${chain}.`,
    ok: inOrder && places.every(({ why }) => why === undefined),
  };
}

function placesOf(proof, records, hidden, salt) {
  const subject = subjectOf(proof);
  const id = subject.idOf(proof);
  const about = (kind) => records.filter(({ record }) => record.kind === kind && record.fields?.[0] === id);
  // The opening of a lot is not in its proof, a pot's is.
  const kinds = subject === POT ? [POT.opening, POT.list, POT.result] : [LOT.list, LOT.result];
  const signed = (Array.isArray(proof.signatures) ? proof.signatures : []).filter((s) => kinds.includes(s?.kind));

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

  if (subject === POT) {
    const [cancelled] = about(POT.cancelled);
    return cancelled ? [...places, { kind: POT.cancelled, why: `record ${cancelled.sequence}` }] : places;
  }
  const openings = about(LOT.opening);
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

const PLAIN = /^alot:(roster|pot_lock):v1:((?:[^:]+:){3,6})(\d{4}-\d\d-\d\dT.+Z)$/;

/** Takes a saved record of a list as JSON, alone or inside a record of the log, or the plain text that was signed. */
export function readSaved(source, { list } = LOT) {
  const plain = PLAIN.exec(source.trim());
  if (plain?.[1] === list) return { kind: list, fields: [...plain[2].split(":").slice(0, -1), plain[3]] };
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
    given?.lock,
    ...(given?.signatures ?? given?.proof?.signatures ?? []),
  ];
  const found = candidates.find((c) => c?.kind === list && Array.isArray(c.fields));
  if (!found) throw new SyntaxError("That holds no signed list of entries.");
  return found;
}

// The fields of a list's statement by name; the round is in it in beacon mode only.
const named = (subject, fields) => {
  const before = subject === POT ? ["pot", "seed hash", "root", "total"] : ["lot", "root", "total"];
  const after = subject === POT ? ["locked", "time"] : ["time"];
  const hasRound = fields.length > before.length + after.length;
  const names = [...before, ...(hasRound ? ["round"] : []), ...after];
  return Object.fromEntries(fields.map((field, at) => [names[at] ?? `field ${at + 1}`, field]));
};

const listFields = (proof) =>
  [
    ...(subjectOf(proof) === POT ? [proof.pot_id, proof.seed_hash] : [proof.lot_id]),
    proof.roster_root,
    proof.total_tickets,
    ...(proof.mode === "beacon" ? [proof.beacon?.round] : []),
    ...(subjectOf(proof) === POT ? [secondsOf(proof.locked_at)] : []),
    listStatementOf(proof)?.fields.at(-1) ?? "not published",
  ].map(String);

/** Compares the saved record with the proof: what it is about, root, total, round and times. `saved` is the text the reader gave. */
export async function checkSaved(proof, saved, keys) {
  if (!saved?.trim()) return nothing("Not given.");
  const subject = subjectOf(proof);
  const kept = readSaved(saved, subject);
  const ours = named(subject, listFields(proof));
  const theirs = named(subject, kept.fields);
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
    .filter((name) => name !== subject.name)
    .map((name) => `${name} ${ours[name]}`)
    .join(", ");
  return {
    expected: said,
    computed: `the same (${signed})`,
    ok: ["valid", "not signed", "not checked"].includes(judged),
  };
}
