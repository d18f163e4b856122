// Paper for a winner, once for each name: a circuit may put another stage in the place of the one a page came with.
const thrown = new Set();

export async function throwPaper(name) {
  if (thrown.has(name)) return;
  thrown.add(name);
  const { create } = await import("../draws/confetti/canvas-confetti-1.9.4.mjs").catch(() => ({}));
  if (!create) return; // the connection is away: it is won without paper
  const canvas = document.createElement("canvas");
  canvas.className = "confetti";
  canvas.setAttribute("aria-hidden", "true");
  document.body.append(canvas);
  // No worker: it would be made from a blob, which our content security policy refuses.
  const fire = create(canvas, { resize: true, useWorker: false, disableForReducedMotion: true });
  const tokens = getComputedStyle(document.documentElement);
  const colors = ["icon", "rare", "grail", "mythic"].map((stock) => tokens.getPropertyValue(`--stock-${stock}`).trim());
  await Promise.all(
    [0.2, 0.8].map((x) => fire({ particleCount: 70, spread: 75, startVelocity: 42, origin: { x, y: 0.75 }, colors })),
  );
  canvas.remove();
}
