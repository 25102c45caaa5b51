/** `npm run safeguards`: takes each safeguard away and says what goes wrong; with words, only those that name them. */

import { parseArgs } from 'node:util';
import { safeguards } from './list/index.ts';
import type { ProofName } from './proofs/index.ts';
import { proofsOf } from './safeguard.ts';
import { Trial } from './trial.ts';
import type { Finding } from './worker.ts';

const HELP = `Takes each safeguard of the program away and shows which rule is broken without it.

  npm run safeguards                    all of them
  npm run safeguards -- Retry-After     those whose guarantee, name or proof has these words

Exit code 1 when a safeguard is not missed, or a rule is broken with all of them.`;

try {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h', default: false } },
    allowPositionals: true,
  });
  if (values.help) console.log(HELP);
  else if (!(await areMissed(positionals))) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}. Options: npm run safeguards -- --help`);
  process.exitCode = 2;
}

/** Resolves with whether each of them is missed when it is gone, and nothing goes wrong while it is there. */
async function areMissed(words: ReadonlyArray<string>): Promise<boolean> {
  const trial = new Trial();
  const isFair = new Map<ProofName, boolean>();
  let failures = 0;
  for (const safeguard of safeguards) {
    for (const { proof, rule, says } of proofsOf(safeguard)) {
      const text = `${safeguard.guarantee} ${safeguard.name} ${proof}`.toLowerCase();
      if (!words.every((word) => text.includes(word.toLowerCase()))) continue;
      if (!isFair.has(proof)) {
        const fair = await timed(proof, trial.run({ proof, change: undefined }), (finding) =>
          isEmpty(finding),
        );
        isFair.set(proof, fair);
        if (!fair) failures += 1;
      }
      const isMissed = ({ violations = [] }: Finding) =>
        violations[0]?.rule === rule && violations.some(({ message }) => says.test(message));
      const title = `  without: ${safeguard.name}`;
      if (!(await timed(title, trial.run({ proof, change: safeguard }), isMissed))) failures += 1;
    }
  }
  await trial.end();
  return failures === 0;
}

/** Prints what was found, and resolves with whether that is right. */
async function timed(
  title: string,
  running: Promise<Finding>,
  isRight: (finding: Finding) => boolean,
): Promise<boolean> {
  const startedAt = performance.now();
  const finding = await running;
  const milliseconds = Math.round(performance.now() - startedAt);
  const right = isRight(finding);
  console.log(`${right ? '✓' : '✗'} ${title}: ${told(finding)} (${milliseconds} ms)`);
  return right;
}

function isEmpty({ violations }: Finding): boolean {
  return violations?.length === 0;
}

function told({ violations = [], error }: Finding): string {
  if (error !== undefined) return error;
  const [first, ...more] = violations;
  if (first === undefined) return 'nothing goes wrong';
  const [message] = first.message.split('\n', 1);
  return `${first.rule}: ${message}${more.length > 0 ? ` and ${more.length} more` : ''}`;
}
