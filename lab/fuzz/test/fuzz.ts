/**
 * Tries a property with many inputs, all of them made from one seed.
 *
 * `FUZZ_INPUTS`  inputs of all properties together, 2,000 unless given.
 * `FUZZ_SEED`    the seed. Without it a usual run takes the same one each time, and a run of another size a fresh one,
 *                so that more inputs are also new ones.
 * `FUZZ_PATH`    leads straight to the failing input of a run before; only together with its seed.
 */

import fc, { type IAsyncProperty, type RunDetails } from 'fast-check';
import { expect, test } from 'vitest';

/** Inputs of `npm test`: some seconds. */
const USUAL_INPUTS = 2_000;
const USUAL_SEED = 20_261_123;

const inputs = Number(process.env.FUZZ_INPUTS ?? USUAL_INPUTS);
const path = process.env.FUZZ_PATH;

/** Inputs that every property tries at least, so that a short run tries all of them. */
const FEWEST = 10;

/** What one input may take on a busy machine; beyond it something does not end. */
const MILLISECONDS_AN_INPUT = 300;
const MILLISECONDS_TO_BEGIN_AND_SHRINK = 60_000;

/** Ticks off what a property has met. */
export class Seen {
  readonly #never: Set<string>;

  constructor(...events: ReadonlyArray<string>) {
    this.#never = new Set(events);
  }

  note(event: string): void {
    this.#never.delete(event);
  }

  never(): ReadonlyArray<string> {
    return [...this.#never];
  }
}

export interface FuzzOptions<Inputs> {
  /** The file of the test, for the command that replays a failure. */
  readonly file: string;
  /** The part of all inputs that this property gets; those of all properties together are 1. */
  readonly share: number;
  /** What a failure prints of an input. */
  readonly show: (inputs: Inputs) => string;
  /** What must have been seen among the inputs: a run in which it never happens has tried nothing. */
  readonly seen: Seen;
}

/** Defines a test that holds the property against its share of the inputs. */
export function fuzz<Inputs>(
  name: string,
  options: FuzzOptions<Inputs>,
  property: IAsyncProperty<Inputs>,
): void {
  const numRuns = Math.max(FEWEST, Math.round(inputs * options.share));
  const limit = MILLISECONDS_TO_BEGIN_AND_SHRINK + numRuns * MILLISECONDS_AN_INPUT;
  test(
    name,
    async () => {
      const details = await fc.check(property, {
        seed: chosenSeed(),
        numRuns,
        ...(path === undefined ? {} : { path }),
        // Also ends a search for a smaller input, so that the seed is always told.
        interruptAfterTimeLimit: limit,
        markInterruptAsFailure: true,
      });
      if (details.failed) throw new Error(report(name, options, details), { cause: details.errorInstance });
      if (path === undefined) expect(options.seen.never(), `FUZZ_SEED=${details.seed}`).toEqual([]);
    },
    limit + 30_000,
  );
}

function chosenSeed(): number {
  if (process.env.FUZZ_SEED !== undefined) return Number(process.env.FUZZ_SEED);
  return process.env.FUZZ_INPUTS === undefined ? USUAL_SEED : Date.now() % 2 ** 31;
}

/** Characters of an input that are printed: enough to see what it is about. */
const SHOWN = 4_000;

function report<Inputs>(
  name: string,
  { file, show }: FuzzOptions<Inputs>,
  details: RunDetails<Inputs>,
): string {
  const { seed, counterexamplePath, counterexample, numRuns, interrupted } = details;
  const failedAt = interrupted
    ? `was not done in time: ${numRuns} inputs tried`
    : `failed at input ${numRuns}`;
  // The number of the input alone: from there the smallest one is found again.
  const number = counterexamplePath?.split(':', 1)[0];
  const again = `FUZZ_SEED=${seed} ${number === undefined ? '' : `FUZZ_PATH=${number} `}FUZZ_INPUTS=${inputs}`;
  return [
    `${name}: ${failedAt}`,
    `again: ${again} npx vitest run lab/fuzz/${file} -t '${name}'`,
    `input: ${counterexample === null ? 'none' : show(counterexample).slice(0, SHOWN)}`,
    String(details.errorInstance),
  ].join('\n');
}
