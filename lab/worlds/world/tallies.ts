/** How much happened in a world: figures that can be added up over worlds, and shown. */

/** What is counted, in the words of the report. */
export const TALLIES = {
  worlds: 'worlds',
  calls: 'calls',
  versions: 'versions of their records',
  notifications: 'notifications sent by Graph',
  dropped: 'of these never delivered',
  forged: 'forged notifications',
  virtualDays: 'virtual days',
  graphRequests: 'requests to Graph',
  throttled: 'of these throttled',
  ingests: 'deliveries of messages',
  storageWrites: 'writes to tables, each checked',
  deaths: 'processes ended in the middle of their work',
  stalls: 'processes that stood still for minutes',
  repliesLost: 'replies lost after the work was done',
  storageFailures: 'storage requests that failed',
  poisoned: 'messages poisoned',
  deadLetters: 'dead letters',
  operatorActs: 'of these replayed by an operator',
  dismissed: 'dead letters dismissed by an operator',
  falseGreenMinutes: 'minutes of false green',
  falseRedMinutes: 'minutes of false red',
} as const;

type Tally = keyof typeof TALLIES;
export type Tallies = Record<Tally, number>;

export function noTallies(): Tallies {
  return Object.fromEntries(Object.keys(TALLIES).map((name) => [name, 0])) as Tallies;
}

export function addUp(a: Tallies, b: Tallies): Tallies {
  const names = Object.keys(TALLIES) as Array<Tally>;
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as Tallies;
}

/** One line a figure. */
export function figureLines(tallies: Tallies): ReadonlyArray<readonly [name: string, count: string]> {
  return (Object.keys(TALLIES) as Array<Tally>).map((tally) => [
    TALLIES[tally],
    Math.round(tallies[tally]).toLocaleString('en-US'),
  ]);
}

export function reportText(tallies: Tallies, broken: number): string {
  const lines = figureLines(tallies);
  const width = Math.max(...lines.map(([name]) => name.length));
  const verdict = broken === 0 ? 'no rule was broken' : `rules were broken in ${broken} worlds`;
  const figures = lines.map(([name, count]) => `${name.padEnd(width)}  ${count.padStart(12)}`);
  return [...figures, '', verdict].join('\n');
}
