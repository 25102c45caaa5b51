// npm run package: the zip that is deployed, and the zip of the command line.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { givenToScript } from '../../lab/script.ts';
import { bundleFunctions } from '../bundle/bundle.ts';
import { COMMAND_LINE_PACKAGE, commandLineFiles, LAUNCHERS, PACKAGE, packageFiles } from './package-files.ts';
import { zip } from './zip.ts';

givenToScript({
  name: 'npm run package --',
  summary: `Bundles and packs the function app (${PACKAGE}) and the command line (${COMMAND_LINE_PACKAGE}).`,
  options: {},
});
await bundleFunctions();
await write(PACKAGE, await packageFiles('.'));
await write(COMMAND_LINE_PACKAGE, await commandLineFiles(), LAUNCHERS);

async function write(
  path: string,
  files: ReadonlyMap<string, Uint8Array>,
  programs: ReadonlyArray<string> = [],
): Promise<void> {
  const bytes = zip(files, programs);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  const unpacked = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  console.log(
    `${path}  ${kibibytes(bytes.byteLength)} KiB, ${files.size} files, ${kibibytes(unpacked)} KiB unpacked`,
  );
  console.log(`sha256 ${createHash('sha256').update(bytes).digest('hex')}`);
}

function kibibytes(bytes: number): string {
  return (bytes / 1024).toFixed(0);
}
