import { describe, expect, test } from 'vitest';
import { createNarration } from '../narration.ts';
import { Observed } from '../observed.ts';
import { STORY } from '../story.ts';
import {
  answered,
  callIdOf,
  ended,
  type Happening,
  ingested,
  notified,
  published,
  storedCall,
  timed,
} from './played.ts';

const CALL = callIdOf('a');

function told(happenings: ReadonlyArray<Happening>, exit = false): ReadonlyArray<string> {
  const narrate = createNarration({ story: STORY, exit }, (_style, text) => text);
  const observed = new Observed();
  return timed(happenings).flatMap((event, seconds) => {
    observed.hear(event);
    return narrate(event, observed, seconds);
  });
}

describe('the plain lines', () => {
  test('tell an act from its announcement to its proof', () => {
    expect(told([{ type: 'actBegun', act: 0, callId: CALL }, ...storedCall(CALL)])).toEqual([
      '   0.0 s  ▸ An ordinary call is stored',
      '   1.0 s  a0000000  peer-to-peer                            ended',
      '   3.0 s  a0000000  peer-to-peer                2        1  notified',
      '   4.0 s  a0000000  peer-to-peer                2        1  reading v1',
      '   6.0 s  a0000000  peer-to-peer                2        1  stored v1',
      '   6.0 s  ✔ An ordinary call is stored             1.0 s after its notification',
    ]);
  });

  test('tell what was refused, what failed and what is waited for', () => {
    const happenings: ReadonlyArray<Happening> = [
      { type: 'hourReconciled', hour: '2026-11-23T08', listed: 0, stored: 0 },
      { type: 'hourReconciled', hour: '2026-11-23T08', listed: 2, stored: 1 },
      { type: 'hourReconciled', hour: '2026-11-23T08', listed: 2, stored: 1 },
      { type: 'notificationsReceived', forged: 1 },
      { type: 'notificationsReceived', forged: 0 },
      notified(CALL, { status: 503 }),
      { type: 'trouble', message: 'Queue could not be read' },
      { type: 'callsOver', interrupted: false },
      { type: 'callsOver', interrupted: true },
    ];
    expect(told(happenings)).toEqual([
      '   1.0 s  hour 2026-11-23T08: 1 of 2 calls that Graph lists are stored',
      '   3.0 s  forged: 1 refused, without the right clientState',
      '   5.0 s  a notification was not accepted: 503',
      '   6.0 s  trouble: Queue could not be read',
      '   7.0 s  no more calls; Ctrl-C shows the verdict',
      '   8.0 s  waiting for calls in progress; Ctrl-C again stops without a verdict',
    ]);
    expect(told([{ type: 'callsOver', interrupted: false }], true)).toEqual([
      '   0.0 s  no more calls; waiting for calls in progress',
    ]);
  });

  test('fold trouble that repeats: once a minute, with how often', () => {
    const lines = told(
      Array.from({ length: 61 }, () => ({ type: 'trouble', message: 'notificationsNotKept' })),
    );
    expect(lines).toEqual([
      '   0.0 s  trouble: notificationsNotKept',
      '  60.0 s  trouble: notificationsNotKept, and 59 times before',
    ]);
  });

  test('are silent about what changes nothing: pages, repeated notifications, forged ones of unknown calls', () => {
    const unknown = callIdOf('f');
    const repeated = [notified(CALL), answered(CALL, 200), ingested(CALL, 'superseded')];
    const forged = [notified(unknown, { forged: true }), ingested(unknown, 'stored')];
    expect(told([...storedCall(CALL), ...repeated, ...forged])).toHaveLength(told(storedCall(CALL)).length);
  });

  test('never prove an act by anything but its own call', () => {
    const [act] = told([{ type: 'actBegun', act: 0, callId: callIdOf('b') }, ...storedCall(CALL)]).filter(
      (line) => line.includes('✔'),
    );
    expect(act).toBeUndefined();
  });
});

describe('an act is not proved', () => {
  const throttledCall = (details: Parameters<typeof answered>[2]): ReadonlyArray<Happening> => [
    { type: 'actBegun', act: 6, callId: CALL },
    ended(CALL),
    published(CALL, 1),
    answered(CALL, 429, { retryAfter: '3' }),
    answered(CALL, 200, details),
    ingested(CALL, 'stored'),
  ];

  test('by a throttled fetch that came back too early', () => {
    expect(told(throttledCall({})).join()).toContain(`✔ ${STORY[6]?.title}`);
    expect(told(throttledCall({ earlyByMilliseconds: 1 })).join()).not.toContain('✔');
  });

  test('by a record that was there at once', () => {
    const seen = told([{ type: 'actBegun', act: 1, callId: CALL }, ...storedCall(CALL)]).join();
    expect(seen).not.toContain('✔');
  });

  test('by a call whose notification came after all', () => {
    const seen = told([{ type: 'actBegun', act: 2, callId: CALL }, ...storedCall(CALL)]).join();
    expect(seen).not.toContain('✔');
  });

  test('by a version 1 that nothing replaced', () => {
    const seen = told([{ type: 'actBegun', act: 3, callId: CALL }, ...storedCall(CALL)]).join();
    expect(seen).not.toContain('✔');
  });
});
