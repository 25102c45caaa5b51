import { describe, expect, it } from 'vitest';
import type { PlantedCause } from '../../graph/tenant.ts';
import { causeLines } from '../causes/cause-lines.ts';
import type { Finding } from '../causes/finder.ts';

const unpainted = (_style: string, text: string) => text;
const HEADSET: PlantedCause = { dimension: 'device', value: 'Headset Earphone (Sample Evolve 40)' };
const HOUR: PlantedCause = { dimension: 'hour', value: '2026-11-22T21' };

function found(cause: PlantedCause): Finding {
  const streams = { good: 1060, poor: 63, target: 0.03 };
  const counts = { value: cause.value, ...streams, calls: 200, areCallsAtLeast: false, people: 63 };
  return { ...cause, counts };
}

const lines = (planted: ReadonlyArray<PlantedCause>, named: ReadonlyArray<PlantedCause>, calls = 200) =>
  causeLines({ planted, found: named.map(found), calls }, unpainted);

describe('what is printed of the planted causes', () => {
  it('shows each with what speaks for it, and ends in one line that says whether all are named', () => {
    const text = lines([HEADSET, HOUR], [HEADSET, HOUR]);
    expect(text.slice(-5)).toEqual([
      '                                                        poor lower end    target',
      '  ✔ device   Headset Earphone (Sample Evolve 40)  63 of 1123     4.1 %     3.0 %',
      '  ✔ hour     2026-11-22T21 (UTC)                  63 of 1123     4.1 %     3.0 %',
      '',
      '  ✔ 2 of 2 planted causes named.',
    ]);
    for (const line of text) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows what was not named, and what was named although it was not planted', () => {
    expect(lines([HEADSET], [HOUR]).slice(-4)).toEqual([
      '  ✘ device   Headset Earphone (Sample Evolve 40) not named',
      '    hour     2026-11-22T21 (UTC)                  63 of 1123     4.1 %     3.0 %',
      '',
      '  0 of 1 planted cause named. Named besides: 1 value.',
    ]);
  });

  it('says that few calls show few causes', () => {
    expect(lines([HEADSET], [], 25).at(-1)).toBe(
      '  0 of 1 planted cause named. 25 calls are few: 200 show all.',
    );
    expect(lines([HEADSET], [], 1).at(-1)).toContain(' 1 call is few: 200 show all.');
  });

  it('says that nothing was planted and nothing is named', () => {
    expect(lines([], []).slice(1)).toEqual(['', '  ✔ No cause is planted, and none is named.']);
  });
});
