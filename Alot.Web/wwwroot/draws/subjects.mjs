// What can be checked: a lot's draw, or a pot. Both rest on the same list of entries, signatures, beacon and log; here stands
// what their statements are called. The sums are in formula.mjs and pot.mjs.

export const LOT = Object.freeze({
  name: "lot",
  opening: "opening",
  list: "roster",
  result: "draw",
  idOf: (proof) => proof.lot_id,
});

export const POT = Object.freeze({
  name: "pot",
  opening: "pot_opening",
  list: "pot_lock",
  result: "pot_reveal",
  cancelled: "pot_cancelled",
  idOf: (proof) => proof.pot_id,
});

export const subjectOf = (proof) => (proof?.pot_id === undefined ? LOT : POT);
