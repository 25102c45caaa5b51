/** What a new instance pays before it can answer: the import of the functions, beside an empty Node process. */

import type { Comparison, Finding, Measurement } from '../measurement.ts';
import { compare, inRounds, type Round } from '../rounds.ts';
import { bundlePath } from './bundle-size.ts';
import { emptyProcess, importingProcess } from './processes.ts';

/** A process takes a tenth of a second: more of them cost little and say more. */
const PROCESSES_A_ROUND = 3;

/** Twice an empty process and this much: room for reading and compiling a bundle of its size. */
const ALLOWANCE_MS = 40;

export const coldImport: Measurement = {
  name: 'cold-import',
  title: 'Cold import of the functions',
  async run({ rounds }): Promise<ReadonlyArray<Finding>> {
    const bundle = await bundlePath();
    const measured = await inRounds(rounds * PROCESSES_A_ROUND, {
      empty: async () => ({ process: emptyProcess() }),
      functions: async () => ({ process: importingProcess(bundle) }),
    });
    const typical = compare(measured, {
      figure: 'process',
      ours: 'functions',
      bare: 'empty',
      what: 'process that imports the functions',
      against: 'empty process',
      unit: 'ms',
    });
    return [withAim(typical), withAim(leastDisturbed(typical, measured))];
  },
};

/** Others on the machine only ever add time: the fastest process of each kind shows best what it takes by itself. */
function leastDisturbed(
  typical: Comparison,
  measured: ReadonlyArray<Round<'empty' | 'functions', 'process'>>,
): Comparison {
  const ours = Math.min(...measured.map(({ functions }) => functions.process));
  const bare = Math.min(...measured.map(({ empty }) => empty.process));
  return { ...typical, what: `${typical.what}, the fastest`, ours, bare, ratios: [ours / bare] };
}

function withAim(comparison: Comparison): Comparison {
  const aimed = 2 * comparison.bare + ALLOWANCE_MS;
  return { ...comparison, aim: `at most 2 × + ${ALLOWANCE_MS} ms, here ${aimed.toFixed(0)} ms` };
}
