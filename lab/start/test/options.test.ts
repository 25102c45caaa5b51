import { describe, expect, test } from 'vitest';
import { commandLine, helpText } from '../options.ts';

function optionsOf(...args: ReadonlyArray<string>) {
  const parsed = commandLine(args);
  return parsed.kind === 'run' ? parsed.options : parsed;
}

function mistakesOf(...args: ReadonlyArray<string>): ReadonlyArray<string> {
  const parsed = commandLine(args);
  return parsed.kind === 'wrong' ? parsed.mistakes : [];
}

describe('npm start', () => {
  test('tells the same story to everybody who asks for nothing', () => {
    expect(optionsOf()).toEqual({
      calls: undefined,
      exit: false,
      recordsDirectory: undefined,
      seed: 1,
      port: undefined,
    });
  });

  test('takes what it is given', () => {
    expect(optionsOf('--calls', '25', '--exit', '--seed=7', '--port', '0')).toMatchObject({
      calls: 25,
      exit: true,
      seed: 7,
      port: 0,
    });
    expect(optionsOf('--records', 'exported', '--exit')).toMatchObject({ recordsDirectory: 'exported' });
  });

  test('names everything that is wrong at once', () => {
    expect(mistakesOf('--call', '5', '--seed', 'x', '--port=70000', '--exit=yes', '--calls')).toEqual([
      '--call is no option',
      "'5' is no option",
      '--exit takes no value',
      '--calls needs a value',
      "--seed must be a whole number from 0 to 9007199254740991, not 'x'",
      "--port must be a whole number from 0 to 65535, not '70000'",
    ]);
  });

  test.each(['0', '-1', '2.5', '', ' ', '1e9', 'NaN'])('refuses to play %j calls', (calls) => {
    expect(mistakesOf(`--calls=${calls}`)).toEqual([
      `--calls must be a whole number from 1 to 10000, not '${calls}'`,
    ]);
  });

  test('does not end by itself when nothing says after how many calls', () => {
    expect(mistakesOf('--exit')).toEqual([expect.stringContaining('--exit needs --calls or --records')]);
  });

  test('plays either so many calls or the records of a folder', () => {
    expect(mistakesOf('--calls', '3', '--records', 'exported')).toEqual([
      expect.stringContaining('exclude each other'),
    ]);
    expect(mistakesOf('--records=')).toEqual(['--records needs a folder']);
  });

  test('explains every option and exit code within 80 columns, whatever else is asked', () => {
    expect(commandLine(['-h', '--nonsense'])).toEqual({ kind: 'help' });
    for (const option of ['--calls N', '--exit', '--records DIR', '--seed N', '--port N', '--help']) {
      expect(helpText()).toContain(option);
    }
    for (const line of helpText().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
