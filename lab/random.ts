/**
 * Seeded randomness that can be split by name: what is drawn for session 4,711 of a meeting depends on the
 * seed and the path of labels alone, not on what was drawn before. That is what lets pages be made on demand.
 */

const TWO_TO_32 = 0x1_0000_0000;

/** One round of the MurmurHash3 finaliser with the label folded in. */
function fold(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x9e37_79b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Choices with how often each is drawn relative to the others. */
export type Weighted<T> = readonly [readonly [T, number], ...Array<readonly [T, number]>];

/** The choice that lies at `fraction`, from 0 to below 1, when each takes up as much as its weight says. */
export function weightedAt<T>(choices: Weighted<T>, fraction: number): T {
  let total = 0;
  for (const [, weight] of choices) total += weight;
  let rest = fraction * total;
  for (const [choice, weight] of choices) {
    rest -= weight;
    if (rest < 0) return choice;
  }
  return choices[0][0];
}

function foldLabel(hash: number, label: string | number): number {
  if (typeof label === 'number') return fold(fold(hash, label >>> 0), Math.floor(label / TWO_TO_32) >>> 0);
  let folded = fold(hash, label.length);
  for (let index = 0; index < label.length; index += 1) folded = fold(folded, label.charCodeAt(index));
  return folded;
}

/** A stream of pseudo-random numbers (sfc32). Not for secrets. */
export class Random {
  readonly #keyA: number;
  readonly #keyB: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  private constructor(keyA: number, keyB: number) {
    this.#keyA = keyA;
    this.#keyB = keyB;
    this.#a = keyA;
    this.#b = keyB;
    this.#c = keyA ^ keyB;
    // sfc32's author asks for 12 rounds before use, so that close seeds diverge.
    for (let round = 0; round < 12; round += 1) this.#next32();
  }

  static seeded(seed: number): Random {
    return new Random(foldLabel(0x6a09_e667, seed), foldLabel(0xbb67_ae85, seed));
  }

  /** An independent stream named by `labels`; unaffected by draws from this one. */
  fork(...labels: ReadonlyArray<string | number>): Random {
    let keyA = this.#keyA;
    let keyB = this.#keyB;
    for (const label of labels) {
      keyA = foldLabel(keyA, label);
      keyB = foldLabel(keyB, label);
    }
    return new Random(keyA, keyB);
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.#next32() / TWO_TO_32;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** A number from `least` to `most` with at most `digits` decimals. */
  decimal(least: number, most: number, digits: number): number {
    const scale = 10 ** digits;
    return Math.round((least + this.fraction() * (most - least)) * scale) / scale;
  }

  /** True in `share` of the draws. */
  chance(share: number): boolean {
    return this.fraction() < share;
  }

  pick<const Choices extends readonly [unknown, ...Array<unknown>]>(choices: Choices): Choices[number] {
    return choices[this.integer(0, choices.length - 1)] as Choices[number];
  }

  /** One of `choices`, each as often as its weight says. */
  weighted<T>(choices: Weighted<T>): T {
    return weightedAt(choices, this.fraction());
  }

  /** A whole number from one of these ranges, both ends included. */
  within(ranges: Weighted<readonly [least: number, most: number]>): number {
    return this.integer(...this.weighted(ranges));
  }

  /** Exponentially distributed: the gaps between calls that happen independently of each other. */
  exponential(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean;
  }

  /** Lowercase hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.#next32().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** A version 4 GUID. */
  guid(): string {
    const hex = this.hex(32);
    const variant = '89ab'[this.integer(0, 3)] ?? '8';
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  #next32(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }
}
