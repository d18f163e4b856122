// Reading the values of a proof strictly, and saying what came of comparing two: shared by every line of the check.

/** The highest nonce and the highest number of tickets. */
export const MAX_NONCE = 2 ** 31 - 1;

export function text(value) {
  if (typeof value !== "string" || value === "") throw new TypeError("a value is missing");
  return value;
}

export function hash(value, name) {
  if (!/^[0-9a-f]{64}$/.test(value ?? "")) throw new TypeError(`${name} must be 64 lower-case hex digits`);
  return value;
}

export function whole(value, name) {
  const number = Number(value);
  if (value === "" || value === null || !Number.isSafeInteger(number) || number < 0)
    throw new TypeError(`${name} must be a whole number`);
  return number;
}

export function totalOf(proof) {
  const tickets = whole(proof.total_tickets, "total_tickets");
  if (tickets < 1 || tickets > MAX_NONCE) throw new RangeError("total_tickets must be 1 to 2147483647");
  return tickets;
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})Z$/;

/** UTC `yyyy-MM-ddTHH:mm:ss.ffffffZ` as whole microseconds since 1970: exact, where Date keeps only thousandths. */
export function microsOf(time) {
  const parts = TIME.exec(time ?? "");
  const seconds = parts ? Date.parse(`${parts[1]}Z`) : NaN;
  // A Date would make 1 March of 30 February; no time is written so.
  if (Number.isNaN(seconds) || new Date(seconds).toISOString().slice(0, 19) !== parts[1])
    throw new TypeError("a time must be written yyyy-MM-ddTHH:mm:ss.ffffffZ");
  return seconds * 1000 + Number(parts[2]);
}

const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** UTC `yyyy-MM-ddTHH:mm:ssZ` as whole seconds since 1970. */
export function secondsOf(time) {
  const at = SECOND.test(time ?? "") ? Date.parse(time) : NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().replace(".000", "") !== time)
    throw new TypeError("a time of a lock must be written yyyy-MM-ddTHH:mm:ssZ");
  return at / 1000;
}

// ---- What a line says -----------------------------------------------------------------------------------------------
// expected is what was published, computed what this machine came to. ok is true, false, or null where the line has nothing
// to say about this draw; isMissing marks a null that is no "does not apply": it should have been checked and could not.

export function same(published, computed) {
  const expected = published === undefined || published === null ? "not published" : String(published);
  return { expected, computed: String(computed), ok: expected === String(computed) };
}

export const wrong = (expected, computed) => ({ expected, computed, ok: false });

export const nothing = (computed) => ({ expected: "", computed, ok: null });

export const missing = (computed) => ({ ...nothing(computed), isMissing: true });

/** Runs a check; what can't be computed is wrong, and says why. */
export function attempt(check) {
  try {
    return check();
  } catch (error) {
    return uncomputed(error);
  }
}

export const uncomputed = (error) => wrong("", `can’t be computed: ${error.message}`);
