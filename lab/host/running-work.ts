// Work that goes on beside its caller, and is waited for in the end.

export class RunningWork {
  readonly #work = new Set<Promise<void>>();

  get size(): number {
    return this.#work.size;
  }

  /** `work` deals with its own errors: here they would be lost. */
  add(work: Promise<unknown>): void {
    const done = work.then(
      () => void this.#work.delete(done),
      () => void this.#work.delete(done),
    );
    this.#work.add(done);
  }

  /** Resolves when one of them has ended. */
  async oneDone(): Promise<void> {
    await Promise.race(this.#work);
  }

  /** Resolves when all have ended, those added meanwhile included. */
  async allDone(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }
}
