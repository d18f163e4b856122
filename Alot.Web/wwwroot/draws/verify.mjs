// The verify page: fetches what was published, lets the reader change any of it, and shows what verifier.mjs comes to.
import { hashRoster, leavesOf, readDocument, verifyAll } from "./verifier.mjs";

const page = document.getElementById("verify");
const inputs = page.querySelector("[data-inputs]");
const verdict = page.querySelector("[data-verdict]");
const paste = page.querySelector("[data-paste]");
const NUMBERS = ["total_tickets", "first_nonce", "nonce", "winning_ticket"];
// A text box with more lines than this makes phones stutter; longer lists are opened as a file instead.
const SHOWN_ENTRIES = 20_000;

let original = null; // as published: { proof, roster, keys }
let current = null; // as changed by the reader
let runs = 0;

async function start() {
  inputs.addEventListener("input", ({ target }) => change(target));
  inputs.addEventListener("submit", (event) => event.preventDefault());
  paste.addEventListener("submit", (event) => {
    event.preventDefault();
    take(paste.elements.source.value);
  });
  paste.querySelector("[data-file]").addEventListener("change", async ({ target }) => {
    if (target.files[0]) take(await target.files[0].text());
    target.value = "";
  });
  page.querySelector("[data-reset]").addEventListener("click", () => original && show(original));
  page.querySelector("[data-download]").addEventListener("click", download);
  if (page.dataset.lot) await load(page.dataset.lot);
}

// ---- What was published -------------------------------------------------------------------------------------------

async function load(lot) {
  const key = new URLSearchParams(location.search).get("key");
  const about = `/api/lots/${lot}`;
  const private_ = key ? `?key=${encodeURIComponent(key)}` : "";
  let facts;
  try {
    let proof, roster, keys;
    [proof, roster, keys, facts] = await Promise.all([
      fetchJson(`${about}/draw${private_}`),
      fetchJson(`${about}/draw/roster${private_}`).catch(onlyIfMissing),
      fetchKeys(),
      fetchJson(about + private_).catch(() => null),
    ]);
    original = { proof, roster, keys };
  } catch (error) {
    if (error.status === 404 || error.status === 409)
      say("", "circle-dashed", "There is no draw to check yet", "A lot can be checked from the moment it is drawn.");
    else say("", "warning-circle", "The proof could not be fetched", "The draw stands as it is. Load the page again.");
    return;
  }
  introduce(original.proof, facts);
  await show(original);
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

const fetchKeys = () => fetchJson("/.well-known/alot-keys.json").catch(() => null);

function introduce(proof, facts) {
  const parts = [];
  if (facts?.number) parts.push(`Lot ${String(facts.number).padStart(4, "0")}`);
  if (facts?.product?.name) parts.push(facts.product.name);
  const at = new Date(proof.drawn_at);
  if (!Number.isNaN(at.getTime())) {
    const form = {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    };
    parts.push(`drawn ${at.toLocaleString("en-GB", { ...form, timeZoneName: "short" })}`);
  }
  if (parts.length) page.querySelector("[data-about]").textContent = parts.join(" · ");
}

// ---- What the reader brings along or changes ----------------------------------------------------------------------

async function take(source) {
  const complaint = paste.querySelector("[data-paste-error]");
  complaint.hidden = true;
  try {
    const given = readDocument(source);
    const proof = given.proof ?? current?.proof;
    if (!proof) throw new SyntaxError("That is a list of entries. Open the proof first.");
    const fresh = {
      proof,
      roster: given.roster ?? (given.proof ? null : current?.roster),
      keys: given.keys ?? current?.keys,
    };
    // A changed proof of the same lot goes on with the list that is there already.
    if (!fresh.roster && current && proof.lot_id === current.proof.lot_id) fresh.roster = current.roster;
    fresh.keys ??= await fetchKeys();
    original ??= fresh;
    if (!page.dataset.lot) original = fresh;
    await show(fresh);
  } catch (error) {
    complaint.textContent =
      error instanceof SyntaxError ? `This can’t be read. ${error.message}` : String(error.message ?? error);
    complaint.hidden = false;
  }
}

async function show(given) {
  current = { ...given, proof: structuredClone(given.proof) };
  const { proof } = current;
  for (const field of inputs.elements) if (field.name && field.name in proof) field.value = proof[field.name] ?? "";
  inputs.elements.randomness.value = proof.beacon?.randomness ?? "";
  inputs.elements.roster_root.value = proof.roster_root ?? "";
  inputs.elements.winner_tag.value = proof.winner_tag ?? "";
  showRoster();
  showSource();
  await run();
}

function showRoster() {
  const leaves = leavesOf(current.roster) ?? [];
  const box = inputs.elements.leaves;
  const tooLong = leaves.length > SHOWN_ENTRIES;
  box.readOnly = tooLong;
  box.value = (tooLong ? leaves.slice(0, 100) : leaves).join("\n");
  const count = leaves.length.toLocaleString("en-US");
  page.querySelector("[data-entries]").textContent =
    leaves.length === 1
      ? "1 entry"
      : `${count} entries` + (tooLong ? "; the first 100. To change it, open a file" : "");
}

const showSource = () => (paste.elements.source.value = JSON.stringify(current.proof, null, 1));

function change({ name, value, readOnly }) {
  if (!name || readOnly) return;
  // On the blank page the values may be typed in one by one.
  current ??= { proof: { mode: inputs.elements.mode.value, skips: [] }, roster: null, keys: null };
  const { proof } = current;
  const typed = value.trim();
  if (name === "leaves") {
    const leaves = value
      .split("\n")
      .map((leaf) => leaf.trim())
      .filter((leaf) => leaf !== "");
    current.roster = leaves.length ? { leaves } : null;
    page.querySelector("[data-entries]").textContent =
      leaves.length === 1 ? "1 entry" : `${leaves.length.toLocaleString("en-US")} entries`;
  } else if (name === "randomness") proof.beacon = { ...proof.beacon, randomness: typed };
  else if (NUMBERS.includes(name)) proof[name] = /^(0|[1-9]\d{0,15})$/.test(typed) ? Number(typed) : typed;
  else if (name !== "tag")
    proof[name] = typed === "" && (name === "roster_root" || name === "winner_tag") ? null : typed;
  if (name !== "tag" && name !== "leaves") showSource();
  run();
}

function download() {
  if (!current) return;
  const file = new Blob(
    [JSON.stringify({ proof: current.proof, roster: current.roster, keys: current.keys }, null, 1)],
    { type: "application/json" },
  );
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `draw-${current.proof.lot_id}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// ---- The sums -----------------------------------------------------------------------------------------------------

async function run() {
  const turn = ++runs;
  const { proof, roster, keys } = current;
  const beacon = proof.mode === "beacon";
  page.querySelector("[data-line=beacon]").hidden = !beacon;
  page.querySelector("[data-beacon]").hidden = !beacon;

  const leaves = leavesOf(roster);
  if (leaves) {
    const total = leaves.length.toLocaleString("en-US");
    await hashRoster(leaves, (share) => {
      if (turn === runs)
        say("", "circle-dashed", "Hashing the list", `${Math.floor(share * 100)} % of ${total} entries.`);
    }).catch(() => {}); // what is wrong with the list stands in its line
  }
  const tag = inputs.elements.tag.value.trim();
  const lines = await verifyAll(proof, roster, { tag, keys });
  // A later change has overtaken this run.
  if (turn !== runs) return;
  for (const line of lines) write(line);
  judge(proof, beacon ? lines : lines.filter(({ id }) => id !== "beacon"));
}

function write({ id, expected, computed, ok }) {
  const item = page.querySelector(`[data-line=${id}]`);
  const state = ok === null ? "" : ok ? "1" : "0";
  const body = item.querySelector(".body");
  const mark = item.querySelector(".mark");
  item.dataset.ok = body.dataset.ok = state;
  setSign(mark, ok === null ? "circle" : ok ? "check-circle-fill" : "x-circle-fill");
  mark.classList.toggle("ok", ok === true);
  mark.classList.toggle("bad", ok === false);
  mark.classList.toggle("faint", ok === null);
  mark.removeAttribute("aria-hidden");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", ok === null ? "not checked" : ok ? "matches" : "does not match");
  item.querySelector("[data-published]").textContent = expected || "—";
  item.querySelector("[data-computed]").textContent = computed || "—";
  if (ok === false) item.querySelector("details").open = true;
}

function judge(proof, lines) {
  const failing = lines.filter(({ ok }) => ok === false).length;
  const matching = lines.filter(({ ok }) => ok === true).length;
  const unchecked = lines.length - failing - matching;
  if (failing > 0) {
    const these = "These values are not the ones this draw was made with. Do not trust a result shown with them.";
    say("0", "x-circle", `${failing} of ${lines.length} lines ${failing === 1 ? "does" : "do"} not match`, these);
    return;
  }
  const rest =
    unchecked === 0 ? "" : unchecked === 1 ? " One line does not apply." : ` ${unchecked} lines do not apply.`;
  say(
    "1",
    "seal-check",
    `All ${matching} lines match`,
    `Ticket ${proof.winning_ticket} won. ${MEANING[proof.mode]}${rest}`,
  );
}

// What a draw of each mode proves, and no more than that.
const MEANING = {
  classic: "The seed is the one that was locked before the first sale.",
  roster: "The seed was locked before the first sale, and with this list it gives no other ticket.",
  beacon: "The seed was locked before the first sale, and the drand round took part in the result.",
};

function say(ok, sign, heading, words) {
  verdict.dataset.ok = ok;
  setSign(verdict.querySelector("svg"), sign);
  const [title, text] = [verdict.querySelector("h2"), verdict.querySelector("p")];
  if (title.textContent !== heading) title.textContent = heading;
  if (text.textContent !== words) text.textContent = words;
}

// The sprite's address is the one the server wrote, version and all.
function setSign(svg, name) {
  const use = svg.firstElementChild;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
}

await start();
