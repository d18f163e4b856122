// Keys of the staff desk. J and K walk over what is marked data-row, Enter follows it as any link; a letter presses the
// element with that data-key. Everything hangs on the document, so pages that come and go need no setting up.
const typing = "input,textarea,select,[contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.(typing) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    event.preventDefault();
    walk(key === "j" ? 1 : -1);
    return;
  }
  const wanted = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key && e.checkVisibility());
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input")) wanted.focus();
  else wanted.click();
});

function walk(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((e) => e.checkVisibility());
  if (!rows.length) return;
  const held = rows.indexOf(document.activeElement);
  const from = held >= 0 ? held : rows.findIndex((e) => e.getAttribute("aria-current"));
  const next = from < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, from + by));
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

/** After a save that was refused: to the first field that is wrong. */
export function focusProblem() {
  requestAnimationFrame(() => document.querySelector("main [aria-invalid=true]")?.focus());
}
