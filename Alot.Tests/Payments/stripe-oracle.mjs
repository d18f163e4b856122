// The processor's own library as an oracle: node stripe-oracle.mjs < { cases: [{ make | verify }] } > { results: [] }
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(import.meta.url);
const loaded = require("stripe");
const Stripe = loaded.default ?? loaded.Stripe ?? loaded;
const { webhooks } = new Stripe("sk_test_never_used");
const { cases } = JSON.parse(await text(process.stdin));

const results = cases.map(({ kind, payload, secret, timestamp, header }) => {
  if (kind === "make") return webhooks.generateTestHeaderString({ payload, secret, timestamp });
  try {
    // Tolerance is counted from the time that is given, so that cases need no real clock.
    webhooks.signature.verifyHeader(payload, header, secret, 300, undefined, timestamp * 1000);
    return true;
  } catch {
    return false;
  }
});
process.stdout.write(JSON.stringify({ results }));
