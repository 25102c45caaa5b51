// npm run docs: writes the generated pages, or says whether they are current.

import { readFile, writeFile } from 'node:fs/promises';
import { givenToScript } from '../../lab/script.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { pages } from './pages.ts';

const { options } = givenToScript({
  name: 'npm run docs --',
  summary: 'Writes the generated pages of docs/.',
  options: {
    check: { description: 'write nothing, and exit with 1 if a page is not current' },
    pictures: { description: 'take the pictures of the explorer too, which needs a Chromium' },
  },
  exclusive: [['check', 'pictures']],
});

for (const [path, pageOf] of Object.entries(pages)) {
  const current = await readFile(path, 'utf8').catch(() => '');
  const page = await pageOf(current);
  if (page === current) continue;
  if (options.check) {
    console.error(`${path} is not current. Type: npm run docs`);
    process.exitCode = EXIT.foundWrong;
  } else {
    await writeFile(path, page);
    console.log(`${path} written`);
  }
}

if (options.pictures) {
  // Nothing else here needs the explorer.
  const { takePictures } = await import('./pictures/take-pictures.ts');
  const taken = await takePictures();
  for (const path of taken ?? []) console.log(`${path} written`);
  if (taken === undefined) {
    console.error(
      'No Chromium is found. Install Chrome or Chromium, or name one with the variable CHROMIUM.',
    );
    process.exitCode = EXIT.unreachable;
  }
}
