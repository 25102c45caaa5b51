import { expect, test } from 'vitest';
import { ManualClock } from '../../manual-clock.ts';
import { progressOn } from '../progress.ts';

test.each([
  { isTTY: true, shown: ['0 s', '1 s', '20 s', '21 s', ''].map((text) => `\r\u001b[K${text}`) },
  { isTTY: false, shown: ['20 s\n'] },
])(
  'of long work a terminal shows a running count, and anything else a line now and then: $isTTY',
  ({ isTTY, shown }) => {
    const clock = new ManualClock();
    const written: Array<string> = [];
    const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
    const progress = progressOn({ isTTY, write }, clock);
    for (const [text, ms] of [
      ['0 s', 10],
      ['0.01 s', 990],
      ['1 s', 19_000],
      ['20 s', 1_000],
      ['21 s', 0],
    ] as const) {
      progress.show(text);
      clock.advance({ milliseconds: ms });
    }
    progress.end();
    expect(written).toEqual(shown);
  },
);
