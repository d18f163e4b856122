// Behaviour of discovery and the lot page. Hangs on the document, as kit.mjs does.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// ---- Gallery: swiped by the browser, turned by buttons ---------------------------------------------------------------
const at = (strip) => Math.round(strip.scrollLeft / Math.max(1, strip.clientWidth));
function turnTo(strip, picture) {
  const count = strip.children.length;
  strip.scrollTo({ left: ((picture + count) % count) * strip.clientWidth, behavior: calm.matches ? "auto" : "smooth" });
}
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-turn],[data-picture]");
  const strip = button?.closest(".lot__main,.gallery")?.querySelector(".gallery__strip");
  if (!strip) return;
  turnTo(strip, button.dataset.picture === undefined ? at(strip) + Number(button.dataset.turn) : Number(button.dataset.picture));
});
document.addEventListener(
  "scroll",
  ({ target: strip }) => {
    if (!strip.classList?.contains("gallery__strip")) return;
    const picture = at(strip);
    const all = strip.closest(".lot__main");
    const said = all?.querySelector("[data-at]");
    if (said?.firstChild) said.firstChild.nodeValue = `${picture + 1}/${strip.children.length}`;
    for (const thumb of all?.querySelectorAll("[data-picture]") ?? [])
      if (Number(thumb.dataset.picture) === picture) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
  },
  true,
);

// ---- Filters: sent when something is chosen; what is empty stays out of the address -------------------------------------
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.filters !== undefined && !form.closest("dialog") && event.target.type !== "search") form.requestSubmit();
});
document.addEventListener("formdata", (event) => {
  if (event.target.dataset.filters === undefined) return;
  for (const name of new Set(event.formData.keys()))
    if (event.formData.getAll(name).every((value) => value === "")) event.formData.delete(name);
});
document.addEventListener("submit", (event) => event.target.dataset?.filters !== undefined && event.target.closest("dialog")?.close());

// ---- Show more: the next page's cards come behind the ones that are there --------------------------------------------------
document.addEventListener("click", async (event) => {
  const more = event.target.closest?.("a[data-more]");
  if (!more || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (more.getAttribute("aria-busy") === "true") return;
  more.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(more.href);
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const cards = [...next.querySelectorAll("[data-lots]>*")];
    document.querySelector("[data-lots]").append(...cards);
    cards[0]?.focus({ preventScroll: true });
    const after = next.querySelector("a[data-more]");
    if (after) more.href = after.getAttribute("href");
    else more.remove();
  } catch {
    location.href = more.href;
  } finally {
    more.removeAttribute("aria-busy");
  }
}, true);

// ---- Totals glide to their new value in 400 ms ------------------------------------------------------------------------------
const goal = new WeakMap();
const wrote = new WeakMap();
const figure = /\d[\d,]*/;
const valueOf = (text) => Number((figure.exec(text)?.[0] ?? "").replaceAll(",", ""));
function glide(node, from, to) {
  const [first, last] = [valueOf(from), valueOf(to)];
  let start;
  const step = (now) => {
    if (goal.get(node) !== to) return;
    const part = Math.min(1, (now - (start ??= now)) / 400);
    const text = part < 1 ? to.replace(figure, Math.round(first + (last - first) * (1 - (1 - part) ** 3)).toLocaleString("en-US")) : to;
    wrote.set(node, text);
    if (node.nodeValue !== text) node.nodeValue = text;
    if (part < 1) requestAnimationFrame(step);
    else goal.delete(node);
  };
  goal.set(node, to);
  requestAnimationFrame(step);
}
new MutationObserver((records) => {
  for (const { target, oldValue } of records) {
    const text = target.nodeValue;
    // Our own writing comes by here too.
    if (calm.matches || text === oldValue || text === wrote.get(target) || !target.parentElement?.closest("[data-tween]")) continue;
    if (oldValue && figure.test(oldValue) && figure.test(text)) glide(target, oldValue, text);
  }
}).observe(document.body, { subtree: true, characterData: true, characterDataOldValue: true });

// ---- The draw theatre: fetched while its draw is awaited, so that it plays even if the connection goes ------------------------
let theatre;
function fetchTheatre() {
  if (!theatre && document.querySelector("[data-theatre],[data-theatre-soon]")) theatre = import("../draws/theatre.mjs").catch(() => (theatre = null));
}
new MutationObserver(fetchTheatre).observe(document.body, { subtree: true, childList: true });
fetchTheatre();
