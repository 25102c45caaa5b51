import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withSafeguards } from '../../build/docs/guarantees-page.ts';
import { EXPLORED_IN, explored } from '../../lab/safeguards/list/explored.ts';
import { safeguards } from '../../lab/safeguards/list/index.ts';

describe('docs/guarantees.md', () => {
  it('has the safeguards as the lists have them (otherwise: npm run docs)', async () => {
    const page = await readFile('docs/guarantees.md', 'utf8');
    expect(page).toBe(withSafeguards(page));
  });

  it('names tests that are there', async () => {
    const named = [
      ...safeguards.flatMap(({ provenBy }) => provenBy ?? []),
      ...explored.map(({ name }) => ({ file: EXPLORED_IN, test: name })),
    ];
    for (const { file, test } of named) {
      const text = await readFile(file, 'utf8');
      const isThere = ["'", '"', '`'].some((quote) => text.includes(`${quote}${test}${quote}`));
      expect.soft(isThere, `${file}: ${test}`).toBe(true);
    }
  });
});
