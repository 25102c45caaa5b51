/** Each safeguard is missed when it is gone, by proofs that find nothing wrong while it is there. */

import { afterAll, describe, expect, test } from 'vitest';
import { safeguards } from '../list/index.ts';
import { type ProofName, proofs } from '../proofs/index.ts';
import { Trial } from '../trial.ts';

const trial = new Trial();
afterAll(() => trial.end());

describe('with all safeguards nothing goes wrong when', () => {
  test.each(Object.keys(proofs) as Array<ProofName>)('%s', async (proof) => {
    expect(await trial.run({ proof, change: undefined })).toEqual({ violations: [] });
  });
});

const losses = safeguards.flatMap(({ name, safeguard, losses }) =>
  losses.map((loss) => [`${name}: ${loss.proof}`, { ...loss, change: safeguard }] as const),
);

describe('it is noticed that there is no safeguard any more by which', () => {
  test.each(losses)('%s', async (_title, { proof, change, rule, says }) => {
    const { violations = [], error } = await trial.run({ proof, change });
    expect(error).toBeUndefined();
    expect(violations[0]?.rule).toBe(rule);
    expect(violations.map(({ message }) => message)).toContainEqual(expect.stringMatching(says));
  });
});

test('rows that a lost attempt does not delete itself are swept when it begins again', async () => {
  const change = { from: '    await sweepGeneration(store, place, generation.name);' };
  expect(await trial.run({ proof: 'two versions of a new call meet', change })).toEqual({ violations: [] });
});

test('no safeguard has the name of another', () => {
  expect(new Set(safeguards.map(({ name }) => name)).size).toBe(safeguards.length);
});

test('every proof takes a safeguard away', () => {
  const used = new Set(losses.map(([, { proof }]) => proof));
  expect(Object.keys(proofs).filter((name) => !used.has(name as ProofName))).toEqual([]);
});
