// npm run package: the zip that is deployed, out of dist/, host.json and package.json alone.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { IncompletePackage, PACKAGE, packageFiles } from './package-files.ts';
import { zip } from './zip.ts';

try {
  const files = await packageFiles('.');
  const bytes = zip(files);
  await mkdir(dirname(PACKAGE), { recursive: true });
  await writeFile(PACKAGE, bytes);
  const unpacked = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  console.log(
    `${PACKAGE}  ${kibibytes(bytes.byteLength)} KiB, ${files.size} files, ${kibibytes(unpacked)} KiB unpacked`,
  );
  console.log(`sha256 ${createHash('sha256').update(bytes).digest('hex')}`);
} catch (error) {
  if (!(error instanceof IncompletePackage)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function kibibytes(bytes: number): string {
  return (bytes / 1024).toFixed(0);
}
