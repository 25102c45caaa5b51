/** Values as texts, and texts as numbers, so that what is equal can be found again quickly. */

/** Numbers texts in the order in which they are first seen. */
export class Texts {
  readonly #ids = new Map<string, number>();

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.#ids.size);
    return this.#ids.size - 1;
  }
}

/** JSON, with what JSON has no words for. */
export function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => {
      if (typeof part === 'bigint') return `${part}n`;
      return part instanceof Uint8Array ? Buffer.from(part).toString('base64') : part;
    }) ?? 'undefined'
  );
}
