// @ts-check

/**
 * A function that does some work once for all calls before its turn. The first of them says when
 * that is: unless it says otherwise, once the page around stands and before the next picture.
 *
 * @param {() => void} work
 * @returns {(later?: (turn: () => void) => void) => void}
 */
export function once(work) {
  let isDue = false;
  return (later = queueMicrotask) => {
    if (!isDue) {
      isDue = true;
      later(() => {
        isDue = false;
        work();
      });
    }
  };
}
