/** `npm run safeguards`: takes each safeguard away and says what goes wrong; with words, only those that name them. */

import { EXIT } from '../../src/cli/exit.ts';
import { anyText } from '../../src/cli/formats.ts';
import { givenToScript } from '../script.ts';
import { safeguards } from './list/index.ts';
import type { ProofName } from './proofs/index.ts';
import { type Finding, Trial } from './trial.ts';

const { operands } = givenToScript({
  name: 'npm run safeguards --',
  summary: 'Takes each safeguard of the program away and shows which rule is broken without it.',
  details: 'Exit code 1 when a safeguard is not missed, or a rule is broken with all of them.',
  options: {},
  operands: {
    name: 'words',
    description: 'only safeguards whose guarantee, name or proof has these words',
    format: anyText,
    count: 'any',
  },
});
const asked = safeguards.flatMap(({ losses, ...guarded }) =>
  losses.map((loss) => ({ ...guarded, ...loss })).filter(hasWords),
);
if (asked.length === 0) {
  process.stderr.write(`no safeguard has these words: ${operands.join(' ')}. List: docs/guarantees.md\n`);
  process.exitCode = EXIT.askedWrongly;
} else if (!(await areMissed())) process.exitCode = EXIT.foundWrong;

function hasWords(texts: {
  readonly guarantee: string;
  readonly name: string;
  readonly proof: string;
}): boolean {
  const text = `${texts.guarantee} ${texts.name} ${texts.proof}`.toLowerCase();
  return operands.every((word) => text.includes(word.toLowerCase()));
}

/** Resolves with whether each of them is missed when it is gone, and nothing goes wrong while it is there. */
async function areMissed(): Promise<boolean> {
  const trial = new Trial();
  const tried = new Set<ProofName>();
  let failures = 0;
  for (const { name, safeguard, proof, rule, says } of asked) {
    if (!tried.has(proof)) {
      const isFair = await told(proof, trial.run({ proof, change: undefined }), isEmpty);
      if (!isFair) failures += 1;
      tried.add(proof);
    }
    const isMissed = ({ violations = [] }: Finding) =>
      violations[0]?.rule === rule && violations.some(({ message }) => says.test(message));
    const running = trial.run({ proof, change: safeguard });
    if (!(await told(`  without: ${name}`, running, isMissed))) failures += 1;
  }
  await trial.end();
  return failures === 0;
}

/** Prints what was found, and resolves with whether that is right. */
async function told(
  title: string,
  running: Promise<Finding>,
  isRight: (finding: Finding) => boolean,
): Promise<boolean> {
  const startedAt = performance.now();
  const finding = await running;
  const milliseconds = Math.round(performance.now() - startedAt);
  const right = isRight(finding);
  console.log(`${right ? '✓' : '✗'} ${title}: ${inWords(finding)} (${milliseconds} ms)`);
  return right;
}

function isEmpty({ violations }: Finding): boolean {
  return violations?.length === 0;
}

function inWords({ violations = [], error }: Finding): string {
  if (error !== undefined) return error;
  const [first, ...more] = violations;
  if (first === undefined) return 'nothing goes wrong';
  const [message] = first.message.split('\n', 1);
  return `${first.rule}: ${message}${more.length > 0 ? ` and ${more.length} more` : ''}`;
}
