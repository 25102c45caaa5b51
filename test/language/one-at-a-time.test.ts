import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OneAtATime } from '../../src/language/one-at-a-time.ts';

describe('work on one thing', () => {
  const going = new AbortController().signal;

  function twoPieces(key: string) {
    const turns = new OneAtATime<string>();
    const events: Array<string> = [];
    const first = Promise.withResolvers<void>();
    const work = (name: string, until?: Promise<void>) => async () => {
      events.push(`${name} begins`);
      await until;
      events.push(`${name} ends`);
    };
    const a = turns.run('call', going, work('a', first.promise));
    return { turns, events, first, work, a, b: turns.run(key, going, work('b')) };
  }

  it('begins when the work before it has ended, also when that failed', async () => {
    const { events, first, a, b } = twoPieces('call');
    await setImmediate();
    expect(events).toEqual(['a begins']);
    first.reject(new Error('a fails'));
    await expect(a).rejects.toThrow('a fails');
    await b;
    expect(events).toEqual(['a begins', 'b begins', 'b ends']);
  });

  it('does not wait for work on another', async () => {
    const { events, first, b } = twoPieces('other');
    await b;
    expect(events).toEqual(['a begins', 'b begins', 'b ends']);
    first.resolve();
  });

  it('does not begin when its time is over before its turn, and the next still waits for the first', async () => {
    const { turns, events, first, work, b } = twoPieces('call');
    const late = turns.run('call', AbortSignal.abort(new Error('too late')), work('c'));
    await expect(late).rejects.toThrow('too late');
    expect(events).toEqual(['a begins']);
    const next = turns.run('call', going, work('d'));
    await setImmediate();
    expect(events).toEqual(['a begins']);
    first.resolve();
    await Promise.all([b, next]);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'd begins', 'd ends']);
  });
});
