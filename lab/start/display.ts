/** The live display: what is to be seen now, as lines for a terminal of a given size. */

import cliTruncate from 'cli-truncate';
import { actLine, CALL_HEADING, callLine } from './lines.ts';
import type { Observed } from './observed.ts';
import type { Paint, Style } from './paint.ts';
import { type Act, actStates } from './story.ts';

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
}

export interface Shown {
  readonly observed: Observed;
  readonly story: ReadonlyArray<Act>;
  readonly begunAt: Date;
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
export function displayLines(shown: Shown, terminal: Terminal, paint: Paint): ReadonlyArray<string> {
  const { observed, story, now, whereToLook } = shown;
  const acts = actStates(story, observed).map(({ title, state }) => actLine(title, state, paint));
  const above = acts.length === 0 ? [] : [paint('title', 'The story'), ...acts, ''];
  const below = [
    '',
    countLine(observed, paint),
    '',
    ...troubleLines(observed, now, paint),
    paint('quiet', whereToLook),
    paint(observed.over === 'no' ? 'quiet' : 'busy', nextInWords(shown)),
  ];
  const height = terminal.rows - 1;
  const room = Math.min(MOST_CALLS, Math.max(FEWEST_CALLS, height - above.length - below.length - 1));
  const lines = [...above, ...callLines(observed, now, room, paint), ...below];
  const columns = Math.min(terminal.columns, MOST_COLUMNS);
  // A terminal too low for all of it keeps what is at the bottom: the newest calls and the counts.
  return lines.slice(-height).map((line) => cliTruncate(line, columns));
}

/** The last calls, the newest at the bottom, where the eye is. */
function callLines({ calls }: Observed, now: Date, room: number, paint: Paint): ReadonlyArray<string> {
  const last = [...calls.values()].slice(-room).map((call) => callLine(call, now, paint));
  const empty = Array.from({ length: room - last.length }, () => '');
  return [paint('quiet', CALL_HEADING), ...last, ...empty];
}

function countLine(observed: Observed, paint: Paint): string {
  const { calls, storedAtNewest, waiting, dead } = observed.counts();
  const count = (noun: string, number: number, style?: Style) =>
    paint('quiet', `  ${noun} `) +
    (style === undefined || number === 0 ? `${number}` : paint(style, `${number}`));
  return [
    count('calls', calls),
    count('notified', observed.notifications),
    count('stored at newest', storedAtNewest, 'good'),
    count('waiting', waiting, 'busy'),
    count('dead', dead, 'bad'),
    count('refused', observed.forged.refused),
  ].join('');
}

function troubleLines({ trouble }: Observed, now: Date, paint: Paint): ReadonlyArray<string> {
  if (trouble === undefined || now.getTime() - trouble.at.getTime() > TROUBLE_SHOWN_MS) return [];
  return [paint('bad', `  ${trouble.message}`)];
}

function nextInWords({ observed, begunAt, now }: Shown): string {
  const elapsed = `  ${clock(now.getTime() - begunAt.getTime())}  `;
  const { calls, storedAtNewest } = observed.counts();
  const missing = calls - storedAtNewest;
  switch (observed.over) {
    case 'no':
      return `${elapsed}Ctrl-C stops the calls and shows the verdict: is every call stored?`;
    case 'allHappened':
      return missing > 0
        ? `${elapsed}All calls have happened; ${missing} of them are not stored yet.`
        : `${elapsed}All calls have happened and are stored. Ctrl-C shows the verdict.`;
    case 'interrupted':
      return `${elapsed}Waiting for calls in progress. Ctrl-C again stops without a verdict.`;
  }
}

/** `01:05` */
function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return [Math.floor(seconds / 60), seconds % 60].map((part) => `${part}`.padStart(2, '0')).join(':');
}
