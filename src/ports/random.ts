/** Randomness, as the product sees it. */

/** Randomness, injected so that a run can be repeated. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  fraction(): number;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
}
