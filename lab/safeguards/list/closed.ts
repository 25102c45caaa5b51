/** 7: Forged notifications do nothing, and tokens go to Graph alone. */

import type { Safeguard } from '../safeguard.ts';

const NOTIFICATION = 'src/webhook/notification.ts';
const webhook = (test: string) => ({ file: 'test/functions/notifications.test.ts', test });

export const closed: ReadonlyArray<Safeguard> = [
  {
    name: 'clientState is compared',
    guarantee: 7,
    mechanism: 'Only who knows the secret that we gave Graph is believed.',
    change: {
      file: 'src/subscription/client-state.ts',
      from: 'return isCurrent || isPrevious;',
      to: 'return isCurrent || isPrevious || true;',
    },
    proof: 'somebody forges notifications',
    breaks: 'closed',
    provenBy: webhook('queues only the valid ones when one among them is forged'),
  },
  {
    name: 'each notification is judged by itself',
    guarantee: 7,
    mechanism: 'A real one does not vouch for those beside it.',
    change: {
      file: 'src/webhook/receive.ts',
      from: 'elements.map((element) => readNotification(element, dependencies));',
      to: `elements.map((element) =>
        readNotification({ ...Object(element), clientState: Object(elements[0]).clientState }, dependencies));`,
    },
    proof: 'a forged notification comes beside a real one',
    breaks: 'closed',
    provenBy: webhook('queues only the valid ones when one among them is forged'),
  },
  {
    name: 'what is forged is not kept',
    guarantee: 7,
    mechanism: 'It is counted and dropped: nobody can fill our tables.',
    change: {
      file: NOTIFICATION,
      from: "return { kind: 'forged', subscriptionId, clientState };",
      to: "return { kind: 'unreadable', reason: 'forged', content: notification };",
    },
    proof: 'somebody forges notifications',
    breaks: 'closed',
    provenBy: webhook('queues only the valid ones when one among them is forged'),
  },
  {
    name: 'a body over a mebibyte is refused',
    guarantee: 7,
    mechanism: 'Nobody can make an instance parse whatever they send.',
    change: {
      file: 'src/webhook/receive.ts',
      from: 'if (bytes.byteLength > LARGEST_BODY_BYTES) return { status: 413 };',
      to: '',
    },
    proof: 'somebody posts two mebibytes',
    breaks: 'closed',
    provenBy: webhook('is refused by its announced length, before the body is read'),
  },
  {
    name: 'links are followed to Graph alone',
    guarantee: 7,
    mechanism: 'The token goes where a link leads: its origin must be that of Graph.',
    change: {
      file: 'src/adapters/graph/next-link.ts',
      from: "if (url.origin !== base.origin) throw new MalformedAnswer('the next link leads to another origin');",
      to: '',
    },
    proof: 'a link leads away from Graph',
    breaks: 'closed',
    provenBy: { file: 'test/adapters/graph/next-link.test.ts', test: 'the token does not go to %s' },
  },
];
