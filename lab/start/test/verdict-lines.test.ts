import { expect, test } from 'vitest';
import type { Verdict } from '../../judge/verdict.ts';
import { verdictLines } from '../verdict-lines.ts';

const unpainted = (_style: string, text: string) => text;
const rows = (stored: number) => ({ expected: stored, stored, leftovers: 0 });
const VERDICT: Verdict = {
  calls: { happened: 2, stored: 2, pending: 0, dead: 0, outdated: 0, untold: 0, lost: 0 },
  tables: {
    Participants: rows(6),
    Sessions: rows(5),
    Segments: rows(5),
    MediaStreams: rows(12),
    CallRecordDocuments: rows(2),
  },
  documents: { stored: 2, equal: 2 },
  forged: { sent: 1, kept: 0 },
  notKept: { deleted: 0, forgotten: 0, withheld: 0 },
  askedFor: [],
  faults: [],
};

test('the printed verdict ends in one line that says whether anything is lost', () => {
  const text = verdictLines(VERDICT, unpainted);
  expect(text.at(-1)).toBe('  ✔ 0 lost: the tables hold 2 calls with 30 rows, all that Graph has.');
  for (const line of text) expect(line.length).toBeLessThanOrEqual(80);
});

test('the printed verdict counts the calls that may not be kept apart from those that are', () => {
  const notKept = { deleted: 1, forgotten: 1, withheld: 1 };
  const text = verdictLines({ ...VERDICT, notKept }, unpainted);
  for (const line of text) expect(line.length).toBeLessThanOrEqual(80);
  expect(text).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^ {2}deleted +1 {2}/),
      expect.stringMatching(/^ {2}forgotten +1 {2}/),
      expect.stringMatching(/^ {2}withheld +1 {2}/),
      '  ✔ 0 lost: the tables hold 2 calls with 30 rows, all that Graph has.',
    ]),
  );
});

test('the printed verdict names whom users have erased or excluded meanwhile', () => {
  const askedFor = [
    { what: 'erased', who: 'Søren Brandström', done: 2, waiting: 1 },
    { what: 'excluded', who: undefined, done: 1, waiting: 0 },
  ] as const;
  const text = verdictLines({ ...VERDICT, askedFor }, unpainted);
  expect(text).toEqual(
    expect.arrayContaining([
      '  erased                        2  of Søren Brandström, without the name',
      '  to be erased                  1  of Søren Brandström: the timer waits an hour',
      '  excluded                      1  lifted: ./callrecords replay --withheld',
      '  ✔ 0 lost: the tables hold 2 calls with 30 rows, all that may be kept.',
    ]),
  );
  for (const line of text) expect(line.length).toBeLessThanOrEqual(80);
});

test('the printed verdict names what is wrong, and no more than a screen of it', () => {
  const faults = Array.from({ length: 25 }, (_, index) => `fault ${index}`);
  const text = verdictLines({ ...VERDICT, faults }, unpainted);
  expect(text.slice(-3)).toEqual(['  fault 19', '  and 5 more', '  ✘ 25 faults.']);
});
