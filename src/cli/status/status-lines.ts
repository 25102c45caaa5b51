/** The status on one screen: well or not, each reason with what to do, and the figures that matter. */

import { type Figure, statusFigures } from '../../health/status-figures.ts';
import { counted } from '../../wording/values.ts';
import type { StyledText } from '../terminal.ts';
import { wrapped } from '../wrapped.ts';
import type { Report } from './read-status.ts';

/** Without the ends of lines; `columns`: of the terminal; undefined where no line may be broken. */
export function statusLines({ reasons, state }: Report, columns?: number): ReadonlyArray<StyledText> {
  const verdict: StyledText =
    reasons.length === 0
      ? { text: state.queueReachable ? 'HEALTHY' : 'HEALTHY, as far as the tables say', style: 'green' }
      : { text: `UNHEALTHY: ${counted(reasons.length, 'reason')}`, style: 'red' };
  return [
    verdict,
    { text: '' },
    ...reasons.flatMap((reason) => [...reasonLines(reason, columns), { text: '' }]),
    ...figureLines(statusFigures(state), columns),
  ];
}

function reasonLines(
  { code, evidence, remedy, next }: Report['reasons'][number],
  columns: number | undefined,
): ReadonlyArray<StyledText> {
  const indented = (text: string) =>
    wrapped(text, columns === undefined ? undefined : columns - 2)
      .split('\n')
      .map((line) => ({ text: `  ${line}` }));
  return [
    { text: `✖ ${code}`, style: 'red' },
    ...(evidence === undefined ? [] : indented(evidence)),
    ...indented(remedy),
    ...(next === undefined ? [] : [{ text: `  → ${next}` }]),
  ];
}

function figureLines(figures: ReadonlyArray<Figure>, columns: number | undefined): ReadonlyArray<StyledText> {
  const width = Math.max(...figures.map(([label]) => label.length)) + GAP.length;
  return figures.flatMap(([label, value]) => {
    const lines = wrapped(value, columns === undefined ? undefined : columns - width).split('\n');
    return lines.map((line, index) => ({ text: (index === 0 ? label : '').padEnd(width) + line }));
  });
}

const GAP = '  ';
