// What the browser needs of @noble/curves, and no more: whether a BLS signature in G1 is that of a public key in G2.
// script/curves makes Alot.Web/wwwroot/draws/curves.mjs of this file.
import { bls12_381 } from "@noble/curves/bls12-381.js";

/** The version this was made of; a test compares it with the lock file. */
export const VERSION = NOBLE_CURVES_VERSION;

/**
 * Whether `signature` (48 bytes, compressed G1) over `message` (bytes) is that of `publicKey` (96 bytes, compressed G2),
 * the message hashed to the curve under `tag` (text). Throws for what are not points of the right groups.
 */
export function verifyShortSignature(signature, message, publicKey, tag) {
  const bls = bls12_381.shortSignatures;
  return bls.verify(signature, bls.hash(message, tag), publicKey);
}
