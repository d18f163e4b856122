// Runs the browser's verifier outside a browser: node run-verifier.mjs <verifier.mjs> < cases > lines
// Reads { cases: [{ source, tag, keys, isExample }] }, source being the text a person would paste.
import { pathToFileURL } from "node:url";
import { text } from "node:stream/consumers";

const verifier = await import(pathToFileURL(process.argv[2]));
const { cases } = JSON.parse(await text(process.stdin));

const results = [];
for (const { source, tag, keys, isExample } of cases) {
  const { proof, roster, ...given } = verifier.readDocument(source);
  const lines = await verifier.verifyAll(proof, roster, { tag, keys, isExample: isExample ?? given.isExample });
  results.push(lines.map(({ id, expected, computed, ok }) => ({ id, expected, computed, ok })));
}
process.stdout.write(JSON.stringify({ lines: verifier.LINES, potLines: verifier.POT_LINES, results }));
