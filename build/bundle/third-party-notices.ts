/** The licences of what is inside the bundle: they ask to travel with it. */

import { readdir, readFile } from 'node:fs/promises';

/** Returns the notices of every package that one of the bundled files belongs to, in order of name. */
export async function thirdPartyNotices(bundledFiles: ReadonlyArray<string>): Promise<string> {
  const directories = new Set(
    bundledFiles.map(packageDirectory).filter((directory) => directory !== undefined),
  );
  const notices = await Promise.all([...directories].sort().map(noticeOf));
  return notices.join('\n');
}

/** `node_modules/@azure/identity/dist/x.js` is in `node_modules/@azure/identity`; our own files are in none. */
function packageDirectory(file: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

async function noticeOf(directory: string): Promise<string> {
  const manifest = JSON.parse(await readFile(`${directory}/package.json`, 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const files = (await readdir(directory))
    .filter((name) => /^(licen[cs]e|notice|third.?party)/i.test(name))
    .sort();
  const texts = await Promise.all(files.map((name) => readFile(`${directory}/${name}`, 'utf8')));
  const heading = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`;
  return [heading, '='.repeat(heading.length), '', ...texts.map((text) => `${text.trim()}\n`)].join('\n');
}
