import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { displayLines, type Terminal } from '../display.ts';
import type { Paint } from '../paint.ts';
import { STORY } from '../story.ts';
import {
  answered,
  BEGUN_AT,
  callIdOf,
  ended,
  type Happening,
  ingested,
  notified,
  observedAfter,
  published,
  storedCall,
} from './played.ts';

const WHERE = '  Storage Explorer: Emulator   Health: http://127.0.0.1:7071/api/health';

/** One call in every state, and every act begun. */
const LIVELY: ReadonlyArray<Happening> = [
  ...STORY.map(
    (_, act): Happening => ({ type: 'actBegun', act, callId: callIdOf(act === 4 ? 'bbbb' : `${act}`) }),
  ),
  ...storedCall(callIdOf('0')),
  ended(callIdOf('bbbb'), 'large-meeting'),
  published(callIdOf('bbbb'), 1, 160, 200),
  notified(callIdOf('bbbb')),
  ...Array.from({ length: 12 }, () => answered(callIdOf('bbbb'), 200)),
  ingested(callIdOf('bbbb'), 'stored', 12.34),
  ended(callIdOf('cccc')),
  answered(callIdOf('cccc'), 404),
  ingested(callIdOf('cccc'), { deferred: 'notFound', until: new Date(BEGUN_AT.getTime() + 63_500) }),
  ended(callIdOf('dddd')),
  answered(callIdOf('dddd'), 429, { retryAfter: '3' }),
  ended(callIdOf('eeee')),
  ingested(callIdOf('eeee'), 'dead'),
  { type: 'retained', calls: 1 },
  { type: 'retained', calls: 0 },
  { type: 'hourReconciled', hour: '2026-11-23T07', listed: 1, stored: 0 },
  { type: 'hourReconciled', hour: '2026-11-23T07', listed: 1, stored: 1 },
  { type: 'hourReconciled', hour: '2026-11-23T08', listed: 3, stored: 2 },
];

function shownOn(
  terminal: Terminal,
  happenings: ReadonlyArray<Happening> = LIVELY,
  { story = STORY, seconds = 61, paint = unpainted } = {},
): ReadonlyArray<string> {
  const now = new Date(BEGUN_AT.getTime() + seconds * 1000);
  const shown = { observed: observedAfter(happenings), story, begunAt: BEGUN_AT, now, whereToLook: WHERE };
  return displayLines(shown, terminal, paint);
}

const ORDINARY: Terminal = { columns: 80, rows: 24 };

const unpainted: Paint = (_style, text) => text;

describe('the live display', () => {
  test('shows the story, the calls, the counts and what to do next', () => {
    expect(shownOn(ORDINARY)).toEqual([
      'The story',
      '  ✔ An ordinary call is stored             1.0 s after its notification',
      '  ▸ A record that is not ready is retried',
      '  ▸ A call without a notification is found',
      '  ▸ Version 2 replaces version 1',
      '  ✔ A meeting of several pages is read     160 people, 200 sessions, 12 requests',
      '  ▸ A forged notification is refused',
      '  ▸ A throttled request waits as asked',
      '  ✔ A day past KEEP_DAYS is deleted        1 call deleted',
      '  ▸ An erased person is forgotten',
      '  ▸ An excluded meeting is withheld',
      '',
      '  call      kind                   people sessions  state',
      '  00000000  peer-to-peer                2        1  stored v1',
      '  bbbb0000  large-meeting             160      200  stored v1  12 requests',
      '  cccc0000  peer-to-peer                            404: waits 3 s',
      '  dddd0000  peer-to-peer                            429: waits 3 s',
      '  eeee0000  peer-to-peer                            given up: see DeadLetters',
      '',
      '  calls 5  notified 2  stored at newest 2  waiting 2  dead 1  refused 0',
      '',
      WHERE,
      '  01:01  Ctrl-C stops the calls and shows the verdict: is every call stored?',
    ]);
  });

  test.each([
    [80, 24],
    [120, 40],
    [60, 18],
    [40, 10],
    [300, 100],
    [20, 4],
  ])('fits a terminal of %i × %i with a line left for the cursor', (columns, rows) => {
    const lines = shownOn({ columns, rows });
    expect(lines.length).toBeLessThan(rows);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  });

  test('cuts no line of an ordinary terminal, whatever happens', () => {
    expect(shownOn(ORDINARY).filter((line) => line.includes('…'))).toEqual([]);
    const over = (interrupted: boolean): Happening => ({ type: 'callsOver', interrupted });
    for (const interrupted of [true, false]) {
      expect(shownOn(ORDINARY, [...LIVELY, over(interrupted)]).join('\n')).not.toContain('…');
    }
  });

  test('says with … where a narrow terminal hides something', () => {
    expect(shownOn({ columns: 40, rows: 24 })[1]).toBe(
      '  ✔ An ordinary call is stored             1.0 s after'.slice(0, 39).trimEnd().padEnd(39).concat('…'),
    );
  });

  test('keeps its height while calls come, so that nothing jumps', () => {
    const heights = [0, 7, LIVELY.length].map((count) => shownOn(ORDINARY, LIVELY.slice(0, count)).length);
    expect(new Set(heights)).toEqual(new Set([ORDINARY.rows - 1]));
  });

  test('lets the newest calls push out the oldest', () => {
    const names = Array.from({ length: 30 }, (_, index) => `${100 + index}`);
    const lines = shownOn(
      ORDINARY,
      names.map((name) => ended(callIdOf(name))),
    ).join('\n');
    expect(lines).toContain('12900000');
    expect(lines).not.toContain('10000000');
  });

  test('shows a trouble of the functions, and forgets it when it is over', () => {
    const trouble: Happening = { type: 'trouble', message: 'Queue could not be read' };
    expect(shownOn(ORDINARY, [trouble], { seconds: 5 })).toContain('  Queue could not be read');
    expect(shownOn(ORDINARY, [trouble], { seconds: 11 })).not.toContain('  Queue could not be read');
  });

  test('leaves out the story when the calls come from files', () => {
    expect(shownOn(ORDINARY, storedCall(callIdOf('a')), { story: [] })[0]).toMatch(/^ {2}call/);
  });

  test('says what is waited for at the end', () => {
    const lastLine = (happenings: ReadonlyArray<Happening>) => shownOn(ORDINARY, happenings).at(-1);
    const over: Happening = { type: 'callsOver', interrupted: false };
    expect(lastLine([...LIVELY, over])).toBe(
      '  01:01  All calls have happened; 3 of them are not stored yet.',
    );
    expect(lastLine([...storedCall(callIdOf('a')), over])).toBe(
      '  01:01  All calls have happened and are stored. Ctrl-C shows the verdict.',
    );
    expect(lastLine([...LIVELY, { type: 'callsOver', interrupted: true }])).toBe(
      '  01:01  Waiting for calls in progress. Ctrl-C again stops without a verdict.',
    );
  });

  test('has a colour for what is good, busy and bad, and is the same text without', () => {
    const paint: Paint = (style, text) => `\u001b[${styles.indexOf(style) + 31}m${text}\u001b[39m`;
    const styles = ['title', 'quiet', 'good', 'busy', 'bad'];
    const painted = shownOn(ORDINARY, LIVELY, { paint });
    expect(painted.join('\n')).toContain(paint('good', 'stored v1'));
    expect(painted.join('\n')).toContain(paint('busy', '404: waits 3 s'));
    expect(painted.join('\n')).toContain(paint('bad', 'given up: see DeadLetters'));
    expect(painted.map(stripVTControlCharacters)).toEqual(shownOn(ORDINARY));
  });
});
