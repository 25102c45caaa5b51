import { expect, test } from 'vitest';
import { readArguments } from '../../../src/cli/command-line.ts';
import { allMeasurements } from '../all-measurements.ts';
import { BENCH } from '../syntax.ts';

test('npm run bench measures what --only names, in as many rounds as asked for', () => {
  const [first, , third] = allMeasurements;
  const args = ['--only', `${third?.name},${first?.name}`, '--rounds', '3', '--write'];
  expect(readArguments(BENCH, args)).toMatchObject({
    given: { options: { only: [first, third], rounds: 3, write: true } },
  });
});

test.each([
  [['--only', 'requests,third'], 'list of measurements, which are: requests,'],
  [['--rounds', '0'], 'a whole number from 1 to 1000'],
  [['--fast'], '--fast'],
])('npm run bench refuses %j by name', (args, mistake) => {
  expect(readArguments(BENCH, args)).toMatchObject({
    kind: 'mistake',
    text: expect.stringContaining(mistake),
  });
});
