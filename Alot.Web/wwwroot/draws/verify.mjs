// The verify pages of lots and pots and the Pocket Auditor: takes what was published, from the server or from the file itself, lets the reader
// change any of it, and shows what verifier.mjs comes to.
import { applies, hashRoster, leavesFor, leavesOf, linesOf, readDocument, readLog, verifyAll } from "./verifier.mjs";
import { LINES, LOT, POT, POT_LINES, subjectOf } from "./verifier.mjs";
import { say, writeLine, writeVerdict } from "./sheet.mjs";

const page = document.getElementById("verify");
const inputs = page.querySelector("[data-inputs]");
const kept = page.querySelector("[data-kept]");
const paste = page.querySelector("[data-paste]");
// What this page is for; its server wrote the lines and inputs of that, and of nothing else.
const subject = page.dataset.subject === POT.name ? POT : LOT;
// In the Pocket Auditor the published values stand in the file; there is no server to ask.
const carried = document.getElementById("published");
const NUMBERS = [
  "total_tickets",
  "first_nonce",
  "nonce",
  "number",
  "winning_ticket",
  "entry_cost",
  "max_tickets",
  "winner_index",
  "payout",
];
const LISTS = ["skips", "signatures"];
const BEACON = ["chain", "round", "randomness", "signature"];
const NULL_WHEN_EMPTY = ["roster_root", "winner_tag"];
// A text box with more lines than this makes phones stutter; longer lists are opened as a file instead.
const SHOWN_ENTRIES = 20_000;
const TITLES = new Map((subject === POT ? POT_LINES : LINES).map(({ id, title }) => [id, title]));

const publishedId = subject === POT ? page.dataset.pot : page.dataset.lot;

let original = null; // as published: { proof, roster, keys, records, … }
let current = null; // as changed by the reader
let log = null; // the log that was opened: { file, id, read }
let runs = 0;

async function start() {
  inputs.addEventListener("input", ({ target }) => change(target));
  kept.addEventListener("input", run);
  for (const form of [inputs, kept]) form.addEventListener("submit", (event) => event.preventDefault());
  paste.addEventListener("submit", (event) => {
    event.preventDefault();
    take(paste.elements.source.value);
  });
  for (const picker of page.querySelectorAll("[data-file]"))
    picker.addEventListener("change", async ({ target }) => {
      if (target.files[0]) await take(await target.files[0].text());
      target.value = "";
    });
  page.querySelector("[data-log-file]").addEventListener("change", openLog);
  page.querySelector("[data-saved-file]").addEventListener("change", async ({ target }) => {
    if (target.files[0]) kept.elements.saved.value = await target.files[0].text();
    target.value = "";
    run();
  });
  page.querySelector("[data-reset]").addEventListener("click", () => original && show(original));
  page.querySelector("[data-download]").addEventListener("click", download);
  if (carried) await unpack(JSON.parse(carried.textContent));
  else if (publishedId) await load();
}

// ---- What was published -------------------------------------------------------------------------------------------

async function unpack({ facts, ...published }) {
  original = published;
  introduce(original.proof, facts);
  await show(original);
}

async function load() {
  let facts;
  try {
    ({ facts, ...original } = await (subject === POT ? fetchPot(publishedId) : fetchLot(publishedId)));
  } catch (error) {
    page.querySelector("[data-auditor]").hidden = true;
    if (error.status === 404 || error.status === 409)
      say(
        page,
        "",
        "circle-dashed",
        "There is no draw to check yet",
        subject === POT
          ? "A pot can be checked from the moment it is settled."
          : "A lot can be checked from the moment it is drawn.",
      );
    else
      say(
        page,
        "",
        "warning-circle",
        "The proof could not be fetched",
        "The draw stands as it is. Load the page again.",
      );
    return;
  }
  introduce(original.proof, facts);
  await show(original);
}

async function fetchLot(id) {
  const key = new URLSearchParams(location.search).get("key");
  const about = `/api/lots/${id}`;
  const private_ = key ? `?key=${encodeURIComponent(key)}` : "";
  const [proof, roster, keys, records, facts] = await Promise.all([
    fetchJson(`${about}/draw${private_}`),
    fetchJson(`${about}/draw/roster${private_}`).catch(onlyIfMissing),
    fetchKeys(),
    fetchRecords(`${about}/fairness${private_}`),
    fetchJson(about + private_).catch(() => null),
  ]);
  return { proof, roster, keys, records, facts };
}

async function fetchPot(id) {
  const [proof, keys] = await Promise.all([fetchJson(`/api/pots/${id}/proof`), fetchKeys()]);
  return { proof, keys };
}

async function fetchJson(address) {
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw Object.assign(new Error(`${address}: ${answer.status}`), { status: answer.status });
  return answer.json();
}

// A draw without a list is checked as one; a list that can't be had just now is something else.
function onlyIfMissing(error) {
  if (error.status === 404) return null;
  throw error;
}

// What the lot promised at opening stands in the fairness log and not in the proof. A private lot's records are concealed.
const fetchRecords = (address) =>
  fetchJson(address).then(
    ({ records }) => records.filter(({ record }) => record.fields),
    () => [],
  );

const fetchKeys = async () => (carried ? null : fetchJson("/.well-known/alot-keys.json").catch(() => null));

function introduce(proof, facts) {
  const parts = proof.title ? [proof.title] : [];
  if (facts?.number) parts.push(`Lot ${String(facts.number).padStart(4, "0")}`);
  if (facts?.product?.name) parts.push(facts.product.name);
  const at = new Date(proof.drawn_at ?? proof.settled_at);
  if (!Number.isNaN(at.getTime())) {
    const form = {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    };
    parts.push(`${subject === POT ? "settled" : "drawn"} ${at.toLocaleString("en-GB", { ...form, timeZoneName: "short" })}`);
  }
  if (parts.length) page.querySelector("[data-about]").textContent = parts.join(" · ");
}

// ---- What the reader brings along or changes ----------------------------------------------------------------------

async function take(source) {
  const complaint = paste.querySelector("[data-paste-error]");
  complaint.hidden = true;
  try {
    const given = readDocument(source);
    let proof = given.proof ?? current?.proof;
    if (!proof) throw new SyntaxError("That is a list of entries. Open the proof first.");
    if (subjectOf(proof) !== subject) throw new SyntaxError(ELSEWHERE[subject.name]);
    if (subject === POT && !given.proof) proof = { ...proof, entries: leavesOf(given.roster) };
    const isSame = current && subject.idOf(current.proof) === subject.idOf(proof);
    const fresh = {
      proof,
      // A changed proof of the same lot or pot goes on with the list and the records that are there already.
      roster: given.roster ?? (isSame ? current.roster : null),
      keys: given.keys ?? current?.keys,
      records: given.records ?? (isSame ? current.records : undefined),
      entries: isSame ? current.entries : undefined,
      isExample: given.proof ? given.isExample : current.isExample,
    };
    fresh.keys ??= await fetchKeys();
    // A list that was opened belongs to what was published; a reset keeps it.
    if (!given.proof && original && !original.roster) original = { ...original, roster: fresh.roster };
    original ??= fresh;
    if (!publishedId && !carried) original = fresh;
    await show(fresh);
  } catch (error) {
    complaint.textContent =
      error instanceof SyntaxError ? `This can’t be read. ${error.message}` : String(error.message ?? error);
    complaint.hidden = false;
  }
}

const ELSEWHERE = {
  lot: "It is the proof of a pot: open it at /pots/verify.",
  pot: "It is the proof of a lot’s draw: open it at /verify.",
};

async function openLog({ target }) {
  if (target.files[0]) log = { file: target.files[0] };
  target.value = "";
  await run();
}

async function show(given) {
  current = { ...given, proof: structuredClone(given.proof) };
  const { proof } = current;
  for (const field of inputs.elements)
    if (field.name && field.name in proof)
      field.value = LISTS.includes(field.name) ? JSON.stringify(proof[field.name], null, 1) : (proof[field.name] ?? "");
  for (const name of BEACON) inputs.elements[name].value = proof.beacon?.[name] ?? "";
  for (const name of NULL_WHEN_EMPTY) inputs.elements[name].value = proof[name] ?? "";
  inputs.elements.keys.value = current.keys ? JSON.stringify(current.keys, null, 1) : "";
  showRoster();
  showSource();
  await run();
}

function showRoster() {
  const leaves = leavesFor(current.proof, current.roster) ?? [];
  const box = inputs.elements.leaves;
  const tooLong = leaves.length > SHOWN_ENTRIES;
  box.readOnly = tooLong;
  box.value = (tooLong ? leaves.slice(0, 100) : leaves).join("\n");
  countEntries(leaves, tooLong ? "; the first 100. To change it, open a file" : "");
}

function countEntries({ length }, more = "") {
  const words = length === 1 ? "1 entry" : `${length.toLocaleString("en-US")} entries`;
  page.querySelector("[data-entries]").textContent = words + more;
}

const showSource = () => (paste.elements.source.value = JSON.stringify(current.proof, null, 1));

function change({ name, value, readOnly }) {
  if (!name || readOnly) return;
  // On the blank page the values may be typed in one by one.
  const mode = inputs.elements.mode.value;
  const blank = subject === POT ? { pot_id: "", mode, entries: [] } : { mode, skips: [] };
  current ??= { proof: blank, roster: null, keys: null, isExample: true };
  const { proof } = current;
  const typed = value.trim();
  if (name === "leaves") {
    const leaves = value
      .split("\n")
      .map((leaf) => leaf.trim())
      .filter((leaf) => leaf !== "");
    if (subject === POT) proof.entries = leaves;
    else current.roster = leaves.length ? { leaves } : null;
    countEntries(leaves);
  } else if (name === "keys") current.keys = parsed(typed) ?? [];
  else if (LISTS.includes(name)) proof[name] = parsed(typed) ?? typed;
  else if (BEACON.includes(name)) proof.beacon = { ...proof.beacon, [name]: name === "round" ? number(typed) : typed };
  else if (NUMBERS.includes(name)) proof[name] = number(typed);
  else if (name !== "tag") proof[name] = typed === "" && NULL_WHEN_EMPTY.includes(name) ? null : typed;
  showSource();
  run();
}

const number = (typed) => (/^(0|[1-9]\d{0,15})$/.test(typed) ? Number(typed) : typed);

function parsed(typed) {
  try {
    return JSON.parse(typed);
  } catch {
    return null;
  }
}

function download() {
  if (!current) return;
  const { proof, roster, keys, records } = current;
  const file = new Blob([JSON.stringify({ proof, roster, keys, records }, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${subject === POT ? "pot" : "draw"}-${subject.idOf(proof)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// ---- The sums -----------------------------------------------------------------------------------------------------

async function run() {
  if (!current) return;
  const turn = ++runs;
  const { proof, roster, keys, records, isExample } = current;
  page.querySelector("[data-beacon]").hidden = proof.mode !== "beacon";

  const leaves = leavesFor(proof, roster);
  const progress = (heading, words) => turn === runs && say(page, "", "circle-dashed", heading, words);
  if (leaves) {
    const total = leaves.length.toLocaleString("en-US");
    await hashRoster(leaves, (share) =>
      progress("Hashing the list", `${Math.floor(share * 100)} % of ${total} entries.`),
    ).catch(() => {}); // what is wrong with the list stands in its line
  }
  const wanted = page.querySelector("[data-roster-wanted]");
  const listFollows = !leaves && current.entries > 0;
  if (wanted) {
    wanted.hidden = !listFollows;
    if (listFollows) introduceList(wanted);
  }
  const more = {
    tag: inputs.elements.tag.value.trim(),
    saved: kept.elements.saved.value,
    salt: kept.elements.salt?.value.trim(),
    log: await readOpenedLog(subject.idOf(proof), progress),
    keys,
    records,
    isExample,
    listFollows,
  };
  const lines = await verifyAll(proof, roster, more);
  // A later change has overtaken this run.
  if (turn !== runs) return;
  const shown = lines.map((line) => ({ ...line, isShown: applies(line.id, proof, more) }));
  for (const line of shown) writeLine(page, line, TITLES, leaves);
  writeVerdict(
    page,
    proof,
    shown.filter(({ isShown }) => isShown),
  );
}

function introduceList(wanted) {
  wanted.querySelector("[data-count]").textContent = current.entries.toLocaleString("en-US");
  wanted.querySelector("[data-address]").textContent = `/api/lots/${current.proof.lot_id}/draw/roster`;
}

// A log is read once for a lot or pot, however often the other values are changed.
async function readOpenedLog(id, progress) {
  if (!log) return undefined;
  if (log.id !== id) {
    log.id = id;
    log.read = readLog(linesOf(log.file), id, (count) =>
      progress("Reading the log", `${count.toLocaleString("en-US")} records so far.`),
    );
  }
  return log.read;
}

start();
