import { describe, expect, it } from 'vitest';
import { Patience } from '../checker/patience.ts';

describe('a request to Graph', () => {
  const ONE = { instance: 'one', activity: {}, slowness: 0 };
  const OTHER = { instance: 'other', activity: {}, slowness: 0 };
  const RECORD =
    'https://graph.microsoft.com/v1.0/communications/callRecords/e523d2ed-2966-4b6b-925b-754a88034cc5';
  const opening = { method: 'GET', url: new URL(`${RECORD}?$expand=sessions($expand=segments)`) };
  const page = { method: 'GET', url: new URL(`${RECORD}/sessions?$skiptoken=2`) };

  function patience() {
    const clock = { now: 1_000_000 };
    const found: Array<string> = [];
    const watched = new Patience(
      () => clock.now,
      (rule, message) => found.push(`${rule}: ${message}`),
    );
    return { clock, found, watched };
  }

  const throttled = (retryAfter: string, date?: string) => ({ status: 429, retryAfter, date });

  it.each([
    ['whole seconds', '12', 12],
    ['a fraction', '2.128', 2.128],
    ['a list, of which the greatest counts', '60,120', 120],
  ])('is early when it comes before Retry-After in %s', (_, retryAfter, seconds) => {
    const { clock, found, watched } = patience();
    watched.answered(ONE, opening, throttled(retryAfter))();
    clock.now += seconds * 1000 - 1;
    watched.asked(ONE, opening);
    expect(found).toHaveLength(2);
    clock.now += 1;
    watched.asked(ONE, opening);
    expect(found).toHaveLength(2);
  });

  it('is early when it comes before the date that Graph names, by the clock of Graph', () => {
    const { clock, found, watched } = patience();
    const date = 'Mon, 23 Nov 2026 09:00:00 GMT';
    watched.answered(ONE, opening, throttled('Mon, 23 Nov 2026 09:00:30 GMT', date))();
    clock.now += 29_999;
    watched.asked({ ...ONE, activity: {} }, opening);
    expect(found).toHaveLength(1);
  });

  it('of another instance is early five seconds after all were told, and not before', () => {
    const { clock, found, watched } = patience();
    watched.answered(ONE, opening, throttled('60'))();
    watched.shared(clock.now + 60_000);
    clock.now += 5_000;
    watched.asked(OTHER, opening);
    expect(found).toEqual([]);
    clock.now += 1_000;
    watched.asked(OTHER, opening);
    expect(found).toHaveLength(1);
  });

  it('of another reading is not early when a page was throttled', () => {
    const { clock, found, watched } = patience();
    watched.answered(ONE, page, throttled('60'))();
    clock.now += 1_000;
    watched.asked({ ...ONE, activity: {} }, opening);
    expect(found).toEqual([]);
    watched.asked(ONE, page);
    expect(found).toHaveLength(1);
  });

  it('is one too many when it is the 41st for a record in 20 seconds, or the third list in a second', () => {
    const { clock, found, watched } = patience();
    for (let request = 0; request < 40; request += 1) {
      watched.asked(ONE, page);
      clock.now += 400;
    }
    expect(found).toEqual([]);
    watched.asked(ONE, page);
    expect(found).toHaveLength(1);
    const list = {
      method: 'GET',
      url: new URL('https://graph.microsoft.com/v1.0/communications/callRecords'),
    };
    for (let request = 0; request < 3; request += 1) watched.asked(ONE, list);
    expect(found).toHaveLength(2);
  });
});
