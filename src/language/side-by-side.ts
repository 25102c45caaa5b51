/** Reads several sources side by side. */

/**
 * One item of each source in turn, as long as it has any; the next of each is asked for before the one before it is given.
 * Rejects with the error of the source whose turn it is. When it ends, all sources have ended.
 */
export async function* sideBySide<Item>(sources: ReadonlyArray<AsyncGenerator<Item>>): AsyncGenerator<Item> {
  const ask = (source: AsyncGenerator<Item>) => {
    const answer = source.next();
    // It may fail before its turn comes.
    answer.catch(() => undefined);
    return { source, answer };
  };
  let asked = sources.map(ask);
  try {
    while (asked.length > 0) {
      const turn = asked;
      asked = [];
      for (const { source, answer } of turn) {
        const { done, value } = await answer;
        if (done === true) continue;
        asked.push(ask(source));
        yield value;
      }
    }
  } finally {
    await Promise.allSettled(sources.map((source) => source.return(undefined)));
  }
}
