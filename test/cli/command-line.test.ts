import { describe, expect, test } from 'vitest';
import { readArguments, readCommand } from '../../src/cli/command-line.ts';
import type { Format, Options, Syntax } from '../../src/cli/syntax.ts';

const day: Format<string> = {
  expected: 'a day such as 2026-11-23',
  read: (text) => (/^\d{4}-\d{2}-\d{2}$|^-\d+d$/.test(text) ? text : undefined),
};
const number: Format<number> = {
  expected: 'a number',
  read: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
};

const backfill = {
  name: 'backfill',
  summary: 'lists again',
  details: 'Reconcile does the work.',
  options: {
    from: { takes: 'day', description: 'the first day', format: day, isRequired: true },
    to: { takes: 'day', description: 'the last day', format: day },
    day: { takes: 'day', description: 'the only day', format: day },
    'dead-letters': { description: 'those given up' },
    json: { description: 'for programs', group: 'Output:' },
  },
  operands: { name: 'number', description: 'how often', format: number, count: 'any' },
  exclusive: [['day', 'to']],
  check: ({ options: { from, to } }) => (String(to) < String(from) ? ['--to comes before --from'] : []),
} as const satisfies Syntax<Options, number>;
const pending: Syntax = {
  name: 'pending',
  summary: 'what waits',
  options: { json: { description: 'for programs' } },
};

const rebuild = {
  ...pending,
  name: 'rebuild',
  operands: { ...backfill.operands, count: 'one' },
} as const satisfies Syntax<Options, number>;

const list: Syntax = { ...pending, name: 'networks list', summary: 'what was imported' };

function read(line: string) {
  const program = {
    name: './callrecords',
    summary: 'Keeps calls.',
    details: 'Exit codes.',
    version: '1.2.3',
  };
  const groups = { networks: 'buildings' };
  return readCommand(
    { ...program, commands: [backfill, pending, rebuild, list], groups },
    line === '' ? [] : line.split(' '),
  );
}

describe('a command line', () => {
  test('gives the values of options and arguments in any order, checked and converted', () => {
    expect(read('backfill 7 --dead-letters --from -7d 12 --to=2026-11-23')).toEqual({
      kind: 'read',
      command: backfill,
      given: {
        options: { from: '-7d', to: '2026-11-23', day: undefined, 'dead-letters': true, json: false },
        operands: [7, 12],
      },
    });
    expect(read('pending')).toMatchObject({
      kind: 'read',
      given: { options: { json: false }, operands: [] },
    });
  });

  test.each([
    ['', 'a command is missing. Help: ./callrecords --help'],
    ['networks', 'a command is missing. Help: ./callrecords networks --help'],
    ['networks lst', "unknown command 'lst' (Did you mean list?). Help: ./callrecords networks --help"],
    [
      'networks list --jsn',
      "unknown option '--jsn' (Did you mean --json?). Help: ./callrecords networks list --help",
    ],
    ['pendign', "unknown command 'pendign' (Did you mean pending?). Help: ./callrecords --help"],
    ['pendign --help', "unknown command 'pendign'. Help: ./callrecords --help"],
    ['networks lst --help', "unknown command 'lst'. Help: ./callrecords networks --help"],
    ['--json', "unknown option '--json'. Help: ./callrecords --help"],
    ['pending --jsn', "unknown option '--jsn' (Did you mean --json?). Help: ./callrecords pending --help"],
    ['pending --json=yes', "unknown option '--json=yes'. Help: ./callrecords pending --help"],
    [
      'pending x',
      "too many arguments for 'pending'. Expected 0 arguments but got 1: x. Help: ./callrecords pending --help",
    ],
    [
      'rebuild 7 x',
      "too many arguments for 'rebuild'. Expected 1 argument but got 2: 7, x. Help: ./callrecords rebuild --help",
    ],
    ['backfill', "required option '--from <day>' not specified. Help: ./callrecords backfill --help"],
    ['backfill --from', "option '--from <day>' argument missing. Help: ./callrecords backfill --help"],
    ['backfill --from --json', '--from needs a value. Help: ./callrecords backfill --help'],
    ['backfill --from=', '--from needs a value. Help: ./callrecords backfill --help'],
    [
      'backfill --from May',
      '--from is "May", which is not a day such as 2026-11-23. Help: ./callrecords backfill --help',
    ],
    ['backfill --from -7d --from -1d', '--from is given twice. Help: ./callrecords backfill --help'],
    ['backfill --from -7d x', '"x" is not a number. Help: ./callrecords backfill --help'],
    [
      'backfill --from -7d --day -1d --to -1d',
      "option '--day <day>' cannot be used with option '--to <day>'. Help: ./callrecords backfill --help",
    ],
    [
      'backfill --from 2026-11-23 --to 2026-11-22',
      '--to comes before --from. Help: ./callrecords backfill --help',
    ],
  ])('that says "%s" is told in one line what is wrong with it and where the help is', (line, text) => {
    expect(read(line)).toEqual({ kind: 'mistake', text: `${text}\n` });
  });

  test('is told everything that is wrong with it at once', () => {
    const reading = read('backfill --form 1 -v --day May --to -1d');
    expect(reading).toEqual({
      kind: 'mistake',
      text: [
        "required option '--from <day>' not specified",
        "option '--day <day>' cannot be used with option '--to <day>'",
        "unknown option '--form' (Did you mean --from?)",
        '--day is "May", which is not a day such as 2026-11-23',
        "unknown option '-v'. Help: ./callrecords backfill --help",
        '',
      ].join('\n'),
    });
  });

  test.each(['backfill --help', 'backfill --from May --help --force', 'help backfill'])(
    'that asks for help gets it, whatever else it says: %s',
    (line) => {
      const reading = read(line);
      expect(reading).toMatchObject({ kind: 'help' });
      const { text } = reading as { text: string };
      expect(text).toContain('Usage: ./callrecords backfill [options] [number...]');
      expect(text).toMatch(/--from <day> +the first day/);
      expect(text).toMatch(/Output:\n +--json +for programs/);
      expect(text).toContain('Reconcile does the work.');
    },
  );

  test('gets a help in which a list goes on below its own text, and no line is longer than the terminal', () => {
    const meaning = 'waits until Graph has the record, and is read again '.repeat(3).trim();
    const details = `States:\n  pending      ${meaning}\n  dead-letter  given up`;
    const help = readArguments({ ...pending, details }, ['--help']) as { text: string };
    const lines = help.text.split('\n');
    const first = lines.findIndex((line) => line.startsWith('  pending  '));
    expect(lines[first + 1]).toMatch(/^ {15}\S/);
    expect(
      lines
        .slice(first, -2)
        .map((line) => line.trim())
        .join(' '),
    ).toBe(`pending      ${meaning}`);
    expect(lines.at(-2)).toBe('  dead-letter  given up');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('may have two words, of which the first one lists the commands that begin with it', () => {
    expect(read('networks list --json')).toMatchObject({
      kind: 'read',
      command: list,
      given: { options: { json: true } },
    });
    expect(read('--help')).toMatchObject({ text: expect.stringMatching(/networks +buildings/) });
    expect(read('networks --help')).toMatchObject({
      kind: 'help',
      text: expect.stringMatching(
        /Usage: \.\/callrecords networks[\s\S]+buildings[\s\S]+list +what was imported/,
      ),
    });
  });

  test.each(['help', 'networks help'])('of a program with commands gets it by the word, too: %s', (line) => {
    expect(read(line)).toMatchObject({ kind: 'help' });
  });

  test('of a program with commands learns its release', () => {
    expect(read('--version')).toEqual({ kind: 'help', text: '1.2.3\n' });
  });

  test('of a program with commands gets a list of them', () => {
    expect(read('--help')).toMatchObject({
      kind: 'help',
      text: expect.stringMatching(/Keeps calls\.[\s\S]+backfill +lists again[\s\S]+Exit codes\./),
    });
  });
});

test('a program with one purpose, such as an npm script, reads its arguments in the same way', () => {
  const script = { ...backfill, name: 'npm run backfill --' };
  expect(readArguments(script, ['--from', '-7d'])).toMatchObject({
    kind: 'read',
    given: { options: { from: '-7d' } },
  });
  expect(readArguments(script, ['--form'])).toMatchObject({
    kind: 'mistake',
    text: expect.stringContaining('Help: npm run backfill -- --help\n'),
  });
  expect(readArguments(script, ['--help'])).toMatchObject({
    kind: 'help',
    text: expect.stringContaining('Usage: npm run backfill -- [options]'),
  });
});
