import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../lab/manual-clock.ts';
import { createShare } from '../../../src/adapters/graph/share.ts';

/** How many requests may be under way, after windows in which so many of 100 answers were refused. */
function placesAfter(...refused: ReadonlyArray<number>): number {
  const clock = new ManualClock();
  const share = createShare(clock);
  for (const refusals of refused) {
    for (let answers = 0; answers < 100; answers += 1) {
      expect(share.take()).toBe(true);
      share.giveBack();
    }
    for (let number = 0; number < refusals; number += 1) share.noteRefused();
    clock.advance({ seconds: 20 });
  }
  let places = 0;
  while (share.take()) places += 1;
  return places;
}

describe('the requests to Graph that an instance has under way', () => {
  it('are four at first, and twice as many after twenty seconds in which Graph refused none', () => {
    expect(placesAfter()).toBe(4);
    expect(placesAfter(0)).toBe(8);
    expect(placesAfter(0, 0)).toBe(16);
  });

  it('become so few that Graph refuses three of a hundred, and never none', () => {
    expect(placesAfter(0, 0, 12)).toBe(4);
    expect(placesAfter(24)).toBe(1);
    expect(placesAfter(100)).toBe(1);
  });

  it('become more by one while Graph refuses little, and stay as they are where that is what they should be', () => {
    expect(placesAfter(1)).toBe(5);
    expect(placesAfter(2)).toBe(4);
    expect(placesAfter(3)).toBe(4);
  });

  it('wait for each other where there is no place, and all that wait look again when one is given back', async () => {
    const share = createShare(new ManualClock());
    while (share.take());
    const looked: Array<string> = [];
    const waits = ['first', 'second'].map((name) => share.givenBack().then(() => looked.push(name)));
    share.giveBack();
    await Promise.all(waits);
    expect(looked).toEqual(['first', 'second']);
    expect([share.take(), share.take()]).toEqual([true, false]);
  });
});
