// Every line of the check of a lot's draw or of a pot, in the order in which it was made: its words, and which earlier lines it rests on. A line
// that holds proves nothing while one below it is broken; the sheet says so.

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
    ["roster_gaps"],
  ),
  line(
    "signatures",
    "What we published is signed",
    "The list was signed before the draw; our keys are public.",
    "ECDSA P-256 over alot:{kind}:v1:{fields}",
    ["roster_root"],
  ),
  line(
    "saved",
    "Your saved record says the same",
    "What you kept when the list was published has the same root, round and time as the proof.",
    "saved roster record = published roster record",
    ["signatures"],
  ),
  line(
    "log",
    "The fairness log holds this lot’s records",
    "Each record’s hash takes in the one before it, so none can be changed, added or taken out later.",
    "SHA256(previous_hash + line feed + record)",
    ["signatures"],
  ),
  line(
    "beacon_chain",
    "The randomness comes from drand’s quicknet",
    "A public network that belongs to nobody makes a new random value every three seconds. Its name is fixed in this page.",
    "chain = 52db9ba7…84e971",
  ),
  line(
    "beacon_round",
    "The round was fixed before anyone knew it",
    "It is the first one at or after a minute from the moment the signed list was published. No other may be used.",
    "first round at or after published_at + 60 s",
    ["signatures", "beacon_chain"],
  ),
  line(
    "beacon_signature",
    "The network signed that very round",
    "Only drand’s members together can make this signature, so we could neither forge nor choose it.",
    "BLS12-381 over SHA256(round), key of quicknet",
    ["beacon_chain", "beacon_round"],
  ),
  line(
    "beacon",
    "The randomness is the round’s own",
    "It is the fingerprint of the round’s signature.",
    "SHA256(beacon signature)",
    ["beacon_signature"],
  ),
  line(
    "first_nonce",
    "Nobody picked the first nonce",
    "It is 0 in classic mode, else it follows from the list, and in beacon mode from the round too.",
    "low 31 bits of SHA256(roster_root + randomness)",
    ["roster_root", "beacon"],
  ),
  line(
    "client_seed_input",
    "The lot’s own figures are written in one way",
    "Lot, time, tickets and cash of live entries, which is at most a dollar for each live ticket.",
    "lot_id:created_at:total_tickets:escrow_balance",
    ["roster_gaps"],
  ),
  line(
    "client_seed",
    "Those figures give the client seed",
    "Frozen when the lot was funded.",
    "SHA256(client_seed_input)",
    ["client_seed_input"],
  ),
  line(
    "skips",
    "Nothing was skipped without a reason",
    "Only a voided ticket, or a number that would give low tickets an edge, moves the draw on.",
    "nonce + 1 after each skip",
    ["commitment", "roster_root", "first_nonce", "client_seed"],
  ),
  line("nonce", "That leads to the nonce of the draw", "The first one that was not skipped.", "first_nonce + skips", [
    "first_nonce",
    "skips",
  ]),
  line(
    "combined_seed",
    "Seed, figures and nonce give the combined seed",
    "The last hash of the draw.",
    "SHA256(server_seed + client_seed + nonce)",
    ["commitment", "client_seed", "nonce"],
  ),
  line(
    "number",
    "The first eight digits are the number",
    "Read as one whole number.",
    "first 8 hex digits of combined_seed",
    ["combined_seed"],
  ),
  line(
    "bias",
    "No ticket had an edge",
    "Numbers at or above the limit are skipped, except in classic mode.",
    "number < ⌊2³² / total⌋ × total",
    ["number"],
  ),
  line(
    "winning_ticket",
    "The number gives the winning ticket",
    "What is left after dividing by the total, plus 1.",
    "1 + number mod total_tickets",
    ["number", "bias"],
  ),
  line(
    "winner",
    "The winning ticket is live and in the list",
    "Its entry carries the winner’s tag.",
    "the entry that holds the ticket",
    ["roster_root", "winning_ticket"],
  ),
  line("mine", "Your tickets are in the list", "Your tag stands on the lot’s page.", "entries with your tag", [
    "roster_root",
  ]),
];

// Of a pot: the list, the beacon and the log are checked as a lot's are, the sum is another one.
export const POT_LINES = [
  line(
    "seed_hash",
    "The seed is the one locked before the first ticket",
    "Its fingerprint was published when the pot opened.",
    "SHA256(reveal_seed)",
  ),
  line(
    "roster_gaps",
    "The list has no gaps",
    "Tickets run from 1 to the total, each once, and none is void.",
    "every entry starts where the last one ended",
  ),
  line(
    "capacity",
    "The pot holds no more tickets than it may",
    "It locks when the last one is taken.",
    "total_tickets ≤ max_tickets",
    ["roster_gaps"],
  ),
  sameAsLots("roster_root"),
  line(
    "signatures",
    "What was published is signed",
    "Opening and lock by one part of our system, the reveal by another with a key of its own; our keys are public.",
    "ECDSA P-256 over alot:{kind}:v1:{fields}",
    ["roster_root"],
  ),
  line(
    "saved",
    "Your saved record says the same",
    "What you kept when the pot locked has the same seed hash, list, round and times as the proof.",
    "saved lock record = published lock record",
    ["signatures"],
  ),
  line(
    "log",
    "The fairness log holds this pot’s records",
    "Each record’s hash takes in the one before it, so none can be changed, added or taken out later.",
    "SHA256(previous_hash + line feed + record)",
    ["signatures"],
  ),
  sameAsLots("beacon_chain"),
  line(
    "beacon_round",
    "The round was fixed before anyone knew it",
    "It is the first one at or after six seconds from the lock; had the lock been published too late for that, six seconds from then.",
    "first round ≥ locked_at + 6 s; if due before published_at + 3 s, first round ≥ published_at + 6 s",
    ["signatures", "beacon_chain"],
  ),
  sameAsLots("beacon_signature"),
  sameAsLots("beacon"),
  line(
    "commit_input",
    "Pot, seed, list and time are written in one way",
    "In beacon mode the round’s randomness stands after them.",
    "pot_id:seed_hash:roster_root:locked_at[:randomness]",
    ["seed_hash", "roster_root", "signatures", "beacon"],
  ),
  line(
    "commit_hash",
    "They give the commit hash",
    "Shown at the lock in roster mode, and once the round is there in beacon mode.",
    "SHA256(commit_input)",
    ["commit_input"],
  ),
  line(
    "mac",
    "The seed makes one large number of it",
    "Only this seed gives this number, and it was fixed before the first ticket.",
    "HMAC_SHA256(key = reveal_seed, commit_hash)",
    ["seed_hash", "commit_hash"],
  ),
  line(
    "winner_index",
    "The number gives the winner’s place",
    "What is left after dividing all 256 bits of it by the total.",
    "mac mod total_tickets",
    ["roster_gaps", "mac"],
  ),
  line(
    "winning_ticket",
    "The place gives the winning ticket",
    "Places count from 0, tickets from 1.",
    "winner_index + 1",
    ["winner_index"],
  ),
  line(
    "winner",
    "The winning ticket is in the list",
    "Its entry carries the winner’s tag.",
    "the entry that holds the ticket",
    ["roster_root", "winning_ticket"],
  ),
  line("payout", "The winner gets the whole pot", "Nothing is kept back.", "entry_cost × total_tickets", [
    "roster_gaps",
  ]),
  line("mine", "Your tickets are in the list", "Your tag stands on the pot’s page.", "entries with your tag", [
    "roster_root",
  ]),
];

function sameAsLots(wanted) {
  return LINES.find(({ id }) => id === wanted);
}

function line(id, title, explanation, formula, needs = []) {
  return Object.freeze({ id, title, explanation, formula, needs });
}

/**
 * For each line that rests, directly or not, on a broken one: the ids of the lines where it breaks first. Lines, with
 * their results, in order. A line that has nothing to say about this draw hands nothing on.
 */
export function causesOf(lines) {
  const broken = new Set(lines.filter(({ ok }) => ok === false).map(({ id }) => id));
  const causes = new Map();
  for (const { id, needs, ok, isMissing } of lines) {
    const all = new Set();
    if (ok === null && !isMissing) {
      causes.set(id, []);
      continue;
    }
    for (const need of needs) {
      const further = causes.get(need) ?? [];
      if (further.length > 0) further.forEach((cause) => all.add(cause));
      else if (broken.has(need)) all.add(need);
    }
    causes.set(id, [...all]);
  }
  return causes;
}
