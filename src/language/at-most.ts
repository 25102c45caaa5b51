/** Bounds how much work runs at once. */

/** Begins a piece of work now or when it is its turn; ends as the work does. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** So many pieces of work at once; the others wait, in the order in which they came. */
export function atMost(count: number): Turns {
  const waiting: Array<() => void> = [];
  let running = 0;
  return async (work) => {
    if (running < count) running += 1;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await work();
    } finally {
      // Whoever waits takes the place that is left.
      const begin = waiting.shift();
      if (begin === undefined) running -= 1;
      else begin();
    }
  };
}
