/** There is a subscription, and what it tells is believed. */

import type { Safeguards } from '../safeguard.ts';

export const subscriptions: Safeguards = {
  'a 404 on renewal is asked about again': {
    mechanism: 'Graph has reported living subscriptions as gone. Only a GET is believed.',
    from: 'if ((await graphSubscriptions.get(id, signal)) !== undefined) throw error;',
    proofs: { 'Graph says of a living subscription that it is gone': 'complete' },
    test: 'that Graph wrongly calls gone on renewal is kept',
  },
  'a subscription is asked for by its id': {
    mechanism: 'Graph has listed none for days while they lived. The list only adds ids to ask for.',
    from: 'await living(checking, idsToAskFor(remembered)));',
    to: 'await living(checking, []));',
    proofs: { 'Graph lists none of the subscriptions that live': 'complete' },
    test: 'is kept and renewed while Graph lists none for days',
  },
  'the subscription of another deployment is left alone': {
    mechanism: 'Only one that this deployment made, or whose address it uses or has used, is its own.',
    from: 'if (isMade(row) || row?.TakeOverAt !== undefined) return true;',
    to: 'return true;',
    proofs: { 'another deployment has a subscription too': 'complete' },
    test: 'is left alone beside our own, is shown, and is no fault',
  },
  'subscriptions are created ten minutes apart': {
    mechanism: 'A Graph that loses them, or another program that deletes them, makes no loop of creations.',
    from: 'if (!mayCreate(before, desired, store.clock.now())) {',
    to: 'if (!mayCreate(before, desired, store.clock.now()) && false) {',
    proofs: { 'the subscription vanishes every minute': 'patience' },
    test: 'again and again is created once in ten minutes, and health says so',
  },
  'a creation is noted before Graph is asked': {
    mechanism: 'A creation whose answer is lost may have happened, and counts.',
    from: "await store.status.merge('subscription', askedNow(desired, askedAt));",
    proofs: { 'the answer to each creation is lost': 'patience' },
    test: 'is asked for once in ten minutes',
  },
  'the subscription is renewed': {
    mechanism: 'Every six hours, and whenever less than 48 hours are left of the 70.',
    from: 'if (reason === undefined) return true;',
    to: 'return true;',
    proofs: { 'four days pass': 'complete' },
    test: 'is renewed every six hours and never expires in a week',
  },
  'the subscription is renewed when Graph asks for it': {
    mechanism: 'Within a minute. Until then Graph sends no notifications.',
    from: "asked >= renewedAt))\n    return 'reauthorizationRequired';",
    to: 'asked >= renewedAt)) return undefined;',
    proofs: { 'Graph asks for a renewal and tells nothing until then': 'complete' },
    test: 'is renewed at once when Graph asks for it',
  },
  'a new subscription comes before the old one goes': {
    mechanism: 'No notification falls between the two.',
    from: 'if (!(await createWhenAllowed(checking, isServed ? undefined : lastServedAt))) return false;',
    to: 'await removeAll(checking, own);\n    if (!(await createWhenAllowed(checking, isServed ? undefined : lastServedAt))) return false;',
    proofs: { 'a subscription is replaced': 'complete' },
    test: 'leaves no gap when its secret is rotated as planned',
  },
  'the previous secret is accepted': {
    mechanism: 'Until the subscription has the new one.',
    from: 'return isCurrent || isPrevious;',
    to: 'return isCurrent;',
    proofs: { 'the secret is changed': 'complete' },
    test: 'leaves no gap when its secret is rotated as planned',
  },
  'the secret of a subscription that we made is not taken for forged': {
    mechanism:
      'An instance that does not have it in its settings yet, or no longer has it, answers 503, and Graph asks another.',
    from: 'if (!isRotating) return { status: 202 };',
    to: 'if (!isRotating || true) return { status: 202 };',
    proofs: { 'an instance does not know the new secret yet': 'accounted' },
    test: 'loses no call, whichever instance its notification reaches, and leaves health as it is',
  },
  'a gap is written down': {
    mechanism:
      'A subscription that is created again records since when there was none, and all hours are listed.',
    from: 'createWhenAllowed(checking, isServed ? undefined : lastServedAt)',
    to: 'createWhenAllowed(checking, undefined)',
    proofs: { 'the subscription is removed, and a version appears': 'complete' },
    test: 'new versions of old calls are found: the subscription was removed',
  },
};
