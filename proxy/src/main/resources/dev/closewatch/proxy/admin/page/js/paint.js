// Drawing happens once a frame, however much has come in between; a hidden page draws nothing.

const waiting = new Set();
let asked = false;

/** Has a painter run with the next frame, once. */
export function paint(painter) {
  waiting.add(painter);
  if (!asked) {
    asked = true;
    requestAnimationFrame(run);
  }
}

function run() {
  asked = false;
  const now = [...waiting];
  waiting.clear();
  now.forEach((painter) => painter());
}

/** Returns what has a painter run with a frame, but not more often than so. */
export function paced(painter, everyMillis) {
  let last = -Infinity;
  let timer = 0;
  const draw = () => {
    last = performance.now();
    painter();
  };
  return () => {
    const wait = last + everyMillis - performance.now();
    if (wait <= 0) {
      paint(draw);
    } else if (timer === 0) {
      timer = setTimeout(() => {
        timer = 0;
        paint(draw);
      }, wait);
    }
  };
}
