import { describe, expect, test } from 'vitest';
import { effortInWords, stateInWords } from '../lines.ts';
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

const CALL = callIdOf('a');

/** What the visitor reads about the call after each thing that happens. */
function storyOf(happenings: ReadonlyArray<Happening>): ReadonlyArray<string> {
  return happenings.map((_, index) => {
    const call = observedAfter(happenings.slice(0, index + 1)).calls.get(CALL);
    return call === undefined ? '' : stateInWords(call);
  });
}

function effortAfter(happenings: ReadonlyArray<Happening>): string {
  const call = observedAfter(happenings).calls.get(CALL);
  return call === undefined ? '' : effortInWords(call);
}

describe('the state of a call', () => {
  test('goes from its end to its rows', () => {
    expect(storyOf(storedCall(CALL))).toEqual([
      'ended',
      'ended',
      'notified',
      'reading v1',
      'reading v1',
      'stored v1',
    ]);
  });

  test('waits for a record that answers 404, and counts how often', () => {
    const until = new Date(BEGUN_AT.getTime() + 5_000);
    const happenings = [
      ended(CALL),
      notified(CALL),
      answered(CALL, 404),
      ingested(CALL, { deferred: 'notFound', until }),
      answered(CALL, 404),
      ingested(CALL, { deferred: 'notFound', until }),
      published(CALL, 1),
      answered(CALL, 200),
      ingested(CALL, 'stored'),
    ];
    expect(storyOf(happenings).slice(2)).toEqual([
      '404: not there yet',
      '404: waits',
      '404: not there yet',
      '404: waits',
      '404: waits',
      'reading v1',
      'stored v1',
    ]);
    expect(effortAfter(happenings)).toBe('404 ×2');
  });

  test('shows that version 2 replaces version 1, and is not stored in between', () => {
    const second = [
      published(CALL, 3),
      notified(CALL),
      answered(CALL, 200),
      answered(CALL, 200),
      ingested(CALL, 'stored'),
    ];
    expect(storyOf([...storedCall(CALL), ...second]).slice(-6)).toEqual([
      'stored v1',
      'stored, not the newest: v1',
      'notified of v3',
      'reading v3',
      'reading v3',
      'stored v1 → v3',
    ]);
  });

  test('stays stored while a repeated notification is looked into', () => {
    const repeated = [notified(CALL), answered(CALL, 200), ingested(CALL, 'superseded')];
    expect(storyOf([...storedCall(CALL), ...repeated]).slice(-3)).toEqual([
      'stored v1',
      'stored v1',
      'stored v1',
    ]);
  });

  test('names the version that was read when the next one is published before it is stored', () => {
    const happenings = [
      ended(CALL),
      published(CALL, 1),
      notified(CALL),
      answered(CALL, 200),
      published(CALL, 2),
      ingested(CALL, 'stored'),
    ];
    expect(storyOf(happenings).at(-1)).toBe('stored, not the newest: v1');
    expect(observedAfter(happenings).isAllStored).toBe(false);
  });

  test('tells how long a throttled fetch waited', () => {
    const happenings = [
      ended(CALL),
      published(CALL, 1),
      notified(CALL),
      answered(CALL, 429, { retryAfter: '3' }),
      answered(CALL, 429, { retryAfter: '2' }),
      answered(CALL, 200),
      ingested(CALL, 'stored'),
    ];
    expect(storyOf(happenings).slice(3)).toEqual([
      '429: waits 3 s',
      '429: waits 2 s',
      'reading v1',
      'stored v1',
    ]);
    expect(effortAfter(happenings)).toBe('429 2.0 s');
  });

  test('tells of pages only where a record has some', () => {
    const meeting = [
      ended(CALL, 'large-meeting'),
      published(CALL, 1, 131, 61),
      answered(CALL, 200),
      answered(CALL, 200),
      answered(CALL, 200, { operation: 'listSessions' }),
    ];
    expect(storyOf(meeting).at(-1)).toBe('reading v1, request 3');
    expect(effortAfter([...meeting, ingested(CALL, 'stored')])).toBe('3 requests');
    expect(effortAfter(storedCall(CALL))).toBe('');
  });

  test('takes an answer that never arrived for what it is', () => {
    const happenings = [
      ended(CALL),
      answered(CALL, 200, { faults: ['connection-reset'] }),
      answered(CALL, 503),
    ];
    expect(storyOf(happenings)).toEqual(['ended', 'no answer: asks again', '503: asks again']);
  });

  test.each([
    [{ deferred: 'unavailable' } as const, 'pending: unavailable'],
    ['dead' as const, 'given up: see DeadLetters'],
  ])('shows what is not stored (%j)', (outcome, words) => {
    const happenings = [ended(CALL), published(CALL, 1), notified(CALL), ingested(CALL, outcome)];
    expect(storyOf(happenings).at(-1)).toBe(words);
    expect(observedAfter(happenings).isAllStored).toBe(false);
  });
});

describe('what was observed', () => {
  test('takes only accepted notifications of Graph for notifications', () => {
    const happenings: ReadonlyArray<Happening> = [
      ended(CALL),
      notified(CALL, { status: 503 }),
      notified(CALL),
      notified(callIdOf('f'), { forged: true }),
      { type: 'notificationsReceived', forged: 1 },
    ];
    const { calls, forged } = observedAfter(happenings);
    expect(forged).toMatchObject({ answered: 1, refused: 1 });
    expect([...calls.values()]).toMatchObject([{ callId: CALL, notified: 1 }]);
  });
});
