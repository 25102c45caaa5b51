/** `npm run safeguards`: takes each safeguard away and says what goes wrong; with words, only those that name them. */

import { safeguards } from './list/index.ts';
import type { Finding } from './messages.ts';
import type { ProofName } from './proofs/index.ts';
import { Trial } from './trial.ts';

const words = process.argv.slice(2);
const chosen = safeguards.filter(({ guarantee, name, proof }) =>
  words.every((word) => `${guarantee} ${name} ${proof}`.toLowerCase().includes(word.toLowerCase())),
);
const trial = new Trial();
const wholes = new Map<ProofName, boolean>();
let failures = 0;
for (const { name, proof, change, breaks } of chosen) {
  if (!wholes.has(proof)) {
    const startedAt = performance.now();
    const finding = await trial.run({ proof, change: undefined });
    wholes.set(proof, isFair(finding));
    if (!isFair(finding)) failures += 1;
    console.log(`${isFair(finding) ? '✓' : '✗'} ${proof}: ${told(finding)} (${since(startedAt)})`);
  }
  const startedAt = performance.now();
  const finding = await trial.run({ proof, change });
  const isMissed = finding.error === undefined && finding.violations[0]?.rule === breaks;
  if (!isMissed) failures += 1;
  console.log(`  ${isMissed ? '✓' : '✗'} without: ${name}: ${told(finding)} (${since(startedAt)})`);
}
await trial.end();
if (failures > 0) process.exitCode = 1;

function isFair(finding: Finding): boolean {
  return finding.error === undefined && finding.violations.length === 0;
}

function told(finding: Finding): string {
  if (finding.error !== undefined) return finding.error;
  const [first] = finding.violations;
  if (first === undefined) return 'nothing goes wrong';
  const more = finding.violations.length - 1;
  return `${first.rule}: ${first.message}${more > 0 ? ` and ${more} more` : ''}`;
}

function since(startedAt: number): string {
  return `${Math.round(performance.now() - startedAt)} ms`;
}
