/** Forged notifications do nothing, and tokens go to Graph alone. */

import type { Safeguards } from '../safeguard.ts';

export const closed: Safeguards = {
  'clientState is compared': {
    mechanism: 'Only a sender who knows the secret that Graph was given is believed.',
    from: 'return isCurrent || isPrevious;',
    to: 'return isCurrent || isPrevious || true;',
    proofs: { 'a forger posts notifications': 'closed' },
    test: 'queues only the valid ones when one among them is forged',
  },
  'each notification is judged by itself': {
    mechanism: 'A real one does not vouch for those beside it.',
    from: 'elements.map((element) => readNotification(element, { tenantId, clientStates }));',
    to: 'elements.map((element) =>\n        readNotification({ ...Object(element), clientState: Object(elements[0]).clientState }, { tenantId, clientStates }));',
    proofs: { 'a forged notification comes beside a real one': 'closed' },
    test: 'queues only the valid ones when one among them is forged',
  },
  'what is forged is not kept': {
    mechanism: 'It is counted and dropped, so a forger cannot fill the tables.',
    from: "return { kind: 'forged', subscriptionId, clientState };",
    to: "return { kind: 'unreadable', reason: 'forged', content: notification };",
    proofs: { 'a forger posts notifications': 'closed' },
    test: 'queues only the valid ones when one among them is forged',
  },
  'a probe sees no reason that a stranger can cause': {
    mechanism:
      'A stranger who guesses the id of a subscription does not learn from health whether it exists.',
    from: "healthReasons[code].shownTo === 'anyone'",
    to: 'code',
    proofs: { 'notifications of our own subscription carry another secret': 'closed' },
    test: 'says to operators that notifications of our own subscription carry a secret we do not know, and gives strangers no sign of it',
  },
  'a body over a mebibyte is refused': {
    mechanism: 'A sender cannot make an instance parse a body of any size.',
    from: 'if (size > LARGEST_BODY_BYTES) return { status: 413 };',
    proofs: { 'a body of two mebibytes is posted': 'closed' },
    test: 'is refused by its announced length, before the body is read',
  },
  'a request writes a hundred dead letters at most': {
    mechanism: 'A sender who has the secret cannot fill the tables with what cannot be read.',
    from: 'return unreadable.slice(0, MOST_ROWS).map((letter, index) => {',
    to: 'return unreadable.map((letter, index) => {',
    proofs: { 'thousands of elements that cannot be read are posted': 'closed' },
    test: 'of 5,000 elements that cannot be read, a hundred are kept, and the last of them counts the rest',
  },
  'links are followed to Graph alone': {
    mechanism: "The token goes where a link leads, so the link must lead to Graph's own origin.",
    from: "if (url.origin !== base.origin) throw new MalformedAnswer('the next link leads to another origin');",
    proofs: { 'a link leads away from Graph': 'closed' },
    test: 'the token does not go to %s',
  },
};
