import { describe, expect, test } from 'vitest';
import { readArguments } from '../../../src/cli/command-line.ts';
import { START } from '../syntax.ts';

function mistakesOf(...args: ReadonlyArray<string>): string {
  const reading = readArguments(START, args);
  return reading.kind === 'mistake' ? reading.text : '';
}

describe('npm start', () => {
  test('takes how many calls happen and which, and a port', () => {
    expect(readArguments(START, ['--calls', '25', '--exit', '--seed=7', '--port', '0'])).toMatchObject({
      given: { options: { calls: 25, exit: true, seed: 7, port: 0 } },
    });
  });

  test('takes a folder of records instead of a number of calls', () => {
    expect(readArguments(START, ['--records', 'exported', '--exit'])).toMatchObject({
      given: { options: { records: 'exported', exit: true } },
    });
    expect(mistakesOf('--calls', '3', '--records', 'exported')).toMatch(/--calls.*--records/);
  });

  test.each(['0', '-1', '2.5', ' ', '1e9', 'NaN'])('refuses to play %j calls', (calls) => {
    expect(mistakesOf(`--calls=${calls}`)).toContain('which is not a whole number from 1 to 10000');
  });

  test('refuses an exit that would never come, because nothing says after how many calls', () => {
    expect(mistakesOf('--exit')).toContain('--exit needs --calls or --records');
  });

  test('names everything that is wrong, and the next command to type', () => {
    const mistakes = mistakesOf('--seed', 'x', '--port=70000');
    expect(mistakes).toContain('--seed is "x"');
    expect(mistakes).toContain('--port is "70000"');
    expect(mistakes).toContain('npm start -- --help');
  });

  test('explains every option and exit code', () => {
    const reading = readArguments(START, ['--help']);
    const text = reading.kind === 'help' ? reading.text : '';
    for (const words of ['--calls', '--exit', '--records', '--seed', '--port', '130 ended without']) {
      expect(text).toContain(words);
    }
  });
});
