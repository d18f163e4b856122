// What pots need in the browser: their draw, worked out again on this device. Fetched only where there is one.
let drawing;
function look() {
  if (!drawing && document.querySelector("[data-pot-draw]"))
    drawing = import("../draws/potdraw.mjs").catch(() => (drawing = undefined));
}
new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-pot-draw"] });
look();
