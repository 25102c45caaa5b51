/** Elements of a changeNotificationCollection: most of them right, each with any of its parts spoilt. */

import fc, { type Arbitrary } from 'fast-check';
import {
  anyJson,
  anyName,
  anyText,
  deepJson,
  type Member,
  mostly,
  noMembers,
  objectText,
  present,
  quoted,
  texts,
  weighted,
} from './json-texts.ts';
import {
  CLIENT_STATE,
  KNOWN_SUBSCRIPTION,
  PREVIOUS_CLIENT_STATE,
  TENANT_ID,
  UNKNOWN_SUBSCRIPTION,
} from './ours.ts';

/** Levels of nesting: JSON.parse reads them all, JSON.stringify not. */
export const DEEPEST = 8_000;

/** Few enough that one collection names some twice. */
const CALLS = [1, 2, 3, 4].map((number) => `0000000${number}-aaaa-4bbb-8ccc-ddddddddddee`);
const callId: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...CALLS),
  fc.constantFrom(...CALLS).map((id) => id.toUpperCase()),
  fc.uuid(),
);

const clientState: Member = weighted(
  [16, texts(CLIENT_STATE, CLIENT_STATE, PREVIOUS_CLIENT_STATE)],
  [
    6,
    fc.oneof(
      texts(
        `${CLIENT_STATE}!`,
        ` ${CLIENT_STATE}`,
        `${CLIENT_STATE}\u0000`,
        CLIENT_STATE.slice(0, -1),
        CLIENT_STATE.toUpperCase(),
        encodeURIComponent(CLIENT_STATE),
        CLIENT_STATE + PREVIOUS_CLIENT_STATE,
      ),
      fc.constantFrom(`[${quoted(CLIENT_STATE)}]`, `{"a":${quoted(CLIENT_STATE)}}`),
      anyJson,
      fc.constantFrom('null', undefined),
    ),
  ],
);

const tenantId: Member = mostly(
  texts(TENANT_ID, TENANT_ID, TENANT_ID.toUpperCase()),
  fc.oneof(texts(`{${TENANT_ID}}`, ` ${TENANT_ID}`, '', 'contoso.com'), fc.uuid().map(quoted)),
);

const subscriptionId: Member = mostly(
  texts(KNOWN_SUBSCRIPTION, UNKNOWN_SUBSCRIPTION, KNOWN_SUBSCRIPTION.toUpperCase()),
  texts('', '../PipelineStatus', `${KNOWN_SUBSCRIPTION} `),
);

const lifecycleEvent: Member = weighted(
  [12, fc.constant(undefined)],
  [4, texts('reauthorizationRequired', 'subscriptionRemoved', 'missed')],
  [1, texts('Missed', 'missed ', '', 'toString', '__proto__')],
  [1, anyJson],
);

/** `%s` is the call. */
const RESOURCES = [
  'communications/callRecords/%s',
  'communications/callRecords/%s',
  '/communications/callRecords/%s',
  "communications/callRecords('%s')",
  'Communications/CallRecords/%s',
] as const;
const NEARLY_RESOURCES = [
  'communications/callRecords/%s/',
  'communications/callRecords/%s/sessions',
  'communications/callRecords/%s?$select=id',
  'communications//callRecords/%s',
  'communications/callRecords',
  'communications/calls/%s',
  'https://graph.microsoft.com/v1.0/communications/callRecords/%s',
  'communications/callRecords/../%s',
  'communications/callRecords/%s\n',
  'communications/callRecords/{%s}',
  '%s',
] as const;

interface Told {
  readonly resource: string | undefined;
  readonly resourceData: string | undefined;
}

/** The resource and its data, which mostly name the same call. */
const resources: Arbitrary<Told> = fc.tuple(callId, callId).chain(([id, other]) => {
  const named = (form: string) => quoted(form.replace('%s', id));
  const type: Member = mostly(
    texts('#Microsoft.Graph.callRecord', '#microsoft.graph.callrecord'),
    texts('#microsoft.graph.user', 'callRecord', ''),
  );
  const data = fc
    .tuple(mostly(texts(id, id.toLowerCase(), id.toUpperCase()), texts(other, `${id} `, '42')), type)
    .map(([idText, typeText]) => objectText(present({ '@odata.type': typeText, id: idText })));
  return fc.record({
    resource: mostly(
      fc.constantFrom(...RESOURCES).map(named),
      fc.oneof(fc.constantFrom(...NEARLY_RESOURCES).map(named), anyText.map(quoted)),
    ),
    resourceData: mostly(data, anyJson),
  });
});

const extraMembers: Arbitrary<ReadonlyArray<readonly [string, string]>> = weighted(
  [6, noMembers],
  [3, fc.array(fc.tuple(anyName, anyJson), { maxLength: 3 })],
  // The same name twice: what comes last counts.
  [1, fc.tuple(fc.constantFrom('clientState', 'resource', 'tenantId'), anyJson).map((extra) => [extra])],
  [1, fc.tuple(fc.constant('encryptedContent'), deepJson(DEEPEST)).map((extra) => [extra])],
);

/** One element as JSON text. `mark` stands in it, where its traces can be found. */
export type Element = (mark: string) => string;

const notification: Arbitrary<Element> = fc
  .record({
    members: fc.record({ clientState, tenantId, subscriptionId, lifecycleEvent }),
    told: resources,
    changeType: mostly(texts('created', 'updated', 'deleted'), anyText.map(quoted)),
    extra: extraMembers,
    extraFirst: fc.boolean(),
  })
  .map(({ members, told, changeType, extra, extraFirst }) => (mark) => {
    const own = present({ ...members, ...told, changeType, subscriptionExpirationDateTime: quoted(mark) });
    return objectText(extraFirst ? [...extra, ...own] : [...own, ...extra]);
  });

/** Not an object, so without a secret. */
const anything: Arbitrary<Element> = fc.oneof(
  anyJson.map((text) => () => text),
  anyJson.map((text) => (mark: string) => `[${quoted(mark)},${text}]`),
  fc.constant((mark: string) => quoted(mark)),
);

export const anyElement: Arbitrary<Element> = weighted([12, notification], [1, anything]);
