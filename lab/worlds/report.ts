/** The figures of many worlds, for the command line and for docs/guarantees.md. */

import type { Tallies } from './world/tallies.ts';

interface Figure {
  readonly name: string;
  readonly of: (tallies: Tallies) => number;
}

const DAY_SECONDS = 24 * 3_600;

const FIGURES: ReadonlyArray<Figure> = [
  { name: 'worlds', of: ({ worlds }) => worlds },
  { name: 'calls', of: ({ calls }) => calls },
  { name: 'versions of their records', of: ({ versions }) => versions },
  { name: 'notifications sent by Graph', of: ({ notifications }) => notifications },
  { name: 'of these never delivered', of: ({ dropped }) => dropped },
  { name: 'forged notifications', of: ({ forged }) => forged },
  { name: 'virtual days', of: ({ virtualSeconds }) => Math.round(virtualSeconds / DAY_SECONDS) },
  { name: 'requests to Graph', of: ({ graphRequests }) => graphRequests },
  { name: 'of these throttled', of: ({ throttled }) => throttled },
  { name: 'deliveries of messages', of: ({ ingests }) => ingests },
  { name: 'writes to tables, each checked', of: ({ storageWrites }) => storageWrites },
  { name: 'processes ended in the middle of their work', of: ({ deaths }) => deaths },
  { name: 'processes that stood still for minutes', of: ({ stalls }) => stalls },
  { name: 'replies lost after the work was done', of: ({ repliesLost }) => repliesLost },
  { name: 'storage requests that failed', of: ({ storageFailures }) => storageFailures },
  { name: 'messages poisoned', of: ({ poisoned }) => poisoned },
  { name: 'dead letters', of: ({ deadLetters }) => deadLetters },
  { name: 'of these replayed by a person', of: ({ operatorActs }) => operatorActs },
];

/** One line a figure. */
export function figureLines(tallies: Tallies): ReadonlyArray<readonly [name: string, count: string]> {
  return FIGURES.map(({ name, of }) => [name, of(tallies).toLocaleString('en-US')]);
}

export function reportText(tallies: Tallies, broken: number): string {
  const lines = figureLines(tallies);
  const width = Math.max(...lines.map(([name]) => name.length));
  const verdict = broken === 0 ? 'no rule was broken' : `rules were broken in ${broken} worlds`;
  return [...lines.map(([name, count]) => `${name.padEnd(width)}  ${count.padStart(12)}`), '', verdict].join(
    '\n',
  );
}
