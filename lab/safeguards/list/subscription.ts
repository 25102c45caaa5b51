/** There is a subscription, and what it tells is believed. */

import type { Safeguards } from '../safeguard.ts';

export const subscriptions: Safeguards = {
  'a 404 on renewal is asked about again': {
    mechanism: 'Graph has reported living subscriptions as gone. Only a GET is believed.',
    from: 'if ((await graphSubscriptions.get(subscription.id, signal)) !== undefined) throw error;',
    proofs: { 'Graph says of a living subscription that it is gone': 'complete' },
    test: 'that Graph wrongly calls gone on renewal is kept',
  },
  'the subscription is renewed': {
    mechanism: 'Every six hours, and whenever less than 48 hours are left of the 70.',
    from: 'if (reason !== undefined) await renew(',
    to: 'if (reason !== undefined && false) await renew(',
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
    from: '    await create(subscribing, found.isServed ? undefined : found.lastServedAt, signal);\n  } catch',
    to: '    await deleteListed();\n    await create(subscribing, found.isServed ? undefined : found.lastServedAt, signal);\n  } catch',
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
    from: '    await create(subscribing, found.isServed ? undefined : found.lastServedAt, signal);\n  } catch',
    to: '    await create(subscribing, undefined, signal);\n  } catch',
    proofs: { 'the subscription is removed, and a version appears': 'complete' },
    test: 'new versions of old calls are found: the subscription was removed',
  },
};
