// Runs the browser's check of drand rounds outside a browser: node run-beacon.mjs < input > output
// Reads { rounds: [{ round, signature, randomness }], published: [time] }.
import { text } from "node:stream/consumers";
import { checkRound, checkRandomness, checkSignature } from "../../Alot.Web/wwwroot/draws/beacon.mjs";
import { VERSION } from "../../Alot.Web/wwwroot/draws/curves.mjs";

const { rounds, published } = JSON.parse(await text(process.stdin));
const proofOf = (beacon) => ({ mode: "beacon", beacon });
const signed = [];
for (const round of rounds)
  signed.push([(await checkSignature(proofOf(round))).ok, checkRandomness(proofOf(round)).ok]);
// The round that a moment of publication leads to is the one the check accepts.
const fields = (time, round) => ["lot", "root", "1", String(round), time];
const at = published.map(
  ({ time, round }) =>
    checkRound({ ...proofOf({ round }), signatures: [{ kind: "roster", fields: fields(time, round) }] }).computed,
);
process.stdout.write(JSON.stringify({ version: VERSION, signed, at }));
