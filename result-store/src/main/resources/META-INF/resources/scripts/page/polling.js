// Polls repeatedly while the page is visible.

const sleep = milliseconds =>
  new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });

function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise(resolve => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });
}

/**
 * Repeats work, one round after the other.
 *
 * @param {function(): Promise<number>} work answers after how many milliseconds it wants to be repeated; 0 to end
 * @param {number} first milliseconds before the first round
 */
export async function poll(work, first) {
  for (let pause = first; pause > 0;) {
    await sleep(pause);
    await visible();
    pause = await work();
  }
}
