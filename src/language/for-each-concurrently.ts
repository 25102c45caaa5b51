/** Does the same work for many items, a bounded number of them at once. */

/**
 * Resolves when the work is done for every item. When one fails no further item is begun, and the first error
 * rejects once the work under way has ended, so that nothing goes on unseen.
 */
export async function forEachConcurrently<Item>(
  items: ReadonlyArray<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failure: { readonly error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    // The iterator is shared: each lane takes the next item that no other has taken.
    for (const item of queue) {
      if (failure !== undefined) return;
      try {
        await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  if (failure !== undefined) throw failure.error;
}
