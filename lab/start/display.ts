/** The live display: what is to be seen now, as lines for a terminal of a given size. */

import { cutTo, type Line, type Span, type Style } from '../../src/cli/text-line.ts';
import { actsSeen, type SeenAct } from './acts-seen.ts';
import { effortInWords, shortId, stateInWords } from './call-words.ts';
import { lagOf } from './lag.ts';
import { countsOf, coverageOf, type Observed } from './observed.ts';
import { isStoredAtNewest, type ObservedCall } from './observed-call.ts';
import type { Act } from './scenario.ts';

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
}

export interface Shown {
  readonly observed: Observed;
  readonly story: ReadonlyArray<Act>;
  readonly now: Date;
  /** One line that stays: where to look. */
  readonly whereToLook: string;
}

/** The display is at most this wide: beyond, the eye loses the line. */
const MOST_COLUMNS = 120;
const MOST_CALLS = 14;
const FEWEST_CALLS = 3;
/** A trouble is shown this long; the log of the functions repeats what goes on. */
const TROUBLE_SHOWN_MS = 10_000;

/** At most `rows - 1` lines, none wider than `columns`: the last row is the cursor's. */
export function displayLines(shown: Shown, terminal: Terminal): ReadonlyArray<Line> {
  const { observed, story, now, whereToLook } = shown;
  const above: ReadonlyArray<Line> =
    story.length === 0
      ? []
      : [[{ text: 'The story', style: 'title' }], ...actsSeen(story, observed).map(actLine), []];
  const below: ReadonlyArray<Line> = [
    [],
    ...countLines(observed),
    [],
    ...troubleLines(observed, now),
    [{ text: whereToLook, style: 'quiet' }],
    [{ text: nextInWords(observed, now), style: observed.over === 'no' ? 'quiet' : 'busy' }],
  ];
  const height = terminal.rows - 1;
  const room = Math.min(MOST_CALLS, Math.max(FEWEST_CALLS, height - above.length - below.length - 1));
  const lines = [...above, ...callLines(observed, now, room), ...below];
  const columns = Math.min(terminal.columns, MOST_COLUMNS);
  // A terminal too low for all of it keeps what is at the bottom: the newest calls and the counts.
  return lines.slice(-height).map((line) => cutTo(line, columns));
}

const TITLE_COLUMNS = 39;

function actLine({ title, state }: SeenAct): Line {
  switch (state.kind) {
    case 'toCome':
      return [{ text: `  · ${title}`, style: 'quiet' }];
    case 'playing':
      return [{ text: '  ▸ ', style: 'busy' }, title];
    case 'seen':
      return [
        { text: '  ✔ ', style: 'good' },
        title.padEnd(TITLE_COLUMNS),
        { text: state.words, style: 'quiet' },
      ];
  }
}

const KIND_COLUMNS = 22;
const PEOPLE_COLUMNS = 7;
const SESSIONS_COLUMNS = 9;

/** The last calls, the newest at the bottom, where the eye is. */
function callLines({ calls }: Observed, now: Date, room: number): ReadonlyArray<Line> {
  const last = [...calls.values()].slice(-room);
  const heading = [
    '  call      ',
    'kind'.padEnd(KIND_COLUMNS),
    'people'.padStart(PEOPLE_COLUMNS),
    'sessions'.padStart(SESSIONS_COLUMNS),
    '  state',
  ].join('');
  const empty: ReadonlyArray<Line> = Array.from({ length: room - last.length }, () => []);
  return [[{ text: heading, style: 'quiet' }], ...last.map((call) => callLine(call, now)), ...empty];
}

function callLine(call: ObservedCall, now: Date): Line {
  const size = call.sizes.get(call.published.at(-1) ?? 0);
  const effort = call.step.kind === 'stored' ? effortInWords(call) : '';
  const state: Span = { text: stateInWords(call) + untilInWords(call, now), style: styleOf(call) };
  return [
    { text: `  ${shortId(call.callId)}`, style: 'quiet' },
    `  ${call.kind.padEnd(KIND_COLUMNS)}`,
    `${size?.participants ?? ''}`.padStart(PEOPLE_COLUMNS),
    `${size?.sessions ?? ''}`.padStart(SESSIONS_COLUMNS),
    '  ',
    state,
    { text: effort === '' ? '' : `  ${effort}`, style: 'quiet' },
  ];
}

function styleOf(call: ObservedCall): Style {
  switch (call.step.kind) {
    case 'ended':
      return 'quiet';
    case 'stored':
      return isStoredAtNewest(call) ? 'good' : 'busy';
    case 'dead':
      return 'bad';
    case 'notified':
    case 'notFound':
    case 'throttled':
    case 'refused':
    case 'reading':
    case 'pending':
      return 'busy';
  }
}

/** When a call that waits is tried again: the functions look every few seconds for what is due. */
function untilInWords({ step }: ObservedCall, now: Date): string {
  if ((step.kind !== 'notFound' && step.kind !== 'pending') || step.until === undefined) return '';
  const seconds = Math.ceil((step.until.getTime() - now.getTime()) / 1000);
  return seconds > 0 ? ` ${seconds} s` : ', due';
}

function countLines(observed: Observed): ReadonlyArray<Line> {
  const { calls, storedAtNewest, pending, dead } = countsOf(observed);
  const { forged, notifications, throttled, lagsSeconds } = observed;
  const lag = lagOf(lagsSeconds);
  const coverage = coverageOf(observed);
  const counts: Line = [
    ...count('calls', calls),
    ...count('notified', notifications),
    ...count('stored at newest', storedAtNewest, 'good'),
    ...count('pending', pending, pending > 0 ? 'busy' : undefined),
    ...count('dead', dead, dead > 0 ? 'bad' : undefined),
    ...count('refused', forged.refused),
  ];
  const lagInWords =
    lag === undefined ? '–' : `median ${lag.medianSeconds.toFixed(1)} s, p95 ${lag.p95Seconds.toFixed(1)} s`;
  return [
    counts,
    [
      { text: '  notified → stored ', style: 'quiet' },
      lagInWords,
      { text: '   throttled ', style: 'quiet' },
      `${throttled}×`,
      { text: '   coverage ', style: 'quiet' },
      coverage.listed === 0 ? '–' : `${coverage.stored}/${coverage.listed}`,
    ],
  ];
}

function count(noun: string, number: number, style?: Style): Line {
  const text = `${number}`;
  return [{ text: `  ${noun} `, style: 'quiet' }, style === undefined ? text : { text, style }];
}

function troubleLines({ trouble }: Observed, now: Date): ReadonlyArray<Line> {
  if (trouble === undefined || now.getTime() - trouble.at.getTime() > TROUBLE_SHOWN_MS) return [];
  return [[{ text: `  ${trouble.message}`, style: 'bad' }]];
}

function nextInWords(observed: Observed, now: Date): string {
  const elapsed = `  ${clock(now.getTime() - observed.startedAt.getTime())}  `;
  const { calls, storedAtNewest } = countsOf(observed);
  const missing = calls - storedAtNewest;
  switch (observed.over) {
    case 'no':
      return `${elapsed}Ctrl-C ends with the verdict: what happened against what is stored.`;
    case 'allHappened':
      return missing > 0
        ? `${elapsed}All calls have happened; waiting for ${missing} of them.`
        : `${elapsed}All calls have happened and are stored. Ctrl-C shows the verdict.`;
    case 'interrupted':
      return `${elapsed}Waiting for what is under way. Ctrl-C again ends without a verdict.`;
  }
}

/** `01:05` */
function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return [Math.floor(seconds / 60), seconds % 60].map((part) => `${part}`.padStart(2, '0')).join(':');
}
