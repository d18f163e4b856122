// @noble/curves as an oracle for BLS12-381: node noble-oracle.mjs < { cases: [{ hash | sign | verify }] } > { results: [] }
import { text } from "node:stream/consumers";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bytesToHex, hexToBytes } from "@noble/curves/utils.js";

const { G1, shortSignatures } = bls12_381;
const { cases } = JSON.parse(await text(process.stdin));
const tag = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

const kinds = {
  hash: ({ message, tag }) => bytesToHex(G1.hashToCurve(hexToBytes(message), { DST: hexToBytes(tag) }).toBytes(false)),
  sign: ({ message, secret }) => ({
    key: shortSignatures.getPublicKey(hexToBytes(secret)).toHex(true),
    signature: shortSignatures.sign(shortSignatures.hash(hexToBytes(message), tag), hexToBytes(secret)).toHex(true),
  }),
  verify: ({ message, key, signature }) => {
    try {
      return shortSignatures.verify(hexToBytes(signature), shortSignatures.hash(hexToBytes(message), tag), hexToBytes(key));
    } catch {
      // What can't be read as points is refused.
      return false;
    }
  },
};
process.stdout.write(JSON.stringify({ results: cases.map((one) => kinds[one.kind](one)) }));
