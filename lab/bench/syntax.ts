/** What can be typed behind `npm run bench --`. */

import type { Format, Options, Syntax } from '../../src/cli/syntax.ts';
import { wholeNumber } from '../script.ts';
import { allMeasurements } from './all-measurements.ts';
import type { Measurement } from './workbench.ts';

const measurements: Format<ReadonlyArray<Measurement>> = {
  expected: `a list of measurements, which are: ${allMeasurements.map(({ name }) => name).join(', ')}`,
  read(text) {
    const names = text.split(',');
    const isKnown = (name: string) => allMeasurements.some((measurement) => measurement.name === name);
    return names.every(isKnown) ? allMeasurements.filter(({ name }) => names.includes(name)) : undefined;
  },
};

const OPTIONS = {
  only: {
    takes: 'NAMES',
    format: measurements,
    description: 'these measurements alone, such as requests,store',
  },
  rounds: {
    takes: 'COUNT',
    format: wholeNumber(1, 1_000),
    description: 'rounds of what is timed, after one that is thrown away; 7 by default',
  },
  write: { description: 'put the results into docs/performance.md' },
} as const satisfies Options;

export const BENCH: Syntax<typeof OPTIONS> = {
  name: 'npm run bench --',
  summary: 'Measures the pipeline beside the least that could do the same work, and counts what it costs.',
  details: [
    'Exit code 1 when a count exceeds its limit; what is timed never decides.',
    ...allMeasurements.map(({ name, title }) => `  ${name.padEnd(16)}${title}`),
  ].join('\n'),
  options: OPTIONS,
};
