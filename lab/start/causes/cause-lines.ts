/** What was planted beside what the finder names, as it is printed. */

import { poorShareLowerBound } from '../../../src/summaries/poor-share.ts';
import { counted, percent } from '../../../src/wording/values.ts';
import type { PlantedCause } from '../../graph/tenant.ts';
import type { Paint } from '../paint.ts';
import type { Finding } from './finder.ts';

/** Fewer calls have too few streams under some cause. */
const ENOUGH_CALLS = 200;

const DIMENSION_COLUMNS = 9;
const CAUSE_COLUMNS = 49;
const COUNT_COLUMNS = 11;
const SHARE_COLUMNS = 10;

export interface FoundCauses {
  readonly planted: ReadonlyArray<PlantedCause>;
  readonly found: ReadonlyArray<Finding>;
  /** How many happened. */
  readonly calls: number;
}

export function causeLines(causes: FoundCauses, paint: Paint): ReadonlyArray<string> {
  const { planted, found } = causes;
  const others = found.filter((finding) => !planted.some((cause) => isSame(cause, finding)));
  const heading = columns('', ['poor', 'lower end', 'target']);
  return [
    paint('title', 'Quality') +
      paint('quiet', '  the planted causes, and what the summaries of the days name'),
    '',
    ...(planted.length + found.length === 0 ? [] : [paint('quiet', heading)]),
    ...planted.map((cause) => {
      const finding = found.find((one) => isSame(one, cause));
      return finding === undefined
        ? paint('bad', `${nameOf('✘', cause)}not named`)
        : paint('good', columns(nameOf('✔', cause), numbersOf(finding)));
    }),
    ...others.map((finding) => columns(nameOf(' ', finding), numbersOf(finding))),
    ...(planted.length + found.length === 0 ? [] : ['']),
    conclusion(causes, others.length, paint),
  ];
}

function isSame(one: PlantedCause, other: PlantedCause): boolean {
  return one.dimension === other.dimension && one.value === other.value;
}

function nameOf(mark: string, { dimension, value }: PlantedCause): string {
  const unit = dimension === 'hour' ? ' (UTC)' : '';
  return `  ${mark} ${dimension.padEnd(DIMENSION_COLUMNS)}${value}${unit}`.padEnd(CAUSE_COLUMNS);
}

function numbersOf({ counts }: Finding): ReadonlyArray<string> {
  const { good, poor, target } = counts;
  return [
    `${poor} of ${good + poor}`,
    percent(poorShareLowerBound(counts)),
    target === undefined ? '' : percent(target),
  ];
}

function columns(name: string, [count = '', ...shares]: ReadonlyArray<string>): string {
  const numbers = shares.map((share) => share.padStart(SHARE_COLUMNS)).join('');
  return name.padEnd(CAUSE_COLUMNS) + count.padStart(COUNT_COLUMNS) + numbers;
}

function conclusion({ planted, found, calls }: FoundCauses, others: number, paint: Paint): string {
  const named = found.length - others;
  const besides = others === 0 ? '' : ` Named besides: ${counted(others, 'value')}.`;
  if (planted.length === 0 && others === 0)
    return paint('good', '  ✔ No cause is planted, and none is named.');
  const text = `${named} of ${counted(planted.length, 'planted cause')} named.${besides}`;
  if (named === planted.length) return paint('good', `  ✔ ${text}`);
  return `  ${text}${calls < ENOUGH_CALLS ? ` ${counted(calls, 'call')} ${calls === 1 ? 'is' : 'are'} few: ${ENOUGH_CALLS} show all.` : ''}`;
}
