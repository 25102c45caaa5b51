/** Each safeguard is missed when it is gone, by a proof that finds nothing wrong while it is there. */

import { afterAll, describe, expect, test } from 'vitest';
import { safeguards } from '../list/index.ts';
import { type ProofName, proofs } from '../proofs/index.ts';
import { Trial } from '../trial.ts';

const trial = new Trial();
afterAll(() => trial.end());

describe('with all safeguards nothing goes wrong when', () => {
  const proofs = [...new Set(safeguards.map(({ proof }) => proof))];
  test.each(proofs)('%s', async (proof) => {
    expect(await trial.run({ proof, change: undefined })).toEqual({ violations: [] });
  });
});

describe('it is noticed that there is no safeguard any more by which', () => {
  test.each(safeguards)('$name', async ({ proof, change, breaks }) => {
    const { violations, error } = await trial.run({ proof, change });
    expect(error).toBeUndefined();
    expect(violations?.[0]?.rule).toBe(breaks);
  });
});

test('no safeguard has the name of another', () => {
  expect(new Set(safeguards.map(({ name }) => name)).size).toBe(safeguards.length);
});

test('every proof takes a safeguard away', () => {
  const used = new Set(safeguards.map(({ proof }) => proof));
  expect(Object.keys(proofs).filter((name) => !used.has(name as ProofName))).toEqual([]);
});
