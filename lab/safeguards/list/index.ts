/** All safeguards, by the guarantees of docs/guarantees.md; those of `graph` ask no more of Graph than it allows. */

import type { Rule } from '../../worlds/checker/violation.ts';
import type { ProofName } from '../proofs/index.ts';
import type { Safeguard, Safeguards } from '../safeguard.ts';
import { answered } from './answered.ts';
import { closed } from './closed.ts';
import { commit } from './commit.ts';
import { complete } from './complete.ts';
import { documents } from './documents.ts';
import { forgotten } from './forgotten.ts';
import { honest } from './honest.ts';
import { messages } from './messages.ts';
import { newestVersion } from './newest-version.ts';
import { patience } from './patience.ts';
import { saidReasons } from './reasons.ts';
import { listing } from './reconcile.ts';
import { subscriptions } from './subscription.ts';
import { waiting } from './waiting.ts';
import { webhook } from './webhook.ts';

const lists: Readonly<Record<string, ReadonlyArray<Safeguards>>> = {
  1: [webhook, messages, waiting],
  2: [newestVersion, commit],
  3: [complete],
  4: [documents],
  5: [subscriptions, listing],
  6: [saidReasons, honest],
  7: [closed],
  8: [answered],
  9: [forgotten],
  graph: [patience],
};

/** What one of its proofs finds without a safeguard: this rule is broken, in these words. */
export interface Loss {
  readonly proof: ProofName;
  readonly rule: Rule;
  readonly says: RegExp;
}

export interface ListedSafeguard {
  readonly guarantee: string;
  readonly name: string;
  readonly safeguard: Safeguard;
  readonly losses: ReadonlyArray<Loss>;
}

export const safeguards: ReadonlyArray<ListedSafeguard> = Object.entries(lists).flatMap(
  ([guarantee, ofGuarantee]) =>
    ofGuarantee
      .flatMap((list) => Object.entries(list))
      .map(([name, safeguard]) => ({ guarantee, name, safeguard, losses: lossesOf(safeguard) })),
);

function lossesOf({ proofs }: Safeguard): ReadonlyArray<Loss> {
  return (Object.entries(proofs) as ReadonlyArray<[ProofName, Rule | readonly [Rule, RegExp]]>).map(
    ([proof, broken]) => {
      const [rule, says] = typeof broken === 'string' ? [broken, /^/] : broken;
      return { proof, rule, says };
    },
  );
}
