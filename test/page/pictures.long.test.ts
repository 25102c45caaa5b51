import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DIGESTS_FILE, digestsOf, openOffice } from '../../build/docs/pictures/pictured-screens.ts';

test('the pictures in docs/ show the explorer as it is; otherwise type npm run docs -- --pictures', async () => {
  expect(await digestsOf(await openOffice())).toBe(await readFile(DIGESTS_FILE, 'utf8'));
});
