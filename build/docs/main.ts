// npm run docs: writes the generated pages, or says whether they are current.

import { readFile, writeFile } from 'node:fs/promises';
import { readArguments } from '../../src/cli/command-line.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { pages } from './pages.ts';

const SYNTAX = {
  name: 'npm run docs --',
  summary: 'Writes the generated pages of docs/.',
  options: { check: { description: 'write nothing, and exit with 1 if a page is not current' } },
};

process.exitCode = await main(process.argv.slice(2));

/** Resolves with the exit code. */
async function main(args: ReadonlyArray<string>): Promise<number> {
  const reading = readArguments(SYNTAX, args);
  if (reading.kind === 'help') {
    process.stdout.write(reading.text);
    return EXIT.done;
  }
  if (reading.kind === 'mistake') {
    process.stderr.write(reading.text);
    return EXIT.askedWrongly;
  }
  let outdated = 0;
  for (const [path, pageOf] of Object.entries(pages)) {
    const current = await readFile(path, 'utf8').catch(() => '');
    const page = await pageOf(current);
    if (page === current) continue;
    if (reading.given.options.check) outdated += 1;
    else await writeFile(path, page);
    console.log(reading.given.options.check ? `${path} is not current: run npm run docs` : `${path} written`);
  }
  return outdated === 0 ? EXIT.done : EXIT.foundWrong;
}
