import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { pages } from '../../build/docs/pages.ts';

test.each(Object.entries(pages))(
  '%s is what the code says (otherwise: npm run docs)',
  async (path, pageOf) => {
    const current = await readFile(path, 'utf8');
    expect(current).toBe(await pageOf(current));
  },
);
