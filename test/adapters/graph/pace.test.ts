import { expect, it } from 'vitest';
import { VirtualTime } from '../../../lab/worlds/world/virtual-time.ts';
import { createPace } from '../../../src/adapters/graph/pace.ts';

const INTERVAL_MS = 550;
const NOTHING_ELSE = { nextDueAt: () => undefined, deliverDue: () => undefined };
const SIGNAL = new AbortController().signal;

it('those who ask at the same time leave one after the other', async () => {
  const time = new VirtualTime(new Date('2026-11-23T09:00:00Z'));
  const clock = {
    now: () => time.now(),
    sleep: (milliseconds: number) => time.sleep(milliseconds),
    withDeadline: async <Result>(_: number, work: (signal: AbortSignal) => Promise<Result>) => work(SIGNAL),
  };
  const pace = createPace(clock, INTERVAL_MS, 0);
  const left: Array<number> = [];
  const asking = async () => {
    for (let request = 0; request < 3; request += 1) {
      await pace.turn(SIGNAL);
      pace.left();
      left.push(time.milliseconds);
    }
  };
  void Promise.all([asking(), asking(), asking()]);
  await time.pass(NOTHING_ELSE, () => left.length === 9);
  const gaps = left.slice(1).map((at, index) => at - (left[index] ?? 0));
  expect(gaps).toEqual(Array(8).fill(INTERVAL_MS));
});
