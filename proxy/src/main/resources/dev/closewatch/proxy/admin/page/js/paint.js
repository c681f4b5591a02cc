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

/** No painter may take more of the time than one part in so many. */
const SHARE = 10;

/** Returns what has a painter run with a frame, but not more often than so, and less if it is slow. */
export function paced(painter, everyMillis) {
  let last = -Infinity;
  let timer = 0;
  let every = everyMillis;
  const draw = () => {
    const begin = performance.now();
    painter();
    last = performance.now();
    every = Math.max(everyMillis, (last - begin) * SHARE);
  };
  return () => {
    const wait = last + every - performance.now();
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
