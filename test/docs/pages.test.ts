/** Holds every page to the project: the commands and the files that it names exist. */

import { globSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { program } from '../../src/cli/commands.ts';

const pages = globSync(['*.md', '{docs,infra,src,lab,.github}/**/*.{md,yml}']).sort();

/** What a pattern's first group finds, each once. */
function named(pattern: RegExp, text: string): ReadonlyArray<string> {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))];
}

test('there are pages in every place', () => {
  for (const page of [
    'README.md',
    'docs/operations.md',
    'infra/README.md',
    'src/README.md',
    'lab/host/README.md',
  ]) {
    expect(pages).toContain(page);
  }
});

test.each(pages)('%s: every npm script that it names exists', async (page) => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const text = await readFile(page, 'utf8');
  for (const script of named(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g, text)) {
    expect(Object.keys(scripts), script).toContain(script);
  }
});

test.each(pages)(
  '%s: every command of ./callrecords that it names exists, with its options',
  async (page) => {
    const text = await readFile(page, 'utf8');
    const commandOf = (name: string) => program.commands.find((declared) => declared.name === name);
    for (const [line, first = '', second] of text.matchAll(
      /[./\\]callrecords ([a-z][\w-]*)(?: ([a-z][\w-]*))?[^`\n#]*/g,
    )) {
      const command = commandOf(`${first} ${second}`) ?? commandOf(first);
      const options = ['help', ...Object.keys(command?.options ?? {})];
      expect(command, line).toBeDefined();
      for (const option of named(/ --([\w-]+)/g, line)) expect(options, line).toContain(option);
    }
  },
);

test('git ignores every folder that a page has calls exported into: the checks read what git does not ignore', async () => {
  const texts = await Promise.all(pages.map((page) => readFile(page, 'utf8')));
  const folders = named(/ --out ([a-z][\w-]*)(?!\S)/g, texts.join('\n'));
  expect(folders).toContain('calls');
  const ignored = (await readFile('.gitignore', 'utf8')).split('\n');
  for (const folder of folders) expect(ignored).toContain(`/${folder}/`);
});

test.each(pages)('%s: every test or folder that it has vitest run exists', async (page) => {
  const text = await readFile(page, 'utf8');
  for (const path of named(/\bvitest run ([\w./-]+)/g, text)) {
    await expect(stat(path), path).resolves.toBeDefined();
  }
});

test.each(pages)('%s: every link leads to a file of the project, or to a heading in it', async (page) => {
  const text = await readFile(page, 'utf8');
  const links = named(/\]\(([^)\s]+)\)/g, text).filter((link) => !/^https?:/.test(link));
  for (const link of links) {
    const [path = '', anchor] = link.split('#', 2);
    const file = path === '' ? page : posix.join(posix.dirname(page), path);
    await expect(stat(file), link).resolves.toBeDefined();
    if (anchor === undefined) continue;
    const headings = named(/^#{1,4} (.+)$/gm, await readFile(file, 'utf8'));
    expect(headings.map(anchorOf), link).toContain(anchor);
  }
});

test('docs/design.md shows the levels of src as imports are held to them', async () => {
  const [, rules = ''] =
    /const LEVELS[^=]*= \[(.*?)\n\];/s.exec(await readFile('build/import-rules.ts', 'utf8')) ?? [];
  const levels = rules
    .split('\n')
    .map((line) => named(/'([\w.-]+)'/g, line))
    .filter((level) => level.length > 0);
  const [, shown = ''] = /```\n(main\.ts\n.*?)```/s.exec(await readFile('docs/design.md', 'utf8')) ?? [];
  const lines = shown
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/, 1)[0]?.split(' · '));
  expect(lines).toEqual(levels);
});

test('src/README.md asks a question for every folder of src', async () => {
  const text = await readFile('src/README.md', 'utf8');
  const folders = globSync('src/*/').map((path) => posix.basename(path));
  const answering = named(/`([\w/-]+)`/g, text).map((path) => path.split('/', 1)[0]);
  for (const folder of folders) expect(answering).toContain(folder);
});

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}
